"""The words that the scripts of a page say, as a module that the browser keeps for a year."""

from flask import Blueprint, Response, abort, request

from web.access import public
from web.assets import FOREVER
from web.modules import SCRIPTS, words_module, words_version

blueprint = Blueprint("words", __name__)


@blueprint.get("/words/<any(vi, en):language>/<entry>")
@public
def words(language: str, entry: str) -> Response:
    if entry not in {file.name for file in SCRIPTS.glob("*.js")}:
        abort(404)
    later = "later" in request.args
    text, version = (
        words_module(language, entry, later=later),
        words_version(language, entry, later=later),
    )
    answer = Response(text, content_type="text/javascript; charset=utf-8")
    answer.set_etag(version)
    is_exact = request.args.get("v") == version
    answer.headers["Cache-Control"] = FOREVER if is_exact else "public, no-cache"
    return answer.make_conditional(request)

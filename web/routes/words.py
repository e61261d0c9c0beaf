"""The words of the pages, one script module a language, kept by the browser for a year."""

from flask import Blueprint, Response, request

from web.access import public
from web.assets import FOREVER
from web.i18n import words_module, words_version

blueprint = Blueprint("words", __name__)


@blueprint.get("/words/<any(vi, en):language>.js")
@public
def words(language: str) -> Response:
    answer = Response(words_module(language), content_type="text/javascript; charset=utf-8")
    answer.set_etag(words_version(language))
    is_exact = request.args.get("v") == words_version(language)
    answer.headers["Cache-Control"] = FOREVER if is_exact else "public, no-cache"
    return answer.make_conditional(request)

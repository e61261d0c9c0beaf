"""The feed of a person's notices: made, taken back, and read by whoever has its address."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from geo.text import Text
from layers.errors import NotFound
from layers.notices.feeds import end_feed, make_feed, open_feed, read_entries
from web.access import public, role_required
from web.db import get_conn
from web.feed import MEDIA, feed_address, feed_xml, updated_at
from web.i18n import current_language, t
from web.notice_pages import index_facts, link, owner_here

blueprint = Blueprint("notice_feed", __name__)


@blueprint.post("/notices/feed")
@role_required("viewer")
def make() -> Response:
    """Make a feed; its address is told now and never again, since only a hash is kept."""
    token = make_feed(get_conn(), owner_here(), current_language())
    address = feed_address(_site(), token)
    return make_response(render_template("notices/index.html", feed=address, **index_facts()), 201)


@blueprint.post("/notices/feed/end")
@role_required("viewer")
def end() -> WerkzeugResponse:
    end_feed(get_conn(), owner_here())
    flash(t("notices.feed_ended"), "success")
    return redirect(link("index"))


@blueprint.get("/feed/<token>.<any(atom, rss):kind>")
@public
def read(token: str, kind: str) -> Response:
    """Answer with what the owner may see today; 304 where nothing is new."""
    conn = get_conn()
    feed = open_feed(conn, token)
    if feed is None:
        raise NotFound(Text("nguồn tin", "feed"), "…")
    entries = read_entries(conn, feed.user_id)
    body = feed_xml(kind, feed, entries, _site(), feed_address(_site(), token, kind))
    answer = Response(body, content_type=f"{MEDIA[kind]}; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.last_modified = updated_at(feed, entries)
    answer.add_etag()
    return answer.make_conditional(request)


def _site() -> str:
    return request.host_url.rstrip("/")

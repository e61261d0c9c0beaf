"""Notices: what somebody was told, and what they want to be told of."""

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response as WerkzeugResponse

from geo.errors import InputError
from layers.notices.inbox import count_unread, get_notice, set_read
from layers.notices.subscriptions import (
    Subscription,
    Wish,
    add_subscription,
    change_subscription,
    get_subscription,
    remove_subscription,
    restore_subscription,
    set_paused,
)
from web.access import role_required
from web.db import get_conn
from web.i18n import t
from web.notice_pages import (
    asked_wish,
    form_facts,
    index_facts,
    link,
    notice_facts,
    owner_here,
    said_count,
    said_wish,
)
from web.wards import current_ward

blueprint = Blueprint("notices", __name__)
NUMBER = "<int(max=9007199254740991):{}>"
ONE = "/notices/" + NUMBER.format("notice_id")
KEPT = "/notices/subscriptions/" + NUMBER.format("subscription_id")


@blueprint.get("/notices")
@role_required("viewer")
def index() -> str:
    return render_template("notices/index.html", **index_facts())


@blueprint.get("/api/<ward>/notices/count")
@role_required("viewer")
def count(ward: str) -> Response:
    unread = count_unread(get_conn(), current_ward(), owner_here())
    return jsonify(unread=unread, words=said_count(unread), title=t("notices.bell", n=unread))


@blueprint.get(ONE)
@role_required("viewer")
def one(notice_id: int) -> str:
    """Show a notice with its rows; whoever opens it has read it."""
    facts = notice_facts(notice_id)
    set_read(get_conn(), current_ward(), owner_here(), [notice_id], is_read=True)
    return render_template("notices/one.html", **facts)


@blueprint.post(ONE + "/read")
@role_required("viewer")
def mark(notice_id: int) -> WerkzeugResponse:
    get_notice(get_conn(), current_ward(), owner_here(), notice_id)
    is_read = request.form.get("read") == "1"
    set_read(get_conn(), current_ward(), owner_here(), [notice_id], is_read=is_read)
    return redirect(link("index"))


@blueprint.post("/notices/read")
@role_required("viewer")
def mark_all() -> WerkzeugResponse:
    moved = set_read(get_conn(), current_ward(), owner_here(), None, is_read=True)
    flash(t("notices.all_read", n=moved), "success")
    return redirect(link("index"))


@blueprint.get("/notices/new")
@role_required("viewer")
def new() -> str:
    return render_template("notices/form.html", **form_facts(asked_wish()))


@blueprint.post("/notices/new")
@role_required("viewer")
def make() -> Response | WerkzeugResponse:
    wish = said_wish()
    try:
        add_subscription(get_conn(), current_ward(), owner_here(), wish)
    except InputError as error:
        return _again(wish, error)
    return _done("notices.made", wish, "new")


@blueprint.get(KEPT)
@role_required("viewer")
def edit(subscription_id: int) -> str:
    own = _own(subscription_id)
    wish = Wish(own.name, own.rules, own.filter, own.every, own.by_mail)
    return render_template("notices/form.html", **form_facts(wish, own))


@blueprint.post(KEPT)
@role_required("viewer")
def change(subscription_id: int) -> Response | WerkzeugResponse:
    own, wish = _own(subscription_id), said_wish()
    try:
        change_subscription(get_conn(), current_ward(), owner_here(), subscription_id, wish)
    except InputError as error:
        return _again(wish, error, own)
    return _done("notices.changed", wish, str(subscription_id))


@blueprint.post(KEPT + "/pause")
@role_required("viewer")
def pause(subscription_id: int) -> WerkzeugResponse:
    is_paused = request.form.get("paused") == "1"
    owner, ward = owner_here(), current_ward()
    set_paused(get_conn(), ward, owner, subscription_id, is_paused=is_paused)
    flash(t("notices.now_paused") if is_paused else t("notices.now_on"), "success")
    return redirect(link("index"))


@blueprint.post(KEPT + "/remove")
@role_required("viewer")
def remove(subscription_id: int) -> WerkzeugResponse:
    remove_subscription(get_conn(), current_ward(), owner_here(), subscription_id)
    return redirect(link("index", removed=subscription_id))


@blueprint.post(KEPT + "/restore")
@role_required("viewer")
def restore(subscription_id: int) -> WerkzeugResponse:
    restore_subscription(get_conn(), current_ward(), owner_here(), subscription_id)
    flash(t("notices.restored"), "success")
    return redirect(link("index"))


def _own(subscription_id: int) -> Subscription:
    return get_subscription(get_conn(), current_ward(), owner_here(), subscription_id)


def _again(wish: Wish, error: InputError, own: Subscription | None = None) -> Response:
    """Show the form as it was sent, with what is wrong."""
    facts = form_facts(wish, own, error.text)
    return make_response(render_template("notices/form.html", **facts), 400)


def _done(words: str, wish: Wish, saved: str) -> WerkzeugResponse:
    """Go to the list, which forgets what was typed in the form `saved`."""
    flash(t(words, name=wish.name), "success")
    return redirect(link("index", saved=saved))

"""What is added to a case: comments, measures, the earlier case that came back, photos."""

from collections.abc import Iterator

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

from geo.errors import InputError
from layers.cases.measures import (
    add_measure,
    bring_back_measure,
    change_measure,
    settle_measure,
    take_back_measure,
)
from layers.cases.photos import add_photo, blur_photo, photo_hash, restore_photo, withdraw_photo
from layers.cases.recurrence import link_recurrence, unlink_recurrence
from layers.cases.talk import add_comment, change_comment, remove_comment
from layers.errors import NotAllowed, Stale
from web.access import role_required
from web.bodies import takes_file
from web.case_pages import case_facts, case_link, talk_link, worker_here
from web.db import get_conn
from web.errors import status_of
from web.i18n import in_language, t
from web.params import read_form_number, read_object
from web.routes.uploads import store
from web.undo_offers import offer_way_back

blueprint = Blueprint("case_talk", __name__)
ID = "int(max=9007199254740991)"
ONE = f"/incidents/<{ID}:incident_id>"
PHOTO = f"{ONE}/photos/<{ID}:photo_id>"
PIECE = 1 << 16


@blueprint.post(f"{ONE}/comments")
@role_required("inspector")
def say(incident_id: int) -> Response:
    return _then(incident_id, "comment", lambda: add_comment(
        get_conn(), worker_here(), incident_id, request.form.get("body", "")
    ), _typed("comment"))  # fmt: skip


@blueprint.post(f"{ONE}/comments/<{ID}:comment_id>")
@role_required("inspector")
def reword(incident_id: int, comment_id: int) -> Response:
    """Word a comment anew, or take it back (`remove=1`)."""
    version, body = read_form_number("version"), request.form.get("body", "")
    if request.form.get("remove"):
        return _then(incident_id, "", lambda: remove_comment(
            get_conn(), worker_here(), incident_id, comment_id, version
        ))  # fmt: skip
    return _then(incident_id, f"comment-{comment_id}", lambda: change_comment(
        get_conn(), worker_here(), incident_id, comment_id, version, body
    ), _typed(f"comment-{comment_id}"))  # fmt: skip


@blueprint.post(f"{ONE}/measures")
@role_required("inspector")
def measure(incident_id: int) -> Response:
    return _then(incident_id, "measure", lambda: add_measure(
        get_conn(), worker_here(), incident_id, dict(request.form)
    ), _typed("measure"))  # fmt: skip


@blueprint.post(f"{ONE}/measures/<{ID}:measure_id>")
@role_required("inspector")
def settle(incident_id: int, measure_id: int) -> Response:
    outcome = request.form.get("outcome", "")
    return _then(incident_id, "", lambda: settle_measure(
        get_conn(), worker_here(), incident_id, measure_id, outcome
    ))  # fmt: skip


@blueprint.post(f"{ONE}/measures/<{ID}:measure_id>/change")
@role_required("inspector")
def correct(incident_id: int, measure_id: int) -> Response:
    """Correct a measure, take it back (`remove=1`) or bring it back (`restore=1`)."""
    conn, who = get_conn(), worker_here()
    if request.form.get("restore"):
        return _then(incident_id, "", lambda: bring_back_measure(
            conn, who, incident_id, measure_id
        ))  # fmt: skip
    version = read_form_number("version")
    if request.form.get("remove"):
        return _then(incident_id, "", lambda: take_back_measure(
            conn, who, incident_id, measure_id, version
        ), way_back=talk_link(incident_id, "correct", measure_id=measure_id))  # fmt: skip
    return _then(incident_id, f"measure-{measure_id}", lambda: change_measure(
        conn, who, incident_id, measure_id, version, dict(request.form)
    ), _typed(f"measure-{measure_id}"))  # fmt: skip


@blueprint.post(f"{ONE}/recurrence")
@role_required("inspector")
def recurrence(incident_id: int) -> Response:
    """Link an earlier case (`earlier`), or take the link back (`remove=1`)."""
    if request.form.get("remove"):
        return _then(
            incident_id, "", lambda: unlink_recurrence(get_conn(), worker_here(), incident_id)
        )
    earlier = read_form_number("earlier")
    return _then(
        incident_id, "", lambda: link_recurrence(get_conn(), worker_here(), incident_id, earlier)
    )


@blueprint.post(f"{ONE}/photos")
@role_required("inspector")
@takes_file
def photograph(incident_id: int) -> tuple[Response, int]:
    """Keep the picture that the body is; what it shows and its caption stand in the address."""
    said = {name: request.args.get(name, "") for name in ("shows", "caption")}
    made = add_photo(get_conn(), worker_here(), store(), incident_id, said, _pieces())
    return jsonify(id=made), 201


@blueprint.get(f"{PHOTO}.jpg")
@role_required("inspector")
def picture(incident_id: int, photo_id: int) -> Response:
    """Show a photo; with `shared=1` the pixelated one, as a download."""
    shared = request.args.get("shared") == "1"
    sha256 = photo_hash(get_conn(), worker_here(), incident_id, photo_id, shared=shared)
    with store().open_kept(sha256) as file:
        answer = Response(file.read(), content_type="image/jpeg")
    kind = "attachment" if shared else "inline"
    answer.headers["Content-Disposition"] = f'{kind}; filename="case-{incident_id}-{photo_id}.jpg"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post(f"{PHOTO}/blur")
@role_required("inspector")
def blur(incident_id: int, photo_id: int) -> Response:
    boxes = read_object().get("boxes")
    blur_photo(get_conn(), worker_here(), store(), incident_id, photo_id, boxes)
    return jsonify(id=photo_id)


@blueprint.post(f"{PHOTO}/withdraw")
@role_required("inspector")
def withdraw(incident_id: int, photo_id: int) -> Response:
    return _then(incident_id, "", lambda: withdraw_photo(
        get_conn(), worker_here(), incident_id, photo_id
    ))  # fmt: skip


@blueprint.post(f"{PHOTO}/restore")
@role_required("inspector")
def restore(incident_id: int, photo_id: int) -> Response:
    return _then(incident_id, "", lambda: restore_photo(
        get_conn(), worker_here(), incident_id, photo_id
    ))  # fmt: skip


def _typed(form: str) -> dict[str, str]:
    """Return what was typed into a form of the page, to stand there again where it is refused."""
    return {"form": form} | dict(request.form)


def _then(
    incident_id: int,
    saved: str,
    act: object,
    typed: dict[str, str] | None = None,
    way_back: str = "",
) -> Response:
    """Do it and go to the case; where it is refused, say so there, with what was `typed`.

    `way_back` is where what was taken back is brought back.
    """
    try:
        act()  # type: ignore[operator]
    except (InputError, NotAllowed, Stale) as error:
        if typed is None:
            return _back(incident_id, in_language(error.text), "error", "")
        facts = case_facts(incident_id, trouble=in_language(error.text), typed=typed)
        return make_response(render_template("cases/case.html", **facts), status_of(error))
    if way_back:
        offer_way_back(t("cases.measure_removed"), way_back, [("restore", "1")])
        return make_response(redirect(case_link("one", incident_id=incident_id)))
    return _back(incident_id, t("cases.done_manage"), "success", saved)


def _back(incident_id: int, words: str, level: str, saved: str) -> Response:
    flash(words, level)
    address = case_link("one", incident_id=incident_id, saved=saved or None)
    return make_response(redirect(address))


def _pieces() -> Iterator[bytes]:
    while piece := request.stream.read(PIECE):
        yield piece

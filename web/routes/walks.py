"""The walk of a round, drawn on the map or typed corner by corner."""

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
from geo.measure import measure_parts
from geo.refusals import must_be
from geo.text import Text
from geo.typed_coordinates import read_corners
from layers.errors import Stale
from layers.rounds.drawing import Walk, read_walk, save_walk
from web.access import role_required
from web.bodies import takes_form_of
from web.db import get_conn
from web.i18n import t
from web.page_data import page_data
from web.params import read_object
from web.register_here import Here, link
from web.round_pages import drawing_facts, rounds_here
from web.routes.pages import shell_url
from web.wards import current_ward

blueprint = Blueprint("walks", __name__)
DRAW = "/rounds/<int(max=9007199254740991):round_id>/draw"
LARGEST = 512 * 1024


@blueprint.get(DRAW)
@role_required("inspector")
def drawing(round_id: int) -> str:
    here = rounds_here()
    walk = read_walk(get_conn(), here.reader, round_id, here.window)
    return _page(here, round_id, walk, walk.text)


@blueprint.post(DRAW)
@role_required("inspector")
@takes_form_of(LARGEST)
def draw(round_id: int) -> Response:
    """Take `corners` as the walk, drawn over the line of `mark`; what is refused stays typed."""
    conn, here, said = get_conn(), rounds_here(), request.form
    corners, mark = said.get("corners", ""), said.get("mark", "")
    try:
        done = save_walk(conn, here.reader, round_id, corners, mark, here.window)
    except Stale as stale:
        theirs = Walk(**stale.theirs)
        page = _page(here, round_id, theirs, corners, problem=stale.text, theirs=theirs.text)
        return make_response(page, 409)
    except InputError as error:
        walk = read_walk(conn, here.reader, round_id, here.window)._replace(mark=mark)
        return make_response(_page(here, round_id, walk, corners, problem=error.text), 422)
    flash(t("rounds.drawn", n=done.lines, points=done.points), "success")
    saved = f"{round_id}-walk"
    return make_response(redirect(link("one", name="rounds", row_id=round_id, saved=saved)))


@blueprint.post("/api/<ward>/walk")
@role_required("inspector")
def read_typed(ward: str) -> Response:
    """Read corners that somebody typed, and measure them in metres of the ward's own system."""
    text = read_object().get("text")
    if not isinstance(text, str):
        raise must_be("text", "một chuỗi", "a text")
    srid = current_ward().srid_measure
    parts = read_corners(text, srid)
    answer = jsonify(parts=parts, length_m=measure_parts(parts, srid))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(
    here: Here,
    round_id: int,
    walk: Walk,
    typed: str,
    problem: Text | None = None,
    theirs: str | None = None,
) -> str:
    """Show what is typed over the line `walk`; `theirs` is one saved meanwhile."""
    return render_template(
        "rounds/draw.html",
        page_data=page_data(),
        shell_url=shell_url(),
        walk=walk,
        typed=typed,
        problem=problem,
        theirs=theirs,
        **drawing_facts(here, round_id),
    )

"""Inspection rounds: the list, one round, and what of a round is changed on its own page."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from geo.errors import InputError
from geo.text import Text
from layers.registers.export import make_file
from layers.rounds.reading import read_rounds
from layers.rounds.track import LARGEST, load_track, round_gpx
from layers.rounds.walking import (
    attach_incidents,
    detach_incident,
    forget_lane,
    lay_line,
    note_lanes,
    note_lanes_of_line,
    undo_line,
)
from web.access import role_required
from web.bodies import takes_form_of
from web.db import get_conn
from web.i18n import current_language, in_language, t
from web.kept_files import send_rows
from web.params import read_form_number
from web.register_here import Here, link
from web.round_pages import MORE, round_facts, rounds_facts, rounds_here

blueprint = Blueprint("rounds", __name__)
ONE = "/rounds/<int(max=9007199254740991):round_id>"
LONGEST_LIST = 20_000


@blueprint.get("/rounds")
@role_required("viewer")
def listed() -> str:
    return render_template("rounds/list.html", **rounds_facts(rounds_here()))


@blueprint.get("/rounds/export.<file>")
@role_required("viewer")
def export(file: str) -> Response:
    here = rounds_here()
    rows = read_rounds(get_conn(), here.reader, here.view, here.window)
    lang = current_language()
    made = make_file(file, here.register, here.reader, here.view, rows, MORE, lang)
    return send_rows(made, file, f"{here.reader.ward.code}-rounds")


@blueprint.get(ONE)
@role_required("viewer")
def one(round_id: int) -> str:
    return render_template("rounds/one.html", **round_facts(rounds_here(), round_id))


@blueprint.post(f"{ONE}/lanes")
@role_required("inspector")
def lanes(round_id: int) -> Response:
    """Note lanes (`lane`, many) with a `finding`, or take one off (`forget`)."""
    if "forget" in request.form:
        return _done(round_id, _forget)
    return _done(round_id, _note, saved=f"{round_id}-lanes")


@blueprint.post(f"{ONE}/line")
@role_required("inspector")
def line(round_id: int) -> Response:
    """`do`: lay the line along the lanes, read the lanes off the line, or undo the last line."""
    return _done(round_id, _draw)


@blueprint.post(f"{ONE}/track")
@role_required("inspector")
@takes_form_of(LARGEST)
def track(round_id: int) -> Response:
    """Take the tracks of a GPX file (`file`) as the line that was walked."""
    return _done(round_id, _track)


@blueprint.get(f"{ONE}/walk.gpx")
@role_required("viewer")
def walk(round_id: int) -> Response:
    here = rounds_here()
    made = round_gpx(get_conn(), here.reader, round_id, here.window)
    answer = Response(made, content_type="application/gpx+xml")
    name = f"{here.reader.ward.code}-round-{round_id}.gpx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post(f"{ONE}/incidents")
@role_required("inspector")
def incidents(round_id: int) -> Response:
    """Link incidents by number (`numbers`, separated by commas), or take one off (`detach`)."""
    if "detach" in request.form:
        return _done(round_id, _detach)
    return _done(round_id, _attach, saved=f"{round_id}-numbers")


def _note(here: Here, round_id: int) -> str:
    ids = [_number(each) for each in request.form.getlist("lane")]
    finding = request.form.get("finding", "")
    n = note_lanes(get_conn(), here.reader, round_id, ids, finding, here.window)
    return t("rounds.noted", n=n)


def _forget(here: Here, round_id: int) -> str:
    forget_lane(get_conn(), here.reader, round_id, read_form_number("forget"), here.window)
    return t("rounds.lane_forgotten")


def _draw(here: Here, round_id: int) -> str:
    do, conn, reader = request.form.get("do", ""), get_conn(), here.reader
    if do == "lay":
        lay_line(conn, reader, round_id, here.window)
        return t("rounds.laid")
    if do == "read":
        n = note_lanes_of_line(conn, reader, round_id, here.window)
        return t("rounds.noted", n=n)
    if do == "undo":
        changed = undo_line(conn, reader, round_id, here.window)
        return t("rounds.line_undone" if changed else "rounds.line_never_changed")
    raise InputError(
        Text(f"do = '{do[:20]}': cần lay, read, undo.", f"do = '{do[:20]}': lay, read or undo."),
        field="do",
        value=do[:20],
    )


def _track(here: Here, round_id: int) -> str:
    file = request.files.get("file")
    content = file.read() if file else b""
    done = load_track(get_conn(), here.reader, round_id, content, here.window)
    return t("rounds.track_loaded", lines=done.lines, points=done.points)


def _attach(here: Here, round_id: int) -> str:
    numbers = request.form.get("numbers", "")[:LONGEST_LIST].replace("\n", ",").split(",")
    n = attach_incidents(get_conn(), here.reader, round_id, numbers, here.window)
    return t("rounds.attached", n=n)


def _detach(here: Here, round_id: int) -> str:
    detach_incident(get_conn(), here.reader, round_id, read_form_number("detach"), here.window)
    return t("rounds.detached")


def _done(round_id: int, act: Callable[[Here, int], str], saved: str | None = None) -> Response:
    """Do it and come back to the round; what is refused is said there.

    `saved` names the form that was: the page forgets what it kept of it, but not of one refused.
    """
    here = rounds_here()
    try:
        flash(act(here, round_id), "success")
    except InputError as error:
        flash(in_language(error.text), "error")
        saved = None
    return make_response(redirect(link("one", name="rounds", row_id=round_id, saved=saved)))


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise InputError(
            Text(f"lane = '{said[:20]}': cần một số.", f"lane = '{said[:20]}': needs a number."),
            field="lane",
            value=said[:20],
        )
    return int(said)

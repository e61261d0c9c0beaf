"""Changes of the registers taken back: the newest one, and any earlier version put back."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template

from geo.errors import InputError
from layers.errors import UndoRefused
from layers.registers.batches import undo_batch
from layers.registers.undoing import put_back_version, undo_change, undo_changes
from layers.registers.values import FormRefused
from layers.registers.writing import EditConflict
from web.access import role_required
from web.db import get_conn
from web.i18n import in_language, t
from web.params import read_form_number
from web.register_forms import facts_of_way_back
from web.register_here import Here, read_here
from web.undo_offers import offer_undo, read_rows, say_left, way_to_list, way_to_row

blueprint = Blueprint("register_undo", __name__)


@blueprint.post("/registers/<name>/undo")
@role_required("inspector")
def undo(name: str) -> Response:
    """Take back a change of rows (`rows=id:version`, the version that it made)."""
    here, rows = read_here(name), read_rows()
    if len(rows) == 1:
        return _way_back(here, rows[0][0], lambda: _undo_one(here, *rows[0]))
    try:
        done = undo_changes(get_conn(), here.register, here.reader, rows, here.window)
    except (FormRefused, UndoRefused) as refused:
        flash(in_language(refused.text), "error")
    else:
        flash(t("registers.undone_many", n=done.changed), "success")
        say_left(done)
    return make_response(redirect(way_to_list(here)))


@blueprint.post("/registers/<name>/loads/<int(max=9007199254740991):batch_id>/undo")
@role_required("inspector")
def undo_load(name: str, batch_id: int) -> Response:
    """Take back what a sheet, or one change of very many rows, did."""
    here = read_here(name)
    register, reader, _, window = here
    try:
        done = undo_batch(get_conn(), register, reader, batch_id, window)
    except (FormRefused, UndoRefused) as refused:
        flash(in_language(refused.text), "error")
    else:
        flash(t("registers.undone_many", n=done.changed), "success")
        say_left(done)
    return make_response(redirect(way_to_list(here)))


@blueprint.post("/registers/<name>/<int(max=9007199254740991):row_id>/put-back")
@role_required("inspector")
def put_back(name: str, row_id: int) -> Response:
    """Write a row as it was in version `wanted`, over the `version` that was looked at."""
    here = read_here(name)
    seen = read_form_number("version"), read_form_number("wanted")
    return _way_back(here, row_id, lambda: _put_back_one(here, row_id, seen))


def _undo_one(here: Here, row_id: int, version: int) -> None:
    register, reader, _, window = here
    undo_change(get_conn(), register, reader, row_id, version, window)
    flash(t("registers.undone"), "success")


def _put_back_one(here: Here, row_id: int, seen: tuple[int, int]) -> None:
    register, reader, _, window = here
    put_back_version(get_conn(), register, reader, row_id, seen, window)
    offer_undo(here, t("registers.done_back", n=seen[1]), [(row_id, seen[0] + 1)])


def _way_back(here: Here, row_id: int, act: Callable[[], None]) -> Response:
    """Do it and come back to the row; over somebody's change both versions are shown."""
    try:
        act()
    except EditConflict as conflict:
        facts = facts_of_way_back(here, conflict)
        return make_response(render_template("registers/form.html", **facts), 409)
    except (InputError, UndoRefused) as refused:
        flash(in_language(refused.text), "error")
    return make_response(redirect(way_to_row(here, row_id)))

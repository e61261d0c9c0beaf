"""The registers: one set of pages for all of them, made from their definitions."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotFound
from layers.registers.batches import newest_loads
from layers.registers.export import make_file
from layers.registers.left_behind import left_behind
from layers.registers.listing import each_row, read_row
from layers.registers.matrix import read_matrix, run_check
from layers.registers.sheet import LARGEST, Fault, SheetRefused, load_sheet
from layers.registers.template import make_template
from layers.registers.values import FormRefused
from layers.registers.writing import (
    EditConflict,
    add_row,
    change_row,
    remove_row,
    require_editor,
    restore_row,
    set_state,
)
from web.access import role_required
from web.beside_lists import send_beside
from web.bodies import takes_form_of
from web.db import get_conn
from web.i18n import current_language, in_language, t
from web.kept_files import send_rows, send_whole
from web.late_list import late_facts, late_file
from web.params import read_form_number
from web.register_forms import (
    facts_of_conflict,
    form_facts,
    read_sheet_file,
    said_at_first,
    said_of_row,
)
from web.register_here import Here, link, read_here
from web.register_pages import index_facts, list_facts, row_facts
from web.register_views import view_page
from web.undo_offers import offer_batch, offer_undo, read_rows, say_left, way_to_list, way_to_row

blueprint = Blueprint("registers", __name__)
ONE = "/registers/<name>/<int(max=9007199254740991):row_id>"


@blueprint.get("/registers")
@role_required("viewer")
def index() -> str:
    return render_template("registers/index.html", **index_facts())


@blueprint.get("/registers/late")
@role_required("viewer")
def late() -> str:
    return render_template("registers/late.html", **late_facts())


@blueprint.get("/registers/late/export.<kind>")
@role_required("viewer")
def late_export(kind: str) -> Response:
    return late_file(kind)


@blueprint.get("/registers/<name>")
@role_required("viewer")
def listed(name: str) -> str | WerkzeugResponse:
    here = read_here(name)
    if here.register.home:
        return redirect(link("listed", name=name, **here.view.to_query()))
    return render_template("registers/list.html", **list_facts(here))


@blueprint.get("/registers/<name>/export.<file>")
@role_required("viewer")
def export(name: str, file: str) -> Response:
    register, reader, view, window = read_here(name)
    rows = each_row(get_conn(), register, reader, view, window)
    made = make_file(file, register, reader, view, rows, lang=current_language())
    return send_rows(made, file, f"{reader.ward.code}-{register.name}")


@blueprint.get("/registers/<name>/table/<matrix>")
@role_required("viewer")
def table(name: str, matrix: str) -> str:
    here = read_here(name)
    register, reader, view, window = here
    found = next((each for each in register.matrices if each.name == matrix), None)
    if found is None:
        raise NotFound(Text("bảng", "table"), matrix, [each.name for each in register.matrices])
    grid = read_matrix(get_conn(), register, reader, view, window, found)
    return render_template("registers/matrix.html", matrix=found, grid=grid, **list_facts(here))


@blueprint.get("/registers/<name>/check/<check>")
@role_required("viewer")
def checked(name: str, check: str) -> str:
    here = read_here(name)
    register, reader, _, window = here
    found = next((each for each in register.checks if each.name == check), None)
    if found is None:
        raise NotFound(Text("đối chiếu", "check"), check, [each.name for each in register.checks])
    findings = run_check(get_conn(), reader, window, found)
    return render_template(
        "registers/check.html", check=found, findings=findings, **list_facts(here)
    )


@blueprint.get("/registers/<name>/view/<page>")
@role_required("viewer")
def viewed(name: str, page: str) -> str:
    return view_page(read_here(name), page)


@blueprint.get("/registers/<name>/<any(table, check, view):what>/<which>/export.<file>")
@role_required("viewer")
def beside(name: str, what: str, which: str, file: str) -> Response:
    """Send what the page of a table, a check or a view shows."""
    return send_beside(read_here(name), what, which, file)


@blueprint.get("/registers/<name>/new")
@role_required("inspector")
def new(name: str) -> str:
    here = read_here(name)
    require_editor(here.register, here.reader)
    return render_template("registers/form.html", **form_facts(here, said_at_first(here)))


@blueprint.post("/registers/<name>/new")
@role_required("inspector")
def make(name: str) -> Response:
    here = read_here(name)
    try:
        row_id = add_row(get_conn(), here.register, here.reader, request.form)
    except FormRefused as refused:
        return _form(here, 400, faults=refused.faults)
    return _to_row(here, row_id, t("registers.made"), saved="new")


@blueprint.get("/registers/<name>/template.xlsx")
@role_required("inspector")
def template(name: str) -> Response:
    """Send the sheet to fill in; with a period, a row for each that is missing in it."""
    register, reader, view, window = read_here(name)
    require_editor(register, reader)
    content = make_template(get_conn(), register, reader, view, window)
    return send_whole(content, "xlsx", f"{reader.ward.code}-{register.name}-mau")


@blueprint.get("/registers/<name>/load")
@role_required("inspector")
def sheet(name: str) -> str:
    here = read_here(name)
    require_editor(here.register, here.reader)
    return render_template("registers/sheet.html", **_sheet_facts(here))


@blueprint.post("/registers/<name>/load")
@role_required("inspector")
@takes_form_of(LARGEST)
def load(name: str) -> Response:
    """Enter a filled-in sheet whole; where anything is wrong, nothing, and all of it is shown."""
    here = read_here(name)
    register, reader, _, window = here
    try:
        file_name, content = read_sheet_file()
        ticked = {name: request.form.get(name) == "yes" for name in ("replace", "again")}
        done = load_sheet(
            get_conn(), register, reader, window, content, file_name=file_name, **ticked
        )
    except SheetRefused as refused:
        facts = _sheet_facts(here, refused.faults)
        return make_response(render_template("registers/sheet.html", **facts), 422)
    numbers = {"added": done.added, "changed": done.changed, "same": done.same}
    words = t("registers.sheet_done", **numbers)
    if done.batch is None:
        flash(words, "success")
    else:
        offer_batch(here, words, done.batch)
    if done.same and not register.unique:
        flash(t("registers.sheet_twins", n=done.same), "info")
    return make_response(redirect(link("listed", name=name)))


@blueprint.get(ONE)
@role_required("viewer")
def one(name: str, row_id: int) -> str | WerkzeugResponse:
    here = read_here(name)
    if here.register.home:
        return redirect(link("one", name=name, row_id=row_id))
    return render_template("registers/row.html", **row_facts(here, row_id))


@blueprint.get(f"{ONE}/edit")
@role_required("inspector")
def edit(name: str, row_id: int) -> str:
    here = read_here(name)
    require_editor(here.register, here.reader)
    row = read_row(get_conn(), here.register, here.reader, row_id, here.window)
    said, version = said_of_row(here, row), row["version"]
    return render_template(
        "registers/form.html", **form_facts(here, said, row=row, version=version)
    )


@blueprint.post(f"{ONE}/edit")
@role_required("inspector")
def change(name: str, row_id: int) -> Response:
    """Save over the version that the form was opened on; another one is shown beside it."""
    here, version = read_here(name), read_form_number("version")
    register, reader, _, window = here
    try:
        change_row(get_conn(), register, reader, row_id, version, request.form, window)
    except FormRefused as refused:
        row = read_row(get_conn(), register, reader, row_id, window)
        return _form(here, 400, row=row, version=version, faults=refused.faults)
    except EditConflict as conflict:
        facts = facts_of_conflict(here, conflict, dict(request.form))
        return make_response(render_template("registers/form.html", **facts), 409)
    for note in left_behind(get_conn(), register.table, row_id):
        flash(in_language(note), "error")
    offer_undo(here, t("registers.saved"), [(row_id, version + 1)])
    return make_response(redirect(way_to_row(here, row_id, saved=str(row_id))))


@blueprint.post(f"{ONE}/delete")
@role_required("inspector")
def delete(name: str, row_id: int) -> Response:
    here = read_here(name)
    try:
        version = read_form_number("version")
        remove_row(get_conn(), here.register, here.reader, row_id, version, here.window)
    except InputError as error:
        flash(in_language(error.text), "error")
        return make_response(redirect(link("one", name=name, row_id=row_id)))
    return make_response(redirect(link("listed", name=name, removed=row_id)))


@blueprint.post(f"{ONE}/restore")
@role_required("inspector")
def restore(name: str, row_id: int) -> Response:
    here = read_here(name)
    restore_row(get_conn(), here.register, here.reader, row_id)
    return _to_row(here, row_id, t("registers.restored"))


@blueprint.post("/registers/<name>/bulk")
@role_required("inspector")
def bulk(name: str) -> Response:
    """Put the ticked rows (`rows=id:version`) into a state."""
    here = read_here(name)
    register, reader, _, window = here
    try:
        rows = read_rows()
        state = request.form.get("state", "")
        done = set_state(get_conn(), register, reader, rows, state, window)
    except InputError as error:
        rows = []
        flash(in_language(error.text), "error")
    else:
        made = [(row_id, version + 1) for row_id, version in rows if row_id not in done.left]
        offer_undo(here, t("registers.bulk_done", n=done.changed), made)
        say_left(done)
    to_row = request.form.get("back") == "row" and len(rows) == 1
    return make_response(redirect(way_to_row(here, rows[0][0]) if to_row else way_to_list(here)))


def _sheet_facts(here: Here, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    loads = newest_loads(get_conn(), here.register, here.reader)
    return {"faults": faults, "loads": loads, **list_facts(here)}


def _form(here: Here, status: int, **facts: object) -> Response:
    made = form_facts(here, dict(request.form), **facts)  # type: ignore[arg-type]
    return make_response(render_template("registers/form.html", **made), status)


def _to_row(here: Here, row_id: int, words: str, saved: str | None = None) -> Response:
    """Go to the row; `saved` names the form whose draft is done."""
    flash(words, "success")
    return make_response(redirect(way_to_row(here, row_id, saved=saved)))

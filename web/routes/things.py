"""The pages of things: one route and one template for all kinds, and the list of each."""

from flask import Blueprint, Response, render_template

from layers.things.contract import Kind
from layers.things.engine import read_thing
from layers.things.listing import Pages, list_row_pages
from layers.things.registry import KINDS, ROW_PAGES
from layers.today.situation import day_of
from web.access import role_required
from web.db import get_conn
from web.params import read_day, read_search
from web.reader import reader
from web.register_here import may_open, reader_here
from web.thing_list import asked_things, things_file
from web.wards import current_ward

blueprint = Blueprint("things", __name__)
KIND = f"<any({', '.join(KINDS)}):kind>"
ROW_KIND = f"<any({', '.join(ROW_PAGES)}):kind>"


@blueprint.get(f"/{KIND}")
@role_required("viewer")
def listed(kind: str) -> str:
    return render_template("things/list.html", **asked_things(KINDS[kind]), **reader())


@blueprint.get(f"/{KIND}/export.<file>")
@role_required("viewer")
def export(kind: str, file: str) -> Response:
    return things_file(KINDS[kind], file)


@blueprint.get(f"/{KIND}/<path:code>")
@role_required("viewer")
def one(kind: str, code: str) -> str:
    """Show the thing with a code; `on` asks for the form it had on a day."""
    on = read_day("on")
    as_of = day_of(get_conn(), current_ward())
    thing = read_thing(get_conn(), reader_here(), KINDS[kind], code, as_of, on)
    return render_template("things/thing.html", thing=thing, on=on, **reader())


@blueprint.get(f"/{ROW_KIND}")
@role_required("viewer")
def listed_rows(kind: str) -> str:
    found, words = ROW_PAGES[kind].kind, read_search()
    things = list_row_pages(get_conn(), current_ward(), found, words)
    return _index(found, things, words)


@blueprint.get(f"/{ROW_KIND}/<int(max=9007199254740991):row_id>")
@role_required("viewer")
def one_row(kind: str, row_id: int) -> str:
    """Show the page of a unit, a project or a border area; `as_of` asks for a day."""
    as_of = day_of(get_conn(), current_ward(), read_day("as_of"))
    thing = ROW_PAGES[kind].read(get_conn(), reader_here(), row_id, as_of)
    return render_template("things/thing.html", thing=thing, on=None, **reader())


def _index(kind: Kind, things: Pages, words: str) -> str:
    register = kind.refers
    said = {"kind": kind, "things": things, "words": words, "is_narrowed": bool(words)}
    said |= {"register": register, "may_open": may_open(register)}
    return render_template("things/index.html", **said, **reader())

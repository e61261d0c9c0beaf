"""The kinds of things that have a page, by the first part of their address."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from psycopg2.extensions import connection

from layers.links import Link, to_page
from layers.people.page import KIND as PERSON
from layers.registers.scope import Reader
from layers.things import border, project, unit
from layers.things.contract import Kind, Thing
from layers.things.kinds import facility, group, lane, lane_project, site


class RowPage(NamedTuple):
    """A kind whose things are the rows of a register, and what reads the page of one."""

    kind: Kind
    read: Callable[[connection, Reader, int, date], Thing]


ROW_PAGES = {
    each.kind.path: each
    for each in (
        RowPage(unit.KIND, unit.read_unit),
        RowPage(project.KIND, project.read_project),
        RowPage(border.KIND, border.read_border),
    )
}
OF_REGISTERS = {
    kind.refers: kind.path for kind in (PERSON, *(each.kind for each in ROW_PAGES.values()))
}
"""Registers whose rows have a page of their own, and under which path."""
ALL = (group.KIND, lane.KIND, lane_project.KIND, site.KIND, facility.KIND)
KINDS = {each.path: each for each in ALL}


def kind_of_layer(layer: str) -> Kind | None:
    """Return the kind whose records a layer shows; None where they have no page."""
    return next((each for each in KINDS.values() if each.layer == layer), None)


def page_of_row(register: str, row_id: int) -> Link | None:
    """Return the page about what a row of a register names; None where it has none."""
    path = OF_REGISTERS.get(register)
    return to_page(path, row_id) if path else None

"""A list of rows with an address of its own: what a number on a page of the service opens."""

from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.filters import Filter, incident_condition
from layers.links import Link, to_page
from layers.queries.board import DEFAULTS
from layers.queries.board_question import Question, incident_rows
from layers.queries.recurrences import open_recurrences, recurrences
from layers.queries.row_order import Sort
from layers.queries.row_tables import Paging, RowTable
from layers.queries.wards import Ward
from layers.roles import Role


class Listed(NamedTuple):
    """The rows, and in words what they have in common."""

    title: Text
    table: RowTable


TITLES = {
    "incidents": Text("Các vụ", "Incidents"),
    "recurring": Text("Vụ tái phát nơi đã giải quyết", "Incidents that came back"),
}


def list_rows(
    conn: connection,
    ward: Ward,
    of: str,
    chosen: Filter,
    role: Role,
    paging: Paging,
    sort: Sort | None = None,
) -> Listed:
    """Return the incidents of a filter, or of them those that came back (`of` recurring).

    The fields are those that `role` may see; `sort` is by one of them, usually the newest first.
    InputError for another `of`, or another field.
    """
    if of not in TITLES:
        allowed = ", ".join(TITLES)
        raise InputError(
            Text(f"of={of[:40]}: chọn trong {allowed}", f"of={of[:40]}: one of {allowed}"),
            field="of",
            value=of[:40],
        )
    asked = Question(conn, ward, chosen, DEFAULTS, role, paging, sort)
    opened = incident_rows(asked, chosen) if of == "incidents" else open_recurrences(asked, of)
    return Listed(TITLES[of], opened)


def rows_link(chosen: Filter, of: str = "") -> Link:
    """Return the link that opens the rows of a filter."""
    return to_page("rows", of=of, **filter_query(chosen))


def count_incidents(conn: connection, ward: Ward, chosen: Filter) -> int:
    """Count the incidents of a filter."""
    condition, params = incident_condition(ward.id, chosen)
    query = sql.SQL("SELECT count(*) FROM incident WHERE {}").format(condition)
    return int(db.value(conn, query, params))


def count_recurrences(conn: connection, ward: Ward, chosen: Filter) -> int:
    """Count the incidents of a filter that came back."""
    return len(recurrences(conn, ward, chosen, DEFAULTS))


def filter_query(chosen: Filter) -> dict[str, str]:
    """Return a filter as the parameters of a link."""
    return {"from_" if name == "from" else name: said for name, said in chosen.to_query().items()}

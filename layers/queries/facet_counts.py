"""How many incidents have each value of each facet: read once for all facets that ask alike."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.filter_states import counted
from layers.filters import Filter, group_of, incident_condition
from layers.queries.sources import SQUARES, read_sql
from layers.queries.wards import Ward

Values = dict[Any, int]
"""How many have each value; None: those that have none."""

TOTAL, STYLE, EVERY_STATE = "total", "style", "every_state"
"""Beside the facets: all of them under the one value None, the class that the map draws, and the
states with those in which an incident is no violation."""

# Few values each, and few of them together: added up in one go, and taken apart again here. Lanes
# and days have many, and each is added up by itself.
_TOGETHER = {
    "field": ("field_code",),
    "category": ("category_code",),
    "state": ("state",),
    EVERY_STATE: ("state",),
    "group": ("group_id",),
    "round": ("round_id",),
    STYLE: ("field_code", "is_pile_up"),
    TOTAL: (),
}
_BY_MONTH = {"field", "category", "month", STYLE, TOTAL}
_INCIDENTS = """
    SELECT incident.field_code, incident.category_code, incident.state, incident.is_pile_up,
           {is_counted} AS is_counted,
           {group} AS group_id, incident.round_id, incident.lane_id, incident.occurred_on
      FROM incident WHERE {condition}
"""
_SUM = "coalesce(sum(counted.n), 0)::integer AS n"
_NUMBERS = "count(*) FILTER (WHERE counted.is_counted) AS n, count(*) AS all_n"
_MONTHS = "SELECT incident.* FROM {squares} AS incident WHERE {condition}"
_ALONE = {"lane": "lane_id", "month": "occurred_on"}
COUNTED = (*_TOGETHER, *_ALONE)


def facet_counts(conn: connection, ward: Ward, asked: Mapping[str, Filter]) -> dict[str, Values]:
    """Count the incidents of each facet's own filter by its value; a month is its first day.

    Facets whose filters are equal are counted in one reading of the incidents.
    """
    alike: dict[Filter, list[str]] = {}
    for name, chosen in asked.items():
        alike.setdefault(chosen, []).append(name)
    found: dict[str, Values] = {}
    for chosen, names in alike.items():
        found |= _read(conn, ward, chosen, names)
    return found


def _read(conn: connection, ward: Ward, chosen: Filter, names: list[str]) -> dict[str, Values]:
    together = sorted({column for name in names for column in _TOGETHER.get(name, ())})
    alone = [_ALONE[name] for name in names if name in _ALONE]
    sets = [[column] for column in alone]
    if any(name in _TOGETHER for name in names):
        sets.append(together)
    added_up = _is_by_month(chosen) and _BY_MONTH.issuperset(names)
    all_states = added_up or EVERY_STATE in names
    condition, params = incident_condition(ward.id, chosen, all_states=all_states)
    takes_all = sql.SQL("true") if chosen.states else counted("incident")
    rows = sql.SQL(_MONTHS if added_up else _INCIDENTS).format(
        group=group_of(chosen), condition=condition, squares=SQUARES, is_counted=takes_all
    )
    query = sql.SQL(read_sql("facet_counts")).format(
        columns=_comma([*map(_column, (*together, *alone)), _which(alone)]),
        number=sql.SQL(_SUM if added_up else _NUMBERS),
        rows=rows,
        sets=_comma(sql.SQL("({})").format(_comma(map(_column, each))) for each in sets),
    )
    found = db.rows(conn, query, params)
    return {name: _values(name, found) for name in names}


def _is_by_month(chosen: Filter) -> bool:
    """Say whether sums by month and kind answer it."""
    return chosen.is_by_month_and_kind and not chosen.states


def _values(name: str, rows: list[dict[str, Any]]) -> Values:
    """Add up the rows of one facet; each row says in `which` what it was added up by."""
    found: Counter[Any] = Counter()
    of = _ALONE.get(name, "")
    number = "all_n" if name == EVERY_STATE else "n"
    for row in rows:
        if row["which"] == of and row[number]:
            found[_value(name, row)] += row[number]
    return dict(found)


def _value(name: str, row: dict[str, Any]) -> Any:
    if name == TOTAL:
        return None
    if name == STYLE:
        return "pile_up" if row["is_pile_up"] else row["field_code"]
    if name == "month":
        return row["occurred_on"].replace(day=1)
    return row[_ALONE[name] if name in _ALONE else _TOGETHER[name][0]]


def _which(alone: list[str]) -> sql.Composable:
    """Name the column that a row was added up by alone; empty: by the others together."""
    steps = [
        sql.SQL("WHEN GROUPING({}) = 0 THEN {}").format(_column(each), sql.Literal(each))
        for each in alone
    ]
    if not steps:
        return sql.SQL("''")
    return sql.SQL("CASE {} ELSE '' END").format(sql.SQL(" ").join(steps))


def _column(name: str) -> sql.Composable:
    return sql.Identifier("counted", name)


def _comma(parts: Any) -> sql.Composable:
    return sql.SQL(", ").join(parts)

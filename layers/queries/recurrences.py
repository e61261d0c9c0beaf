"""What came back: an incident at the place of an earlier one that had been closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.hotspots import get_method
from geo.text import Text
from layers import db
from layers.filters import Condition, Filter, incident_condition
from layers.queries.board_question import Question, chosen_incidents
from layers.queries.exactness import ON_LANE_ONLY
from layers.queries.row_tables import RowTable, column, words
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

CLOSED = ("ket_thuc", "khac_phuc_tai_cho")
"""States in which a wrong is put right: a transfer or a cancellation rights nothing."""
LOOKS_BACK_DAYS = 365


class Recurrence(NamedTuple):
    """An incident that came back: the newest closed one before it at its place, days between."""

    id: int
    earlier_id: int
    earlier_on: date
    days: int


def recurrences(
    conn: connection, ward: Ward, chosen: Filter, rule: Mapping[str, object]
) -> list[Recurrence]:
    """Return the incidents of a filter that came back at a place where one had been closed.

    `rule` holds parameters of the method repeat_points: its radius in metres and whether only the
    same category counts; InputError for a bad one. Incidents on a default location and those of
    which only the lane is known have no place and are left out.
    """
    return _came_back(conn, ward, incident_condition(ward.id, chosen), rule)


def recurrences_among(
    conn: connection, ward: Ward, ids: Sequence[int], rule: Mapping[str, object]
) -> list[Recurrence]:
    """Return which of these incidents came back, by the same rule."""
    among = sql.SQL("incident.ward_id = %(ward_id)s AND incident.id = ANY (%(ids)s)")
    params = {"ward_id": ward.id, "ids": list(ids)}
    return _came_back(conn, ward, (sql.Composed([among]), params), rule)


def _came_back(
    conn: connection, ward: Ward, chosen: Condition, rule: Mapping[str, object]
) -> list[Recurrence]:
    used = get_method("repeat_points").check(rule)
    condition, params = chosen
    params |= {
        "srid": ward.srid_measure,
        "radius_m": used["radius_m"],
        "same_category": used["same_category"],
        "back_days": LOOKS_BACK_DAYS,
        "closed": list(CLOSED),
    }
    query = sql.SQL(read_sql("recurring_incidents")).format(
        condition=condition, on_lane_only=sql.SQL(ON_LANE_ONLY)
    )
    return [Recurrence(**row) for row in db.rows(conn, query, params)]


def recurrences_json(
    conn: connection, ward: Ward, chosen: Filter, rule: Mapping[str, object]
) -> dict[str, Any]:
    """Return how many came back, after how many days half of them had, and the rule."""
    found = sorted(each.days for each in recurrences(conn, ward, chosen, rule))
    used = get_method("repeat_points").check(rule)
    return {
        "count": len(found),
        "median_days": found[(len(found) - 1) // 2] if found else None,
        "of": "recurring",
        "title": words(_TITLE),
        "rule": words(_rule(used)),
    }


def open_recurrences(asked: Question, _: str) -> RowTable:
    """Return the incidents that came back, with the day of the closed one and the days between."""
    found = recurrences(asked.conn, asked.ward, asked.filter, asked.rule)
    table = chosen_incidents(asked, [each.id for each in found])
    earlier = {each.id: each for each in found}
    for row in table["rows"]:
        row["earlier_on"] = earlier[row["id"]].earlier_on.isoformat()
        row["days_between"] = earlier[row["id"]].days
    table["columns"] = [*_COLUMNS, *table["columns"]]
    return table


def _rule(used: Mapping[str, object]) -> Text:
    alike = (
        Text(" cùng hành vi", " of the same category") if used["same_category"] else Text("", "")
    )
    return Text(
        f"Xảy ra trong vòng {used['radius_m']:g} m, hay ở cùng một điểm đã biết, của một vụ"
        f"{alike.vi} trước đó không quá {LOOKS_BACK_DAYS} ngày mà khi ấy đã kết thúc hoặc đã khắc"
        " phục tại chỗ.",
        f"Within {used['radius_m']:g} m, or at the same known place, of one{alike.en} up to"
        f" {LOOKS_BACK_DAYS} days before that was closed or fixed on the spot by then.",
    )


_TITLE = Text("Tái phát nơi đã giải quyết", "Came back where one was dealt with")
_COLUMNS = [
    column("earlier_on", Text("Vụ trước (đã giải quyết)", "The one before (dealt with)"), "date"),
    column("days_between", Text("Cách nhau (ngày)", "Days between"), "integer"),
]

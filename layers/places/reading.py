"""Places as somebody may see them: state, days without an incident, who answers, history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.refusals import not_one_of
from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.queries.board_duties import ROUTE_M
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role, knows_people

WHAT = Text("điểm", "place")
STATES = {
    "watched": Text("Theo dõi", "Watched"),
    "repeat": Text("Tái phạm", "Repeat point"),
    "hot": Text("Điểm nóng", "Hot spot"),
    "clearing": Text("Đang giải tỏa", "Being cleared"),
    "stable": Text("Ổn định", "Stable"),
    "removed": Text("Xóa điểm", "Removed"),
    "relapsed": Text("Tái phát", "Relapsed"),
}
BACK = "back"
"""What is asked for beside the states: places stable or removed to which incidents came back."""
TONES = {"hot": "bad", "relapsed": "bad", "repeat": "warn", "clearing": "warn", "stable": "good"}
EVENTS = """
    SELECT e.*, EXISTS (SELECT FROM place_standing AS s WHERE s.id = e.id) AS stands
      FROM place_event AS e WHERE e.place_id = %s ORDER BY e.id
"""
SORTS = ("name", "state", "since", "incidents", "last_on", "days_without")
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What of the register is looked at; `as_of` is the day on which days are counted."""

    as_of: date
    state: str = ""
    q: str = ""
    sort: str = "name"

    def __post_init__(self) -> None:
        for field, value, allowed in (
            ("state", self.state, ("", *STATES, BACK)),
            ("sort", self.sort.lstrip("-"), SORTS),
        ):
            if value not in allowed:
                raise not_one_of(field, value, allowed)


def list_places(conn: connection, ward: Ward, asked: Asked, role: Role) -> list[Row]:
    """Return the places of a ward, sorted; holders by name only for those who may know them."""
    rows = [_seen(row, role) for row in _read(conn, ward, asked, None)]
    key = asked.sort.lstrip("-")
    known = [row for row in rows if row[key] is not None]
    if key == "state":
        order = list(STATES)
        known.sort(key=lambda row: order.index(row["state"]))
    elif key != "name":  # in which order they are read
        known.sort(key=lambda row: row[key])
    if asked.sort.startswith("-"):
        known.reverse()
    return known + [row for row in rows if row[key] is None]


def read_place(conn: connection, ward: Ward, place_id: int, as_of: date, role: Role) -> Row:
    """Return one place; NotFound where the ward has none such."""
    found = _read(conn, ward, Asked(as_of), place_id)
    if not found:
        raise NotFound(WHAT, place_id)
    moves = db.value(conn, "SELECT place_moves(%s)", (found[0]["state"],))
    allowed = [each for each in moves if role >= Role.SUPERVISOR or not _is_decided(each)]
    return _seen(found[0], role) | {"moves": allowed}


def read_place_of(conn: connection, ward: Ward, incident_id: int, as_of: date) -> Row | None:
    """Return the place that an incident belongs to, if any, and how many came back to it."""
    return db.one(
        conn,
        "SELECT p.id, p.name, p.state, back.n AS back_n"
        "  FROM incident AS i JOIN place AS p ON p.id = i.place_id AND p.ward_id = i.ward_id"
        " CROSS JOIN LATERAL back_at_place(p.id, p.state, %(as_of)s) AS back"
        " WHERE i.ward_id = %(ward)s AND i.id = %(id)s",
        {"ward": ward.id, "id": incident_id, "as_of": as_of},
    )


def least_role(to_state: str) -> Role:
    """Return who takes a place to a state: off the register as onto it, a supervisor."""
    return Role.SUPERVISOR if _is_decided(to_state) else Role.INSPECTOR


def _is_decided(to_state: str) -> bool:
    return to_state == "removed"


def read_events(conn: connection, place_id: int, role: Role) -> list[Row]:
    """Return the states of a place as dated events, oldest first.

    `stands` is False for a step that was taken back, and for the undo that did it. `reason` and
    `actor` are empty for a reader who may not know people.
    """
    found = db.rows(conn, EVENTS, (place_id,))
    return found if knows_people(role) else [row | {"reason": "", "actor": ""} for row in found]


def read_place_incidents(conn: connection, place_id: int, as_of: date) -> list[Row]:
    """Return the incidents that count at a place up to a day, newest first."""
    return db.rows(
        conn,
        "SELECT i.id, i.source_key, i.occurred_on, c.name_vi AS category_vi,"
        "       c.name_en AS category_en, s.name_vi AS state_vi, s.name_en AS state_en"
        "  FROM incidents_at_place(%(id)s, %(as_of)s) AS counted"
        "  JOIN incident AS i ON i.id = counted.id JOIN incident_state AS s ON s.code = i.state"
        "  JOIN category AS c ON c.ward_id = i.ward_id AND c.code = i.category_code"
        " ORDER BY i.occurred_on DESC, i.occurred_at DESC, i.id DESC",
        {"id": place_id, "as_of": as_of},
    )


def read_actions(conn: connection, place_id: int) -> list[Row]:
    """Return what was done at a place, newest first."""
    return db.rows(
        conn,
        "SELECT id, acted_on, kind, what, unit FROM register_place_action"
        " WHERE place_id = %s AND deleted_at IS NULL ORDER BY acted_on DESC, id DESC",
        (place_id,),
    )


def read_holders(conn: connection, ward: Ward, place_id: int, as_of: date, role: Role) -> list[Row]:
    """Return who answered for the spot over time, newest first, with its incidents up to a day."""
    params = {"id": place_id, "srid": ward.srid_measure, "beside_m": ROUTE_M, "as_of": as_of}
    return [_seen(row, role) for row in db.rows(conn, read_sql("place_holders"), params)]


def read_candidates(conn: connection, ward: Ward) -> list[Row]:
    """Return the repeat points of the newest run that no place stands for yet."""
    params = {"ward": ward.id, "srid": ward.srid_measure}
    return db.rows(conn, read_sql("place_candidates"), params)


def _read(conn: connection, ward: Ward, asked: Asked, place_id: int | None) -> list[Row]:
    params = {
        "ward": ward.id, "srid": ward.srid_measure, "beside_m": ROUTE_M, "as_of": asked.as_of,
        "state": asked.state, "q": asked.q, "id": place_id,
    }  # fmt: skip
    return db.rows(conn, read_sql("place_list"), params)


def _seen(row: Row, role: Role) -> Row:
    """Leave out the names of people for those who may not know them."""
    return row if knows_people(role) else row | {"holder_name": ""}

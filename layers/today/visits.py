"""When somebody was last here, and which unit's work is theirs."""

from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.queries.wards import Ward

SILENCE = timedelta(minutes=30)
"""Who comes back after so long begins a new visit; within it new things stay new."""
FIRST_LOOK = timedelta(days=7)
"""To who comes for the first time, this is new."""


class Unit(NamedTuple):
    id: int
    name: str


class Visit(NamedTuple):
    """Since when things are new to a person, and their unit; `is_first`: they were never here."""

    since_at: datetime
    unit: Unit | None
    is_first: bool


def open_visit(conn: connection, ward: Ward, user_id: int) -> Visit:
    """Note that a person looks at their start page now, and return since when things are new."""
    params = {
        "user": user_id,
        "ward": ward.id,
        "silence": SILENCE,
        "first_look": FIRST_LOOK,
    }
    row = db.one(conn, OPEN, params)
    assert row is not None
    unit = Unit(row["unit_id"], row["unit_name"]) if row["unit_name"] else None
    return Visit(row["since_at"], unit, row["is_first"])


def list_units(conn: connection, ward: Ward) -> list[Unit]:
    """Return the units of a ward, by name."""
    query = (
        "SELECT id, name FROM register_unit WHERE ward_id = %s AND deleted_at IS NULL"
        " ORDER BY name COLLATE vietnamese"
    )
    return [Unit(**row) for row in db.rows(conn, query, (ward.id,))]


def choose_unit(conn: connection, ward: Ward, user_id: int, unit_id: int) -> None:
    """Keep which unit's work a person sees as theirs; 0: none. InputError for no unit of the ward.

    It changes what the page picks out, not what the person may see.
    """
    known = list_units(conn, ward)
    if unit_id and unit_id not in {each.id for each in known}:
        names = ", ".join(str(each.id) for each in known) or "—"
        raise InputError(
            Text(
                f"unit={unit_id}: phường không có đơn vị này; có: {names}",
                f"unit={unit_id}: the ward has no such unit; there are: {names}",
            ),
            field="unit",
            value=str(unit_id),
        )
    params = {"user": user_id, "ward": ward.id, "unit": unit_id or None, "first_look": FIRST_LOOK}
    db.execute(conn, CHOOSE, params)


OPEN = """
    WITH opened AS (
      INSERT INTO start_page AS p (user_id, ward_id, since_at)
      VALUES (%(user)s, %(ward)s, now() - %(first_look)s)
      ON CONFLICT (user_id, ward_id) DO UPDATE
         SET since_at =
               CASE WHEN p.seen_at < now() - %(silence)s THEN p.seen_at ELSE p.since_at END,
             seen_at = now()
      RETURNING p.*, xmax = 0 AS is_first
    )
    SELECT opened.since_at, opened.is_first, unit.id AS unit_id, unit.name AS unit_name
      FROM opened
      LEFT JOIN register_unit AS unit
        ON unit.id = opened.unit_id AND unit.ward_id = opened.ward_id AND unit.deleted_at IS NULL
"""
CHOOSE = """
    INSERT INTO start_page (user_id, ward_id, unit_id, since_at)
    VALUES (%(user)s, %(ward)s, %(unit)s, now() - %(first_look)s)
    ON CONFLICT (user_id, ward_id) DO UPDATE SET unit_id = excluded.unit_id
"""

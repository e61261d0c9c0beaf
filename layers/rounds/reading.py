"""Rounds as somebody may see them: with kilometres walked, incidents and the exact interval."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from psycopg2.extensions import connection

from geo.rates import poisson_interval
from geo.text import Text
from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.registers.contract import Register
from layers.registers.listing import Row, all_rows, read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, Window

CONFIDENCE = 0.95
OWN_SORTS = ("km", "incidents", "rate")
"""What a list of rounds can also be sorted by: worked out, not kept in the table."""

FINDINGS = {
    "khong_ghi": Text("Chưa ghi", "Not noted"),
    "khong_phat_hien": Text("Không phát hiện vi phạm", "Nothing found"),
    "co_vi_pham": Text("Có vi phạm", "Violations found"),
}


class Walked(NamedTuple):
    """What a round walked and found; `km` and the rates a km are None without a line."""

    km: float | None
    lanes: int
    incidents: int
    rate: float | None
    low: float | None
    high: float | None


NOTHING = Walked(None, 0, 0, None, None, None)


def rounds_register() -> Register:
    return find_register("rounds")


def read_rounds(conn: connection, reader: Reader, view: View, window: Window) -> list[Row]:
    """Return the rounds of a view with `walked`; by `sort` of the register, or one of OWN_SORTS."""
    own = view.sort.lstrip("-")
    asked = replace(view, sort="") if own in OWN_SORTS else view
    rows = all_rows(conn, rounds_register(), reader, asked, window)
    facts = read_walked(conn, reader.ward, [row["id"] for row in rows])
    found = [row | {"walked": facts.get(row["id"], NOTHING)} for row in rows]
    if own in OWN_SORTS:
        known = [row for row in found if getattr(row["walked"], own) is not None]
        known.sort(key=lambda row: getattr(row["walked"], own), reverse=view.sort.startswith("-"))
        return known + [row for row in found if getattr(row["walked"], own) is None]
    return found


def read_round(conn: connection, reader: Reader, round_id: int, window: Window) -> Row:
    """Return one round with `walked`; NotFound where there is none for the reader."""
    row = read_row(conn, rounds_register(), reader, round_id, window)
    facts = read_walked(conn, reader.ward, [round_id])
    return row | {"walked": facts.get(round_id, NOTHING)}


def read_walked(conn: connection, ward: Ward, ids: Sequence[int]) -> dict[int, Walked]:
    """Return what rounds walked and found, by id; the caller knows that the reader may see them."""
    params = {"ward": ward.id, "srid": ward.srid_measure, "ids": list(ids)}
    return {row["id"]: _walked(row) for row in db.rows(conn, read_sql("round_facts"), params)}


def rate_per_km(count: int, km: float | None) -> tuple[float | None, float | None, float | None]:
    """Return incidents a km with the exact 95 % Poisson interval (Garwood); None without a line."""
    if not km:
        return None, None, None
    low, high = poisson_interval(np.array([count]), CONFIDENCE)
    return count / km, float(low[0]) / km, float(high[0]) / km


def total_of(rows: Sequence[Row]) -> Walked:
    """Add rounds up: the rate is that of those with a line, counted over what they walked."""
    walked: list[Walked] = [row["walked"] for row in rows]
    measured = [each for each in walked if each.km]
    km = sum(each.km or 0 for each in measured)
    rate = rate_per_km(sum(each.incidents for each in measured), km)
    incidents = sum(each.incidents for each in walked)
    return Walked(km or None, sum(each.lanes for each in walked), incidents, *rate)


def read_lanes(conn: connection, ward: Ward, round_id: int) -> list[dict[str, Any]]:
    """Return the lanes noted for a round: id, name, metres, finding, note, incidents."""
    params = {"id": round_id, "srid": ward.srid_measure}
    return db.rows(conn, read_sql("round_lanes"), params)


def read_incidents(conn: connection, round_id: int) -> list[dict[str, Any]]:
    """Return the incidents of a round, also of a hidden one: id, number, day, field, state."""
    return db.rows(
        conn,
        "SELECT i.id, i.source_key, i.occurred_on, i.time_precision, i.field_code,"
        "       f.name_vi AS field_vi, f.name_en AS field_en,"
        "       s.name_vi AS state_vi, s.name_en AS state_en, is_counted(i.state) AS is_counted,"
        "       c.name_vi AS category_vi, c.name_en AS category_en"
        "  FROM incident AS i JOIN field AS f ON f.code = i.field_code"
        "  JOIN incident_state AS s ON s.code = i.state"
        "  JOIN category AS c ON c.ward_id = i.ward_id AND c.code = i.category_code"
        " WHERE i.round_id = %(id)s OR i.id IN"
        "       (SELECT k.incident_id FROM surprise_incident AS k WHERE k.round_id = %(id)s)"
        " ORDER BY i.occurred_on, i.source_key",
        {"id": round_id},
    )


def _walked(row: dict[str, Any]) -> Walked:
    km = row["metres"] / 1000 if row["metres"] else None
    return Walked(km, row["lanes"], row["incidents"], *rate_per_km(row["incidents"], km))

"""Coordinates that hold many rows: default locations, or real places where a person says so."""

from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

SAME_DEGREES = 1e-9
"""Coordinates nearer than a tenth of a millimetre are one, however they were written."""


def list_locations(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    """Return the coordinates that are, or were, taken for default locations, fullest first.

    Each with its rows, how many of them are kept out of analysis, and the newest verdict.
    """
    found = db.rows(conn, read_sql("default_locations"), {"ward": ward.id, "near": SAME_DEGREES})
    for row in found:
        row["decided_at"] = row["decided_at"].isoformat() if row["decided_at"] else None
    return found


def decide_location(
    conn: connection,
    ward: Ward,
    lon: float,
    lat: float,
    actor: str,
    *,
    is_default: bool,
    note: str = "",
) -> int:
    """Record what a person says of one coordinate and mark its rows so; return how many changed.

    The verdict also holds for rows that come later. InputError where the ward has no row there.
    """
    values = {
        "ward": ward.id, "lon": lon, "lat": lat, "near": SAME_DEGREES, "is_default": is_default,
        "actor": actor, "note": note,
    }  # fmt: skip
    with db.acting_as(conn, actor):
        here = db.value(
            conn,
            "SELECT count(*) FROM incident WHERE ward_id = %(ward)s AND ST_DWithin(geom,"
            " ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(near)s)",
            values,
        )
        if not here:
            raise _nothing_there(lon, lat)
        db.execute(
            conn,
            "INSERT INTO location_verdict (ward_id, geom, is_default, note, decided_by) VALUES"
            " (%(ward)s, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(is_default)s,"
            "  %(note)s, %(actor)s)",
            values,
        )
        return db.execute(
            conn,
            "UPDATE incident SET is_pile_up = %(is_default)s"
            " WHERE ward_id = %(ward)s AND is_pile_up <> %(is_default)s AND ST_DWithin(geom,"
            " ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(near)s)",
            values,
        )


def _nothing_there(lon: float, lat: float) -> InputError:
    return InputError(
        Text(
            f"Không có vụ nào ở ({lon:.7f}, {lat:.7f}).",
            f"No incident lies at ({lon:.7f}, {lat:.7f}).",
        ),
        field="lon",
        value=f"{lon}, {lat}",
    )

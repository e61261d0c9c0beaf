"""Place waiting incidents, by their address, on a lane or at a point; and take that back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg2
from psycopg2.extensions import connection
from psycopg2.extras import Json, execute_values

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.cases.refusals import STAYS_RULE
from layers.errors import NotFound, UndoRefused
from layers.placing.lanes import LaneRegister
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

MAP_PRECISION_M = 10.0
"""What a click on the map is good for."""


@dataclass(frozen=True)
class Spot:
    """Where one waiting incident goes; `lane_id` where only its lane is known."""

    unplaced_id: int
    lon: float
    lat: float
    method: str
    precision_m: float | None
    lane_id: int | None = None
    lane_name: str = ""
    confidence: float | None = None
    reasons: tuple[Text, ...] = ()


def place_sure(
    conn: connection,
    ward: Ward,
    actor: str,
    register: LaneRegister | None = None,
    only_import: int | None = None,
) -> int:
    """Place those that wait and whose address surely means one lane; return how many.

    The caller's transaction. A lane that runs through several groups places nothing: the group
    would be a guess.
    """
    lanes = register or LaneRegister(conn, ward)
    waiting = db.rows(
        conn,
        "SELECT id, address, occurred_on FROM unplaced_incident"
        " WHERE ward_id = %s AND incident_id IS NULL AND (%s::bigint IS NULL OR import_id = %s)"
        " ORDER BY id FOR UPDATE",
        (ward.id, only_import, only_import),
    )
    known: dict[tuple[str, date], Spot | None] = {}
    spots = []
    for row in waiting:
        key = (row["address"], row["occurred_on"])
        if key not in known:
            known[key] = sure_spot(lanes, *key)
        spot = known[key]
        if spot is not None:
            spots.append(Spot(**{**vars(spot), "unplaced_id": row["id"]}))
    return len(place(conn, ward, spots, actor))


def sure_spot(lanes: LaneRegister, address: str, on: date) -> Spot | None:
    """Return where an address surely belongs on a day; None where a person has to say."""
    found = lanes.names.sure(address)
    if found is None or lanes.hindrance(found, on) is not None:
        return None
    at = lanes.stand_in(found.lanes)
    return Spot(
        0, at.lon, at.lat, "address", at.precision_m, at.lane_id, found.name, found.confidence,
        found.reasons,
    )  # fmt: skip


def place_on_lane(
    conn: connection, ward: Ward, unplaced: Sequence[int], lane_id: int, actor: str
) -> list[int]:
    """Put incidents on a lane that a person chose: somewhere on it, with its reach as precision."""
    lanes = LaneRegister(conn, ward)
    if lane_id not in lanes:
        raise NotFound(Text("ngõ", "lane"), lane_id)
    at, name = lanes.stand_in((lane_id,)), lanes.title(lane_id)
    spots = [Spot(each, at.lon, at.lat, "lane", at.precision_m, lane_id, name) for each in unplaced]
    with db.acting_as(conn, actor):
        return place(conn, ward, _waiting(conn, ward, spots), actor)


def place_at(
    conn: connection, ward: Ward, unplaced: Sequence[int], lon: float, lat: float, actor: str
) -> list[int]:
    """Put incidents at a point that a person showed on the map; InputError outside the ward."""
    _require_near(conn, ward, lon, lat)
    spots = [Spot(each, lon, lat, "map", MAP_PRECISION_M) for each in unplaced]
    with db.acting_as(conn, actor):
        return place(conn, ward, _waiting(conn, ward, spots), actor)


def place(conn: connection, ward: Ward, spots: Sequence[Spot], actor: str) -> list[int]:
    """Make incidents of waiting rows, with their links and the record of it; return the placings.

    The caller's transaction.
    """
    if not spots:
        return []
    db.execute(conn, "SELECT scratch_table('placing_spot')")
    rows = [_row(spot) for spot in spots]
    with conn.cursor() as cursor:
        execute_values(cursor, read_sql("placing_fill"), rows, page_size=1000)
    db.execute(conn, "SELECT scratch_table_filled('placing_spot')")
    found = db.rows(conn, read_sql("placing_place"), {"ward": ward.id, "actor": actor})
    return [row["id"] for row in found]


def undo_placing(conn: connection, ward: Ward, placing_id: int, actor: str) -> int:
    """Take one placing back: the incident goes and waits again; return its waiting row.

    NotFound where there is none in force; UndoRefused where work on the case has begun.
    """
    with _not_worked_on(), db.acting_as(conn, actor):
        row = db.one(
            conn,
            "UPDATE placement SET undone_by = %s, undone_at = now()"
            " WHERE ward_id = %s AND id = %s AND undone_at IS NULL AND method <> 'file'"
            " RETURNING unplaced_id, incident_id",
            (actor, ward.id, placing_id),
        )
        if row is None:
            raise NotFound(Text("lần định vị còn hiệu lực", "placing in force"), placing_id)
        _keep_edits(conn, ward, row)
        db.execute(
            conn,
            "DELETE FROM incident WHERE ward_id = %s AND id = %s",
            (ward.id, row["incident_id"]),
        )
    return int(row["unplaced_id"])


@contextmanager
def _not_worked_on() -> Iterator[None]:
    try:
        yield
    except psycopg2.IntegrityError as error:
        if error.diag.constraint_name != STAYS_RULE:
            raise
        raise UndoRefused(
            Text(
                "Vụ này đã được xử lý từng bước nên không đưa về danh sách chờ định vị được.",
                "Work on this case has begun: it does not go back to those waiting for a place.",
            )
        ) from error


def _keep_edits(conn: connection, ward: Ward, row: dict[str, Any]) -> None:
    """Carry what was changed in the incident meanwhile back to the row that waits again."""
    db.execute(
        conn,
        "UPDATE unplaced_incident AS u"
        "   SET (occurred_at, time_precision, field_code, category_code, state, description,"
        "        properties)"
        "     = (i.occurred_at, i.time_precision, i.field_code, i.category_code, i.state,"
        "        i.description, i.properties)"
        "  FROM incident AS i WHERE u.ward_id = %s AND u.id = %s AND i.id = u.incident_id",
        (ward.id, row["unplaced_id"]),
    )


def _row(spot: Spot) -> tuple[Any, ...]:
    return (
        spot.unplaced_id, spot.lon, spot.lat, spot.method, spot.precision_m, spot.lane_id,
        spot.lane_name, spot.confidence, Json([reason.to_json() for reason in spot.reasons]),
    )  # fmt: skip


def _waiting(conn: connection, ward: Ward, spots: Sequence[Spot]) -> Sequence[Spot]:
    """Lock the rows and make sure that all of them wait: somebody else may have been quicker."""
    found = db.rows(
        conn,
        "SELECT id FROM unplaced_incident WHERE ward_id = %s AND id = ANY(%s)"
        " AND incident_id IS NULL FOR UPDATE",
        (ward.id, [spot.unplaced_id for spot in spots]),
    )
    missing = {spot.unplaced_id for spot in spots} - {row["id"] for row in found}
    if missing or not spots:
        raise NotFound(
            Text("vụ chưa định vị", "unplaced incident"), ", ".join(map(str, sorted(missing)))
        )
    return spots


def _require_near(conn: connection, ward: Ward, lon: float, lat: float) -> None:
    """Refuse a point outside every area of the ward, where it has any."""
    inside = db.one(
        conn,
        "SELECT count(*) AS areas,"
        " count(*) FILTER (WHERE ST_Covers(geom, ST_SetSRID(ST_MakePoint(%s, %s), 4326))) AS hits"
        "  FROM area WHERE ward_id = %s",
        (lon, lat, ward.id),
    )
    assert inside is not None
    if inside["areas"] and not inside["hits"]:
        raise InputError(
            Text(
                f"({lon:.6f}, {lat:.6f}) nằm ngoài mọi vùng của phường.",
                f"({lon:.6f}, {lat:.6f}) lies outside every area of the ward.",
            ),
            field="lon",
            value=f"{lon:.6f}, {lat:.6f}",
        )

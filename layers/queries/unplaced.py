"""Incidents that wait to be placed: how many, which, and what their addresses may mean."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.address_match import Candidate
from geo.names import fold
from geo.text import Text
from layers import db, prepared
from layers.day_words import short_moment
from layers.filters import Filter
from layers.placing.lanes import LaneRegister
from layers.queries.wards import Ward
from layers.spreadsheet import neutral

PAGE = 200


def count_waiting(conn: connection, ward: Ward, chosen: Filter | None = None) -> int:
    """Count the incidents that wait; under a filter, by its period, kinds, states and text.

    A filter by group, lane or holder counts them too: nobody knows yet that they do not lie there.
    """
    condition, params = _condition(ward, chosen)
    query = sql.SQL("SELECT count(*) FROM unplaced_incident WHERE {}").format(condition)
    return int(db.value(conn, query, params))


def list_waiting(
    conn: connection, ward: Ward, register: LaneRegister, *, limit: int = PAGE, offset: int = 0
) -> list[dict[str, Any]]:
    """Return those that wait by address and day, each with candidates and why none was taken."""
    rows = db.rows(
        conn,
        "SELECT u.id, u.source_key, u.occurred_on, u.address, u.description, u.field_code,"
        "       u.category_code, c.name_vi, c.name_en, came.file_name, u.state,"
        "       count(*) OVER (PARTITION BY u.address)::integer AS same_address"
        "  FROM unplaced_incident AS u"
        "  JOIN category AS c ON c.ward_id = u.ward_id AND c.code = u.category_code"
        "  LEFT JOIN import_run AS came ON came.id = u.import_id"
        " WHERE u.ward_id = %s AND u.incident_id IS NULL"
        " ORDER BY u.address, u.occurred_on, u.id LIMIT %s OFFSET %s",
        (ward.id, limit, offset),
    )
    return [_waiting(row, register) for row in rows]


def list_placed(conn: connection, ward: Ward, limit: int = PAGE) -> list[dict[str, Any]]:
    """Return the placings in force, newest first, with who did it and how."""
    rows = db.rows(
        conn,
        "SELECT p.id, p.unplaced_id, p.incident_id, p.method, p.lane_name, p.precision_m,"
        "       p.confidence, p.reasons, p.placed_by, p.placed_at, u.source_key, u.address,"
        "       u.occurred_on, ST_X(i.geom) AS lon, ST_Y(i.geom) AS lat"
        "  FROM placement AS p JOIN unplaced_incident AS u ON u.id = p.unplaced_id"
        "  LEFT JOIN incident AS i ON i.id = p.incident_id"
        " WHERE p.ward_id = %s AND p.undone_at IS NULL"
        " ORDER BY p.placed_at DESC, p.id DESC LIMIT %s",
        (ward.id, limit),
    )
    return [
        row
        | {"occurred_on": row["occurred_on"].isoformat(), "placed_at": row["placed_at"].isoformat()}
        for row in rows
    ]


METHODS = {
    "address": Text("tự khớp địa chỉ", "matched by address"),
    "lane": Text("đặt lên ngõ bằng tay", "put on a lane by hand"),
    "map": Text("chỉ trên bản đồ", "shown on the map"),
    "file": Text("tọa độ từ tệp nạp sau", "coordinates of a later file"),
}


def placing_of(conn: connection, incident_id: int) -> Text | None:
    """Say how an incident got its place, by whom and when; None where it came with one."""
    row = prepared.one(
        conn,
        "SELECT method, lane_name, precision_m, placed_by, placed_at FROM placement"
        " WHERE incident_id = %(incident)s AND undone_at IS NULL",
        {"incident": incident_id},
    )
    if row is None:
        return None
    how, at = METHODS[row["method"]], short_moment(row["placed_at"])
    lane = f" '{row['lane_name']}'" if row["lane_name"] else ""
    exact = "" if row["precision_m"] is None else f", ± {row['precision_m']:.0f} m"
    return Text(
        f"{how.vi}{lane}{exact}; {row['placed_by']}, {at.vi}",
        f"{how.en}{lane}{exact}; {row['placed_by']}, {at.en}",
    )


def same_address(conn: connection, ward: Ward, unplaced_id: int) -> list[int]:
    """Return all rows that wait with the very address of this one, itself included."""
    rows = db.rows(
        conn,
        "SELECT id FROM unplaced_incident WHERE ward_id = %(ward)s AND incident_id IS NULL"
        " AND address = (SELECT address FROM unplaced_incident"
        "                 WHERE ward_id = %(ward)s AND id = %(id)s) ORDER BY id",
        {"ward": ward.id, "id": unplaced_id},
    )
    return [row["id"] for row in rows]


CSV_HEADER = ("row", "key", "day", "address", "confidence", "lane", "name", "why")


def csv_rows(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return waiting rows as lines of a table, one a candidate; formulas are neutralised."""
    lines: list[tuple[Any, ...]] = []
    for row in rows:
        first = (row["id"], neutral(row["source_key"]), row["occurred_on"], neutral(row["address"]))
        for each in row["candidates"] or [None]:
            if each is None:
                lines.append((*first, None, None, "", "không khớp ngõ nào · no lane matches"))
                continue
            why = "; ".join(f"{reason['vi']} · {reason['en']}" for reason in each["reasons"])
            lines.append((*first, each["confidence"], each["lane"], neutral(each["name"]), why))
    return lines


def _waiting(row: dict[str, Any], register: LaneRegister) -> dict[str, Any]:
    found = register.names.find(row["address"])
    return {
        "id": row["id"],
        "source_key": row["source_key"],
        "occurred_on": row["occurred_on"].isoformat(),
        "address": row["address"],
        "description": row["description"],
        "field": row["field_code"],
        "category": {"vi": row["name_vi"], "en": row["name_en"]},
        "file_name": row["file_name"] or "",
        "same_address": row["same_address"],
        "candidates": [_candidate(each, register, row) for each in found],
    }


def _candidate(each: Candidate, register: LaneRegister, row: dict[str, Any]) -> dict[str, Any]:
    at = register.stand_in(each.lanes)
    hindrance = register.hindrance(each, row["occurred_on"])
    reasons = [*each.reasons, *([hindrance] if hindrance else [])]
    return {
        "lane": at.lane_id,
        "name": each.name,
        "confidence": each.confidence,
        "precision_m": at.precision_m,
        "lon": at.lon,
        "lat": at.lat,
        "reasons": [reason.to_json() for reason in reasons],
    }


_CONTAINS = "(strpos(fold_vi(address), %(text)s) > 0 OR strpos(fold_vi(source_key), %(text)s) > 0)"


def _condition(ward: Ward, chosen: Filter | None) -> tuple[sql.Composable, dict[str, Any]]:
    """Return what waits, under the parts of a filter that do not ask where it is."""
    parts = [sql.SQL("ward_id = %(ward)s AND incident_id IS NULL")]
    params: dict[str, Any] = {"ward": ward.id}
    if chosen is None:
        return parts[0], params
    for name, test, value in (
        ("first", "occurred_on >= %(first)s", chosen.first),
        ("last", "occurred_on <= %(last)s", chosen.last),
        ("fields", "field_code = ANY(%(fields)s)", list(chosen.fields)),
        ("categories", "category_code = ANY(%(categories)s)", list(chosen.categories)),
        ("states", "state = ANY(%(states)s)", list(chosen.states)),
        ("text", _CONTAINS, fold(chosen.text)),
    ):
        if value:
            parts.append(sql.SQL(test))
            params[name] = value
    return sql.SQL(" AND ").join(parts), params

"""Rows of an incident file that have an address and no coordinates: they wait to be placed."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from geo.text import Text
from layers import db
from layers.importing.batch import Batch, Context
from layers.importing.rows import Rows
from layers.placing.lanes import LaneRegister
from layers.placing.place import Spot, place_sure, sure_spot

STAGED = sql.Identifier("pg_temp", "waiting_staging")
COLUMNS = (
    "source_key", "occurred_at", "time_precision", "field_code", "category_code", "state",
    "address", "description", "properties",
)  # fmt: skip
_COMPARED = COLUMNS[1:8]
_DEFAULTS = {"time_precision": "minute", "state": "phat_hien", "description": ""}


@dataclass(frozen=True)
class Compared:
    """What the ward has of the rows that wait: `changed` lines say something else there."""

    new: int = 0
    known: int = 0
    changed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Waited:
    """What became of them: `placed` ones are incidents now, the others wait."""

    new: int = 0
    updated: int = 0
    placed: int = 0


def set_apart(batch: Batch) -> Batch:
    """Take the rows without a point out of a batch of incidents that are placed by address."""
    if not batch.found.by_address:
        return batch
    lonely = (batch.geometry.isna() | batch.geometry.is_empty).to_numpy(dtype=bool)
    if not lonely.any():
        return batch
    waiting = batch.frame[lonely], batch.extra[lonely]
    return replace(batch.only(~lonely), waiting=waiting)


def compare_waiting(conn: connection, rows: Rows, context: Context) -> Compared:
    """Stage the rows that wait and hold them against what the ward has, waiting or placed."""
    db.execute(conn, "DROP TABLE IF EXISTS pg_temp.waiting_staging")
    if rows.waiting is None:
        return Compared()
    _stage(conn, *rows.waiting)
    given = [name for name in _COMPARED if name in rows.found.given | {"field_code"}]
    differs = sql.SQL(" OR ").join(
        sql.SQL("s.{0} IS DISTINCT FROM u.{0}").format(sql.Identifier(name)) for name in given
    )
    row = db.one(
        conn,
        sql.SQL(
            "SELECT count(*) FILTER (WHERE u.id IS NULL AND i.id IS NULL) AS new,"
            "       count(*) FILTER (WHERE u.id IS NOT NULL OR i.id IS NOT NULL) AS known,"
            "       array_agg(s.line ORDER BY s.line) FILTER (WHERE u.id IS NOT NULL"
            "         AND u.incident_id IS NULL AND ({differs})) AS changed"
            "  FROM {staged} AS s"
            "  LEFT JOIN unplaced_incident AS u ON u.ward_id = %(ward)s"
            "        AND u.source_key = s.source_key"
            "  LEFT JOIN incident AS i ON i.ward_id = %(ward)s AND i.source_key = s.source_key"
        ).format(differs=differs, staged=STAGED),
        {"ward": context.ward.id},
    )
    assert row is not None
    return Compared(row["new"], row["known"], tuple(row["changed"] or ()))


def foresee(conn: connection, rows: Rows, context: Context) -> int:
    """Tell of each row that waits what would become of it; return how many would be placed."""
    if rows.waiting is None:
        return 0
    lanes = LaneRegister(conn, context.ward)
    frame = rows.waiting[0]
    spots = {
        key: sure_spot(lanes, *key)
        for key in dict.fromkeys(zip(frame["address"], frame["occurred_at"].dt.date, strict=True))
    }
    placed = 0
    for line, address, moment in zip(
        frame.index, frame["address"], frame["occurred_at"], strict=True
    ):
        spot = spots[address, moment.date()]
        placed += spot is not None
        kind = "waits_for_place" if spot is None else "placed_on_lane"
        shown = rows.issues.told[kind] < rows.issues.shown_per_kind
        words = _foreseen(lanes, address, moment.date(), spot) if shown else Text("", "")
        point = None if spot is None else shapely.Point(spot.lon, spot.lat)
        rows.issues.tell(int(line), "address", kind, address, words, point)
    return placed


def _foreseen(lanes: LaneRegister, address: str, on: date, spot: Spot | None) -> Text:
    if spot is not None:
        reach = f"{spot.precision_m:.0f} m"
        return Text(
            f"Sẽ đặt lên '{spot.lane_name}', chỉ biết đến ngõ (± {reach}).",
            f"Will be put on '{spot.lane_name}', known to the lane only (± {reach}).",
        )
    found = lanes.names.find(address)
    if not found:
        return Text(
            "Chờ định vị: không khớp ngõ nào trong danh mục.",
            "Waits for a place: no lane of the register matches.",
        )
    best = found[0]
    why = lanes.hindrance(best, on) or best.reasons[-1]
    share = f"{best.confidence:.0%}"
    return Text(
        f"Chờ định vị: có lẽ '{best.name}' ({share}; {why.vi}).",
        f"Waits for a place: perhaps '{best.name}' ({share}; {why.en}).",
    )


def report_changed(rows: Rows, changed: tuple[int, ...]) -> None:
    """Make an issue of each row that waits already with other content."""
    assert rows.waiting is not None
    keys = rows.waiting[0].loc[list(changed), "source_key"]
    rows.issues.add_rows(
        keys,
        "source_key",
        "differs",
        lambda key: Text(
            f"Vụ '{key}' đang chờ định vị với nội dung khác. Muốn thay: --update.",
            f"'{key}' waits to be placed with other content. To replace it: --update.",
        ),
    )


def write_waiting(
    conn: connection, rows: Rows, context: Context, import_id: int, compared: Compared
) -> Waited:
    """Write the rows that wait, then place those whose address surely means one lane."""
    if rows.waiting is None:
        return Waited()
    values = {"ward": context.ward.id, "import": import_id, "changed": list(compared.changed)}
    names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    new = db.execute(
        conn,
        sql.SQL(
            "INSERT INTO unplaced_incident (ward_id, import_id, {names})"
            " SELECT %(ward)s, %(import)s, {names} FROM {staged} AS s"
            "  WHERE NOT EXISTS (SELECT FROM incident AS i WHERE i.ward_id = %(ward)s"
            "                       AND i.source_key = s.source_key)"
            "  ORDER BY s.line"
            " ON CONFLICT (ward_id, source_key) DO NOTHING"
        ).format(names=names, staged=STAGED),
        values,
    )
    updated = _update(conn, values) if context.options.update and compared.changed else 0
    placed = place_sure(conn, context.ward, context.options.actor, only_import=import_id)
    return Waited(new, updated, placed)


def settle_by_file(conn: connection, context: Context, import_id: int) -> int:
    """Rows that waited and now come with coordinates wait no more; return how many."""
    return db.execute(
        conn,
        "WITH settled AS ("
        "  UPDATE unplaced_incident AS u SET incident_id = i.id FROM incident AS i"
        "   WHERE u.ward_id = %(ward)s AND u.incident_id IS NULL AND i.ward_id = u.ward_id"
        "     AND i.source_key = u.source_key AND i.import_id = %(import)s"
        "  RETURNING u.id, u.incident_id)"
        " INSERT INTO placement (ward_id, unplaced_id, incident_id, method, placed_by)"
        " SELECT %(ward)s, id, incident_id, 'file', %(actor)s FROM settled",
        {"ward": context.ward.id, "import": import_id, "actor": context.options.actor},
    )


def _stage(conn: connection, frame: pd.DataFrame, extra: pd.DataFrame) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    db.execute(
        conn,
        sql.SQL(
            "CREATE TEMP TABLE waiting_staging AS SELECT 0 AS line, {} FROM unplaced_incident"
            " WITH NO DATA"
        ).format(names),
    )
    query = sql.SQL("INSERT INTO {} (line, {}) VALUES %s").format(STAGED, names)
    with conn.cursor() as cursor:
        execute_values(cursor, query.as_string(cursor), _rows(frame, extra), page_size=1000)


def _rows(frame: pd.DataFrame, extra: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = [_plain(frame[name], _DEFAULTS.get(name)) for name in COLUMNS[:-1]]
    names = list(map(str, extra.columns))
    properties = [
        json.dumps({n: v for n, v in zip(names, row, strict=True) if v}, ensure_ascii=False)
        for row in extra.itertuples(index=False, name=None)
    ]
    return list(zip(map(int, frame.index), *columns, properties, strict=True))


def _plain(values: "pd.Series[Any]", missing: str | None) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(values):
        moments: list[Any] = values.to_numpy().astype("datetime64[s]").astype(object).tolist()
        return moments
    gone = values.isna().to_numpy()
    plain = values.to_numpy(dtype=object, copy=True)
    plain[gone] = missing
    found: list[Any] = plain.tolist()
    return found


def _update(conn: connection, values: dict[str, Any]) -> int:
    names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[1:]))
    theirs = sql.SQL(", ").join(sql.SQL("s.{}").format(sql.Identifier(n)) for n in COLUMNS[1:])
    return db.execute(
        conn,
        sql.SQL(
            "UPDATE unplaced_incident AS u SET ({names}, import_id) = ROW({theirs}, %(import)s)"
            "  FROM {staged} AS s WHERE u.ward_id = %(ward)s AND u.source_key = s.source_key"
            "   AND u.incident_id IS NULL AND s.line = ANY(%(changed)s)"
        ).format(names=names, theirs=theirs, staged=STAGED),
        values,
    )

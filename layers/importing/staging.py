"""Rows in the text form of COPY, and the temporary table that they are copied into."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.importing.batch import Batch
from layers.importing.steps.trim import map_distinct
from layers.importing.targets import Target

STAGING = sql.Identifier("pg_temp", "import_staging")
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})


def stored_columns(target: Target) -> tuple[str, ...]:
    """Name the columns of the table that an import fills, besides ward and import."""
    own = ("source_key",) if target.table == "feature" else tuple(c.name for c in target.columns)
    properties = ("properties",) if target.keeps_extra or target.table == "feature" else ()
    repaired = ("geom_original", "repair_note") if target.keeps_original else ()
    return (*own, *properties, "geom", *repaired)


def stage(conn: connection, batch: Batch, target: Target) -> None:
    """Copy the rows of a batch into a fresh temporary table, near ones beside each other."""
    columns = stored_columns(target)
    identifiers = sql.SQL(", ").join(map(sql.Identifier, columns))
    db.execute(conn, sql.SQL("DROP TABLE IF EXISTS {}").format(STAGING))
    db.execute(
        conn,
        sql.SQL(
            "CREATE TEMP TABLE import_staging AS SELECT 0 AS line, 0 AS seq, {} FROM {} WITH"
            " NO DATA"
        ).format(identifiers, sql.Identifier(target.table)),
    )
    content = "\n".join(_lines(batch, target, columns)) + "\n" if len(batch.frame) else ""
    copy = sql.SQL("COPY {} (line, seq, {}) FROM STDIN").format(STAGING, identifiers)
    with conn.cursor() as cursor:
        cursor.copy_expert(copy.as_string(cursor), io.StringIO(content), size=1 << 16)
    db.execute(conn, sql.SQL("CREATE INDEX ON {} (seq)").format(STAGING))
    db.execute(conn, sql.SQL("ANALYZE {}").format(STAGING))


def drop_staging(conn: connection) -> None:
    db.execute(conn, sql.SQL("DROP TABLE IF EXISTS {}").format(STAGING))


def _lines(batch: Batch, target: Target, columns: Sequence[str]) -> Iterator[str]:
    """Yield one line of COPY text a row, in the order of a space-filling curve."""
    order = np.argsort(_along_a_curve(batch), kind="stable")
    texts = [_column(batch, target, name)[order].tolist() for name in columns]
    lines = batch.frame.index.to_numpy()[order].astype(str).tolist()
    numbers = map(str, range(len(lines)))
    return map("\t".join, zip(lines, numbers, *texts, strict=True))


def _along_a_curve(batch: Batch) -> Any:
    if len(batch.geometry) < 2:
        return np.zeros(len(batch.geometry))
    return batch.geometry.hilbert_distance().to_numpy()


def _column(batch: Batch, target: Target, name: str) -> Any:
    if name == "geom":
        return _shapes(batch.geometry)
    if name == "geom_original":
        return _shapes(batch.original, len(batch.frame))
    if name == "repair_note":
        return _repair_notes(batch)
    if name == "properties":
        return _properties(batch.extra if target.table != "feature" else batch.frame, target)
    return _texts(batch.frame[name], {c.name: c.default for c in target.columns}[name])


def _texts(values: "pd.Series[Any]", default: str | None) -> Any:
    if pd.api.types.is_datetime64_any_dtype(values):
        moments = np.datetime_as_string(values.to_numpy().astype("datetime64[s]")).astype(object)
        moments[values.isna().to_numpy()] = _NULL
        return moments
    missing = _NULL if default is None else default.translate(_ESCAPES)
    return map_distinct(
        values, lambda value: missing if value is None else _plain(value).translate(_ESCAPES)
    ).to_numpy()


def _plain(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _shapes(geometry: Any, length: int = 0) -> Any:
    if geometry is None:
        return np.full(length, _NULL, dtype=object)
    tagged = shapely.set_srid(geometry.to_numpy(), 4326)
    texts = np.asarray(shapely.to_wkb(tagged, hex=True, include_srid=True), dtype=object)
    texts[[text is None for text in texts]] = _NULL
    return texts


def _repair_notes(batch: Batch) -> Any:
    if batch.original is None:
        return np.full(len(batch.frame), "", dtype=object)
    reasons = [
        "" if shape is None else shapely.is_valid_reason(shape).translate(_ESCAPES)
        for shape in batch.original
    ]
    return np.array(reasons, dtype=object)


def _properties(frame: pd.DataFrame, target: Target) -> Any:
    """Return one JSON object a row, of the values that are there."""
    names = [name for name in frame.columns if name != "source_key" or target.table != "feature"]
    if not names:
        return np.full(len(frame), "{}", dtype=object)
    parts = [_json_members(name, frame[name]) for name in names]
    rows = ["{" + ",".join(part for part in row if part) + "}" for row in zip(*parts, strict=True)]
    return np.array(rows, dtype=object)


def _json_members(name: str, values: "pd.Series[Any]") -> list[str]:
    """Return `"name": value` for each row, '' where there is none; each distinct value once."""
    head = json.dumps(name, ensure_ascii=False) + ":"
    if pd.api.types.is_datetime64_any_dtype(values):
        texts = np.datetime_as_string(values.to_numpy().astype("datetime64[s]"))
        values = pd.Series(texts, index=values.index, dtype=object).where(values.notna(), None)
    members: list[str] = map_distinct(
        values, lambda value: "" if value is None else (head + _json(value)).translate(_ESCAPES)
    ).tolist()
    return members


def _json(value: Any) -> str:
    plain = value.isoformat() if isinstance(value, date) else value
    plain = bool(plain) if isinstance(plain, np.bool_) else plain
    return json.dumps(plain, ensure_ascii=False)

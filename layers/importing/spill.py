"""Rows in the text form of COPY, one part after the other."""

import json
import struct
from collections.abc import Sequence
from datetime import date
from typing import Any, TextIO

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.importing.batch import Batch
from layers.importing.steps.trim import map_distinct
from layers.importing.targets import Target

_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})
_BITS = 24  # of each coordinate in the order of rows: about two metres
_MASKS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def stored_columns(target: Target) -> tuple[str, ...]:
    """Name the columns of the table that an import fills, besides ward and import."""
    own = ("source_key",) if target.table == "feature" else tuple(c.name for c in target.columns)
    properties = ("properties",) if target.keeps_extra or target.table == "feature" else ()
    repaired = ("geom_original", "repair_note") if target.keeps_original else ()
    return (*own, *properties, "geom", *repaired)


def write_rows(spill: TextIO, batch: Batch, target: Target) -> NDArray[np.int64]:
    """Write line, place on the curve and stored columns of each row; return the places."""
    if not len(batch.frame):
        return np.empty(0, dtype=np.int64)
    curve = _along_a_curve(batch)
    spill.writelines(_lines(batch, target, stored_columns(target), curve))
    return curve


def _lines(batch: Batch, target: Target, columns: Sequence[str], curve: NDArray[np.int64]) -> Any:
    texts = [_column(batch, target, name).tolist() for name in columns]
    lines = batch.frame.index.to_numpy().astype(str).tolist()
    places = curve.astype(str).tolist()
    return (f"{row}\n" for row in map("\t".join, zip(lines, places, *texts, strict=True)))


def _along_a_curve(batch: Batch) -> NDArray[np.int64]:
    """Return where each row lies on a curve through all of the Earth: near rows near each other."""
    west, south, east, north = shapely.bounds(batch.geometry.to_numpy()).T
    x = np.nan_to_num(((west + east) / 2 + 180) / 360).clip(0, 1)
    y = np.nan_to_num(((south + north) / 2 + 90) / 180).clip(0, 1)
    top = (1 << _BITS) - 1
    across, up = (_spread((each * top).astype(np.int64)) for each in (x, y))
    return across | (up << 1)


def _spread(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a zero between the bits of each number."""
    for shift, mask in _MASKS:
        numbers = (numbers | (numbers << shift)) & mask
    return numbers


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
    shapes = geometry.to_numpy()
    if (shapely.get_type_id(shapes) == 0).all() and not shapely.is_empty(shapes).any():
        return _points(shapely.get_coordinates(shapes))
    tagged = shapely.set_srid(shapes, 4326)
    texts = np.asarray(shapely.to_wkb(tagged, hex=True, include_srid=True), dtype=object)
    texts[[text is None for text in texts]] = _NULL
    return texts


def _points(xy: Any) -> Any:
    """Return points as hex EWKB, all at once."""
    head = np.frombuffer(struct.pack("<BII", 1, 0x20000001, 4326), dtype=np.uint8)
    body = np.ascontiguousarray(xy, dtype="<f8").view(np.uint8).reshape(len(xy), 16)
    whole = np.hstack([np.broadcast_to(head, (len(xy), len(head))), body])
    text = whole.tobytes().hex().upper()
    width = 2 * (len(head) + 16)
    return np.array([text[at : at + width] for at in range(0, len(text), width)], dtype=object)


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

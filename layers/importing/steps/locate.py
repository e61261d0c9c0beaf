"""Make points from two coordinate columns, where the file has no geometry of its own."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.column_names import ColumnsNeeded, column_question
from layers.importing.issues import listing
from layers.importing.options import BY_ADDRESS
from layers.importing.steps.by_address import (
    TOLD,
    ask_positions,
    places_by_address,
    require_address,
    rows_question,
    tell_without_point,
)
from layers.importing.steps.numbers import ask_decimal, plain_number
from layers.importing.steps.trim import clean, map_distinct


def locate(batch: Batch, context: Context) -> Batch:
    """Read x and y of each row; a row without both is an issue, unless its address places it."""
    batch.found.by_address = places_by_address(context)
    if batch.source.geometry is not None:
        return batch
    if context.options.wkt is not None:
        return _shapes(batch, context.options.wkt)
    if ask_positions(batch, context) == BY_ADDRESS:
        return require_address(batch, batch.frame.index)
    names = _coordinate_columns(batch, context)
    _leave_to_address(batch, context, names)
    numbers = [_numbers(batch, context, name) for name in names]
    points = np.full(len(numbers[0]), None, dtype=object)
    known = (numbers[0].notna() & numbers[1].notna()).to_numpy()
    points[known] = shapely.points(*[number.to_numpy(dtype=float)[known] for number in numbers])
    return replace(batch, geometry=gpd.GeoSeries(points, index=batch.source.frame.index))


def _shapes(batch: Batch, name: str) -> Batch:
    """Build the shapes of a column of well-known text; one that cannot be built is an issue."""
    if name not in batch.source.frame:
        raise InputError(
            Text(f"Tệp không có cột '{name}'.", f"The file has no column '{name}'."),
            field="wkt",
            value=name,
        )
    texts = map_distinct(batch.source.frame[name], clean)
    shapes = shapely.from_wkt(texts.to_numpy(dtype=object), on_invalid="ignore")
    made = gpd.GeoSeries(shapes, index=batch.source.frame.index)
    batch.issues.add_rows(
        texts[texts.isna()],
        name,
        "no_geometry",
        lambda _: Text("Không có hình.", "There is no geometry."),
    )
    batch.issues.add_rows(
        texts[texts.notna() & made.isna()],
        name,
        "broken_geometry",
        lambda value: Text(
            f"'{value}' không phải hình viết dạng WKT.", f"'{value}' is no shape as WKT."
        ),
    )
    return replace(batch, geometry=made)


def _coordinate_columns(batch: Batch, context: Context) -> tuple[str, str]:
    options, available = context.options, list(batch.source.frame.columns)
    if context.target.geometry not in ("Point", "Geometry"):
        raise InputError(
            Text(
                f"Lớp '{context.target.layer}' cần đường hoặc vùng; tệp bảng chỉ có điểm.",
                f"Layer '{context.target.layer}' needs lines or areas; a table only has points.",
            ),
            field="file",
        )
    missing = [o for o, name in (("x", options.x), ("y", options.y)) if name not in available]
    if missing:
        raise ColumnsNeeded(
            Text(
                f"Hãy nêu cột tọa độ bằng --{missing[0]}"
                f" ({'kinh độ, hướng đông' if missing[0] == 'x' else 'vĩ độ, hướng bắc'})."
                f" Các cột của tệp: {listing(available, 40)}.",
                f"Name the coordinate column with --{missing[0]}"
                f" ({'longitude, east' if missing[0] == 'x' else 'latitude, north'})."
                f" Columns of the file: {listing(available, 40)}.",
            ),
            tuple(column_question(each, each, context.target, available) for each in missing),
            field=missing[0],
        )
    return str(options.x), str(options.y)


def _leave_to_address(batch: Batch, context: Context, names: tuple[str, str]) -> None:
    """Ask what becomes of rows that have an address and no coordinates."""
    if context.target.table != "incident" or context.options.positions is not None:
        return
    blank = _blank_lines(batch, names)
    gathered = batch.found.gathered
    if len(blank) and not context.options.skip_bad and gathered is not None:
        tell_without_point(batch, blank[: max(0, TOLD - gathered.addressed)])
        gathered.addressed += len(blank)
    elif len(blank) and not context.options.skip_bad:
        batch.found.questions.append(rows_question(len(blank)))
        tell_without_point(batch, blank)


def _blank_lines(batch: Batch, names: tuple[str, ...]) -> "pd.Index[Any]":
    """Return the rows that say nothing in both columns, and have an address."""
    lonely = batch.frame["address"].notna().to_numpy(copy=True)
    for name in names:
        cells = batch.source.frame.loc[batch.frame.index, name]
        lonely &= np.array([not cell or _is_blank(cell) for cell in cells], dtype=bool)
    return batch.frame.index[lonely]


def _is_blank(cell: str) -> bool:
    return not cell[0].isdigit() and clean(cell) is None


def _numbers(batch: Batch, context: Context, name: str) -> "pd.Series[Any]":
    texts = map_distinct(batch.source.frame[name], clean)
    options = context.options
    gathered = batch.found.gathered
    by_address = any(question.id == "positions" for question in batch.found.questions)
    by_address |= gathered is not None and gathered.addressed > 0
    if context.target.table == "incident" and (by_address or options.positions == BY_ADDRESS):
        waiting = _blank_lines(batch, (str(options.x), str(options.y)))
        texts = texts[~texts.index.isin(waiting)]
    decimal = context.options.decimal
    if batch.found.settled is None:
        ask_decimal(name, texts, context.options)
    plain = texts
    if decimal:
        plain = map_distinct(
            texts, lambda text: plain_number(text, decimal) if text and "," in text else text
        )
    numbers = pd.to_numeric(plain, errors="coerce")
    numbers = numbers.where(np.isfinite(numbers.to_numpy(dtype=float)))
    batch.issues.add_rows(
        texts[texts.isna()],
        name,
        "no_coordinate",
        lambda _: Text("Thiếu tọa độ.", "The coordinate is missing."),
    )
    batch.issues.add_rows(texts[texts.notna() & numbers.isna()], name, "coordinate", _why)
    return numbers.reindex(batch.source.frame.index)


def _why(value: str) -> Text:
    if any(mark in value for mark in "°'\"′″"):
        return Text(
            f"'{value}' viết bằng độ-phút-giây; hãy đổi ra độ thập phân.",
            f"'{value}' is in degrees, minutes, seconds; convert to decimal degrees.",
        )
    if value.count(",") == 1 and "." not in value:
        proposal = value.replace(",", ".")
        return Text(
            f"'{value}' dùng dấu phẩy thập phân; hãy viết '{proposal}'.",
            f"'{value}' has a decimal comma; write '{proposal}'.",
        )
    return Text(
        f"'{value}' không phải số; cần số với dấu chấm thập phân.",
        f"'{value}' is no number; a number with a decimal point is needed.",
    )

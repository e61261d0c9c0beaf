"""Columns of a plain file as numbers: what cannot be read is an issue of its row."""

import math
import re

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.text import Text
from layers.importing.issues import Issues, listing, shorten
from layers.importing.source import Source
from layers.importing.steps.trim import clean, map_distinct

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)

Floats = NDArray[np.float64]


def coordinate_columns(source: Source, x: str | None, y: str | None) -> tuple[str, str]:
    """Return the names of both columns; InputError where one was not said."""
    if x is None or y is None:
        option = "x" if x is None else "y"
        found = listing(map(str, source.frame.columns), 40)
        raise InputError(
            Text(
                f"Hãy nêu cột tọa độ bằng --{option}. Các cột của tệp: {found}.",
                f"Name the coordinate column with --{option}. Columns of the file: {found}.",
            ),
            field=option,
        )
    return x, y


def numbers(
    source: Source,
    name: str,
    issues: Issues,
    *,
    required: bool = False,
    least: float = -math.inf,
) -> Floats:
    """Return a column as numbers, NaN and an issue where there is none from `least` up.

    A weight that is missing is an issue as well: nothing stands in for it.
    """
    texts = map_distinct(source.frame[name], clean)
    made = map_distinct(texts, _number).to_numpy(dtype=float)
    low = made < least
    missing = texts.isna().to_numpy()
    allowed = _allowed(least)
    issues.add_rows(
        texts[missing],
        name,
        "no_coordinate" if required else "required",
        lambda _: Text(f"thiếu giá trị; cần {allowed.vi}.", f"a value is missing; {allowed.en}."),
    )
    issues.add_rows(
        texts[low | (np.isnan(made) & ~missing)],
        name,
        "number",
        lambda value: _why(value, allowed),
    )
    made[low] = np.nan
    return made


def point_columns(source: Source, issues: Issues) -> tuple[Floats, Floats]:
    """Return x and y of the points of a file; any other shape is an issue."""
    assert source.geometry is not None, "the file has no geometry"
    shapes = source.geometry.copy()
    kinds = shapely.get_type_id(shapes)
    single = (kinds == shapely.GeometryType.MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    is_point &= ~shapely.is_empty(shapes)
    x, y = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    x[is_point], y[is_point] = shapely.get_x(shapes[is_point]), shapely.get_y(shapes[is_point])
    bad = ~(np.isfinite(x) & np.isfinite(y))
    found = ["" if shape is None else shape.wkt for shape in shapes[bad]]
    issues.add_rows(
        pd.Series(found, index=source.frame.index[bad], dtype=object),
        "geometry",
        "geometry_type",
        lambda value: Text(
            f"'{value}' không phải một điểm; cần Point.", f"'{value}' is no point; give a Point."
        ),
    )
    return x, y


def degrees(
    source: Source, names: tuple[str, str], columns: tuple[Floats, Floats], issues: Issues
) -> None:
    """Add an issue for each longitude or latitude beyond its bounds."""
    for name, column, most, word in zip(
        names,
        columns,
        (180, 90),
        (Text("kinh độ", "longitude"), Text("vĩ độ", "latitude")),
        strict=True,
    ):
        bad = np.abs(column) > most
        issues.add_rows(
            pd.Series(column[bad], index=source.frame.index[bad]).map(repr),
            name,
            "not_degrees",
            lambda value, most=most, word=word: Text(  # type: ignore[misc]
                f"{value} không phải {word.vi}; cần số từ −{most} đến {most}.",
                f"{value} is no {word.en}; give a number from −{most} to {most}.",
            ),
        )


def _number(text: str | None) -> float:
    number = float(text) if text is not None and _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else math.nan


def _allowed(least: float) -> Text:
    if least == -math.inf:
        return Text("số với dấu chấm thập phân", "give a number with a decimal point")
    return Text(f"số từ {least:g} trở lên", f"give a number from {least:g} up")


def _why(value: str, allowed: Text) -> Text:
    shown = shorten(value)
    if value.count(",") == 1 and "." not in value:
        proposal = shown.replace(",", ".")
        return Text(
            f"'{shown}' dùng dấu phẩy thập phân; hãy viết '{proposal}'.",
            f"'{shown}' has a decimal comma; write '{proposal}'.",
        )
    return Text(
        f"không dùng được '{shown}'; cần {allowed.vi}.", f"'{shown}' cannot be used; {allowed.en}."
    )

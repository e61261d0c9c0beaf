"""A plain file as an analysis sees it: events, area and areas, with no database behind them."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.base import GivenUnits
from geo.result import Note
from geo.text import Text
from layers.analysis import Input, input_sha256
from layers.importing.batch import Batch, Findings
from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.source import Source
from layers.importing.steps.dates import cast_moments
from layers.importing.steps.trim import clean, map_distinct
from layers.plain_area import area_of, read_shapes
from layers.plain_columns import coordinate_columns, degrees, numbers, point_columns
from layers.plain_crs import Plane, choose_plane, stated_crs
from layers.plain_file import file_sha256, read_source, refusals_of, rejected, require_column, words
from layers.queries.events import place_keys

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class PlainOptions:
    """What the person says about a file to analyse; every name is a column of the file."""

    x: str | None = None
    y: str | None = None
    time: str | None = None
    value: str | None = None
    category: str | None = None
    address: str | None = None
    crs: str | None = None
    measure_crs: str | None = None
    area: Path | None = None
    area_label: str | None = None
    lanes: Path | None = None
    lane_label: str | None = None
    date_format: str | None = None
    encoding: str | None = None
    table: str | None = None
    skip_bad: bool = False

    def columns(self) -> dict[str, str]:
        """Return which column was named for what."""
        names = ("x", "y", "time", "value", "category", "address")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


class PlainInput(NamedTuple):
    """The input of an analysis, and the way back from its metres to the file's own ground."""

    given: Input
    plane: Plane


class _Rows(NamedTuple):
    """The faultless rows of a file as events, and all that came to light on the way."""

    events: Events
    plane: Plane
    left_out: int
    notes: tuple[Note, ...]


class _Days(NamedTuple):
    days: NDArray[np.datetime64] | None
    by_month: bool
    notes: tuple[Note, ...]


def read_plain(path: Path, said: PlainOptions, needed: GivenUnits = "none") -> PlainInput:
    """Read the rows of a file, the area they lie in, and the areas or lanes that are `needed`.

    Record ids are the file's own row numbers: lines of a table (the header is line 1), features
    counted from 1. Raises ImportRejected naming each faulty row (with `skip_bad` they are left
    out and counted), InputError for options that do not fit the file.
    """
    with refusals_of(path):
        issues = Issues()
        source = read_source(path, issues, encoding=said.encoding, table=said.table)
        rows = _rows(path, source, said, issues)
    areas = (
        None if said.area is None else read_shapes(said.area, "area", said.area_label, rows.plane)
    )
    lanes = (
        None if said.lanes is None else read_shapes(said.lanes, "lane", said.lane_label, rows.plane)
    )
    area = area_of(areas, rows.events)
    compared = {"groups": areas, "lanes": lanes, "none": None}[needed]
    if compared is None and needed != "none":
        raise _missing("lanes" if needed == "lanes" else "area")
    units = None if compared is None else compared.units
    description: dict[str, object] = {
        "file": path.name,
        "format": source.file_format,
        "sha256": file_sha256(path),
        "rows": len(rows.events),
        "left_out": rows.left_out,
        "members_are": source.row_word.en,
        "columns": said.columns(),
        **rows.plane.to_json(),
        "area": None if areas is None else areas.about,
        "lanes": None if lanes is None else lanes.about,
    }
    sha256 = input_sha256(rows.events, area.polygon, units)
    notes = (*rows.plane.notes, *area.notes, *rows.notes)
    given = Input(rows.events, area.polygon, units, description, sha256, notes)
    return PlainInput(given, rows.plane)


def _rows(path: Path, source: Source, said: PlainOptions, issues: Issues) -> _Rows:
    """Read every column that was named; ImportRejected where rows have faults."""
    for option, name in said.columns().items():
        require_column(source, option, name)
    crs = stated_crs(None if said.x is not None else source.crs, said.crs)
    x, y = _coordinates(source, said, crs, issues)
    weight = None if said.value is None else numbers(source, said.value, issues, least=0.0)
    dated = _dates(source, said, issues)
    keep = _kept(path, source, issues, skip_bad=said.skip_bad)
    points = np.asarray(shapely.points(x[keep], y[keep]), dtype=object)
    plane = choose_plane(crs, said.measure_crs, _bounds(points))
    events = _events(plane.to_metres(points), source, said, keep, weight, dated)
    left_out = len(source.frame) + _uneven(source, issues) - len(events)
    notes = (*dated.notes, *((_left_out(left_out),) if left_out else ()))
    return _Rows(events, plane, left_out, notes)


def _coordinates(
    source: Source, said: PlainOptions, crs: pyproj.CRS | None, issues: Issues
) -> tuple[Floats, Floats]:
    """Return x and y as they stand in the file, NaN where a row has an issue."""
    if said.x is None and said.y is None and source.geometry is not None:
        x, y, names = *point_columns(source, issues), ("geometry", "geometry")
    else:
        names = coordinate_columns(source, said.x, said.y)
        x, y = (numbers(source, name, issues, required=True) for name in names)
    if crs is not None and crs.is_geographic:
        degrees(source, names, (x, y), issues)
    return x, y


def _dates(source: Source, said: PlainOptions, issues: Issues) -> _Days:
    if said.time is None:
        return _Days(None, False, ())
    texts = map_distinct(source.frame[said.time], clean)
    found = Findings()
    nothing = pd.DataFrame(index=source.frame.index)
    batch = Batch(source, issues, found, nothing, nothing, gpd.GeoSeries())
    options = ImportOptions(date_format=said.date_format)
    moments, precision = cast_moments(said.time, texts, batch, options)
    notes = tuple(Note("dates", "warning", text) for text in found.notes)
    days = moments.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    return _Days(days, bool((precision == "month").any()), notes)


def _kept(path: Path, source: Source, issues: Issues, *, skip_bad: bool) -> NDArray[np.bool_]:
    """Return the rows without fault; ImportRejected names the others, unless they may be left."""
    keep = ~np.isin(source.frame.index.to_numpy(), list(issues.bad_lines))
    if issues.bad_lines and not (skip_bad and keep.any()):
        raise rejected(path, source, issues)
    return np.asarray(keep, dtype=bool)


def _events(
    points: Shapes,
    source: Source,
    said: PlainOptions,
    keep: NDArray[np.bool_],
    weight: Floats | None,
    dated: _Days,
) -> Events:
    """Make events of checked columns. Small `local` coordinates are metres: nothing is refused."""
    return Events(
        x=shapely.get_x(points),
        y=shapely.get_y(points),
        day=None if dated.days is None else dated.days[keep].astype(np.int64),
        ids=source.frame.index.to_numpy(dtype=np.int64)[keep],
        weight=None if weight is None else weight[keep],
        category=None if said.category is None else words(source, said.category)[keep],
        key=None if said.address is None else np.array(
            place_keys([str(each) for each in words(source, said.address)[keep]]), dtype=np.str_
        ),
        day_precision="month" if dated.by_month else "day",
    )  # fmt: skip


def _uneven(source: Source, issues: Issues) -> int:
    """Count the rows that the reader itself kept out."""
    return len(issues.bad_lines - {int(line) for line in source.frame.index})


def _bounds(points: Shapes) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(points)
    return float(west), float(south), float(east), float(north)


def _missing(option: str) -> InputError:
    what = Text("các đường, ngõ (dạng đường)", "lanes (as lines)")
    if option == "area":
        what = Text("các khu vực (dạng vùng)", "areas (as polygons)")
    return InputError(
        Text(
            f"Phương pháp này cần {what.vi}: hãy nêu --{option} TỆP.",
            f"This method needs {what.en}: state --{option} FILE.",
        ),
        field=option,
    )


def _left_out(count: int) -> Note:
    text = Text(
        f"{count} dòng có lỗi nên không được phân tích.",
        f"{count} rows have faults and are left out.",
    )
    return Note("rows_left_out", "warning", text)

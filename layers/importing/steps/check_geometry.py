"""Bring geometries to the layer's type and hold them to be valid; repair only when told to."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84, to_metric
from geo.text import Text, same
from layers.importing.batch import Batch, Context

Geometries = NDArray[np.object_]

_ACCEPTED = {
    "Point": ("Point", "MultiPoint"),
    "MultiLineString": ("LineString", "MultiLineString", "LinearRing"),
    "MultiPolygon": ("Polygon", "MultiPolygon"),
}
_WORDS = {
    "Point": Text("điểm", "a point"),
    "MultiLineString": Text("đường", "a line"),
    "MultiPolygon": Text("vùng", "a polygon"),
}


def check_geometry(batch: Batch, context: Context) -> Batch:
    """Report missing, foreign and invalid geometries; keep the original of what is repaired."""
    wanted = context.target.geometry
    _report_missing(batch)
    geometry = _of_type(batch, wanted)
    batch, repaired = _repaired(batch, geometry, context)
    if wanted != "Point":
        _report_invalid(batch, repaired, context)
    series = gpd.GeoSeries(repaired, index=batch.geometry.index, crs=WGS84)
    return replace(batch, geometry=series)


def _report_missing(batch: Batch) -> None:
    reasons = dict(batch.source.broken)
    here = batch.geometry.index
    broken = pd.Series(
        {line: reason for line, reason in reasons.items() if line in here}, dtype=object
    )
    batch.issues.add_rows(
        broken,
        "geometry",
        "broken_geometry",
        lambda reason: Text(
            f"Không dựng được hình: {reason}.", f"The geometry cannot be built: {reason}."
        ),
    )
    if batch.source.geometry is None:
        return  # rows of a table without coordinates were reported with their columns
    empty = batch.geometry.isna() | batch.geometry.is_empty
    lines = [line for line in here[empty.to_numpy()] if line not in reasons]
    batch.issues.add_rows(
        pd.Series("", index=lines, dtype=object),
        "geometry",
        "no_geometry",
        lambda _: Text("Không có hình.", "There is no geometry."),
    )


def _of_type(batch: Batch, wanted: str) -> Geometries:
    """Return geometries of the wanted type; None where one is missing or of another type."""
    geometry: Geometries = np.array(batch.geometry.to_numpy(), dtype=object)
    kinds = batch.geometry.geom_type.astype(object)
    usable = kinds.isin(_ACCEPTED[wanted]) & ~batch.geometry.is_empty.to_numpy()
    if wanted == "Point":
        several = usable.to_numpy() & (shapely.get_num_geometries(geometry) > 1)
        usable &= ~several
        geometry[usable.to_numpy()] = shapely.get_geometry(geometry[usable.to_numpy()], 0)
    foreign = kinds[kinds.notna() & ~usable & ~batch.geometry.is_empty.to_numpy()]
    word = _WORDS[wanted]
    batch.issues.add_rows(
        foreign,
        "geometry",
        "geometry_type",
        lambda value: Text(
            f"Hình là {value}; lớp này cần {word.vi}.",
            f"It is a {value}; the layer needs {word.en}.",
        ),
    )
    geometry[~usable.to_numpy()] = None
    return _promoted(geometry, wanted)


def _promoted(geometry: Geometries, wanted: str) -> Geometries:
    if wanted == "Point":
        return geometry
    make = shapely.multilinestrings if wanted == "MultiLineString" else shapely.multipolygons
    single = np.flatnonzero(
        np.isin(shapely.get_type_id(geometry), [1, 2, 3])  # LineString, LinearRing, Polygon
    )
    for at in single:
        geometry[at] = make([geometry[at]])
    return geometry


def _repaired(batch: Batch, geometry: Geometries, context: Context) -> tuple[Batch, Geometries]:
    """Repair polygons where that was asked for: the original and the change of area are kept."""
    wrong = np.flatnonzero(~shapely.is_valid(geometry) & ~shapely.is_missing(geometry))
    if not context.options.repair or context.target.geometry != "MultiPolygon" or not len(wrong):
        return batch, geometry
    original: Geometries = np.full(len(geometry), None, dtype=object)
    mended = geometry.copy()
    word = batch.source.row_word
    for at in wrong:
        fixed = _polygons_of(shapely.make_valid(geometry[at]))
        if fixed is None:
            continue
        mended[at], original[at] = fixed, geometry[at]
        line, why = batch.geometry.index[at], shapely.is_valid_reason(geometry[at])
        change = _area_change(geometry[at], fixed, context.ward.srid_measure)
        batch.found.notes.append(
            Text(
                f"{word.vi} {line}: đã sửa hình ({why}); diện tích đổi {change}.",
                f"{word.en} {line}: repaired ({why}); area changed by {change}.",
            )
        )
    series = gpd.GeoSeries(original, index=batch.geometry.index, crs=WGS84)
    return replace(batch, original=series), mended


def _polygons_of(shape: Any) -> Any:
    """Return the polygons of a repaired shape as one; None where nothing with an area is left."""
    parts = [
        part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")
    ]
    merged = shapely.union_all(parts) if parts else None
    if merged is None or merged.is_empty:
        return None
    return shapely.multipolygons([merged]) if merged.geom_type == "Polygon" else merged


def _area_change(before: Any, after: Any, srid: int) -> str:
    """Say how much the area changed, in square metres and parts of what it was."""
    old, new = (shapely.area(_in_metres(each, srid)) for each in (before, after))
    share = (new - old) / old * 100 if old else 0.0
    return f"{new - old:+.1f} m² ({share:+.2f} %)"


def _in_metres(shape: Any, srid: int) -> Any:
    lon, lat = shapely.get_coordinates(shape).T
    one = np.array([shape], dtype=object)
    return shapely.set_coordinates(one, np.column_stack(to_metric(lon, lat, srid)))[0]


def _report_invalid(batch: Batch, geometry: Geometries, context: Context) -> None:
    present = ~shapely.is_missing(geometry)
    wrong = present & ~shapely.is_valid(geometry)
    reasons = pd.Series(
        shapely.is_valid_reason(geometry[wrong]), index=batch.geometry.index[wrong], dtype=object
    )
    hint = (
        Text(
            " Muốn sửa theo quy tắc và giữ bản gốc: --repair.",
            " To repair it and keep the original: --repair.",
        )
        if context.target.geometry == "MultiPolygon" and not context.options.repair
        else same("")
    )
    batch.issues.add_rows(
        reasons,
        "geometry",
        "invalid_geometry",
        lambda why: Text(
            f"Hình không hợp lệ: {why}.{hint.vi}", f"Invalid geometry: {why}.{hint.en}"
        ),
    )

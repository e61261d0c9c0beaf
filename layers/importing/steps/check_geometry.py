"""Bring geometries to the layer's type and hold them to be valid."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.repair import NOT_CLOSED, fault_of
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.steps.by_address import may_wait
from layers.importing.steps.repair import REPAIRS, repair_polygons

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
    """Report missing, foreign and invalid geometries; polygons have had their repair by then."""
    wanted = context.target.geometry
    _report_missing(batch, context)
    geometry = _of_type(batch, wanted)
    if wanted == "MultiPolygon":
        batch, geometry = repair_polygons(batch, geometry, context)
    if wanted != "Point":
        geometry = _without_repeated_corners(batch, geometry)
        _report_invalid(batch, geometry)
    series = gpd.GeoSeries(geometry, index=batch.geometry.index, crs=WGS84)
    return replace(batch, geometry=series)


def _report_missing(batch: Batch, context: Context) -> None:
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
    empty &= ~may_wait(batch, context)
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


def _without_repeated_corners(batch: Batch, geometry: Geometries) -> Geometries:
    """Drop corners that stand twice in a row; that changes no outline, and is told."""
    slim: Geometries = shapely.remove_repeated_points(geometry)
    before, after = shapely.get_num_coordinates(geometry), shapely.get_num_coordinates(slim)
    fewer = (before > after) & shapely.is_valid(slim)
    counts = pd.Series((before - after)[fewer].astype(str), index=batch.geometry.index[fewer])
    batch.issues.tell_rows(
        counts.astype(object),
        "geometry",
        "repeated_corners",
        lambda count: Text(
            f"{count} đỉnh lặp lại ngay sau chính nó đã được bỏ; hình không đổi.",
            f"{count} corners that repeat the one before were dropped; the outline is the same.",
        ),
    )
    return np.where(fewer, slim, geometry)


def _report_invalid(batch: Batch, geometry: Geometries) -> None:
    """Report what is invalid still, where no question about its repair is open."""
    if any(question.id in REPAIRS for question in batch.found.questions):
        return
    wrong = np.flatnonzero(~shapely.is_missing(geometry) & ~shapely.is_valid(geometry))
    most = batch.issues.shown_per_kind
    for at in wrong[:most]:
        fault, line = fault_of(geometry[at]), int(batch.geometry.index[at])
        message = Text(
            f"Hình không hợp lệ: {fault.text.vi}.", f"Invalid geometry: {fault.text.en}."
        )
        batch.issues.add(line, "geometry", "invalid_geometry", fault.why, message, fault.at)
    if len(rest := wrong[most:]):
        batch.issues.counts["invalid_geometry"] += len(rest)
        batch.issues.bad_lines.update(map(int, batch.geometry.index[rest]))
    _report_open_rings(batch)


def _report_open_rings(batch: Batch) -> None:
    """Refuse the rings that were closed for the file and not accepted by a person."""
    kept = () if batch.original is None else batch.original.index[batch.original.notna()]
    for line in batch.source.open_rings:
        if line in kept or line not in batch.geometry.index:
            continue
        message = Text(
            "Vòng chưa khép: điểm cuối khác điểm đầu.",
            "The ring is not closed: it does not end where it begins.",
        )
        batch.issues.add(line, "geometry", "open_ring", NOT_CLOSED, message)

"""The area of a plain analysis, and the areas or lanes that a method compares, from files."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.result import Note, Units
from geo.text import Text
from layers.importing.issues import Issues, refused
from layers.importing.source import Source
from layers.plain_crs import Plane, crs_name, stated_crs
from layers.plain_file import file_sha256, read_source, refusals_of, rejected, require_column, words
from layers.queries.events import HULL_MARGIN_M, HULL_NOTE

QUARTER_ARC = 8  # corners of a rounded quarter, as PostGIS draws the hull of a ward
EXPOSURES = ("inspected", "people", "households")
TYPES = {"area": ("Polygon", "MultiPolygon"), "lane": ("LineString", "MultiLineString")}

Shapes = NDArray[np.object_]


class Read(NamedTuple):
    """The shapes of a file, in metres, and what the result says of it."""

    units: Units
    about: dict[str, object]


class PlainArea(NamedTuple):
    """Where events can lie at all, with a note where it had to be guessed."""

    polygon: BaseGeometry
    notes: tuple[Note, ...]


def area_of(read: Read | None, events: Events) -> PlainArea:
    """Return all polygons of a file as one; without a file the hull of the events."""
    if read is None:
        hull = shapely.MultiPoint(np.column_stack([events.x, events.y])).convex_hull
        return PlainArea(hull.buffer(HULL_MARGIN_M, quad_segs=QUARTER_ARC), (HULL_NOTE,))
    shapes = read.units.geometry
    # The union of a single shape would begin its outline at another corner.
    return PlainArea(shapes[0] if len(shapes) == 1 else shapely.union_all(shapes), ())


def read_shapes(path: Path, kind: str, label: str | None, plane: Plane) -> Read:
    """Read polygons ("area") or lines ("lane") as units; ImportRejected for all other shapes.

    Keys are the numbers of the features; labels too, where no column is named. A file that
    declares no system is in that of the events; with `local` what it declares plays no part.
    """
    with refusals_of(path):
        issues = Issues()
        source = read_source(path, issues)
        shapes = _checked(path, kind, source, issues)
    crs = None
    if plane.source is not None:
        crs = plane.source if source.crs is None else stated_crs(source.crs, None)
    keys = tuple(str(number) for number in source.frame.index)
    labels = keys
    if label is not None:
        require_column(source, f"{kind}_label", label)
        labels = tuple(map(str, words(source, label)))
    about = {"file": path.name, "sha256": file_sha256(path), "crs": crs_name(crs)}
    units = Units(kind, plane.to_metres(shapes, crs), labels, keys, _exposures(source))
    return Read(units, {**about, "shapes": len(units)})


def _exposures(source: Source) -> dict[str, NDArray[np.float64]]:
    """Return the columns that say what incidents are counted against; NaN for what is no number."""
    names = [name for name in EXPOSURES if name in source.frame.columns]
    return {
        name: pd.to_numeric(source.frame[name], errors="coerce").to_numpy(dtype=np.float64)
        for name in names
    }


def _checked(path: Path, kind: str, source: Source, issues: Issues) -> Shapes:
    """Return the shapes of a file, all valid and of the wanted kind."""
    if source.geometry is None:
        raise refused(
            kind,
            "no_geometry",
            path.name,
            Text(
                f"--{kind} cần tệp có hình (GeoJSON, GeoPackage, Shapefile), không phải bảng.",
                f"--{kind} needs a file with shapes (GeoJSON, GeoPackage, Shapefile), no table.",
            ),
        )
    for line, shape in zip(source.frame.index, source.geometry, strict=True):
        text = _fault(shape, TYPES[kind])
        if text is not None:
            issues.add(int(line), "geometry", "geometry_type", "", text)
    if issues.bad_lines:
        raise rejected(path, source, issues, can_skip=False)
    return source.geometry


def _fault(shape: BaseGeometry | None, types: tuple[str, ...]) -> Text | None:
    kind = "" if shape is None or shape.is_empty else shape.geom_type
    if kind not in types:
        allowed = " / ".join(types)
        return Text(f"hình '{kind}': cần {allowed}.", f"a shape '{kind}': {allowed} is needed.")
    if not shapely.is_valid(shape):
        why = shapely.is_valid_reason(shape)
        return Text(f"hình không hợp lệ: {why}.", f"the shape is not valid: {why}.")
    return None

"""The parcels of the market on the ground: three rows around the plot it is to stand on.

Nothing here is drawn by lot: widths follow the areas of the register, so that the other rows of the
demonstration stay as they are to the last bit.
"""

from typing import NamedTuple

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.crs import HANOI, to_metric
from scripts.demo.plane import ORIGIN_EAST, ORIGIN_NORTH, point, to_degrees
from scripts.demo.registers.assets import make_parcels
from scripts.demo.rows import Demo

SITE = "cho-gia-thuy"
ROWS, DEPTH_M = 3, 8.0
OFF_M2 = {"TĐ-07": 4.8, "TĐ-20": -6.4}
"""Parcels of which the map tells another area than the register, as surveys do."""


class ParcelShapeRow(NamedTuple):
    code: str
    geom: MultiPolygon


def make_parcel_shapes(demo: Demo) -> list[ParcelShapeRow]:
    """One rectangle a parcel, side by side along the street of the market."""
    parcels = [(str(row["code"]), float(row["area_m2"])) for row in make_parcels()]
    middle, along = _site(demo)
    each_row = -(-len(parcels) // ROWS)
    found = []
    for at in range(ROWS):
        listed = parcels[at * each_row : (at + 1) * each_row]
        widths = [(area + OFF_M2.get(code, 0.0)) / DEPTH_M for code, area in listed]
        ends = np.cumsum([0.0, *widths]) - sum(widths) / 2
        near = (at - ROWS / 2) * DEPTH_M
        found += [
            ParcelShapeRow(code, _rectangle(middle, along, left, right, near))
            for (code, _), left, right in zip(listed, ends, ends[1:], strict=False)
        ]
    return found


def _site(demo: Demo) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle of the market's plot in the drawing, and the direction of its street."""
    plot = next(
        row.geom for row in demo.features if row.layer == "buildings" and row.source_key == SITE
    )
    corners = shapely.transform(plot, _drawing).exterior.coords
    first, second = np.asarray(corners[0]), np.asarray(corners[1])
    middle = np.asarray(corners[:4]).mean(axis=0)
    return middle, (second - first) / np.linalg.norm(second - first)


def _drawing(lon_lat: np.ndarray) -> np.ndarray:
    east, north = to_metric(lon_lat[:, 0], lon_lat[:, 1], HANOI)
    return np.column_stack([east - ORIGIN_EAST, north - ORIGIN_NORTH])


def _rectangle(
    middle: np.ndarray, along: np.ndarray, left: float, right: float, near: float
) -> MultiPolygon:
    across = np.array([-along[1], along[0]])
    corners = ((left, near), (right, near), (right, near + DEPTH_M), (left, near + DEPTH_M))
    outline = Polygon([point(*(middle + along * x + across * y)) for x, y in corners])
    return MultiPolygon([to_degrees(outline)])

"""A plane in metres round one place, in which straight lines of degrees stay straight.

A projection bends the straight edges of a file by millimetres a kilometre: where one outline has a
corner on a neighbour's edge, that would make slivers that no file holds. Areas and lengths that
are shown to anybody are measured in the ward's own system, not here.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_METRES_A_DEGREE = 111_195.0
Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class LocalPlane:
    """Metres east and north of a middle; true to 0.3 % over a city."""

    lon: float
    lat: float

    @classmethod
    def around(cls, shapes: Geometries) -> "LocalPlane":
        """Put the middle into the middle of some shapes in degrees."""
        west, south, east, north = shapely.total_bounds(shapes)
        return cls(float((west + east) / 2), float((south + north) / 2))

    @property
    def _scale(self) -> NDArray[np.float64]:
        shrunk = _METRES_A_DEGREE * math.cos(math.radians(self.lat))
        return np.array([shrunk, _METRES_A_DEGREE])

    def to_plane(self, shapes: Geometries) -> Geometries:
        middle = np.array([self.lon, self.lat])
        moved: Geometries = shapely.transform(shapes, lambda xy: (xy - middle) * self._scale)
        return moved

    def to_degrees(self, shape: BaseGeometry) -> BaseGeometry:
        middle = np.array([self.lon, self.lat])
        return shapely.transform(shape, lambda xy: xy / self._scale + middle)

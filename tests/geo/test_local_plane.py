"""The plane in which neighbours are compared."""

import numpy as np
import pytest
import shapely

from geo.crs import HANOI, to_metric
from geo.local_plane import LocalPlane
from geo.topology import overlaps

WEST = shapely.Polygon([(105.80, 21.0), (105.85, 21.0), (105.85, 21.05), (105.80, 21.05)])
# Its neighbour has a corner on the long edge between them, exactly in the middle.
EAST = shapely.Polygon(
    [(105.85, 21.0), (105.9, 21.0), (105.9, 21.05), (105.85, 21.05), (105.85, 21.025)]
)


def test_there_and_back_again():
    plane = LocalPlane.around(np.array([WEST, EAST]))
    back = plane.to_degrees(plane.to_plane(np.array([WEST]))[0])
    assert shapely.equals_exact(back, WEST, tolerance=1e-12)


def test_metres_are_near_those_of_the_ward():
    plane = LocalPlane.around(np.array([WEST, EAST]))
    x, y = to_metric(*shapely.get_coordinates(WEST).T, HANOI)
    true = shapely.Polygon(np.column_stack([x, y]))
    (flat,) = plane.to_plane(np.array([WEST]))
    assert flat.area == pytest.approx(true.area, rel=0.01)


def test_a_corner_on_a_straight_edge_makes_no_overlap():
    plane = LocalPlane.around(np.array([WEST, EAST]))
    assert overlaps(plane.to_plane(np.array([WEST, EAST]))) == []

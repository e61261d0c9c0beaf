import numpy as np
import shapely

from geo.events import Events
from geo.snapping import snap

LINES = np.array(
    [shapely.LineString([(1000, 0), (1100, 0)]), shapely.LineString([(1100, 0), (1100, 80)])],
    dtype=object,
)


def test_the_nearest_line_within_reach():
    events = Events.from_arrays([1050.0, 1095.0, 1050.0], [10.0, 40.0, 31.0])
    found = snap(events, LINES, 30.0)
    assert found.line.tolist() == [0, 1, -1]
    np.testing.assert_allclose(found.distance_m, [10, 5, np.nan])


def test_reach_is_closed_and_the_first_of_equal_lines_wins():
    events = Events.from_arrays([1050.0, 1103.0], [30.0, -4.0])
    assert snap(events, LINES, 30.0).line.tolist() == [0, 0]
    assert snap(events, LINES[::-1], 30.0).line.tolist() == [1, 0]


def test_nothing_to_snap_or_to_snap_to():
    none = Events.from_arrays([], [])
    assert len(snap(none, LINES, 30.0).line) == 0
    one = Events.from_arrays([1050.0], [10.0])
    assert snap(one, LINES[:0], 30.0).line.tolist() == [-1]

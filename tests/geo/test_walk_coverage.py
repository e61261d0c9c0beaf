"""Lanes walked: each metre once, pieces add up, a shared boundary belongs to one area."""

import pytest
from shapely.geometry import LineString, box

from geo.walk_coverage import cover

WEST, EAST = box(0, 0, 100, 100), box(100, 0, 200, 100)


def test_pieces_of_a_lane_add_up_and_only_what_is_near_is_walked() -> None:
    lane = LineString([(50, 50), (250, 50)])
    pieces = cover([lane], [WEST, EAST], [LineString([(50, 55), (120, 55)])], 10)
    assert [(p.area, p.length_m) for p in pieces] == [(0, 50), (1, 100), (None, 50)]
    assert sum(p.length_m for p in pieces) == lane.length
    assert pieces[0].walked_m == pytest.approx(50)
    assert 20 < pieces[1].walked_m < 31
    assert pieces[2].walked_m == 0


def test_lane_on_a_shared_boundary_counts_once_for_the_earlier_area() -> None:
    pieces = cover([LineString([(100, 0), (100, 100)])], [WEST, EAST], [], 10)
    assert [(p.area, p.length_m, p.walked_m) for p in pieces] == [(0, 100, 0)]


def test_same_line_walked_twice_is_walked_once() -> None:
    lane = LineString([(10, 10), (90, 10)])
    once, twice = cover([lane], [WEST], [lane], 15), cover([lane], [WEST], [lane, lane], 15)
    assert once == twice
    assert once[0].walked_m == once[0].length_m == 80


def test_lane_that_leaves_points_and_lines_in_an_area_is_measured_by_its_lines() -> None:
    # Along the upper edge of the area, away, and back to touch its corner: a line and a point.
    lane = LineString([(0, 100), (60, 100), (80, 120), (100, 100)])
    pieces = cover([lane], [WEST], [LineString([(0, 100), (60, 100)])], 1)
    assert pieces[0].area == 0 and pieces[0].length_m == pytest.approx(60)
    assert sum(piece.length_m for piece in pieces) == pytest.approx(lane.length)


def test_nothing_gives_nothing() -> None:
    assert cover([], [], [], 15) == []

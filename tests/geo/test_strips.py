import numpy as np
import pytest
import shapely

from geo.strips import OUTSIDE, assign, borders, grid_points, strip


def boxes(*corners):
    return np.array([shapely.box(*(1000 + c for c in each)) for each in corners], dtype=object)


FOUR = boxes((0, 0, 200, 200), (200, 0, 400, 200), (0, 200, 200, 400), (200, 200, 400, 400))


def sides(edges):
    return list(zip(edges.first.tolist(), edges.second.tolist(), strict=True))


def test_shared_borders_come_first_then_the_outer_ones():
    edges = borders(FOUR)
    assert sides(edges)[:4] == [(0, 1), (0, 2), (1, 3), (2, 3)]
    assert sides(edges)[4:] == [(i, OUTSIDE) for i in range(4)]
    np.testing.assert_allclose(shapely.length(edges.lines)[:4], 200, atol=3)
    np.testing.assert_allclose(shapely.length(edges.lines)[4:], 400, atol=3)


def test_areas_that_meet_in_a_corner_share_no_border():
    assert (0, 3) not in sides(borders(FOUR))


@pytest.mark.parametrize("gap", [0.0, 0.3, -0.3])
def test_outlines_a_little_apart_or_overlapping_share_one_border(gap):
    edges = borders(boxes((0, 0, 100, 100), (100 + gap, 0, 200, 100)))
    assert sides(edges) == [(0, 1), (0, OUTSIDE), (1, OUTSIDE)]
    assert edges.lines[0].length == pytest.approx(100, abs=3)


def test_outlines_far_apart_share_none():
    assert sides(borders(boxes((0, 0, 100, 100), (103, 0, 200, 100)))) == [
        (0, OUTSIDE),
        (1, OUTSIDE),
    ]


def test_an_area_within_another_has_its_whole_outline_as_border():
    ring = shapely.difference(*boxes((0, 0, 300, 300), (100, 100, 200, 200)))
    edges = borders(np.array([ring, boxes((100, 100, 200, 200))[0]], dtype=object))
    assert sides(edges) == [(0, 1), (0, OUTSIDE)]
    np.testing.assert_allclose(shapely.length(edges.lines), [400, 1200])


def test_a_point_belongs_to_its_nearest_border_within_the_width():
    edges = borders(FOUR)
    x = np.array([1195.0, 1100.0, 1100.0, 1100.0, 5000.0])
    y = np.array([1100.0, 1190.0, 1005.0, 1100.0, 1100.0])
    found = assign(x, y, FOUR, edges, 30.0)
    assert found.border.tolist() == [0, 1, 4, -1, -1]
    assert found.area.tolist() == [0, 0, 0, 0, -1]


def test_the_width_is_closed():
    edges = borders(FOUR)
    found = assign(np.array([1170.0, 1169.9]), np.full(2, 1100.0), FOUR, edges, 30.0)
    assert found.border.tolist() == [0, -1]


def test_at_the_corner_a_point_stays_with_its_own_group():
    edges = borders(FOUR)
    found = assign(np.array([1190.0, 1210.0]), np.array([1190.0, 1210.0]), FOUR, edges, 30.0)
    for border, area in zip(found.border, found.area, strict=True):
        assert area in (edges.first[border], edges.second[border])


def test_a_point_in_a_gap_belongs_to_the_first_area_it_touches():
    pair = boxes((0, 0, 100, 100), (100.5, 0, 200, 100))
    found = assign(np.array([1100.25]), np.array([1050.0]), pair, borders(pair), 30.0)
    assert (found.area.tolist(), found.border.tolist()) == ([0], [0])


def test_surface_of_strips_in_closed_form():
    """60 m wide and 200 m long, less a triangle of 30 m at each of its four corners."""
    edges = borders(FOUR)
    x, y = grid_points(shapely.box(1000, 1000, 1400, 1400), 1.0, edges.lines, 30.0)
    found = assign(x, y, FOUR, edges, 30.0)
    surface = np.bincount(found.border[found.border >= 0], minlength=8)
    np.testing.assert_allclose(surface[:4], 60 * 200 - 4 * 450, rtol=0.02)
    np.testing.assert_allclose(surface[4:], 400 * 30 - 2 * 450 - 900, rtol=0.02)
    assert surface.sum() == pytest.approx(400**2 - 4 * 140**2, rel=0.005)


def test_a_strip_is_drawn_on_both_sides_within_its_areas():
    edges = borders(FOUR)
    drawn = strip(edges, 0, FOUR, 30.0)
    assert drawn.area == pytest.approx(60 * 200, rel=0.02)
    outer = strip(edges, 4, FOUR, 30.0)
    assert FOUR[0].buffer(0.01).contains(outer)


def test_order_of_areas_only_renumbers():
    order = np.array([2, 0, 3, 1])
    length = {frozenset((i, j)): line.length for i, j, line in _named(borders(FOUR), np.arange(4))}
    again = {frozenset((i, j)): line.length for i, j, line in _named(borders(FOUR[order]), order)}
    assert length.keys() == again.keys()
    assert all(again[key] == pytest.approx(length[key], abs=3) for key in length)


def _named(edges, names):
    for i, j, line in zip(edges.first, edges.second, edges.lines, strict=True):
        yield int(names[i]), OUTSIDE if j == OUTSIDE else int(names[j]), line

"""Overlaps, gaps, crossings and near touches, each against the plainest way to find them."""

import itertools

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, box

from geo.topology import (
    GRID_M,
    crossings_without_node,
    gaps,
    is_sliver,
    mean_width,
    near_touches,
    overlaps,
)


def _array(*shapes):
    return np.array(shapes, dtype=object)


def test_a_shared_border_is_neither_overlap_nor_gap():
    pair = _array(box(0, 0, 100, 100), box(100, 0, 200, 100))
    assert overlaps(pair) == []
    assert gaps(pair) == []


def test_an_overlap_is_measured_and_dust_is_not_one():
    pair = _array(box(0, 0, 100, 100), box(98, 0, 200, 100), box(0, 99.995, 100, 200))
    (found,) = overlaps(pair)
    assert (found.first, found.second) == (0, 1)
    assert found.shape.area == pytest.approx(200)
    assert is_sliver(found.shape) and mean_width(found.shape) == pytest.approx(400 / 204)


def test_an_overlap_that_also_shares_a_line_is_only_its_surface():
    left = box(0, 0, 100, 100)
    right = shapely.union(box(90, 0, 200, 50), box(100, 40, 200, 100))
    (found,) = overlaps(_array(left, right))
    assert found.shape.geom_type in ("Polygon", "MultiPolygon")
    assert found.shape.area == pytest.approx(500)


def test_enclosed_ground_and_a_slit_open_to_the_outside_are_gaps():
    ring = [box(0, 0, 30, 10), box(0, 20, 30, 30), box(0, 10, 10, 20), box(20, 10, 30, 20)]
    (hole,) = gaps(_array(*ring))
    assert (hole.beside, hole.is_enclosed, hole.shape.area) == ((0, 1, 2, 3), True, 100)
    (slit,) = gaps(_array(box(0, 0, 100, 100), box(102, 0, 200, 100)))
    assert (slit.beside, slit.is_enclosed) == ((0, 1), False)
    assert slit.shape.area == pytest.approx(200)


def test_a_hole_of_one_area_and_a_wide_street_are_no_gaps():
    holed = shapely.difference(box(0, 0, 100, 100), box(40, 40, 60, 60))
    assert gaps(_array(holed, box(100, 0, 200, 100))) == []
    assert gaps(_array(box(0, 0, 100, 100), box(112, 0, 200, 100))) == []


def test_an_island_that_fills_its_hole_leaves_no_gap():
    holed = shapely.difference(box(0, 0, 100, 100), box(40, 40, 60, 60))
    assert gaps(_array(holed, box(40, 40, 60, 60))) == []
    (found,) = gaps(_array(holed, box(45, 45, 60, 60)))
    assert found.shape.area == pytest.approx(400 - 225)


def test_an_outline_with_sharp_corners_makes_no_gap():
    star = shapely.Polygon(
        [
            (r * np.cos(a), r * np.sin(a))
            for a, r in zip(np.arange(16) * np.pi / 8, [100, 60] * 8, strict=True)
        ]
    )
    halves = _array(
        shapely.intersection(star, box(-200, -200, 0, 200)),
        shapely.intersection(star, box(0, -200, 200, 200)),
    )
    assert gaps(halves) == []


@pytest.mark.parametrize("seed", range(4))
def test_overlaps_are_those_of_all_pairs(seed):
    dice = np.random.default_rng(seed)
    corners = dice.uniform(0, 300, (40, 2))
    shapes = _array(
        *(
            box(x, y, x + w, y + h)
            for (x, y), (w, h) in zip(corners, dice.uniform(1, 60, (40, 2)), strict=True)
        )
    )
    expected = {}
    for i, j in itertools.combinations(range(len(shapes)), 2):
        (a, b, c, d), (e, f, g, h) = shapes[i].bounds, shapes[j].bounds
        area = max(0.0, min(c, g) - max(a, e)) * max(0.0, min(d, h) - max(b, f))
        if area > 1:
            expected[i, j] = area
    found = {(each.first, each.second): each.shape.area for each in overlaps(shapes)}
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_gaps_of_tiles_are_those_that_a_flood_does_not_reach(seed):
    dice = np.random.default_rng(seed)
    n = 14
    full = dice.random((n, n)) > 0.35
    tiles = _array(
        *(
            box(20 * i, 20 * j, 20 * i + 20, 20 * j + 20)
            for i, j in zip(*np.nonzero(full), strict=True)
        )
    )
    dry = np.pad(~full, 1, constant_values=True)
    wet, edge = np.zeros_like(dry), [(0, 0)]
    while edge:
        i, j = edge.pop()
        if 0 <= i < n + 2 and 0 <= j < n + 2 and dry[i, j] and not wet[i, j]:
            wet[i, j] = True
            edge += [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
    dry_left = int((dry & ~wet).sum()) * 400
    assert sum(gap.shape.area for gap in gaps(tiles)) == pytest.approx(dry_left)
    assert all(gap.is_enclosed for gap in gaps(tiles))


def test_lines_that_share_a_corner_do_not_cross_without_a_node():
    noded = _array(LineString([(0, 0), (5, 5), (10, 10)]), LineString([(0, 10), (5, 5), (10, 0)]))
    assert crossings_without_node(noded) == []
    half = _array(noded[0], LineString([(0, 10), (10, 0)]))
    (found,) = crossings_without_node(half)
    assert (found.first, found.second, found.point.coords[0]) == (0, 1, (5, 5))
    ending = _array(LineString([(0, 0), (10, 0)]), LineString([(5, 0), (5, 9)]))
    assert crossings_without_node(ending) == []


def _side(a, b, c):
    return np.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


@pytest.mark.parametrize("seed", range(4))
def test_crossings_are_those_of_all_pairs_of_pieces(seed):
    dice = np.random.default_rng(seed)
    paths = dice.uniform(0, 1000, (25, 3, 2))
    expected = []
    for i, j in itertools.combinations(range(len(paths)), 2):
        for p, q in itertools.product(range(2), repeat=2):
            a, b, c, d = paths[i][p], paths[i][p + 1], paths[j][q], paths[j][q + 1]
            if _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b):
                expected.append((i, j))
    lines = _array(*map(LineString, paths))
    assert [(each.first, each.second) for each in crossings_without_node(lines)] == sorted(expected)


def test_a_loose_end_near_another_line():
    trunk = LineString([(0, 0), (100, 0)])
    short, touching, far = (
        LineString([(x, y), (x, 50)]) for x, y in ((20, 1.5), (50, 0.01), (80, 3))
    )
    (found,) = near_touches(_array(trunk, short, touching, far))
    assert (found.line, found.other, found.distance_m) == (1, 0, pytest.approx(1.5))
    assert found.point.coords[0] == (20, 1.5)


def test_the_parts_of_one_lane_may_miss_each_other_too():
    parted = MultiLineString([[(0, 0), (10, 0)], [(11, 0), (20, 0)]])
    assert [each.distance_m for each in near_touches(_array(parted))] == [1, 1]
    whole = MultiLineString([[(0, 0), (10, 0)], [(10, 0), (20, 0)]])
    assert near_touches(_array(whole)) == []
    assert near_touches(_array()) == []


@pytest.mark.parametrize("seed", range(4))
def test_near_touches_are_those_of_all_ends(seed):
    dice = np.random.default_rng(seed)
    starts = dice.uniform(0, 60, (40, 2))
    paths = np.stack([starts, starts + dice.uniform(-15, 15, (40, 2))], axis=1)
    expected = []
    for i, k in itertools.product(range(len(paths)), range(2)):
        away = [(_to_piece(paths[i][k], *paths[j]), j) for j in range(len(paths)) if j != i]
        distance, other = min(away)
        if GRID_M < distance <= 2:
            expected.append((i, other, round(distance, 9)))
    found = near_touches(_array(*map(LineString, paths)))
    assert sorted((f.line, f.other, round(f.distance_m, 9)) for f in found) == sorted(expected)


def _to_piece(p, a, b):
    t = np.clip(np.dot(p - a, b - a) / np.dot(b - a, b - a), 0, 1)
    return float(np.hypot(*(p - a - t * (b - a))))

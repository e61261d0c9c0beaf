"""A tiling stays a tiling: neighbours follow; what nobody can take is told in square metres."""

import numpy as np
import pytest
import shapely

from geo.crs import HANOI
from geo.tiling import follow, moved_corners, tile_faults

X, Y, D = 105.88, 21.04, 0.001  # about a hundred metres
CELL_M2 = D * D * 103_900 * 110_750  # metres to a degree here, near enough for one in a hundred


def box(i, j):
    return shapely.multipolygons(
        [shapely.box(X + i * D, Y + j * D, X + (i + 1) * D, Y + (j + 1) * D)]
    )


def moved(shape, start, end):
    """Return a shape with one corner put elsewhere."""

    def turn(corners):
        at = np.all(np.isclose(corners, start, rtol=0, atol=1e-12), axis=1)
        return np.where(at[:, None], end, corners)

    return shapely.transform(shape, turn)


@pytest.fixture
def four():
    """Four squares round one corner: 0 south-west, 1 south-east, 2 north-west, 3 north-east."""
    return np.array([box(0, 0), box(1, 0), box(0, 1), box(1, 1)], dtype=object)


def after(areas, changed):
    made = areas.copy()
    for i, shape in changed.items():
        made[i] = shape
    return made


def test_a_corner_that_four_share_moves_for_all_four(four):
    to = (X + 1.2 * D, Y + 1.1 * D)
    changed = follow(four, 0, moved(four[0], (X + D, Y + D), to), HANOI)
    assert sorted(changed) == [0, 1, 2, 3]
    for shape in changed.values():
        assert (
            shapely.distance(shapely.Point(to), shapely.multipoints(shapely.get_coordinates(shape)))
            == 0
        )
    assert tile_faults(four, after(four, changed), HANOI) == []
    assert shapely.union_all(after(four, changed)).area == pytest.approx(4 * D * D, rel=1e-9)


def test_a_corner_drawn_into_a_border_takes_from_the_neighbour_alone(four):
    dent = shapely.multipolygons([shapely.Polygon([
        (X, Y), (X + D, Y), (X + 1.3 * D, Y + 0.5 * D), (X + D, Y + D), (X, Y + D)])])  # fmt: skip
    changed = follow(four, 0, dent, HANOI)
    assert sorted(changed) == [0, 1]
    assert changed[0].area + changed[1].area == pytest.approx(2 * D * D, rel=1e-9)
    assert tile_faults(four, after(four, changed), HANOI) == []


def test_what_is_left_goes_to_the_neighbour_with_the_longest_border(four):
    small = shapely.multipolygons([shapely.Polygon([
        (X, Y), (X + D, Y), (X + 0.7 * D, Y + 0.5 * D), (X + D, Y + D), (X, Y + D)])])  # fmt: skip
    changed = follow(four, 0, small, HANOI)
    assert sorted(changed) == [0, 1]
    assert changed[1].area == pytest.approx(D * D * 1.15, rel=1e-6)
    assert tile_faults(four, after(four, changed), HANOI) == []


def test_an_outer_corner_moved_in_is_lost_ground(four):
    smaller = moved(four[0], (X, Y), (X + 0.5 * D, Y + 0.5 * D))
    (fault,) = tile_faults(four, after(four, follow(four, 0, smaller, HANOI)), HANOI)
    assert (fault.kind, 0 in fault.beside) == ("lost", True)
    assert fault.size_m2 == pytest.approx(CELL_M2 / 2, rel=0.01)


def test_an_outer_corner_moved_out_is_gained_ground(four):
    larger = moved(four[0], (X, Y), (X - 0.5 * D, Y - 0.5 * D))
    (fault,) = tile_faults(four, after(four, follow(four, 0, larger, HANOI)), HANOI)
    assert fault.kind == "gained"
    assert fault.size_m2 == pytest.approx(CELL_M2 / 2, rel=0.01)


def test_the_check_alone_finds_overlap_and_gap_over_a_square_metre(four):
    wide = shapely.multipolygons([shapely.box(X, Y, X + 1.1 * D, Y + D)])
    found = tile_faults(four, after(four, {0: wide}), HANOI)
    assert [(fault.kind, fault.beside[:2]) for fault in found] == [("overlap", (0, 1))]
    assert found[0].size_m2 == pytest.approx(CELL_M2 / 10, rel=0.01)
    narrow = shapely.multipolygons([shapely.box(X, Y, X + 0.9 * D, Y + D)])
    assert [fault.kind for fault in tile_faults(four, after(four, {0: narrow}), HANOI)] == ["lost"]
    dust = shapely.multipolygons([shapely.box(X, Y, X + D - 5e-8, Y + D)])  # half a square metre
    assert tile_faults(four, after(four, {0: dust}), HANOI) == []


def test_an_overlap_that_was_there_before_is_not_told_again(four):
    four[1] = shapely.multipolygons([shapely.box(X + 0.8 * D, Y, X + 2 * D, Y + D)])
    to = (X + D, Y + 1.1 * D)
    changed = follow(four, 3, moved(four[3], (X + D, Y + D), to), HANOI)
    kinds = [fault.kind for fault in tile_faults(four, after(four, changed), HANOI)]
    assert "lost" not in kinds and "gained" not in kinds
    assert tile_faults(four, four, HANOI) == []


def test_closing_a_hole_of_the_ward_is_no_fault():
    ring = shapely.difference(
        shapely.box(X, Y, X + 3 * D, Y + 3 * D), shapely.box(X + D, Y + D, X + 2 * D, Y + 2 * D)
    )
    areas = np.array([shapely.multipolygons([ring])], dtype=object)
    full = shapely.multipolygons([shapely.box(X, Y, X + 3 * D, Y + 3 * D)])
    assert tile_faults(areas, np.array([full], dtype=object), HANOI) == []


def test_corners_that_came_or_went_are_no_move(four):
    more = shapely.segmentize(four[0], D / 2)
    assert moved_corners(four[0], more) == {}
    assert moved_corners(four[0], four[0]) == {}
    assert moved_corners(four[0], moved(four[0], (X, Y), (X, Y - D))) == {(X, Y): (X, Y - D)}


def test_a_hundred_random_moves_inside_keep_the_ground(four):
    random = np.random.default_rng(7)
    areas = np.array([box(i, j) for j in range(4) for i in range(4)], dtype=object)
    ground = shapely.union_all(areas)
    for _ in range(100):
        i, j = random.integers(0, 4, 2)
        x0, y0 = X + i * D, Y + j * D
        start = (x0 + D * random.integers(0, 2), y0 + D * random.integers(0, 2))
        at = int(j * 4 + i)
        corners = shapely.get_coordinates(areas[at])
        start = tuple(corners[random.integers(0, len(corners) - 1)])
        is_outer = shapely.distance(shapely.boundary(ground), shapely.Point(start)) < 1e-9
        if is_outer:
            continue
        end = tuple(np.array(start) + random.uniform(-0.3, 0.3, 2) * D)
        new = moved(areas[at], start, end)
        if not shapely.is_valid(new):
            continue
        trial = after(areas, follow(areas, at, new, HANOI))
        assert tile_faults(areas, trial, HANOI) == []
        areas = trial
    assert shapely.area(shapely.symmetric_difference(shapely.union_all(areas), ground)) < 1e-12

"""A shape made two by a line across it, two made one: nothing is lost, nothing moves."""

import numpy as np
import pytest
import shapely

from geo.dividing import join_areas, join_lines, split_area, split_line
from geo.errors import InputError

X, Y, D = 105.88, 21.04, 0.001


def line(*points):
    return shapely.LineString([(X + a * D, Y + b * D) for a, b in points])


def lane(*points):
    return shapely.multilinestrings([line(*points)])


def box(a, b, c, d):
    return shapely.multipolygons([shapely.box(X + a * D, Y + b * D, X + c * D, Y + d * D)])


def test_a_lane_is_cut_where_it_is_crossed():
    whole = lane((0, 0), (1, 0), (2, 0))
    first, second = split_line(whole, line((0.5, -1), (0.5, 1)))
    assert first.length + second.length == pytest.approx(whole.length, rel=1e-12)
    assert (
        shapely.get_coordinates(first)[-1].tolist() == shapely.get_coordinates(second)[0].tolist()
    )
    kept = shapely.get_coordinates(whole).tolist()
    assert [corner for corner in kept if corner in shapely.get_coordinates(first).tolist()] == kept[
        :1
    ]
    assert shapely.get_coordinates(second).tolist()[1:] == kept[1:]


def test_a_cut_that_ends_on_the_lane_is_enough():
    first, second = split_line(lane((0, 0), (2, 0)), line((0.5, 1), (0.5, 0)))
    assert first.length == pytest.approx(0.5 * D) and second.length == pytest.approx(1.5 * D)


def test_a_loop_that_begins_where_it_ends_is_cut_once():
    ring = lane((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    first, second = split_line(ring, line((0.5, -0.5), (0.5, 0.5)))
    assert first.length + second.length == pytest.approx(4 * D)


def test_parts_that_are_not_crossed_stay_with_the_nearer_piece():
    both = shapely.multilinestrings([line((0, 0), (2, 0)), line((2, 0.1), (2, 1))])
    first, second = split_line(both, line((1, -1), (1, 1)))
    assert (len(first.geoms), len(second.geoms)) == (1, 2)


@pytest.mark.parametrize(
    "cut",
    [line((5, -1), (5, 1)), line((0.5, -1), (0.5, 1), (1.5, 1), (1.5, -1)), line((0, -1), (0, 1))],
)
def test_a_cut_that_does_not_cross_exactly_once_is_refused(cut):
    with pytest.raises(InputError, match="exactly once"):
        split_line(lane((0, 0), (2, 0)), cut)


def test_an_area_is_cut_right_across():
    whole = box(0, 0, 2, 1)
    north, south = split_area(whole, line((-0.5, 0.2), (2.5, 0.6)))
    assert north.area + south.area == pytest.approx(whole.area, rel=1e-12)
    assert north.centroid.y > south.centroid.y
    assert shapely.area(shapely.intersection(north, south)) == 0
    assert (
        shapely.equals(shapely.union(north, south), whole)
        or shapely.area(shapely.symmetric_difference(shapely.union(north, south), whole)) < 1e-16
    )


def test_a_bent_cut_from_border_to_border_is_enough():
    first, second = split_area(box(0, 0, 2, 1), line((0, 0.5), (1, 0.8), (2, 0.5)))
    assert first.area + second.area == pytest.approx(2 * D * D)


@pytest.mark.parametrize(
    "cut",
    [
        line((0.5, 0.5), (1, 0.5)),
        line((5, 5), (6, 6)),
        line((-1, 0.3), (3, 0.3), (3, 0.6), (-1, 0.6)),
    ],
)
def test_a_cut_that_leaves_not_two_sides_is_refused(cut):
    with pytest.raises(InputError, match="exactly once"):
        split_area(box(0, 0, 2, 1), cut)


def test_lines_that_meet_become_one_and_others_do_not():
    one = join_lines(lane((0, 0), (1, 0)), lane((1, 0), (2, 0.5)))
    assert len(one.geoms) == 1 and len(one.geoms[0].coords) == 3
    nearly = shapely.transform(lane((1, 0), (2, 0)), lambda xy: xy + 3e-7)  # three centimetres
    assert len(join_lines(lane((0, 0), (1, 0)), nearly).geoms) == 1
    with pytest.raises(InputError, match="no border in common"):
        join_lines(lane((0, 0), (1, 0)), lane((1.1, 0), (2, 0)))


def test_a_split_taken_back_by_a_merge_is_the_same_line():
    whole = lane((0, 0), (1, 0.3), (2, 0))
    again = join_lines(*split_line(whole, line((1.5, -1), (1.5, 1))))
    assert again.length == pytest.approx(whole.length, rel=1e-12)
    assert shapely.hausdorff_distance(again, whole) < 1e-12


def test_areas_that_share_a_border_become_one_without_a_slit():
    left, right = box(0, 0, 1, 1), box(1, 0, 2, 1)
    shifted = shapely.transform(right, lambda xy: xy + np.array([5e-8, 0]))  # half a centimetre
    for other in (right, shifted):
        whole = join_areas([left, other])
        assert len(whole.geoms) == 1 and not whole.geoms[0].interiors
        assert whole.area == pytest.approx(2 * D * D, rel=1e-4)


@pytest.mark.parametrize("other", [box(1, 1, 2, 2), box(1.5, 0, 2, 1)])
def test_areas_that_touch_in_a_corner_or_not_at_all_stay_two(other):
    with pytest.raises(InputError, match="no border in common"):
        join_areas([box(0, 0, 1, 1), other])

"""What the rule of repair makes of broken outlines."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from geo.crs import HANOI
from geo.repair import area_change, fault_of, repaired

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
SPIKE = Polygon([(0, 0), (2, 0), (2, 2), (2, 3), (2, 2), (0, 2)])
HOLE_OUTSIDE = Polygon(box(0, 0, 2, 2).exterior, [box(1, 1, 3, 3).exterior])


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        (BOW_TIE, 2.0),
        (SPIKE, 4.0),
        (HOLE_OUTSIDE, 3.0),
        (MultiPolygon([box(0, 0, 2, 2), box(1, 0, 3, 2)]), 6.0),
    ],
)
def test_what_the_rule_keeps(shape, area):
    assert not shape.is_valid
    mended = repaired(shape)
    assert mended.is_valid and mended.geom_type == "MultiPolygon"
    assert mended.area == pytest.approx(area)
    # No corner is moved, only crossings become corners.
    assert shapely.difference(shapely.boundary(mended), shapely.boundary(shape)).length < 1e-12


def test_nothing_with_an_area_is_nothing():
    assert repaired(Polygon([(0, 0), (1, 1), (0, 0)])) is None


def test_the_fault_says_where():
    fault = fault_of(BOW_TIE)
    assert (fault.why, fault.at.coords[0]) == ("Self-intersection", (1, 1))
    assert fault_of(box(0, 0, 1, 1)) == ("", None)


def test_the_change_of_area_is_in_metres_of_the_ward():
    west = box(105.88, 21.04, 105.89, 21.05)
    more = box(105.88, 21.04, 105.8902, 21.05)
    change = area_change(west, more, HANOI)
    assert change.before_m2 == pytest.approx(1_151_000, rel=0.01)
    assert change.share == pytest.approx(0.02, rel=1e-3)
    assert change.is_large and str(change).endswith("(+2.00%)")
    assert area_change(
        shapely.transform(BOW_TIE, lambda xy: xy / 1e4 + [105, 21]), west, HANOI
    ).is_large
    assert not area_change(west, west, HANOI).is_large


def test_random_outlines_become_valid_and_stay_within_their_hull():
    dice = np.random.default_rng(1)
    for _ in range(50):
        shape = Polygon(dice.uniform(0, 100, (9, 2)))
        mended = repaired(shape)
        assert mended.is_valid
        assert shapely.covers(shapely.buffer(shape.convex_hull, 1e-9), mended)

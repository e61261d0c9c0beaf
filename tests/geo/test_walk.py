"""Walks on small towns whose ways can be told by hand, and on random ones that must add up."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.walk import NO_LANE, Pace, stretches, walk

EAST, NORTH = 590_000.0, 2_328_000.0


def line(*points):
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


def spot(x, y):
    return shapely.Point(EAST + x, NORTH + y)


def town(*lines):
    return np.array([line(*each) for each in lines], dtype=object)


LADDER = town(
    [(0, 0), (300, 0)], [(0, 100), (300, 100)], [(0, 0), (0, 100)], [(300, 0), (300, 100)]
)


def stops_of(found):
    return [leg.stop for leg in found.legs]


def test_way_follows_lanes_and_is_told_by_lane_and_turn():
    found = walk(LADDER, [spot(100, 105)], spot(100, -5))
    (leg,) = found.legs
    assert leg.metres == pytest.approx(300)
    assert [(s.lane, s.turn, round(s.metres)) for s in leg.steps] == [
        (0, "start", 100), (2, "right", 100), (1, "right", 100),
    ]  # fmt: skip
    assert leg.off_m == pytest.approx(5)
    assert (found.gap_m, found.parts, found.is_exact) == (0, 1, True)


def test_minutes_are_metres_at_the_speed_and_so_many_a_stop():
    found = walk(LADDER, [spot(100, 0), spot(200, 0)], spot(0, 0), pace=Pace(6.0, 2.0))
    assert found.metres == pytest.approx(200)
    assert found.minutes == pytest.approx(200 / 100 + 2 * 2)
    assert [leg.minutes for leg in found.legs] == pytest.approx([3.0, 3.0])


def test_lane_is_walked_from_end_to_end_and_the_way_out_of_a_dead_end_counts():
    """A dead end of 80 m at 100 m: in and out again, then on to 200 m."""
    lanes = np.append(LADDER, town([(100, 0), (100, -80)]))
    found = walk(lanes, [lanes[-1], spot(200, 0)], spot(0, 0))
    dead_end, on = found.legs
    assert (dead_end.stop, dead_end.metres, dead_end.stop_metres) == (0, pytest.approx(100), 80)
    assert dead_end.walked.coords[0] == pytest.approx((EAST + 100, NORTH))
    assert on.metres == pytest.approx(80 + 100)
    assert on.steps[0].turn == "back"
    assert found.metres == pytest.approx(100 + 80 + 180)


def test_lane_is_entered_at_the_end_that_makes_the_walk_short():
    found = walk(LADDER, [LADDER[1]], spot(300, 0))
    assert found.legs[0].metres == pytest.approx(100)
    assert found.legs[0].walked.coords[0] == pytest.approx((EAST + 300, NORTH + 100))


def test_scrap_of_another_lane_is_no_step():
    """The end of a lane lies half a metre along the road: the way along the road is one step."""
    lanes = np.append(LADDER, town([(150, 50), (150, 0), (150.5, 0)]))
    (leg,) = walk(lanes, [spot(250, 0)], spot(50, 0)).legs
    assert [(s.lane, round(s.metres)) for s in leg.steps] == [(0, 200)]


def test_parts_that_no_lane_connects_are_joined_by_a_straight_gap():
    lanes = np.append(LADDER, town([(350, 50), (500, 50)]))
    found = walk(lanes, [spot(450, 50)], spot(300, 0))
    gaps = [step for leg in found.legs for step in leg.steps if step.lane == NO_LANE]
    assert found.parts == 2
    assert [gap.metres for gap in gaps] == pytest.approx([50])
    assert found.gap_m == pytest.approx(50)
    assert found.metres == pytest.approx(50 + 50 + 100)


def test_stop_far_off_every_lane_is_walked_to_in_a_straight_line():
    near, far = (
        walk(LADDER, [spot(100, -29)], spot(0, 0)),
        walk(LADDER, [spot(100, -60)], spot(0, 0)),
    )
    assert (near.metres, near.gap_m) == (pytest.approx(100), 0)
    assert (far.metres, far.gap_m) == (pytest.approx(160), pytest.approx(60))


def test_round_trip_ends_where_it_began():
    found = walk(LADDER, [spot(100, 0), spot(100, 100)], spot(0, 0), returns=True)
    assert stops_of(found)[-1] is None
    assert found.metres == pytest.approx(600)
    free = walk(LADDER, [spot(100, 0), spot(100, 100), spot(200, 0)], returns=True)
    assert stops_of(free)[0] == 0 and stops_of(free)[-1] is None
    assert free.metres == pytest.approx(800)


def test_no_start_begins_at_the_best_stop():
    found = walk(LADDER, [spot(150, 0), spot(10, 0), spot(290, 0)])
    assert stops_of(found) in ([1, 0, 2], [2, 0, 1])
    assert found.metres == pytest.approx(280)
    assert found.legs[0].steps == ()


def test_stops_at_the_same_place_have_no_way_between():
    found = walk(LADDER, [spot(50, 3), spot(50, -3)], spot(0, 0))
    assert found.metres == pytest.approx(50)
    assert found.legs[1].steps == ()


@pytest.mark.parametrize("seed", range(4))
def test_legs_follow_each_other_and_add_up(seed):
    """On a random grid with lanes left out: every line begins where the one before ended."""
    random = np.random.default_rng(seed)
    every = [[(x, y), (x + 50, y)] for x in range(0, 400, 50) for y in range(0, 400, 50)]
    every += [[(x, y), (x, y + 50)] for x in range(0, 400, 50) for y in range(0, 400, 50)]
    lanes = town(*(each for each in every if random.random() < 0.7))
    spots = [spot(*at) for at in random.uniform(0, 400, (9, 2))]
    picked = [lanes[n] for n in random.choice(len(lanes), 9, replace=False)]
    found = walk(lanes, [*spots, *picked], spot(0, 0), returns=True)
    lines = [
        part for leg in found.legs for part in (*(s.line for s in leg.steps), leg.walked) if part
    ]
    for one, other in pairwise(lines):
        assert one.coords[-1] == pytest.approx(other.coords[0], abs=0.06)
    assert sum(each.length for each in lines) == pytest.approx(found.metres)
    assert sorted(stop for stop in stops_of(found) if stop is not None) == list(range(18))
    assert not found.is_exact
    again = walk(lanes[::-1], [*spots, *picked], spot(0, 0), returns=True)
    assert [leg.metres for leg in again.legs] == [leg.metres for leg in found.legs]


def test_lane_in_two_parts_or_with_a_branch_is_several_stretches():
    whole = shapely.MultiLineString([line((0, 0), (50, 0)), line((50, 0), (90, 0))])
    branched = shapely.MultiLineString([whole.geoms[0], whole.geoms[1], line((50, 0), (50, 30))])
    assert [part.length for part in stretches(whole)] == [90]
    assert sorted(part.length for part in stretches(branched)) == [30, 40, 50]


def test_what_cannot_be_walked_is_refused():
    nothing = np.zeros(0, dtype=object)
    for lanes, stops, pace in (
        (nothing, [spot(0, 0)], Pace()),
        (LADDER, [], Pace()),
        (LADDER, [spot(n, 0) for n in range(61)], Pace()),
        (LADDER, [spot(0, 0)], Pace(kmh=0)),
        (LADDER, [spot(0, 0)], Pace(kmh=float("nan"))),
        (LADDER, [spot(0, 0)], Pace(stop_minutes=-1)),
    ):
        with pytest.raises(InputError):
            walk(lanes, stops, pace=pace)

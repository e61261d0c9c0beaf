"""The order of stops against trying all orders, and the improved orders against exact ones."""

from itertools import pairwise, permutations, product

import numpy as np
import pytest

from geo import walk_order
from geo.walk_order import Visit, best_order


def town(seed: int, spots: int, lanes: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return straight metres between random places, and stops: spots, then lanes by their ends."""
    random = np.random.default_rng(seed)
    at = random.uniform(0, 1000, (spots + 2 * lanes + 1, 2))
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    ends = [(spots + 2 * n, spots + 2 * n + 1) for n in range(lanes)]
    return apart, [(n, n) for n in range(spots)] + ends


def length(apart: np.ndarray, visits: list[Visit], start: int | None, end: int | None) -> float:
    metres = sum(apart[a.leave, b.enter] for a, b in pairwise(visits))
    metres += 0 if start is None else apart[start, visits[0].enter]
    return metres + (0 if end is None else apart[visits[-1].leave, end])


def tried(
    apart: np.ndarray, stops: list[tuple[int, int]], start: int | None, returns: bool
) -> float:
    """Return the metres of the best of all orders, with every lane both ways."""
    ways = [{(a, b), (b, a)} for a, b in stops]
    every = (
        [Visit(stop, *way) for stop, way in zip(order, taken, strict=True)]
        for order in permutations(range(len(stops)))
        for taken in product(*(ways[stop] for stop in order))
    )
    return min(
        length(
            apart, visits, start, (visits[0].enter if start is None else start) if returns else None
        )
        for visits in every
    )


@pytest.mark.parametrize("returns", [False, True])
@pytest.mark.parametrize("has_start", [False, True])
@pytest.mark.parametrize(
    ("seed", "spots", "lanes"), [(1, 6, 0), (2, 3, 2), (3, 0, 4), (4, 1, 0), (5, 0, 1)]
)
def test_few_stops_are_ordered_as_well_as_can_be(seed, spots, lanes, has_start, returns):
    apart, stops = town(seed, spots, lanes)
    start = len(apart) - 1 if has_start else None
    found = best_order(apart, stops, start, returns=returns)
    assert sorted(visit.stop for visit in found.visits) == list(range(len(stops)))
    assert all({v.enter, v.leave} == set(stops[v.stop]) for v in found.visits)
    assert found.is_exact
    assert found.between_m == pytest.approx(tried(apart, stops, start, returns))
    end = (found.visits[0].enter if start is None else start) if returns else None
    assert length(apart, list(found.visits), start, end) == pytest.approx(found.between_m)


@pytest.mark.parametrize("seed", range(8))
def test_many_stops_come_near_the_shortest_order(seed, monkeypatch):
    """Where both can be done, the improved order is within 5 % of the exact one."""
    apart, stops = town(seed, 6, 6)
    start = len(apart) - 1
    exact = best_order(apart, stops, start, returns=True)
    monkeypatch.setattr(walk_order, "EXACT_STOPS", 0)
    improved = best_order(apart, stops, start, returns=True)
    assert (exact.is_exact, improved.is_exact) == (True, False)
    assert exact.between_m <= improved.between_m + 1e-6 <= 1.05 * exact.between_m


def test_many_stops_are_all_visited_and_the_same_each_time():
    apart, stops = town(9, 30, 10)
    found = best_order(apart, stops, len(apart) - 1)
    assert sorted(visit.stop for visit in found.visits) == list(range(40))
    assert found == best_order(apart.copy(), list(stops), len(apart) - 1)


def test_lane_is_entered_at_the_end_that_is_nearer():
    """Start at 0; the lane runs from 100 to 10: it is walked from 10 to 100."""
    at = np.array([0.0, 100.0, 10.0])
    found = best_order(np.abs(at[:, None] - at), [(1, 2)], 0)
    assert found.visits == (Visit(0, 2, 1),)
    assert found.between_m == 10


def test_no_stop_is_no_walk():
    assert best_order(np.zeros((1, 1)), [], 0).visits == ()

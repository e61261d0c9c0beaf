"""Heat on lanes: a Gaussian on a line, its closed form on a star, and nothing lost anywhere."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.lane_graph import OnLanes, graph_of, lane_graph, lixels, positions
from geo.lane_heat import heat_density, heat_on

SPREAD = 40.0


def gauss(distance):
    return np.exp(-np.square(distance) / (2 * SPREAD**2)) / (SPREAD * np.sqrt(2 * np.pi))


def star(arms, length=600.0):
    turn = 2 * np.pi * np.arange(arms) / arms
    ends = length * np.column_stack([np.cos(turn), np.sin(turn)])
    return graph_of(np.array([shapely.LineString([(0, 0), end]) for end in ends], dtype=object))


def from_middle(graph, metres, arm):
    """A position so far from the middle of the star."""
    at_tail = np.hypot(*graph.lines[arm].coords[0]) < 1
    return metres if at_tail else graph.length[arm] - metres


def test_on_a_line_it_is_a_gaussian():
    graph = graph_of(np.array([shapely.LineString([(0, 0), (1000, 0)])], dtype=object))
    places = positions(np.zeros(9), [380.0, 420, 450, 480, 500, 503, 520, 560, 640])
    found = heat_density(graph, positions([0], [503.0]), np.ones(1), places, SPREAD)
    np.testing.assert_allclose(found, gauss(places.offset - 503.0), atol=1e-3 * gauss(0.0))


@pytest.mark.parametrize("arms", [1, 2, 3, 5])
def test_at_a_star_it_splits_and_turns_back(arms):
    """By reflection: 2/m of the Gaussian goes on, 2/m − 1 comes back; one arm is a dead end."""
    graph, event = star(arms), 30.0
    at = positions([0], [from_middle(graph, event, 0)])
    for arm, metres in ((0, 55.0), (arms - 1, 20.0)):
        place = positions([arm], [from_middle(graph, metres, arm)])
        found = heat_density(graph, at, np.ones(1), place, SPREAD)[0]
        back = (2 / arms - 1) * gauss(event + metres)
        wanted = gauss(event - metres) + back if arm == 0 else 2 / arms * gauss(event + metres)
        assert found == pytest.approx(wanted, abs=2e-3 * gauss(0.0))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), min_size=1, max_size=8))
def test_no_event_loses_weight(rows):
    """A loop, a double edge, a dead end and a part of its own."""
    lines = [
        [(0, 0), (100, 0)], [(100, 0), (150, 50), (100, 0.0001)], [(0, 0), (50, 40), (100, 0)],
        [(0, 0), (-80, 0)], [(300, 0), (400, 0)],
    ]  # fmt: skip
    graph = graph_of(np.array([shapely.LineString(line) for line in lines], dtype=object))
    edge, share = (np.array(c) for c in zip(*rows, strict=True))
    at = OnLanes(edge, share * graph.length[edge])
    pieces = lixels(graph, 10.0)
    weights = np.arange(1.0, len(edge) + 1)
    found = heat_on(graph, pieces, at, weights, SPREAD)
    assert (found * pieces.length).sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert found.min() > -1e-9
    lone = pieces.at.edge == 4
    assert (found * pieces.length)[lone].sum() == pytest.approx(weights[edge == 4].sum(), abs=1e-9)


def test_a_point_where_a_lane_was_cut_changes_nothing():
    whole = lane_graph(shapely.linestrings([[(0, 0), (400, 0)]]))
    cut = lane_graph(shapely.linestrings([[(0, 0), (133, 0)], [(133, 0), (400, 0)]]))
    found = [
        heat_density(graph, positions([0], [150.0]), np.ones(1), positions([0], [120.0]), SPREAD)
        for graph in (whole, cut)
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_no_events_and_no_lanes():
    graph = star(3)
    none = positions([], [])
    assert not heat_on(graph, lixels(graph, 10.0), none, np.zeros(0), SPREAD).any()
    empty = lane_graph(np.zeros(0, dtype=object))
    assert len(heat_on(empty, lixels(empty, 10.0), none, np.zeros(0), SPREAD)) == 0

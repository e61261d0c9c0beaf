"""Network density against walks followed one by one, and the properties it must keep."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely.ops import substring

import geo.lane_density
from geo.events import Events
from geo.lane_density import lane_density, quartic
from geo.lane_graph import OnLanes, bring, graph_of, lane_graph, lixels

KERNELS = ("simple", "discontinuous", "continuous")


def network():
    """A block with a diagonal, a dead end, a double edge, a loop, and a lane of its own."""
    lines = [
        [(0, 0), (60, 0)],
        [(60, 0), (60, 50)],
        [(60, 50), (0, 50)],
        [(0, 50), (0, 0)],
        [(0, 0), (60, 50)],
        [(60, 50), (95, 70)],
        [(60, 0), (75, 25), (60, 50)],
        [(0, 0), (-30, -10), (-30, 10), (0, 0)],
        [(300, 0), (340, 0)],
    ]
    return [shapely.LineString(np.add(line, [1000, 1000])) for line in lines]


def scattered(graph, n, seed):
    rng = np.random.default_rng(seed)
    edge = rng.choice(len(graph), n, p=graph.length / graph.length.sum())
    return OnLanes(edge, rng.uniform(0, 1, n) * graph.length[edge])


def in_order(at):
    order = np.lexsort((at.offset, at.edge))
    return OnLanes(at.edge[order], at.offset[order])


def walked(graph, event, place, h, kernel):
    """Follow every walk of one event, one step at a time, and add what it leaves at a place."""
    (e0, s0), (e1, s1) = event, place
    found = float(quartic(np.array(abs(s0 - s1) / h))) if e0 == e1 else 0.0
    length, ends, starts = graph.length, graph.ends, graph.starts
    todo = [(2 * e0, length[e0] - s0, 1.0), (2 * e0 + 1, s0, 1.0)]
    while todo:
        edge, distance, weight = todo.pop()
        if distance >= h or abs(weight) < 1e-12:
            continue
        onward = np.flatnonzero(starts == ends[edge])
        for g in onward:
            back = g == edge ^ 1
            if kernel == "continuous":
                share = 2 / len(onward) - back
            else:
                share = 0.0 if back else 1 / (len(onward) - 1)
            if share == 0:
                continue
            if g // 2 == e1:
                way = distance + (s1 if g % 2 == 0 else length[e1] - s1)
                found += share * weight * float(quartic(np.array(way / h)))
            todo.append((g, distance + length[g // 2], weight * share))
    return found / h


def shortest(graph, event, place, h):
    """The simple kernel, by all shortest ways between nodes."""
    (e0, s0), (e1, s1) = event, place
    away = np.full((graph.nodes, graph.nodes), np.inf)
    np.fill_diagonal(away, 0.0)
    for u, v, length in zip(graph.tail, graph.head, graph.length, strict=True):
        away[u, v] = away[v, u] = min(away[u, v], length)
    for k in range(graph.nodes):
        away = np.minimum(away, away[:, [k]] + away[[k], :])
    ways = [
        a + away[m, n] + b
        for m, a in ((graph.tail[e0], s0), (graph.head[e0], graph.length[e0] - s0))
        for n, b in ((graph.tail[e1], s1), (graph.head[e1], graph.length[e1] - s1))
    ]
    ways += [abs(s0 - s1)] if e0 == e1 else []
    return float(quartic(np.array(min(ways) / h))) / h


@pytest.mark.parametrize("h", [12.0, 55.0, 130.0])
@pytest.mark.parametrize("kernel", KERNELS)
def test_equal_to_walks_followed_one_by_one(kernel, h):
    graph = graph_of(np.array(network(), dtype=object))
    events, places = scattered(graph, 12, 1), in_order(scattered(graph, 25, 2))
    weights = np.random.default_rng(3).uniform(0, 2, 12)
    found = lane_density(graph, events, weights, places, h, kernel).per_m
    pairs = list(zip(*events, strict=True))
    brute = [
        sum(
            w
            * (
                shortest(graph, event, place, h)
                if kernel == "simple"
                else walked(graph, event, place, h, kernel)
            )
            for w, event in zip(weights, pairs, strict=True)
        )
        for place in zip(*places, strict=True)
    ]
    np.testing.assert_allclose(found, brute, atol=1e-9 * max(brute), rtol=0)


@pytest.mark.parametrize("seed", range(5))
def test_continuous_keeps_every_event_whole(seed):
    """On any network, dead ends, loops and double edges included; lixels of 20 cm."""
    graph = graph_of(np.array(network(), dtype=object))
    events = scattered(graph, 20, seed)
    pieces = lixels(graph, 0.2)
    weights = np.random.default_rng(seed).uniform(0, 3, 20)
    per_m = lane_density(graph, events, weights, pieces.at, 90.0, "continuous").per_m
    assert (per_m * pieces.length).sum() == pytest.approx(weights.sum(), rel=1e-5)


def test_discontinuous_loses_only_what_passes_a_dead_end():
    graph = graph_of(np.array(network()[:5], dtype=object))  # no dead end
    pieces, events = lixels(graph, 0.2), scattered(graph, 20, 0)
    per_m = lane_density(graph, events, np.ones(20), pieces.at, 45.0, "discontinuous").per_m
    assert (per_m * pieces.length).sum() == pytest.approx(20, rel=1e-5)


@pytest.mark.parametrize("kernel", KERNELS)
def test_pseudo_nodes_change_nothing(kernel):
    """The same lanes cut at random: the density at the same places is the same."""
    whole = graph_of(np.array(network(), dtype=object))
    rng = np.random.default_rng(8)
    cut = []
    for line in network():
        at = np.sort(rng.uniform(0.1, 0.9, 3)) * line.length
        bounds = [0.0, *at, line.length]
        cut += [substring(line, a, b) for a, b in pairwise(bounds)]
    pieces = graph_of(np.array(cut, dtype=object))
    events, places = scattered(whole, 30, 1), in_order(scattered(whole, 40, 2))
    found = []
    for graph in (whole, pieces):
        at, where = (moved(whole, each, graph) for each in (events, places))
        order = np.lexsort((where.offset, where.edge))
        sorted_places = OnLanes(where.edge[order], where.offset[order])
        per_m = lane_density(graph, at, np.ones(30), sorted_places, 80.0, kernel).per_m
        found.append(per_m[np.argsort(order)])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6)


def moved(graph, at, other):
    if graph is other:
        return at
    points = shapely.line_interpolate_point(graph.lines[at.edge], at.offset)
    x, y = shapely.get_x(points), shapely.get_y(points)
    return bring(Events.from_arrays(x, y), other, 1e-3)[0]


@pytest.mark.parametrize("kernel", KERNELS)
def test_nothing_passes_between_parts(kernel):
    graph = graph_of(np.array(network(), dtype=object))
    alone = int(np.argmax([line.bounds[0] for line in graph.lines]))
    pieces = lixels(graph, 5.0)
    at = OnLanes(np.array([alone]), np.array([10.0]))
    per_m = lane_density(graph, at, np.ones(1), pieces.at, 500.0, kernel).per_m
    assert not per_m[pieces.at.edge != alone].any()
    assert per_m[pieces.at.edge == alone].all()


def test_all_kernels_agree_on_a_long_lane_and_are_the_quartic():
    graph = graph_of(np.array([shapely.LineString([(1000, 0), (3000, 0)])], dtype=object))
    pieces = lixels(graph, 10.0)
    at = OnLanes(np.array([0]), np.array([1000.0]))
    expected = quartic(np.abs(pieces.at.offset - 1000) / 150) / 150
    for kernel in KERNELS:
        found = lane_density(graph, at, np.ones(1), pieces.at, 150.0, kernel).per_m
        np.testing.assert_allclose(found, expected, atol=1e-15)


def test_the_order_of_lanes_and_events_changes_nothing():
    lines, rng = network(), np.random.default_rng(0)
    shuffled = [lines[i] for i in rng.permutation(len(lines))]
    densities = []
    for each in (lines, shuffled):
        graph = lane_graph(np.array(each, dtype=object))
        events = Events.from_arrays(np.linspace(1000, 1060, 40), np.full(40, 1003.0))
        at, _ = bring(events, graph, 10.0)
        pieces = lixels(graph, 5.0)
        densities.append(lane_density(graph, at, np.ones(40), pieces.at, 60.0, "continuous").per_m)
    assert np.array_equal(*densities)


def test_many_events_on_one_spot_cost_no_more_and_add_up():
    graph = graph_of(np.array(network(), dtype=object))
    pieces = lixels(graph, 5.0)
    one = lane_density(
        graph, OnLanes(np.array([4]), np.array([20.0])), np.ones(1), pieces.at, 70, "continuous"
    )
    many = OnLanes(np.full(5000, 4), np.full(5000, 20.0))
    found = lane_density(graph, many, np.ones(5000), pieces.at, 70, "continuous")
    np.testing.assert_allclose(found.per_m, 5000 * one.per_m, rtol=1e-9, atol=1e-9)


def test_no_lanes_and_no_events():
    empty = graph_of(np.zeros(0, dtype=object))
    nowhere = OnLanes(np.zeros(0, dtype=np.int64), np.zeros(0))
    for kernel in KERNELS:
        assert len(lane_density(empty, nowhere, np.zeros(0), nowhere, 50.0, kernel).per_m) == 0
        graph = graph_of(np.array(network(), dtype=object))
        places = lixels(graph, 10.0).at
        assert not lane_density(graph, nowhere, np.zeros(0), places, 50.0, kernel).per_m.any()


def test_quartic_integrates_to_one():
    d = np.linspace(-1, 1, 20001)
    assert np.trapezoid(quartic(d), d) == pytest.approx(1.0, abs=1e-8)


def test_walks_of_nearly_the_same_length_are_joined_without_harm(monkeypatch):
    """Only where there are very many; what is lost is under a hundred-thousandth."""
    graph = graph_of(np.array(network(), dtype=object))
    events, pieces = scattered(graph, 20, 0), lixels(graph, 2.0)
    exact = lane_density(graph, events, np.ones(20), pieces.at, 130.0, "continuous").per_m
    monkeypatch.setattr(geo.lane_density, "MANY_WALKS", 0)
    joined = lane_density(graph, events, np.ones(20), pieces.at, 130.0, "continuous").per_m
    assert 0 < np.abs(joined - exact).max() < 1e-5 * exact.max()


def test_walks_too_many_to_follow_are_dropped_and_said(monkeypatch):
    graph = graph_of(np.array(network(), dtype=object))
    events, pieces = scattered(graph, 20, 0), lixels(graph, 2.0)
    monkeypatch.setattr(geo.lane_density, "MOST_WALKS", 20)
    found = lane_density(graph, events, np.ones(20), pieces.at, 130.0, "continuous")
    assert found.least_weight > 1e-9

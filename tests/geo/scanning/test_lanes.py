"""Ways along lanes beside a search by hand, and scans that walls keep apart."""

import heapq

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.scan import METHOD
from geo.lane_graph import graph_of, lane_graph, positions
from geo.result import Units
from geo.scanning.lanes import apart_on_lanes, reached

# A loop, a double edge, a dead end, and a part of its own.
LINES = [
    [(0, 0), (100, 0)], [(100, 0), (150, 50), (150, -50), (100, 0)], [(0, 0), (50, 60), (100, 0)],
    [(0, 0), (-80, 0)], [(300, 0), (400, 0)],
]  # fmt: skip
GRAPH = graph_of(np.array([shapely.LineString(line) for line in LINES], dtype=object))
AREA = shapely.box(590000, 2328000, 591000, 2329000)


def by_hand(edge, offset):
    """Return the ways from one position to all nodes, by Dijkstra over a plain dictionary."""
    best = {}
    queue = [(offset, GRAPH.tail[edge]), (GRAPH.length[edge] - offset, GRAPH.head[edge])]
    heapq.heapify(queue)
    while queue:
        metres, node = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = metres
        for e in range(len(GRAPH)):
            for a, b in ((GRAPH.tail[e], GRAPH.head[e]), (GRAPH.head[e], GRAPH.tail[e])):
                if a == node and b not in best:
                    heapq.heappush(queue, (metres + GRAPH.length[e], b))
    return best


spots = st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), min_size=1, max_size=6)


@settings(max_examples=40)
@given(spots, spots, st.sampled_from([30.0, 120.0, 1000.0]))
def test_ways_are_the_shortest(one, two, radius):
    a, b = (
        positions([e for e, _ in rows], [share * GRAPH.length[e] for e, share in rows])
        for rows in (one, two)
    )
    found = apart_on_lanes(GRAPH, a, b, radius)
    got = {(i, j): v for i, j, v in zip(*found, strict=True)}
    for i in range(len(a.edge)):
        nodes = by_hand(a.edge[i], a.offset[i])
        for j in range(len(b.edge)):
            e, s = b.edge[j], b.offset[j]
            ways = [
                nodes.get(GRAPH.tail[e], np.inf) + s,
                nodes.get(GRAPH.head[e], np.inf) + GRAPH.length[e] - s,
            ]
            if a.edge[i] == e:
                ways.append(abs(a.offset[i] - s))
            if min(ways) <= radius:
                assert got.pop((i, j)) == pytest.approx(min(ways), abs=1e-9)
    assert not got


def test_what_is_reached_is_drawn():
    graph = lane_graph(shapely.linestrings([[(0, 0), (400, 0)], [(200, 0), (200, 300)]]))
    edge = int(np.argmax(graph.length))
    middle = positions([edge], [graph.length[edge] / 2])
    shape = reached(graph, middle, 60.0)
    assert shape.length == pytest.approx(120, abs=21)


def two_walls():
    """Two dead-end lanes back to back, 20 m apart, joined only far away; a spell on one of them."""
    lines = [[(100, 500), (900, 500)], [(100, 520), (900, 520)], [(100, 500), (100, 520)]]
    shapes = [shapely.LineString(np.add(line, (590000, 2328000))) for line in lines]
    lanes = Units("lane", np.array(shapes, dtype=object), ("A", "B", "C"))
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.uniform(110, 890, 200), rng.uniform(690, 730, 14)])
    y = np.concatenate([rng.choice([497.0, 523.0], 200), np.full(14, 497.0)])
    day = np.concatenate([rng.integers(20000, 20200, 200), rng.integers(20100, 20105, 14)])
    return Events.from_arrays(590000 + x, 2328000 + y, day=day), lanes


@pytest.mark.parametrize("model", ["permutation", "bernoulli", "poisson"])
def test_a_spell_on_one_lane_does_not_cross_the_wall(model):
    events, lanes = two_walls()
    said = {"unit_kind": "lanes", "max_radius_m": 100, "permutations": 99, "model": model}
    said |= {"as_of": "2025-01-16", "recent_days": 5} if model == "bernoulli" else {}
    assert METHOD.units_needed(METHOD.check(said)) == "lanes"
    result = METHOD.run(events, AREA, said, 1, lanes)
    assert result.columns["class_code"][0] > 0
    held = result.members[0]
    assert (events.y[held] < 2328510).all()
    assert set(range(200, 214)) & set(held)
    assert result.units.kind == "stretch"
    assert result.units.geometry[0].distance(shapely.Point(590710, 2328500)) < 30
    assert "on foot" in result.summary["rule"].en


def test_lanes_are_asked_for_and_events_off_them_are_counted():
    events, lanes = two_walls()
    with pytest.raises(InputError, match="needs lanes"):
        METHOD.run(events, AREA, {"unit_kind": "lanes"}, 1, None)
    result = METHOD.run(
        events, AREA, {"unit_kind": "lanes", "snap_m": 2, "permutations": 99}, 1, lanes
    )
    assert result.summary["events_off"] == len(events)
    assert len(result) == 0

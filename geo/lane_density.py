"""Density along lanes: network kernel density by the three kernels of Okabe and Sugihara.

The quartic kernel is a polynomial, so all events that reach the end of an edge act on any place
beyond through five sums (of powers of their distance to that end). A place is therefore asked
once per walk that leads to it from an edge with events, however many events that edge holds.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geo.lane_graph import LaneGraph, OnLanes, shortest_links

Kernel = Literal["simple", "discontinuous", "continuous"]

LEAST_WEIGHT = 1e-9
"""Walks that carry less are not followed."""
MANY_WALKS = 100_000
"""Where one step has more, walks of nearly the same length are joined: to 1/2000 bandwidth."""
MOST_WALKS = 1_000_000
"""Where one step still has more, the weakest are dropped, and it is said."""
SAME, NEARLY = 1e-12, 2000
EDGES_AT_ONCE = 128
ROWS_AT_ONCE = 1_000_000

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Density(NamedTuple):
    """Events per metre at each place, and the weight below which walks were not followed."""

    per_m: Floats
    least_weight: float


class _Arrivals(NamedTuple):
    """Events by the directed edge they leave along: distance to its end, and sums of powers.

    Distances are in bandwidths; those of one or more reach nothing and are left out.
    """

    key: Floats
    first: Integers
    sums: Floats
    nearest: Floats


class _Walks(NamedTuple):
    """Walks from the end of a source edge: where they go on, how far they came, what they carry."""

    source: Integers
    edge: Integers
    distance: Floats
    weight: Floats

    def take(self, which: NDArray[np.bool_] | Integers) -> "_Walks":
        return _Walks(
            self.source[which], self.edge[which], self.distance[which], self.weight[which]
        )


def quartic(distance: Floats) -> Floats:
    """Return the kernel for distances in bandwidths; it integrates to 1 over (−1, 1)."""
    return np.asarray(15 / 16 * np.maximum(1 - distance**2, 0.0) ** 2)


def lane_density(
    graph: LaneGraph,
    events: OnLanes,
    weights: Floats,
    places: OnLanes,
    bandwidth_m: float,
    kernel: Kernel,
) -> Density:
    """Return the density at places, which must be in order of edge and offset.

    ``simple`` sums the kernel of the distance along lanes; it does not keep the number of events.
    ``discontinuous`` splits evenly over the branches ahead and ends at dead ends. ``continuous``
    also turns back at junctions, so that every event weighs exactly 1.
    """
    h = bandwidth_m
    order = np.lexsort((events.offset, events.edge))
    order = order[events.edge[order] >= 0]
    at = OnLanes(events.edge[order], events.offset[order] / h)
    weight = weights[order]
    scaled = OnLanes(places.edge, places.offset / h)
    length = graph.length / h
    arrivals = _arrivals(at, weight, length)
    if kernel == "simple":
        found = _same_edge(graph, at, weight, scaled, length, around=True)
        return Density((found + _by_distance(graph, length, at, arrivals, scaled)) / h, 0.0)
    found = _same_edge(graph, at, weight, scaled, length, around=False)
    sources = np.flatnonzero(arrivals.nearest < 1)
    least = LEAST_WEIGHT
    for start in range(0, len(sources), EDGES_AT_ONCE):
        chunk = sources[start : start + EDGES_AT_ONCE]
        added, used = _by_walks(graph, length, arrivals, scaled, chunk, kernel == "continuous")
        found += added
        least = max(least, used)
    return Density(np.maximum(found, 0.0) / h, least)


def _arrivals(at: OnLanes, weight: Floats, length: Floats) -> _Arrivals:
    edges = len(length)
    directed = np.concatenate([2 * at.edge, 2 * at.edge + 1])
    distance = np.concatenate([length[at.edge] - at.offset, at.offset])
    distance = np.maximum(distance, 0.0)
    order = np.lexsort((distance, directed))
    order = order[distance[order] < 1]
    directed, distance = directed[order], distance[order]
    powers = np.concatenate([weight, weight])[order] * distance ** np.arange(5)[:, None]
    sums = np.concatenate([np.zeros((5, 1)), np.cumsum(powers, axis=1)], axis=1)
    nearest = np.full(2 * edges, np.inf)
    np.minimum.at(nearest, directed, distance)
    first = np.searchsorted(directed, np.arange(2 * edges + 1))
    return _Arrivals(2.0 * directed + distance, first, sums, nearest)


def _within(arrivals: _Arrivals, edge: Integers, beyond: Floats) -> Integers:
    """Return how many events of each directed edge reach that far beyond its end."""
    left = np.clip(1 - beyond, 0.0, 1.0)
    return np.searchsorted(arrivals.key, 2.0 * edge + left) - arrivals.first[edge]


def _act(arrivals: _Arrivals, edge: Integers, beyond: Floats, count: Integers) -> Floats:
    """Return the summed kernel of the first events of an edge, some way beyond its end."""
    a, t = arrivals.first[edge], beyond
    m0, m1, m2, m3, m4 = arrivals.sums[:, a + count] - arrivals.sums[:, a]
    t2 = t * t
    found = m0 * (1 - t2) ** 2 + 4 * m1 * t * (t2 - 1) + m2 * (6 * t2 - 2) + 4 * m3 * t + m4
    return np.asarray(15 / 16 * found)


def _same_edge(
    graph: LaneGraph, at: OnLanes, weight: Floats, places: OnLanes, length: Floats, *, around: bool
) -> Floats:
    """Return what events do straight along their own edge, or around a block where nearer."""
    found = np.zeros(len(places.edge))
    first = np.searchsorted(at.edge, np.arange(len(graph) + 1))
    outside = _detours(graph, length) if around else np.full(len(graph), np.inf)
    low, high = first[places.edge], first[places.edge + 1]
    straight = np.isinf(outside[places.edge])
    key, span = _keyed(at, length)
    reach = np.where(straight, 1.0, np.inf)
    low = np.maximum(low, np.searchsorted(key, _key(places, -reach, span)))
    high = np.minimum(high, np.searchsorted(key, _key(places, reach, span)))
    for rows in _portions(high - low):
        place, event = _expand(rows, low[rows], (high - low)[rows])
        s, s0 = places.offset[place], at.offset[event]
        edge = places.edge[place]
        apart = np.abs(s - s0)
        other = outside[edge] + length[edge]
        apart = np.minimum(apart, other - apart)
        found += np.bincount(place, weight[event] * quartic(apart), minlength=len(found))
    return found


def _by_distance(
    graph: LaneGraph, length: Floats, at: OnLanes, arrivals: _Arrivals, places: OnLanes
) -> Floats:
    """Return the simple kernel: each event by the shorter way, over one end of its edge."""
    found = np.zeros(len(places.edge))
    busy = np.bincount(at.edge, minlength=len(graph)) > 0
    key, span = _keyed(at, length)
    first = np.searchsorted(at.edge, np.arange(len(graph) + 1))
    bounds = np.searchsorted(places.edge, np.arange(len(graph) + 1))
    links, _ = shortest_links(graph, length)
    for start in range(0, len(graph), EDGES_AT_ONCE):
        here = np.arange(start, min(start + EDGES_AT_ONCE, len(graph)))
        nodes, where = np.unique([graph.tail[here], graph.head[here]], return_inverse=True)
        where = where.reshape(2, -1)
        away = dijkstra(links, directed=False, indices=nodes, limit=1.0)
        near = np.minimum(away[where[0]], away[where[1]])
        near = np.minimum(near[:, graph.tail], near[:, graph.head]) < 1
        near[np.arange(len(here)), here] = False
        row, edge = np.nonzero(near & busy)
        sizes = (bounds[here + 1] - bounds[here])[row]
        for part in _portions(sizes):
            pair, place = _expand(part, bounds[here][row[part]], sizes[part])
            s, e, r = places.offset[place], edge[pair], row[pair]
            rest = length[here[r]] - s
            ends = [
                np.minimum(s + away[where[0][r], node[e]], rest + away[where[1][r], node[e]])
                for node in (graph.tail, graph.head)
            ]
            found += np.bincount(
                place,
                _over_both_ends(arrivals, e, ends, length[e], (key, span, first)),
                minlength=len(found),
            )
    return found


def _over_both_ends(
    arrivals: _Arrivals,
    edge: Integers,
    ends: list[Floats],
    length: Floats,
    sorted_events: tuple[Floats, float, Integers],
) -> Floats:
    """Return the act of an edge's events, each over the end that is nearer to the place."""
    key, span, first = sorted_events
    far = np.float64(span)  # farther than any kernel reaches
    over_tail, over_head = np.minimum(ends[0], far), np.minimum(ends[1], far)
    middle = np.clip((length + over_head - over_tail) / 2, 0.0, length)
    number = np.searchsorted(key, span * edge + middle) - first[edge]
    total = first[edge + 1] - first[edge]
    forth, back = 2 * edge, 2 * edge + 1
    at_tail = np.minimum(number, _within(arrivals, back, over_tail))
    at_head = np.minimum(total - number, _within(arrivals, forth, over_head))
    return _act(arrivals, back, over_tail, at_tail) + _act(arrivals, forth, over_head, at_head)


def _by_walks(
    graph: LaneGraph,
    length: Floats,
    arrivals: _Arrivals,
    places: OnLanes,
    sources: Integers,
    turns_back: bool,
) -> tuple[Floats, float]:
    """Follow every walk from the ends of some edges until the kernel, or its weight, has gone."""
    found, least = np.zeros(len(places.edge)), LEAST_WEIGHT
    out_order = np.argsort(graph.starts, kind="stable")
    out_first = np.searchsorted(graph.starts[out_order], np.arange(graph.nodes + 1))
    bounds = _keyed(places, length)
    walks = _Walks(sources, sources, np.zeros(len(sources)), np.ones(len(sources)))
    while len(walks.edge):
        walks = _step(graph, walks, out_order, out_first, turns_back)
        walks = walks.take(np.abs(walks.weight) >= least)
        walks = _merged(walks)
        if len(walks.edge) > MOST_WALKS:
            strongest = np.partition(np.abs(walks.weight), -MOST_WALKS)[-MOST_WALKS]
            least = max(least, float(strongest))
            walks = walks.take(np.abs(walks.weight) >= least)
        found += _along(arrivals, walks, places, length, bounds)
        walks = walks._replace(distance=walks.distance + length[walks.edge // 2])
        walks = walks.take(walks.distance + arrivals.nearest[walks.source] < 1)
    return found, least


def _step(
    graph: LaneGraph, walks: _Walks, out_order: Integers, out_first: Integers, turns_back: bool
) -> _Walks:
    """Send every walk that has reached the end of its edge on into the edges that start there."""
    node = graph.ends[walks.edge]
    degree = graph.degree[node]
    walk, at = _expand(np.arange(len(node)), out_first[node], degree)
    onward, degree = out_order[at], degree[walk]
    is_back = onward == (walks.edge[walk] ^ 1)
    if turns_back:
        share = 2 / degree - is_back
    else:
        share = np.where(is_back, 0.0, 1 / np.maximum(degree - 1, 1))
    return _Walks(walks.source[walk], onward, walks.distance[walk], walks.weight[walk] * share)


def _merged(walks: _Walks) -> _Walks:
    """Join walks that left along the same edge after the same distance."""
    order = np.lexsort((walks.distance, walks.edge, walks.source))
    walks = walks.take(order)
    if not len(order):
        return walks
    first = np.flatnonzero(
        (np.diff(walks.source, prepend=-1) != 0)
        | (np.diff(walks.edge, prepend=-1) != 0)
        | (np.diff(walks.distance, prepend=-1.0) > SAME)
    )
    walks = walks.take(first)._replace(weight=np.add.reduceat(walks.weight, first))
    walks = walks.take(walks.weight != 0)
    return _nearly_merged(walks) if len(first) > MANY_WALKS else walks


def _nearly_merged(walks: _Walks) -> _Walks:
    """Join walks of nearly the same length, those that add and those that take apart.

    The mean distance is kept, so that what is lost is of second order: under a millionth.
    """
    takes = walks.weight < 0
    step = np.floor(walks.distance * NEARLY).astype(np.int64)
    order = np.lexsort((step, takes, walks.edge, walks.source))
    walks, step, takes = walks.take(order), step[order], takes[order]
    first = np.flatnonzero(
        (np.diff(walks.source, prepend=-1) != 0)
        | (np.diff(walks.edge, prepend=-1) != 0)
        | (np.diff(step, prepend=-1) != 0)
        | (np.diff(takes, prepend=False))
    )
    weight = np.add.reduceat(walks.weight, first)
    moment = np.add.reduceat(walks.weight * walks.distance, first)
    return _Walks(walks.source[first], walks.edge[first], moment / weight, weight)


def _along(
    arrivals: _Arrivals,
    walks: _Walks,
    places: OnLanes,
    length: Floats,
    bounds: tuple[Floats, float],
) -> Floats:
    """Return what each walk leaves at the places along the edge it has just entered."""
    key, span = bounds
    edge, is_forth = walks.edge // 2, walks.edge % 2 == 0
    reach = np.clip(1 - walks.distance - arrivals.nearest[walks.source], 0.0, length[edge])
    begin = np.where(is_forth, 0.0, length[edge] - reach)
    end = np.where(is_forth, reach, length[edge])
    low = np.searchsorted(key, span * edge + begin, side="left")
    high = np.searchsorted(key, span * edge + end, side="right")
    found = np.zeros(len(places.edge))
    for part in _portions(high - low):
        walk, place = _expand(part, low[part], (high - low)[part])
        s = places.offset[place]
        beyond = walks.distance[walk] + np.where(is_forth[walk], s, length[edge[walk]] - s)
        source = walks.source[walk]
        act = _act(arrivals, source, beyond, _within(arrivals, source, beyond))
        found += np.bincount(place, walks.weight[walk] * act, minlength=len(found))
    return found


def _detours(graph: LaneGraph, length: Floats) -> Floats:
    """Return the way from one end of each edge to the other without it, where it can matter."""
    is_loop = graph.tail == graph.head
    outside = np.where(is_loop, 0.0, np.inf)
    links, _ = shortest_links(graph, length)
    for start in range(0, len(graph), EDGES_AT_ONCE):
        here = np.arange(start, min(start + EDGES_AT_ONCE, len(graph)))
        away = dijkstra(links, directed=False, indices=graph.tail[here], limit=1.0)
        shortest = away[np.arange(len(here)), graph.head[here]]
        shorter = ~is_loop[here] & (shortest < length[here])
        outside[here[shorter]] = shortest[shorter]
    return outside


def _keyed(at: OnLanes, length: Floats) -> tuple[Floats, float]:
    """Return one ascending number per position, and the step from edge to edge."""
    span = float(2.0 * np.ceil(length.max(initial=1.0)) + 4.0)
    return span * at.edge + at.offset, span


def _key(places: OnLanes, by: Floats, span: float) -> Floats:
    shifted = np.clip(places.offset + by, -1.0, span - 2.0)
    return np.asarray(span * places.edge + shifted)


def _portions(sizes: Integers) -> list[Integers]:
    """Return positions in groups whose sizes add up to about a million rows."""
    filled = np.flatnonzero(sizes > 0)
    if not len(filled):
        return []
    group = np.cumsum(sizes[filled]) // ROWS_AT_ONCE
    return list(np.split(filled, np.flatnonzero(np.diff(group)) + 1))


def _expand(rows: Integers, first: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """Repeat each row for the numbers first, first + 1, … of its size."""
    ends = np.cumsum(sizes)
    number = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    return np.repeat(rows, sizes), np.repeat(first, sizes) + number

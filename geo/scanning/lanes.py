"""Neighbourhoods by the way along the lanes: how far locations are from centres, up to a radius."""

from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from geo.lane_graph import LaneGraph, OnLanes, lixel_lines, lixels

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DRAWN_M = 10.0
EDGES_AT_ONCE = 64


class Apart(NamedTuple):
    """Pairs of a centre and a location, and the metres between them along the lanes."""

    centre: Integers
    location: Integers
    metres: Floats


def apart_on_lanes(graph: LaneGraph, centres: OnLanes, locations: OnLanes, radius: float) -> Apart:
    """Return all pairs at most so far apart; lanes that nothing connects are never near."""
    links = _links(graph)
    tail, head = graph.tail[locations.edge], graph.head[locations.edge]
    before, after = locations.offset, graph.length[locations.edge] - locations.offset
    order = np.argsort(centres.edge, kind="stable")
    edges, first = np.unique(centres.edge[order], return_index=True)
    bounds = np.append(first, len(order))
    found: list[Apart] = []
    for start in range(0, len(edges), EDGES_AT_ONCE):
        part = edges[start : start + EDGES_AT_ONCE]
        ends = np.concatenate([graph.tail[part], graph.head[part]])
        away = dijkstra(links, directed=False, indices=ends, limit=radius * (1 + 1e-9))
        for n, edge in enumerate(part):
            over = [
                np.minimum(away[row, tail] + before, away[row, head] + after)
                for row in (n, n + len(part))
            ]
            own = order[bounds[start + n] : bounds[start + n + 1]]
            found.append(_of_edge(graph, centres, locations, own, int(edge), over, radius))
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return Apart(none, none, np.zeros(0))
    return Apart(*(np.concatenate(column) for column in zip(*found, strict=True)))


def reached(graph: LaneGraph, centre: OnLanes, radius: float) -> BaseGeometry:
    """Return the stretches of lane within a radius of one centre, as drawn."""
    pieces = lixels(graph, DRAWN_M)
    found = apart_on_lanes(graph, centre, pieces.at, max(radius, DRAWN_M))
    lines = lixel_lines(graph, pieces)[np.unique(found.location)]
    return cast("BaseGeometry", shapely.line_merge(shapely.multilinestrings(lines)))


def _of_edge(
    graph: LaneGraph,
    centres: OnLanes,
    locations: OnLanes,
    own: Integers,
    edge: int,
    over: list[Floats],
    radius: float,
) -> Apart:
    """Return the pairs of the centres of one edge: over its ends, or straight along it."""
    offset = centres.offset[own][:, None]
    metres = np.minimum(offset + over[0], graph.length[edge] - offset + over[1])
    same = np.flatnonzero(locations.edge == edge)
    straight = np.abs(offset - locations.offset[same])
    metres[:, same] = np.minimum(metres[:, same], straight)
    row, location = np.nonzero(metres <= radius * (1 + 1e-9))
    return Apart(own[row], location.astype(np.int64), metres[row, location])


def _links(graph: LaneGraph) -> sparse.csr_matrix:
    """Return the shortest edge between each two nodes; loops lead nowhere."""
    low, high = np.minimum(graph.tail, graph.head), np.maximum(graph.tail, graph.head)
    order = np.lexsort((graph.length, high, low))
    order = order[low[order] != high[order]]
    _, first = np.unique(low[order] * graph.nodes + high[order], return_index=True)
    kept = order[first]
    shape = (graph.nodes, graph.nodes)
    length = np.maximum(graph.length[kept], 1e-9)
    return sparse.csr_matrix((length, (low[kept], high[kept])), shape=shape)

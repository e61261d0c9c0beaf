"""Lanes as a network to walk on: places brought to it, ways between them, gaps that are said."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree

from geo.errors import InputError
from geo.lane_graph import LaneGraph, OnLanes, graph_of, lane_graph, shortest_links
from geo.text import Text

SEEN_FROM_M = 30.0
"""A place this near to a lane is looked at from there; one further off has to be walked to."""
SAME_M = 0.01

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Lines = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class WalkNetwork:
    """A graph that is cut at every place; ``is_gap`` says which of its edges no lane follows.

    ``node`` is where each place is reached, ``off_m`` how far it lies from the nearest lane.
    """

    graph: LaneGraph
    is_gap: NDArray[np.bool_]
    node: Integers
    off_m: Floats
    parts: int


@dataclass(frozen=True, eq=False)
class Ways:
    """Shortest ways between the places of a network."""

    apart_m: Floats
    before: Integers
    edge_of: dict[tuple[int, int], int]


def walk_network(lanes: Lines, places: Lines) -> WalkNetwork:
    """Return the network of some lanes with some places (points) on it, in metres.

    Parts of the network that no lane connects are joined by the shortest straight gaps between
    those that hold a place. InputError where there are no lanes.
    """
    graph = lane_graph(lanes)
    if not len(graph):
        raise InputError(
            Text(
                "Phường chưa có ngõ, phố nào để đi theo; hãy nạp lớp ngõ, phố trước.",
                "The ward has no lanes to walk along; load the layer of lanes first.",
            ),
            field="lanes",
        )
    at = _nearest(graph.lines, places)
    off_m = shapely.distance(places, graph.lines[at.edge])
    bridges, parts = _bridges(graph, at.edge)
    ends = shapely.get_point(np.repeat(bridges, 2), np.tile([0, -1], len(bridges)))
    cut, foot = _cut(graph, at, _nearest(graph.lines, ends), _nearest(graph.lines, _ends_of(lanes)))
    place_foot = foot[: len(places)]
    bridge_foot = foot[len(places) : len(places) + len(ends)].reshape(-1, 2, 2)
    is_far = off_m > SEEN_FROM_M
    outside = shapely.get_coordinates(places)[is_far]
    spurs = np.stack([place_foot[is_far], outside], axis=1)
    gaps = [shapely.LineString(each) for each in (*bridge_foot, *spurs)]
    whole = graph_of(np.array([*cut, *gaps], dtype=object))
    reached = place_foot.copy()
    reached[is_far] = outside
    is_gap = np.arange(len(whole)) >= len(cut)
    return WalkNetwork(whole, is_gap, _nodes_at(whole, reached), off_m, parts)


def shortest_ways(network: WalkNetwork) -> Ways:
    """Return the metres between all places along the network, and the ways to retrace."""
    graph = network.graph
    links, kept = shortest_links(graph, graph.length)
    at, which = np.unique(network.node, return_inverse=True)
    away, before = dijkstra(links, directed=False, indices=at, return_predecessors=True)
    ends = zip(graph.tail[kept].tolist(), graph.head[kept].tolist(), strict=True)
    edge_of = {(min(pair), max(pair)): int(edge) for pair, edge in zip(ends, kept, strict=True)}
    return Ways(away[which][:, network.node], before[which].astype(np.int64), edge_of)


def way_between(network: WalkNetwork, ways: Ways, start: int, end: int) -> list[tuple[int, bool]]:
    """Return the edges from one place to another, each with whether it is walked tail to head."""
    node, goal = int(network.node[end]), int(network.node[start])
    found: list[tuple[int, bool]] = []
    while node != goal:
        earlier = int(ways.before[start, node])
        edge = ways.edge_of[min(earlier, node), max(earlier, node)]
        found.append((edge, int(network.graph.tail[edge]) == earlier))
        node = earlier
    return found[::-1]


def _nearest(lines: Lines, points: Lines) -> OnLanes:
    """Return where on the nearest line each point lies, the first of equally near ones."""
    edge = np.full(len(points), len(lines), dtype=np.int64)
    if len(points):
        who, which = shapely.STRtree(lines).query_nearest(points, all_matches=True)
        np.minimum.at(edge, who, which)
    return OnLanes(edge, shapely.line_locate_point(lines[edge], points))


def _bridges(graph: LaneGraph, edges: Integers) -> tuple[Lines, int]:
    """Return the shortest lines that tie together the parts that some edges lie in."""
    shape = (graph.nodes, graph.nodes)
    links = sparse.coo_matrix((np.ones(len(graph)), (graph.tail, graph.head)), shape=shape)
    _, part_of_node = connected_components(links, directed=False)
    part = part_of_node[graph.tail]
    wanted = np.unique(part[edges])
    shapes = np.array([shapely.multilinestrings(graph.lines[part == each]) for each in wanted])
    apart = np.maximum(shapely.distance(shapes[:, None], shapes[None]), SAME_M)
    one, other = minimum_spanning_tree(np.triu(apart, 1)).nonzero()
    return np.asarray(shapely.shortest_line(shapes[one], shapes[other]), dtype=object), len(wanted)


def _ends_of(lanes: Lines) -> Lines:
    """Return where lanes begin and end: a way that goes on there goes on by another name."""
    parts = shapely.get_parts(lanes)
    return np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])


def _cut(graph: LaneGraph, *positions: OnLanes) -> tuple[list[shapely.LineString], Floats]:
    """Cut the edges at some positions; return the pieces, and the point of each position.

    Positions within a centimetre of each other, or of an end, are one.
    """
    edge = np.concatenate([at.edge for at in positions])
    offset = np.round(np.concatenate([at.offset for at in positions]), 2)
    length = graph.length[edge]
    offset = np.where(offset < SAME_M, 0.0, np.where(offset > length - SAME_M, length, offset))
    points = shapely.get_coordinates(shapely.line_interpolate_point(graph.lines[edge], offset))
    for end, is_there in ((0, offset == 0.0), (-1, offset == length)):
        points[is_there] = shapely.get_coordinates(shapely.get_point(graph.lines[edge], end))[
            is_there
        ]
    inside = (offset > 0.0) & (offset < length)
    cut: list[shapely.LineString] = []
    for number, line in enumerate(graph.lines):
        here = np.flatnonzero(inside & (edge == number))
        _, first = np.unique(offset[here], return_index=True)
        cut += _pieces(line, offset[here[first]], points[here[first]]) if len(here) else [line]
    return cut, points


def _pieces(line: shapely.LineString, offsets: Floats, points: Floats) -> list[shapely.LineString]:
    """Return a line in pieces that meet in exactly these points of it."""
    corners = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    bounds = [0.0, *offsets.tolist(), float(along[-1])]
    ends = [corners[0], *points, corners[-1]]
    return [
        shapely.LineString(
            [ends[at], *corners[(along > low + 1e-6) & (along < high - 1e-6)], ends[at + 1]]
        )
        for at, (low, high) in enumerate(pairwise(bounds))
    ]


def _nodes_at(graph: LaneGraph, points: Floats) -> Integers:
    """Return the nodes that lie in exactly these points."""
    node_of: dict[tuple[float, float], int] = {}
    for nodes, end in ((graph.tail, 0), (graph.head, -1)):
        at = shapely.get_coordinates(shapely.get_point(graph.lines, end)).tolist()
        node_of |= {(x, y): node for (x, y), node in zip(at, nodes.tolist(), strict=True)}
    return np.array([node_of[x, y] for x, y in points.tolist()], dtype=np.int64)

"""The lanes as a graph: noded, joined, cut into lixels, with events brought onto it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geo.events import Events
from geo.snapping import snap

GRID_M = 0.05
"""Lines that pass closer than this meet: vertices are rounded to it before noding."""
JOIN_M = 1.0
"""A loose end this near to another lane was meant to meet it."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LaneGraph:
    """Edges between nodes, each with its line from tail to head.

    Edge ``e`` walked from tail to head is the directed edge 2e, walked back 2e + 1.
    """

    lines: NDArray[np.object_]
    tail: Integers
    head: Integers
    length: Floats
    nodes: int
    joined: int = 0

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def starts(self) -> Integers:
        """Return the node where each directed edge starts."""
        return np.column_stack([self.tail, self.head]).ravel()

    @cached_property
    def ends(self) -> Integers:
        """Return the node where each directed edge ends."""
        return np.column_stack([self.head, self.tail]).ravel()

    @cached_property
    def degree(self) -> Integers:
        """Return the ends of edges at each node; a loop has two."""
        return np.bincount(self.starts, minlength=self.nodes)

    def parts(self) -> int:
        """Return the number of parts that no lane connects."""
        shape = (self.nodes, self.nodes)
        links = sparse.coo_matrix((np.ones(len(self)), (self.tail, self.head)), shape=shape)
        _, part = connected_components(links, directed=False)
        return int(np.max(part, initial=-1)) + 1


class OnLanes(NamedTuple):
    """Positions on the graph: an edge and the metres from its tail."""

    edge: Integers
    offset: Floats


class Lixels(NamedTuple):
    """Equal pieces of every edge, in order of edge and offset; ``at`` holds their middles."""

    at: OnLanes
    length: Floats


def lane_graph(lines: NDArray[np.object_]) -> LaneGraph:
    """Return the graph of some lines: cut where they meet, whole between two junctions.

    Lines on top of each other are one. Loose ends within ``JOIN_M`` of another line are joined to
    it. The order of the lines, and where they were cut before, do not matter.
    """
    parts = shapely.get_parts(lines)
    parts = parts[np.argsort(shapely.to_wkb(parts))] if len(parts) else parts
    edges = _noded(parts)
    links = _links(edges)
    if len(links):
        edges = _noded(np.concatenate([edges, links]))
    graph = graph_of(edges)
    return LaneGraph(
        graph.lines, graph.tail, graph.head, graph.length, graph.nodes, joined=len(links)
    )


def graph_of(edges: NDArray[np.object_]) -> LaneGraph:
    """Return the graph of edges that meet at their ends only, as they are."""
    if not len(edges):
        none = np.zeros(0, dtype=np.int64)
        return LaneGraph(np.zeros(0, dtype=object), none, none, np.zeros(0), 0)
    ends = shapely.get_coordinates([shapely.get_point(edges, 0), shapely.get_point(edges, -1)])
    nodes, at = np.unique(ends, axis=0, return_inverse=True)
    tail, head = at.reshape(2, -1).astype(np.int64)
    return LaneGraph(np.asarray(edges), tail, head, shapely.length(edges), len(nodes))


def bring(events: Events, graph: LaneGraph, reach_m: float) -> tuple[OnLanes, Floats]:
    """Return where each event lies on the graph (edge -1: too far off), and how far off."""
    found = snap(events, graph.lines, reach_m)
    offset = np.full(len(events), np.nan)
    on = found.line >= 0
    lines = graph.lines[found.line[on]]
    offset[on] = shapely.line_locate_point(lines, shapely.points(events.x[on], events.y[on]))
    return OnLanes(found.line, offset), found.distance_m


def shortest_links(graph: LaneGraph, length: Floats) -> tuple[sparse.csr_matrix, Integers]:
    """Return the shortest edge between each two nodes as a matrix, and which edges those are.

    Loops lead nowhere and are left out.
    """
    low, high = np.minimum(graph.tail, graph.head), np.maximum(graph.tail, graph.head)
    order = np.lexsort((length, high, low))
    order = order[low[order] != high[order]]
    _, first = np.unique(low[order] * graph.nodes + high[order], return_index=True)
    kept = order[first]
    shape = (graph.nodes, graph.nodes)
    links = sparse.csr_matrix((np.maximum(length[kept], 1e-12), (low[kept], high[kept])), shape)
    return links, kept


def lixels(graph: LaneGraph, lixel_m: float) -> Lixels:
    """Cut every edge into equal pieces of at most ``lixel_m``."""
    pieces = np.maximum(np.ceil(graph.length / lixel_m - 1e-9), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(graph)), pieces)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    length = (graph.length / pieces)[edge]
    return Lixels(OnLanes(edge, (number + 0.5) * length), length)


def lixel_of(pieces: Lixels, at: OnLanes) -> Integers:
    """Return the lixel of each position, -1 for a position on no edge."""
    edges = int(pieces.at.edge.max(initial=-1)) + 1
    first = np.searchsorted(pieces.at.edge, np.arange(edges))
    count = np.bincount(pieces.at.edge, minlength=edges)
    found = np.full(len(at.edge), -1, dtype=np.int64)
    on = at.edge >= 0
    edge = at.edge[on]
    number = np.floor(at.offset[on] / pieces.length[first[edge]]).astype(np.int64)
    found[on] = first[edge] + np.clip(number, 0, count[edge] - 1)
    return found


def lixel_lines(graph: LaneGraph, pieces: Lixels) -> NDArray[np.object_]:
    """Return the geometry of each lixel: its two borders and the corners of the lane between."""
    half = pieces.length / 2
    lines = graph.lines[pieces.at.edge]
    borders = [pieces.at.offset - half, pieces.at.offset + half]
    number = np.arange(len(lines))
    ends = [shapely.get_coordinates(shapely.line_interpolate_point(lines, b)) for b in borders]
    corner, edge, along = _corners(graph)
    of = lixel_of(pieces, OnLanes(edge, along))
    slack = 1e-6
    inside = (along > borders[0][of] + slack) & (along < borders[1][of] - slack)
    points = np.concatenate([ends[0], ends[1], corner[inside]])
    lixel = np.concatenate([number, number, of[inside]])
    distance = np.concatenate([*borders, along[inside]])
    order = np.lexsort((distance, lixel))
    return np.asarray(shapely.linestrings(points[order], indices=lixel[order]), dtype=object)


def _corners(graph: LaneGraph) -> tuple[Floats, Integers, Floats]:
    """Return the vertices of all edges, whose they are, and their metres from its tail."""
    points, edge = shapely.get_coordinates(graph.lines, return_index=True)
    step = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
    first = np.searchsorted(edge, np.arange(len(graph)))
    step[first] = 0.0
    walked = np.cumsum(step)
    return points, edge.astype(np.int64), walked - walked[first][edge]


def _noded(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the lines cut at every meeting, merged through pseudo nodes, in a fixed order."""
    merged = shapely.line_merge(shapely.union_all(parts, grid_size=GRID_M))
    edges = _one_way(shapely.get_parts(merged))
    return np.asarray(edges[np.argsort(shapely.to_wkb(edges))], dtype=object)


def _one_way(edges: NDArray[np.object_]) -> NDArray[np.object_]:
    """Turn every line the same way, whichever way it came.

    A loop that hangs on a junction keeps its ends there: normalizing would turn it round until it
    begins elsewhere, and nothing would meet it any more.
    """
    found = np.asarray(shapely.normalize(edges), dtype=object)
    for at in np.flatnonzero(shapely.is_closed(edges)):
        end = shapely.get_point(edges[at], 0)
        if (shapely.intersects(edges, end)).sum() > 1:
            both = (edges[at], shapely.reverse(edges[at]))
            found[at] = min(both, key=shapely.to_wkb)
    return found


def _links(edges: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return short lines from loose ends to the lane they nearly touch."""
    graph = graph_of(edges)
    if not len(graph):
        return np.zeros(0, dtype=object)
    loose = graph.degree[graph.starts] == 1
    edge = np.flatnonzero(loose) // 2
    at = np.where(np.flatnonzero(loose) % 2 == 0, 0, -1)
    ends = shapely.get_point(edges[edge], at)
    who, near = shapely.STRtree(edges).query(ends, predicate="dwithin", distance=JOIN_M)
    other = near != edge[who]
    who, near = who[other], near[other]
    order = np.lexsort((near, shapely.distance(ends[who], edges[near]), who))
    _, first = np.unique(who[order], return_index=True)
    chosen = order[first]
    return np.asarray(shapely.shortest_line(ends[who[chosen]], edges[near[chosen]]), dtype=object)


def positions(edge: ArrayLike, offset: ArrayLike) -> OnLanes:
    """Return positions from plain columns."""
    return OnLanes(np.asarray(edge, dtype=np.int64), np.asarray(offset, dtype=np.float64))

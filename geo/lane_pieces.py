"""Pieces of lane as units: cut from the graph, kept in the area, each with its events."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.lane_graph import (
    LaneGraph,
    Lixels,
    OnLanes,
    bring,
    lane_graph,
    lixel_lines,
    lixel_of,
    lixels,
)
from geo.result import Units
from geo.tessellation import group_ids

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class LaneNet(NamedTuple):
    """The lanes as a graph in pieces, and where on them the events lie (and how far off)."""

    graph: LaneGraph
    pieces: Lixels
    at: OnLanes
    off_m: Floats


class LanePieces(NamedTuple):
    """The pieces in the area: ``number`` is which of the net's each is, ``where`` the piece of
    each event, -1 for none.
    """

    units: Units
    number: Integers
    length: Floats
    middles: NDArray[np.object_]
    where: Integers
    members: tuple[Integers, ...]
    counts: Floats


def lane_net(events: Events, lanes: Units, piece_m: float, reach_m: float) -> LaneNet:
    """Cut the lanes into pieces of at most ``piece_m`` and bring the events onto them."""
    graph = lane_graph(lanes.geometry)
    at, off_m = bring(events, graph, reach_m)
    return LaneNet(graph, lixels(graph, piece_m), at, off_m)


def pieces_in(
    net: LaneNet, events: Events, area: BaseGeometry, lanes: Units, reach_m: float, kind: str
) -> LanePieces:
    """Keep the pieces in the area, or as near to it as an event may lie off its lane."""
    graph, pieces = net.graph, net.pieces
    lines = lixel_lines(graph, pieces)
    middles = shapely.line_interpolate_point(graph.lines[pieces.at.edge], pieces.at.offset)
    inside = np.ones(len(lines), dtype=bool)
    if not area.is_empty:
        shapely.prepare(area)
        inside = shapely.dwithin(area, middles, reach_m)
    kept = np.flatnonzero(inside)
    number = np.full(len(lines) + 1, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    where = number[lixel_of(pieces, net.at)]
    on = where >= 0
    counts = np.bincount(where[on], events.weights[on], minlength=len(kept))
    return LanePieces(
        Units(kind, lines[kept], _names(lanes, middles[kept])),
        kept,
        pieces.length[kept],
        middles[kept],
        where,
        group_ids(where, events.ids, len(kept)),
        counts.astype(np.float64),
    )


def touching(net: LaneNet, kept: Integers) -> sparse.csr_matrix:
    """Return 0/1 for kept pieces that meet end to end, along a lane or at a junction."""
    edge = net.pieces.at.edge
    first = np.flatnonzero(np.diff(edge, prepend=-1) != 0)
    last = np.flatnonzero(np.diff(edge, append=-1) != 0)
    along = np.flatnonzero(np.diff(edge) == 0)
    nodes = np.concatenate([net.graph.tail, net.graph.head])
    ends = np.concatenate([first, last])
    at_node = sparse.csr_matrix(
        (np.ones(len(nodes)), (ends, nodes)), shape=(len(edge), max(net.graph.nodes, 1))
    )
    meets = at_node @ at_node.T
    steps = sparse.csr_matrix((np.ones(len(along)), (along, along + 1)), shape=meets.shape)
    links = sparse.csr_matrix(meets + steps + steps.T)[kept][:, kept].tocoo()
    apart = links.row != links.col
    i, j = links.row[apart], links.col[apart]
    return sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=links.shape)


def _names(lanes: Units, middles: NDArray[np.object_]) -> tuple[str, ...]:
    """Return the label of the nearest lane of each piece; the first of equal ones."""
    nearest = np.full(len(middles), len(lanes), dtype=np.int64)
    if len(middles):
        who, which = shapely.STRtree(lanes.geometry).query_nearest(middles, all_matches=True)
        np.minimum.at(nearest, who, which)
    return tuple(lanes.labels[i] for i in nearest)

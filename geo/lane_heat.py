"""Density along lanes by heat: every event spreads along the lanes as warmth does.

Reference: McSwiggan, Baddeley and Nair 2017. The Gaussian kernel on a network is the solution of
the heat equation; at junctions it splits as it flows, at dead ends it is kept, so that every event
always weighs exactly 1. The work grows with the pieces of lane and not with the ways between them.

The lanes are cut into short pieces; what passes between two of them is in proportion to the
difference of their densities. Time goes in a few implicit steps, of which each keeps the sum.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from geo.lane_graph import LaneGraph, Lixels, OnLanes, lixel_of, lixels

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FINENESS = 20
"""Pieces are at most this part of the spread."""
FINEST_M = 1.0
STEPS = 24
DAMPING = 4
"""The first steps are halved and fully implicit: they take out what single events leave jagged."""


def heat_density(
    graph: LaneGraph, events: OnLanes, weights: Floats, places: OnLanes, spread_m: float
) -> Floats:
    """Return events per metre at the places, each a Gaussian of that spread along the lanes."""
    pieces = lixels(graph, max(spread_m / FINENESS, FINEST_M))
    on = events.edge >= 0
    at = OnLanes(events.edge[on], events.offset[on])
    density = _spread(graph, pieces, _deposited(pieces, at, weights[on]), spread_m)
    left, right, part = _between(pieces, places)
    found = (1 - part) * density[left] + part * density[right]
    return np.asarray(np.maximum(found, 0.0))


def heat_on(
    graph: LaneGraph, pieces: Lixels, events: OnLanes, weights: Floats, spread_m: float
) -> Floats:
    """Return the mean density over each of the given pieces: the sum over them is exact."""
    on = events.edge >= 0
    at = OnLanes(events.edge[on], events.offset[on])
    share = np.ceil(pieces.length / max(spread_m / FINENESS, FINEST_M)).astype(np.int64)
    fine = _finer(pieces, np.maximum(share, 1))
    density = _spread(graph, fine, _deposited(fine, at, weights[on]), spread_m)
    whole = np.repeat(np.arange(len(pieces.length)), np.maximum(share, 1))
    held = np.bincount(whole, density * fine.length, minlength=len(pieces.length))
    return np.asarray(held / pieces.length)


def _finer(pieces: Lixels, share: Integers) -> Lixels:
    """Cut every piece into so many equal ones."""
    which = np.repeat(np.arange(len(share)), share)
    number = np.arange(len(which)) - np.repeat(np.cumsum(share) - share, share)
    length = (pieces.length / share)[which]
    begin = pieces.at.offset[which] - pieces.length[which] / 2
    return Lixels(OnLanes(pieces.at.edge[which], begin + (number + 0.5) * length), length)


def _deposited(pieces: Lixels, at: OnLanes, weights: Floats) -> Floats:
    """Share every event between the two pieces whose middles it lies between."""
    left, right, part = _between(pieces, at)
    size = len(pieces.length)
    return np.asarray(
        np.bincount(left, weights * (1 - part), minlength=size)
        + np.bincount(right, weights * part, minlength=size),
        dtype=np.float64,
    )


def _between(pieces: Lixels, at: OnLanes) -> tuple[Integers, Integers, Floats]:
    """Return the pieces on both sides of a position on one edge, and the part of the second.

    Before the first middle of an edge, and beyond the last, both are the same piece.
    """
    own = lixel_of(pieces, at)
    beyond = at.offset >= pieces.at.offset[own]
    other = np.clip(np.where(beyond, own + 1, own - 1), 0, max(len(pieces.length) - 1, 0))
    other = np.where(pieces.at.edge[other] == pieces.at.edge[own], other, own)
    left, right = np.minimum(own, other), np.maximum(own, other)
    width = pieces.at.offset[right] - pieces.at.offset[left]
    step = at.offset - pieces.at.offset[left]
    part = np.divide(step, width, out=np.zeros(len(step)), where=width > 0)
    return left, right, part


def _spread(graph: LaneGraph, pieces: Lixels, mass: Floats, spread_m: float) -> Floats:
    """Return the density of each piece once the mass has spread so far."""
    if not len(mass):
        return mass
    flow = _conductance(graph, pieces)
    room = sparse.diags_array(pieces.length).tocsc()
    time = spread_m**2 / 2
    step = time / STEPS
    half = splu((room + flow * (step / 2)).tocsc())
    density = mass / pieces.length
    for _ in range(DAMPING):
        density = half.solve(pieces.length * density)
    explicit = (room - flow * (step / 2)).tocsr()
    for _ in range(STEPS - DAMPING // 2):
        density = half.solve(explicit @ density)
    return np.asarray(density)


def _conductance(graph: LaneGraph, pieces: Lixels) -> sparse.csc_array:
    """Return how easily warmth passes between pieces, as a Laplacian: its columns sum to 0.

    A node holds no warmth: what arrives there goes on to all its other ends, by how near the
    middles of their pieces are.
    """
    size, edge = len(pieces.length), pieces.at.edge
    along = np.flatnonzero(np.diff(edge) == 0)
    i, j = [along], [along + 1]
    value = [2.0 / (pieces.length[along] + pieces.length[along + 1])]
    first = np.flatnonzero(np.diff(edge, prepend=-1) != 0)
    last = np.flatnonzero(np.diff(edge, append=-1) != 0)
    ends, nodes = np.concatenate([first, last]), np.concatenate([graph.tail, graph.head])
    ease = 2.0 / pieces.length[ends]
    total = np.bincount(nodes, ease, minlength=graph.nodes)
    order = np.argsort(nodes, kind="stable")
    start = np.searchsorted(nodes[order], np.arange(graph.nodes + 1))
    for degree in np.unique(np.diff(start)):
        if degree < 2:
            continue
        at = start[:-1][np.diff(start) == degree]
        group = order[at[:, None] + np.arange(degree)]
        a, b = np.triu_indices(degree, 1)
        one, two = group[:, a].ravel(), group[:, b].ravel()
        i.append(ends[one])
        j.append(ends[two])
        value.append(ease[one] * ease[two] / total[nodes[one]])
    row, column, each = np.concatenate(i), np.concatenate(j), np.concatenate(value)
    one_way = sparse.coo_array((each, (row, column)), shape=(size, size))
    links = (one_way + one_way.T).tocsc()
    links.setdiag(0.0)
    return sparse.csc_array(sparse.diags_array(links.sum(axis=0)) - links)

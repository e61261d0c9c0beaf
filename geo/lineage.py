"""Who became what when boundaries changed: shares of ground, of incidents, of people.

Ground is measured exactly (overlay of outlines in metres). People are known only where the ground
leaves no doubt: an area with one heir, or one whose heirs come from nowhere else. An overlap below
the stated share of both areas is a sliver: outlines drawn twice never agree to the metre.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Kind = Literal["split", "merge", "rename", "recode", "part"]
KINDS: tuple[Kind, ...] = ("split", "merge", "rename", "recode", "part")
SLIVER_SHARE = 0.02
"""Under a fiftieth of both areas: outlines of one ward by different makers differ by about that."""


@dataclass(frozen=True)
class Outline:
    """One area as lineage sees it: names, people where known, ground in metres."""

    code: str
    name: str
    geometry: BaseGeometry
    people: int | None = None


@dataclass(frozen=True)
class Pair:
    """What of the old area (by position) went to the new one.

    `share_area` and `share_incidents` are parts of the old area's, `share_of_new` is the part of
    the new area that comes from the old one; None: not known.
    """

    old: int
    new: int
    kind: Kind
    area_m2: float
    share_area: float
    share_of_new: float
    share_incidents: float | None
    share_people: float | None
    is_sliver: bool


@dataclass(frozen=True)
class Lineage:
    """All pairs, by old and new; and what has no counterpart, as a part of each area."""

    pairs: tuple[Pair, ...]
    left_over: NDArray[np.float64]
    """By old area: the part that lies in no new one."""
    from_nowhere: NDArray[np.float64]
    """By new area: the part that comes from no old one."""


def trace(
    old: Sequence[Outline],
    new: Sequence[Outline],
    points: NDArray[np.float64] | None = None,
    sliver_share: float = SLIVER_SHARE,
) -> Lineage:
    """Compute the lineage of two sets of areas; `points` are incidents, (n, 2) in metres."""
    before, after = _shapes(old), _shapes(new)
    i, j, ground = _overlay(before, after)
    area_old, area_new = shapely.area(before), shapely.area(after)
    of_old, of_new = _part(ground, area_old[i]), _part(ground, area_new[j])
    is_sliver = (of_old < sliver_share) & (of_new < sliver_share)
    incidents = _incident_shares(before, after, points)
    heirs = np.bincount(i[~is_sliver], minlength=len(old))
    parents = np.bincount(j[~is_sliver], minlength=len(new))
    pairs = []
    for n, (a, b) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        kind = _kind(old[a], new[b], int(heirs[a]), int(parents[b]))
        known = incidents.get((a, b), 0.0 if (a, -1) in incidents else None)
        pairs.append(
            Pair(
                a, b, "part" if is_sliver[n] else kind, float(ground[n]), float(of_old[n]),
                float(of_new[n]), known, None, bool(is_sliver[n]),
            )
        )  # fmt: skip
    return Lineage(
        tuple(_with_people(pairs, new)),
        _missing(area_old, i, ground),
        _missing(area_new, j, ground),
    )


def _shapes(outlines: Sequence[Outline]) -> NDArray[np.object_]:
    shapes = np.empty(len(outlines), dtype=object)
    shapes[:] = [outline.geometry for outline in outlines]
    return shapes


def _overlay(
    before: NDArray[np.object_], after: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the pairs that share ground, by old and new, and how much; touching is not sharing."""
    if not len(before) or not len(after):
        none = np.empty(0, dtype=np.int64)
        return none, none, np.empty(0)
    i, j = shapely.STRtree(after).query(before, predicate="intersects")
    ground = shapely.area(shapely.intersection(before[i], after[j]))
    shared = ground > 0
    i, j, ground = i[shared], j[shared], ground[shared]
    order = np.lexsort((j, i))
    return i[order], j[order], ground[order]


def _part(of: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide; rounding of an overlay never makes a part greater than the whole."""
    shares: NDArray[np.float64] = np.clip(of / whole, 0.0, 1.0)
    return shares


def _missing(
    whole: NDArray[np.float64], which: NDArray[np.int64], ground: NDArray[np.float64]
) -> NDArray[np.float64]:
    found = np.bincount(which, ground, minlength=len(whole))
    return _part(whole - found, whole)


def _kind(old: Outline, new: Outline, heirs: int, parents: int) -> Kind:
    """Name what happened, slivers aside."""
    if heirs > 1:
        return "split" if parents == 1 else "part"
    if parents > 1:
        return "merge"
    if old.code != new.code:
        return "recode"
    return "rename" if old.name != new.name else "part"


def _incident_shares(
    before: NDArray[np.object_],
    after: NDArray[np.object_],
    points: NDArray[np.float64] | None,
) -> dict[tuple[int, int], float]:
    """Return shares by pair; (old, -1) stands there for each old area that holds any incident."""
    if points is None or not len(points):
        return {}
    was, now = (position_of(shapes, points) for shapes in (before, after))
    inside = was >= 0
    counts: dict[tuple[int, int], int] = {}
    totals: dict[int, int] = {}
    for a, b in zip(was[inside].tolist(), now[inside].tolist(), strict=True):
        totals[a] = totals.get(a, 0) + 1
        if b >= 0:
            counts[a, b] = counts.get((a, b), 0) + 1
    shares = {(a, b): n / totals[a] for (a, b), n in counts.items()}
    return shares | {(a, -1): 1.0 for a in totals}


def position_of(shapes: NDArray[np.object_], points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the position of the area that each point lies in, the first of several; -1: none."""
    where = np.full(len(points), len(shapes), dtype=np.int64)
    if len(shapes):
        point, shape = shapely.STRtree(shapes).query(shapely.points(points), predicate="intersects")
        np.minimum.at(where, point, shape)
    where[where == len(shapes)] = -1
    return where


def _with_people(pairs: Sequence[Pair], new: Sequence[Outline]) -> list[Pair]:
    """Add the share of people where it follows: one heir takes all; heirs without other parents
    share by their own people."""
    heirs: dict[int, list[Pair]] = {}
    parents: dict[int, set[int]] = {}
    for pair in pairs:
        if not pair.is_sliver:
            heirs.setdefault(pair.old, []).append(pair)
            parents.setdefault(pair.new, set()).add(pair.old)
    shares: dict[tuple[int, int], float] = {}
    for old, own in heirs.items():
        people = [new[pair.new].people for pair in own]
        known = [each for each in people if each is not None]
        only_child = all(parents[pair.new] == {old} for pair in own)
        if len(own) == 1:
            shares[old, own[0].new] = 1.0
        elif only_child and len(known) == len(people) and sum(known) > 0:
            for pair, each in zip(own, known, strict=True):
                shares[old, pair.new] = each / sum(known)
    settled = {old for old, _ in shares}

    def share(pair: Pair) -> float | None:
        if pair.is_sliver:
            return 0.0 if pair.old in settled else None
        return shares.get((pair.old, pair.new))

    return [replace(pair, share_people=share(pair)) for pair in pairs]

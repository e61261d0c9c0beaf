"""How well a map of risk pointed: hit rate, PAI, PEI and RRI over the whole curve of coverage.

Reference: Chainey, Tompson and Uhlig 2008 (PAI); Hunt 2016 (PEI); Levine 2008 (RRI). The measure
of a unit is its area, or its length for lanes.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SLACK = 1e-9


class Blocks(NamedTuple):
    """Units of equal risk taken together, the highest first: events, size and units of each."""

    events: Floats
    size: Floats
    units: Integers


class Chosen(NamedTuple):
    """Per coverage what the units of highest risk hold, and how much of the whole they are."""

    hits: Floats
    size: Floats


class Fold(NamedTuple):
    """One map against the days after it. Per coverage: hits, size, best hits, hits before."""

    events: float
    hits: Floats
    share: Floats
    best: Floats
    events_before: float
    hits_before: Floats


class Score(NamedTuple):
    """Folds taken together, per coverage; NaN where nothing was marked or nothing happened."""

    share: Floats
    hit_rate: Floats
    pai: Floats
    best_pai: Floats
    pei: Floats
    rri: Floats
    hits: Floats
    events: float


def blocks(risk: ArrayLike, events: ArrayLike, size: ArrayLike) -> Blocks:
    """Return the units in blocks of equal risk, the highest first."""
    levels, at = np.unique(-np.asarray(risk, dtype=float), return_inverse=True)
    at = at.reshape(-1)
    return Blocks(
        np.bincount(at, np.asarray(events, dtype=float), minlength=len(levels)).astype(float),
        np.bincount(at, np.asarray(size, dtype=float), minlength=len(levels)).astype(float),
        np.bincount(at, minlength=len(levels)),
    )


def choose(parts: Blocks, budgets: ArrayLike) -> Chosen:
    """Return what may be marked with so much area (or length) each.

    Whole units only, from the highest risk on. Of a block of equal risk that does not fit, as
    many units as fit are taken, with that part of the block's events: which ones is left open.
    """
    budget = np.atleast_1d(np.asarray(budgets, dtype=float))
    slack = _SLACK * float(parts.size.sum())
    size = np.concatenate([[0.0], np.cumsum(parts.size)])
    events = np.concatenate([[0.0], np.cumsum(parts.events)])
    whole = np.searchsorted(size, budget + slack, side="right") - 1
    following = np.minimum(whole, len(parts.units) - 1)
    many, room = parts.units[following], budget - size[whole]
    each = parts.size[following] / many
    fitting = np.floor((room + slack) / np.where(each > 0, each, np.inf))
    part = np.where(whole < len(parts.units), np.clip(fitting / many, 0.0, 1.0), 0.0)
    return Chosen(
        events[whole] + part * parts.events[following], size[whole] + part * parts.size[following]
    )


def needed_share(risk: ArrayLike, events: ArrayLike, size: ArrayLike, part: float) -> float:
    """Return the share of the whole that must be marked to hold that part of the events.

    NaN without events.
    """
    found = blocks(risk, events, size)
    total = found.events.sum()
    if total == 0:
        return np.nan
    reached = np.flatnonzero(np.cumsum(found.events) >= part * total * (1 - _SLACK))
    return float(found.size[: reached[0] + 1].sum() / found.size.sum())


def judge(
    risk: ArrayLike,
    size: ArrayLike,
    events: ArrayLike,
    before: ArrayLike,
    coverage: Sequence[float],
) -> Fold:
    """Hold one map against the events of the days after it, and those it was made from."""
    sizes, counts = np.asarray(size, dtype=float), np.asarray(events, dtype=float)
    whole = float(sizes.sum())
    chosen = choose(blocks(risk, counts, sizes), np.asarray(coverage) * whole)
    best = choose(blocks(counts / sizes, counts, sizes), chosen.size)
    earlier = choose(blocks(risk, before, sizes), np.asarray(coverage) * whole)
    return Fold(
        float(counts.sum()),
        chosen.hits,
        chosen.size / whole,
        np.maximum(best.hits, chosen.hits),
        float(np.sum(before)),
        earlier.hits,
    )


def together(folds: Sequence[Fold]) -> Score:
    """Return the measures over all folds in which anything happened."""
    used = [fold for fold in folds if fold.events > 0]
    if not used:
        unknown = np.full(len(folds[0].hits) if folds else 0, np.nan)
        return Score(unknown, unknown, unknown, unknown, unknown, unknown, unknown, 0.0)
    hits = np.sum([fold.hits for fold in used], axis=0)
    best = np.sum([fold.best for fold in used], axis=0)
    before = np.sum([fold.hits_before for fold in used], axis=0)
    share = np.mean([fold.share for fold in used], axis=0)
    total = sum(fold.events for fold in used)
    total_before = sum(fold.events_before for fold in used)
    marked = np.where(share > 0, share, np.nan)
    rate = hits / total
    return Score(
        share,
        rate,
        rate / marked,
        best / total / marked,
        _ratio(hits, best),
        _ratio(rate, before / total_before if total_before else np.zeros(len(rate))),
        hits,
        float(total),
    )


def _ratio(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.divide(a, b, out=np.full(len(a), np.nan), where=b > 0))

"""Totals without points in other boundaries: shared out by stated shares, never invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Recast:
    """`values` by new area; `lost`: by old area, what its shares did not hand on."""

    values: dict[int, float]
    lost: dict[int, float]
    parts: dict[int, tuple[tuple[int, float], ...]]
    """By new area: which old areas gave how much, most first."""


def recast(values: Mapping[int, float], shares: Iterable[tuple[int, int, float]]) -> Recast:
    """Share the values of old areas out among new ones: (old, new, share of the old).

    Shares of one old area may add up to less than 1: the rest is told as lost, not spread.
    """
    parts: dict[int, list[tuple[int, float]]] = {}
    given: dict[int, float] = dict.fromkeys(values, 0.0)
    for old, new, share in shares:
        if old in values and share > 0:
            parts.setdefault(new, []).append((old, values[old] * share))
            given[old] += share
    return Recast(
        {new: sum(amount for _, amount in each) for new, each in parts.items()},
        {
            old: values[old] * (1.0 - share)
            for old, share in given.items()
            if values[old] and share < 1.0 - 1e-9
        },
        {new: tuple(sorted(each, key=lambda one: -one[1])) for new, each in parts.items()},
    )


def chain(
    first: Iterable[tuple[int, int, float]], then: Iterable[tuple[int, int, float]]
) -> list[tuple[int, int, float]]:
    """Join the shares of two changes that follow each other; what the second leaves alone stays."""
    onward: dict[int, list[tuple[int, float]]] = {}
    for middle, last, share in then:
        onward.setdefault(middle, []).append((last, share))
    joined: dict[tuple[int, int], float] = {}
    for old, middle, share in first:
        for last, further in onward.get(middle, [(middle, 1.0)]):
            joined[old, last] = joined.get((old, last), 0.0) + share * further
    return [(old, last, share) for (old, last), share in joined.items()]

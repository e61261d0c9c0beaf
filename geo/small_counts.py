"""Counts that may be published: small ones unnamed, and no total that would give them away.

A count below five is told as "<5". Where a total and its parts are published together, the missing
part is their difference; so the larger ones are rounded down, as coarsely as it takes until every
small count could still be two different numbers. What is published is a tree of sums, so intervals
carried up and down it are exact (Cox 1987, controlled rounding; Hundepool et al. 2012, ch. 4).
"""

from collections.abc import Iterator, Sequence
from itertools import count
from math import inf
from typing import NamedTuple

FEWEST = 5
FEW = "<5"
COARSEST = 10

Span = tuple[float, float]


class Part(NamedTuple):
    """A count, and where it is published the counts that it is made of."""

    number: int
    children: tuple[int, ...] = ()


class Split(NamedTuple):
    """Parts that are published beside their total; `is_whole`: together they are the total."""

    parts: Sequence[Part]
    is_whole: bool = True


class Spans(NamedTuple):
    """What is published of the same total in other words, such as classes on a map."""

    spans: Sequence[Span]
    is_whole: bool = True


def told(number: int, step: int) -> int | str:
    """Return what is published of a count: "<5", or rounded down to a multiple of `step`."""
    if number < FEWEST:
        return FEW
    return max(FEWEST, number - number % step)


def span_of(number: int, step: int) -> Span:
    """Return the least and the most that a published count may stand for."""
    if number < FEWEST:
        return 0, FEWEST - 1
    least = max(FEWEST, number - number % step)
    return least, number - number % step + step - 1


def step_for(
    total: int,
    splits: Sequence[Split],
    beside: Sequence[Spans] = (),
    apart: Sequence[Part] = (),
) -> int | None:
    """Return the finest step at which no count of 1 to 4 can be worked out; None: there is none.

    `splits` are the ways in which the total is told by parts; `apart` are parts that are told too
    but are not in the total.
    """
    most = COARSEST * max(total, FEWEST)  # with a coarser step nothing changes any more
    steps = (each for each in _steps(most) if not _gives_away(each, total, splits, beside, apart))
    return next(steps, None)


def _steps(most: int) -> Iterator[int]:
    """5, 10, 25, 50, 100, 250 and so on, as people round: up to the first one above `most`."""
    for power in count():
        for first in (5, 10, 25):
            yield first * 10**power
            if first * 10**power > most:
                return


def _gives_away(
    step: int,
    total: int,
    splits: Sequence[Split],
    beside: Sequence[Spans],
    apart: Sequence[Part],
) -> bool:
    told_parts = [Spans([_known(part, step) for part in each.parts], each.is_whole)
                  for each in splits]  # fmt: skip
    span = span_of(total, step)
    for each in (*told_parts, *beside):
        span = _meet(span, _sum(each))
    if _is_pinned(span):
        return True
    for split, known in zip(splits, told_parts, strict=True):
        for part, narrowed in zip(split.parts, _within(known, span), strict=True):
            if _tells(part, narrowed, step):
                return True
    others = any(_is_pinned(each) for known in beside for each in _within(known, span))
    return others or any(_tells(part, _known(part, step), step) for part in apart)


def _known(part: Part, step: int) -> Span:
    """Return what a part and its children say of the part."""
    span = span_of(part.number, step)
    return _meet(span, _sum(_children(part, step))) if part.children else span


def _children(part: Part, step: int) -> Spans:
    return Spans([span_of(each, step) for each in part.children])


def _tells(part: Part, span: Span, step: int) -> bool:
    """Say whether a part, or one of its children, can be worked out."""
    return _is_pinned(span) or any(map(_is_pinned, _within(_children(part, step), span)))


def _is_pinned(span: Span) -> bool:
    return span[0] == span[1] and 0 < span[1] < FEWEST


def _meet(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _sum(known: Spans) -> Span:
    most = sum(high for _, high in known.spans) if known.is_whole else inf
    return sum(low for low, _ in known.spans), most


def _within(known: Spans, total: Span) -> list[Span]:
    """Narrow the spans of parts by what their sum may be."""
    lows, highs = _sum(known)
    return [
        (max(low, total[0] - (highs - high)), min(high, total[1] - (lows - low)))
        for low, high in known.spans
    ]

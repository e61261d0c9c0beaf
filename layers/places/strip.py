"""A place's strip of time: its states as bands, incidents and actions as marks, on one scale."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

WIDE = 1000.0


class Band(NamedTuple):
    """A state from one mark to the next, in thousandths of the strip."""

    x: float
    width: float
    state: str
    first: date
    last: date


class Mark(NamedTuple):
    """An incident or an action on its day."""

    x: float
    day: date
    row: dict[str, Any]


class Strip(NamedTuple):
    first: date
    last: date
    bands: list[Band]
    incidents: list[Mark]
    actions: list[Mark]


def make_strip(
    events: Sequence[dict[str, Any]],
    incidents: Sequence[dict[str, Any]],
    actions: Sequence[dict[str, Any]],
    as_of: date,
) -> Strip:
    """Lay out what happened at a place up to a day; every row has its mark."""
    days = [each["happened_on"] for each in events] + [each["occurred_on"] for each in incidents]
    days += [each["acted_on"] for each in actions]
    first = min([*days, as_of]) - timedelta(1)
    last = max([*days, as_of]) + timedelta(1)
    span = (last - first).days

    def at(day: date) -> float:
        return float(round(WIDE * (day - first).days / span, 2))

    ends = [each["happened_on"] for each in events[1:]] + [last]
    bands = [
        Band(at(e["happened_on"]), round(at(end) - at(e["happened_on"]), 2), e["to_state"],
             e["happened_on"], end)
        for e, end in zip(events, ends, strict=True)
    ]  # fmt: skip
    return Strip(
        first,
        last,
        bands,
        [Mark(at(each["occurred_on"]), each["occurred_on"], each) for each in incidents],
        [Mark(at(each["acted_on"]), each["acted_on"], each) for each in actions],
    )

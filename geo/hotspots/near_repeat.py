"""Near repeats: is an event soon followed by others nearby, more than chance would have it?

Reference: Knox 1964 (pairs close in space and time); Johnson and Bowers 2004, Ratcliffe 2009
(bands, near repeats); Rogerson 2001 (who carries it).

What the numbers mean: pairs of events are counted by bands of distance and of days, and compared
with shuffles of the days over the events, which keep every place and every day. A band holds its
lower end and not its upper one; the same place is a band of its own. Bands with at least
``least_ratio`` times the expected pairs and p ≤ 0.05, unbroken from the nearest and soonest band,
are the pattern. The map then shows the places that carry it: ``value`` is the pairs of the pattern
at a place, ``expected`` those of chance, ``score`` their ratio, and ``p`` is exact: the days of all
other events are shuffled. Lines lead from an earlier event to where it was followed.

When not to trust it: dates known to the month only; a season or a campaign that concentrates days
and places at once also makes near repeats; events outside the area are missing as partners.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import PER_EXPECTED, QUIET, UNTESTED, Drawing, levels
from geo.events import Events
from geo.hotspots.base import Method
from geo.hotspots.near_repeat_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.interaction import Interaction, jacquez, mantel
from geo.knox import KnoxTable, Local, Pairs, knox_table, local_knox, pairs_by_distance
from geo.places import CLOSED_M, places_by_distance, representative_point
from geo.result import HotspotResult, Units, rank_by
from geo.significance import benjamini_hochberg, reject
from geo.spread import Spread, in_turn
from geo.text import Text

__all__ = ["METHOD", "run"]

ALPHA = 0.05
LEVELS = ((3, 0.01), (2, 0.05), (1, 0.10))
MOST_WORK = 4_000_000_000
"""Pairs times shuffles, some seconds; with more pairs fewer shuffles are made, and it is said."""
FEWEST_SHUFFLES = 99
MOST_FOR_MATRICES = 1000
JACQUEZ_K = 3

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Pattern(NamedTuple):
    """The bands that are more than chance: rows first … last of distance, columns to ``upto``."""

    first: int
    last: int
    upto: int


class Found(NamedTuple):
    """Places with pairs of the pattern: rows of their events, links, and the test of each."""

    rows: list[Integers]
    pairs: Floats
    expected: Floats
    p: Floats
    p_adjusted: Floats
    shapes: list[BaseGeometry]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
    spread: Spread = in_turn,
) -> HotspotResult:
    """List the places that carry near repeats, none where there is no pattern of them."""
    used = METHOD.check(parameters)
    kept = events.take(events.dated)
    points, days = np.column_stack([kept.x, kept.y]), _days(kept)
    space, time = _breaks(used)
    pairs = pairs_by_distance(points, space)
    shuffles = _affordable(cast("int", used["permutations"]), int(pairs.start[-1]))
    rng = np.random.default_rng(seed)
    table = knox_table(
        kept.x, kept.y, days, space, time, permutations=shuffles, rng=rng, spread=spread
    )
    pattern = find_pattern(table, cast("float", used["least_ratio"]))
    found = _carriers(kept, pairs, pattern, time, cast("float", used["same_place_m"]))
    global_tests = _global_tests(kept, days, used, np.random.default_rng([seed, 1]))
    return HotspotResult(
        method=METHOD.name,
        units=_units(found),
        columns=_columns(kept, found),
        summary={
            "events": len(events),
            "events_used": len(kept),
            "pairs": int(pairs.start[-1]),
            "permutations_made": shuffles,
            "bands": _table_json(table, used),
            "pattern": None if pattern is None else pattern._asdict(),
            "rule": rule_in_words(
                used, pattern, 0.0 if pattern is None else float(space[pattern.last + 1])
            ),
            **global_tests,
        },
        notes=notes_for(events, kept, used, pattern is not None, shuffles),
        parameters=used,
        seed=seed,
        members=tuple(kept.ids[rows] for rows in found.rows),
    )


def find_pattern(table: KnoxTable, least_ratio: float) -> Pattern | None:
    """Return the largest unbroken block of bands above chance that begins nearest and soonest.

    The block begins with the same place or with the first distance; as there are two bands to
    begin with, the first one of a block must be sure at half the level. The largest block is the
    one with most pairs above those expected. None if there is none.
    """
    above = (table.observed >= least_ratio * table.expected) & (table.p <= ALPHA)
    above &= table.observed > 0
    begins = table.p[:, 0] <= ALPHA / 2
    excess = table.observed - table.expected
    blocks = [
        (float(excess[first : last + 1, : upto + 1].sum()), Pattern(first, last, upto))
        for first in range(min(2, len(above)))
        if begins[first]
        for last in range(first, len(above))
        for upto in range(above.shape[1])
        if above[first : last + 1, : upto + 1].all()
    ]
    return max(blocks, key=lambda block: (block[0], *(-n for n in block[1])))[1] if blocks else None


def _breaks(used: Mapping[str, object]) -> tuple[Floats, Floats]:
    """Return the ends of the bands: the same place (closed), then metres; and days."""
    same = cast("float", used["same_place_m"]) + CLOSED_M
    metres = cast("float", used["band_m"]) * np.arange(1, cast("int", used["bands"]) + 1)
    days = cast("int", used["band_days"]) * np.arange(cast("int", used["time_bands"]) + 1)
    return np.concatenate([[0.0, same], metres[metres > same]]), days.astype(np.float64)


def _affordable(wanted: int, pairs: int) -> int:
    return min(wanted, max(FEWEST_SHUFFLES, MOST_WORK // max(pairs, 1)))


def _carriers(
    events: Events, pairs: Pairs, pattern: Pattern | None, time: Floats, same_place_m: float
) -> Found:
    """Return the places that hold pairs of the pattern, with an exact test of each.

    An event's number of soon neighbours is hypergeometric; a place takes the smallest p of its
    events, times their number. All places with neighbours are tested, and corrected for.
    """
    nothing = np.zeros(0)
    if pattern is None:
        return Found([], nothing, nothing, nothing, nothing, [])
    near = _rows_of(pairs, pattern)
    days, high = _days(events).astype(np.float64), float(time[pattern.upto + 1])
    local = local_knox(near, days, 0.0, high)
    place = places_by_distance(events.x, events.y, same_place_m)
    p, tested = _place_p(place, local)
    adjusted = np.full(len(p), np.nan)
    adjusted[tested] = benjamini_hochberg(p[tested])
    soon = np.abs(days[near.i] - days[near.j]) < high
    ends = _touching(place, near.i[soon], near.j[soon], len(p))
    share = local.expected.sum() / max(local.neighbours.sum(), 1)
    around = _touching(place, near.i, near.j, len(p)) * share
    carriers = np.flatnonzero(ends > 0)
    rows = [np.flatnonzero(place == c) for c in carriers]
    shapes = _shapes(events, place, near.i[soon], near.j[soon], rows)
    return Found(rows, ends[carriers], around[carriers], p[carriers], adjusted[carriers], shapes)


def _rows_of(pairs: Pairs, pattern: Pattern) -> Pairs:
    part = slice(pairs.start[pattern.first], pairs.start[pattern.last + 1])
    return Pairs(pairs.i[part], pairs.j[part], np.array([0, part.stop - part.start]))


def _place_p(place: Integers, local: Local) -> tuple[Floats, NDArray[np.bool_]]:
    n = int(place.max(initial=-1)) + 1
    smallest = np.ones(n)
    np.minimum.at(smallest, place, local.p)
    asked = np.bincount(place, local.neighbours > 0, minlength=n)
    return np.minimum(1.0, smallest * np.maximum(asked, 1)), asked > 0


def _touching(place: Integers, i: Integers, j: Integers, n: int) -> Floats:
    """Count the pairs that touch each place; a pair within one place counts once."""
    other = place[i] != place[j]
    count = np.bincount(place[i], minlength=n) + np.bincount(place[j][other], minlength=n)
    return count.astype(np.float64)


def _shapes(
    events: Events, place: Integers, i: Integers, j: Integers, rows: list[Integers]
) -> list[BaseGeometry]:
    """Return per place the lines from earlier events elsewhere to it, else its point."""
    days = _days(events)
    later = np.where((days[i] > days[j]) | ((days[i] == days[j]) & (i > j)), i, j)
    earlier = np.where(later == i, j, i)
    apart = (events.x[i] != events.x[j]) | (events.y[i] != events.y[j])
    leads = apart & (place[i] != place[j])
    later, earlier = later[leads], earlier[leads]
    shapes: list[BaseGeometry] = []
    for members in rows:
        here = place[later] == place[members[0]]
        lines = [
            [(events.x[a], events.y[a]), (events.x[b], events.y[b])]
            for a, b in sorted(zip(earlier[here], later[here], strict=True))
        ]
        spot = shapely.Point(*representative_point(events.x[members], events.y[members]))
        shapes.append(shapely.MultiLineString(lines) if lines else spot)
    return shapes


def _columns(events: Events, found: Found) -> dict[str, NDArray[np.generic]]:
    unknown = np.full(len(found.rows), np.nan)
    code = np.zeros(len(found.rows), dtype=np.int64)
    for level, alpha in reversed(LEVELS):
        code[reject(found.p_adjusted, alpha)] = level
    code[found.pairs <= found.expected] = 0
    score = np.divide(found.pairs, found.expected, out=unknown.copy(), where=found.expected > 0)
    days = [_days(events)[rows] for rows in found.rows]
    return {
        "value": found.pairs,
        "expected": found.expected,
        "score": score,
        "p": found.p,
        "p_adjusted": found.p_adjusted,
        "class_code": code,
        "rank": rank_by(-code, found.p, -found.pairs),
        "events": np.array([len(rows) for rows in found.rows], dtype=np.int64),
        "first_day": np.array([d.min() for d in days], dtype="datetime64[D]"),
        "last_day": np.array([d.max() for d in days], dtype="datetime64[D]"),
    }


def _global_tests(
    events: Events, days: Integers, used: Mapping[str, object], rng: np.random.Generator
) -> dict[str, object]:
    if not used["global_tests"] or len(events) < 3:
        return {}
    shuffles = cast("int", used["permutations"])
    near = jacquez(events.x, events.y, days, JACQUEZ_K, shuffles, rng)
    found = {"jacquez": {"k": JACQUEZ_K, **near._asdict()}}
    if len(events) <= MOST_FOR_MATRICES:
        found["mantel"] = _mantel(events, days, shuffles, rng)._asdict()
    return dict(found)


def _mantel(events: Events, days: Integers, shuffles: int, rng: np.random.Generator) -> Interaction:
    return mantel(events.x, events.y, days, shuffles, rng)


def _table_json(table: KnoxTable, used: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the bands as rows for people and programs: ends, observed, expected, ratio, p."""
    space, time = _breaks(used)
    return [
        {
            "from_m": 0.0 if a == 0 else round(float(space[a]), 3),
            "to_m": round(float(space[a + 1]), 3),
            "from_days": float(time[b]),
            "to_days": float(time[b + 1]),
            "observed": int(table.observed[a, b]),
            "expected": float(table.expected[a, b]),
            "ratio": float(table.observed[a, b] / table.expected[a, b])
            if table.expected[a, b] > 0
            else None,
            "p": float(table.p[a, b]),
            "p_poisson": float(table.p_poisson[a, b]),
        }
        for a in range(len(space) - 1)
        for b in range(len(time) - 1)
    ]


def _units(found: Found) -> Units:
    shapes = np.array(found.shapes, dtype=object)
    return Units("place", shapes, tuple(f"#{n + 1}" for n in range(len(shapes))))


def _days(events: Events) -> Integers:
    return np.zeros(0, dtype=np.int64) if events.day is None else events.day


DRAWING = Drawing(
    value=Text("Số cặp gần nhau", "Close pairs"),
    score=PER_EXPECTED,
    classes=(
        UNTESTED,
        *levels(Text("Nơi gánh các cặp gần lặp lại", "Place that carries near repeats")),
    ),
    rest=QUIET,
)

METHOD = Method(
    name="near_repeat",
    title=TITLE,
    summary=SUMMARY,
    reference="Knox 1964; Johnson & Bowers 2004; Ratcliffe 2009; Rogerson 2001 (local)",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    in_portions=run,
)

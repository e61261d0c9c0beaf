"""Repeat points: places where events keep coming back within days.

Reference: the rule of the ward, "at least k events at one place within N days"; places as in
Farrell and Pease 1993 (repeat victimisation), chains cut by complete linkage.

What the numbers mean: ``value`` and ``score`` are the most events in any closed window of N days.
``class_code`` says how far a place is above the rule: 1 meets it, 2 twice, 3 three times. It is
a count against a rule, not a test of chance, so ``expected``, ``p`` and ``p_adjusted`` are NaN.

When not to trust it: with coordinates coarser than the radius, or dates known to the month only;
where a default coordinate collects events of unknown place; and where one report is entered
twice. A busy place is not a suspicious one: more is seen where more is looked for.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import INCIDENTS, Drawing, DrawnClass, is_level
from geo.events import Events
from geo.hotspots.base import Method, require_units
from geo.hotspots.repeat_points_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.lane_places import places_by_lane
from geo.places import diameter, places_by_distance, places_by_key, representative_point
from geo.quality import PileUp, find_pile_ups, share_of_coincident
from geo.repeats import best_window, concentration, event_classes, gaps, repeat_figures
from geo.result import HotspotResult, Units, rank_by
from geo.text import Text

Integers = NDArray[np.int64]

_EPOCH = date(1970, 1, 1)


class Place(NamedTuple):
    """A place that meets the rule; ``rows`` are the positions of its events."""

    rows: Integers
    k: int
    window_start: int
    window_end: int
    category: str
    x: float
    y: float


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """List the places that meet the rule, fullest first; area and seed play no part."""
    used = METHOD.check(parameters)
    piles = find_pile_ups(events.x, events.y)
    kept = _usable(events, [] if used["keep_pile_ups"] else piles, used)
    place = find_places(kept, used, units)
    found = sorted(_qualifying(kept, place, used), key=lambda p: _order(kept, p))
    as_of = _as_of(kept, used)
    columns = _columns(kept, found, as_of, used)
    return HotspotResult(
        method=METHOD.name,
        units=_units(found),
        columns=columns,
        summary=_summary(events, kept, place, used)
        | {"as_of": _iso(as_of), "places_found": len(found), "pile_ups": _pile_json(piles)},
        notes=notes_for(events, kept, piles, used, share_of_coincident(kept.x, kept.y)),
        parameters=used,
        seed=seed,
        members=tuple(kept.ids[p.rows] for p in found),
    )


def find_places(events: Events, used: Mapping[str, object], lanes: Units | None = None) -> Integers:
    """Return a place number per event: by address or lane where asked and known, else distance."""
    radius = cast("float", used["radius_m"])
    if used["place_by"] == "lanes":
        given = require_units(lanes, "lanes")
        return places_by_lane(events, given, cast("float", used["snap_m"]), radius)
    if used["place_by"] == "address" and events.key is not None:
        return places_by_key(events.key, events.x, events.y, radius)
    return places_by_distance(events.x, events.y, radius)


def _usable(events: Events, piles: list[PileUp], used: Mapping[str, object]) -> Events:
    """Leave out what has no date, what came after the "as of" day, and pile-ups without address."""
    keep = events.dated.copy()
    if used["as_of"] is not None and events.day is not None:
        keep[keep] = _days(events)[keep] <= _day_number(used["as_of"])
    for pile in piles:
        on_it = (events.x == pile.x) & (events.y == pile.y)
        if used["place_by"] != "distance" and events.key is not None:
            on_it &= events.key == ""
        keep &= ~on_it
    return events.take(keep)


def _qualifying(events: Events, place: Integers, used: Mapping[str, object]) -> list[Place]:
    if not len(events):
        return []
    least = cast("int", used["min_events"])
    order = np.argsort(place, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(place[order])) + 1)
    windows = [(rows, *_window(events, rows, used)) for rows in groups if len(rows) >= least]
    return [
        Place(rows, k, start, end, category, *representative_point(events.x[rows], events.y[rows]))
        for rows, k, start, end, category in windows
        if k >= least
    ]


def _window(
    events: Events, rows: Integers, used: Mapping[str, object]
) -> tuple[int, int, int, str]:
    """Return the fullest window of a place, per category where asked, and that category."""
    days, span = _days(events), cast("int", used["window_days"])
    if not used["same_category"] or events.category is None:
        return *best_window(days[rows], span), ""
    kinds = events.category[rows]
    each = [(*best_window(days[rows[kinds == kind]], span), str(kind)) for kind in np.unique(kinds)]
    return max(each, key=lambda found: found[0])


def _order(events: Events, place: Place) -> tuple[float, ...]:
    """Sort by most in a window, then most recent, then most in all, then position."""
    last = int(_days(events)[place.rows].max())
    return (-place.k, -last, -len(place.rows), place.x, place.y)


def _columns(
    events: Events, found: list[Place], as_of: int | None, used: Mapping[str, object]
) -> dict[str, NDArray[np.generic]]:
    days = [_days(events)[place.rows] for place in found]
    k = np.array([place.k for place in found], dtype=np.float64)
    unknown = np.full(len(found), np.nan)
    last = np.array([d.max() for d in days], dtype=np.int64)
    since = (last if as_of is None else as_of) - last
    above = np.minimum(3, k // cast("int", used["min_events"])).astype(np.int64)
    spots = [np.column_stack([events.x[p.rows], events.y[p.rows]]) for p in found]
    return {
        "value": k,
        "expected": unknown,
        "score": k,
        "p": unknown,
        "p_adjusted": unknown,
        "class_code": above,
        "rank": rank_by(np.arange(len(found))),
        "events": np.array([len(p.rows) for p in found], dtype=np.int64),
        "first_day": _dates([int(d.min()) for d in days]),
        "last_day": last.astype("datetime64[D]"),
        "median_gap_days": np.array([np.median(gaps(d)) for d in days], dtype=np.float64),
        "days_since_last": since,
        "still_active": since <= cast("int", used["window_days"]),
        "window_start": _dates([p.window_start for p in found]),
        "window_end": _dates([p.window_end for p in found]),
        "same_day_events": np.array([int((gaps(d) == 0).sum()) for d in days], dtype=np.int64),
        "diameter_m": np.array([diameter(points) for points in spots], dtype=np.float64),
        "category": np.array([p.category for p in found], dtype=np.str_),
    }


def _summary(
    events: Events, kept: Events, place: Integers, used: Mapping[str, object]
) -> dict[str, object]:
    days, span = _days(kept), cast("int", used["window_days"])
    counts = np.bincount(place) if len(place) else np.zeros(0, dtype=np.int64)
    kinds = event_classes(np.column_stack([kept.x, kept.y]), place, days, span)
    shares = {
        str(kind): int((kinds == kind).sum())
        for kind in ("originator", "repeat", "near_repeat")
        if kinds is not None
    }
    return {
        "events": len(events),
        "events_used": len(kept),
        "events_without_date": int((~events.dated).sum()),
        "rule": rule_in_words(used),
        **repeat_figures(place, days, span),
        "curve": concentration(counts[counts > 0]),
        "event_classes": shares,
    }


def _units(found: list[Place]) -> Units:
    points = np.array([shapely.Point(p.x, p.y) for p in found], dtype=object)
    return Units("place", points, tuple(f"#{i}" for i in range(1, len(found) + 1)))


def _as_of(events: Events, used: Mapping[str, object]) -> int | None:
    if used["as_of"] is not None:
        return _day_number(used["as_of"])
    return int(_days(events).max()) if len(events) else None


def _day_number(iso: object) -> int:
    return (date.fromisoformat(str(iso)) - _EPOCH).days


def _days(events: Events) -> Integers:
    return np.zeros(0, dtype=np.int64) if events.day is None else events.day


def _dates(days: list[int]) -> NDArray[np.datetime64]:
    return np.array(days, dtype=np.int64).astype("datetime64[D]")


def _iso(day: int | None) -> str | None:
    return None if day is None else (_EPOCH + timedelta(days=day)).isoformat()


def _pile_json(piles: list[PileUp]) -> list[dict[str, object]]:
    return [pile._asdict() for pile in piles]


DRAWING = Drawing(
    value=INCIDENTS,
    score=Text("Số vụ trong cửa sổ", "Incidents in the window"),
    classes=tuple(
        DrawnClass(f"repeat{code}", words, "repeat", "ring", (is_level(code),), size=size)
        for code, words, size in (
            (3, Text("Từ ba lần ngưỡng trở lên", "Three times the rule and more"), 1.45),
            (2, Text("Gấp đôi ngưỡng", "Twice the rule"), 1.2),
            (1, Text("Đạt ngưỡng", "Meets the rule"), 1.0),
        )
    ),
)

METHOD = Method(
    name="repeat_points",
    title=TITLE,
    summary=SUMMARY,
    reference="Farrell & Pease 1993; closed window [t, t + N], places at most 2·radius wide",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    classes_are_levels=False,
)

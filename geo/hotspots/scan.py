"""Scan: the discs, and the days, that hold the most beyond what chance gives.

Reference: Kulldorff 1997 (Poisson and Bernoulli); Kulldorff et al. 2005 (space-time permutation).

What the numbers mean: ``value`` is the cases of a disc (and interval), ``expected`` those of
chance, ``score`` the log-likelihood ratio. ``p`` is the share of replicates whose best window is
at least as likely: it already allows for all the windows looked at, so it needs no further
correction. Clusters further down the list are compared with the same replicates. Looking at the
latest days only, the recurrence interval says how often chance alone would show such a cluster:
once in so many days of daily looking.

When not to trust it: the disc is not the true outline of a cluster; a place where people moved in
or patrols began within the period looks like one; dates known to the month only cannot be used.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import INCIDENTS, QUIET, Drawing, levels
from geo.events import Events
from geo.hotspots.base import Method
from geo.hotspots.scan_words import CAUTION, PARAMETERS, SUMMARY, TITLE, notes_for, rule_in_words
from geo.result import HotspotResult, Units, rank_by
from geo.scanning.areas import Model, scan_areas
from geo.scanning.likelihood import gumbel_p, monte_carlo_p, until_plain
from geo.scanning.permutation import calendar, lay_out, scan_cases
from geo.scanning.portions import PORTION, DealtCases, ShuffledDays, shuffled_maxima
from geo.scanning.results import Window, pick_windows
from geo.scanning.scenes import Scene, discs_of, scene_of, shape_of
from geo.significance import reject
from geo.spread import Spread, in_turn, portions
from geo.text import Text

__all__ = ["METHOD", "run"]

LEVELS = ((3, 0.01), (2, 0.05), (1, 0.10))
MOST_CLUSTERS = 10
EPOCH = date(1970, 1, 1)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Search(NamedTuple):
    """Windows found, the largest ratio of each replicate, and which events each window holds."""

    windows: list[Window]
    maxima: Floats
    members: list[Integers]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
    spread: Spread = in_turn,
) -> HotspotResult:
    """List the most likely clusters that share no place, most likely first."""
    used = METHOD.check(parameters)
    kept = _usable(events, used)
    scene = scene_of(kept, area, used, units)
    rng = np.random.default_rng(seed)
    is_permutation = used["model"] == "permutation"
    find = _permutation if is_permutation else _areas
    found = (
        find(kept, scene, used, rng, spread)
        if _can_scan(kept, scene)
        else Search([], np.zeros(0), [])
    )
    columns = _columns(kept, found, used)
    return HotspotResult(
        method=METHOD.name,
        units=_units(scene, found),
        columns=columns,
        summary={
            "events": len(events),
            "events_used": len(kept),
            "locations": len(scene.points),
            "centres": scene.number_of_centres,
            "events_off": int((scene.location < 0).sum()),
            "replicates": len(found.maxima),
            "critical_05": float(np.quantile(found.maxima, 0.95)) if len(found.maxima) else None,
            "rule": rule_in_words(used),
        },
        notes=notes_for(events, kept, len(found.maxima), used),
        parameters=used,
        seed=seed,
        members=tuple(kept.ids[rows] for rows in found.members),
    )


def _usable(events: Events, used: Mapping[str, object]) -> Events:
    """Return the events with a date, up to the "as of" day; all of them where time is no matter."""
    if used["model"] == "poisson":
        return events
    keep = events.dated.copy()
    if used["as_of"] is not None and events.day is not None:
        keep[keep] = events.day[keep] <= _end(events, used)
    return events.take(keep)


def _can_scan(events: Events, scene: Scene) -> bool:
    return len(events) > 1 and len(scene.points) > 1 and bool((scene.location >= 0).any())


def _permutation(
    events: Events,
    scene: Scene,
    used: Mapping[str, object],
    rng: np.random.Generator,
    spread: Spread,
) -> Search:
    inside = np.flatnonzero(scene.location >= 0)
    location, day = scene.location[inside], _days(events)[inside]
    fewest, latest = cast("int", used["min_cases"]), used["intervals"] == "latest"
    discs = discs_of(scene, used)
    cases = lay_out(discs, location)
    dates = calendar(day, cast("int", used["max_days"]), latest, _end(events, used))
    best = scan_cases(cases, dates, day, fewest)
    windows = pick_windows(discs, best, len(scene.points), MOST_CLUSTERS)
    if latest:
        windows = [w._replace(last=_end(events, used)) for w in windows]
    members = [
        inside[np.isin(location, w.locations) & (day >= w.first) & (day <= w.last)] for w in windows
    ]
    if not windows:
        return Search([], np.zeros(0), [])
    parts = portions(cast("int", used["permutations"]), PORTION, rng)
    made = shuffled_maxima(ShuffledDays(cases, dates, day, fewest), parts, spread)
    return Search(windows, until_plain(made, windows[0].llr), members)


def _areas(
    events: Events,
    scene: Scene,
    used: Mapping[str, object],
    rng: np.random.Generator,
    spread: Spread,
) -> Search:
    model: Model = "poisson" if used["model"] == "poisson" else "bernoulli"
    fewest = cast("int", used["min_cases"])
    is_case = scene.location >= 0
    if model == "bernoulli":
        is_case &= _days(events) > _end(events, used) - cast("int", used["recent_days"])
    cases = np.bincount(scene.location[is_case], minlength=len(scene.points)).astype(np.float64)
    discs = discs_of(scene, used)
    best = scan_areas(discs, cases, scene.holds, model, fewest)
    windows = pick_windows(discs, best, len(scene.points), MOST_CLUSTERS)
    if not windows:
        return Search([], np.zeros(0), [])

    work = DealtCases(discs, cases, scene.holds, model, fewest)
    made = spread(work, portions(cast("int", used["permutations"]), PORTION, rng))
    maxima = until_plain(made, windows[0].llr)
    members = [np.flatnonzero(is_case & np.isin(scene.location, w.locations)) for w in windows]
    return Search(windows, maxima, members)


def _columns(
    events: Events, found: Search, used: Mapping[str, object]
) -> dict[str, NDArray[np.generic]]:
    llr = np.array([w.llr for w in found.windows], dtype=np.float64)
    p = monte_carlo_p(llr, found.maxima)
    code = np.zeros(len(llr), dtype=np.int64)
    for level, alpha in reversed(LEVELS):
        code[reject(p, alpha)] = level
    timed = used["model"] == "permutation"
    latest = timed and used["intervals"] == "latest"
    days = [_span(w, timed) for w in found.windows]
    cases = np.array([w.cases for w in found.windows], dtype=np.float64)
    expected = np.array([w.expected for w in found.windows], dtype=np.float64)
    return {
        "value": cases,
        "expected": expected,
        "score": llr,
        "p": p,
        "p_adjusted": p,
        "class_code": code,
        "rank": rank_by(-np.round(llr, 9)),
        "ratio": cases / np.maximum(expected, np.finfo(float).tiny),
        "p_gumbel": gumbel_p(llr, found.maxima),
        "recurrence_days": 1.0 / p if latest else np.full(len(llr), np.nan),
        "radius_m": np.array([w.radius for w in found.windows], dtype=np.float64),
        "locations": np.array([len(w.locations) for w in found.windows], dtype=np.int64),
        "first_day": np.array([a for a, _ in days], dtype="datetime64[D]"),
        "last_day": np.array([b for _, b in days], dtype="datetime64[D]"),
    }


def _span(window: Window, timed: bool) -> tuple[np.datetime64, np.datetime64]:
    if not timed:
        return np.datetime64("NaT"), np.datetime64("NaT")
    return np.datetime64(window.first, "D"), np.datetime64(window.last, "D")


def _units(scene: Scene, found: Search) -> Units:
    shapes = np.empty(len(found.windows), dtype=object)
    for n, window in enumerate(found.windows):
        shapes[n] = shape_of(scene, window)
    kind = "stretch" if scene.net is not None else "disc" if scene.shapes is None else "area"
    return Units(kind, shapes, tuple(f"#{n + 1}" for n in range(len(shapes))))


def _end(events: Events, used: Mapping[str, object]) -> int:
    if used["as_of"] is not None:
        return (date.fromisoformat(str(used["as_of"])) - EPOCH).days
    return int(_days(events)[events.dated].max(initial=0))


def _days(events: Events) -> Integers:
    return np.zeros(len(events), dtype=np.int64) if events.day is None else events.day


DRAWING = Drawing(
    value=INCIDENTS,
    score=Text("Tỷ số hợp lý (log)", "Log-likelihood ratio"),
    classes=levels(Text("Cụm quét", "Scan cluster")),
    rest=QUIET,
)

METHOD = Method(
    name="scan",
    title=TITLE,
    summary=SUMMARY,
    reference="Kulldorff 1997; Kulldorff, Heffernan, Hartman, Assunção & Mostashari 2005",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    in_portions=run,
)

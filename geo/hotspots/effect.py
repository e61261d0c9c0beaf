"""Did it work: a place before and after a measure, beside what happened elsewhere.

Reference: Bowers and Johnson 2003 (displacement quotient); Guerette and Bowers 2009 (net effect);
Fisher 1935, Cornfield 1956 (exact ratio); Kaplan and Meier 1958, Mantel 1966 (time to the next).

What the numbers mean: ``value`` is the incidents after the measure, ``expected`` those that the
place would have had if it had changed like the comparison, ``score`` their ratio, with an interval
and a two-sided ``p``. Positive classes: more than expected at 99, 95, 90 %; negative: fewer, as a
measure that works would have it. With a treated place the ring around it is kept apart and tells
displacement or diffusion; without one every unit is compared with all the others in turn.

When not to trust it: places are treated because they were at their worst, and would have calmed
down anyway; where inspection changed with the measure, so did what is recorded; with fewer than
ten incidents; and where the comparison was treated too.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.before_after import (
    Change,
    Displacement,
    Interval,
    Ratio,
    allowing_for_bursts,
    displacement,
    quotient_interval,
    ratio_of,
    share_chi_square,
    verdict_of,
)
from geo.drawing import QUIET, Condition, Drawing, DrawnClass
from geo.events import Events
from geo.hotspots.base import Method, require_units
from geo.hotspots.effect_findings import SURE, findings
from geo.hotspots.effect_words import (
    CAUTION,
    FEW_IN_A_UNIT,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.hotspots.gi_star import classes
from geo.next_incident import time_to_next
from geo.quality import find_pile_ups
from geo.result import HotspotResult, Units, rank_by
from geo.significance import Correction, adjust
from geo.tessellation import group_ids
from geo.text import Text
from geo.treated import Setting, setting

__all__ = ["METHOD", "run"]

DRAWS = 1999
WEEK = 7
EPOCH = date(1970, 1, 1)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Period(NamedTuple):
    """The day of the measure, the days on each side, and the events of these days by side."""

    on: int
    span: int
    rows: Integers
    after: NDArray[np.bool_]


class Counts(NamedTuple):
    """Incidents of every unit before and after."""

    before: Floats
    after: Floats


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Compare the treated with the untreated, or each unit with all others."""
    used = METHOD.check(parameters)
    needed = METHOD.units_needed(used)
    given = None if needed == "none" else require_units(units, needed)
    dated = events.take(events.dated)
    period = _period(dated, used)
    kept = dated.take(period.rows)
    scene = setting(kept, area, given, used)
    counts = _counts(scene, period.after)
    columns = _columns(scene, counts, used)
    summary = _summary(events, kept, scene, counts, period, used)
    if scene.is_stated:
        summary |= _judged(scene, counts, kept, period, used, seed)
        _level_with_bursts(columns, scene, summary)
        on = period.on, period.span
        summary["next_incident"] = time_to_next(kept, scene, on, _confidence(used))
    summary["findings"] = findings(summary, used)
    return HotspotResult(
        method=METHOD.name,
        units=scene.units,
        columns=columns,
        summary=summary,
        notes=notes_for(events, summary, find_pile_ups(kept.x, kept.y), used),
        parameters=used,
        seed=seed,
        members=group_ids(scene.where, kept.ids, len(scene.units)),
    )


def _period(events: Events, used: dict[str, object]) -> Period:
    """Return the days on both sides of the measure, as many as there are on either.

    Writes what was chosen into ``used``: without a date the middle of the period.
    """
    day = np.zeros(len(events), dtype=np.int64) if events.day is None else events.day
    first, last = (int(day.min()), int(day.max())) if len(day) else (0, 0)
    if used["treated_on"] is None:
        on = (first + last + 1) // 2
        used["treated_on"] = str(np.datetime64(on, "D"))
    on = (date.fromisoformat(str(used["treated_on"])) - EPOCH).days
    both = max(1, min(on - first, last + 1 - on))
    span = both if used["span_days"] is None else cast("int", used["span_days"])
    used["span_days"] = span
    rows = np.flatnonzero((day >= on - span) & (day < on + span))
    return Period(on, span, rows, day[rows] >= on)


def _counts(scene: Setting, after: NDArray[np.bool_]) -> Counts:
    n = len(scene.units)
    inside = scene.where >= 0
    sides = [
        np.bincount(scene.where[inside & side], minlength=n).astype(np.float64)
        for side in (~after, after)
    ]
    return Counts(*sides)


def _compared(scene: Setting, counts: Counts) -> list[Change]:
    """Return each unit against the comparison, which never holds the unit itself."""
    is_other = scene.role == "comparison"
    before, after = counts.before[is_other].sum(), counts.after[is_other].sum()
    own = np.where(is_other, 1.0, 0.0)
    return [
        Change(b, a, before - b * mine, after - a * mine)
        for b, a, mine in zip(counts.before, counts.after, own, strict=True)
    ]


def _columns(
    scene: Setting, counts: Counts, used: Mapping[str, object]
) -> dict[str, NDArray[np.generic]]:
    changes = _compared(scene, counts)
    ratios = [ratio_of(each, _confidence(used), _interval(used)) for each in changes]
    p = np.array([each.p if scene.role[n] != "none" else np.nan for n, each in enumerate(ratios)])
    p_adjusted = adjust(p, cast(Correction, used["correction"]))
    if scene.is_stated:  # what was asked about is few tests, not one of hundreds
        asked = scene.role != "comparison"
        p_adjusted[asked] = adjust(p[asked], cast(Correction, used["correction"]))
    expected = np.array([_expected(each) for each in changes], dtype=np.float64)
    code = classes(p_adjusted, counts.after > np.nan_to_num(expected))
    times = np.array([each.ratio for each in ratios], dtype=np.float64)
    order = np.array([ROLES.index(str(role)) for role in scene.role], dtype=np.int64)
    total = counts.before + counts.after
    return {
        "value": counts.after,
        "expected": expected,
        "score": times,
        "p": p,
        "p_adjusted": p_adjusted,
        "class_code": code,
        "rank": rank_by(order, -np.abs(code), p, -total),
        "role": scene.role,
        "before": counts.before.astype(np.int64),
        "after": counts.after.astype(np.int64),
        "ratio_low": np.array([each.low for each in ratios], dtype=np.float64),
        "ratio_high": np.array([each.high for each in ratios], dtype=np.float64),
        "fewer_than_expected": expected - counts.after,
        "small_numbers": total < FEW_IN_A_UNIT,
    }


ROLES = ("treated", "treated_otherwise", "ring", "comparison")


def _level_with_bursts(
    columns: Mapping[str, NDArray[np.generic]], scene: Setting, summary: Mapping[str, object]
) -> None:
    """Take the class from treated units whose change the weeks' own bursts may have made."""
    low, high = cast("list[float]", summary["interval_allowing_for_bursts"])
    if low <= 1 <= high:
        columns["class_code"][scene.role == "treated"] = 0


def _expected(change: Change) -> float:
    if change.other_before == 0:
        return np.nan
    return change.before * change.other_after / change.other_before


def _summary(
    events: Events,
    kept: Events,
    scene: Setting,
    counts: Counts,
    period: Period,
    used: Mapping[str, object],
) -> dict[str, object]:
    total = counts.before + counts.after
    return {
        "events": len(events),
        "events_used": int((scene.where >= 0).sum()),
        "events_without_date": int((~events.dated).sum()),
        "events_outside_period": int(events.dated.sum()) - len(kept),
        "events_off": int((scene.where < 0).sum()),
        "stated": scene.is_stated,
        "from": str(np.datetime64(period.on - period.span, "D")),
        "until": str(np.datetime64(period.on + period.span - 1, "D")),
        "units_by_role": {role: int((scene.role == role).sum()) for role in ROLES},
        "before": {role: float(counts.before[scene.role == role].sum()) for role in ROLES},
        "after": {role: float(counts.after[scene.role == role].sum()) for role in ROLES},
        "units_with_small_numbers": int((total < FEW_IN_A_UNIT).sum()),
        "weighted": events.weight is not None,
        "rule": rule_in_words(used, scene.is_stated),
    }


def _judged(
    scene: Setting,
    counts: Counts,
    events: Events,
    period: Period,
    used: Mapping[str, object],
    seed: int,
) -> dict[str, object]:
    """Return the treated as a whole: ratio, ring, quotient, net effect, with intervals."""
    sums = {
        role: (
            float(counts.before[scene.role == role].sum()),
            float(counts.after[scene.role == role].sum()),
        )
        for role in ROLES
    }
    other, ring = sums["comparison"], sums["ring"]
    place = Change(*sums["treated"], *other)
    confidence, interval = _confidence(used), _interval(used)
    uneven = _unevenness(scene, events, period)
    moved = displacement(place, *ring)
    found, bursts = (
        ratio_of(place, confidence, interval),
        allowing_for_bursts(place, uneven, confidence),
    )
    return {
        "verdict": verdict_of(found, bursts, SURE),
        "treated": _ratio_json(place, found),
        "ring": _ratio_json(
            Change(*ring, *other), ratio_of(Change(*ring, *other), confidence, interval)
        ),
        "dispersion_by_week": uneven,
        "interval_allowing_for_bursts": list(bursts),
        "displacement": _displacement_json(
            moved, quotient_interval(place, ring, confidence, DRAWS, seed)
        ),
    }


def _unevenness(scene: Setting, events: Events, period: Period) -> float:
    """Return how much the treated share of a week's incidents varies, in times of pure chance.

    Before and after each have a share of their own; what rises and falls everywhere is no matter.
    """
    roles = np.append(scene.role, "none")[scene.where]
    if events.day is None:
        return 1.0
    week = (events.day - period.on) // WEEK
    chi_square, freedom = 0.0, 0
    for side in (period.after, ~period.after):
        known = [
            np.bincount(week[side & (roles == role)] - week.min(initial=0)).astype(np.float64)
            for role in ("treated", "comparison")
        ]
        added = share_chi_square(known[0], known[1])
        chi_square, freedom = chi_square + added[0], freedom + added[1]
    return chi_square / freedom if freedom > 0 else 1.0


def _ratio_json(change: Change, found: Ratio) -> dict[str, float]:
    return {
        "before": change.before,
        "after": change.after,
        "expected_after": _expected(change),
        "ratio": found.ratio,
        "low": found.low,
        "high": found.high,
        "p": found.p,
    }


def _displacement_json(found: Displacement, interval: tuple[float, float]) -> dict[str, object]:
    return {
        "success": found.success,
        "ring": found.ring,
        "quotient": found.quotient,
        "quotient_interval": list(interval),
        "net_avoided": found.net_avoided,
    }


def _confidence(used: Mapping[str, object]) -> float:
    return int(str(used["confidence"])) / 100


def _interval(used: Mapping[str, object]) -> Interval:
    return cast("Interval", used["interval"])


_ROLES = (
    ("treated", Text("Nơi áp dụng", "Treated"), "purple", 3.0, ""),
    ("treated_otherwise", Text("Nơi áp dụng việc khác", "Treated otherwise"), "brown", 2.0, ""),
    ("ring", Text("Vành lân cận", "Ring around"), "amber", 2.0, "6 3"),
    ("comparison", Text("Nơi so sánh", "Comparison"), "slate", 1.2, ""),
)
_TURNS = (
    ("fewer", Text("giảm rõ so với kỳ vọng", "clearly fewer than expected"), "cold3", "<=", -1),
    ("more", Text("tăng rõ so với kỳ vọng", "clearly more than expected"), "hot3", ">=", 1),
)


def _role_classes() -> tuple[DrawnClass, ...]:
    """A role whose change is clear is hatched by its direction; else it has its own outline."""
    classes: list[DrawnClass] = []
    for role, words, tone, width, dash in _ROLES:
        here = Condition("role", "=", role)
        for name, turn, changed, op, code in _TURNS:
            title = Text(f"{words.vi}, {turn.vi}", f"{words.en}, {turn.en}")
            clear = Condition("class_code", op, code)  # type: ignore[arg-type]
            classes.append(
                DrawnClass(f"{role}_{name}", title, changed, "hatch", (here, clear), dash, width)
            )
        classes.append(DrawnClass(role, words, tone, "", (here,), dash, width))
    return tuple(classes)


DRAWING = Drawing(
    value=Text("Số vụ sau", "Incidents after"),
    score=Text("Tỷ số với kỳ vọng", "Ratio to the expected"),
    classes=_role_classes(),
    rest=QUIET,
)

METHOD = Method(
    name="effect",
    title=TITLE,
    summary=SUMMARY,
    reference="Bowers & Johnson 2003; Guerette & Bowers 2009; Fisher 1935; Kaplan & Meier 1958",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
)

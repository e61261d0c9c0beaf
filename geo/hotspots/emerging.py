"""Emerging hot spots: which cells became hot, stayed hot, or ceased to be, step by step.

Reference: Esri's Emerging Hot Spot Analysis (classes); Getis and Ord 1992 (each step); Mann 1945
and Kendall 1975 (trend); Benjamini and Hochberg 1995 (over all cells and steps at once).

What the numbers mean: the period is cut into steps, and each cell is tested in each step as by Gi*,
with the cells around it in the same step. The sequence of hot, cold and neither makes the class, in
``category``. ``value`` is the events of all steps, ``score`` the mean z, ``p`` the test of the last
step. ``class_code``: 3 hot in nine steps of ten and now (intensifying, persistent, diminishing),
2 new or consecutive, 1 oscillating, sporadic or historical; negative for cold. The trend is that of
z; the trend of the plain counts stands beside it.

When not to trust it: with fewer than ten steps; with few events a step; where whole steps lack
data. A class says what was hot by a rule of thumb about steps, and has no p of its own.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.cutting import cut_up
from geo.drawing import INCIDENTS, UNDRAWN, Condition, Drawing, DrawnClass, Form
from geo.emerging_classes import Rules, classify
from geo.errors import InputError
from geo.events import Events
from geo.getis_ord import gi_star, has_variation
from geo.hotspots.base import Method
from geo.hotspots.emerging_words import (
    CAUTION,
    FEWEST_STEPS,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.mann_kendall import Corrected, Trend, hamed_rao, mann_kendall
from geo.randomisation import Tails, exact_is_possible, exact_total
from geo.result import HotspotResult, Units, rank_by
from geo.significance import adjust, reject, two_sided, z_to_p
from geo.tessellation import Tessellation
from geo.text import Text

__all__ = ["METHOD", "run"]

USUAL_STEPS_DAYS = (91, 30, 14, 7)
MOST_STEPS = 400
TREND_ALPHA = 0.05
CODES = {
    "intensifying": 3,
    "persistent": 3,
    "diminishing": 3,
    "new": 2,
    "consecutive": 2,
    "oscillating": 1,
    "sporadic": 1,
    "historical": 1,
}

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Cube(NamedTuple):
    """Events per unit and step, z and p of each, and the days on which the steps begin."""

    counts: Floats
    z: Floats
    p: Floats
    p_adjusted: Floats
    states: Integers
    begins: Integers


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Test every unit in every step and class the sequences; the seed plays no part."""
    used = METHOD.check(parameters)
    kept = events.take(events.dated)
    begins = _steps(kept, used)
    kept = kept.take(_days(kept) >= begins[0]) if len(begins) else kept
    cut, _ = cut_up(kept, area, used, units)
    used["cell_m"], used["radius_m"] = cut.cell_m, cut.band_m
    cube = _cube(kept, cut, begins, cast("float", used["alpha"]))
    trend, plain_trend = mann_kendall(np.round(cube.z, 9)), mann_kendall(cube.counts)
    corrected = _corrected(cube)
    enough = len(begins) >= FEWEST_STEPS
    category = classify(cube.states, _direction(trend), cast("Rules", used["rules"]))
    if not enough:
        category[:] = "none"
    columns = _columns(cut, cube, category, (trend, plain_trend), corrected)
    return HotspotResult(
        method=METHOD.name,
        units=cut.units,
        columns=columns,
        summary={
            "events": len(events),
            "events_used": len(kept),
            "events_outside": cut.outside,
            "units": len(cut.units),
            "steps": len(begins),
            "step_begins": [str(np.datetime64(int(day), "D")) for day in begins],
            "events_per_step": [float(n) for n in cube.counts.sum(axis=0)],
            "categories": {str(c): int((category == c).sum()) for c in np.unique(category)},
            "rule": rule_in_words(used, len(begins)),
        },
        notes=notes_for(events, kept, len(begins), cut),
        parameters=used,
        seed=seed,
        members=cut.members,
    )


def _steps(events: Events, used: dict[str, object]) -> Integers:
    """Return the days on which the steps begin: whole steps counted back from the last day.

    Writes the chosen length into ``used``: the longest usual one that gives ten steps.
    """
    if not len(events):
        used["step_days"] = used["step_days"] or USUAL_STEPS_DAYS[-1]
        return np.zeros(0, dtype=np.int64)
    first, last = int(_days(events).min()), int(_days(events).max())
    span = last - first + 1
    if used["step_days"] is None:
        fitting = [days for days in USUAL_STEPS_DAYS if span // days >= FEWEST_STEPS]
        used["step_days"] = fitting[0] if fitting else max(1, span // FEWEST_STEPS)
    length = cast("int", used["step_days"])
    count = max(1, span // length)
    if count > MOST_STEPS:
        raise InputError(
            Text(
                f"step_days: bước {length} ngày tạo {count} bước; cần không quá {MOST_STEPS}.",
                f"step_days: steps of {length} days make {count} steps; at most {MOST_STEPS} are "
                "allowed.",
            ),
            field="step_days",
            value=length,
        )
    return last + 1 - length * np.arange(count, 0, -1)


def _cube(events: Events, cut: Tessellation, begins: Integers, alpha: float) -> Cube:
    counts = _counts(events, cut, begins)
    z = np.column_stack([gi_star(column, cut.weights) for column in counts.T])
    tails = [_tails(column, cut, score) for column, score in zip(counts.T, z.T, strict=True)]
    p = np.column_stack([two_sided(*tail) for tail in tails])
    adjusted = adjust(p.ravel(), "bh").reshape(p.shape)
    sign = np.column_stack([np.where(tail.greater <= tail.less, 1, -1) for tail in tails])
    agree = sign == np.sign(z)
    states = np.where(reject(adjusted, alpha) & agree, sign, 0).astype(np.int64)
    return Cube(counts, z, p, adjusted, states, begins)


def _counts(events: Events, cut: Tessellation, begins: Integers) -> Floats:
    """Return the weight of events per unit and step; one empty step where there is none."""
    steps = max(len(begins), 1)
    counts = np.zeros((len(cut.units), steps))
    if not len(begins):
        return counts
    step = np.searchsorted(begins, _days(events), side="right") - 1
    unit = np.repeat(np.arange(len(cut.units)), [len(ids) for ids in cut.members])
    rows = np.searchsorted(events.ids, np.concatenate(cut.members))
    cell = unit * steps + step[rows]
    found = np.bincount(cell, events.weights[rows], minlength=counts.size)
    return np.asarray(found.reshape(counts.shape), dtype=np.float64)


def _tails(counts: Floats, cut: Tessellation, z: Floats) -> Tails:
    """Return both tails over all shuffles of one step's counts: exact, else by the normal curve."""
    n = len(counts)
    if not has_variation(counts):
        return Tails(np.ones(n), np.ones(n))
    k = np.diff(cut.weights.indptr).astype(np.int64) + 1
    sums = cut.weights @ counts + counts
    if exact_is_possible(counts, k, sums):
        return exact_total(counts, k, sums)
    return Tails(z_to_p(z, "greater"), z_to_p(z, "less"))


def _direction(trend: Trend) -> Integers:
    return np.where(trend.p < TREND_ALPHA, np.sign(trend.s), 0).astype(np.int64)


def _corrected(cube: Cube) -> Corrected:
    """Return Hamed and Rao's test of units that were hot or cold at some time; NaN elsewhere."""
    ever = np.flatnonzero(cube.states.any(axis=1))
    times, p = np.full((2, len(cube.z)), np.nan)
    if len(ever):
        times[ever], p[ever] = hamed_rao(np.round(cube.z[ever], 9))
    return Corrected(times, p)


def _columns(
    cut: Tessellation,
    cube: Cube,
    category: NDArray[np.str_],
    trends: tuple[Trend, Trend],
    corrected: Corrected,
) -> dict[str, NDArray[np.generic]]:
    trend, plain_trend = trends
    kinds = [(*str(name).split(" "), "")[:2] for name in category]
    code = np.array([CODES.get(kind, 0) * (-1 if sign == "cold" else 1) for kind, sign in kinds])
    code = code.astype(np.int64)
    total, mean_z = cube.counts.sum(axis=1), cube.z.mean(axis=1)
    order = {name: n for n, name in enumerate(CODES)}
    within = np.array([order.get(kind, len(order)) for kind, _ in kinds], dtype=np.int64)
    return {
        "value": total,
        "expected": np.full(len(total), total.mean() if len(total) else np.nan),
        "score": mean_z,
        "p": cube.p[:, -1],
        "p_adjusted": cube.p_adjusted[:, -1],
        "class_code": code,
        "rank": rank_by(-code, within, -np.round(mean_z, 9), -total),
        "category": category,
        "hot_steps": (cube.states == 1).sum(axis=1),
        "cold_steps": (cube.states == -1).sum(axis=1),
        "last_step": cube.states[:, -1],
        "last_events": cube.counts[:, -1],
        "trend": _direction(trend),
        "trend_tau": trend.tau,
        "trend_p": trend.p,
        "trend_p_hamed_rao": corrected.p,
        "variance_times": corrected.times,
        "count_trend": _direction(plain_trend),
        "count_trend_p": plain_trend.p,
        "share_inside": cut.share,
    }


def _days(events: Events) -> Integers:
    return np.zeros(len(events), dtype=np.int64) if events.day is None else events.day


_FAMILIES: tuple[tuple[str, Text, int, Form, str], ...] = (
    ("intensifying", Text("mạnh lên", "intensifying"), 3, "fill", ""),
    ("persistent", Text("dai dẳng", "persistent"), 3, "hatch", ""),
    ("diminishing", Text("yếu dần", "diminishing"), 3, "", "8 3"),
    ("new", Text("mới", "new"), 2, "fill", ""),
    ("consecutive", Text("liên tiếp", "consecutive"), 2, "hatch", ""),
    ("oscillating", Text("dao động", "oscillating"), 1, "hatch", ""),
    ("sporadic", Text("rải rác", "sporadic"), 1, "", ""),
    ("historical", Text("đã qua", "historical"), 1, "", "2 3"),
)
"""Nearly always hot, lately hot, now and then hot: a tone each; within them the form tells."""

DRAWING = Drawing(
    value=INCIDENTS,
    score=Text("z trung bình của các bước", "Mean z of the steps"),
    classes=tuple(
        DrawnClass(
            f"{name}_{sign}",
            Text(f"{temperature.vi} {words.vi}", f"{temperature.en}, {words.en}"),
            f"{sign}{tone}",
            form,
            (Condition("category", "=", f"{name} {sign}"),),
            dash=dash,
            width=2.5,
        )
        for sign, temperature in (("hot", Text("Nóng", "Hot")), ("cold", Text("Lạnh", "Cold")))
        for name, words, tone, form, dash in _FAMILIES
    ),
    rest=DrawnClass("none", Text("Không thuộc loại nào", "No pattern"), UNDRAWN, width=1.0),
)

METHOD = Method(
    name="emerging",
    title=TITLE,
    summary=SUMMARY,
    reference="Esri Emerging Hot Spot Analysis; Getis & Ord 1992; Mann 1945; Kendall 1975",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    classes_are_levels=False,
)

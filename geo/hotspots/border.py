"""Border areas (giáp ranh): strips along the borders of resident groups that hold too much.

Reference: none; a strip's count against a common rate by the Poisson upper tail, corrected by
Benjamini and Hochberg 1995.

What the numbers mean: a strip holds what lies within ``width_m`` of a border, on both sides; an
event belongs to its nearest border only. ``value`` is its events, ``expected`` the rate of the
ward (or of the two groups) times the strip's surface, ``score`` their ratio. ``p`` is the Poisson
chance of as many. ``is_cross_border``: each side holds at least a fifth of the events.
``is_split``: the strip is hot, and neither half alone would be seen.

When not to trust it: where a border runs along a busy road, which is crowded because it is a
road; where outlines are drawn only roughly; and along the outer border, where only one side is
known (``one_sided``).
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.special import gammainc
from shapely.geometry.base import BaseGeometry

from geo.drawing import (
    INCIDENTS,
    PER_EXPECTED,
    QUIET,
    UNTESTED,
    Condition,
    Drawing,
    DrawnClass,
    levels,
)
from geo.events import Events
from geo.hotspots.base import Method, require_units
from geo.hotspots.border_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.hotspots.gi_star import classes
from geo.quality import find_pile_ups
from geo.rates import LEAST_P
from geo.result import HotspotResult, Units, rank_by
from geo.significance import Correction, adjust
from geo.strips import OUTSIDE, Assigned, Borders, assign, borders, grid_points, strip
from geo.tessellation import group_ids
from geo.text import Text

__all__ = ["METHOD", "run"]

STEPS_IN_A_WIDTH = 10
MOST_POINTS = 400_000
CROSSES = 0.2
SEEN_ALONE = 0.05

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Sides(NamedTuple):
    """Per strip the events and the square metres of its first and second side."""

    counts: tuple[Floats, Floats]
    surface: tuple[Floats, Floats]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Compare every strip with the rate; needs the groups, and the seed plays no part."""
    used = METHOD.check(parameters)
    groups = require_units(units, METHOD.needs)
    width = cast("float", used["width_m"])
    edges = _asked(borders(groups.geometry), bool(used["outer"]))
    held = assign(events.x, events.y, groups.geometry, edges, width)
    step = _step(groups.geometry, width)
    around = grid_points(_extent(groups), step, edges.lines, width)
    ground = assign(*around, groups.geometry, edges, width)
    edges, held, ground = _with_ground(edges, held, ground)
    sides = Sides(_by_side(held, edges), _by_side(ground, edges, step**2))
    rates = _rates(groups, held, edges, str(used["against"]))
    columns = _columns(groups, edges, sides, rates, used)
    drawn = [strip(edges, i, groups.geometry, width) for i in range(len(edges.lines))]
    summary = _summary(events, groups, held, columns, used) | {"surface_step_m": step}
    return HotspotResult(
        method=METHOD.name,
        units=Units("strip", np.array(drawn, dtype=object), _labels(groups, edges)),
        columns=columns,
        summary=summary,
        notes=notes_for(events, summary, find_pile_ups(events.x, events.y)),
        parameters=used,
        seed=seed,
        members=group_ids(held.border, events.ids, len(edges.lines)),
    )


def _asked(edges: Borders, outer: bool) -> Borders:
    keep = (edges.second != OUTSIDE) | outer
    return Borders(edges.lines[keep], edges.first[keep], edges.second[keep])


def _extent(groups: Units) -> BaseGeometry:
    return shapely.box(*shapely.total_bounds(groups.geometry))


def _step(polygons: NDArray[np.object_], width_m: float) -> float:
    """Return how far apart the points lie that measure the surface of strips."""
    west, south, east, north = shapely.total_bounds(polygons)
    coarsest = float(np.sqrt((east - west) * (north - south) / MOST_POINTS))
    return max(width_m / STEPS_IN_A_WIDTH, coarsest)


def _with_ground(
    edges: Borders, held: Assigned, ground: Assigned
) -> tuple[Borders, Assigned, Assigned]:
    """Leave out borders so short that no ground is theirs; their events belong to no strip."""
    sizes = np.bincount(ground.border[ground.border >= 0], minlength=len(edges.lines))
    keep = sizes > 0
    number = np.append(np.where(keep, np.cumsum(keep) - 1, -1), -1)
    kept = Borders(edges.lines[keep], edges.first[keep], edges.second[keep])
    return (
        kept,
        held._replace(border=number[held.border]),
        ground._replace(border=number[ground.border]),
    )


def _by_side(points: Assigned, edges: Borders, each: float = 1.0) -> tuple[Floats, Floats]:
    on = points.border >= 0
    border, area = points.border[on], points.area[on]
    n = len(edges.lines)
    is_first = edges.first[border] == area
    return (
        each * np.bincount(border[is_first], minlength=n).astype(np.float64),
        each * np.bincount(border[~is_first], minlength=n).astype(np.float64),
    )


def _rates(groups: Units, held: Assigned, edges: Borders, against: str) -> Floats:
    """Return the events per square metre each strip is compared with."""
    surface = shapely.area(groups.geometry)
    counts = np.bincount(held.area[held.area >= 0], minlength=len(groups)).astype(np.float64)
    if against == "ward":
        return np.full(len(edges.lines), counts.sum() / surface.sum())
    second = np.where(edges.second == OUTSIDE, edges.first, edges.second)
    alone = edges.second == OUTSIDE
    both = counts[edges.first] + np.where(alone, 0.0, counts[second])
    room = surface[edges.first] + np.where(alone, 0.0, surface[second])
    return np.asarray(both / room)


def _as_many(counts: Floats, expected: Floats) -> Floats:
    """Return the Poisson chance of at least as many. Never 0."""
    least = np.where(counts > 0, gammainc(np.maximum(counts, 1e-300), expected), 1.0)
    return np.maximum(least, LEAST_P)


def _columns(
    groups: Units, edges: Borders, sides: Sides, rates: Floats, used: Mapping[str, object]
) -> dict[str, NDArray[np.generic]]:
    counts, surface = sides.counts[0] + sides.counts[1], sides.surface[0] + sides.surface[1]
    expected = rates * surface
    p = _as_many(counts, expected)
    p_adjusted = adjust(p, cast(Correction, used["correction"]))
    above = counts > expected
    code = np.where(above, classes(p_adjusted, above), 0)
    times = np.divide(counts, expected, out=np.zeros(len(counts)), where=expected > 0)
    one_sided = edges.second == OUTSIDE
    halves = [_as_many(n, rates * m) for n, m in zip(sides.counts, sides.surface, strict=True)]
    smaller = np.minimum(*sides.counts)
    crosses = (counts > 0) & (smaller >= CROSSES * counts) & ~one_sided
    unseen = (halves[0] > SEEN_ALONE) & (halves[1] > SEEN_ALONE)
    second = np.append(np.array(groups.labels, dtype=np.str_), "")[edges.second]
    return {
        "value": counts,
        "expected": expected,
        "score": times,
        "p": p,
        "p_adjusted": p_adjusted,
        "class_code": code,
        "rank": rank_by(-code, p, -np.round(times, 9)),
        "first_side": np.array(groups.labels, dtype=np.str_)[edges.first],
        "second_side": second,
        "events_first": sides.counts[0].astype(np.int64),
        "events_second": sides.counts[1].astype(np.int64),
        "p_first": halves[0],
        "p_second": np.where(one_sided, np.nan, halves[1]),
        "length_m": shapely.length(edges.lines),
        "surface_m2": surface,
        "one_sided": one_sided,
        "is_cross_border": crosses,
        "is_split": (code > 0) & crosses & unseen,
    }


def _labels(groups: Units, edges: Borders) -> tuple[str, ...]:
    """Name a strip by its two sides; an outer border has one."""
    return tuple(
        groups.labels[i] if j == OUTSIDE else f"{groups.labels[i]} | {groups.labels[j]}"
        for i, j in zip(edges.first, edges.second, strict=True)
    )


def _summary(
    events: Events,
    groups: Units,
    held: Assigned,
    columns: Mapping[str, NDArray[np.generic]],
    used: Mapping[str, object],
) -> dict[str, object]:
    code, hot = columns["class_code"], columns["class_code"].astype(int) > 0
    return {
        "events": len(events),
        "events_in_groups": int((held.area >= 0).sum()),
        "events_outside": int((held.area < 0).sum()),
        "events_in_strips": int((held.border >= 0).sum()),
        "groups": len(groups),
        "shared_borders": int((~columns["one_sided"].astype(bool)).sum()),
        "outer_borders": int(columns["one_sided"].astype(bool).sum()),
        "outer_hot": int((hot & columns["one_sided"].astype(bool)).sum()),
        "cross_border": int((hot & columns["is_cross_border"].astype(bool)).sum()),
        "split": int(columns["is_split"].astype(bool).sum()),
        "hot": {str(level): int((code == n).sum()) for n, level in ((3, 99), (2, 95), (1, 90))},
        "weighted": events.weight is not None,
        "rule": rule_in_words(used),
    }


DRAWING = Drawing(
    value=INCIDENTS,
    score=PER_EXPECTED,
    classes=(
        UNTESTED,
        DrawnClass(
            "split",
            Text("Dải nóng bị ranh giới chia đôi", "Hot strip split by the border"),
            "hot3",
            "fill",
            (Condition("is_split", "=", True),),
        ),
        *levels(
            Text("Dải nóng, biết cả hai bên", "Hot strip, both sides known"),
            when=(Condition("one_sided", "=", False),),
        ),
        DrawnClass(
            "one_sided",
            Text("Dải nóng, chỉ biết một bên", "Hot strip, one side known"),
            "hot2",
            "",
            (Condition("class_code", ">=", 1),),
            dash="6 3",
            width=2.5,
        ),
    ),
    rest=QUIET,
)

METHOD = Method(
    name="border",
    title=TITLE,
    summary=SUMMARY,
    reference="Strips against a common rate, Poisson upper tail; Benjamini & Hochberg 1995",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    needs="groups",
)

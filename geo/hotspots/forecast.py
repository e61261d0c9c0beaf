"""Forecast: where incidents are to be expected in the days to come, and how well such maps pointed.

Reference: Bowers, Johnson and Pease 2004 (ProMap); Mohler et al. 2011 and 2015 (self-exciting);
Chainey, Tompson and Uhlig 2008 (PAI); Hunt 2016 (PEI); Levine 2008 (RRI).

What the numbers mean: ``value`` is the risk of a unit in the days after the last one, ``expected``
the mean of the ward, ``score`` how many times the mean. Classes 3, 2, 1 are the units of highest
risk that make up 1, 5 and 10 % of the area (of the length, for lanes): steps of a rule, no test.
The summary tells how maps made in the same way pointed in past periods, each made from what was
known before its first day only, beside the maps anyone can make: the last period, and all of it.

When not to trust it: where it points no better than the last period (the summary says so); with
few incidents a period; and where patrols follow the map, because what is found follows patrols.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import UNDRAWN, Drawing, DrawnClass, is_level
from geo.events import Events
from geo.forecasting.models import (
    Dated,
    Ground,
    SelfExciting,
    counts,
    last_period_risk,
    long_run_risk,
    promap_risk,
)
from geo.forecasting.rolling import Trial, origins, rolling, trial_json
from geo.grid import square_grid
from geo.hotspots.base import Method, require_units
from geo.hotspots.forecast_words import (
    CAUTION,
    COVERAGE,
    PARAMETERS,
    SUMMARY,
    TITLE,
    last_map_in_words,
    notes_for,
    rule_in_words,
    verdict_in_words,
)
from geo.lane_pieces import lane_net, pieces_in
from geo.quality import find_pile_ups
from geo.result import HotspotResult, Units, rank_by
from geo.tessellation import choose_cell_m, group_ids
from geo.text import Text

__all__ = ["METHOD", "run"]

TOP_SHARES = ((3, 0.01), (2, 0.05), (1, 0.10))
EPOCH = date(1970, 1, 1)
KM = 1000.0

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Scene(NamedTuple):
    """The ground with its units, and the unit of each event (-1: none)."""

    units: Units
    ground: Ground
    where: Integers


class Map(NamedTuple):
    """The map for the days to come: risk to rank by, value to show, and two parts where known."""

    risk: Floats
    value: Floats
    background: Floats
    raised: Floats


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Make the map of the coming days, and judge past ones; the seed plays no part."""
    used = METHOD.check(parameters)
    kept = _usable(events, used)
    scene = _scene(kept, area, used, units)
    dated = _dated(kept, scene)
    start = _start(kept, used)
    days = cast("int", used["fold_days"])
    model = SelfExciting(scene.ground, dated, days) if used["model"] == "etas" else None
    trial = _trial(scene, dated, model, used, start)
    made = _map(scene, dated, model, start)
    columns = _columns(scene, dated, made, (start, days))
    summary = _summary(events, kept, scene, trial, used, start)
    if model is not None:
        summary["self_exciting"] = _told(model, dated, start)
    return HotspotResult(
        method=METHOD.name,
        units=scene.units,
        columns=columns,
        summary=summary,
        notes=notes_for(events, kept, summary, find_pile_ups(events.x, events.y)),
        parameters=used,
        seed=seed,
        members=group_ids(scene.where, kept.ids, len(scene.units)),
    )


def _usable(events: Events, used: Mapping[str, object]) -> Events:
    keep = events.dated.copy()
    if used["as_of"] is not None and events.day is not None:
        keep[keep] = events.day[keep] <= _day_number(used["as_of"])
    return events.take(keep)


def _start(events: Events, used: Mapping[str, object]) -> int:
    """Return the first day of the forecast."""
    if used["as_of"] is not None:
        return _day_number(used["as_of"]) + 1
    return int(_days(events).max(initial=0)) + 1


def _scene(
    events: Events, area: BaseGeometry, used: dict[str, object], units: Units | None
) -> Scene:
    """Return cells, or pieces of lane; writes the chosen size into ``used``."""
    if used["unit_kind"] == "lanes":
        used["cell_m"] = used["cell_m"] or cast("float", used["piece_m"])
        return _lanes(events, area, used, require_units(units, "lanes"))
    cell_m = cast("float", used["cell_m"] or choose_cell_m(area)[0])
    used["cell_m"] = cell_m
    grid = square_grid(area, cell_m)
    ground = Ground(
        grid.share * cell_m**2,
        grid.centres,
        cell_m,
        grid.row,
        grid.col,
        np.arange(len(grid)),
        area.area,
    )
    shown = Units("square", grid.polygons(), grid.labels)
    return Scene(shown, ground, grid.index_of(events.x, events.y))


def _lanes(events: Events, area: BaseGeometry, used: Mapping[str, object], lanes: Units) -> Scene:
    reach, cell_m = cast("float", used["snap_m"]), cast("float", used["cell_m"])
    net = lane_net(events, lanes, cast("float", used["piece_m"]), reach)
    found = pieces_in(net, events, area, lanes, reach, "lane_piece")
    middles = shapely.get_coordinates(found.middles)
    at, cell = np.unique(np.floor(middles / cell_m), axis=0, return_inverse=True)
    col, row = at.astype(np.int64).T
    surface = area.area if not area.is_empty else found.length.sum() * 2 * reach
    ground = Ground(found.length, middles, 0.0, row, col, cell.reshape(-1), float(surface))
    return Scene(found.units, ground, found.where)


def _dated(events: Events, scene: Scene) -> Dated:
    inside = np.flatnonzero(scene.where >= 0)
    inside = inside[np.argsort(_days(events)[inside], kind="stable")]
    points = np.column_stack([events.x[inside], events.y[inside]])
    return Dated(scene.where[inside], _days(events)[inside], points)


def _map(scene: Scene, dated: Dated, model: SelfExciting | None, start: int) -> Map:
    ground, unknown = scene.ground, np.full(len(scene.units), np.nan)
    if model is None:
        risk = promap_risk(ground, dated)(start)
        return Map(risk, risk, unknown, unknown)
    model.learn(start)
    background, raised = model.parts(start)
    risk, size = background + raised, ground.size
    if scene.units.kind == "lane_piece":  # what is expected on the ground, spread over the lanes
        size = np.full(len(size), ground.surface_m2 / size.sum() * KM if size.sum() else 0.0)
    return Map(risk, risk * size, background * size, raised * size)


def _trial(
    scene: Scene,
    dated: Dated,
    model: SelfExciting | None,
    used: Mapping[str, object],
    start: int,
) -> Trial:
    """Make and judge the maps of past periods, by the chosen model and by the two naive ones.

    The self-exciting model is fitted to what was known before the first of these periods.
    """
    ground, days = scene.ground, cast("int", used["fold_days"])
    starts = origins(dated, start, days, cast("int", used["folds"]))
    if model is not None and starts:
        model.learn(starts[0])
    models = {
        str(used["model"]): promap_risk(ground, dated) if model is None else model.risk,
        "last_period": last_period_risk(ground, dated, days),
        "long_run": long_run_risk(ground, dated),
    }
    return rolling(ground, dated, models, starts, days)


def _columns(
    scene: Scene, dated: Dated, made: Map, period: tuple[int, int]
) -> dict[str, NDArray[np.generic]]:
    start, days = period
    size = scene.ground.size
    mean = float((made.value * size).sum() / size.sum()) if size.sum() else 0.0
    times = made.value / mean if mean > 0 else np.zeros(len(size))
    code = _classes(made.risk, size)
    unknown = np.full(len(size), np.nan)
    recent = counts(scene.ground, dated.between(start - days, start))
    measure = "length_m" if scene.units.kind == "lane_piece" else "area_m2"
    return {
        "value": made.value,
        "expected": np.full(len(size), mean),
        "score": times,
        "p": unknown,
        "p_adjusted": unknown,
        "class_code": code,
        "rank": rank_by(-code, -np.round(made.risk / (made.risk.max(initial=0) or 1), 12)),
        "events": counts(scene.ground, dated.unit).astype(np.int64),
        "events_last_period": recent.astype(np.int64),
        measure: size,
        "background": made.background,
        "raised_by_recent": made.raised,
    }


def _classes(risk: Floats, size: Floats) -> Integers:
    """Return 3, 2, 1 for the highest 1, 5, 10 % of the ground; whole blocks of equal risk only."""
    code = np.zeros(len(risk), dtype=np.int64)
    if not len(risk):
        return code
    level, at = np.unique(-risk, return_inverse=True)
    upto = np.cumsum(np.bincount(at.reshape(-1), size, minlength=len(level)))
    part = upto[at.reshape(-1)] / size.sum()
    for step, share in reversed(TOP_SHARES):
        code[(part <= share + 1e-9) & (risk > 0)] = step
    return code


def _summary(
    events: Events,
    kept: Events,
    scene: Scene,
    trial: Trial,
    used: Mapping[str, object],
    start: int,
) -> dict[str, object]:
    model, marked = str(used["model"]), int(str(used["coverage"]))
    at = [round(100 * share) for share in COVERAGE].index(marked)
    scale = KM if used["unit_kind"] == "lanes" else KM**2
    return {
        "events": len(events),
        "events_used": int((scene.where >= 0).sum()),
        "events_outside": len(kept) - int((scene.where >= 0).sum()),
        "events_without_date": int((~events.dated).sum()),
        "units": len(scene.units),
        "measure": "length" if used["unit_kind"] == "lanes" else "area",
        "from": _iso(start),
        "until": _iso(start + cast("int", used["fold_days"]) - 1),
        "coverage": list(COVERAGE),
        "folds": len(trial.starts),
        "folds_without_events": trial.empty,
        **trial_json(trial, model, at, float(scene.ground.size.sum()) / scale),
        "findings": [
            verdict_in_words(trial, model, at),
            last_map_in_words(trial, model, at),
        ],
        "weighted": events.weight is not None,
        "rule": rule_in_words(used, start),
    }


def _day_number(iso: object) -> int:
    return (date.fromisoformat(str(iso)) - EPOCH).days


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))


def _days(events: Events) -> Integers:
    return np.zeros(len(events), dtype=np.int64) if events.day is None else events.day


def _told(model: SelfExciting, dated: Dated, start: int) -> dict[str, object]:
    """Return what the self-exciting model learned about how events follow events."""
    fitted, count = model.fitted, len(dated.before(start).day)
    return {
        "followers_of_an_event": fitted.excitation.followers,
        "days_to_a_follower": fitted.excitation.mean_days,
        "metres_to_a_follower": fitted.excitation.spread_m,
        "share_of_background": float(fitted.background.sum()) / count if count else None,
        "rounds": fitted.rounds,
    }


DRAWING = Drawing(
    value=Text("Số vụ dự kiến (mỗi ha hoặc km)", "Incidents expected (per ha or km)"),
    score=Text("Gấp mấy lần trung bình", "Times the mean"),
    classes=tuple(
        DrawnClass(f"top{code}", words, tone, "fill", (is_level(code),), width=width)
        for code, words, tone, width in (
            (
                3,
                Text(
                    "1 % cao nhất của diện tích (hoặc chiều dài)",
                    "Highest 1 % of the ground (or length)",
                ),
                "warm-7",
                5.0,
            ),
            (2, Text("Từ 1 đến 5 %", "1 to 5 %"), "warm-4", 4.0),
            (1, Text("Từ 5 đến 10 %", "5 to 10 %"), "warm-1", 3.0),
        )
    ),
    rest=DrawnClass("rest", Text("90 % còn lại", "The other 90 %"), UNDRAWN, width=1.0),
)

METHOD = Method(
    name="forecast",
    title=TITLE,
    summary=SUMMARY,
    reference="Bowers, Johnson & Pease 2004; Mohler et al. 2011, 2015; Chainey et al. 2008",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    classes_are_levels=False,
)

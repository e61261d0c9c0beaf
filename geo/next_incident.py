"""Time to the next incident: by measure, and in the treated places before and after."""

import numpy as np
from numpy.typing import NDArray

from geo.events import Events
from geo.survival import LogRank, Waiting, kaplan_meier, log_rank, median_days, waiting
from geo.treated import Setting

Integers = NDArray[np.int64]

MEASURES = ("treated", "treated_otherwise", "comparison")


def time_to_next(
    events: Events, scene: Setting, period: tuple[int, int], confidence: float
) -> dict[str, object]:
    """Return curves and tests of waiting: ``by_measure`` and ``treated_before_after``.

    ``by_measure`` counts days from the measure to the first incident of each unit that had any
    before; two measures are compared with each other, one with the untreated units. Before and
    after are the intervals between incidents of the treated units, the last one cut off.
    """
    on, span = period
    first = {role: first_waits(events, scene, role, on, span) for role in MEASURES}
    used = {role: waits for role, waits in first.items() if len(waits.days)}
    measures = [role for role in MEASURES[:2] if role in used]
    pair = measures if len(measures) == 2 else [*measures, "comparison"]
    sides = {
        "before": intervals(events, scene, on - span, on),
        "after": intervals(events, scene, on, on + span),
    }
    return {
        "by_measure": {role: _curve(waits, confidence) for role, waits in used.items()},
        "measures": _test([first[role] for role in pair]) | {"between": pair},
        "treated_before_after": {
            side: _curve(waits, confidence) for side, waits in sides.items() if len(waits.days)
        },
        "before_after": _test(list(sides.values())),
    }


def first_waits(events: Events, scene: Setting, role: str, on: int, span: int) -> Waiting:
    """Return the days from the measure to the first incident of each unit with any before."""
    day = np.zeros(len(events), dtype=np.int64) if events.day is None else events.day
    days, happened = [], []
    for unit in np.flatnonzero(scene.role == role):
        own = day[scene.where == unit]
        if not (own < on).any():
            continue
        after = own[own >= on]
        happened.append(bool(len(after)))
        days.append(float(after.min() - on + 1) if len(after) else float(span))
    return waiting(days, happened)


def intervals(events: Events, scene: Setting, start: int, end: int) -> Waiting:
    """Return the days between incidents of the treated units within some days.

    The first begins with the period; the last ends with it and is cut off.
    """
    day = np.zeros(len(events), dtype=np.int64) if events.day is None else events.day
    days: list[float] = []
    happened: list[bool] = []
    for unit in np.flatnonzero(scene.role == "treated"):
        own = np.sort(day[scene.where == unit])
        own = own[(own >= start) & (own < end)]
        steps = np.diff(np.concatenate([[start], own + 1, [end]]))
        days += [float(step) for step in steps]
        happened += [True] * len(own) + [False]
    keep = np.array(days) > 0
    return waiting(np.array(days)[keep], np.array(happened, dtype=bool)[keep])


def _curve(waits: Waiting, confidence: float) -> dict[str, object]:
    curve = kaplan_meier(waits, confidence)
    return {
        "units": len(waits.days),
        "happened": int(waits.happened.sum()),
        "median_days": median_days(curve),
        "days": curve.days.tolist(),
        "share_without": curve.share.tolist(),
        "low": curve.low.tolist(),
        "high": curve.high.tolist(),
        "at_risk": curve.at_risk.tolist(),
    }


def _test(groups: list[Waiting]) -> dict[str, object]:
    found: LogRank = log_rank(groups)
    return {"log_rank": found.chi_square, "freedom": found.freedom, "p": found.p}

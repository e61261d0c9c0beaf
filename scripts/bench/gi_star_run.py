"""Gi* as a user gets it: cells, exact p, correction, pseudo p of 999 draws, members, notes."""

from typing import Any

from scripts.bench.method_run import Given, given, run_of
from scripts.bench.work import Action, Case, Work


def ours(data: Given) -> Action:
    return run_of("gi_star", data, {"cell_m": 100.0})


def _numbers(events: int, cells_a_side: int) -> dict[str, Any]:
    return {"events": events, "side_m": 100.0 * cells_a_side}


WORK = Work(
    name="gi_star_run",
    title="Gi*, the whole method from events to notes, exact p",
    make=given,
    ours=ours,
    quick=Case("100 events, 100 cells", _numbers(100, 10)),
    cases=(Case("10,000 events, 10,000 cells", _numbers(10_000, 100)),),
)

"""Emerging hot spots over 24 steps: the whole method, from events to categories."""

from scripts.bench.method_run import Given, given, run_of
from scripts.bench.work import Action, Case, Goal, Work


def ours(data: Given) -> Action:
    return run_of("emerging", data, {"cell_m": 100.0, "step_days": 15})


WORK = Work(
    name="emerging",
    title="Emerging hot spots, the whole method, 24 steps",
    make=given,
    ours=ours,
    quick=Case("300 events, 100 cells", {"events": 300, "side_m": 1000.0, "days": 360}),
    cases=(
        Case(
            "10,000 events, 10,000 cells",
            {"events": 10_000, "side_m": 10_000.0, "days": 360},
            Goal(seconds=0.2),
        ),
    ),
)

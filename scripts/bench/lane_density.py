"""Density along lanes at 10 m: snapping, kernel and pieces of lane, the whole method."""

from scripts.bench.method_run import Given, given, run_of
from scripts.bench.work import Action, Case, Goal, Work


def ours(data: Given) -> Action:
    return run_of("lane_density", data, {})


WORK = Work(
    name="lane_density",
    title="Density along lanes, the whole method at its usual settings (10 m)",
    make=given,
    ours=ours,
    quick=Case("100 events, 12 lanes", {"events": 100, "side_m": 500.0, "lanes": 12}),
    cases=(
        Case(
            "10,000 events, about 500 lanes",
            {"events": 10_000, "side_m": 2000.0, "lanes": 500},
            Goal(seconds=0.5),
        ),
    ),
)

"""Space-time permutation scan with 999 replicates: all windows, or those up to the last day."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from scripts.bench.method_run import Given, given, run_of
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work

SATSCAN = "SaTScan"
REPLICATES = 999


class Data(NamedTuple):
    given: Given
    parameters: Mapping[str, object]


def make(numbers: Mapping[str, Any]) -> Data:
    names = ("intervals", "max_radius_m", "max_days", "permutations")
    return Data(given(numbers), {name: numbers[name] for name in names if name in numbers})


def ours(data: Data) -> Action:
    return run_of("scan", data.given, data.parameters)


def _numbers(events: int, side_m: float, intervals: str, **more: Any) -> dict[str, Any]:
    usual = {"max_days": 30, "permutations": REPLICATES}
    return {"events": events, "side_m": side_m, "intervals": intervals, **usual, **more}


WORK = Work(
    name="scan",
    title="Space-time permutation scan, 999 replicates, the whole method",
    make=make,
    ours=ours,
    quick=Case("60 events, looking back",
               _numbers(60, 500.0, "any", days=60, permutations=99), NO_GOAL, (Against(SATSCAN),)),
    cases=(
        Case("522 events, looking back, 1 km, 14 days",
             _numbers(522, 5000.0, "any", max_radius_m=1000.0, max_days=14), NO_GOAL,
             (Against(SATSCAN),)),
        Case("2,000 events, looking back, 500 m, 30 days",
             _numbers(2000, 5000.0, "any", max_radius_m=500.0), NO_GOAL,
             (Against(SATSCAN),)),
        Case("2,000 events, up to the last day",
             _numbers(2000, 5000.0, "latest", max_radius_m=500.0)),
        Case("10,000 events, up to the last day",
             _numbers(10_000, 3000.0, "latest"), Goal(seconds=5.0)),
    ),
    peers=(
        Peer(SATSCAN, "", note="not run: no package of it can be installed. Version 10.3.2 took"
             " 15.2 s for 522 other events with these settings, and about 21 min for 2,000,"
             " measured before on 2 cores; as neither data nor run are these, there is no ratio"),
    ),
)  # fmt: skip

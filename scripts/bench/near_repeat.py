"""Knox: pairs close in space and in time, with shuffled days; beside it pointpats."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from geo.knox import knox_table
from scripts.bench.data import SEED, Points, points
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work

NEAR_M, SOON_DAYS = 100.0, 14
SHUFFLES = 999


def make(numbers: Mapping[str, Any]) -> Points:
    return points(numbers["events"], numbers["side_m"], centres=max(numbers["events"] // 50, 5))


def ours(data: Points) -> Action:
    def count() -> Any:
        rng = np.random.default_rng(SEED)
        bands = (0.0, NEAR_M), (0.0, SOON_DAYS)
        return knox_table(data.x, data.y, data.day, *bands, permutations=SHUFFLES, rng=rng)

    return count


def _pointpats(data: Points) -> Action:
    pointpats = import_module("pointpats")
    days = data.day.reshape(-1, 1).astype(float)

    def count() -> Any:
        np.random.seed(SEED % 2**32)
        knox = pointpats.Knox(data.xy, days, NEAR_M, SOON_DAYS, permutations=SHUFFLES)
        return knox.p_sim

    return count


POINTPATS = "pointpats Knox"
WORK = Work(
    name="near_repeat",
    title="Knox, 100 m and 14 days, 999 shuffles",
    make=make,
    ours=ours,
    quick=Case("100 events", {"events": 100, "side_m": 1000.0}, NO_GOAL, (Against(POINTPATS),)),
    cases=(
        Case("2,000 events", {"events": 2000, "side_m": 3000.0}, NO_GOAL,
             (Against(POINTPATS, Goal(faster=20)),)),
        Case("10,000 events", {"events": 10_000, "side_m": 7000.0}, Goal(seconds=0.2),
             (Against(POINTPATS, Goal(faster=20)),)),
        Case("50,000 events", {"events": 50_000, "side_m": 15_000.0}),
    ),
    peers=(Peer(POINTPATS, "pointpats", _pointpats, note="as many shuffles as ours"),),
)  # fmt: skip

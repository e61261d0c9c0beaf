"""DBSCAN: clusters, noise and core points; beside it scikit-learn, also where points are dense."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from geo.dbscan import dbscan
from scripts.bench.data import Points, blobs, points
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work

MIN_EVENTS = 5
HEAPS = 12


class Data(NamedTuple):
    points: Points
    eps_m: float


def make(numbers: Mapping[str, Any]) -> Data:
    n, side_m = numbers["events"], numbers["side_m"]
    if "spread_m" in numbers:
        return Data(blobs(n, HEAPS, numbers["spread_m"], side_m), numbers["eps_m"])
    return Data(points(n, side_m, centres=max(n // 1000, 10)), numbers["eps_m"])


def ours(data: Data) -> Action:
    return lambda: dbscan(data.points.xy, data.eps_m, MIN_EVENTS)


def _sklearn(data: Data) -> Action:
    cluster = import_module("sklearn.cluster")
    return lambda: cluster.DBSCAN(eps=data.eps_m, min_samples=MIN_EVENTS).fit(data.points.xy)


SKLEARN = "scikit-learn DBSCAN"
WORK = Work(
    name="clusters",
    title="DBSCAN, at least 5 points",
    make=make,
    ours=ours,
    quick=Case("300 events", {"events": 300, "side_m": 1000.0, "eps_m": 30.0}, NO_GOAL,
               (Against(SKLEARN),)),
    cases=(
        Case("10,000 events, eps 30 m", {"events": 10_000, "side_m": 3000.0, "eps_m": 30.0},
             Goal(seconds=0.2), (Against(SKLEARN, Goal(faster=3)),)),
        Case("100,000 events, eps 20 m", {"events": 100_000, "side_m": 20_000.0, "eps_m": 20.0},
             NO_GOAL, (Against(SKLEARN, Goal(faster=3)),)),
        Case("60,000 events in 12 heaps of 60 m, eps 40 m",
             {"events": 60_000, "side_m": 10_000.0, "eps_m": 40.0, "spread_m": 60.0},
             NO_GOAL, (Against(SKLEARN, Goal(faster=3, leaner=10)),)),
        # So dense that nine of ten points of a heap are neighbours: 2.3 GB of them in scikit-learn.
        Case("60,000 events in 12 heaps of 12 m, eps 40 m",
             {"events": 60_000, "side_m": 10_000.0, "eps_m": 40.0, "spread_m": 12.0},
             NO_GOAL, (Against(SKLEARN, Goal(faster=3, leaner=10)),)),
        Case("1,000,000 events, eps 20 m",
             {"events": 1_000_000, "side_m": 60_000.0, "eps_m": 20.0},
             Goal(seconds=3.0), (Against(SKLEARN, Goal(faster=3)),)),
    ),
    peers=(Peer(SKLEARN, "scikit-learn", _sklearn),),
)  # fmt: skip

"""Mann-Kendall: the trend of many short series at once; beside it pymannkendall, one by one."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.mann_kendall import mann_kendall
from scripts.bench.data import SEED
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work

STEPS = 24


def make(numbers: Mapping[str, Any]) -> NDArray[np.float64]:
    return np.random.default_rng(SEED).normal(size=(numbers["series"], STEPS))


def ours(data: NDArray[np.float64]) -> Action:
    return lambda: mann_kendall(data, exact_upto=0)


def _pymannkendall(data: NDArray[np.float64]) -> Action:
    peer = import_module("pymannkendall")
    return lambda: [peer.original_test(series) for series in data]


PEER = "pymannkendall original_test"
WORK = Work(
    name="mann_kendall",
    title="Mann-Kendall, series of 24 steps",
    make=make,
    ours=ours,
    quick=Case("20 series", {"series": 20}, NO_GOAL, (Against(PEER),)),
    cases=(Case("10,000 series", {"series": 10_000}, NO_GOAL, (Against(PEER, Goal(faster=300)),)),),
    peers=(Peer(PEER, "pymannkendall", _pymannkendall, note="also estimates the slope"),),
)

"""Local Moran, analytic: the statistic and the quarter of every cell, neighbours given."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from geo.moran import local_moran
from scripts.bench.data import Cells, cells
from scripts.bench.gi_star import esda_weights
from scripts.bench.work import NO_GOAL, Action, Against, Case, Peer, Work


def make(numbers: Mapping[str, Any]) -> Cells:
    return cells(numbers["side"])


def ours(data: Cells) -> Action:
    return lambda: local_moran(data.counts, data.weights)


def _esda(data: Cells) -> Action:
    esda, weights = import_module("esda"), esda_weights(data)
    return lambda: esda.Moran_Local(data.counts, weights, permutations=0).Is


WORK = Work(
    name="local_moran",
    title="Local Moran, neighbours given",
    make=make,
    ours=ours,
    quick=Case("100 cells", {"side": 10}, NO_GOAL, (Against("esda Moran_Local"),)),
    cases=(
        Case("10,000 cells", {"side": 100}, NO_GOAL, (Against("esda Moran_Local"),)),
        Case("100,000 cells", {"side": 316}, NO_GOAL, (Against("esda Moran_Local"),)),
    ),
    peers=(Peer("esda Moran_Local", "esda", _esda, note="also works out expected moments"),),
)

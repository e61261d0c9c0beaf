"""Gi*: z and corrected p of every cell, neighbours given; beside it esda, without correction."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from geo.getis_ord import gi_star
from geo.significance import adjust, z_to_p
from scripts.bench.data import Cells, cells
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work


def make(numbers: Mapping[str, Any]) -> Cells:
    return cells(numbers["side"])


def ours(data: Cells) -> Action:
    return lambda: adjust(z_to_p(gi_star(data.counts, data.weights)), "bh")


def esda_weights(data: Cells) -> Any:
    """Return the neighbours as esda wants them."""
    return import_module("libpysal.weights").WSP(data.weights).to_W(silence_warnings=True)


def _esda(data: Cells) -> Action:
    esda, weights = import_module("esda"), esda_weights(data)
    return lambda: esda.G_Local(data.counts, weights, transform="B", permutations=0, star=True).Zs


WORK = Work(
    name="gi_star",
    title="Gi* and false-discovery control, neighbours given",
    make=make,
    ours=ours,
    quick=Case("100 cells", {"side": 10}, NO_GOAL, (Against("esda G_Local"),)),
    cases=(
        Case("10,000 cells", {"side": 100}, Goal(seconds=0.02),
             (Against("esda G_Local", Goal(faster=30)),)),
        Case("100,000 cells", {"side": 316}, NO_GOAL, (Against("esda G_Local", Goal(faster=30)),)),
        Case("1,000,000 cells", {"side": 1000}, Goal(seconds=2.0)),
    ),
    peers=(Peer("esda G_Local", "esda", _esda, note="without correction for many tests"),),
)  # fmt: skip

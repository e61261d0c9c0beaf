"""Conditional permutations of Gi*: 999 draws of every cell's neighbours, the own value held."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from geo.randomisation import drawn_tails
from scripts.bench.data import SEED, Cells, cells
from scripts.bench.gi_star import esda_weights
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work

DRAWS = 999


def make(numbers: Mapping[str, Any]) -> Cells:
    return cells(numbers["side"])


def ours(data: Cells) -> Action:
    k, sums = np.diff(data.weights.indptr).astype(np.int64), data.weights @ data.counts

    def draw() -> Any:
        rng = np.random.default_rng(SEED)
        return drawn_tails(data.counts, k, sums, DRAWS, rng, hold_own=True)

    return draw


def _esda(data: Cells) -> Action:
    esda, weights = import_module("esda"), esda_weights(data)
    import_module("numba")
    return lambda: esda.G_Local(
        data.counts, weights, transform="B", permutations=DRAWS, star=True, seed=SEED,
        keep_simulations=False, n_jobs=1,
    ).p_sim  # fmt: skip


WORK = Work(
    name="gi_star_permutations",
    title="Gi*, pseudo p of 999 conditional permutations (ours: draws shared by all cells)",
    make=make,
    ours=ours,
    quick=Case("100 cells", {"side": 10}, NO_GOAL, (Against("esda G_Local"),)),
    cases=(
        Case("10,000 cells", {"side": 100}, NO_GOAL, (Against("esda G_Local", Goal(faster=5)),)),
        Case("100,000 cells", {"side": 316}, NO_GOAL, (Against("esda G_Local", Goal(faster=5)),)),
    ),
    peers=(Peer("esda G_Local", "esda", _esda, note="with numba, one process"),),
)

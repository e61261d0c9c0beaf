"""The purely spatial scan: Poisson against a population, or Bernoulli among all events.

Reference: Kulldorff and Nagarwalla 1995; Kulldorff 1997.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.scanning.discs import Discs, running_sum
from geo.scanning.likelihood import bernoulli_llr, poisson_llr
from geo.scanning.results import Best

Floats = NDArray[np.float64]
Model = Literal["poisson", "bernoulli"]


def scan_areas(discs: Discs, cases: Floats, population: Floats, model: Model, fewest: int) -> Best:
    """Return the ratio of every disc; ``discs`` must hold the population.

    A disc that breaks off within locations of one distance counts with less than it holds, and
    so never wins.
    """
    count = running_sum(cases[discs.location], discs.start)
    llr = _ratio(discs, count, cases, population, model)
    share = float(cases.sum()) / max(float(population.sum()), np.finfo(float).tiny)
    none = np.zeros(len(llr), dtype=np.int64)
    return Best(np.where(count >= fewest, llr, 0.0), count, discs.held * share, none, none)


def draw_areas(
    discs: Discs,
    cases: Floats,
    population: Floats,
    model: Model,
    fewest: int,
    rng: np.random.Generator,
    replicates: int,
) -> Floats:
    """Return the largest ratio of each replicate: the cases dealt out anew by population."""
    total = int(cases.sum())
    if model == "poisson":
        dealt = rng.multinomial(total, population / population.sum(), size=replicates)
    else:
        whole = population.astype(np.int64)
        dealt = rng.multivariate_hypergeometric(whole, total, size=replicates, method="marginals")
    count = running_sum(dealt[:, discs.location], discs.start)
    llr = np.where(count >= fewest, _ratio(discs, count, cases, population, model), 0.0)
    return np.asarray(llr.max(axis=1, initial=0.0))


def _ratio(discs: Discs, count: Floats, cases: Floats, population: Floats, model: Model) -> Floats:
    total, everyone = float(cases.sum()), float(population.sum())
    if model == "poisson":
        return poisson_llr(count, discs.held * (total / everyone), total)
    return bernoulli_llr(count, discs.held, total, everyone)

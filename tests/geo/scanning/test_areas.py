import numpy as np
import pytest

from geo.scanning.areas import draw_areas, scan_areas
from geo.scanning.discs import build_discs
from geo.scanning.likelihood import bernoulli_llr, poisson_llr


def scene(seed=0):
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 12, (40, 2)).astype(float)
    points = np.unique(points, axis=0)
    population = rng.integers(1, 30, len(points)).astype(float)
    return points, rng.binomial(population.astype(int), 0.2).astype(float), population


@pytest.mark.parametrize("model", ["poisson", "bernoulli"])
def test_the_best_disc_is_that_of_looking_at_every_one(model):
    points, cases, population = scene()
    discs = build_discs(points, points, population, 5.0, 0.5 * population.sum())
    total, everyone, best = cases.sum(), population.sum(), 0.0
    for centre in points:
        apart = np.hypot(*(points - centre).T)
        for radius in np.unique(np.round(apart[apart <= 5], 9)):
            inside = apart <= radius + 1e-9
            c, n = cases[inside].sum(), population[inside].sum()
            if n > everyone / 2 or c < 2:
                continue
            llr = (
                poisson_llr(c, n * total / everyone, total)
                if model == "poisson"
                else bernoulli_llr(c, n, total, everyone)
            )
            best = max(best, float(llr))
    found = scan_areas(discs, cases, population, model, 2)
    assert found.llr.max() == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("model", ["poisson", "bernoulli"])
def test_replicates_deal_out_all_cases(model):
    points, cases, population = scene()
    discs = build_discs(points, points, population, 5.0, 0.5 * population.sum())
    rng = np.random.default_rng(1)
    maxima = draw_areas(discs, cases, population, model, 2, rng, 50)
    assert maxima.shape == (50,) and (maxima >= 0).all() and maxima.max() > 0

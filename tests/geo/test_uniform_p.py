"""Where nothing happens every p is as likely as any other, and none is ever 0 (KS over seeds)."""

import numpy as np
import shapely
from scipy.stats import kstest

from geo.events import Events
from geo.hotspots import get_method
from geo.interaction import jacquez, mantel
from geo.randomisation import drawn_tails
from geo.survival import log_rank, waiting

SEEDS = 200
AREA = shapely.box(590000, 2328000, 591000, 2329000)


def rough(p, rng, steps):
    """Spread each p evenly over the step it stands for: draws make p a multiple of 1 / steps."""
    return np.asarray(p) - rng.uniform(0, 1 / steps, len(p))


def looks_uniform(p, steps=100):
    p = np.asarray(p, dtype=float)
    assert p.min() > 0
    return kstest(rough(p, np.random.default_rng(0), steps), "uniform").pvalue > 0.01


def test_scan_of_events_by_share_and_by_surface():
    for model, said in (("bernoulli", {"recent_days": 40}), ("poisson", {})):
        found = []
        for seed in range(60):
            rng = np.random.default_rng([seed, 1])
            x, y = rng.uniform(590000, 591000, 60), rng.uniform(2328000, 2329000, 60)
            events = Events.from_arrays(x, y, day=rng.integers(20000, 20100, 60))
            parameters = {"model": model, "permutations": 99, "max_radius_m": 150} | said
            result = get_method("scan").run(events, AREA, parameters, seed)
            found.append(result.columns["p"][0])
        assert np.min(found) >= 0.01
        for level in (0.05, 0.2, 0.5):
            assert np.mean(np.array(found) <= level) <= level + 2.6 * np.sqrt(level / 60)


def test_mantel_and_jacquez():
    p = []
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, 2])
        points, times = rng.uniform(0, 1000, (40, 2)), rng.integers(0, 300, 40).astype(float)
        p.append(
            [
                mantel(points[:, 0], points[:, 1], times, permutations=99, rng=rng).p,
                jacquez(points[:, 0], points[:, 1], times, 3, permutations=99, rng=rng).p,
            ]
        )
    for column in np.array(p).T:
        assert column.min() > 0
        for level in (0.05, 0.2, 0.5):
            assert (column <= level).mean() <= level + 2.6 * np.sqrt(level / SEEDS)
    assert looks_uniform(np.array(p)[:, 0])


def test_random_draws_of_neighbours():
    p = []
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, 4])
        values = rng.normal(size=60)
        sums = np.array([values[rng.choice(60, 5, replace=False)].sum()])
        tails = drawn_tails(values, np.full(60, 5), np.resize(sums, 60), 199, rng, hold_own=False)
        p.append(tails.greater[0])
    assert looks_uniform(p, 200)


def test_log_rank():
    p = []
    for seed in range(400):
        rng = np.random.default_rng([seed, 5])
        days = rng.exponential(30, 80)
        watched = waiting(np.minimum(days, 60), days <= 60)
        groups = [waiting(watched.days[a::2], watched.happened[a::2]) for a in (0, 1)]
        p.append(log_rank(groups).p)
    assert looks_uniform(p, 10_000)

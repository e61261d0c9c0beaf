import numpy as np
import pytest

from geo.interaction import jacquez, mantel


def scene(contagious, seed=0, n=80):
    rng = np.random.default_rng(seed)
    x, y, day = rng.uniform(0, 1000, n), rng.uniform(0, 1000, n), rng.integers(0, 90, n)
    if contagious:
        parents = rng.integers(0, n // 2, n // 2)
        x[n // 2 :], y[n // 2 :] = x[parents] + 3, y[parents] + 3
        day[n // 2 :] = day[parents] + rng.integers(0, 4, n // 2)
    return x, y, day


@pytest.mark.parametrize("test", [mantel, lambda *a: jacquez(*a[:3], 3, *a[3:])])
def test_contagion_is_found_and_chance_is_not(test):
    rng = np.random.default_rng(1)
    assert test(*scene(True), 199, rng).p <= 0.01
    assert test(*scene(False), 199, rng).p > 0.05
    assert np.isnan(test(*scene(True)).p)


def test_mantel_is_the_correlation_over_pairs():
    x, y, day = scene(True, n=30)
    i, j = np.triu_indices(30, 1)
    near = 1 / (1 + np.hypot(x[i] - x[j], y[i] - y[j]))
    soon = 1 / (1 + np.abs(day[i] - day[j]))
    assert mantel(x, y, day).statistic == pytest.approx(np.corrcoef(near, soon)[0, 1], abs=1e-12)
    assert mantel([1, 2, 3], [1, 1, 1], [5, 5, 5]).statistic == 0


def test_jacquez_without_ties_counts_common_neighbours():
    rng = np.random.default_rng(2)
    x, y, day = rng.uniform(0, 99, 25), rng.uniform(0, 99, 25), rng.uniform(0, 99, 25)
    assert jacquez(x, y, day, 3).statistic == pytest.approx(
        jacquez(x, y, day, 3, ties="rows").statistic
    )


def test_jacquez_with_ties_does_not_depend_on_the_rows():
    x, y, day = scene(False)
    day = day // 10
    order = np.random.default_rng(4).permutation(len(x))
    one, two = jacquez(x, y, day, 3), jacquez(x[order], y[order], day[order], 3)
    assert one.statistic == pytest.approx(two.statistic)


def test_jacquez_where_all_are_neighbours_is_every_pair():
    x, y, day = scene(False, n=4)
    assert jacquez(x, y, day, 9).statistic == pytest.approx(12)
    assert jacquez([1.0], [1.0], [1], 3).statistic == 0

import numpy as np
import pytest
from esda.moran import Moran, Moran_Local
from libpysal.weights import W
from scipy import sparse

from geo.moran import local_moran, moran


def grid(side):
    cell = np.arange(side * side)
    row, col = np.divmod(cell, side)
    near = np.maximum(np.abs(row[:, None] - row), np.abs(col[:, None] - col)) == 1
    return sparse.csr_matrix(near.astype(float))


WEIGHTS = grid(9)
PEER = W({i: WEIGHTS[[i]].indices.tolist() for i in range(81)}, silence_warnings=True)
PEER.transform = "r"


@pytest.fixture
def counts():
    return np.random.default_rng(1).poisson(2, 81).astype(float)


def test_global_and_local_i_are_those_of_esda(counts):
    assert moran(counts, WEIGHTS) == pytest.approx(Moran(counts, PEER, permutations=0).I, abs=1e-12)
    peer = Moran_Local(counts, PEER, permutations=0)
    found = local_moran(counts, WEIGHTS)
    np.testing.assert_allclose(found.i * 80 / 81, peer.Is, atol=1e-12)  # esda divides by n − 1
    assert found.i.mean() == pytest.approx(moran(counts, WEIGHTS))


def test_z_is_that_of_shuffling_the_others(counts):
    rng = np.random.default_rng(2)
    found, at = local_moran(counts, WEIGHTS), 40
    others = np.delete(counts, at)
    draws = [rng.choice(others, 8, replace=False).mean() for _ in range(20_000)]
    z = np.sign(counts[at] - counts.mean()) * (found.lag[at] - np.mean(draws)) / np.std(draws)
    assert found.z[at] == pytest.approx(z, abs=0.05)


def test_quadrants_by_sign_and_none_on_the_mean():
    values = np.zeros(81)
    values[[40, 41, 31, 32]] = 9
    values[0] = 9
    found = local_moran(values, WEIGHTS)
    assert (found.quadrant[40], found.quadrant[0], found.quadrant[42]) == ("HH", "HL", "LH")
    assert found.quadrant[80] == "LL"
    on_the_mean = local_moran([1.0, 2.0, 3.0], sparse.csr_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    assert on_the_mean.quadrant.tolist() == ["", "", ""]


def test_islands_and_constant_values():
    lone = sparse.csr_matrix(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    found = local_moran([1.0, 5.0, 2.0], lone)
    assert (found.i[2], found.quadrant[2]) == (0, "") and np.isnan(found.z[2])
    same = local_moran(np.ones(81), WEIGHTS)
    assert not same.i.any() and not same.z.any()
    assert np.isnan(moran(np.ones(81), WEIGHTS))

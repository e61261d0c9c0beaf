import libpysal
import numpy as np
import pytest
from esda.getisord import G_Local
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from geo.getis_ord import conditional_z, gi, gi_star
from geo.neighbours import distance_band

COUNTS = arrays(float, 25, elements=st.integers(0, 30))
SQUARE = np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), -1).reshape(-1, 2)
QUEEN = distance_band(*SQUARE.T, 1.5)


def columbus():
    path = libpysal.examples.get_path
    table = libpysal.io.open(path("columbus.dbf"))
    crime = np.array(table.by_col("CRIME"))
    table.close()
    links = libpysal.io.open(path("columbus.gal"))
    weights = links.read()
    links.close()
    return crime, weights


def test_columbus_equals_esda():
    crime, w = columbus()
    weights = sparse.csr_matrix(w.sparse)
    star, plain = gi_star(crime, weights), gi(crime, weights)
    peer = G_Local(crime, w, transform="B", star=True, permutations=0)
    np.testing.assert_allclose(star, peer.Zs, atol=1e-9)
    peer = G_Local(crime, w, transform="B", star=False, permutations=0)
    np.testing.assert_allclose(plain, peer.Zs, atol=1e-9)
    assert star.max() == pytest.approx(3.475051356160123, abs=1e-9)


@given(COUNTS)
def test_gi_star_equals_the_formula_written_out(x):
    w = QUEEN.toarray() + np.eye(25)
    n, s = 25, np.sqrt((x**2).mean() - x.mean() ** 2)
    total = w.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (w @ x - x.mean() * total) / (s * np.sqrt((n * total - total**2) / (n - 1)))
    varies = (x != x[0]).any()
    np.testing.assert_allclose(gi_star(x, QUEEN), z if varies else np.zeros(25), atol=1e-9)


@given(COUNTS)
def test_gi_equals_the_formula_written_out(x):
    z = gi(x, QUEEN)
    for i in (0, 12):
        rest, row = np.delete(x, i), np.delete(QUEEN.toarray()[i], i)
        if rest.std() == 0:
            continue
        root = np.sqrt((24 * row.sum() - row.sum() ** 2) / 23)
        assert z[i] == pytest.approx((row @ rest - rest.mean() * row.sum()) / (rest.std() * root))


@given(COUNTS, st.permutations(range(25)))
def test_order_does_not_matter(x, order):
    order = list(order)
    moved = gi_star(x[order], sparse.csr_matrix(QUEEN[order][:, order]))
    np.testing.assert_allclose(moved, gi_star(x, QUEEN)[order], atol=1e-9)


@given(COUNTS, st.floats(0.1, 100), st.floats(-50, 50))
def test_scale_and_origin_do_not_matter(x, scale, shift):
    np.testing.assert_allclose(gi_star(x * scale + shift, QUEEN), gi_star(x, QUEEN), atol=1e-6)


@pytest.mark.parametrize("statistic", [gi_star, gi, conditional_z])
def test_a_constant_field_is_zero(statistic):
    assert not statistic(np.full(25, 0.1), QUEEN).any()


def test_an_island_keeps_its_own_z_in_gi_star_only():
    x = np.array([1.0, 2.0, 3.0, 10.0])
    weights = distance_band([0, 1, 2, 99], [0, 0, 0, 0], 1.0)
    n, s = 4, x.std()
    own = (10 - x.mean()) / (s * np.sqrt((n - 1) / (n - 1)))
    assert gi_star(x, weights)[3] == pytest.approx(own)
    assert np.isnan(gi(x, weights)[3])
    assert np.isnan(conditional_z(x, weights)[3])


def test_everybody_a_neighbour_is_zero():
    weights = distance_band(*SQUARE.T, 100.0)
    assert not gi_star(np.arange(25.0), weights).any()


def test_gi_conditional_moments_are_those_of_gi():
    """With 0/1 weights the closed form of the conditional shuffle is Gi itself."""
    x = np.random.default_rng(0).poisson(3, 25).astype(float)
    np.testing.assert_allclose(conditional_z(x, QUEEN), gi(x, QUEEN), atol=1e-9)


def test_conditional_moments_equal_a_shuffle():
    rng = np.random.default_rng(1)
    x, i, k = rng.poisson(3, 25).astype(float), 12, 8
    others = np.delete(x, i)
    sums = rng.permuted(np.tile(others, (20000, 1)), axis=1)[:, :k].sum(axis=1)
    seen = (QUEEN @ x)[i]
    assert conditional_z(x, QUEEN)[i] == pytest.approx((seen - sums.mean()) / sums.std(), abs=0.05)

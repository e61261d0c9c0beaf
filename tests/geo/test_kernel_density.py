import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.kernel_density import (
    Raster,
    density_at,
    density_raster,
    kernel_mass,
    rule_of_thumb_m,
)


def both(raster, x, y, bandwidth, weights=None):
    """Return the raster by sweep line, and by adding up every kernel."""
    gx, gy = np.meshgrid(
        raster.x + np.arange(raster.columns) * raster.cell_m,
        raster.y + np.arange(raster.rows) * raster.cell_m,
    )
    brute = density_at(gx.ravel(), gy.ravel(), x, y, bandwidth, weights).reshape(gx.shape)
    return density_raster(raster, x, y, bandwidth, weights), brute


@pytest.mark.parametrize(
    ("n", "bandwidth", "cell", "columns", "rows"),
    [(300, 150, 25, 80, 77), (500, 37.3, 11, 120, 90), (400, 900, 20, 100, 30), (5, 50, 25, 1, 9)],
)
def test_sweep_line_is_the_brute_force(n, bandwidth, cell, columns, rows):
    rng = np.random.default_rng(n)
    x = 590000 + rng.uniform(-100, cell * columns + 100, n)
    y = 2328000 + rng.uniform(-100, cell * rows + 100, n)
    raster = Raster(590000 + cell / 2, 2328000 + cell / 2, cell, columns, rows)
    swept, brute = both(raster, x, y, bandwidth, rng.uniform(0, 3, n))
    assert np.abs(swept - brute).max() <= 1e-12 * brute.max()
    np.testing.assert_array_equal(swept == 0, brute == 0)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12),
    st.sampled_from([5.0, 10.0, 17.5, 300.0]),
)
def test_sweep_line_on_the_edge_of_discs(spots, bandwidth):
    """Whole metres: centres lie exactly on the edge of discs and on events."""
    x, y = (np.array([spot[i] for spot in spots], dtype=float) for i in (0, 1))
    swept, brute = both(Raster(0.0, 0.0, 2.5, 25, 25), x, y, bandwidth)
    assert np.abs(swept - brute).max() <= 1e-12 * max(brute.max(), 1e-300)


def test_one_event_has_the_height_and_the_mass_of_the_kernel():
    assert density_at([0.0], [0.0], [0.0], [0.0], 100)[0] == pytest.approx(3 / (math.pi * 1e4))
    assert density_at([50.0], [0.0], [0.0], [0.0], 100)[0] == pytest.approx(
        3 / (math.pi * 1e4) * 0.75**2
    )
    assert density_at([100.0], [0.0], [0.0], [0.0], 100)[0] == 0
    raster = density_raster(Raster(-150.0, -150.0, 1.0, 301, 301), [0.0], [0.0], 100)
    assert raster.sum() == pytest.approx(1, abs=1e-6)


def test_no_events_have_no_density():
    assert not density_raster(Raster(0.0, 0.0, 10.0, 4, 3), [], [], 100).any()
    assert density_at([1.0], [1.0], [], [], 100).tolist() == [0.0]


def test_mass_inside_is_whole_in_the_middle_half_at_a_side_a_quarter_in_a_corner():
    mass = kernel_mass(np.ones((81, 81)), 10, 200)
    assert mass[40, 40] == pytest.approx(1, abs=1e-12)
    assert mass[40, 0] == pytest.approx(0.5, abs=0.05)
    assert mass[0, 0] == pytest.approx(0.25, abs=0.05)


def test_rule_of_thumb_by_hand():
    """Four corners of a square of 200 m: SD = D = 100·√2, and SD is the smaller with √(1/ln 2)."""
    x, y = [0.0, 200.0, 0.0, 200.0], [0.0, 0.0, 200.0, 200.0]
    assert rule_of_thumb_m(x, y) == pytest.approx(0.9 * 100 * math.sqrt(2) * 4**-0.2)
    assert rule_of_thumb_m([1.0, 1.0], [2.0, 2.0]) == 0
    assert rule_of_thumb_m([1.0], [2.0]) == 0


def test_rule_of_thumb_is_not_fooled_by_a_far_point():
    rng = np.random.default_rng(1)
    x, y = rng.normal(0, 100, 200), rng.normal(0, 100, 200)
    alone = rule_of_thumb_m(x, y)
    assert rule_of_thumb_m([*x, 50_000.0], [*y, 0.0]) < 3 * alone

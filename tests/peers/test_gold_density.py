"""Gold case 16 from ../shared/gold: the quartic kernel as spatstat computes it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from geo.kernel_density import Raster, density_at, density_raster

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECT = json.loads((GOLD / "expected.json").read_text())["16_kde_planar_quartic"]["expect"]


@pytest.fixture
def memphis():
    with (GOLD / "memphis/kde_quartic_at_points_peer.csv").open() as file:
        rows = list(csv.DictReader(file))
    return [np.array([float(row[c]) for row in rows]) for c in ("x", "y", "kde_quartic_h1500")]


def test_16_density_at_the_points_of_memphis(memphis):
    x, y, peer = memphis
    found = density_at(x, y, x, y, EXPECT["h"])
    np.testing.assert_allclose(found, peer, rtol=1e-9)
    assert found.max() == pytest.approx(EXPECT["max"], rel=1e-9)


def test_16_sweep_line_over_memphis(memphis):
    x, y, _ = memphis
    raster = Raster(x.min(), y.min(), 500.0, 90, 70)
    gx, gy = np.meshgrid(raster.x + np.arange(90) * 500.0, raster.y + np.arange(70) * 500.0)
    brute = density_at(gx.ravel(), gy.ravel(), x, y, EXPECT["h"])
    swept = density_raster(raster, x, y, EXPECT["h"]).ravel()
    assert np.abs(swept - brute).max() <= 1e-12 * brute.max()

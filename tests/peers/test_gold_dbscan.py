"""Gold case 15 from ../shared/gold: DBSCAN as R's dbscan finds it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

from geo.dbscan import dbscan

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECT = json.loads((GOLD / "expected.json").read_text())["15_dbscan"]["expect"]


@pytest.mark.parametrize("case", [name for name in EXPECT if not name.startswith("hdbscan")])
def test_15_clusters_noise_and_sizes(case):
    """Sizes may differ by border points within reach of two clusters: R gives them to the first
    cluster it walks, we to the nearest core point. Cores are the same to the last point."""
    name, eps, least = case.split("_")
    with (GOLD / f"dbscan/{name}.csv").open() as file:
        rows = list(csv.reader(file))[1:]
    points = np.array([[float(v) for v in row[: 4 if name == "iris" else 2]] for row in rows])
    found = dbscan(points, float(eps), int(least))
    sizes = sorted(np.bincount(found.label[found.label >= 0]).tolist(), reverse=True)
    assert len(sizes) == EXPECT[case]["k"]
    assert (found.label < 0).sum() == EXPECT[case]["noise"]
    assert np.abs(np.subtract(sizes, EXPECT[case]["sizes"])).max() <= 1
    peer = DBSCAN(eps=float(eps) + 1e-6, min_samples=int(least)).fit(points)
    np.testing.assert_array_equal(np.flatnonzero(found.core), peer.core_sample_indices_)

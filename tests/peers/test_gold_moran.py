"""Gold cases 03 and 04 from ../shared/gold: local and global Moran as spdep computes them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from geo.moran import local_moran, moran
from geo.significance import benjamini_hochberg, z_to_p

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECTED = json.loads((GOLD / "expected.json").read_text())


def read(name):
    with (GOLD / name).open() as file:
        return list(csv.DictReader(file))


def numbers(rows, column):
    return np.array([float(row[column]) for row in rows])


def weights_of(name, n):
    links = read(name)
    i, j = (numbers(links, c).astype(int) - 1 for c in ("i", "j"))
    return sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(n, n))


def test_03_sids():
    rows = read("sids/sids_peer.csv")
    weights = weights_of("sids/ncCR85_neighbours_1based.csv", len(rows))
    found = local_moran(numbers(rows, "rate"), weights)
    np.testing.assert_allclose(found.i, numbers(rows, "Ii"), atol=1e-9)
    np.testing.assert_allclose(found.z, numbers(rows, "ZIi"), atol=1e-9)
    expect = EXPECTED["03_sids_gi"]["expect"]["moran_I_rate_W"][0]
    assert moran(numbers(rows, "rate"), weights) == pytest.approx(expect, abs=1e-9)


def test_04_columbus():
    rows = read("columbus/columbus_peer.csv")
    weights = weights_of("columbus/columbus_gal_1based.csv", len(rows))
    found = local_moran(numbers(rows, "CRIME"), weights)
    np.testing.assert_allclose(found.i, numbers(rows, "Ii"), atol=1e-9)
    np.testing.assert_allclose(found.z, numbers(rows, "Z"), atol=1e-9)
    np.testing.assert_allclose(z_to_p(found.z), numbers(rows, "p"), atol=1e-9)
    np.testing.assert_allclose(
        benjamini_hochberg(z_to_p(found.z)), numbers(rows, "p_BH"), atol=1e-9
    )
    expect = EXPECTED["04_columbus"]["expect"]["moran_I"][0]
    assert moran(numbers(rows, "CRIME"), weights) == pytest.approx(expect, abs=1e-9)

"""Gold cases 01, 03, 04, 19 and 22 from ../shared/gold."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from geo.getis_ord import gi, gi_star
from geo.neighbours import distance_band
from geo.places import places_by_distance
from geo.repeats import repeat_figures
from geo.significance import benjamini_hochberg, benjamini_yekutieli, reject

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECTED = json.loads((GOLD / "expected.json").read_text())


def read(name):
    with (GOLD / name).open() as file:
        return list(csv.DictReader(file))


def numbers(rows, column):
    return np.array([float(row[column]) for row in rows])


def test_01_getis_and_ord_1996():
    rows = read("getisord1996/peer_Gi30.csv")
    x, y, value = (numbers(rows, c) for c in ("x", "y", "val"))
    expect = EXPECTED["01_getis_ord_1996"]["expect"]
    at = expect["obs_index_1based"] - 1
    for radius in (30, 60, 90, 120, 150):
        weights = distance_band(x, y, radius)
        assert gi(value, weights)[at] == pytest.approx(expect[f"Gi_{radius}"], abs=1e-9)
        assert gi_star(value, weights)[at] == pytest.approx(expect[f"Gistar_{radius}"], abs=1e-9)
    weights = distance_band(x, y, 30)
    np.testing.assert_allclose(gi(value, weights), numbers(rows, "Gi"), atol=1e-9)
    np.testing.assert_allclose(gi_star(value, weights), numbers(rows, "Gistar"), atol=1e-9)


def test_03_sids():
    rows = read("sids/sids_peer.csv")
    links = read("sids/ncCR85_neighbours_1based.csv")
    i, j = (numbers(links, c).astype(int) - 1 for c in ("i", "j"))
    weights = sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(len(rows), len(rows)))
    rate = numbers(rows, "rate")
    np.testing.assert_allclose(gi(rate, weights), numbers(rows, "Gi_B"), atol=1e-9)
    np.testing.assert_allclose(gi_star(rate, weights), numbers(rows, "Gistar_B"), atol=1e-9)


def test_04_columbus():
    rows = read("columbus/columbus_peer.csv")
    links = read("columbus/columbus_gal_1based.csv")
    i, j = (numbers(links, c).astype(int) - 1 for c in ("i", "j"))
    n = len(rows)
    weights = sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(n, n))
    z = gi_star(numbers(rows, "CRIME"), weights)
    np.testing.assert_allclose(z, numbers(rows, "Gistar_B"), atol=1e-9)
    p = numbers(rows, "p")
    np.testing.assert_allclose(benjamini_hochberg(p), numbers(rows, "p_BH"), atol=1e-9)
    np.testing.assert_allclose(benjamini_yekutieli(p), numbers(rows, "p_BY"), atol=1e-9)


def test_19_false_discovery_rate():
    expect = EXPECTED["19_fdr"]["expect"]
    np.testing.assert_allclose(benjamini_hochberg(expect["p"]), expect["BH"], atol=1e-9)
    np.testing.assert_allclose(benjamini_yekutieli(expect["p"]), expect["BY"], atol=1e-9)
    assert reject(benjamini_hochberg(expect["p"]), 0.05).sum() == expect["n_BH_05"]
    for case, count in (("step_up_case", "BH_rejects"), ("equality_case", "BH_le_rejects")):
        found = reject(benjamini_hochberg(expect[case]["p"]), 0.05).sum()
        assert found == expect[case][count]


REPEATS = EXPECTED["22_repeat_location"]["expect"]["cases"]


@pytest.mark.parametrize("case", REPEATS["burglary_jan"])
def test_22_repeat_location_burglary(case):
    with (GOLD / "near_repeat/chicago_be_month1.csv").open() as file:
        rows = list(csv.reader(file))
    x, y = (np.array([float(row[c]) for row in rows]) for c in (0, 1))
    day = np.array([row[2] for row in rows], "M8[D]").astype(np.int64)
    window, radius = case[1:].split("_r")
    place = places_by_distance(x, y, float(radius), limit_diameter=False)
    assert repeat_figures(place, day, int(window)) == REPEATS["burglary_jan"][case]


@pytest.mark.parametrize("case", REPEATS["memphis_lonlat"])
def test_22_repeat_location_memphis(case):
    rows = read("memphis/memphis_robberies.csv")
    points = np.column_stack([numbers(rows, "lon"), numbers(rows, "lat")])
    place = np.unique(points, axis=0, return_inverse=True)[1].reshape(-1)
    day = np.array([row["date"][:10] for row in rows], "M8[D]").astype(np.int64)
    assert repeat_figures(place, day, int(case[1:])) == REPEATS["memphis_lonlat"][case]

"""Gold cases 14 and 20 from ../shared/gold: Mann-Kendall, and the classes of emerging hot spots."""

import csv
import json
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from geo.emerging_classes import classify
from geo.mann_kendall import hamed_rao, mann_kendall

GOLD = Path(__file__).parents[3] / "shared" / "gold"
KENDALL = json.loads((GOLD / "expected.json").read_text())["14_mann_kendall"]["expect"]
SERIES = json.loads((GOLD / "mannkendall/series.json").read_text())
LETTERS = {"H": 1, "N": 0, "C": -1}


@pytest.mark.parametrize("name", KENDALL)
def test_14_mann_kendall(name):
    expect = KENDALL[name]
    values = [value for value in SERIES[name] if value is not None]
    found = mann_kendall(values, exact_upto=0)
    assert (len(values), found.s[0]) == (expect["n"], expect["S"])
    assert found.variance[0] == pytest.approx(expect["varS"], rel=1e-6)  # theirs: single precision
    assert found.tau[0] == pytest.approx(expect["tau"], rel=1e-6)
    assert found.p[0] == pytest.approx(expect["p2"], rel=1e-3)


def test_20_truth_table():
    with (GOLD / "ehsa/truth_table.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        states = [[LETTERS[letter] for letter in row["sequence"]]]
        for rules in ("pro2", "pro3"):
            assert classify(states, [int(row["trend"])], rules)[0] == row[f"esri_{rules}"], row


@pytest.mark.parametrize("rules", ["pro2", "pro3"])
def test_20_every_sequence_of_ten_steps(rules):
    counts = json.loads((GOLD / "ehsa/exhaustive_T10_counts.json").read_text())[rules]
    states = np.array(list(product([-1, 0, 1], repeat=10)))
    found = Counter()
    for trend in (-1, 0, 1):
        found.update(classify(states, np.full(len(states), trend), rules).tolist())
    assert found == counts


@pytest.mark.parametrize(
    ("name", "p", "variance"),
    [
        ("Nile", 0.004802676310182719, 241565.3569166269),
        ("GuelphP_narm", 0.0005259653647620155, 87226.64306433802),
        ("LakeHuron", 0.004424588915476146, 348825.2192890224),
        ("PrecipGL", 0.0002920806739123982, 74398.33333333333),
    ],
)
def test_14_hamed_rao_as_pymannkendall_has_it(name, p, variance):
    """pymannkendall 1.4.3 on the same series."""
    series = SERIES[name]
    found, plain = hamed_rao(series), mann_kendall(series, exact_upto=0)
    assert plain.variance[0] * found.times[0] == pytest.approx(variance, rel=1e-9)
    assert found.p[0] == pytest.approx(p, rel=1e-9)

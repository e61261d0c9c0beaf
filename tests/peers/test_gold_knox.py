"""Gold cases 05 and 07 from ../shared/gold: near-repeat tables, Knox, Mantel, Jacquez."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from geo.interaction import jacquez, mantel
from geo.knox import knox_table

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECTED = json.loads((GOLD / "expected.json").read_text())
CHICAGO = EXPECTED["05_nr_chicago_burglary"]["expect"]
KNOX = EXPECTED["07_knox_burkitt_imdepi"]["expect"]
JUST_ABOVE = 1e-6  # these peers count "at most"; our bands end before their upper end


def columns(name, *fields):
    with (GOLD / "knox_burkitt" / name).open() as file:
        rows = list(csv.DictReader(file))
    return [np.array([float(row[field]) for row in rows]) for field in fields]


@pytest.mark.parametrize("case", [name for name in CHICAGO if name.startswith("N")])
def test_05_near_repeat_tables_of_chicago(case):
    with (GOLD / "near_repeat/chicago_be_month1.csv").open() as file:
        rows = list(csv.reader(file))
    x, y = (np.array([float(row[c]) for row in rows]) for c in (0, 1))
    day = np.array([row[2] for row in rows], "M8[D]").astype(np.int64)
    space, time = (re.findall(r"_(\d+|inf)", f"_{part}") for part in case.split("__"))
    breaks = [[float(b) for b in part] for part in (space, time)]
    table = knox_table(x, y, day, *breaks, metric="manhattan")
    np.testing.assert_array_equal(table.observed, CHICAGO[case])


@pytest.mark.parametrize("case", [name for name in KNOX if "_t" in name])
def test_07_knox_of_surveillance(case):
    expect = KNOX[case]
    far, late = (float(part[1:]) for part in case.split("_")[-2:])
    file = "imdepiB.csv" if case.startswith("imdepi") else "burkitt.csv"
    space, time = [0, far + JUST_ABOVE, np.inf], [0, late + JUST_ABOVE, np.inf]
    table = knox_table(*columns(file, "x", "y", "t"), space, time)
    np.testing.assert_array_equal(table.observed.T, expect["table"])  # theirs: time, space
    assert table.expected[0, 0] == pytest.approx(expect["exp"], abs=1e-9)
    assert table.p_poisson[0, 0] == pytest.approx(expect["p_pois_ge"], abs=1e-9)
    assert table.p_poisson[0, 0] > expect["p_pois_strict"]


def test_07_knox_mantel_and_jacquez_of_pointpats():
    expect = KNOX["pointpats_2.5.5_burkitt"]
    points = columns("burkitt_libpysal_xyt.csv", "x", "y", "t")
    rng = np.random.default_rng(1)
    space = [0, expect["knox"]["delta"] + JUST_ABOVE]
    time = [0, expect["knox"]["tau"] + JUST_ABOVE]
    table = knox_table(*points, space, time, permutations=999, rng=rng)
    assert table.observed[0, 0] == expect["knox"]["stat"]
    assert table.p[0, 0] == pytest.approx(expect["knox"]["p_doc"], abs=0.05)
    assert mantel(*points).statistic == pytest.approx(expect["mantel"]["stat"], abs=1e-9)
    k = expect["jacquez"]["k"]
    assert jacquez(*points, k, ties="rows").statistic == expect["jacquez"]["stat"]
    assert jacquez(*points, k).statistic == pytest.approx(expect["jacquez"]["stat"], abs=1)

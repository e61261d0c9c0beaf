"""Gold cases 08, 09 and 11 from ../shared/gold: clusters, ratios and p as SaTScan prints them."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geo.scanning.areas import draw_areas, scan_areas
from geo.scanning.discs import build_discs
from geo.scanning.likelihood import monte_carlo_p, poisson_llr, replicate_maxima
from geo.scanning.permutation import Replicates, calendar, lay_out, scan_cases
from geo.scanning.results import pick_windows

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECTED = json.loads((GOLD / "expected.json").read_text())
EARTH_KM = 6367.0


def lines(name):
    return [line.split() for line in (GOLD / name).read_text().splitlines() if line.strip()]


def day_number(text):
    parts = [int(part) for part in text.replace("/", "-").split("-")]
    return date(*parts).toordinal() if len(parts) == 3 else parts[0]


def cases_of(name):
    """Return ids, coordinates, and location and day of every case."""
    places = lines(f"{name}.geo")
    number = {place[0]: n for n, place in enumerate(places)}
    events = [row for row in lines(f"{name}.cas") for _ in range(int(row[1]))]
    points = np.array([[float(v) for v in place[1:3]] for place in places])
    location = np.array([number[row[0]] for row in events])
    return list(number), points, location, np.array([day_number(row[2]) for row in events])


def found_in(points, location, day, radius, window_days, prospective, end, replicates):
    holds = np.bincount(location, minlength=len(points)).astype(float)
    discs = build_discs(points, points, holds, radius, 0.5 * len(location))
    cases = lay_out(discs, location)
    dates = calendar(day, window_days, prospective, end)
    windows = pick_windows(discs, scan_cases(cases, dates, day, 2), len(points), 6)
    shuffled = Replicates(cases, dates, day, 2, np.random.default_rng(1))
    maxima = replicate_maxima(shuffled.draw, replicates, shuffled.at_once, np.inf)
    return windows, monte_carlo_p(np.array([w.llr for w in windows]), maxima)


@pytest.mark.parametrize("kind", ["prospective", "retrospective"])
def test_08_new_york_fever(kind):
    ids, degrees, location, day = cases_of("satscan_samples/NYCfever")
    lat, lon = np.radians(degrees).T
    ball = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    chord = 2 * EARTH_KM * np.sin(3.0 / EARTH_KM / 2)
    end = day_number("2001-11-24")
    windows, p = found_in(EARTH_KM * ball, location, day, chord, 7, kind == "prospective", end, 999)
    expected = EXPECTED["08_stperm_nycfever"]["expect"][kind]
    for window, peer, mine in zip(windows, expected, p, strict=False):
        assert window.llr == pytest.approx(peer["llr"], abs=1e-6)
        assert (window.cases, round(window.expected, 1)) == (peer["obs"], round(peer["exp"], 1))
        assert mine == pytest.approx(float(peer["p"]), abs=0.03)
    top = {ids[n] for n in windows[0].locations}
    assert top == set(expected[0]["locs"])


@pytest.mark.parametrize(
    ("name", "end", "radius", "window"),
    [
        ("satscan_test1", "1000", 200.0, 500),
        ("satscan_test3", "1000", 200.0, 500),
        ("sts_test_data", "2017-01-10", 2.0, 5),
    ],
)
def test_09_grids_with_ties(name, end, radius, window):
    """SaTScan takes only a part of locations at one distance where the file breaks them apart;
    we take all or none, so a disc of its may be no disc of ours (test1: 23, 6, 16)."""
    ids, points, location, day = cases_of(f"stperm_scan/{name}")
    windows, _ = found_in(points, location, day, radius, window, True, day_number(end), 1)
    ours = {round(w.llr, 6): {ids[n] for n in w.locations} for w in windows}
    peers = EXPECTED["09_stperm_grid_ties"]["expect"][name]
    for peer in peers[1:] if name == "satscan_test1" else peers:
        assert ours.get(peer["llr"]) == set(peer["locs"])
    inside = np.isin(location, [ids.index(place) for place in peers[0]["locs"]])
    first = day_number(peers[0]["time"].split(" to ")[0])
    expected = inside.sum() * (day >= first).sum() / len(day)
    ratio = poisson_llr((inside & (day >= first)).sum(), expected, len(day))
    assert ratio == pytest.approx(peers[0]["llr"], abs=1e-6)


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_11_new_york_leukaemia(share):
    folder = "kulldorff_ny/satscan_ny"
    points = np.array([[float(v) for v in row[1:3]] for row in lines(f"{folder}_coords.txt")])
    population = np.array([float(row[2]) for row in lines(f"{folder}_pop.txt")])
    cases = np.array([float(row[1]) for row in lines(f"{folder}_cases.txt")])
    discs = build_discs(points, points, population, 100.0, share * population.sum())
    best = scan_areas(discs, cases, population, "poisson", 2)
    windows = pick_windows(discs, best, len(points), 6)
    gold = EXPECTED["11_poisson_scan_nyleukemia"]
    if share == 0.1:
        assert windows[0].llr == pytest.approx(gold["ubpop10pct_first"]["llr"], abs=1e-6)
        assert population[windows[0].locations].sum() == gold["ubpop10pct_first"]["pop"]
        return
    for window, peer in zip(windows, gold["expect"], strict=True):
        assert window.llr == pytest.approx(peer["llr"], abs=1e-6)
        assert (window.cases, round(window.expected, 2)) == (peer["obs"], peer["exp"])
    assert len(windows[0].locations) == gold["expect"][0]["n_loc"]
    rng = np.random.default_rng(1)

    def draw(n):
        return draw_areas(discs, cases, population, "poisson", 2, rng, n)

    maxima = replicate_maxima(draw, 999, 20, np.inf)
    p = monte_carlo_p(np.array([w.llr for w in windows]), maxima)
    assert p[:2] == pytest.approx([0.00015, 0.016], abs=0.03)

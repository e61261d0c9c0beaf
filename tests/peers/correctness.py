"""Every gold case as one line: a peer's number, ours, the difference.

PYTHONPATH=. python -m tests.peers.correctness > docs/methods/correctness.md
"""

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from scipy import sparse

from geo.dbscan import dbscan
from geo.emerging_classes import classify
from geo.forecasting.evaluation import judge, together
from geo.forecasting.promap import weight
from geo.getis_ord import gi, gi_star
from geo.interaction import jacquez, mantel
from geo.kernel_density import density_at
from geo.knox import knox_table
from geo.lane_density import lane_density
from geo.lane_graph import OnLanes, graph_of, lixels
from geo.lane_heat import heat_density, heat_on
from geo.mann_kendall import hamed_rao, mann_kendall
from geo.moran import local_moran, moran
from geo.neighbours import distance_band
from geo.places import places_by_distance
from geo.repeats import repeat_figures
from geo.scanning.areas import scan_areas
from geo.scanning.discs import build_discs
from geo.scanning.permutation import calendar, lay_out, scan_cases
from geo.scanning.results import pick_windows
from geo.significance import benjamini_hochberg, reject

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EARTH_KM = 6367.0


class Row(NamedTuple):
    """One number of a peer beside ours; ``within`` is the difference that is allowed."""

    case: str
    what: str
    peer: str
    theirs: float
    ours: float
    within: float

    @property
    def apart(self) -> float:
        return abs(self.ours - self.theirs)


def expected(name: str) -> Any:
    return json.loads((GOLD / "expected.json").read_text())[name]["expect"]


def table(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open() as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def links(name: str, n: int) -> sparse.csr_matrix:
    rows = table(name)
    i, j = (column(rows, each).astype(int) - 1 for each in ("i", "j"))
    return sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(n, n))


def farthest(case: str, what: str, peer: str, theirs: Any, ours: Any, within: float) -> Row:
    """Return the entry of two vectors in which they differ most."""
    theirs, ours = np.asarray(theirs, dtype=float), np.asarray(ours, dtype=float)
    at = int(np.abs(theirs - ours).argmax())
    return Row(case, f"{what}, all {len(theirs)}: the farthest", peer, theirs[at], ours[at], within)


def autocorrelation() -> Iterator[Row]:
    rows, expect = table("getisord1996/peer_Gi30.csv"), expected("01_getis_ord_1996")
    x, y, value = (column(rows, name) for name in ("x", "y", "val"))
    at = expect["obs_index_1based"] - 1
    for radius in (30, 150):
        found = gi(value, distance_band(x, y, radius))[at]
        yield Row("01", f"Gi {radius} m", "Getis & Ord 1996", expect[f"Gi_{radius}"], found, 1e-9)
    near = distance_band(x, y, 30)
    yield Row("01", "Gi\\* 30 m", "spdep", expect["Gistar_30"], gi_star(value, near)[at], 1e-9)
    yield farthest("01", "Gi\\*", "spdep", column(rows, "Gistar"), gi_star(value, near), 1e-9)
    for case, folder, file, name in (
        ("03", "sids/sids_peer.csv", "sids/ncCR85_neighbours_1based.csv", "rate"),
        ("04", "columbus/columbus_peer.csv", "columbus/columbus_gal_1based.csv", "CRIME"),
    ):
        rows = table(folder)
        near, values = links(file, len(rows)), column(rows, name)
        gold = expected({"03": "03_sids_gi", "04": "04_columbus"}[case])
        whole = gold["moran_I_rate_W" if case == "03" else "moran_I"][0]
        yield Row(case, "Moran's I", "spdep", whole, moran(values, near), 1e-9)
        local = local_moran(values, near)
        yield farthest(case, "local Moran", "spdep", column(rows, "Ii"), local.i, 1e-9)
        z = gi_star(values, near)
        yield farthest(case, "Gi\\*", "spdep", column(rows, "Gistar_B"), z, 1e-9)
    fdr = expected("19_fdr")
    found = benjamini_hochberg(fdr["p"])
    yield Row("19", "rejected at 5 %", "BH 1995", fdr["n_BH_05"], reject(found, 0.05).sum(), 0)
    yield farthest("19", "p adjusted", "R p.adjust", fdr["BH"], found, 1e-9)


def interaction() -> Iterator[Row]:
    with (GOLD / "near_repeat/chicago_be_month1.csv").open() as file:
        rows = list(csv.reader(file))
    x, y = (np.array([float(row[c]) for row in rows]) for c in (0, 1))
    day = np.array([row[2] for row in rows], "M8[D]").astype(np.int64)
    for case, theirs in expected("05_nr_chicago_burglary").items():
        if case.startswith("N"):
            space, time = (re.findall(r"_(\d+|inf)", f"_{part}") for part in case.split("__"))
            breaks = [[float(b) for b in part] for part in (space, time)]
            found = knox_table(x, y, day, *breaks, metric="manhattan").observed
            peer = "NRC 1.3" if case.startswith("NRC") else "NearRepeat"
            yield farthest("05", f"pairs {case}", peer, np.ravel(theirs), found.ravel(), 0)
    expect = expected("07_knox_burkitt_imdepi")["s20_t5"]
    rows2 = table("knox_burkitt/burkitt.csv")
    points = [column(rows2, name) for name in ("x", "y", "t")]
    found2 = knox_table(*points, [0, 20 + 1e-6, np.inf], [0, 5 + 1e-6, np.inf])
    yield Row("07", "Knox 20, 5", "surveillance", expect["obs"], found2.observed[0, 0], 0)
    yield Row("07", "its mean", "surveillance", expect["exp"], found2.expected[0, 0], 1e-9)
    peer = expected("07_knox_burkitt_imdepi")["pointpats_2.5.5_burkitt"]
    points = [column(table("knox_burkitt/burkitt_libpysal_xyt.csv"), n) for n in ("x", "y", "t")]
    yield Row("07", "Mantel", "pointpats", peer["mantel"]["stat"], mantel(*points).statistic, 1e-9)
    k, stat = peer["jacquez"]["k"], peer["jacquez"]["stat"]
    yield Row(
        "07", f"Jacquez {k}", "pointpats", stat, jacquez(*points, k, ties="rows").statistic, 0
    )
    for case, figures in expected("22_repeat_location")["cases"]["burglary_jan"].items():
        window, radius = case[1:].split("_r")
        place = places_by_distance(x, y, float(radius), limit_diameter=False)
        ours = repeat_figures(place, day, int(window))
        worst = farthest("22", case, "own count", list(figures.values()),
                         [ours[name] for name in figures], 0)  # fmt: skip
        yield worst._replace(what=f"repeats {case}, 5 figures: the farthest")


def _day(text: str) -> int:
    year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
    return date(year, month, day).toordinal()


def scans() -> Iterator[Row]:
    def lines(name: str) -> list[list[str]]:
        return [line.split() for line in (GOLD / name).read_text().splitlines() if line.strip()]

    places = lines("satscan_samples/NYCfever.geo")
    number = {place[0]: n for n, place in enumerate(places)}
    events = [r for r in lines("satscan_samples/NYCfever.cas") for _ in range(int(r[1]))]
    location = np.array([number[row[0]] for row in events])
    day = np.array([_day(row[2]) for row in events])
    lat, lon = np.radians([[float(v) for v in place[1:3]] for place in places]).T
    ball = EARTH_KM * np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )
    holds = np.bincount(location, minlength=len(ball)).astype(float)
    chord = 2 * EARTH_KM * np.sin(3.0 / EARTH_KM / 2)
    cases = lay_out(build_discs(ball, ball, holds, chord, 0.5 * len(location)), location)
    for kind, peers in expected("08_stperm_nycfever").items():
        if kind in ("prospective", "retrospective"):
            dates = calendar(day, 7, kind == "prospective", _day("2001-11-24"))
            best = scan_cases(cases, dates, day, 2)
            windows = pick_windows(cases.discs, best, len(ball), 3)
            for n, (window, peer) in enumerate(zip(windows, peers, strict=False), start=1):
                yield Row("08", f"{kind} {n}: ratio", "SaTScan", peer["llr"], window.llr, 1e-6)
    folder = "kulldorff_ny/satscan_ny"
    points = np.array([[float(v) for v in row[1:3]] for row in lines(f"{folder}_coords.txt")])
    population = np.array([float(row[2]) for row in lines(f"{folder}_pop.txt")])
    ill = np.array([float(row[1]) for row in lines(f"{folder}_cases.txt")])
    discs = build_discs(points, points, population, 100.0, 0.5 * population.sum())
    windows = pick_windows(discs, scan_areas(discs, ill, population, "poisson", 2), len(points), 6)
    for n, (window, peer) in enumerate(
        zip(windows, expected("11_poisson_scan_nyleukemia"), strict=True), start=1
    ):
        yield Row("11", f"leukaemia {n}: ratio", "SaTScan 9.6", peer["llr"], window.llr, 1e-6)


def trends() -> Iterator[Row]:
    series = json.loads((GOLD / "mannkendall/series.json").read_text())
    for name, expect in expected("14_mann_kendall").items():
        found = mann_kendall([v for v in series[name] if v is not None], exact_upto=0)
        yield Row("14", f"S {name}", "R Kendall", expect["S"], found.s[0], 0)
        yield Row("14", f"p {name}", "R Kendall", expect["p2"], found.p[0], 1e-3 * expect["p2"])
    nile = hamed_rao(series["Nile"]).p[0]
    yield Row("14", "Hamed-Rao p Nile", "pymannkendall 1.4.3", 0.004802676310182719, nile, 1e-9)
    states = np.array(list(product([-1, 0, 1], repeat=10)))
    for rules in ("pro2", "pro3"):
        counts = json.loads((GOLD / "ehsa/exhaustive_T10_counts.json").read_text())[rules]
        found: Counter[str] = Counter()
        for trend in (-1, 0, 1):
            found.update(classify(states, np.full(len(states), trend), rules).tolist())
        ours = [found[name] for name in counts]
        yield farthest("20", f"classes {rules}", "every sequence", list(counts.values()), ours, 0)


def shapes() -> Iterator[Row]:
    for case, expect in expected("15_dbscan").items():
        if not case.startswith("hdbscan"):
            name, eps, least = case.split("_")
            with (GOLD / f"dbscan/{name}.csv").open() as file:
                rows = list(csv.reader(file))[1:]
            points = [[float(v) for v in row[: 4 if name == "iris" else 2]] for row in rows]
            label = dbscan(np.array(points), float(eps), int(least)).label
            yield Row("15", f"clusters {case}", "R dbscan", expect["k"], label.max() + 1, 0)
            yield Row("15", f"noise {case}", "R dbscan", expect["noise"], (label < 0).sum(), 0)
    rows2 = table("memphis/kde_quartic_at_points_peer.csv")
    x, y, peer = (column(rows2, name) for name in ("x", "y", "kde_quartic_h1500"))
    found = density_at(x, y, x, y, 1500.0)
    yield farthest("16", "density per m²", "spatstat", peer, found, 1e-9 * peer.max())


def networks() -> Iterator[Row]:
    nodes = np.column_stack(
        [column(table("network_kde/chicago_vertices.csv"), name) for name in ("x", "y")]
    )
    edges = table("network_kde/chicago_edges_1based.csv")
    ends = np.column_stack([column(edges, name).astype(int) - 1 for name in ("from", "to")])
    graph = graph_of(shapely.linestrings(nodes[ends]))
    crimes = table("network_kde/chicago_crimes.csv")
    edge = column(crimes, "seg").astype(int) - 1
    at = OnLanes(edge, column(crimes, "tp") * graph.length[edge])
    peer = json.loads((GOLD / "network_kde/expected_chicago.json").read_text())
    yield Row("18", "length, ft", "spatstat", peer["total_length_ft"], graph.length.sum(), 1e-4)
    pieces, ones = lixels(graph, 5.0), np.ones(len(edge))
    closed = expected("18_network_kde")["closed_form"]["chicago_h300"]
    for kernel, mass, file in (
        ("continuous", "ESC_total_mass", "own_lixel5_mode2.csv"),
        ("discontinuous", "ESD_total_mass", "own_lixel5_mode1.csv"),
    ):
        found = lane_density(graph, at, ones, pieces.at, 300.0, kernel).per_m
        total = (found * pieces.length).sum()
        yield Row("18", f"{kernel}: mass", "closed form", closed[mass], total, 1e-5)
        other = column(table(f"network_kde/{file}"), "density")
        yield farthest("18", kernel, "second program", other, found, 1e-9 * other.max())
    heat = heat_density(graph, at, ones, at, 100.0)
    theirs = np.array(peer["heat_sigma100"])
    yield farthest("18", "heat (coarser there)", "spatstat", theirs, heat, 0.015 * theirs.max())
    mass = (heat_on(graph, pieces, at, ones, 100.0) * pieces.length).sum()
    yield Row("18", "heat: mass", "closed form", 116.0, mass, 1e-9)


def forecasts() -> Iterator[Row]:
    toy = expected("21_pai_promap")["toy2"]
    events = np.array(toy["events_next"])
    risk = np.isin(np.arange(len(events)), toy["selected"]).astype(float)
    score = together([judge(risk, np.ones(len(events)), events, events, [toy["a_over_A"]])])
    for name, found in (("hit_rate", score.hit_rate), ("PAI", score.pai), ("PEI", score.pei)):
        yield Row("21", name, "PredictCode", toy[name], found[0], 1e-9)
    yield Row("21", "ProMap weight 1, 1", "PredictCode", 0.25, float(weight(1, 1)), 1e-9)


def rows() -> Iterator[Row]:
    """Yield every line, by case."""
    for each in (autocorrelation, interaction, scans, trends, shapes, networks, forecasts):
        yield from each()


def page(found: list[Row]) -> str:
    """Return the whole page."""
    ordered = sorted(found, key=lambda row: row.case)
    lines = "".join(
        f"| {r.case} | {r.what} | {r.peer} | {_told(r.theirs)} | {_told(r.ours)} | {_apart(r)} "
        f"| {_apart(r, r.within)} |\n"
        for r in ordered
    )
    head = (
        "# Correctness\n\n"
        "Numbers that other programs print, papers give or closed forms say, beside ours.\n"
        "Where a line speaks of a whole vector it shows the entry in which the two differ most.\n"
        "A test holds every line (`tests/peers/test_gold_correctness.py`); the data are not part\n"
        "of the project.\n\n"
        "| case | number | of | theirs | ours | apart | allowed |\n"
    )
    return (
        head
        + "|---" * 7
        + "|\n"
        + lines
        + f"\n{len(ordered)} lines, {sum(r.apart > r.within for r in ordered)} beyond what is"
        " allowed.\n"
    )


def _told(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.10g}"


def _apart(row: Row, value: float | None = None) -> str:
    shown = row.apart if value is None else value
    return "0" if shown == 0 else f"{shown:.1e}"


if __name__ == "__main__":
    sys.stdout.write(page(list(rows())))

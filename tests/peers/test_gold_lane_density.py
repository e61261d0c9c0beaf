"""Gold case 18 from ../shared/gold: closed forms, and the street crimes of Chicago."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.lane_density import lane_density
from geo.lane_graph import OnLanes, graph_of, lixels
from geo.lane_heat import heat_density, heat_on

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECT = json.loads((GOLD / "expected.json").read_text())["18_network_kde"]["expect"]
CHICAGO = json.loads((GOLD / "network_kde/expected_chicago.json").read_text())


def rows(name):
    with (GOLD / "network_kde" / name).open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def chicago():
    nodes = np.array([[float(r["x"]), float(r["y"])] for r in rows("chicago_vertices.csv")])
    ends = np.array([[int(r["from"]), int(r["to"])] for r in rows("chicago_edges_1based.csv")])
    graph = graph_of(shapely.linestrings(nodes[ends - 1]))
    edge = np.array([int(r["seg"]) - 1 for r in rows("chicago_crimes.csv")])
    along = np.array([float(r["tp"]) for r in rows("chicago_crimes.csv")])
    return graph, OnLanes(edge, along * graph.length[edge])


def test_18_the_graph_of_chicago(chicago):
    graph, _ = chicago
    assert (len(graph), graph.nodes) == (CHICAGO["nedge"], CHICAGO["nvert"])
    assert graph.length.sum() == pytest.approx(CHICAGO["total_length_ft"], rel=1e-9)


@pytest.mark.parametrize(
    ("kernel", "mass", "vector"),
    [
        ("continuous", "ESC_total_mass", "own_lixel5_mode2.csv"),
        ("discontinuous", "ESD_total_mass", "own_lixel5_mode1.csv"),
    ],
)
def test_18_mass_and_every_lixel_of_chicago(chicago, kernel, mass, vector):
    graph, events = chicago
    pieces = lixels(graph, 5.0)
    found = lane_density(graph, events, np.ones(116), pieces.at, 300.0, kernel).per_m
    expected = EXPECT["closed_form"]["chicago_h300"][mass]
    assert (found * pieces.length).sum() == pytest.approx(expected, abs=1e-5)
    peer = np.array([float(r["density"]) for r in rows(vector)])
    np.testing.assert_allclose(found, peer, atol=1e-9 * peer.max(), rtol=0)


@pytest.mark.parametrize(
    ("kernel", "vector"),
    [
        ("continuous", "ES_biweight_h300_contTRUE"),
        ("discontinuous", "ES_biweight_h300_contFALSE"),
    ],
)
def test_18_chicago_as_spatstat_has_it_at_the_crimes(chicago, kernel, vector):
    """The peer rounds on its own grid: equal to 2e-4 of the largest."""
    graph, events = chicago
    order = np.lexsort((events.offset, events.edge))
    places = OnLanes(events.edge[order], events.offset[order])
    found = lane_density(graph, events, np.ones(116), places, 300.0, kernel).per_m
    peer = np.array(CHICAGO[vector])[order]
    np.testing.assert_allclose(found, peer, atol=2e-4 * peer.max(), rtol=0)


def cross(arm):
    ends = [(0.1, arm), (-arm, 0.1), (0.1, -arm), (arm, 0.1)]
    lines = np.array([shapely.LineString([end, (0.1, 0.1)]) for end in ends], dtype=object)
    return lines, graph_of(lines)


@pytest.mark.parametrize(
    ("kernel", "case"), [("discontinuous", "ESD"), ("simple", "simple"), ("continuous", "ESC")]
)
def test_18_the_cross(kernel, case):
    """Simple and ESD print the arm 5 m; there nothing comes back from dead ends."""
    closed = EXPECT["closed_form"]
    given = closed["ESD"] | closed[case]
    lines, graph = cross(given["L"])
    event, sample = shapely.points([given["event"], given["sample"]])
    edge = [int(np.argmin(shapely.distance(lines, point))) for point in (event, sample)]
    offset = [lines[e].project(point) for e, point in zip(edge, (event, sample), strict=True)]
    at, place = (OnLanes(np.array([e]), np.array([o])) for e, o in zip(edge, offset, strict=True))
    found = lane_density(graph, at, np.ones(1), place, given["h"], kernel).per_m[0]
    assert found == pytest.approx(given["div_none"], rel=1e-9)


def test_18_heat_in_chicago_as_spatstat_has_it_at_the_crimes(chicago):
    """The peer's own steps are coarse: the closed forms stand in tests/geo/test_lane_heat.py."""
    graph, events = chicago
    found = heat_density(graph, events, np.ones(116), events, 100.0)
    peer = np.array(CHICAGO["heat_sigma100"])
    np.testing.assert_allclose(found, peer, atol=0.015 * peer.max(), rtol=0)
    assert np.median(found / peer) == pytest.approx(1, abs=0.011)
    pieces = lixels(graph, 5.0)
    density = heat_on(graph, pieces, events, np.ones(116), 100.0)
    assert (density * pieces.length).sum() == pytest.approx(116, rel=1e-9)

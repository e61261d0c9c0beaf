"""Gold case 21 from ../shared/gold: hit rates, PAI, PEI, ties and weights of PredictCode."""

import json
from pathlib import Path

import numpy as np
import pytest

from geo.forecasting.evaluation import blocks, choose, judge, needed_share, together
from geo.forecasting.promap import promap, weight

GOLD = Path(__file__).parents[3] / "shared" / "gold"
EXPECT = json.loads((GOLD / "expected.json").read_text())["21_pai_promap"]["expect"]


def test_21_hit_rates():
    toy = EXPECT["toy"]
    size, events = np.full(toy["cells"], float(toy["area_each"])), np.array(toy["events_per_cell"])
    for percent, rate in toy["hit_rates_pct_cov"].items():
        budget = float(percent) / 100 * size.sum()
        found = choose(blocks(toy["risk"], events, size), budget).hits[0] / events.sum()
        assert found == pytest.approx(rate, abs=1e-9)


def test_21_pai_pei():
    toy = EXPECT["toy2"]
    events = np.array(toy["events_next"])
    risk = np.isin(np.arange(len(events)), toy["selected"]).astype(float)
    score = together(
        [judge(risk, np.ones(len(events)), events, np.zeros(len(events)), [toy["a_over_A"]])]
    )
    assert score.hits[0] == toy["n"]
    for name, found in (
        ("hit_rate", score.hit_rate),
        ("PAI", score.pai),
        ("PAI_star", score.best_pai),
        ("PEI", score.pei),
    ):
        assert found[0] == pytest.approx(toy[name], abs=1e-9)


def test_21_the_area_that_a_share_of_events_needs():
    toy = EXPECT["inverse_hit_rate"]
    events = np.bincount(toy["events_cells"], minlength=8)
    for percent, area in toy["expected_pct_events_to_pct_area"].items():
        found = needed_share(toy["risk"], events, np.ones(8), float(percent) / 100)
        assert 100 * found == pytest.approx(area, abs=1e-9)


def test_21_ties_are_one_block():
    toy = EXPECT["tie_rule"]
    found = blocks(toy["risk"], toy["counts"], np.ones(6))
    last = np.cumsum(found.units) - 1
    assert [[n, i] for n, i in zip(found.events, last, strict=True)] == toy["segments_cum"]


def test_21_weights():
    toy = EXPECT["promap_weight"]
    assert weight(1, 1) == pytest.approx(toy["w(t=1,d=1)"])
    assert weight(1, 2) == weight(2, 1) == pytest.approx(toy["w(2,1)"])
    assert weight(8, 0) == weight(0, 8) == toy["w(0,8)"]
    row, col = (axis.ravel() for axis in np.indices((3, 3)))
    found = promap(row, col, np.array([4]), np.array([0])).reshape(3, 3)
    np.testing.assert_allclose(found, toy["3x3_single_event_1wk_not_elapsed"], atol=1e-9)

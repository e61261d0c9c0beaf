"""What is known to be wrong in other programs, each with a test that ours does right."""

import tracemalloc

import numpy as np
import pytest
import shapely
from scipy.stats import poisson

from geo.emerging_classes import classify
from geo.events import Events
from geo.grid import hexagon_grid, square_grid
from geo.hotspots import get_method
from geo.kernel_density import density_at
from geo.knox import knox_table, poisson_at_least
from geo.mann_kendall import mann_kendall
from geo.randomisation import drawn_tails
from geo.significance import adjust, reject, two_sided

AREA = shapely.box(590000, 2328000, 592000, 2330000)


def scattered(n=400, seed=0, days=365):
    rng = np.random.default_rng(seed)
    return Events.from_arrays(
        rng.uniform(590000, 592000, n),
        rng.uniform(2328000, 2330000, n),
        day=rng.integers(20000, 20000 + days, n),
    )


def test_knox_leaves_its_input_alone_and_takes_avoidance_for_no_interaction():
    """pointpats knox(): shuffles the caller's times in place, and folds p, so that events that
    avoid each other look significant. Knox: p_poisson is P(X > observed).
    """
    rng = np.random.default_rng(1)
    x = np.tile(np.arange(20) * 500.0, 6)
    day = np.repeat(np.arange(6) * 30.0, 20)  # at one place always a month apart
    given = day.copy()
    found = knox_table(x, np.zeros(120), day, [0, 100], [0, 10], permutations=199, rng=rng)
    np.testing.assert_array_equal(day, given)
    assert found.observed[0, 0] == 0 < found.expected[0, 0]
    assert found.p[0, 0] == 1
    assert found.p_poisson[0, 0] == 1


def test_knox_needs_no_memory_for_pairs_that_are_far_apart():
    """pointpats Knox: sets of temporal neighbours, 9 GB for 50,000 events."""
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 20000, (2, 20_000))
    day = rng.integers(0, 60, 20_000)
    tracemalloc.start()
    knox_table(x, y, day, [0, 100], [0, 30])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50e6  # the pairs that are close in time alone would be a hundred million


def test_knox_shuffles_events_and_not_pairs():
    """surveillance::knox: permutes pairs, whose dependence is lost, so that the spread of chance
    is wrong; and ppois(observed, lower = FALSE) is P(X > observed).
    """
    rng = np.random.default_rng(3)
    x = np.concatenate([np.zeros(30), 1000.0 + 500 * np.arange(30)])
    day = np.concatenate([np.repeat([0.0, 50.0], 15), 100.0 + 50 * np.arange(30)])
    rng.shuffle(day)
    drawn = [
        knox_table(x, np.zeros(60), rng.permutation(day), [0, 100], [0, 10]).observed[0, 0]
        for _ in range(2000)
    ]
    table = knox_table(x, np.zeros(60), day, [0, 100], [0, 10])
    near, soon = 30 * 29 / 2, 2 * 15 * 14 / 2
    total = 60 * 59 / 2
    of_pairs = near * (soon / total) * (1 - soon / total) * (total - near) / (total - 1)
    assert np.mean(drawn) == pytest.approx(table.expected[0, 0], rel=0.03)
    assert np.var(drawn) > 3 * of_pairs  # what shuffling pairs would take it for
    p = knox_table(x, np.zeros(60), day, [0, 100], [0, 10], permutations=999, rng=rng).p[0, 0]
    assert p == pytest.approx(np.mean(np.array(drawn) >= table.observed[0, 0]), abs=0.06)
    assert poisson_at_least(204, 181.5686) == pytest.approx(poisson.sf(203, 181.5686))
    assert poisson_at_least(204, 181.5686) == pytest.approx(0.05386, abs=5e-6)


def test_a_band_holds_what_its_name_says():
    """Near Repeat Calculator 1.3: the band "a to b" is [a − 1, b)."""
    x, day = np.array([0.0, 100.0, 1000.0, 1099.0]), np.array([0.0, 3.0, 100.0, 104.0])
    table = knox_table(x, np.zeros(4), day, [0, 100, 200], [0, 4, 8])
    assert table.observed.tolist() == [[0, 1], [1, 0]]
    said = {"permutations": 99, "same_place_m": 0}
    pair = Events.from_arrays([590000.0, 590100.0], [2328000.0] * 2, day=[20000, 20007])
    table = get_method("near_repeat").run(pair, AREA, said, 0).summary["bands"]
    (held,) = [row for row in table if row["observed"]]
    assert (held["from_m"], held["from_days"]) == (100, 7)


def test_cold_that_rises_is_no_intensifying_hot_spot():
    """sfdep: tests sum(sigs) without the sign, so a rising cold series is "intensifying hotspot";
    takes historical for "was cold", and 0.9 · T for an exact number.
    """
    cold, hot = np.full((1, 10), -1), np.full((1, 10), 1)
    assert classify(cold, [1], "pro3").tolist() == ["diminishing cold"]
    assert classify(hot, [1], "pro3").tolist() == ["intensifying hot"]
    over = hot.copy()
    over[0, -1] = 0
    assert classify(over, [0], "pro3").tolist() == ["historical hot"]
    for steps in (10, 20, 30, 70, 110):
        row = np.ones((1, steps), dtype=int)
        row[0, : steps // 10] = 0  # nine in ten exactly
        assert classify(row, [0], "pro3").tolist() == ["persistent hot"]
        row[0, steps // 10] = 0
        assert classify(row, [0], "pro3").tolist() == ["consecutive hot"]


def test_emerging_hot_spots_are_corrected_over_cells_and_steps_and_two_sided():
    """sfdep: no correction, one-sided p. On scattered events it finds hot cells by the hundred."""
    result = get_method("emerging").run(scattered(2000), AREA, {"step_days": 30}, 0)
    steps = result.columns["hot_steps"] + result.columns["cold_steps"]
    assert steps.sum() <= 0.001 * len(result) * result.summary["steps"]
    assert (result.columns["p"] <= 1).all()


def test_the_last_days_are_as_many_as_are_asked_for():
    """sfhotspot: its recent window (ncol − recent):ncol has one period too many."""
    day = np.repeat(np.arange(20000, 20100), 4)
    rng = np.random.default_rng(4)
    events = Events.from_arrays(
        rng.uniform(590000, 592000, 400), rng.uniform(2328000, 2330000, 400), day=day
    )
    said = {"model": "bernoulli", "recent_days": 7, "permutations": 99}
    result = get_method("scan").run(events, AREA, said, 0)
    held = np.concatenate(result.members) if len(result) else np.zeros(0, dtype=int)
    assert len(held)
    assert set(day[held]) <= set(range(20093, 20100))
    used = get_method("emerging").run(events, AREA, {"step_days": 10}, 0)
    assert used.summary["events_per_step"] == [40.0] * 10


@pytest.mark.parametrize("cell_m", [33.3, 100.0, 0.1 + 0.2, 77.7])
def test_diagonal_cells_are_neighbours_by_number_and_not_by_distance(cell_m):
    """sfhotspot: a neighbour radius of cell · √2 lies on a float boundary: diagonals in or out."""
    side = 12 * cell_m
    area = shapely.box(590000, 2328000, 590000 + side, 2328000 + side)
    grid = square_grid(area, cell_m)
    inner = grid.neighbours().getnnz(axis=1)
    rows, cols = (int(np.ptp(axis)) + 1 for axis in (grid.row, grid.col))
    assert (inner == 8).sum() == (rows - 2) * (cols - 2)
    assert hexagon_grid(area, cell_m).neighbours().getnnz(axis=1).max() == 6


def test_false_discoveries_are_stepped_up_from_the_largest_p():
    """GeoDa: stops at the first p above its line, and so rejects none of these three."""
    p = np.array([0.02, 0.021, 0.03, 0.9])
    assert reject(adjust(p, "bh"), 0.05).tolist() == [True, True, True, False]
    assert reject(adjust(p[::-1], "bh"), 0.05).tolist() == [False, True, True, True]


def test_a_stretch_without_change_is_no_trend():
    """geolibre-rust: signum(0.0) is 1, so constant stretches rise; the window looks ahead."""
    assert mann_kendall([[4.0] * 12]).s.tolist() == [0]
    assert mann_kendall([[0.0, -0.0] * 6]).s.tolist() == [0]
    assert mann_kendall([[0, 0, 0, 0, 0, 0, 0, 0, 0, 1.0]]).s.tolist() == [9]
    events = scattered(800)
    early = events.take(events.day < 20240)
    whole = get_method("emerging").run(events, AREA, {"step_days": 20}, 0)
    assert whole.summary["steps"] == 18
    first = get_method("emerging").run(early, AREA, {"step_days": 20}, 0)
    shared = set(first.summary["step_begins"]) & set(whole.summary["step_begins"])
    assert all(
        first.summary["events_per_step"][first.summary["step_begins"].index(begin)]
        == whole.summary["events_per_step"][whole.summary["step_begins"].index(begin)]
        for begin in shared
    )


def test_looking_both_ways_costs_a_factor_of_two():
    """esda: p_sim is "directed", the smaller tail undoubled: too small by half."""
    rng = np.random.default_rng(5)
    values = rng.poisson(2.0, 400).astype(float)
    k = np.full(400, 8)
    small = 0
    for seed in range(20):
        sums = np.array([values[rng.choice(400, 8, replace=False)].sum() for _ in range(400)])
        tails = drawn_tails(values, k, sums, 999, np.random.default_rng(seed), hold_own=False)
        p = two_sided(*tails)
        small += int((p <= 0.05).sum())
        np.testing.assert_allclose(p, np.minimum(2 * np.minimum(*tails), 1))
    assert small / 8000 <= 0.055


def test_random_draws_are_not_kept_for_every_unit():
    """esda: keep_simulations holds units × draws numbers, 0.8 GB at 100,000 × 999."""
    n = 50_000
    values = np.random.default_rng(6).normal(size=n)
    tracemalloc.start()
    drawn_tails(values, np.full(n, 8), values * 8, 999, np.random.default_rng(7), hold_own=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6  # 400 MB would be 50,000 × 999


def test_no_discoveries_and_all_are_told_apart_and_the_level_itself_counts():
    """esda fdr(): α/n both where nothing is rejected and where everything is; compares with <."""
    assert not reject(adjust([0.2, 0.3, 0.4], "bh"), 0.05).any()
    assert reject(adjust([0.05, 0.05, 0.05], "bh"), 0.05).all()
    assert reject(adjust([0.05 / 3, 0.9, 0.9], "bh"), 0.05).tolist() == [True, False, False]


def test_tau_allows_for_ties_and_short_series_are_exact():
    """pymannkendall: tau is tau-a. R's Kendall: p of short series is an approximation."""
    found = mann_kendall([[1.0, 1, 2, 2, 3, 3, 4, 4]])
    assert found.tau[0] == pytest.approx(24 / np.sqrt(28 * 24))  # tau-a would be 24 / 28
    assert mann_kendall([[1.0, 2, 3, 4]]).p[0] == pytest.approx(2 / 24)
    ten = mann_kendall([np.arange(10.0)]).p[0]
    assert ten == pytest.approx(2 / 3628800)  # R: 8.309e-5 from the normal curve


def test_events_beyond_the_grid_are_no_error():
    """KDEpy: "Every data point must be inside of the grid"."""
    events = Events.from_arrays(
        np.append(scattered().x, 700000.0), np.append(scattered().y, 2400000.0)
    )
    for name in ("density", "gi_star", "local_moran"):
        result = get_method(name).run(events, AREA, {}, 0)
        assert np.isfinite(result.columns["value"]).all()
        assert result.summary["events"] == 401
    assert density_at(np.zeros(1), np.zeros(1), [5e6], [5e6], 100.0).tolist() == [0.0]

import numpy as np
import pytest
import shapely
from scipy import stats

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.border import METHOD
from geo.result import Units

AREA = shapely.box(1000, 1000, 1400, 1400)
CORNERS = [(1000, 1000), (1200, 1000), (1000, 1200), (1200, 1200)]
GROUPS = Units(
    "area",
    np.array([shapely.box(x, y, x + 200, y + 200) for x, y in CORNERS], dtype=object),
    ("Tổ 1", "Tổ 2", "Tổ 3", "Tổ 4"),
    ("1", "2", "3", "4"),
)


def even(n=200, seed=0):
    return np.random.default_rng(seed).uniform(1000, 1400, (n, 2))


def on_the_border(west=10, east=10):
    """Events 8 m to both sides of the border of groups 1 and 2."""
    y = np.linspace(1040, 1160, west + east)
    x = np.where(np.arange(west + east) < west, 1192.0, 1208.0)
    return np.column_stack([x, y])


def run(points, raw=None, units=GROUPS):
    events = Events.from_arrays(*np.asarray(points, dtype=float).reshape(-1, 2).T)
    return METHOD.run(events, AREA, raw or {}, 0, units)


def codes(result):
    return {note.code for note in result.notes}


def row(result, label="Tổ 1 | Tổ 2"):
    at = result.units.labels.index(label)
    return {name: column[at] for name, column in result.columns.items()}


def test_the_planted_border_is_hot_and_first():
    first = row(run([*even(80), *on_the_border()]))
    assert (first["class_code"], first["rank"]) == (3, 1)
    assert first["value"] >= 20
    assert first["events_first"] + first["events_second"] == first["value"]


def test_expected_is_the_rate_times_the_surface_and_p_the_poisson_tail():
    result = run([*even(80), *on_the_border()])
    columns = result.columns
    np.testing.assert_allclose(columns["expected"], 100 / 400**2 * columns["surface_m2"])
    tail = stats.poisson.sf(columns["value"] - 1, columns["expected"])
    np.testing.assert_allclose(columns["p"], tail, rtol=1e-9)
    assert columns["surface_m2"][0] == pytest.approx(60 * 200 - 4 * 450, rel=0.03)


def test_every_event_counts_once():
    result = run([*even(300), *on_the_border()])
    members = np.concatenate(result.members)
    assert len(np.unique(members)) == len(members) == result.columns["value"].sum()
    assert result.summary["events_in_strips"] == len(members)


def test_both_sides_make_it_cross_border_and_one_side_does_not():
    assert row(run([*even(40), *on_the_border(12, 12)]))["is_cross_border"]
    assert not row(run(on_the_border(20, 0)))["is_cross_border"]


def test_split_is_what_neither_side_sees_alone():
    """Four on each side where 1.7 are expected: p is 0.1 each, and 0.03 together."""
    filler = [(1100 + i, 1100 + i % 7) for i in range(46)]
    found = row(run([*filler, *on_the_border(4, 4)], {"correction": "none"}))
    assert found["p_first"] > 0.05
    assert found["p_second"] > 0.05
    assert found["class_code"] > 0
    assert found["is_split"]


def test_the_outer_border_is_one_sided_and_said():
    points = [(1003.0, y) for y in np.linspace(1020, 1180, 20)]
    result = run([*even(40), *points])
    found = row(result, "Tổ 1")
    assert found["one_sided"]
    assert found["class_code"] == 3
    assert found["second_side"] == ""
    assert np.isnan(found["p_second"])
    assert not found["is_cross_border"]
    assert "one_sided" in codes(result)


def test_the_outer_border_may_be_left_out():
    result = run(even(), {"outer": False})
    assert not result.columns["one_sided"].any()
    assert len(result) == 4


def test_against_the_two_groups_a_crowded_pair_is_not_hot_at_its_border():
    crowded = np.random.default_rng(1).uniform((1000, 1000), (1400, 1200), (400, 2))
    assert row(run(crowded))["class_code"] > 0
    assert row(run(crowded, {"against": "sides"}))["class_code"] == 0


def test_false_alarms_on_even_scatter_are_as_rare_as_stated():
    alarms = [
        bool((run(even(150, seed), {"width_m": 40}).columns["p_adjusted"] <= 0.05).any())
        for seed in range(60)
    ]
    assert np.mean(alarms) <= 0.1


def test_events_outside_and_no_events_are_said():
    result = run([*even(), (5000.0, 5000.0)])
    assert result.summary["events_outside"] == 1
    assert "events_outside" in codes(result)
    nothing = run(np.zeros((0, 2)))
    assert "no_events" in codes(nothing)
    assert (nothing.columns["p"] == 1).all()


def test_one_group_has_no_shared_border():
    alone = Units("area", GROUPS.geometry[:1], ("Tổ 1",), ("1",))
    assert "no_shared_border" in codes(run(even(), units=alone))


def test_without_groups_it_is_refused():
    with pytest.raises(InputError, match="resident groups"):
        run(even(), units=None)


def test_no_border_at_all_gives_an_empty_result():
    alone = Units("area", GROUPS.geometry[:1], ("Tổ 1",), ("1",))
    assert len(run(even(), {"outer": False}, alone)) == 0

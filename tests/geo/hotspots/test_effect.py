import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.effect import METHOD
from geo.result import Units

AREA = shapely.box(1000, 1000, 3000, 3000)
LANES = Units(
    "lane",
    shapely.linestrings([[(1000, y), (3000, y)] for y in range(1050, 3000, 100)]),
    tuple(f"Ngõ {n}" for n in range(1, 21)),
    tuple(f"L{n}" for n in range(1, 21)),
)
GROUPS = Units(
    "area",
    shapely.box([1000, 2000, 1000, 2000], [1000, 1000, 2000, 2000], [2000, 3000, 2000, 3000],
                [2000, 2000, 3000, 3000]),
    ("Tổ 1", "Tổ 2", "Tổ 3", "Tổ 4"),
    ("1", "2", "3", "4"),
)  # fmt: skip
ON = 20500


def along(lane, before, after, seed):
    """So many incidents on a lane in a hundred days on both sides."""
    rng = np.random.default_rng([seed, lane])
    n = before + after
    day = np.concatenate([rng.integers(ON - 100, ON, before), rng.integers(ON, ON + 100, after)])
    return rng.uniform(1005, 2995, n), np.full(n, 950.0 + 100 * lane), day


def town(treated=(60, 20), beside=(20, 20), elsewhere=(20, 20), seed=0):
    """Lane 10 is treated, 9 and 11 lie beside it."""
    counts = dict.fromkeys(range(1, 21), elsewhere) | {9: beside, 11: beside, 10: treated}
    x, y, day = (
        np.concatenate(column)
        for column in zip(*(along(lane, *n, seed) for lane, n in counts.items()), strict=True)
    )
    return Events.from_arrays(x, y, day=day)


def run(events, units=LANES, **said):
    said = {"treated_on": str(np.datetime64(ON, "D"))} | said
    return METHOD.run(events, AREA, said, 0, units)


def codes(result):
    return {note.code for note in result.notes}


def rows(result):
    return {row.label: row for row in result.rows()}


def test_a_measure_that_worked_is_clearly_fewer():
    result = run(town(), treated="Ngõ 10", span_days=100)
    row = rows(result)["Ngõ 10"]
    assert (row.rank, row.class_code, row.value, row.expected) == (1, -3, 20, 60)
    assert row.score == pytest.approx(1 / 3)
    assert row.properties["ratio_low"] < 1 / 3 < row.properties["ratio_high"] < 0.7
    assert "clearly fewer" in result.summary["findings"][0].en
    assert result.summary["treated"]["ratio"] == pytest.approx(1 / 3)


def test_nothing_changed_is_not_called_an_effect():
    result = run(town(treated=(40, 38)), treated="L10", span_days=100)
    assert rows(result)["Ngõ 10"].class_code == 0
    assert "may well be chance." in result.summary["findings"][0].en


def test_what_falls_everywhere_is_no_effect():
    result = run(town((60, 30), (20, 10), (20, 10)), treated="L10", span_days=100)
    assert rows(result)["Ngõ 10"].score == pytest.approx(1.0)
    assert rows(result)["Ngõ 10"].p == 1


def test_displacement_to_the_lanes_beside_it_is_seen():
    result = run(town(beside=(20, 45)), treated="Ngõ 10", span_days=100, ring_m=120)
    ring = rows(result)["≤ 120 m"]
    assert (ring.value, ring.properties["before"], ring.properties["role"]) == (90, 40, "ring")
    assert ring.class_code == 3
    moved = result.summary["displacement"]
    assert moved["quotient"] == pytest.approx(-50 / 40)
    assert moved["quotient_interval"][0] < -50 / 40 < moved["quotient_interval"][1]
    assert moved["net_avoided"] == pytest.approx(-10)
    words = " ".join(text.en for text in result.summary["findings"])
    assert "may have moved there" in words
    assert "more was displaced than was won" in words


def test_diffusion_of_the_gain_is_seen():
    result = run(town(beside=(40, 10)), treated="Ngõ 10", span_days=100, ring_m=120)
    assert result.summary["displacement"]["quotient"] > 1
    words = " ".join(text.en for text in result.summary["findings"])
    assert "may have gained too" in words


def test_incidents_of_the_ring_are_in_no_comparison():
    result = run(town(), treated="Ngõ 10", span_days=100, ring_m=120)
    assert result.summary["before"]["comparison"] == 17 * 20
    members = np.concatenate(result.members)
    assert len(members) == len(np.unique(members)) == len(town())


def test_a_place_by_its_middle_and_radius():
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.uniform(1000, 3000, 400), rng.normal(2000, 15, 90)])
    y = np.concatenate([rng.uniform(1000, 3000, 400), rng.normal(2000, 15, 90)])
    day = np.concatenate(
        [rng.integers(ON - 90, ON + 90, 400), rng.integers(ON - 90, ON, 75), np.full(15, ON + 5)]
    )
    events = Events.from_arrays(x, y, day=day)
    result = run(events, None, unit_kind="place", centre="2000, 2000", radius_m=60)
    assert result.columns["role"].tolist() == ["treated", "ring", "comparison"]
    assert result.columns["class_code"].tolist() == [-3, 0, 0]
    assert result.units.geometry[0].area == pytest.approx(np.pi * 60**2, rel=0.02)
    with pytest.raises(InputError, match="give the middle"):
        run(events, None, unit_kind="place")


def test_groups_are_named_by_code_or_name_in_any_spelling():
    by_name = run(town(), GROUPS, unit_kind="areas", treated="tổ 3")
    by_code = run(town(), GROUPS, unit_kind="areas", treated=" 3 ; ")
    assert by_name.columns["p"].tolist() == by_code.columns["p"].tolist()
    assert by_name.columns["role"].tolist()[2] == "treated"
    with pytest.raises(InputError, match=r"there is no unit 'Tổ 9'.*Tổ 1"):
        run(town(), GROUPS, unit_kind="areas", treated="Tổ 9")


def test_two_measures_are_compared_by_the_time_to_the_next():
    events = town(treated=(30, 0))
    result = run(events, treated="Ngõ 10, Ngõ 1, Ngõ 2", treated_otherwise="Ngõ 20", span_days=100)
    waits = result.summary["next_incident"]
    assert waits["measures"]["between"] == ["treated", "treated_otherwise"]
    assert waits["by_measure"]["treated"]["units"] == 3
    assert waits["by_measure"]["treated"]["happened"] == 2
    assert waits["by_measure"]["comparison"]["units"] == 13  # three lie in the ring
    with pytest.raises(InputError, match="already named"):
        run(events, treated="Ngõ 10", treated_otherwise="L10")


def test_longer_intervals_after_the_measure_are_told():
    result = run(town(treated=(50, 5)), treated="Ngõ 10", span_days=100)
    sides = result.summary["next_incident"]["treated_before_after"]
    assert sides["after"]["median_days"] > 5 * sides["before"]["median_days"]
    assert result.summary["next_incident"]["before_after"]["p"] < 0.001
    assert "next incident came within" in result.summary["findings"][-1].en


def test_without_a_named_place_each_unit_is_compared_with_the_others():
    result = run(town())
    assert not result.summary["stated"]
    assert result.summary["findings"] == []
    assert rows(result)["Ngõ 10"].class_code == -3
    assert rows(result)["Ngõ 10"].rank == 1
    assert (result.columns["class_code"] != 0).sum() == 1
    assert "nothing_stated" in codes(result)


def test_both_sides_have_as_many_days():
    events = town()
    late = Events.from_arrays(
        np.append(events.x, 2000.0),
        np.append(events.y, 2000.0),
        day=np.append(events.day, ON + 400),
    )
    result = run(late, treated="Ngõ 10")
    assert result.parameters["span_days"] <= 100
    assert result.summary["events_outside_period"] >= 1
    assert {"events_outside_period", "season"} <= codes(result)


def test_small_numbers_and_bursts_are_said():
    result = run(town(treated=(4, 1)), treated="Ngõ 10")
    assert "small_numbers" in codes(result)
    day = np.concatenate([town().day, np.full(90, ON + 30)])
    x, y = np.append(town().x, np.full(90, 1100.0)), np.append(town().y, np.full(90, 1950.0))
    burst = run(Events.from_arrays(x, y, day=day), treated="Ngõ 10")
    assert burst.summary["dispersion_by_week"] > 5
    assert "uneven" in codes(burst)
    low, high = burst.summary["interval_allowing_for_bursts"]
    assert low < 1 < high
    assert burst.summary["treated"]["p"] < 0.01
    sure = burst.summary["findings"][0].en
    assert "may well be chance: incidents come in bursts by week" in sure
    assert f"{low:.2f} to {high:.2f}" in sure
    assert rows(burst)["Ngõ 10"].class_code == 0


def test_what_rises_and_falls_everywhere_is_no_burst():
    """A campaign of three days over the whole town."""
    events = town((40, 40))
    burst = np.where(events.day > ON, ON + events.day % 3, events.day)
    result = run(Events.from_arrays(events.x, events.y, day=burst), treated="Ngõ 10")
    assert result.summary["dispersion_by_week"] < 1.5


def test_lanes_are_asked_for():
    with pytest.raises(InputError, match="needs lanes"):
        run(town(), None)

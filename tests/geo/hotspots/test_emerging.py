import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import NO_DAY, Events
from geo.hotspots.emerging import METHOD
from geo.result import Units

AREA = shapely.box(590000, 2328000, 592000, 2330000)
STEPS, DAYS = 12, 14
SPOTS = {"new": (590350, 2328350), "always": (591650, 2328350), "over": (590350, 2329650)}
HOT = {"new": {11}, "always": set(range(12)), "over": {2, 5}}


def scene(**columns):
    """Twelve steps of 60 scattered events, and three spots that are hot in some of the steps."""
    rng = np.random.default_rng(3)
    x, y, day = [], [], []
    for step in range(STEPS):
        x += [rng.uniform(590000, 592000, 60)]
        y += [rng.uniform(2328000, 2330000, 60)]
        day += [17000 + DAYS * step + np.arange(60) % DAYS]
        for name, (east, north) in SPOTS.items():
            if step in HOT[name]:
                x += [east + rng.uniform(-140, 140, 40)]
                y += [north + rng.uniform(-140, 140, 40)]
                day += [17000 + DAYS * step + np.arange(40) % DAYS]
    x, y, day = (np.concatenate(part) for part in (x, y, day))
    return Events.from_arrays(x, y, day=day, **columns)


def run(events, raw=None, units=None):
    return METHOD.run(events, AREA, raw or {}, 1, units)


def codes(result):
    return {note.code for note in result.notes}


def at(result, name):
    where = shapely.contains(result.units.geometry, shapely.Point(*SPOTS[name]))
    return list(result.rows())[int(np.flatnonzero(where)[0])]


def test_each_spot_has_its_class():
    result = run(scene())
    found = {name: at(result, name).properties["category"] for name in SPOTS}
    assert found == {"new": "new hot", "always": "persistent hot", "over": "sporadic hot"}
    assert {name: at(result, name).class_code for name in SPOTS} == {
        "new": 2,
        "always": 3,
        "over": 1,
    }
    assert at(result, "over").properties["hot_steps"] == 2
    assert at(result, "new").p_adjusted < 0.1 < at(result, "over").p_adjusted


def test_the_other_rules_leave_out_what_is_over():
    assert at(run(scene(), {"rules": "pro3"}), "over").properties["category"] == "none"


def test_steps_are_counted_back_from_the_last_day():
    result = run(scene())
    assert (result.parameters["step_days"], result.summary["steps"]) == (14, 12)
    assert result.summary["step_begins"][0] == str(np.datetime64(17000, "D"))
    longer = run(scene(), {"step_days": 15})
    assert longer.summary["steps"] == 11 and "part_of_a_step" in codes(longer)
    assert sum(longer.summary["events_per_step"]) == longer.summary["events_used"]


def test_too_few_steps_are_not_classed():
    result = run(scene(), {"step_days": 40})
    assert result.summary["categories"] == {"none": len(result)}
    assert not result.columns["class_code"].any() and "few_steps" in codes(result)


def test_too_many_steps_are_refused():
    with pytest.raises(InputError, match="step_days"):
        run(
            Events.from_arrays([590001.0, 590002], [2328001.0, 2328002], day=[0, 900]),
            {"step_days": 1},
        )


def test_chance_makes_hardly_any_class():
    rng, classed = np.random.default_rng(0), 0
    for _ in range(10):
        events = Events.from_arrays(
            rng.uniform(590000, 592000, 700),
            rng.uniform(2328000, 2330000, 700),
            day=17000 + rng.integers(0, 168, 700),
        )
        classed += run(events).columns["class_code"].any()
    assert classed <= 3


def test_undated_month_only_and_few_events_are_said():
    events = scene(day_precision="month")
    assert "coarse_dates" in codes(run(events))
    days = np.append(events.day[:-1], NO_DAY)
    assert "events_without_date" in codes(run(Events.from_arrays(events.x, events.y, day=days)))
    few = events.take(np.arange(0, len(events), 12))
    assert "few_events_per_step" in codes(run(few))
    undated = run(Events.from_arrays(events.x, events.y))
    assert not undated.columns["class_code"].any()


def test_weights_and_given_areas():
    events = scene()
    heavy = Events.from_arrays(events.x, events.y, day=events.day, weight=np.full(len(events), 0.5))
    assert at(run(heavy), "always").class_code == 3
    grid = run(events).units
    units = Units("area", grid.geometry, grid.labels)
    assert at(run(events, {"unit_kind": "areas"}, units), "always").class_code == 3
    with pytest.raises(InputError, match="areas"):
        run(events, {"unit_kind": "areas"})

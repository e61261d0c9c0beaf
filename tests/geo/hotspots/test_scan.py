import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import NO_DAY, Events
from geo.hotspots.scan import METHOD
from geo.result import Units

AREA = shapely.box(590000, 2328000, 592000, 2330000)


def outbreak(n=150, first=17100, **columns):
    """Scattered events over half a year, and 14 within 80 m and six days."""
    rng = np.random.default_rng(2)
    x = np.r_[rng.uniform(590000, 592000, n), 590800 + rng.uniform(-50, 50, 14)]
    y = np.r_[rng.uniform(2328000, 2330000, n), 2329200 + rng.uniform(-50, 50, 14)]
    day = np.r_[rng.integers(17000, 17181, n), first + np.arange(14) % 6]
    return Events.from_arrays(x, y, day=day, **columns)


def run(events, raw=None, units=None):
    return METHOD.run(events, AREA, {"permutations": 99} | (raw or {}), 1, units)


def codes(result):
    return {note.code for note in result.notes}


def test_an_outbreak_is_found_with_its_days_and_members():
    (first, *_) = run(outbreak()).rows()
    assert (first.class_code, first.p, first.rank) == (3, 0.01, 1)
    assert first.value >= 12 and first.properties["ratio"] > 8
    assert set(first.members) <= set(range(164)) and len(set(first.members) - set(range(150))) >= 12
    assert "2016-10-26" <= first.properties["first_day"] <= first.properties["last_day"]
    assert first.properties["last_day"] <= "2016-10-31"
    assert first.geometry.contains(shapely.Point(590800, 2329200))
    assert first.properties["p_gumbel"] < 0.01
    assert first.properties["recurrence_days"] is None


def test_what_is_over_is_not_going_on():
    latest = {"intervals": "latest"}
    over = run(outbreak(), latest)
    assert not (over.columns["class_code"] > 0).any()
    now = next(run(outbreak(first=17175), latest).rows())
    assert now.class_code == 3 and now.properties["recurrence_days"] == pytest.approx(100)
    assert now.properties["last_day"] == "2017-01-14"
    again = run(outbreak(), latest | {"as_of": "2016-10-31"})
    assert again.columns["class_code"][0] == 3


def test_chance_stops_early_and_says_so():
    rng = np.random.default_rng(0)
    events = Events.from_arrays(
        rng.uniform(590000, 592000, 150),
        rng.uniform(2328000, 2330000, 150),
        day=rng.integers(17000, 17181, 150),
    )
    result = METHOD.run(events, AREA, {"permutations": 999}, 1)
    assert not result.columns["class_code"].any()
    assert "stopped_early" in codes(result) and result.summary["replicates"] < 999
    assert (result.columns["p"] > 0).all() and np.isfinite(result.columns["value"]).all()


def test_poisson_finds_where_it_is_dense_and_needs_no_dates():
    events = outbreak()
    undated = Events.from_arrays(events.x, events.y)
    first = next(run(undated, {"model": "poisson"}).rows())
    assert first.class_code == 3 and first.properties["first_day"] is None
    assert first.geometry.distance(shapely.Point(590800, 2329200)) < 150


def test_bernoulli_finds_where_the_share_of_recent_events_is_high():
    first = next(run(outbreak(first=17170), {"model": "bernoulli"}).rows())
    assert first.class_code == 3
    assert len(set(first.members) - set(range(150))) >= 12


@pytest.mark.parametrize("model", ["permutation", "poisson", "bernoulli"])
def test_given_areas_can_be_scanned(model):
    west, south = 589900 + 200 * np.arange(11), 2327900 + 200 * np.arange(11)
    boxes = [shapely.box(x, y, x + 200, y + 200) for x in west for y in south]
    units = Units("area", np.array(boxes, dtype=object), tuple(map(str, range(121))))
    result = run(outbreak(first=17170), {"unit_kind": "areas", "model": model}, units)
    first = next(result.rows())
    assert first.class_code > 0 and result.units.kind == "area"
    assert first.geometry.distance(shapely.Point(590800, 2329200)) < 1
    with pytest.raises(InputError, match="areas"):
        run(outbreak(), {"unit_kind": "areas", "model": model})


def test_many_locations_are_scanned_from_a_grid_of_centres(monkeypatch):
    monkeypatch.setattr("geo.scanning.scenes.MOST_CENTRES", 50)
    result = run(outbreak())
    assert result.summary["centres"] < result.summary["locations"] == 164
    assert result.columns["class_code"][0] == 3


def test_undated_month_only_and_one_day_are_said():
    events = outbreak()
    days = events.day.copy()
    days[0] = NO_DAY
    assert "events_without_date" in codes(run(Events.from_arrays(events.x, events.y, day=days)))
    assert "coarse_dates" in codes(run(outbreak(day_precision="month")))
    one_day = Events.from_arrays(events.x, events.y, day=np.full(len(events), 17000))
    result = run(one_day)
    assert len(result) == 0 and "one_day" in codes(result)
    assert len(run(Events.from_arrays(events.x, events.y))) == 0


def test_events_at_one_spot_only_have_nothing_to_compare():
    assert len(run(Events.from_arrays([590500.0] * 40, [2328500.0] * 40, day=range(40)))) == 0

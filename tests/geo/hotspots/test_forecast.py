import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.forecast import METHOD
from geo.result import Units

AREA = shapely.box(500000, 2000000, 502000, 2002000)
LANES = Units(
    "lane",
    np.array(
        [shapely.LineString([(500000, y), (502000, y)]) for y in range(2000100, 2002000, 200)]
    ),
    tuple(f"Ngõ {n}" for n in range(10)),
    tuple(f"{n}" for n in range(10)),
)


def moving(days=250, seed=0):
    """A spot that moves on every seven weeks, among scattered events."""
    rng = np.random.default_rng(seed)
    day = np.concatenate([rng.integers(0, days, 300), np.repeat(np.arange(days), 2)])
    spot = rng.uniform(300, 1700, (days // 49 + 1, 2))[np.repeat(np.arange(days), 2) // 49]
    x = np.concatenate([rng.uniform(0, 2000, 300), spot[:, 0] + rng.normal(0, 20, 2 * days)])
    y = np.concatenate([rng.uniform(0, 2000, 300), spot[:, 1] + rng.normal(0, 20, 2 * days)])
    return Events.from_arrays(500000 + x, 2000000 + y, day=day + 20000)


def run(events, **said):
    units = LANES if said.get("unit_kind") == "lanes" else None
    return METHOD.run(events, AREA, said, 0, units)


def codes(result):
    return {note.code for note in result.notes}


@pytest.mark.parametrize("model", ["promap", "etas"])
@pytest.mark.parametrize("unit_kind", ["square", "lanes"])
def test_it_points_better_than_an_even_spread(model, unit_kind):
    result = run(moving(), model=model, unit_kind=unit_kind, snap_m=110, folds=10)
    found = result.summary["evaluation"][model]
    assert result.summary["folds"] == len(result.summary["fold_by_fold"]) == 10
    assert found["pai"][2] > 4
    assert 0 < found["pei"][2] <= 1
    assert (np.diff(found["hit_rate"]) >= 0).all()
    verdict, last_map = result.summary["findings"]
    assert "5 % marked" in last_map.en
    assert "times an even spread" in verdict.en


def test_self_excitation_is_told_and_the_parts_make_the_value():
    result = run(moving(), model="etas", folds=4)
    told = result.summary["self_exciting"]
    assert told["metres_to_a_follower"] == pytest.approx(25, abs=12)
    both = result.columns["background"] + result.columns["raised_by_recent"]
    np.testing.assert_allclose(result.columns["value"], both)


def test_a_past_map_knows_nothing_of_its_own_days():
    """What happens on the last days changes no fold before them."""
    events = moving()
    late = events.day > 20200
    moved = Events.from_arrays(
        np.where(late, 500050.0, events.x), events.y, day=events.day, ids=events.ids
    )
    for model in ("promap", "etas"):
        one, two = (run(e, model=model, folds=12).summary["fold_by_fold"] for e in (events, moved))
        assert one[:4] == two[:4]
        assert one[-1] != two[-1]


def test_the_classes_are_at_most_their_share_of_the_ground():
    result = run(moving(), cell_m=50)
    code, size = result.columns["class_code"], result.columns["area_m2"]
    for least, share in ((3, 0.01), (2, 0.05), (1, 0.10)):
        assert 0 < size[code >= least].sum() <= share * size.sum() * (1 + 1e-9)
    risk = result.columns["value"]
    assert risk[code == 3].min() >= risk[code == 2].max() >= risk[code == 0].max()


def test_no_risk_is_never_marked():
    one = Events.from_arrays([501000.0, 501001.0], [2001000.0, 2001001.0], day=[100, 200])
    result = run(one, cell_m=100)
    assert (result.columns["value"][result.columns["class_code"] > 0] > 0).all()
    assert result.summary["folds"] > 0
    assert result.summary["folds_without_events"] == result.summary["folds"] - 1
    assert {"few_events", "folds_without_events", "few_events_per_fold"} <= codes(result)


def test_too_short_a_past_is_said():
    result = run(moving(days=40))
    assert result.summary["folds"] == 0
    assert "few_folds" in codes(result)
    assert "eight weeks" in result.summary["findings"][0].en


def test_where_the_naive_map_is_as_good_it_is_said():
    rng = np.random.default_rng(5)
    even = Events.from_arrays(
        rng.uniform(500000, 502000, 600),
        rng.uniform(2000000, 2002000, 600),
        day=rng.integers(20000, 20200, 600),
    )
    assert "not clearly better than" in run(even, folds=20).summary["findings"][0].en


def test_later_events_are_not_used_and_lanes_are_asked_for():
    result = run(moving(), as_of="2024-12-31")
    assert result.summary["from"] == "2025-01-01"
    with pytest.raises(InputError, match="lanes"):
        METHOD.run(moving(), AREA, {"unit_kind": "lanes"}, 0, None)

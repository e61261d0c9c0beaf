import numpy as np
import pytest
import shapely

from geo.events import NO_DAY, Events
from geo.hotspots.repeat_points import METHOD

AREA = shapely.box(590000, 2328000, 592000, 2330000)
X, Y = 590500.0, 2328500.0


def run(rows, raw=None, **columns):
    """Run over rows of (metres east, metres north, day)."""
    east, north, day = (np.array(c) for c in zip(*rows, strict=True))
    events = Events.from_arrays(X + east, Y + north, day=day, **columns)
    return METHOD.run(events, AREA, raw or {}, 0)


def codes(result):
    return {note.code for note in result.notes}


def test_three_events_in_thirty_days_are_a_repeat_point():
    result = run([(0, 0, 100), (3, 0, 110), (0, 3, 130), (500, 0, 100), (500, 0, 131)])
    (row,) = result.rows()
    assert (row.value, row.rank, row.class_code, row.members) == (3.0, 1, 1, [0, 1, 2])
    assert row.p is None and row.expected is None
    assert row.properties["median_gap_days"] == 15
    assert row.properties["first_day"] == "1970-04-11"
    assert row.properties["days_since_last"] == 1  # the last event of all is one day later
    assert row.properties["still_active"] is True


def test_one_day_more_than_the_window_is_none():
    assert len(run([(0, 0, 100), (0, 0, 110), (0, 0, 131)])) == 0
    assert len(run([(0, 0, 100), (0, 0, 110), (0, 0, 131)], {"window_days": 31})) == 1


def test_same_category_counts_each_kind_alone():
    rows = [(0, 0, 1), (0, 0, 2), (0, 0, 3)]
    kinds = ["parking", "parking", "waste"]
    assert len(run(rows, {"same_category": True}, category=kinds)) == 0
    result = run(rows, {"same_category": True, "min_events": 2}, category=kinds)
    assert [row.properties["category"] for row in result.rows()] == ["parking"]
    assert codes(run(rows, {"same_category": True})) >= {"no_categories"}


def test_address_joins_what_distance_would_not():
    rows = [(0, 0, 1), (40, 0, 2), (80, 0, 3), (80, 1, 4)]
    key = ["12 ngõ 5", "12 ngõ 5", "12 ngõ 5", ""]
    assert len(run(rows, key=key)) == 0
    (row,) = run(rows, {"place_by": "address"}, key=key).rows()
    assert row.members == [0, 1, 2]
    assert "no_addresses" in codes(run(rows, {"place_by": "address"}))


def pile(n=60):
    rows = [(0, 0, d % 200) for d in range(n)]
    rng = np.random.default_rng(0)
    return rows + [(*rng.uniform(100, 1400, 2), d) for d in range(200)]


def test_a_pile_up_is_left_out_and_said():
    result = run(pile())
    assert len(result) == 0
    assert "pile_up" in codes(result)
    (found,) = result.summary["pile_ups"]
    assert (found["events"], found["x"], found["y"]) == (60, X, Y)
    assert result.summary["events_used"] == 200


def test_a_pile_up_can_be_kept():
    result = run(pile(), {"keep_pile_ups": "true"})
    assert len(result) == 1
    assert "pile_up" in codes(result)


def test_a_pile_up_with_addresses_is_no_pile_up():
    key = ["12 ngõ 5"] * 60 + [""] * 200
    assert len(run(pile(), {"place_by": "address"}, key=key)) == 1


def test_events_without_date_are_left_out_and_said():
    result = run([(0, 0, 1), (0, 0, 2), (0, 0, NO_DAY)])
    assert len(result) == 0
    assert result.summary["events_without_date"] == 1
    assert "events_without_date" in codes(result)


def test_no_dates_at_all_give_an_empty_result():
    events = Events.from_arrays([X, X, X], [Y, Y, Y])
    result = METHOD.run(events, AREA, {}, 0)
    assert len(result) == 0
    assert "events_without_date" in codes(result)


def test_month_only_dates_and_rounded_coordinates_are_said():
    result = run([(0, 0, 1), (0, 0, 1), (0, 0, 1)], day_precision="month")
    assert codes(result) >= {"coarse_dates", "coarse_coordinates", "coincident_points"}


def test_as_of_leaves_out_later_events():
    rows = [(0, 0, 1), (0, 0, 2), (0, 0, 3), (0, 0, 4)]
    (row,) = run(rows, {"as_of": "1970-01-04"}).rows()
    assert row.value == 3
    (row,) = run(rows, {"as_of": "1970-03-01"}).rows()
    assert row.properties["days_since_last"] == 55
    assert row.properties["still_active"] is False


def test_class_tells_how_far_above_the_rule():
    result = run([(0, 0, d) for d in range(9)] + [(300, 0, d) for d in range(6)])
    assert result.columns["class_code"].tolist() == [3, 2]
    assert result.columns["value"].tolist() == [9, 6]


def test_the_rule_is_said_in_words():
    words = run([(0, 0, 1)]).summary["rule"]
    assert words.en == "At least 3 events within 30 days, no more than 10 m apart."
    assert words.vi == "Ít nhất 3 vụ trong 30 ngày, cách nhau không quá 10 m."


@pytest.mark.parametrize("shift", [0.0, 1000.0])
def test_moving_the_map_changes_nothing_else(shift):
    rng = np.random.default_rng(5)
    rows = [(*rng.integers(0, 60, 2), d) for d in rng.integers(0, 60, 200)]
    moved = [(e + shift, n + shift, d) for e, n, d in rows]
    one, two = run(rows), run(moved)
    assert [row.members for row in one.rows()] == [row.members for row in two.rows()]

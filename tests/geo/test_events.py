import numpy as np
import pytest

from geo.errors import InputError
from geo.events import NO_DAY, Events

X, Y = [590010.0, 590020.0, 590030.0], [2328010.0, 2328020.0, 2328030.0]


def test_order_of_rows_does_not_matter():
    there = Events.from_arrays(X, Y, day=[1, 2, 3], ids=[7, 3, 5], key=["a", None, "ă"])
    back = Events.from_arrays(X[::-1], Y[::-1], day=[3, 2, 1], ids=[5, 3, 7], key=["ă", None, "a"])
    assert there.fingerprint() == back.fingerprint()
    assert list(there.ids) == [3, 5, 7]
    assert list(there.key) == ["", "ă", "a"]


@pytest.mark.parametrize(
    "change",
    [{"day": [1, 2, 4]}, {"ids": [0, 1, 9]}, {"weight": [1, 1, 2]}, {"day_precision": "month"}],
)
def test_another_content_has_another_fingerprint(change):
    base = {"day": [1, 2, 3], "ids": [0, 1, 2]}
    one, two = Events.from_arrays(X, Y, **base), Events.from_arrays(X, Y, **(base | change))
    assert one.fingerprint() != two.fingerprint()


def test_degrees_are_refused():
    with pytest.raises(InputError, match="longitude"):
        Events.from_arrays([105.8, 105.9], [21.0, 21.1])


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"x": [1e6, np.nan, 2e6]}, "x"),
        ({"y": [1e6, 2e6]}, "y"),
        ({"ids": [1, 1, 2]}, "ids"),
        ({"ids": [1.5, 2, 3]}, "ids"),
        ({"day": ["today", "b", "c"]}, "day"),
        ({"weight": [-1, 1, 1]}, "weight"),
        ({"x": ["a", "b", "c"]}, "x"),
        ({"category": ["a"]}, "category"),
    ],
)
def test_a_wrong_column_is_named(columns, field):
    given = {"x": X, "y": Y} | columns
    with pytest.raises(InputError) as refused:
        Events.from_arrays(given.pop("x"), given.pop("y"), **given)
    assert refused.value.field == field


def test_dates_become_days_and_missing_ones_are_known():
    events = Events.from_arrays(X, Y, day=np.array(["1970-01-02", "NaT", "1970-01-04"], "M8[s]"))
    assert list(events.day) == [1, NO_DAY, 3]
    assert list(events.dated) == [True, False, True]


def test_take_keeps_rows_together():
    events = Events.from_arrays(X, Y, day=[1, 2, 3], weight=[1, 2, 3], category=list("abc"))
    part = events.take(events.day > 1)
    assert (list(part.weight), list(part.category), len(part)) == ([2.0, 3.0], ["b", "c"], 2)


def test_no_events_are_events_too():
    events = Events.from_arrays([], [], day=[])
    assert len(events) == 0
    assert len(events.fingerprint()) == 64


def test_columns_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        Events.from_arrays(X, Y).x[0] = 0.0

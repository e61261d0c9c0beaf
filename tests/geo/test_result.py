import numpy as np
import pytest
import shapely

from geo.result import FIXED_COLUMNS, HotspotResult, Units, plain, rank_by
from geo.text import Text


def result(**changes):
    columns = {name: np.array([1.0, np.nan]) for name in FIXED_COLUMNS}
    columns |= {"class_code": np.array([3, 0]), "rank": np.array([1, 2])}
    columns["last_day"] = np.array(["2026-01-01", "NaT"], "M8[D]")
    given = {
        "method": "m",
        "units": Units("place", np.array([shapely.Point(0, 0)] * 2, dtype=object), ("a", "b")),
        "columns": columns,
        "summary": {},
        "notes": (),
        "parameters": {},
        "seed": 0,
        "members": (np.array([4, 5]), np.array([], dtype=np.int64)),
    }
    return HotspotResult(**(given | changes))


def test_rows_are_plain_values():
    first, second = result().rows()
    assert (first.label, first.value, first.class_code, first.members) == ("a", 1.0, 3, [4, 5])
    assert first.properties == {"last_day": "2026-01-01"}
    assert (second.p, second.properties["last_day"], second.members) == (None, None, [])


def test_a_missing_column_or_member_list_is_a_bug():
    with pytest.raises(ValueError, match="columns missing"):
        result(columns={})
    with pytest.raises(ValueError, match="members"):
        result(members=())


def test_plain_says_what_json_can():
    value = {"a": (np.int64(1), np.float64("nan")), "b": Text("x", "y"), "c": np.array([True])}
    assert plain(value) == {"a": [1, None], "b": {"vi": "x", "en": "y"}, "c": [True]}


def test_rank_breaks_ties_with_the_next_key():
    assert rank_by(np.array([1, 0, 1]), np.array([2, 9, 1])).tolist() == [3, 1, 2]

"""What stands in a field, in words of both languages."""

from datetime import date, datetime

import pytest

from geo.text import Text, same
from layers.contract import Field
from layers.queries.vocabulary import words_for
from layers.registry import get_layer
from layers.roles import Role


@pytest.mark.parametrize(
    ("layer", "field", "value", "words"),
    [
        ("sites", "watched_from", date(2016, 3, 5), Text("05/03/2016", "05 Mar 2016")),
        ("sites", "watched_from", "2016-03-05", Text("05/03/2016", "05 Mar 2016")),
        ("sites", "watched_from", "sau Tết", Text("sau Tết", "sau Tết")),
        ("sites", "watched_from", None, Text("", "")),
        (
            "incidents",
            "occurred_at",
            datetime(2016, 3, 5, 8, 30),
            Text("08:30 05/03/2016", "05 Mar 2016, 08:30"),
        ),
        (
            "incidents",
            "occurred_at",
            "2016-03-05T08:30:00",
            Text("08:30 05/03/2016", "05 Mar 2016, 08:30"),
        ),
        ("lane_projects", "state", "done", Text("Hoàn thành", "Done")),
        ("groups", "people", 1100, Text("1.100", "1,100")),
        ("groups", "people", 0, Text("0", "0")),
        ("groups", "code", "1100", Text("1100", "1100")),
        ("lane_projects", "phase", 2, Text("2", "2")),
        ("places", "radius_m", 1234.5, Text("1.234", "1,234")),
        ("places", "radius_m", 12.345, Text("12,35", "12.35")),
    ],
)
def test_a_value_is_said_as_people_say_it(
    layer: str, field: str, value: object, words: Text
) -> None:
    found = get_layer(layer).field(field)
    assert found is not None
    assert words_for(found, value, {}) == words


@pytest.mark.parametrize("title", ["Năm", "Số thửa", "Mã hộ"])
def test_whole_numbers_of_an_own_layer_may_be_names_and_have_no_thousands(title: str) -> None:
    field = Field("f1", same(title), "integer", Role.PUBLIC, {}, column=title)
    assert words_for(field, 2016, {}) == Text("2016", "2016")

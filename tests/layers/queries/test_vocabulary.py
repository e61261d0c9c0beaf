"""What stands in a field, in words of both languages."""

from datetime import date, datetime

import pytest

from geo.text import Text
from layers.queries.vocabulary import words_for
from layers.registry import get_layer


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
    ],
)
def test_a_value_is_said_as_people_say_it(
    layer: str, field: str, value: object, words: Text
) -> None:
    found = get_layer(layer).field(field)
    assert found is not None
    assert words_for(found, value, {}) == words

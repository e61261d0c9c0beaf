"""Ways of telling rows apart: classes from the data, kept when saved, compared when made anew."""

from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers.contract import Field, Layer
from layers.custom.edit import style_layer
from layers.custom.looks import Look, propose_style
from layers.custom.stored import style_to_json
from layers.custom.style_rules import style_from_request
from layers.filters import Filter
from layers.queries.counts import class_counts
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.roles import Role
from tests.factories import add_custom_layer, add_feature

FIELDS = (
    Field("loai", Text("Loài", "Species"), "text", Role.PUBLIC, {}),
    Field("cao", Text("Cao", "Height"), "number", Role.PUBLIC, {}),
    Field("chu", Text("Chủ", "Owner"), "text", Role.SUPERVISOR, {}),
)


@pytest.fixture
def trees(conn: connection, ward: Ward) -> Layer:
    layer = add_custom_layer(conn, ward, fields=FIELDS)
    species = ["Sấu"] * 5 + ["Xà cừ"] * 3 + ["Phượng"] * 2 + ["Đa", None]
    for n, each in enumerate(species):
        add_feature(conn, ward, layer.name, {"loai": each, "cao": 2.5 * n if n < 11 else None})
    return layer


def test_categories_are_the_most_frequent_values(
    conn: connection, ward: Ward, trees: Layer
) -> None:
    made = propose_style(conn, ward, trees, Look.parse("category:loai:2"))
    assert [each.value for each in made.style.classes] == ["Sấu", "Xà cừ", "other", "missing"]
    assert made.counts == [5, 3, 3, 1]
    assert made.moved is None


@pytest.mark.parametrize(
    ("look", "limits", "counts"),
    [
        ("equal:cao:5", (5, 10, 15, 20), [3, 2, 2, 2, 2, 1]),
        ("quantiles:cao:2:cool", (12.5,), [6, 5, 1]),
        ("limits:cao:1;24", (1, 24), [1, 9, 1, 1]),
    ],
)
def test_numbers_are_cut_into_classes(
    conn: connection, ward: Ward, trees: Layer, look: str, limits: Any, counts: list[int]
) -> None:
    made = propose_style(conn, ward, trees, Look.parse(look))
    assert made.style.breaks == limits
    assert made.counts == counts
    assert sum(made.counts) == 12


def test_words_of_classes_follow_the_language(conn: connection, ward: Ward, trees: Layer) -> None:
    made = propose_style(conn, ward, trees, Look.parse("limits:cao:2.5;1250"))
    assert [each.title for each in made.style.classes] == [
        Text("đến 2,5", "up to 2.5"),
        Text("2,5 – 1.250", "2.5 – 1,250"),
        Text("trên 1.250", "over 1,250"),
        Text("Không có giá trị", "No value"),
    ]


def test_limits_stay_when_rows_come_and_the_difference_is_told(
    conn: connection, ward: Ward, trees: Layer
) -> None:
    look = Look.parse("natural:cao:3")
    first = propose_style(conn, ward, trees, look).style
    style_layer(conn, ward, trees.name, first, "lan")
    for height in (400, 500, 600):
        add_feature(conn, ward, trees.name, {"loai": "Sấu", "cao": height})
    now = layer_of(conn, ward, trees.name)
    assert now.style == first
    assert class_counts(conn, ward, now, Filter())[2] >= 3
    again = propose_style(conn, ward, now, look)
    assert again.style.breaks != first.breaks
    old, new = (class_counts(conn, ward, now, Filter()), again.counts)
    assert again.moved == 14
    assert sum(old) == sum(new) == 15


def test_style_of_a_hidden_field_is_refused(conn: connection, ward: Ward, trees: Layer) -> None:
    made = propose_style(conn, ward, trees, Look.parse("category:chu:3"))
    with pytest.raises(InputError, match="Chủ"):
        style_layer(conn, ward, trees.name, made.style, "lan")
    assert layer_of(conn, ward, trees.name).style.kind == "single"


@pytest.mark.parametrize(
    "look",
    ["natural:loai:3", "natural:cao:1", "natural:cao:8", "natural:gi:3", "magic:cao:3",
     "equal:cao:x", "limits:cao:5;5", "limits:cao:", "natural:cao:3:rainbow",
     "category:loai:3:warm:more"],
)  # fmt: skip
def test_look_that_cannot_be_is_refused(
    conn: connection, ward: Ward, trees: Layer, look: str
) -> None:
    with pytest.raises(InputError):
        propose_style(conn, ward, trees, Look.parse(look))


def test_style_goes_out_and_comes_in_the_same(conn: connection, ward: Ward, trees: Layer) -> None:
    for look in ("single", "category:loai:3", "equal:cao:4:cool"):
        style = propose_style(conn, ward, trees, Look.parse(look)).style
        assert style_from_request(trees, style_to_json(style)) == style


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "magic"}, {"classes": []}, {"classes": [{}]}, {"breaks": [1, 1, 2, 3]},
        {"breaks": [1]}, {"breaks": [float("inf"), 1, 2, 3]}, {"field": "loai"}, {"field": ""},
        {"missing": 99}, {"palette": "rainbow"}, {"breaks": "x"}, {"classes": "x"},
    ],
)  # fmt: skip
def test_style_that_breaks_the_rules_is_refused(
    conn: connection, ward: Ward, trees: Layer, change: dict[str, Any]
) -> None:
    style = style_to_json(propose_style(conn, ward, trees, Look.parse("equal:cao:5")).style)
    with pytest.raises(InputError):
        style_from_request(trees, style | change)


@pytest.mark.parametrize(
    "change",
    [{"colour": "red; background: url(x)"}, {"shape": "<b>"}, {"width": 1e9}, {"size": "x"},
     {"title": {"vi": "", "en": ""}}],
)  # fmt: skip
def test_class_that_breaks_the_rules_is_refused(
    conn: connection, ward: Ward, trees: Layer, change: dict[str, Any]
) -> None:
    style = style_to_json(propose_style(conn, ward, trees, Look.parse("single")).style)
    style["classes"][0] |= change
    with pytest.raises(InputError):
        style_from_request(trees, style)

"""A layer is changed by its people; nothing that names somebody reaches the public unasked."""

from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Field, Layer
from layers.custom.edit import change_layer, fields_to_show, share_layer
from layers.custom.privacy import NAME, PHONE
from layers.custom.stored import field_to_json
from layers.errors import LayerNotFound
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.roles import Role
from tests.factories import add_custom_layer, add_feature

FIELDS = (
    Field("ten", Text("Tên", "Name"), "text", Role.PUBLIC, {}, column="Tên"),
    Field("ai", Text("Ai", "Who"), "text", Role.PUBLIC, {}, column="Ai"),
    Field("so", Text("Số", "Number"), "text", Role.PUBLIC, {}, column="Số"),
    Field("kin", Text("Kín", "Closed"), "text", Role.SUPERVISOR, {}, column="Kín"),
)


@pytest.fixture
def layer(conn: connection, ward: Ward) -> Layer:
    made = add_custom_layer(conn, ward, fields=FIELDS, visible_to=Role.SUPERVISOR, label="ten")
    for n, who in enumerate(("Nguyễn Văn An", "Trần Thị Bình")):
        values = {"ten": f"Sân {n}", "ai": who, "so": f"091234567{n}", "kin": "x"}
        add_feature(conn, ward, made.name, values)
    return made


def _sent(layer: Layer, **changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [field_to_json(each) | changes.get(each.name, {}) for each in layer.fields]


def test_words_and_order_change_and_the_name_stays(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    fields = _sent(layer, so={"title": "Biển", "in_popup": False})[::-1]
    changes = {"title": {"vi": "<b>Sân</b>", "en": "Yards"}, "fields": fields, "min_zoom": 12,
               "attribution": "UBND phường", "label": None}  # fmt: skip
    change_layer(conn, ward, layer.name, changes, "lan")
    now = layer_of(conn, ward, layer.name)
    assert now.title == Text("<b>Sân</b>", "Yards")
    assert [each.name for each in now.fields] == ["kin", "so", "ai", "ten"]
    assert now.field("so").title == Text("Biển", "Biển")
    assert not now.field("so").in_popup
    assert (now.min_zoom, now.label, now.attribution.en) == (12, None, "UBND phường")


def test_opening_to_the_public_asks_for_each_field(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    with pytest.raises(InputError, match="looks like names of people"):
        share_layer(conn, ward, layer.name, Role.PUBLIC, "lan")
    assert layer_of(conn, ward, layer.name).visible_to is Role.SUPERVISOR
    listed = {each.field.name: each.risk for each in fields_to_show(conn, ward, layer)}
    assert listed == {"ten": None, "ai": NAME, "so": PHONE, "kin": None}


def test_public_sees_the_fields_that_were_named_and_no_others(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    share_layer(conn, ward, layer.name, Role.PUBLIC, "lan", shown_fields=["ten"])
    now = layer_of(conn, ward, layer.name, Role.PUBLIC)
    assert [each.name for each in now.fields_for(Role.PUBLIC)] == ["ten"]
    assert now.field("ai").visible_to is Role.VIEWER
    assert now.field("kin").visible_to is Role.SUPERVISOR


def test_name_on_the_map_that_the_public_may_not_know_keeps_the_layer_closed(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    with pytest.raises(InputError, match="name on the map"):
        share_layer(conn, ward, layer.name, Role.PUBLIC, "lan", shown_fields=["so"])
    assert layer_of(conn, ward, layer.name).visible_to is Role.SUPERVISOR


def test_field_of_a_public_layer_is_opened_in_the_same_step_only(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    now = share_layer(conn, ward, layer.name, Role.PUBLIC, "lan", shown_fields=["ten"])
    sent = _sent(now, ai={"visible_to": "public"})
    with pytest.raises(InputError):
        change_layer(conn, ward, layer.name, {"fields": sent}, "lan")


def test_field_that_names_rows_cannot_be_hidden_from_their_readers(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    sent = _sent(layer, ten={"visible_to": "admin"})
    with pytest.raises(InputError, match="Tên"):
        change_layer(conn, ward, layer.name, {"fields": sent}, "lan")


def test_type_changes_with_every_value_or_not_at_all(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    sent = _sent(layer, so={"type": "integer"})
    now = change_layer(conn, ward, layer.name, {"fields": sent}, "lan")
    assert now.field("so").type == "integer"
    assert db.value(conn, "SELECT properties -> 'so' FROM feature ORDER BY id LIMIT 1") == 912345670
    with pytest.raises(InputError, match="Sân 0"):
        change_layer(conn, ward, layer.name, {"fields": _sent(now, ten={"type": "number"})}, "lan")
    with pytest.raises(InputError):
        change_layer(conn, ward, layer.name, {"fields": _sent(now, ten={"type": "blob"})}, "lan")
    assert layer_of(conn, ward, layer.name).field("ten").type == "text"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""}, {"title": "x" * 121}, {"min_zoom": 23}, {"min_zoom": "x"}, {"label": "gi"},
        {"min_zoom": 9, "max_zoom": 3}, {"attribution": "y" * 301}, {"fields": []}, {"fields": "x"},
    ],
)  # fmt: skip
def test_change_that_cannot_be_is_refused(
    conn: connection, ward: Ward, layer: Layer, changes: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        change_layer(conn, ward, layer.name, changes, "lan")
    assert layer_of(conn, ward, layer.name).title == layer.title


def test_layer_of_the_program_is_not_changed_so(conn: connection, ward: Ward) -> None:
    with pytest.raises(LayerNotFound):
        change_layer(conn, ward, "lanes", {"title": "x"}, "lan")

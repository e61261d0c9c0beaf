"""Layers of a ward's own: found beside the others, told apart by a field, deleted and restored."""

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from geo.tiles import tile_of
from layers import db
from layers.contract import Field, Layer, Style, StyleClass
from layers.errors import LayerNotFound
from layers.filters import Filter
from layers.queries.counts import class_counts
from layers.queries.custom_layers import (
    delete_layer,
    find_custom_layer,
    free_name,
    list_with_history,
    purge_deleted,
    read_with_history,
    restore_layer,
    update_layer,
)
from layers.queries.features import features_page
from layers.queries.search import search
from layers.queries.tiles import tile
from layers.queries.versions import layer_version
from layers.queries.wards import Ward, create_ward
from layers.registry import layer_of, layers_of
from layers.roles import Role
from tests.factories import LAT, LON, add_custom_layer, add_feature
from tests.mvt import read_tile

SPECIES = Field("loai", Text("Loài", "Species"), "text", Role.PUBLIC, {}, column="Loài")
GIRTH = Field("vong", Text("Vòng thân", "Girth"), "number", Role.PUBLIC, {})
OWNER = Field("chu_ho", Text("Chủ hộ", "Owner"), "text", Role.SUPERVISOR, {})


def _classes(*values: str) -> tuple[StyleClass, ...]:
    return tuple(StyleClass(each, Text(each, each), "cat-1", "circle") for each in values)


BY_SPECIES = Style(
    "category", _classes("Sấu", "Xà cừ", "other", ""), field="loai", other=2, missing=3
)
BY_GIRTH = Style(
    "breaks", _classes("a", "b", "c", ""), field="vong", breaks=(10.0, 20.0), missing=3
)


def _drawn(conn: connection, ward: Ward, layer: Layer) -> list[int]:
    body = tile(conn, ward, layer, tile_of(LON, LAT, 16), Filter())
    return [each.properties["c"] for each in read_tile(body).get(layer.name, [])]


def test_layer_stands_in_its_ward_and_in_no_other(conn: connection, ward: Ward) -> None:
    made = add_custom_layer(conn, ward, fields=(SPECIES, GIRTH, OWNER), style=BY_SPECIES)
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other"), 5897)
    found = layer_of(conn, ward, made.name, Role.PUBLIC)
    assert (found.fields, found.style, found.title) == (made.fields, made.style, made.title)
    assert found in layers_of(conn, ward, Role.PUBLIC)
    assert made.name not in [each.name for each in layers_of(conn, other, Role.ADMIN)]
    with pytest.raises(LayerNotFound):
        layer_of(conn, other, made.name)


def test_layer_of_supervisors_is_not_there_for_others(conn: connection, ward: Ward) -> None:
    made = add_custom_layer(conn, ward, visible_to=Role.SUPERVISOR)
    with pytest.raises(LayerNotFound) as refused:
        layer_of(conn, ward, made.name, Role.VIEWER)
    assert f", {made.name}" not in str(refused.value)
    assert layer_of(conn, ward, made.name, Role.SUPERVISOR).name == made.name


@pytest.mark.parametrize(
    ("style", "expected"), [(BY_SPECIES, [0, 1, 2, 3, 3]), (BY_GIRTH, [0, 0, 1, 2, 3])]
)
def test_rows_are_told_apart_by_the_field(
    conn: connection, ward: Ward, style: Style, expected: list[int]
) -> None:
    layer = add_custom_layer(conn, ward, fields=(SPECIES, GIRTH), style=style)
    rows = [("Sấu", 3), ("Xà cừ", 10), ("Phượng", 20), ("", 20.5), (None, None)]
    for species, girth in rows:
        add_feature(conn, ward, layer.name, {"loai": species, "vong": girth})
    assert _drawn(conn, ward, layer) == expected
    counts = class_counts(conn, ward, layer, Filter())
    assert counts == [expected.count(at) for at in range(4)]


def test_value_with_the_name_of_a_special_class_is_an_ordinary_value(
    conn: connection, ward: Ward
) -> None:
    layer = add_custom_layer(conn, ward, fields=(SPECIES,), style=BY_SPECIES)
    add_feature(conn, ward, layer.name, {"loai": "other"})
    assert _drawn(conn, ward, layer) == [2]


def test_number_that_came_as_text_is_without_class_and_breaks_no_tile(
    conn: connection, ward: Ward
) -> None:
    layer = add_custom_layer(conn, ward, fields=(GIRTH,), style=BY_GIRTH)
    add_feature(conn, ward, layer.name, {"vong": "hai mươi"})
    assert _drawn(conn, ward, layer) == [3]


def test_five_hundred_fields_come_in_one_page(conn: connection, ward: Ward) -> None:
    fields = tuple(
        Field(f"f{n}", Text(f"Cột {n}", f"Column {n}"), "integer", Role.PUBLIC, {})
        for n in range(500)
    )
    layer = add_custom_layer(conn, ward, fields=fields)
    add_feature(conn, ward, layer.name, {f"f{n}": n for n in range(500)})
    page = features_page(conn, ward, layer, Filter(), Role.PUBLIC)
    assert '"f0":0' in page.features
    assert '"f499":499' in page.features


def test_version_moves_with_the_definition(conn: connection, ward: Ward) -> None:
    layer = add_custom_layer(conn, ward, fields=(SPECIES,))
    before = layer_version(conn, ward.id, layer)
    db.execute(
        conn, "UPDATE custom_layer SET style = jsonb_set(style, '{classes,0,colour}', '\"x\"')"
    )
    after = find_custom_layer(conn, ward, layer.name)
    assert after is not None
    assert layer_version(conn, ward.id, after) != before


def test_change_over_a_newer_one_is_refused(conn: connection, ward: Ward) -> None:
    layer = add_custom_layer(conn, ward)
    update_layer(conn, ward, layer, "lan", revision=1)
    with pytest.raises(InputError, match="lan"):
        update_layer(conn, ward, layer, "minh", revision=1)
    assert read_with_history(conn, ward, layer.name).changed_by == "lan"


def test_deleted_layer_is_hidden_and_comes_back_whole(conn: connection, ward: Ward) -> None:
    layer = add_custom_layer(conn, ward, fields=(SPECIES,), label="loai")
    add_feature(conn, ward, layer.name, {"loai": "Sấu cổ thụ"})
    delete_layer(conn, ward, layer.name, "lan")
    assert find_custom_layer(conn, ward, layer.name) is None
    assert search(conn, ward, "sau co thu", Role.ADMIN) == []
    (gone,) = list_with_history(conn, ward)
    assert (gone.deleted_by, gone.rows) == ("lan", 1)
    restore_layer(conn, ward, layer.name, "lan")
    assert find_custom_layer(conn, ward, layer.name) is not None
    assert search(conn, ward, "sau co thu", Role.PUBLIC)[0]["layer"] == layer.name


@pytest.mark.parametrize(("days", "stays"), [(29, True), (31, False)])
def test_deleted_layer_can_be_restored_for_thirty_days(
    conn: connection, ward: Ward, days: int, stays: bool
) -> None:
    layer = add_custom_layer(conn, ward)
    add_feature(conn, ward, layer.name)
    delete_layer(conn, ward, layer.name, "lan")
    db.execute(
        conn, "UPDATE custom_layer SET deleted_at = now() - make_interval(days => %s)", (days,)
    )
    if not stays:
        with pytest.raises(LayerNotFound):
            restore_layer(conn, ward, layer.name, "lan")
    assert purge_deleted(conn) == (0 if stays else 1)
    left = db.value(conn, "SELECT count(*) FROM feature WHERE layer = %s", (layer.name,))
    assert left == (1 if stays else 0)


def test_layer_that_is_not_deleted_is_never_purged(conn: connection, ward: Ward) -> None:
    layer = add_custom_layer(conn, ward)
    add_feature(conn, ward, layer.name)
    assert purge_deleted(conn) == 0
    assert read_with_history(conn, ward, layer.name).rows == 1


def test_name_of_a_deleted_layer_is_not_given_again(conn: connection, ward: Ward) -> None:
    layer = add_custom_layer(conn, ward)
    delete_layer(conn, ward, layer.name, "lan")
    assert free_name(conn, ward, layer.name) == f"{layer.name}_2"
    assert free_name(conn, ward, "own_x") == "own_x"


def test_search_finds_own_layers_by_what_names_their_rows(conn: connection, ward: Ward) -> None:
    for name, role in (("own_mo", Role.PUBLIC), ("own_kin", Role.SUPERVISOR)):
        layer = add_custom_layer(conn, ward, name, fields=(SPECIES,), label="loai", visible_to=role)
        add_feature(conn, ward, layer.name, {"loai": "Đình Gia Thụy"})
    found = {
        role: [each["layer"] for each in search(conn, ward, "dinh gia thuy", role)] for role in Role
    }
    assert found[Role.PUBLIC] == ["own_mo"]
    assert sorted(found[Role.SUPERVISOR]) == ["own_kin", "own_mo"]

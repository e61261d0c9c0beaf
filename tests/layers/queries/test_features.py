"""Pages of features: complete, stable, exact at the edges, and only what a role may see."""

import json
from dataclasses import replace

import pytest
from psycopg2.extensions import connection

from layers.filters import Filter
from layers.queries import features
from layers.queries.features import features_page
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_feature, add_incident, add_incidents, add_lane, add_site


def _list(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(f"[{text}]")
    return found


def test_pages_give_every_row_once_in_the_order_of_id(conn: connection, ward: Ward) -> None:
    made = add_incidents(conn, ward, 7)
    layer, seen, after = get_layer("incidents"), [], 0
    while True:
        page = features_page(conn, ward, layer, Filter(), Role.VIEWER, limit=3, after=after)
        seen += [feature["id"] for feature in _list(page.features)]
        assert page.matched == 7
        if page.next_after is None:
            break
        after = page.next_after
    assert seen == made


def test_page_that_ends_exactly_is_the_last(conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 3)
    page = features_page(conn, ward, get_layer("incidents"), Filter(), Role.VIEWER, limit=3)
    assert (page.returned, page.next_after) == (3, None)


def test_empty_layer_has_an_empty_page(conn: connection, ward: Ward) -> None:
    page = features_page(conn, ward, get_layer("sites"), Filter(), Role.VIEWER)
    assert page == ("", 0, 0, None)


def test_count_above_the_cap_is_left_open(
    conn: connection, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_incidents(conn, ward, 4)
    source = features.drawn_source(ward, get_layer("incidents"), Filter())
    assert features.count_matched(conn, source, cap=4) == 4
    assert features.count_matched(conn, source, cap=3) is None


def test_box_is_exact_where_the_index_is_not(conn: connection, ward: Ward) -> None:
    """An index box is rounded to 32 bits; a point a hair outside must not come along."""
    inside = add_incident(conn, ward, LON, LAT)
    add_incident(conn, ward, LON - 1e-9, LAT)
    box = (LON, LAT - 0.001, LON + 0.001, LAT + 0.001)
    page = features_page(conn, ward, get_layer("incidents"), Filter(), Role.VIEWER, bbox=box)
    assert [each["id"] for each in _list(page.features)] == [inside]
    assert page.matched == 1


def test_line_that_only_its_box_touches_is_left_out(conn: connection, ward: Ward) -> None:
    add_lane(conn, ward, points=[(105.88, 21.04), (105.89, 21.04), (105.89, 21.05)])
    corner = (105.881, 21.045, 105.882, 21.046)
    page = features_page(conn, ward, get_layer("lanes"), Filter(), Role.PUBLIC, bbox=corner)
    assert page.matched == 0


def test_field_above_the_role_is_not_there(conn: connection, ward: Ward) -> None:
    add_site(conn, ward, owner_name="Nguyễn Văn Kín")
    layer = get_layer("sites")
    low = features_page(conn, ward, layer, Filter(), Role.VIEWER).features
    high = features_page(conn, ward, layer, Filter(), Role.SUPERVISOR).features
    assert "Nguyễn Văn Kín" not in low
    assert "owner_name" not in low
    assert "Nguyễn Văn Kín" in high


def test_generic_layer_shows_the_fields_of_its_definition_only(
    conn: connection, ward: Ward
) -> None:
    add_feature(conn, ward, "certificates", {"stage": "thẩm định", "private": "kín"})
    page = features_page(conn, ward, get_layer("certificates"), Filter(), Role.VIEWER)
    (found,) = _list(page.features)
    assert found["properties"] == {
        "group_name": None, "stage": "thẩm định", "obstacle": None, "received_on": None,
    }  # fmt: skip


def test_layer_without_a_field_for_the_role_has_empty_properties(
    conn: connection, ward: Ward
) -> None:
    add_site(conn, ward)
    bare = replace(get_layer("sites"), fields=())
    page = features_page(conn, ward, bare, Filter(), Role.PUBLIC)
    assert _list(page.features)[0]["properties"] == {}


def test_hostile_text_stays_text(conn: connection, ward: Ward) -> None:
    text = """'); DROP TABLE lane; -- "</script>\\"""
    add_lane(conn, ward, text)
    page = features_page(conn, ward, get_layer("lanes"), Filter(), Role.PUBLIC)
    assert _list(page.features)[0]["properties"]["name"] == text  # type: ignore[index]

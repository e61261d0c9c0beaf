"""The page of a ward's own layers: its answers, its rights, and that all processes see a change."""

import json
from typing import Any

import pytest
from flask import Flask
from psycopg2.extensions import connection

from geo.text import Text
from geo.tiles import tile_of
from layers.contract import Field, Layer
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import LAT, LON, add_custom_layer, add_feature
from tests.mvt import read_tile
from tests.web.conftest import ClientAs, settings
from web import create_app

NAME = "own_cay_xanh"
FIELDS = (
    Field("loai", Text("Loài", "Species"), "text", Role.PUBLIC, {}, column="Loài"),
    Field("cao", Text("Cao", "Height"), "number", Role.PUBLIC, {}, column="Cao"),
    Field("chu", Text("Chủ hộ", "Owner"), "text", Role.SUPERVISOR, {}, column="Chủ hộ"),
    Field("mat", Text("Mật", "Secret"), "text", Role.ADMIN, {}, column="Mật"),
)


@pytest.fixture
def trees(conn: connection, ward: Ward) -> Layer:
    layer = add_custom_layer(
        conn, ward, NAME, fields=FIELDS, visible_to=Role.SUPERVISOR, label="loai"
    )
    for n, species in enumerate(("Sấu", "Sấu", "<b>Đa</b>")):
        values = {"loai": species, "cao": n * 10, "chu": "Nguyễn Văn Kín", "mat": "canary"}
        add_feature(conn, ward, NAME, values)
    return layer


def _base(ward: Ward, name: str = NAME) -> str:
    return f"/api/{ward.code}/own-layers/{name}"


def _style(client: Any, ward: Ward, look: str) -> dict[str, Any]:
    return dict(client.get(f"{_base(ward)}/look?look={look}").json)


def test_layer_is_styled_counted_and_drawn(client_as: ClientAs, ward: Ward, trees: Layer) -> None:
    client = client_as("supervisor")
    made = _style(client, ward, "category:loai:1")
    assert made["counts"] == [2, 1, 0]
    saved = client.put(f"{_base(ward)}/style", json={"style": made["style"], "revision": 1}).json
    assert (saved["counts"], saved["revision"]) == ([2, 1, 0], 2)
    counts = client.get(f"/api/{ward.code}/counts").json
    assert (counts["layers"][NAME], counts["classes"][NAME]) == (3, [2, 1, 0])
    z, x, y = tile_of(LON, LAT, 16)
    tile = client.get(f"/tiles/{ward.code}/{NAME}/{z}/{x}/{y}.mvt").data
    assert sorted(each.properties["c"] for each in read_tile(tile)[NAME]) == [0, 0, 1]


def test_look_is_drawn_before_it_is_saved(client_as: ClientAs, ward: Ward, trees: Layer) -> None:
    client = client_as("supervisor")
    z, x, y = tile_of(LON, LAT, 16)
    address = f"/tiles/{ward.code}/{NAME}/{z}/{x}/{y}.mvt"
    answer = client.get(f"{address}?look=limits:cao:5;15")
    assert sorted(each.properties["c"] for each in read_tile(answer.data)[NAME]) == [0, 1, 2]
    assert "immutable" not in answer.headers["Cache-Control"]
    assert [each.properties["c"] for each in read_tile(client.get(address).data)[NAME]] == [0, 0, 0]


def test_change_over_a_newer_one_is_told(client_as: ClientAs, ward: Ward, trees: Layer) -> None:
    client = client_as("supervisor")
    first = client.patch(_base(ward), json={"title": "Cây", "revision": 1})
    late = client.patch(_base(ward), json={"title": "Khác", "revision": 1})
    assert (first.status_code, late.status_code) == (200, 400)
    assert "vừa sửa lớp này" in late.json["error"]["vi"]
    assert client.get(_base(ward)).json["title"]["vi"] == "Cây"


def test_deleted_layer_is_gone_everywhere_and_comes_back(
    client_as: ClientAs, ward: Ward, trees: Layer
) -> None:
    client = client_as("supervisor")
    assert client.delete(_base(ward)).status_code == 200
    for address in (
        f"/api/{ward.code}/layers/{NAME}/features",
        f"/tiles/{ward.code}/{NAME}/14/13009/7212.mvt",
        f"/api/{ward.code}/layers/{NAME}/export.csv",
        f"/layers/{NAME}",
        _base(ward),
    ):
        assert client.get(address).status_code == 404, address
    assert NAME not in client.get("/map/shell.js").text
    (gone,) = client.get(f"/api/{ward.code}/own-layers").json["layers"]
    assert gone["restorable_until"] > gone["deleted_at"]
    assert client.post(f"{_base(ward)}/restore").json["rows"] == 3
    assert f'"{NAME}"' in client.get("/map/shell.js").text


def test_public_sees_what_was_ticked_and_nothing_else(
    client_as: ClientAs, ward: Ward, trees: Layer
) -> None:
    client, anyone = client_as("supervisor"), client_as("public")
    features = f"/api/{ward.code}/layers/{NAME}/features"
    assert anyone.get(features).status_code == 404
    unasked = client.put(f"{_base(ward)}/access", json={"visible_to": "public"})
    assert (unasked.status_code, anyone.get(features).status_code) == (400, 404)
    listed = {
        each["name"]: each["risk"] for each in client.get(f"{_base(ward)}/fields").json["fields"]
    }
    assert listed["chu"]["en"] == "looks like names of people"
    body = {"visible_to": "public", "shown_fields": ["loai"]}
    assert client.put(f"{_base(ward)}/access", json=body).status_code == 200
    found = anyone.get(features)
    assert found.json["features"][0]["properties"] == {"loai": "Sấu"}
    z, x, y = tile_of(LON, LAT, 16)
    everything = b"".join(
        anyone.get(address).data
        for address in (
            features,
            f"{features}/{found.json['features'][0]['id']}",
            f"/api/{ward.code}/layers",
            f"/api/{ward.code}/layers/{NAME}/export.csv",
            f"/api/{ward.code}/layers/{NAME}/export.geojson",
            f"/api/{ward.code}/search?q=nguyen+van+kin",
            f"/tiles/{ward.code}/{NAME}/{z}/{x}/{y}.mvt",
        )
    )
    for secret in ("Kín", "canary", "Chủ hộ"):
        assert secret.encode() not in everything, secret
        assert json.dumps(secret).strip('"').encode() not in everything, secret


def test_supervisor_learns_nothing_of_what_is_for_administrators(
    client_as: ClientAs, conn: connection, ward: Ward, trees: Layer
) -> None:
    add_custom_layer(conn, ward, "own_kin", fields=FIELDS, visible_to=Role.ADMIN)
    client = client_as("supervisor")
    assert client.get(_base(ward, "own_kin")).status_code == 404
    assert [each["name"] for each in client.get(f"/api/{ward.code}/own-layers").json["layers"]] == [
        NAME
    ]
    assert "canary" not in client.get(f"{_base(ward)}/fields").text
    admin = client_as("admin")
    listed = [
        {"name": each["name"], "type": "code" if each["name"] == "mat" else each["type"]}
        for each in admin.get(_base(ward)).json["fields"]
    ]
    assert "canary" in admin.patch(_base(ward), json={"fields": listed}).text
    for address in (_base(ward), f"/api/{ward.code}/own-layers", f"/layers/{NAME}"):
        assert "canary" not in client.get(address).text, address
    assert client.get(f"{_base(ward)}/look?look=category:mat:3").status_code == 403
    assert client.put(f"{_base(ward)}/access", json={"visible_to": "admin"}).status_code == 403
    opened = {"visible_to": "public", "shown_fields": ["loai", "mat"]}
    assert client.put(f"{_base(ward)}/access", json=opened).status_code == 403
    fields = client.get(_base(ward)).json["fields"]
    sent = [each | ({"visible_to": "viewer"} if each["name"] == "mat" else {}) for each in fields]
    assert client.patch(_base(ward), json={"fields": sent}).status_code == 403
    assert client_as("admin").get(_base(ward, "own_kin")).status_code == 200


def test_second_process_sees_a_change_at_once(
    client_as: ClientAs, app: Flask, conn: connection, ward: Ward, trees: Layer
) -> None:
    """Another application object shares nothing with the first but the database."""
    client_as("supervisor").put(
        f"{_base(ward)}/access", json={"visible_to": "public", "shown_fields": ["loai"]}
    )
    other = create_app(settings(), connect=lambda: conn)
    listed = other.test_client().get(f"/api/{ward.code}/layers").json["layers"]
    (before,) = [each for each in listed if each["name"] == NAME]
    client_as("supervisor").patch(_base(ward), json={"title": "Cây mới"})
    listed = other.test_client().get(f"/api/{ward.code}/layers").json["layers"]
    (after,) = [each for each in listed if each["name"] == NAME]
    assert after["title"]["vi"] == "Cây mới"
    assert after["version"] != before["version"]


def test_layer_of_another_ward_is_not_there(
    client_as: ClientAs, conn: connection, ward: Ward, trees: Layer
) -> None:
    create_ward(conn, "phuong-khac", Text("Phường Khác", "Other"), 5897)
    client = client_as("admin", of=None)
    assert client.get(f"/api/phuong-khac/layers/{NAME}/features").status_code == 404
    assert client.get(f"/api/phuong-khac/own-layers/{NAME}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", []),
        ("PATCH", "", {"revision": "x"}),
        ("PATCH", "", {"title": {"vi": ["x"]}, "fields": [1, 2]}),
        ("PUT", "/style", {"style": "x"}),
        ("PUT", "/style", {"style": {"kind": "single", "classes": [{"title": 3}]}}),
        ("PUT", "/access", {"visible_to": "public", "shown_fields": "loai"}),
        ("PUT", "/access", {"visible_to": "public", "shown_fields": ["nobody"]}),
        ("PUT", "/access", {"visible_to": ["public"]}),
        ("GET", "/look?look=" + "x" * 150, None),
        ("GET", "/look?look=equal:loai:3", None),
        ("GET", "/look", None),
    ],
)
def test_nonsense_is_refused(
    client_as: ClientAs, ward: Ward, trees: Layer, method: str, path: str, body: Any
) -> None:
    answer = client_as("supervisor").open(f"{_base(ward)}{path}", method=method, json=body)
    assert answer.status_code == 400
    assert answer.json["error"]["vi"]


def test_title_with_markup_stays_text(client_as: ClientAs, ward: Ward, trees: Layer) -> None:
    client = client_as("supervisor")
    title = "</script><script>alert(1)</script>"
    assert client.patch(_base(ward), json={"title": title}).status_code == 200
    for address in ("/", f"/layers/{NAME}", "/layers", "/map/shell.js", "/map/looks.js"):
        assert title not in client.get(address).text

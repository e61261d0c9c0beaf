"""Signed out: no name, no exact point, no count below five, in the bytes of any public route."""

import gzip
import io
import sqlite3
import zipfile

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.text import Text
from geo.tiles import tile_of
from layers import db
from layers.contract import Field
from layers.exporting import FORMATS
from layers.queries.wards import Ward
from layers.registry import all_layers
from layers.roles import Role
from tests.factories import (
    LAT,
    LON,
    add_area,
    add_custom_layer,
    add_facility,
    add_feature,
    add_incident,
    add_incidents,
    add_lane,
    add_lane_project,
    add_place,
    add_round,
    add_route,
    add_site,
    add_unplaced,
)
from tests.mvt import read_tile
from tests.web.conftest import ClientAs

CANARY = "CHIMHOANGYEN"
HOUSE = "POLYGON((105.885 21.045, 105.8851 21.045, 105.8851 21.0451, 105.885 21.045))"
OWN = "own_cay_xanh"
OWN_FIELDS = (
    Field("loai", Text("Loài", "Species"), "text", Role.PUBLIC, {}),
    Field("chu", Text("Chủ hộ", "Owner"), "text", Role.VIEWER, {}),
)
PUBLIC_LAYERS = [layer.name for layer in all_layers() if layer.visible_to is Role.PUBLIC] + [OWN]
STAFF_LAYERS = [layer.name for layer in all_layers() if layer.visible_to > Role.PUBLIC]


@pytest.fixture
def planted(conn: connection, ward: Ward) -> None:
    """A ward in which every private text field holds the canary."""
    with db.acting_as(conn, f"{CANARY}-actor"):
        area = add_area(conn, ward)
        lane = add_lane(conn, ward)
        add_lane_project(conn, ward, lane, contractor=CANARY, note=CANARY)
        add_site(conn, ward, owner_name=CANARY, address=CANARY, permit_no=CANARY)
        add_place(conn, ward, CANARY, address=CANARY)
        add_route(conn, ward, CANARY, holder_name=CANARY, holder_unit=CANARY)
        add_round(conn, ward, note=CANARY, body=CANARY)
        add_feature(conn, ward, "certificates", {"obstacle": CANARY, "stage": CANARY})
        add_feature(conn, ward, "buildings", {"number": CANARY, "owner": CANARY}, shape=HOUSE)
        add_facility(conn, ward)
        for _ in range(6):
            add_incident(
                conn, ward, address=CANARY, description=CANARY, lane_id=lane, group_id=area,
                source_key=f"{CANARY}{_}", properties=f'{{"plate": "{CANARY}"}}',
            )  # fmt: skip
        db.execute(conn, "UPDATE lane SET surface = 'bê tông'")
        add_custom_layer(conn, ward, OWN, fields=OWN_FIELDS, label="loai")
        add_feature(conn, ward, OWN, {"loai": "Sấu", "chu": CANARY})
        add_unplaced(conn, ward, CANARY)
        db.execute(
            conn,
            "INSERT INTO area_lineage (ward_id, from_area_id, to_area_id, kind, share_area, reason)"
            " VALUES (%s, %s, %s, 'part', 1, %s)",
            (ward.id, area, add_area(conn, ward, "6", valid_from="2025-07-01"), CANARY),
        )


def _addresses(ward: Ward) -> list[str]:
    layers = [f"/api/{ward.code}/layers/{name}" for name in PUBLIC_LAYERS]
    tiles = [
        f"/tiles/{ward.code}/{name}/{z}/{x}/{y}.mvt"
        for name in PUBLIC_LAYERS
        for z, x, y in (tile_of(LON, LAT, zoom) for zoom in (0, 12, 14, 16, 18))
    ]
    exports = [f"{layer}/export.{kind}" for layer in layers for kind in FORMATS]
    exports += [f"{layer}/export" for layer in layers]
    searches = [f"/api/{ward.code}/search?q={word}" for word in (CANARY, CANARY[:5], "ngo", "to 5")]
    return [
        "/",
        "/design",
        "/sign-in",
        "/map/shell.js",
        "/map/looks.js",
        f"/api/{ward.code}/layers",
        f"/api/{ward.code}/counts",
        *[f"{layer}/features" for layer in layers],
        *exports,
        *tiles,
        *searches,
    ]


def _leaks(body: bytes) -> bool:
    seen = [body]
    if body[:2] == b"\x1f\x8b":
        seen.append(gzip.decompress(body))
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            seen += [packed.read(name) for name in packed.namelist()]
    return any(CANARY.encode() in each or CANARY.lower().encode() in each for each in seen)


def test_no_private_field_is_in_any_public_answer(
    client: FlaskClient, ward: Ward, planted: None
) -> None:
    leaking = [
        address
        for address in _addresses(ward)
        if _leaks(client.get(address, headers={"Accept-Encoding": "identity"}).data)
    ]
    assert leaking == []


def test_no_private_field_is_in_any_public_record(
    client: FlaskClient, conn: connection, ward: Ward, planted: None
) -> None:
    for name in PUBLIC_LAYERS:
        found = client.get(f"/api/{ward.code}/layers/{name}/features").json["features"]
        for feature in found:
            address = f"/api/{ward.code}/layers/{name}/features/{feature['id']}"
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert not _leaks(answer.data), address
            assert answer.json["history"] == []


def test_staff_see_what_the_public_does_not(client_as: ClientAs, ward: Ward, planted: None) -> None:
    """The canaries are really there: without this the tests above would prove nothing."""
    client = client_as("supervisor")
    singing = {
        name
        for name in STAFF_LAYERS
        if _leaks(client.get(f"/api/{ward.code}/layers/{name}/features").data)
    }
    assert singing >= {"sites", "routes", "rounds", "incidents", "certificates"}
    assert _leaks(client.get(f"/api/{ward.code}/layers/buildings/features").data)


@pytest.mark.parametrize("name", STAFF_LAYERS)
def test_layer_of_staff_is_closed_in_every_form(
    client: FlaskClient, ward: Ward, planted: None, name: str
) -> None:
    base = f"/api/{ward.code}/layers/{name}"
    for address in (
        f"/tiles/{ward.code}/{name}/14/13009/7212.mvt",
        f"{base}/features",
        f"{base}/features/1",
        f"{base}/export",
        f"{base}/template.xlsx",
        *(f"{base}/export.{kind}" for kind in FORMATS),
    ):
        assert client.get(address).status_code == 401, address


@pytest.mark.parametrize(("number", "cells"), [(4, 0), (5, 1)])
def test_square_is_shown_from_five_incidents(
    client: FlaskClient, conn: connection, ward: Ward, number: int, cells: int
) -> None:
    add_incidents(conn, ward, number)
    z, x, y = tile_of(LON, LAT, 13)
    body = client.get(f"/tiles/{ward.code}/incident_cells/{z}/{x}/{y}.mvt").data
    found = client.get(f"/api/{ward.code}/layers/incident_cells/features").json
    assert len(read_tile(body).get("incident_cells", [])) == cells
    assert found["numberMatched"] == cells
    assert str(number) not in [str(each["properties"]["n"]) for each in found["features"]] or cells


def test_square_counts_under_the_filter(client: FlaskClient, conn: connection, ward: Ward) -> None:
    """Five in all, but only four of a field: under that filter the square is not there."""
    add_incidents(conn, ward, 4)
    add_incident(conn, ward, field="vsmt", category="vut_rac")
    address = f"/api/{ward.code}/layers/incident_cells/features"
    assert client.get(address).json["numberMatched"] == 1
    assert client.get(f"{address}?field=ttdt").json["numberMatched"] == 0


def test_square_does_not_move_with_the_points_in_it(
    client: FlaskClient, conn: connection, ward: Ward
) -> None:
    """Its corners are multiples of 250 m, so they say nothing about where the points lie."""
    add_incidents(conn, ward, 6)
    first = client.get(f"/api/{ward.code}/layers/incident_cells/features").json["features"][0]
    db.execute(conn, "UPDATE incident SET geom = ST_Translate(geom, 0.0001, 0.0001)")
    second = client.get(f"/api/{ward.code}/layers/incident_cells/features").json["features"][0]
    assert first == second
    corner = db.one(
        conn,
        "SELECT ST_X(p) / 250 AS x, ST_Y(p) / 250 AS y FROM ST_Transform(ST_SetSRID("
        "ST_MakePoint(%s, %s), 4326), 5897) AS p",
        first["geometry"]["coordinates"][0][0],
    )
    assert corner is not None
    assert corner["x"] == pytest.approx(round(corner["x"]), abs=1e-3)
    assert corner["y"] == pytest.approx(round(corner["y"]), abs=1e-3)


def test_default_location_is_no_public_square(
    client: FlaskClient, conn: connection, ward: Ward
) -> None:
    add_incidents(conn, ward, 9, is_pile_up=True)
    assert client.get(f"/api/{ward.code}/layers/incident_cells/features").json["features"] == []


def test_public_geopackage_holds_public_columns_only(
    client: FlaskClient, ward: Ward, planted: None
) -> None:
    body = client.get(f"/api/{ward.code}/layers/buildings/export.gpkg").data
    opened = sqlite3.connect(":memory:")
    opened.deserialize(body)
    columns = {row[1] for row in opened.execute("PRAGMA table_info(buildings)")}
    opened.close()
    assert "number" not in columns
    assert "owner" not in columns

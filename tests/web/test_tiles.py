"""Tiles over HTTP: compressed once, tagged, never stale, and 400 where there is no such tile."""

import gzip

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_area, add_incident, add_incidents, add_lane
from tests.mvt import read_tile
from tests.web.conftest import ClientAs

Z, X, Y = tile_of(LON, LAT, 16)


def _address(ward: Ward, layer: str = "incidents", query: str = "") -> str:
    return f"/tiles/{ward.code}/{layer}/{Z}/{X}/{Y}.mvt{query}"


def _version(client: FlaskClient, ward: Ward, name: str) -> str:
    layers = client.get(f"/api/{ward.code}/layers").json["layers"]
    return str(next(layer["version"] for layer in layers if layer["name"] == name))


def test_tile_is_a_vector_tile(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    answer = client_as("viewer").get(_address(ward))
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert len(read_tile(answer.data)["incidents"]) == 1


def test_compressed_and_plain_are_the_same_tile(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    for step in range(60):
        add_incident(conn, ward, LON + step / 100_000)
    client = client_as("viewer")
    packed = client.get(_address(ward), headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(_address(ward))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_same_tile_again_is_304(
    client_as: ClientAs, conn: connection, ward: Ward, encoding: str
) -> None:
    add_incidents(conn, ward, 30)
    client, headers = client_as("viewer"), {"Accept-Encoding": encoding}
    first = client.get(_address(ward), headers=headers)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(_address(ward), headers=headers | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_tile_is_never_stale(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    client = client_as("viewer")
    for number in range(3):
        add_incident(conn, ward)
        found = read_tile(client.get(_address(ward)).data)["incidents"]
        assert len(found) == number + 1


def test_address_with_the_version_is_kept_for_ever(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_incident(conn, ward)
    client = client_as("viewer")
    version = _version(client, ward, "incidents")
    named = client.get(_address(ward, query=f"?v={version}"))
    assert named.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "no-cache" in client.get(_address(ward)).headers["Cache-Control"]
    add_incident(conn, ward)
    old = client.get(_address(ward, query=f"?v={version}"))
    assert "no-cache" in old.headers["Cache-Control"]


def test_what_silently_means_today_is_not_kept_for_ever(
    client: FlaskClient, conn: connection, ward: Ward
) -> None:
    add_area(conn, ward)
    version = _version(client, ward, "groups")
    today = client.get(_address(ward, "groups", f"?v={version}"))
    fixed = client.get(_address(ward, "groups", f"?v={version}&to=2016-06-30"))
    assert "no-cache" in today.headers["Cache-Control"]
    assert "immutable" in fixed.headers["Cache-Control"]


def test_public_tile_may_be_kept_by_others_too(
    client: FlaskClient, conn: connection, ward: Ward
) -> None:
    add_lane(conn, ward)
    version = _version(client, ward, "lanes")
    answer = client.get(_address(ward, "lanes", f"?v={version}"))
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


def test_filter_is_part_of_the_tile(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, on="2016-03-01")
    add_incident(conn, ward, on="2016-04-01", field="vsmt", category="vut_rac")
    client = client_as("viewer")
    for query, expected in (("?from=2016-04-01", 1), ("?field=ttdt,vsmt", 2), ("?state=huy", 0)):
        body = client.get(_address(ward, query=query)).data
        assert len(read_tile(body).get("incidents", [])) == expected


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tiles/phuong-thu/lanes/23/0/0.mvt", 400),
        ("/tiles/phuong-thu/lanes/1/2/0.mvt", 400),
        ("/tiles/phuong-thu/lanes/1/0/2.mvt", 400),
        ("/tiles/phuong-thu/lanes/1/-1/0.mvt", 404),
        ("/tiles/phuong-thu/lanes/a/0/0.mvt", 404),
        ("/tiles/phuong-thu/no_layer/1/0/0.mvt", 404),
        ("/tiles/no-ward/lanes/1/0/0.mvt", 404),
        ("/tiles/phuong-thu/lanes/1/0/0.mvt?from=yesterday", 400),
        ("/tiles/phuong-thu/lanes/1/0/0.mvt?from=2016-02-01&to=2016-01-01", 400),
        ("/tiles/phuong-thu/lanes/1/0/0.mvt?run=x", 400),
        ("/tiles/phuong-thu/lanes/1/0/0.mvt?lane=1;DROP", 400),
        ("/tiles/phuong-thu/incident_cells/1/0/0.mvt?from=2016-01-02", 400),
        ("/tiles/phuong-thu/incident_cells/1/0/0.mvt?group=5", 400),
    ],
)
def test_wrong_address_says_what_is_wrong(
    client: FlaskClient, ward: Ward, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.json["error"]["vi"]
    assert answer.json["error"]["en"]


def test_days_are_told_to_staff_and_whole_months_to_all(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    """Two addresses, so that no cache hands the one to who asks for the other."""
    add_area(conn, ward, valid_from="2015-03-17")
    address = _address(ward, "groups", "?dates=month")
    (to_month,) = read_tile(client_as("public").get(address).data)["groups"]
    to_day_address = _address(ward, "groups", "?dates=day")
    (to_day,) = read_tile(client_as("viewer").get(to_day_address).data)["groups"]
    assert to_day.properties["d"] - to_month.properties["d"] == 16
    assert client_as("public").get(to_day_address).status_code == 400


@pytest.mark.parametrize("dates", ["hour", "DAY", "day,month", "1"])
def test_days_of_another_kind_are_refused(client_as: ClientAs, ward: Ward, dates: str) -> None:
    answer = client_as("viewer").get(_address(ward, query=f"?dates={dates}"))
    assert answer.status_code == 400
    assert "day, month" in answer.json["error"]["en"]


def test_same_tile_with_and_without_days_is_kept_apart(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_incident(conn, ward)
    client = client_as("viewer")
    (plain,) = read_tile(client.get(_address(ward)).data)["incidents"]
    (dated,) = read_tile(client.get(_address(ward, query="?dates=day")).data)["incidents"]
    assert "d" not in plain.properties
    assert "d" in dated.properties

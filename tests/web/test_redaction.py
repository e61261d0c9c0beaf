"""A redacted link, on every way out: no name, no exact place, no count of one to four."""

import gzip
import io
import json
import re
import struct
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers import clock, db
from layers.exporting import FORMATS
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import (
    LAT,
    add_area,
    add_custom_layer,
    add_feature,
    add_incident,
    add_lane,
    add_place,
    add_round,
    add_route,
    add_site,
    add_unplaced,
)
from tests.mvt import read_tile
from tests.web.conftest import ClientAs
from tests.web.test_access import ROUTES
from tests.web.test_shares import link

CANARY = "CHIMHOANGYEN"
STEP = 0.0000137
VIEW = (
    "?layers=lanes,groups,ward_border,buildings,facilities,incidents,incident_cells,sites,"
    "certificates,routes,rounds,repeat_points,hot_spots,own_cay&from=2016-01-01&to=2016-06-30"
)
ROLES = ("public", "viewer", "inspector", "supervisor")
BY_LANE = ("incidents_by_lane", "sites_by_lane", "certificates_by_lane", "own_cay_by_lane")
# Two lanes far apart: the first holds three incidents, the second seven.
FEW, MANY = (105.8821, 21.0411), (105.8879, 21.0489)


@pytest.fixture
def planted(conn: connection, ward: Ward) -> dict[str, int]:
    """A ward in which every text of staff sings and every point has a place of its own."""
    with db.acting_as(conn, f"{CANARY}-actor"):
        add_area(conn, ward)
        lanes = [add_lane(conn, ward, f"Ngõ {n}", points=[(lon - 0.0011, lat), (lon + 0.0013, lat)])
                 for n, (lon, lat) in enumerate((FEW, MANY), 1)]  # fmt: skip
        for lane, (lon, lat), number in zip(lanes, (FEW, MANY), (3, 7), strict=True):
            for n in range(number):
                add_incident(
                    conn, ward, lon + n * STEP, lat + n * STEP, lane_id=lane, address=CANARY,
                    description=CANARY, source_key=f"{CANARY}{lane}-{n}",
                )  # fmt: skip
            add_site(conn, ward, lon + 9 * STEP, lat - 9 * STEP, owner_name=CANARY, address=CANARY)
            add_feature(conn, ward, "certificates", {"obstacle": CANARY}, lon - 9 * STEP, lat)
            add_feature(conn, ward, "own_cay", {"ten": CANARY}, lon - 7 * STEP, lat)
        add_custom_layer(conn, ward, "own_cay", visible_to=Role.VIEWER)
        add_place(conn, ward, CANARY, *FEW, address=CANARY)
        add_route(conn, ward, CANARY, holder_name=CANARY, holder_unit=CANARY)
        add_round(conn, ward, note=CANARY, body=CANARY)
        add_unplaced(conn, ward, CANARY)
    return {"few": lanes[0], "many": lanes[1]}


def _places(conn: connection) -> list[tuple[float, float]]:
    tables = ("incident", "site", "place", "feature")
    query = " UNION ".join(f"SELECT ST_X(geom) AS x, ST_Y(geom) AS y FROM {t}" for t in tables)
    return [(row["x"], row["y"]) for row in db.rows(conn, query)]


class Leaks:
    """What must not stand in an answer, as text and as the bytes of numbers."""

    def __init__(self, conn: connection) -> None:
        self.texts = [CANARY, CANARY.lower()]
        self.numbers: list[bytes] = []
        for lon, lat in _places(conn):
            if lat in (FEW[1], MANY[1], LAT):
                continue  # as a lane lies: no secret
            self.texts += [f"{lon:.7f}"[:-1], f"{lat:.7f}"[:-1]]
            self.numbers += [struct.pack(f"{way}d", each) for way in "<>" for each in (lon, lat)]

    def in_body(self, body: bytes) -> list[object]:
        parts = [body]
        if body[:2] == b"\x1f\x8b":
            parts.append(gzip.decompress(body))
        if body[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                parts += [packed.read(name) for name in packed.namelist()]
        wanted = [each.encode() for each in self.texts] + self.numbers
        return [each for part in parts for each in wanted if each in part]


def _ways_out(ward: Ward) -> list[tuple[str, str]]:
    """Every route of the service, and beside them every form of the layers that a link shows."""
    layers = ("incidents", "sites", "certificates", "own_cay", "routes", "rounds", "places",
              "buildings", "lanes", "groups", "incident_cells", *BY_LANE)  # fmt: skip
    api = f"/api/{ward.code}"
    found = [f"{api}/layers/{name}/{rest}" for name in layers
             for rest in ("features", "features/1", "rows", "export",
                          *(f"export.{kind}" for kind in FORMATS))]  # fmt: skip
    found += [f"/tiles/{ward.code}/{name}/{z}/{x}/{y}.mvt" for name in layers
              for place in (FEW, MANY)
              for z, x, y in (tile_of(*place, zoom) for zoom in (12, 16))]  # fmt: skip
    found += [f"{api}/search?q={word}" for word in (CANARY, CANARY[:5], "ngo", "nha")]
    found += [f"{api}/counts?from=2016-01-01&to=2016-12-31", f"{api}/runs/shown"]
    return [
        *((method, address) for method, address, _ in ROUTES),
        *(("GET", each) for each in found),
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("locked", [True, False])
def test_no_way_out_tells_a_name_or_an_exact_place(
    app: Flask, conn: connection, client_as: ClientAs, ward: Ward, planted: dict[str, int],
    role: str, locked: bool,
) -> None:  # fmt: skip
    maker = client_as("supervisor")
    path = link(maker, ward, view=VIEW, role=role, redacted=True, locked=locked)
    leaks, client, opened = Leaks(conn), app.test_client(), 0
    for method, address in _ways_out(ward):
        answer = client.open(path + address.format(incident=planted["few"]), method=method)
        assert answer.status_code in (200, 400, 403, 404, 405), address
        assert method == "GET" or answer.status_code in (403, 404, 405), address
        opened += answer.status_code == 200
        assert leaks.in_body(answer.data) == [], address
        answer.close()
    assert opened > 40
    assert client.get(f"{path}/api/{ward.code}/board").status_code == 403


def test_the_canaries_are_really_there(
    app: Flask, conn: connection, client_as: ClientAs, ward: Ward, planted: dict[str, int]
) -> None:
    """Without redaction the same ways out are full of them: so the test above proves something."""
    maker = client_as("supervisor")
    path = link(maker, ward, view=VIEW, role="supervisor", redacted=False)
    leaks, client = Leaks(conn), app.test_client()
    api = f"/api/{ward.code}/layers/incidents"
    singing = {
        each
        for each in ("features", "export.csv", "export.gpkg", "export.geojson", "export.xlsx")
        if {type(leak) for leak in leaks.in_body(client.get(f"{path}{api}/{each}").data)}
    }
    assert singing == {"features", "export.csv", "export.gpkg", "export.geojson", "export.xlsx"}
    csv = leaks.in_body(client.get(f"{path}{api}/export.csv").data)
    assert len(csv) > 10  # names and places


def test_points_of_staff_stand_in_the_middle_of_their_lane(
    app: Flask, conn: connection, client_as: ClientAs, ward: Ward, planted: dict[str, int]
) -> None:
    path = link(client_as("supervisor"), ward, view=VIEW, role="viewer", redacted=True)
    client = app.test_client()
    for name in BY_LANE:
        page = client.get(f"{path}/api/{ward.code}/layers/{name}/features").json
        found = {each["id"]: each for each in page["features"]}
        assert set(found) == set(planted.values()), name
        for (lon, lat), lane in zip((FEW, MANY), planted.values(), strict=True):
            point = found[lane]["geometry"]["coordinates"]
            assert point == pytest.approx([lon + 0.0001, lat], abs=2e-7), name
            assert set(found[lane]["properties"]) == {"name", "number"}
    z, x, y = tile_of(*MANY, 14)
    tile = client.get(f"{path}/tiles/{ward.code}/incidents_by_lane/{z}/{x}/{y}.mvt").data
    assert {each.id: each.properties["n"] for each in read_tile(tile)["incidents_by_lane"]} == {
        planted["many"]: 5
    }
    record = client.get(
        f"{path}/api/{ward.code}/layers/incidents_by_lane/features/{planted['few']}"
    ).json
    assert [each["text"]["vi"] for each in record["fields"]] == ["Ngõ 1", "<5"]
    assert (record["place"], record["history"]) == ({}, [])


def _told(client: FlaskClient, path: str, ward: Ward) -> dict[str, bytes]:
    """Return what every open way out says, without what only names the state of the tables."""
    found = {}
    for method, address in _ways_out(ward):
        is_binary = any(
            address.endswith(f".{kind}") for kind in FORMATS if kind not in ("csv", "geojson")
        )
        if method == "GET" and not is_binary:
            answer = client.get(path + address.format(incident=1))
            found[address] = _plain(answer.data)
            answer.close()
    return found


def _plain(body: bytes) -> bytes:
    body = re.sub(rb"\b\d+-[0-9a-f]{8}\b", b"version", body)
    body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.+]+", b"moment", body)
    return re.sub(rb"[?&]v=[0-9a-f]+|nonce[-=][^\s>;]+", b"", body)


@pytest.mark.parametrize("role", ["public", "viewer", "supervisor"])
def test_answers_do_not_depend_on_what_is_hidden(
    app: Flask,
    conn: connection,
    client_as: ClientAs,
    ward: Ward,
    planted: dict[str, int],
    role: str,
) -> None:
    """Move every point along its lane, rename everybody, make three incidents of a lane four: not a
    byte of any answer is another, the picture of a print among them."""
    path = link(client_as("supervisor"), ward, view=VIEW, role=role, redacted=True)
    client = app.test_client()
    for _ in range(3):
        minute = clock.now().minute
        before = _told(client, path, ward)
        with db.transaction(conn):
            _change_what_is_hidden(conn, ward, planted["few"])
        after = _told(client, path, ward)
        if minute == clock.now().minute:  # a print says when it was made
            break
        db.execute(conn, "DELETE FROM incident WHERE source_key = 'thứ tư'")
    assert [address for address in before if before[address] != after[address]] == []


def _change_what_is_hidden(conn: connection, ward: Ward, lane: int) -> None:
    for table in ("incident", "site", "feature", "place"):
        db.execute(
            conn,
            db.sql.SQL("UPDATE {} SET geom = ST_Translate(geom, 0.000021, 0.000017)").format(
                db.sql.Identifier(table)
            ),
        )
    db.execute(conn, "UPDATE incident SET address = 'khác', description = 'khác'")
    db.execute(conn, "UPDATE site SET owner_name = 'khác', stage = 'stopped'")
    lon, lat = FEW
    add_incident(conn, ward, lon, lat, lane_id=lane, source_key="thứ tư")
    db.execute(conn, "UPDATE incident SET lane_id = %s WHERE source_key = 'thứ tư'", (lane,))


@pytest.mark.parametrize(
    "asked",
    ["text=chim", "inside=105.88,21.04,105.89,21.05", "from=2016-03-02", "round=-", "holder=-"],
)
def test_filter_of_an_open_redacted_link_asks_for_no_row(
    app: Flask, client_as: ClientAs, ward: Ward, planted: dict[str, int], asked: str
) -> None:
    """Words and frames would find out a name and a place by asking again and again."""
    maker = client_as("supervisor")
    path = link(maker, ward, view=VIEW, role="viewer", redacted=True, locked=False)
    client, api = app.test_client(), f"{path}/api/{ward.code}"
    addresses = (f"{api}/counts", f"{api}/layers/incidents_by_lane/features", f"{api}/print",
                 f"{api}/layers/sites_by_lane/export.csv", f"{path}/view.html")  # fmt: skip
    for address in addresses:
        assert client.get(f"{address}?{asked}").status_code == 400, address
        assert client.get(f"{address}?lane={planted['few']}").status_code == 200, address


def test_small_counts_cannot_be_subtracted_out_of_one_view(
    app: Flask, conn: connection, client_as: ClientAs, ward: Ward, planted: dict[str, int]
) -> None:
    add_incident(conn, ward, *MANY, field="vsmt", category="vut_rac", lane_id=planted["many"])
    path = link(client_as("supervisor"), ward, view=VIEW, role="viewer", redacted=True)
    counts = app.test_client().get(f"{path}/api/{ward.code}/counts").json
    numbers = re.findall(r'"n": ?([^,}]+)', json.dumps(counts))
    assert '"<5"' in numbers
    assert all(each == '"<5"' or int(each) % counts["rounded_to"] == 0 for each in numbers)
    assert counts["total"] == 10  # eleven, rounded down: 10 and "<5" leave 0 to 4 for the rest
    assert counts["unplaced"] is None
    assert all(n in ("<5", 0) or n >= 5 for n in counts["layers"].values())

"""Parcels on the pages of their register and project, on the card of the map, and for whom."""

import re
from html import unescape
from itertools import count

import pytest
from flask import Flask
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import LAT, LON
from tests.web.conftest import ClientAs
from tests.web.test_things import _main

SECRET = "giữ kín vướng mắc"
STEP = 0.0001
_numbers = count()


def _add(conn: connection, ward: Ward, register: str, **said: str) -> int:
    return add_row(conn, find_register(register), Reader(ward, Role.ADMIN, "lan"), said)


def _draw(conn: connection, ward: Ward, parcel: int) -> int:
    """Draw a parcel of some 10 m by 11 m, each beside the other."""
    west = LON + STEP * next(_numbers)
    made: int = db.value(
        conn,
        "INSERT INTO parcel_shape (ward_id, parcel_id, geom)"
        " VALUES (%s, %s, ST_Multi(ST_MakeEnvelope(%s, %s, %s, %s, 4326))) RETURNING id",
        (ward.id, parcel, west, LAT, west + STEP, LAT + STEP),
    )
    return made


@pytest.fixture
def planted(conn: connection, ward: Ward) -> dict[str, int]:
    """A project with two parcels, one of them drawn; its area is stated far too small."""
    project = _add(conn, ward, "projects", name="Chợ mới, khu A", kind="cho", state="chuan_bi")
    drawn, other = (
        _add(conn, ward, "parcels", code=code, project_id=str(project), stage=stage,
             stage_on="2016-03-01", area_m2="50", obstacle=SECRET)
        for code, stage in (("TĐ-1", "chi_tra"), ("TĐ-2", "kiem_dem"))
    )  # fmt: skip
    with db.acting_as(conn, "lan"):
        shape = _draw(conn, ward, drawn)
    return {"project": project, "drawn": drawn, "other": other, "shape": shape}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_row_says_the_measured_area_and_the_difference(
    client_as: ClientAs, planted: dict[str, int], lang: str
) -> None:
    page = _main(client_as("viewer").get(f"/registers/parcels/{planted['drawn']}?lang={lang}"))
    said = page[page.index('id="measured"') :].partition("</dd>")[0]
    found = re.search(r">\s*([\d.,]+)\s*<span class=\"tag tag--warn\">[^+]*\+([\d.,]+)", said)
    measured, differs = (float(each.replace(",", ".")) for each in found.groups())  # type: ignore
    assert measured - 50 == pytest.approx(differs) and 110 < measured < 120
    assert f"selected=parcels/{planted['shape']}" in page
    bare = _main(client_as("supervisor").get(f"/registers/parcels/{planted['other']}?lang={lang}"))
    assert 'id="measured"' not in bare
    assert {"vi": "Mở bản đồ để vẽ", "en": "Open the map to draw it"}[lang] in bare
    seen = _main(client_as("viewer").get(f"/registers/parcels/{planted['other']}?lang={lang}"))
    assert {"vi": "Mở bản đồ để vẽ", "en": "Open the map to draw it"}[lang] not in seen


def test_list_opens_each_shape_and_all_of_a_stage(
    client_as: ClientAs, planted: dict[str, int]
) -> None:
    client = client_as("viewer")
    page = _main(client.get("/registers/parcels"))
    assert page.count("Mở bản đồ<") == 1 and page.count("Chưa vẽ") == 1
    assert f"selected=parcels/{planted['shape']}" in page
    narrowed = unescape(_main(client.get("/registers/parcels?stage=chi_tra")))
    assert "where=parcels.stage:chi_tra" in narrowed
    assert "Các thửa trên bản đồ" not in _main(client.get("/registers/parcels?stage=kiem_dem"))
    assert "Chưa vẽ" not in _main(client.get("/registers/articles"))


def test_project_shows_its_parcels_and_opens_their_map(
    client_as: ClientAs, ward: Ward, planted: dict[str, int]
) -> None:
    client = client_as("viewer")
    page = _main(client.get(f"/projects/{planted['project']}"))
    section = page[page.index('id="parcels-on-map"') :].partition("</section>")[0]
    assert "TĐ-1" in section and "TĐ-2" not in section and "EPSG:5897" in section
    assert f"selected=parcels/{planted['shape']}" in section
    link = next(
        unescape(each) for each in re.findall(r'href="([^"]+)"', page) if "parcels.project" in each
    )
    where = re.search(r"where=([^&]+)", link)
    assert where and client.get(link).status_code == 200
    rows = client.get(f"/api/{ward.code}/layers/parcels/features?where={where[1]}").json
    assert [each["id"] for each in rows["features"]] == [planted["shape"]]


def test_card_leads_to_row_and_project(
    client_as: ClientAs, ward: Ward, planted: dict[str, int]
) -> None:
    client = client_as("viewer")
    card = client.get(f"/api/{ward.code}/layers/parcels/features/{planted['shape']}").json
    assert card["title"]["vi"] == "TĐ-1"
    addresses = [each["href"] for each in card["ways"]]
    assert [each.partition("?")[0] for each in addresses] == [
        f"/registers/parcels/{planted['drawn']}",
        f"/projects/{planted['project']}",
    ]
    assert {client.get(each).status_code for each in addresses} == {200}
    counted = client.get(f"/api/{ward.code}/counts?from=2016-01-01&to=2016-12-31").json
    assert counted["classes"]["parcels"] == [0, 0, 1, 0]


def test_nothing_of_parcels_reaches_who_is_signed_out(
    app: Flask, ward: Ward, planted: dict[str, int]
) -> None:
    """Every way out answers as it does for other layers of staff, whatever is in them."""
    client = app.test_client()
    ways = ("features", f"features/{planted['shape']}", "rows", "export.csv", "fields", "extent")
    addresses = [
        *(f"/api/{ward.code}/layers/LAYER/{rest}" for rest in ways),
        f"/tiles/{ward.code}/LAYER/16/52041/28863.mvt",
    ]
    for address in addresses:
        answer = client.get(address.replace("LAYER", "parcels"))
        like = client.get(address.replace("LAYER", "sites"))
        assert answer.status_code == like.status_code and answer.status_code in (401, 404), address
        assert SECRET.encode() not in answer.data and "TĐ-1".encode() not in answer.data
    assert "parcels" not in client.get(f"/api/{ward.code}/counts?from=2016-01-01").json["layers"]
    assert "parcels" not in client.get(f"/?ward={ward.code}").get_data(as_text=True)

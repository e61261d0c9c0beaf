"""A new ward made on the page, by somebody who works for all wards."""

import pytest
from pyproj import CRS

from geo.vietnam_zones import ZONES, zone_of
from layers.queries.wards import get_ward

FORM = {"name_vi": "Phường Bồ Đề", "name_en": "", "code": "bo-de", "srid": "5897"}


def test_the_ward_is_made_and_its_groups_come_next(client_as, conn, ward) -> None:
    admin = client_as("admin", of=None)
    assert "105°00&#39;" in admin.get("/wards/new").text
    answer = admin.post("/wards/new", data=FORM)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/import?ward=bo-de&layer=groups"
    made = get_ward(conn, "bo-de")
    assert (made.name.vi, made.name.en, made.srid_measure) == ("Phường Bồ Đề",) * 2 + (5897,)
    assert admin.get("/import?ward=bo-de&layer=groups").status_code == 200


@pytest.mark.parametrize(
    ("change", "word"),
    [({"code": "Bồ Đề"}, "Bồ Đề"), ({"srid": ""}, "hệ tọa độ"), ({"srid": "4326"}, "4326"),
     ({"name_vi": " "}, "tên"), ({"code": "phuong-thu"}, "Đã có phường")],
)  # fmt: skip
def test_a_wrong_form_is_shown_again_with_the_reason(client_as, ward, change, word) -> None:
    answer = client_as("admin", of=None).post("/wards/new", data=FORM | change)
    assert answer.status_code == 400
    assert word in answer.text


def test_an_administrator_of_one_ward_makes_no_other(client_as, ward) -> None:
    assert client_as("admin").get("/wards/new").status_code == 403
    assert client_as("supervisor", of=None).get("/wards/new").status_code == 403


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: str(zone.srid))
def test_each_zone_has_the_meridian_that_it_says(zone) -> None:
    degrees, minutes = zone.meridian.rstrip("'").split("°")
    crs = CRS.from_epsg(zone.srid)
    assert crs.coordinate_operation.params[1].value == int(degrees) + int(minutes) / 60


def test_every_province_stands_in_one_zone() -> None:
    named = [province for zone in ZONES for province in zone.provinces]
    assert len(named) == len(set(named)) == 63
    assert zone_of("Hà Nội").srid == 5897
    assert zone_of("Gia Thụy") is None

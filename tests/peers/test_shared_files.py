"""Real files that none of us wrote, brought in as a new user would. Run where they are present."""

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from geo.text import Text
from layers import db
from layers.boundaries.as_of import ready
from layers.errors import ImportRejected
from layers.filters import Filter
from layers.importing import ImportOptions, import_file
from layers.queries.counts import read_counts
from layers.queries.wards import create_ward
from layers.roles import Role

DATA = Path(__file__).parents[3] / "shared" / "data"
LANCASHIRE = DATA / "lancashire_asb_2022"
BOSTON = DATA / "boston_311_2015_street_order" / "boston_311_2015_street_order.csv.gz"
HANOI = DATA / "vn_hanoi_wards_2025" / "hanoi_126_wards.geojson"
STREETS = DATA / "osm_hanoi_inner_streets"
BROKEN = DATA / "vn_broken_ward_polygons"

pytestmark = pytest.mark.filterwarnings("error")


def _bring(conn, ward, layer, path, **options):
    return import_file(conn, ward, layer, path, ImportOptions(**options))


def test_lancashire(conn):
    """271 areas in the British grid, 56,434 incidents in degrees whose dates are months."""
    ward = create_ward(conn, "lancashire", Text("Lancashire", "Lancashire"), 27700)
    areas = _bring(
        conn, ward, "groups", LANCASHIRE / "lancashire_wards.gpkg",
        columns={"code": "ward_code", "name": "ward_name"}, valid_from=date(2022, 1, 1),
    )  # fmt: skip
    assert (areas.loaded, areas.crs) == (271, "EPSG:27700")
    said = {
        "columns": {"occurred_at": "month", "address": "location"},
        "constants": {"category": "Anti-social behaviour"},
        "new_categories": "ttdt",
        "x": "longitude", "y": "latitude", "crs": "EPSG:4326", "date_format": "%Y-%m-%d",
    }  # fmt: skip
    report = _bring(conn, ward, "incidents", LANCASHIRE / "lancashire_asb.tab", **said)
    assert (report.loaded, report.bad, report.pile_ups) == (56_434, 0, ())
    assert (report.time_precision, report.precision.decimals) == ("month", 4)
    assert (
        db.value(conn, "SELECT count(*) FROM incident WHERE group_id IS NULL")
        == report.outside_areas
    )
    again = _bring(conn, ward, "incidents", LANCASHIRE / "lancashire_asb.tab", **said)
    assert (again.loaded, again.unchanged) == (0, 56_434)
    # The same groups, derived for a stated day instead of each incident's own.
    as_was, as_of = (
        read_counts(
            conn, ward, [], ready(conn, ward.id, Filter.from_query({"areas": areas})), Role.VIEWER
        )["facets"]["group"]
        for areas in ("was", "2022-06-01")
    )
    assert as_was == as_of
    assert sum(row["n"] for row in as_of) == 56_434


def test_boston_is_refused_until_the_date_format_is_said(conn):
    ward = create_ward(conn, "boston", Text("Boston", "Boston"), 26986)
    said = {
        "columns": {"occurred_at": "OPEN_DT", "category": "TYPE", "key": "CASE_ENQUIRY_ID"},
        "new_categories": "ttdt",
        "x": "LONGITUDE", "y": "LATITUDE", "crs": "EPSG:4326",
    }  # fmt: skip
    with pytest.raises(ImportRejected) as caught:
        _bring(conn, ward, "incidents", BOSTON, **said)
    assert caught.value.report.issues[0].kind == "date_format"
    report = _bring(conn, ward, "incidents", BOSTON, date_format="%m/%d/%Y %I:%M:%S %p", **said)
    assert (report.loaded, report.time_precision) == (16_799, "minute")
    (pile,) = report.pile_ups
    assert (pile.longitude, pile.latitude, pile.rows) == (-71.0587, 42.3594, 836)
    assert db.value(conn, "SELECT count(*) FROM incident WHERE is_pile_up") == 836
    with gzip.open(BOSTON, "rt", encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    stored = db.one(
        conn,
        "SELECT to_char(occurred_at, 'MM/DD/YYYY HH12:MI:SS AM') AS at FROM incident"
        " WHERE source_key = %s",
        (first["CASE_ENQUIRY_ID"],),
    )
    assert stored == {"at": first["OPEN_DT"]}


def test_hanoi_wards_and_streets(conn):
    ward = create_ward(conn, "ha-noi", Text("Hà Nội", "Hanoi"), 5897)
    day = date(2025, 7, 1)
    report = _bring(conn, ward, "ward_border", HANOI, columns={"name": "fullName"}, valid_from=day)
    assert (report.loaded, report.bad) == (126, 0)
    assert db.value(conn, "SELECT name FROM area WHERE code = '00118'") == "Phường Bồ Đề"
    first = _bring(conn, ward, "lanes", STREETS / "hoan_kiem.geojson", columns={"code": "osm_way"})
    second = _bring(conn, ward, "lanes", STREETS / "ba_dinh.geojson", columns={"code": "osm_way"})
    assert (first.loaded, second.loaded, second.unchanged) == (929, 1_057, 415)
    kinds = {
        row["kind"]: row["n"]
        for row in db.rows(conn, "SELECT kind, count(*) AS n FROM lane GROUP BY 1")
    }
    assert set(kinds) == {"duong", "pho", "ngo", "ngach", "khac"}
    assert db.value(conn, "SELECT count(*) FROM lane WHERE name = ''") > 100


@pytest.mark.parametrize(
    "path", sorted(BROKEN.glob("broken/*.geojson")), ids=lambda path: path.stem
)
def test_a_broken_ward_is_refused_and_can_be_repaired(conn, path):
    """In a measuring system that holds all of Vietnam, so that only the polygon is at fault."""
    ward = create_ward(conn, "thu", Text("Thử", "Test"), 32648)
    said = {"constants": {"code": "x", "name": "x"}, "valid_from": date(2026, 3, 1)}
    with pytest.raises(ImportRejected) as caught:
        _bring(conn, ward, "ward_border", path, **said)
    assert caught.value.report.issues[0].kind in ("invalid_geometry", "outside_region")
    if caught.value.report.issues[0].kind == "invalid_geometry":
        assert _bring(conn, ward, "ward_border", path, repair=True, **said).loaded == 1

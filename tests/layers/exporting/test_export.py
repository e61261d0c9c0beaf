"""Files that go out: the filter kept, the role obeyed, and the same rows when they come back."""

import csv
import io
import json
from datetime import date

import geopandas as gpd
import pytest
from python_calamine import CalamineWorkbook

from geo.errors import InputError
from layers import db
from layers.exporting import Request, export_layer
from layers.exporting.export import get_format
from layers.exporting.formats import FORMATS
from layers.exporting.workbook import DATA
from layers.filters import Filter
from layers.importing import ImportOptions, import_file
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_round

INCIDENTS = """no,day,what,x,y,address,text
A1,2016-03-01T08:05,vut_rac,105.88123456789,21.04,Ngõ 1,=1+1
A2,2016-07-02T09:00,mai_che,105.89,21.05,"-2, ""Ngõ"" 5",
"""
CORNERS = [[105.1, 21], [105.2, 21], [105.2, 21.123456789], [105.1, 21]]
GROUPS = {
    "type": "Feature",
    "properties": {"code": "5", "name": "Tổ 5", "people": 120},
    "geometry": {"type": "Polygon", "coordinates": [CORNERS]},
}


@pytest.fixture
def filled(conn, ward, tmp_path):
    """A ward with two incidents, a group, a lane and a site."""
    points = {"x": "x", "y": "y", "crs": "EPSG:4326"}
    columns = {"occurred_at": "day", "category": "what", "key": "no", "description": "text"}
    _bring(conn, ward, "incidents", tmp_path / "a.csv", INCIDENTS, columns=columns, **points)
    _bring(
        conn,
        ward,
        "groups",
        tmp_path / "g.geojson",
        json.dumps(GROUPS),
        valid_from=date(2016, 1, 1),
    )
    line = {"type": "LineString", "coordinates": [[105.88, 21.04], [105.89, 21.04]]}
    lane = {
        "type": "Feature",
        "properties": {"code": "1", "name": "Ngõ 1", "width_m": 2.5},
        "geometry": line,
    }
    _bring(conn, ward, "lanes", tmp_path / "l.geojson", json.dumps(lane))
    site = "code,stage,watched_from,owner_name,x,y\n1,frame,2016-01-05,Ông A,105.88,21.04\n"
    _bring(conn, ward, "sites", tmp_path / "s.csv", site, **points)
    return ward


def _bring(conn, ward, layer, path, content, **options):
    if content is not None:
        path.write_text(content)
    return import_file(conn, ward, layer, path, ImportOptions(**options))


def _export(conn, ward, layer, form="geojson", role=Role.SUPERVISOR, chosen=None):
    found = get_layer(layer)
    return b"".join(export_layer(conn, ward, found, role, Request(form, chosen or Filter())))


def test_the_filter_is_kept(conn, filled):
    features = json.loads(_export(conn, filled, "incidents", chosen=Filter(first=date(2016, 7, 1))))
    assert [each["properties"]["source_key"] for each in features["features"]] == ["A2"]
    chosen = Filter(fields=("vsmt",))
    features = json.loads(_export(conn, filled, "incidents", chosen=chosen))
    assert [each["properties"]["source_key"] for each in features["features"]] == ["A1"]


@pytest.mark.parametrize("form", ["geojson", "csv", "gpkg"])
def test_the_role_decides_the_fields(conn, filled, form):
    """A viewer sees no owner of a site; a supervisor does."""
    assert "Ông A".encode() in _export(conn, filled, "sites", form, Role.SUPERVISOR)
    seen = _export(conn, filled, "sites", form, Role.VIEWER)
    assert "Ông A".encode() not in seen
    assert b"owner_name" not in seen


def test_formulas_are_neutralised_in_tables(conn, filled):
    text = _export(conn, filled, "incidents", "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["description"] == "'=1+1"
    assert rows[0]["longitude_epsg4326"] == "105.88123456789"


def test_a_table_starts_with_a_mark_that_spreadsheets_need(conn, filled):
    assert _export(conn, filled, "incidents", "csv").startswith(b"\xef\xbb\xbf")


def test_areas_stand_as_wkt_in_tables(conn, filled):
    text = _export(conn, filled, "groups", "csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["wkt_epsg4326"].startswith("MULTIPOLYGON (((105.1 21, ")


def test_a_geopackage_has_types(conn, filled, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(_export(conn, filled, "groups", "gpkg"))
    frame = gpd.read_file(path)
    assert frame.crs.to_epsg() == 4326
    assert frame["people"].tolist() == [120]
    assert frame.geom_type.tolist() == ["MultiPolygon"]


def test_a_layer_of_one_s_own_goes_out_with_its_key(conn, filled, tmp_path):
    point = {"type": "Point", "coordinates": [105.88, 21.04]}
    feature = {"type": "Feature", "properties": {"key": "7", "stage": "xét"}, "geometry": point}
    _bring(conn, filled, "certificates", tmp_path / "c.geojson", json.dumps(feature))
    path = tmp_path / "out.geojson"
    path.write_bytes(_export(conn, filled, "certificates"))
    assert json.loads(path.read_text())["features"][0]["properties"]["source_key"] == "7"
    assert _bring(conn, filled, "certificates", path, None).unchanged == 1


def test_an_empty_layer_is_an_empty_file(conn, ward):
    assert json.loads(_export(conn, ward, "sites"))["features"] == []
    assert _export(conn, ward, "sites", "csv").count(b"\n") == 1
    assert _export(conn, ward, "sites", "gpkg").startswith(b"SQLite format 3")


@pytest.mark.parametrize("form", FORMATS)
def test_a_round_without_a_line_goes_out_too(conn, ward, tmp_path, form):
    """Of a round that nobody drew there is a row without a place; a drawing has none."""
    nowhere, _ = add_round(conn, ward), add_round(conn, ward)
    db.execute(conn, "UPDATE inspection_round SET geom = NULL WHERE id = %s", (nowhere,))
    body = _export(conn, ward, "rounds", form)
    if form == "dxf":
        assert body.count(b"POLYLINE") == 1
    elif form == "kml":
        assert (body.count(b"<Placemark>"), body.count(b"<LineString>")) == (2, 1)
    elif form == "csv":
        places = [line[-1] for line in csv.reader(io.StringIO(body.decode("utf-8-sig")))][1:]
        assert places[0] == "" and places[1].startswith("MULTILINESTRING")
    elif form == "xlsx":
        book = CalamineWorkbook.from_object(io.BytesIO(body))
        lines = book.get_sheet_by_name(DATA).to_python()[1:]
        assert [bool(line[-1]) for line in lines] == [False, True]
    else:
        path = tmp_path / f"file{get_format(form).suffix}"
        path.write_bytes(body)
        assert list(gpd.read_file(path).geometry.isna()) == [True, False]


def test_an_unknown_format_names_the_known_ones(conn, ward):
    with pytest.raises(InputError) as caught:
        _export(conn, ward, "sites", "xls")
    assert "xlsx, geojson, gpkg, shp, csv, kml, dxf" in caught.value.text.en

"""Formats and encodings: read as declared, or refused by name."""

import gzip
import json
import unicodedata
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

TABLE = "day,what,x,y,address\n2016-03-01,vut_rac,105.88,21.04,Ngõ 12 phố Gia Thụy\n"


def _point(properties=None, geometry=None):
    geometry = geometry or {"type": "Point", "coordinates": [105.88, 21.04]}
    feature = {"type": "Feature", "properties": properties or {}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def _addresses(conn):
    with conn.cursor() as cursor:
        cursor.execute("SELECT address FROM incident")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE.encode()),
        ("a.csv", b"\xef\xbb\xbf" + TABLE.encode()),
        ("a.csv", TABLE.encode("utf-16")),
        ("a.csv", TABLE.replace("\n", "\r\n").encode()),
        ("a.csv", TABLE.replace(",", ";").encode()),
        ("a.tsv", TABLE.replace(",", "\t").encode()),
        ("a.tab", TABLE.replace(",", "\t").encode()),
        ("a.CSV.GZ", gzip.compress(TABLE.encode(), mtime=0)),
    ],
)
def test_tables_are_read(bring, events, conn, name, content):
    assert bring("incidents", content, name, **events).loaded == 1
    assert _addresses(conn) == ["Ngõ 12 phố Gia Thụy"]


def test_text_is_composed_and_trimmed(bring, events, conn):
    bring("incidents", unicodedata.normalize("NFD", TABLE).replace("Ngõ", "\u00a0Ngõ"), **events)
    assert _addresses(conn) == ["Ngõ 12 phố Gia Thụy"]


def test_a_stated_encoding_is_used(bring, events, conn):
    content = TABLE.replace("Ngõ 12 phố Gia Thụy", "café").encode("cp1252")
    bring("incidents", content, encoding="cp1252", **events)
    assert _addresses(conn) == ["café"]


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("a.csv", TABLE.encode("cp1252", "replace"), "encoding", "Line 2"),
        ("a.csv", TABLE.encode("utf-16-le"), "encoding", "not UTF-8"),
        ("a.csv", b"a\x00b,c\n1,2\n", "format", "NUL"),
        ("a.csv", b"", "empty", "empty"),
        ("a.csv", b"day,what,x,y\n", "empty", "no rows"),
        ("a.csv", b"a,a\n1,2\n", "header", "twice: a"),
        ("a.csv", b'a,b\n1,"2\n', "format", "quote"),
        ("a.txt", b"a;b|c\n1;2|3\n", "delimiter", "';' '|'"),
        ("a.csv.gz", b"no gzip", "unreadable", "cannot be read"),
        ("a.tab", b"!table\n!version 300\n", "forbidden", "MapInfo"),
        ("a.vrt", b"<OGRVRTDataSource/>", "format", ".gpkg"),
        ("a.kml", b"<kml>", "unreadable", "cannot be read"),
        ("a.geojson", b"<OGRVRTDataSource/>", "format", "no GeoJSON file"),
        ("a.gpkg", b"PK\x03\x04", "format", "no GeoPackage file"),
        ("a.shp", b"{}", "format", "no Shapefile file"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[', "unreadable", "cannot be read"),
        ("a.geojson", b'{"type":"Topology","objects":{}}', "unreadable", "cannot be read"),
        ("a.geojson", '{"tên":"é"}'.encode("cp1252", "replace"), "encoding", "Line 1"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(refused, events, name, content, kind, said):
    report = refused("incidents", content, name, **events)
    (issue,) = report.issues
    assert (issue.line, issue.kind) == (None, kind)
    assert said in issue.message.en


@pytest.mark.parametrize(
    "path", ["/vsicurl/http://x/a.geojson", "/vsizip/a.zip/a.shp", "nowhere.csv"]
)
def test_only_files_of_this_disk_are_opened(refused, tmp_path, path):
    assert refused("lanes", Path(path)).issues[0].kind == "not_a_file"


def test_a_geopackage_of_several_tables_needs_a_choice(refused, bring, tmp_path):
    frame = gpd.GeoDataFrame({"stage": ["a"]}, geometry=[shapely.Point(105.88, 21.04)], crs=4326)
    path = tmp_path / "two.gpkg"
    frame.to_file(path, layer="one")
    frame.to_file(path, layer="two")
    report = refused("certificates", path)
    assert "one, two" in report.issues[0].message.en
    assert bring("certificates", path, table="two").loaded == 1


def _shapefile(folder, crs=4326):
    frame = gpd.GeoDataFrame(
        {"stage": ["Đang xét"]}, geometry=[shapely.Point(105.88, 21.04)], crs=crs
    )
    path = folder / "a.shp"
    frame.to_file(path, encoding="UTF-8")
    return path


def test_a_shapefile_with_cpg_and_prj_is_read(bring, tmp_path, conn):
    bring("certificates", _shapefile(tmp_path))
    with conn.cursor() as cursor:
        cursor.execute("SELECT properties ->> 'stage' FROM feature")
        assert cursor.fetchone() == ("Đang xét",)


@pytest.mark.parametrize(
    ("missing", "kind"), [(".cpg", "encoding"), (".prj", "unknown_crs"), (".dbf", "incomplete")]
)
def test_a_shapefile_without_a_companion(refused, tmp_path, missing, kind):
    path = _shapefile(tmp_path)
    path.with_suffix(missing).unlink()
    assert refused("certificates", path).issues[0].kind == kind


def test_geojson_dates_stay_as_they_stand(bring, conn):
    bring("certificates", _point({"received_on": "2016-03-05", "stage": "x"}), "a.geojson")
    with conn.cursor() as cursor:
        cursor.execute("SELECT properties FROM feature")
        assert cursor.fetchone()[0] == {"received_on": "2016-03-05", "stage": "x"}


def test_columns_a_layer_has_no_place_for_are_named(bring):
    report = bring("certificates", _point({"stage": "x", "phone": "090"}), "a.geojson")
    assert any("phone" in note.en for note in report.notes)


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ({"type": "Point", "coordinates": []}, "no_geometry"),
        ({"type": "LineString", "coordinates": [[105, 21], [105.1, 21]]}, "geometry_type"),
        ({"type": "MultiPoint", "coordinates": [[105.8, 21], [105.9, 21]]}, "geometry_type"),
    ],
)
def test_points_must_be_points(refused, geometry, kind):
    assert refused("certificates", _point({}, geometry), "a.geojson").issues[0].kind == kind

"""Each format as its own readers see it: coordinates, names, what is said in it, what it loses."""

import csv
import io
import json
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from python_calamine import CalamineWorkbook

from geo.errors import InputError
from layers import db
from layers.exporting import FORMATS
from layers.exporting.formats import xlsx
from layers.filters import Filter
from layers.registry import all_layers
from layers.roles import Role
from tests.factories import add_area, add_incidents

GOLDEN = (591914.15, 2328628.29)
READ_BY_GDAL = ("geojson", "gpkg", "shp", "kml", "dxf")
GEOMETRIES = {"point": {"Point"}, "line": {"LineString", "MultiLineString"},
              "polygon": {"Polygon", "MultiPolygon"}}  # fmt: skip


def _read(path: Path):
    """Read a file as any program on GDAL does; zipped ones are unpacked first."""
    if path.suffix == ".zip":
        folder = path.with_suffix("")
        zipfile.ZipFile(path).extractall(folder)
        path = next(folder.glob("*.shp"))
    return pyogrio.raw.read(path, force_2d=True)


@pytest.mark.parametrize("form", READ_BY_GDAL)
def test_golden_point_stands_in_the_ward_s_metres(conn, awkward, form):
    db.execute(conn, "UPDATE facility SET geom = ST_Point(105.886281, 21.048956, 4326)")
    crs = None if FORMATS[form].only_srid else "ward"
    meta, _, wkb, _ = _read(awkward.save("facilities", form, crs=crs))
    wanted = (105.886281, 21.048956) if crs is None else GOLDEN
    near = 1e-9 if crs is None else 0.005
    points = shapely.from_wkb(wkb)
    assert shapely.get_coordinates(points[0])[0] == pytest.approx(wanted, abs=near)
    told = None if form == "dxf" else ("EPSG:4326" if crs is None else "EPSG:5897")
    assert meta["crs"] == told


@pytest.mark.parametrize("form", READ_BY_GDAL)
def test_lines_and_areas_open_as_such(awkward, form):
    for layer, kind in (("lanes", "line"), ("groups", "polygon")):
        wkb = _read(awkward.save(layer, form))[2]
        shapes = shapely.from_wkb(wkb)
        if form == "dxf":  # outlines and names; rings are closed lines
            assert {shape.geom_type for shape in shapes} <= {"LineString", "Point"}
            continue
        assert {shape.geom_type for shape in shapes} <= GEOMETRIES[kind]
        assert shapely.is_valid(shapes).all()


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_layer_of_the_map_leaves(awkward, form):
    """Also those that nothing is loaded into, and those without a row."""
    for layer in all_layers():
        role = layer.visible_up_to
        asked = {"role": Role.PUBLIC} if role is Role.PUBLIC else {}
        assert len(awkward.export(layer.name, form, **asked)) > 15, layer.name


def test_squares_of_the_public_leave_as_areas(conn, awkward):
    add_incidents(conn, awkward.ward, 7)
    for form in ("gpkg", "shp", "geojson"):
        _, _, wkb, columns = _read(awkward.save("incident_cells", form, Role.PUBLIC))
        assert {each.geom_type for each in shapely.from_wkb(wkb)} <= GEOMETRIES["polygon"]
        assert max(np.asarray(columns[0]).tolist()) == 5  # seven, rounded down


@pytest.mark.parametrize("form", ["geojson", "gpkg", "kml", "dxf", "shp", "xlsx"])
def test_file_says_whose_rows_it_holds(awkward, form):
    """Filter, link, coordinates with their accuracy, in the file or beside it in the archive."""
    chosen, link = Filter(fields=("vsmt",)), "https://ban.do/?ward=phuong-thu&field=vsmt"
    crs = None if FORMATS[form].only_srid else "ward"
    path = awkward.save("incidents", form, chosen=chosen, permalink=link, crs=crs)
    told = _words(path, form)
    assert "field=vsmt" in told
    assert link.replace("&", "&amp;") in told or link in told
    assert "EPSG:4326" in told if crs is None else "1 m" in told


def _words(path: Path, form: str) -> str:
    if form == "gpkg":
        return json.dumps(pyogrio.read_info(path)["layer_metadata"], ensure_ascii=False)
    if form == "shp":
        return zipfile.ZipFile(path).read("README.txt").decode("utf-8-sig")
    if form == "xlsx":
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_name("Giải thích").to_python()
        return " ".join(str(cell) for row in rows for cell in row)
    text = path.read_text("utf-8")
    return text.replace("\n999\n", "") if form == "dxf" else text


def test_shapefile_has_utf8_projection_and_full_names(awkward):
    archive = zipfile.ZipFile(awkward.save("incidents", "shp", crs="ward"))
    assert archive.read("incidents.cpg") == b"UTF-8"
    assert b"VN_2000_TM-3" in archive.read("incidents.prj")
    rows = csv.DictReader(io.StringIO(archive.read("incidents.fields.csv").decode("utf-8-sig")))
    names = {row["short"]: row["name"] for row in rows}
    assert names["category_c"] == "category_code"
    assert max(map(len, names)) <= 10
    assert len(set(names.values())) == len(names)


def test_shapefile_counts_the_texts_it_cuts(conn, awkward):
    db.execute(conn, "UPDATE facility SET note = repeat('ệ', 200) WHERE code = 'N1'")
    path = awkward.save("facilities", "shp")
    told = zipfile.ZipFile(path).read("README.txt").decode("utf-8-sig")
    assert "note × 1" in told
    notes = [each for column in _read(path)[3] for each in column if str(each).startswith("ệ")]
    assert notes == ["ệ" * (254 // 3)]


def test_xlsx_keeps_texts_as_texts_and_days_as_days(awkward):
    book = CalamineWorkbook.from_object(io.BytesIO(awkward.export("sites", "xlsx")))
    titles, first, *_ = book.get_sheet_by_name("Dữ liệu").to_python()
    row = dict(zip(titles, first, strict=True))
    assert row["Mã công trình"] == "01"
    assert row["Địa chỉ"] == "3/2"
    assert row["Bước xây dựng"] == "Xây thô"
    assert row["Theo dõi từ"].isoformat()[:10] == "2016-01-05"
    assert isinstance(row["Kinh độ (EPSG:4326)"], float)


def test_formulas_are_no_formulas(awkward):
    """A cell of text with the mark of a quoted one; in CSV an apostrophe."""
    made = zipfile.ZipFile(io.BytesIO(awkward.export("incidents", "xlsx")))
    sheet = made.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet
    assert 'quotePrefix="1"' in made.read("xl/styles.xml").decode()
    text = awkward.export("incidents", "csv").decode("utf-8-sig")
    rows = {row["source_key"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["0001"]["description"] == "'=1+1"
    assert rows["A-2"]["description"] == "''=2"
    assert rows["A-2"]["address"] == '\'-2, "Ngõ" 5'
    assert rows["'+84"]["address"] == "'@tổ 5"


def test_shape_too_long_for_a_cell_is_refused_not_cut(conn, awkward):
    corners = [(105.88 + 0.001 * np.cos(a), 21.04 + 0.001 * np.sin(a))
               for a in np.linspace(0, 2 * np.pi, 1200)]  # fmt: skip
    add_area(conn, awkward.ward, "99")
    circle = shapely.Polygon(corners).wkt
    db.execute(conn, "UPDATE area SET geom = ST_Multi(ST_GeomFromText(%s, 4326)) WHERE code = '99'",
               (circle,))  # fmt: skip
    with pytest.raises(InputError) as caught:
        awkward.export("groups", "xlsx")
    assert "'99'" in caught.value.text.vi
    assert "GeoPackage" in caught.value.text.en


def test_more_rows_than_a_format_takes_are_refused_before(awkward, monkeypatch):
    few = xlsx.FORMAT.__class__(**{**xlsx.FORMAT.__dict__, "most_rows": 2})
    monkeypatch.setitem(FORMATS, "xlsx", few)
    with pytest.raises(InputError) as caught:
        awkward.export("incidents", "xlsx")
    assert "There are 3 rows; a file of Excel (XLSX) takes 2" in caught.value.text.en


@pytest.mark.parametrize("form", ["xlsx", "shp", "gpkg"])
def test_nothing_stays_of_what_was_made_in_a_folder(conn, awkward, tmp_path, monkeypatch, form):
    """Neither after the last byte, nor where the reader goes, nor where it fails."""
    place = tmp_path / "made"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    awkward.export("sites", form)
    assert list(place.iterdir()) == []
    chunks = awkward.begin("sites", form)
    next(chunks)
    assert len(list(place.iterdir())) == 1
    chunks.close()
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "crs", "words"),
    [
        ("kml", "ward", "EPSG:4326"),
        ("gpkg", "abc", "'abc'"),
        ("gpkg", "3857", "3857"),
        ("gpkg", "4756", "4756"),
        ("gpkg", "999999", "999999"),
    ],
)
def test_system_that_does_not_fit_is_refused_by_name(awkward, form, crs, words):
    with pytest.raises(InputError) as caught:
        awkward.export("sites", form, crs=crs)
    assert words in caught.value.text.vi
    assert words in caught.value.text.en

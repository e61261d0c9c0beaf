"""Every format in: the same points come out, and what a format leaves open is asked."""

from datetime import date

import pytest

from geo import legacy_text
from layers import db
from layers.importing import ImportOptions, check_file
from tests.layers.importing.files import making

SAID = {"x": "x", "y": "y", "crs": "EPSG:4326"}
HEAD = ["ngày", "hành vi", "x", "y", "địa chỉ"]
ROW = [date(2016, 3, 5), "vut_rac", 105.886281, 21.048956, "Ngõ 12 Gia Thụy"]
TABLE = {"columns": {"occurred_at": "ngày", "category": "hành vi", "address": "địa chỉ"}} | SAID

VECTOR = [
    ("a.geojsonl", lambda: making.written(".geojsonl", "GeoJSONSeq", stage=["Đang xét"])),
    ("a.fgb", lambda: making.written(".fgb", "FlatGeobuf", stage=["Đang xét"])),
    ("a.gpkg", lambda: making.written(".gpkg", "GPKG", stage=["Đang xét"])),
    ("a.kml", lambda: {"kml": making.kml().encode()}),
    ("a.kmz", lambda: {"kmz": making.zipped({"doc.kml": making.kml(), "x.png": b""})}),
    ("a.gpx", lambda: {"gpx": making.gpx('<wpt lat="21.048956" lon="105.886281"/>').encode()}),
]


@pytest.fixture
def stored(conn):
    def _stored():
        return db.rows(conn, "SELECT properties, ST_X(geom) AS x, ST_Y(geom) AS y FROM feature")

    return _stored


@pytest.fixture
def put(tmp_path):
    """Write the files of one name; return the path of the first suffix."""

    def _put(files, suffix):
        for ending, content in files.items():
            (tmp_path / f"a.{ending}").write_bytes(content)
        return tmp_path / f"a.{suffix}"

    return _put


@pytest.fixture
def questions(conn, ward):
    def _questions(layer, path, **options):
        return check_file(conn, ward, layer, path, ImportOptions(**options)).questions

    return _questions


@pytest.mark.parametrize(("name", "make"), VECTOR, ids=[name for name, _ in VECTOR])
def test_vector_formats_in_degrees(bring, put, stored, name, make):
    suffix = name.split(".")[1]
    assert bring("certificates", put(make(), suffix)).loaded == 1
    (row,) = stored()
    assert (row["x"], row["y"]) == pytest.approx(making.GOLDEN)


@pytest.mark.parametrize("folder", ["", "sub/"])
def test_a_zipped_shapefile(bring, tmp_path, stored, folder):
    files = making.shapefile(stage=["Đang xét"])
    path = tmp_path / "gift.zip"
    path.write_bytes(making.zipped({f"{folder}a.{end}": body for end, body in files.items()}))
    report = bring("certificates", path)
    assert (report.loaded, report.file_format) == (1, "ESRI Shapefile (zip)")
    assert stored()[0]["properties"] == {"stage": "Đang xét"}


def test_two_shapefiles_in_one_archive_are_a_question(bring, questions, tmp_path):
    files = making.shapefile(stage=["x"])
    both = {f"{name}.{end}": body for end, body in files.items() for name in ("nha", "ngo")}
    path = tmp_path / "gift.zip"
    path.write_bytes(making.zipped(both))
    (question,) = questions("certificates", path)
    assert {option.value for option in question.options} == {"nha", "ngo"}
    assert bring("certificates", path, table="ngo").loaded == 1


def test_a_shapefile_in_tcvn3_and_vn_2000_without_companions(bring, questions, put, stored):
    """As a gift comes: no .cpg, no .prj."""
    stage = "Đang xét, tổ 5 Gia Thụy, ngõ Nguyễn Văn Cừ".encode("tcvn3", legacy_text.LOWER)
    files = making.shapefile(stage=["?" * len(stage)])
    table = files["dbf"].replace(b"?" * len(stage), stage)
    path = put({"shp": files["shp"], "shx": files["shx"], "dbf": table}, "shp")
    asked = {question.id: question.proposal for question in questions("certificates", path)}
    assert asked == {"encoding": "tcvn3", "crs": "EPSG:4326"}
    bring("certificates", path, encoding="tcvn3", crs="EPSG:4326")
    assert stored()[0]["properties"] == {"stage": "Đang xét, tổ 5 Gia Thụy, ngõ Nguyễn Văn Cừ"}


@pytest.mark.parametrize("suffix", ["tab", "mif"])
def test_mapinfo(bring, questions, put, stored, suffix):
    files = making.written(f".{suffix}", "MapInfo File", stage=["Xong"])
    report = bring("certificates", put(files, suffix))
    assert (report.loaded, report.file_format) == (1, "MapInfo File")
    assert (stored()[0]["x"], stored()[0]["y"]) == pytest.approx(making.GOLDEN, abs=1e-5)


def test_mapinfo_without_a_charset_is_asked_for_its_encoding(questions, put):
    text = "tổ 5 Gia Thụy, ngõ Nguyễn Văn Cừ".encode("tcvn3")
    files = making.written(".tab", "MapInfo File", stage=["?" * len(text)])
    files["dat"] = files["dat"].replace(b"?" * len(text), text)
    for charset in (b"WindowsLatin1", b"WindowsLatin2", b"UTF-8"):
        files["tab"] = files["tab"].replace(charset, b"Neutral")
    (question,) = questions("certificates", put(files, "tab"))
    assert (question.id, question.proposal) == ("encoding", "tcvn3")


def test_a_drawing_is_asked_for_its_system(bring, questions, put, stored):
    path = put({"dxf": making.dxf((591914.15, 2328628.29)).encode()}, "dxf")
    (question,) = questions("certificates", path)
    assert (question.id, question.proposal) == ("crs", "EPSG:5897")
    bring("certificates", path, crs="EPSG:5897")
    assert (stored()[0]["x"], stored()[0]["y"]) == pytest.approx(making.GOLDEN, abs=1e-7)


def test_waypoints_and_tracks_are_a_question(bring, questions, put):
    both = '<wpt lat="21" lon="105"/><trk><trkseg><trkpt lat="21" lon="105"/>'
    both += '<trkpt lat="21.1" lon="105"/></trkseg></trk>'
    path = put({"gpx": making.gpx(both).encode()}, "gpx")
    (question,) = questions("certificates", path)
    assert "1 features" in question.options[0].evidence.en
    assert bring("certificates", path, table="waypoints").loaded == 1


def test_a_sheet_is_read_with_its_dates(bring, put, conn):
    path = put({"xlsx": making.xlsx([HEAD, ROW])}, "xlsx")
    report = bring("incidents", path, **TABLE)
    assert (report.loaded, report.file_format) == (1, "XLSX")
    assert {each.what for each in report.detected} == {"sheet", "header"}
    found = db.one(conn, "SELECT occurred_at::date AS day, address FROM incident")
    assert found == {"day": date(2016, 3, 5), "address": "Ngõ 12 Gia Thụy"}


def test_an_ods_sheet(bring, put):
    files = {"ods": making.ods(ngay=["2016-03-05"], loai=["vut_rac"], x=[105.88], y=[21.04])}
    columns = {"occurred_at": "ngay", "category": "loai"}
    assert bring("incidents", put(files, "ods"), columns=columns, **SAID).loaded == 1


def test_several_sheets_are_a_question(bring, questions, put):
    path = put({"xlsx": making.xlsx([HEAD, ROW], [], [HEAD, ROW, ROW])}, "xlsx")
    (question,) = questions("incidents", path, **TABLE)
    assert question.id == "sheet"
    assert [option.value for option in question.options] == ["Sheet1", "Sheet3"]
    assert "3 rows" in question.options[1].evidence.en
    assert ImportOptions().answered({"sheet": "Sheet3"}).table == "Sheet3"
    assert bring("incidents", path, table="Sheet1", **TABLE).loaded == 1


def test_a_title_above_the_header_is_a_question(bring, questions, put):
    rows = [["DANH SÁCH VI PHẠM"], [], HEAD, ROW, [*ROW[:4], "Ngõ 5"]]
    path = put({"xlsx": making.xlsx(rows, merged=("A1:E1",))}, "xlsx")
    (question,) = questions("incidents", path, **TABLE)
    assert (question.id, question.proposal) == ("header", "3")
    assert "địa chỉ" in question.options[0].evidence.en
    report = bring("incidents", path, header="3", **TABLE)
    assert report.loaded == 2


def test_merged_header_cells_are_a_question_and_both_rows_an_answer(bring, questions, put):
    rows = [
        ["ngày", "hành vi", "Tọa độ", None, "địa chỉ"],
        [None, None, "x", "y", None],
        ROW,
    ]
    merged = ("C1:D1", "A1:A2", "B1:B2", "E1:E2")
    path = put({"xlsx": making.xlsx(rows, merged=merged)}, "xlsx")
    (header, *_) = questions("incidents", path, **TABLE)
    assert (header.id, header.proposal) == ("header", "1-2")
    assert "Tọa độ / x" in header.options[0].evidence.en
    said = TABLE | {"x": "Tọa độ / x", "y": "Tọa độ / y", "header": "1-2"}
    assert bring("incidents", path, **said).loaded == 1


def test_numbers_stored_as_text_are_named(bring, put):
    rows = [HEAD, ROW, [*ROW[:2], "105.886", 21.05, "x"], ROW]
    report = bring("incidents", put({"xlsx": making.xlsx(rows)}, "xlsx"), **TABLE)
    assert any("stored as text (lines 3)" in note.en for note in report.notes)


def test_totals_and_house_numbers_that_became_dates_are_named(refused, put):
    rows = [HEAD, [*ROW[:4], date(2016, 5, 12)], ["Tổng cộng:", None, None, None, None]]
    report = refused("incidents", put({"xlsx": making.xlsx(rows)}, "xlsx"), **TABLE)
    found = {issue.kind: issue for issue in report.issues}
    assert (found["total_row"].line, found["total_row"].value) == (3, "Tổng cộng:")
    assert (found["date_in_text"].line, found["date_in_text"].field) == (2, "địa chỉ")
    assert "12/5 or 5/12" in found["date_in_text"].message.en


def test_columns_are_proposed_from_vietnamese_names(questions, put):
    rows = [["Ngày vi phạm", "Hành vi", "Kinh độ", "Vĩ độ"], ROW[:4]]
    path = put({"xlsx": making.xlsx(rows)}, "xlsx")
    asked = {question.id: question.proposal for question in questions("incidents", path)}
    assert asked == {
        "map.occurred_at": "Ngày vi phạm",
        "map.category_code": "Hành vi",
        "x": "Kinh độ",
        "y": "Vĩ độ",
        "crs": "EPSG:4326",
    }

# ruff: noqa: E501  (a table: one file a line)
"""Bad files, one defect each, with the kind of the refusal and a word of its reason per language."""

import gzip
import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from geo import legacy_text
from tests.layers.importing.files import making

POINTS = {
    "columns": {"occurred_at": "day", "category": "what"}, "x": "x", "y": "y", "crs": "EPSG:4326",
}  # fmt: skip
AREAS = {"constants": {"code": "1", "name": "x", "valid_from": "2016-01-01"}}
HEAD = "day,what,x,y"
GOOD = "2016-03-01,vut_rac,105.88,21.04"
CELLS = ["day", "what", "x", "y"]
ROW: list[object] = [date(2016, 3, 5), "vut_rac", 105.88, 21.04]

Content = bytes | str | dict[str, bytes | str]


class Bad(NamedTuple):
    """A file `a.<suffix>` (or several of one name), and what must be said of it."""

    id: str
    suffix: str
    make: Callable[[], Content]
    kind: str
    en: str
    vi: str
    options: Mapping[str, Any] = MappingProxyType({})
    layer: str = "incidents"


def _bad(id: str, suffix: str, content: Any, kind: str, en: str, vi: str, layer: str = "incidents",
         **options: Any) -> Bad:  # fmt: skip
    usual = POINTS if layer == "incidents" and suffix in _TABLES else {}
    make = content if callable(content) else lambda: content
    return Bad(id, suffix, make, kind, en, vi, {**usual, **options}, layer)


_TABLES = ("csv", "tsv", "csv.gz", "txt", "xlsx", "xls", "ods")


def _row(row: str) -> str:
    return f"{HEAD}\n{GOOD}\n{row}\n"


def _text(name: str) -> bytes:
    text = f"{HEAD},address\n" + f"{GOOD},Ngõ 12 phố Gia Thụy đường Nguyễn Văn Cừ\n" * 3
    return legacy_text.encode(text, name)


def _geojson(geometry: object, **properties: object) -> str:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def _polygon(*corners: tuple[float, float]) -> str:
    return _geojson({"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]})


def _shapefile(without: str = "", **changes: bytes) -> dict[str, bytes | str]:
    files: dict[str, bytes | str] = {**making.shapefile(stage=["Xong"]), **changes}
    return {end: body for end, body in files.items() if end != without}


def _cut(files: dict[str, bytes], suffix: str, keep: float) -> dict[str, bytes | str]:
    body = files[suffix]
    return {**files, suffix: body[: int(len(body) * keep)]}


def _rows_of(points: list[tuple[float, float]]) -> str:
    return HEAD + "\n" + "".join(f"2016-03-01,vut_rac,{x},{y}\n" for x, y in points)


TABLES = [
    _bad("empty", "csv", b"", "empty", "empty", "rỗng"),
    _bad("header_only", "csv", f"{HEAD}\n", "empty", "no rows", "không có dòng"),
    _bad("blank_header", "csv", f",,,\n{GOOD}\n", "header", "no row", "không có dòng"),
    _bad("column_twice", "csv", f"day,what,x,x\n{GOOD}\n", "header", "twice", "lặp lại"),
    _bad("open_quote", "csv", f'{HEAD}\n2016-03-01,"vut_rac,1,2\n', "format", "quote", "nháy"),
    _bad("nul", "csv", f"{HEAD}\n2016\x00,a,1,2\n", "format", "NUL", "NUL"),
    _bad("short_row", "csv", _row("2016-03-01,vut_rac,105.88"), "columns", "3 cells", "3 ô"),
    _bad("long_row", "csv", _row(GOOD + ",x"), "columns", "5 cells", "5 ô"),
    _bad("two_delimiters", "txt", "a;b|c\n1;2|3\n", "delimiter", "';'", "';'"),
    _bad("no_gzip", "csv.gz", b"no gzip", "unreadable", "cannot be read", "Không đọc được"),
    _bad("cut_gzip", "csv.gz", lambda: gzip.compress(_row(GOOD).encode())[:-12], "unreadable",
         "cannot be read", "Không đọc được"),
    _bad("giant_cell", "csv", lambda: _row("x" * (1 << 21) + ",a,1,2"), "format", "columns", "cột"),
    _bad("pdf_named_csv", "csv", b"%PDF-1.7\n\xff\xfe\x00\x00", "encoding", "0xff", "0xff"),
]  # fmt: skip

ROWS = [
    _bad("no_such_day", "csv", _row("2016-02-30,vut_rac,105.88,21.04"), "not_date", "2016-02-30", "2016-02-30"),
    _bad("words_for_a_day", "csv", _row("hôm qua,vut_rac,105.88,21.04"), "not_date", "hôm qua", "hôm qua"),
    _bad("before_1900", "csv", _row("1816-02-01,vut_rac,105.88,21.04"), "date_range", "1816", "1816"),
    _bad("in_the_future", "csv", _row("2999-02-01,vut_rac,105.88,21.04"), "date_range", "today", "hôm nay"),
    _bad("time_zone", "csv", _row("2016-02-01T10:00:00+07:00,vut_rac,105.88,21.04"), "time_zone", "wall clock", "múi giờ"),
    _bad("no_day", "csv", _row(",vut_rac,105.88,21.04"), "required", "missing", "bắt buộc"),
    _bad("unknown_category", "csv", _row("2016-02-01,danh_bac,105.88,21.04"), "category", "danh_bac", "danh_bac"),
    _bad("no_category", "csv", _row("2016-02-01,,105.88,21.04"), "required", "missing", "Thiếu"),
    _bad("no_latitude", "csv", _row("2016-02-01,vut_rac,105.88,"), "no_coordinate", "missing", "Thiếu"),
    _bad("degrees_minutes", "csv", _row("2016-02-01,vut_rac,105°52'48\",21.04".replace('"', "″")), "coordinate", "minutes", "phút"),
    _bad("one_decimal_comma", "csv", f'{HEAD}\n{GOOD}\n{GOOD}\n2016-02-01,vut_rac,"105,88",21.04\n', "coordinate", "comma", "phẩy"),

    _bad("infinite", "csv", _row("2016-02-01,vut_rac,inf,21.04"), "coordinate", "no number", "không phải số"),
    _bad("null_island", "csv", _row("2016-02-01,vut_rac,0,0"), "outside_region", "outside", "ngoài vùng"),
    _bad("key_with_two_contents", "csv", lambda: f"key,{HEAD}\n1,{GOOD}\n1,{GOOD[:-1]}5\n", "duplicate_key", "1", "1"),
    _bad("row_of_totals", "csv", _row("Tổng cộng,,,"), "total_row", "totals", "dòng cộng"),
    _bad("unknown_state", "csv", f"{HEAD},state\n{GOOD},xong_roi\n", "code", "xong_roi", "xong_roi"),
]  # fmt: skip

TEXTS = [
    *(_bad(f"text_in_{name}", "csv", lambda name=name: _text(name), "encoding", "Which encoding", "bảng mã nào")
      for name in legacy_text.LEGACY),
    *(_bad(f"{name}_saved_as_unicode", "csv", lambda name=name: _text(name).decode("cp1252").encode(), "encoding", "old encoding", "bảng mã cũ")
      for name in ("tcvn3", "vni")),
    _bad("utf_16_without_mark", "csv", lambda: _text("cp1258").decode("cp1258").encode("utf-16-le"), "encoding", "UTF-8", "UTF-8"),
    _bad("no_such_encoding", "csv", _row(GOOD), "encoding", "no encoding", "Không có bảng mã", encoding="vni-times"),
    _bad("stated_wrongly", "csv", lambda: _text("tcvn3"), "encoding", "is not UTF-8", "không phải UTF-8", encoding="utf-8"),
    _bad("geojson_in_latin_1", "geojson", lambda: _geojson(None, ten="é").replace("\\u00e9", "é").encode("latin-1"), "encoding", "always", "luôn là", layer="certificates"),
]  # fmt: skip

ASKED = [
    _bad("day_or_month", "csv", _row(GOOD).replace("2016-03-01", "05/03/2016"), "date_format", "day/month", "ngày/tháng"),
    _bad("month_or_day", "csv", _row(GOOD).replace("2016-03-01", "12/31/2016"), "date_format", "The first number is over 12 in 0 rows", "số thứ hai ở 2 dòng"),
    _bad("two_digit_years", "csv", _row(GOOD).replace("2016-03-01", "05.03.16"), "date_format", "day/month", "ngày/tháng"),
    _bad("decimal_commas", "tsv", "day\twhat\tx\ty\n2016-03-01\tvut_rac\t105,88\t21,04\n", "decimal", "decimals", "thập phân"),
    _bad("no_system", "csv", _row(GOOD), "unknown_crs", "--crs", "--crs", crs=None),
    _bad("metres_for_degrees", "csv", _rows_of([(591914.15, 2328628.29)]), "not_degrees", "not", "không"),
    _bad("degrees_for_metres", "csv", _row(GOOD), "degrees", "not in degrees", "không tính bằng độ", crs="EPSG:5897"),
    _bad("degrees_swapped", "csv", _rows_of([(21.04, 105.88)]), "swapped", "swapped", "đảo"),
    _bad("metres_swapped", "csv", _rows_of([(2328628.29, 591914.15)]), "swapped", "swapped", "đảo", crs="EPSG:5897"),
    _bad("another_continent", "csv", _rows_of([(-71.05, 42.35)]), "outside_region", "wrong ward", "sai phường"),
    _bad("another_meridian", "csv", _rows_of([(300000.0, 1300000.0)]), "wrong_zone", "central meridian", "kinh tuyến trục", crs="EPSG:32647"),
    _bad("another_system_than_stated", "geojson", lambda: _geojson({"type": "Point", "coordinates": [105.88, 21.04]}), "crs_differs", "declares", "khai", layer="certificates", crs="EPSG:5897"),
    _bad("title_above_a_csv", "csv", f"SỔ VI PHẠM,,,\n,,,\n{HEAD}\n{GOOD}\n", "header", "names the columns", "tên các cột"),
    _bad("two_sheets", "xlsx", lambda: making.xlsx([CELLS, ROW], [CELLS, ROW]), "sheet", "2 sheets", "2 trang tính"),
    _bad("title_above", "xlsx", lambda: making.xlsx([["SỔ"], CELLS, ROW]), "header", "names the columns", "tên các cột"),
    _bad("merged_header", "xlsx", lambda: making.xlsx([["day", "what", "xy", None], [None, None, "x", "y"], ROW], merged=("C1:D1",)), "header", "merged", "ô gộp"),
    _bad("two_shapefiles", "zip", lambda: making.zipped({f"{n}.{e}": b for e, b in making.shapefile(stage=["x"]).items() for n in ("p", "q")}), "table", "several", "nhiều", layer="certificates"),
    _bad("two_kinds_of_gpx", "gpx", making.gpx('<wpt lat="21" lon="105"/><rte><rtept lat="21" lon="105"/><rtept lat="21" lon="106"/></rte>'), "table", "waypoints", "waypoints", layer="certificates"),
]  # fmt: skip

SHEETS = [
    _bad("house_number_as_date", "xlsx", lambda: making.xlsx([[*CELLS, "address"], [*ROW, date(2016, 5, 12)]]), "date_in_text", "12/5", "12/5"),
    _bad("house_numbers_as_dates_in_some_rows", "xlsx", lambda: making.xlsx([[*CELLS, "address"], [*ROW, "12A"], [*ROW, date(2016, 7, 3)], [*ROW, "5/12"]]), "date_in_text", "3/7", "3/7"),
    _bad("sum_below_in_english", "xlsx", lambda: making.xlsx([CELLS, ROW, ["Grand total", None, 2, None]]), "total_row", "totals", "dòng cộng"),
    _bad("merged_group_names", "xlsx", lambda: making.xlsx([["vụ", None, "tọa độ", None], CELLS, ROW], merged=("A1:B1", "C1:D1")), "header", "merged", "ô gộp"),
    _bad("cell_error", "xlsx", lambda: making.xlsx([[*CELLS, "note"], [*ROW, "#REF!"]]), "cell_error", "#REF!", "#REF!"),
    _bad("sheet_of_totals", "xlsx", lambda: making.xlsx([CELLS, ROW, ["Cộng", None, 2, None]]), "total_row", "totals", "dòng cộng"),
    _bad("empty_book", "xlsx", lambda: making.xlsx([]), "empty", "No sheet", "Không trang tính"),
    _bad("header_without_rows", "xlsx", lambda: making.xlsx([CELLS]), "header", "no row", "không có dòng"),
    _bad("column_twice_in_a_sheet", "xlsx", lambda: making.xlsx([["x", "x"], [1, 2]]), "header", "twice", "lặp lại", header="1"),
    _bad("csv_named_xlsx", "xlsx", _row(GOOD), "format", "no Excel", "không phải tệp Excel"),
    _bad("docx_named_xlsx", "xlsx", lambda: making.zipped({"word/document.xml": "<w/>"}), "unreadable", "cannot be read", "Không đọc được"),
    _bad("cut_xls", "xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "unreadable", "cannot be read", "Không đọc được"),
    _bad("cut_xlsx", "xlsx", lambda: making.xlsx([CELLS, ROW])[:-40], "unreadable", "cannot be opened", "Không mở được"),
    _bad("xlsx_bomb", "xlsx", lambda: making.zipped({"xl/workbook.xml": b"\x00" * (201 << 20)}), "archive_too_large", "200 MiB", "200 MiB"),
    _bad("cell_at_the_end_of_the_world", "xlsx", making.far_cell, "too_much_memory", "memory", "bộ nhớ"),
]  # fmt: skip

ARCHIVES = [
    _bad("no_zip", "zip", b"no zip", "format", "no ZIP", "không phải tệp ZIP"),
    _bad("cut_zip", "zip", lambda: making.zipped({"a.shp": b"x" * 999})[:60], "unreadable", "cannot be opened", "Không mở được"),
    _bad("zip_without_shapefile", "zip", lambda: making.zipped({"a.txt": b"x"}), "format", "no Shapefile", "không có Shapefile"),
    _bad("zip_slip", "zip", lambda: making.zipped({"../a.shp": b"x"}), "forbidden", "leaves it", "ra ngoài"),
    _bad("zip_slip_of_windows", "zip", lambda: making.zipped({"..\\..\\a.shp": b"x"}), "forbidden", "leaves it", "ra ngoài"),
    _bad("zip_absolute", "zip", lambda: making.zipped({"/etc/a.shp": b"x"}), "forbidden", "leaves it", "ra ngoài"),
    _bad("zip_drive", "zip", lambda: making.zipped({"C:/a.shp": b"x"}), "forbidden", "leaves it", "ra ngoài"),
    _bad("zip_link", "zip", lambda: making.linked_zip("a.shp", "/etc/passwd"), "forbidden", "link", "liên kết"),
    _bad("zip_of_one_name_twice", "zip", lambda: making.zipped({"a.shp": b"x", "A.SHP": b"y"}), "forbidden", "one name", "cùng tên"),
    _bad("zip_of_many", "zip", lambda: making.zipped({f"{at}.txt": b"" for at in range(1001)}), "archive_too_large", "1001", "1001"),
    _bad("zip_bomb", "zip", lambda: making.zipped({"a.shp": b"\x00" * (201 << 20)}), "archive_too_large", "200 MiB", "200 MiB"),
    _bad("zip_that_lies", "zip", lambda: making.lying_zip("a.shp", b"0" * (1 << 20), 10), "unreadable", "cannot be opened", "Không mở được"),
    _bad("kmz_without_kml", "kmz", lambda: making.zipped({"a.png": b""}), "format", "no .kml", "không có tệp .kml"),
    _bad("kmz_slip", "kmz", lambda: making.zipped({"../doc.kml": making.kml()}), "forbidden", "leaves it", "ra ngoài"),
]  # fmt: skip

REACHING_OUT = [
    _bad("virtual_layer", "vrt", "<OGRVRTDataSource/>", "format", "not read", "Không đọc định dạng"),
    _bad("virtual_layer_as_geojson", "geojson", "<OGRVRTDataSource/>", "format", "no GeoJSON", "không phải tệp GeoJSON"),
    _bad("virtual_layer_as_kml", "kml", '<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>', "unreadable", "root element", "Không đọc được"),
    _bad("service_as_gpx", "gpx", "<OGRWFSDataSource><URL>http://127.0.0.1/</URL></OGRWFSDataSource>", "unreadable", "not of the format", "không phải định dạng"),
    _bad("xml_entities", "kml", making.kml("&a;", '<!DOCTYPE kml [<!ENTITY a "aaaa">]>'), "forbidden", "DOCTYPE", "DOCTYPE"),
    _bad("xml_entities_utf_16", "kml", making.kml("&a;", '<!DOCTYPE kml [<!ENTITY a "a">]>').encode("utf-16"), "forbidden", "DOCTYPE", "DOCTYPE"),
    _bad("gpx_entities", "gpx", '<?xml version="1.0"?><!DOCTYPE g SYSTEM "file:///etc/passwd"><gpx/>', "forbidden", "DOCTYPE", "DOCTYPE"),
    _bad("network_link", "kml", making.kml("<NetworkLink><href>http://127.0.0.1/</href></NetworkLink>"), "forbidden", "NetworkLink", "NetworkLink"),
    _bad("linked_mapinfo", "tab", "!table\n!version 300\nDefinition Table\n  Type LINKED\n", "forbidden", "LINKED", "LINKED"),
    _bad("mapinfo_view", "tab", '!table\n!version 100\nOpen Table "/etc/passwd" Hide\nCreate View a As Select * From b\n', "forbidden", "other files", "tệp khác"),
    _bad("service_in_json", "geojson", '{"type":"GDALG","gdal_version":"3","command_line":"gdal vector read /etc/passwd"}', "unreadable", "not of the format", "không phải định dạng"),
]  # fmt: skip

SHAPES = [
    _bad("no_dbf", "shp", lambda: _shapefile("dbf"), "incomplete", "missing beside", "Thiếu"),
    _bad("no_shx", "shp", lambda: _shapefile("shx"), "incomplete", "missing beside", "Thiếu"),
    _bad("no_prj", "shp", lambda: _shapefile("prj"), "unknown_crs", "--crs", "--crs"),
    _bad("cut_shp", "shp", lambda: _cut(making.shapefile(stage=["a", "b", "c"]), "shp", 0.3), "unreadable", "cannot be read", "Không đọc được"),
    _bad("cut_dbf", "shp", lambda: _shapefile(dbf=b"\x03"), "incomplete", "is cut", "bị cắt"),
    _bad("dbf_of_another_file", "shp", lambda: _shapefile(dbf=making.shapefile(stage=["a", "b"])["dbf"]), "incomplete", "2 / 1", "2 / 1"),
    _bad("no_mid", "mif", "Version 300\nColumns 1\n a Char(3)\nData\n", "incomplete", "missing beside", "Thiếu"),
    _bad("no_dat", "tab", "!table\n!version 300\nDefinition Table\n  Type NATIVE\n  Fields 1\n", "incomplete", "missing beside", "Thiếu"),
    _bad("cut_gpkg", "gpkg", lambda: _cut(making.written(".gpkg", "GPKG", stage=["x"]), "gpkg", 0.1), "unreadable", "cannot be read", "Không đọc được"),
    _bad("cut_fgb", "fgb", lambda: _cut(making.written(".fgb", "FlatGeobuf", stage=["x"] * 50), "fgb", 0.5), "unreadable", "cannot be read", "Không đọc được"),
    _bad("cut_geojson", "geojson", '{"type":"FeatureCollection","features":[', "unreadable", "cannot be read", "Không đọc được"),
    _bad("topojson", "geojson", '{"type":"Topology","objects":{}}', "unreadable", "not of the format", "không phải định dạng"),
    _bad("cut_kml", "kml", making.kml()[:-40], "unreadable", "cannot be read", "Không đọc được"),
    _bad("kml_of_nothing", "kml", '<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>', "empty", "no ", "không có"),
    _bad("no_dxf", "dxf", "DWG", "format", "no DXF", "không phải tệp DXF"),
    _bad("no_features", "geojson", '{"type":"FeatureCollection","features":[]}', "empty", "no rows", "không có dòng"),
    _bad("no_geometry", "geojson", lambda: _geojson(None, stage="x"), "no_geometry", "no geometry", "Không có hình"),
    _bad("empty_point", "geojson", lambda: _geojson({"type": "Point", "coordinates": []}), "no_geometry", "no geometry", "Không có hình"),
    _bad("a_line_for_a_point", "geojson", lambda: _geojson({"type": "LineString", "coordinates": [[105, 21], [105.1, 21]]}), "geometry_type", "LineString", "LineString"),
]  # fmt: skip

POLYGONS = [
    _bad("bow_tie", "geojson", lambda: _polygon((105, 21), (105.1, 21.1), (105.1, 21), (105, 21.1), (105, 21)), "invalid_geometry", "Self-intersection", "không hợp lệ", layer="groups", **AREAS),
    _bad("ring_of_two", "geojson", lambda: _polygon((105, 21), (105.1, 21.1), (105, 21)), "invalid_geometry", "Invalid geometry", "không hợp lệ", layer="groups", **AREAS),
    _bad("open_ring", "geojson", lambda: _polygon((105, 21), (105.1, 21), (105.1, 21.1), (105, 21.1)), "open_ring", "not closed", "chưa khép", layer="groups", **AREAS),
    _bad("points_for_areas", "geojson", lambda: _geojson({"type": "Point", "coordinates": [105, 21]}), "geometry_type", "a polygon", "vùng", layer="groups", **AREAS),
    _bad("thousands", "geojson", lambda: _geojson({"type": "Polygon", "coordinates": [[[105, 21], [105.1, 21], [105.1, 21.1], [105, 21]]]}, people="1.234"), "decimal", "decimals", "thập phân", layer="groups", **AREAS),
    _bad("period_backwards", "geojson", lambda: _geojson({"type": "Polygon", "coordinates": [[[105, 21], [105.1, 21], [105.1, 21.1], [105, 21]]]}, valid_to="2015-01-01"), "order", "does not come after", "không đứng sau", layer="groups", **AREAS),
]  # fmt: skip

_GENERIC = {"layer": "certificates"}
BAD = [
    *TABLES, *ROWS, *TEXTS, *ASKED, *SHEETS,
    *(each._replace(**_GENERIC) for each in (*ARCHIVES, *REACHING_OUT, *SHAPES)),
    *POLYGONS,
]  # fmt: skip

"""A blank spreadsheet has the layer's columns, offers what may stand in them, and goes back in."""

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from psycopg2.extensions import connection
from python_calamine import CalamineWorkbook

from geo.errors import InputError
from layers import db
from layers.exporting import make_template
from layers.importing import ImportOptions, check_file, import_file
from layers.importing.targets import TARGETS, find_target
from layers.queries.wards import Ward
from layers.registry import all_layers, get_layer

LAYERS = tuple(TARGETS) + tuple(layer.name for layer in all_layers() if layer.generic)
POINT = {"Kinh độ (EPSG:4326)": 105.885, "Vĩ độ (EPSG:4326)": 21.045}
LITTER = "Vứt rác không đúng nơi quy định"
SHAPES = {
    "line": {"Hình (WKT) (EPSG:4326)": "LINESTRING (105.88 21.04, 105.89 21.04)"},
    "polygon": {"Hình (WKT) (EPSG:4326)": "POLYGON ((105.8 21, 105.9 21, 105.9 21.1, 105.8 21))"},
    "point": POINT,
}


def _sheets(made: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_object(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _fill(path: Path, sheets: dict[str, list[list[Any]]], rows: list[dict[str, Any]]) -> Path:
    """Write the sheets again as a spreadsheet would, with rows under the titles of the first."""
    titles = sheets["Dữ liệu"][0]
    said = {"default_date_format": "yyyy-mm-dd hh:mm", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, said) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            below = [[row.get(title, "") for title in titles] for row in rows]
            for at, line in enumerate([titles, *below] if name == "Dữ liệu" else cells):
                sheet.write_row(at, 0, line)
    return path


def _examples(sheets: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """Return the example that the sheet of explanations gives for each required column."""
    lines = sheets["Giải thích"]
    head = next(at for at, line in enumerate(lines) if line[:2] == ["Cột", "Bắt buộc"])
    return {line[0]: line[4] for line in lines[head + 1 :] if line[1] == "có"}


@pytest.mark.parametrize("layer", LAYERS)
def test_examples_of_the_template_are_loaded_without_a_question(conn, ward, tmp_path, layer):
    """The Google way of saving: all cells are texts, and nothing but the cells survives."""
    sheets = _sheets(make_template(conn, ward, get_layer(layer)))
    row = _examples(sheets) | SHAPES[get_layer(layer).geometry]
    path = _fill(tmp_path / "filled.xlsx", sheets, [row])
    checked = check_file(conn, ward, layer, path, ImportOptions())
    assert (checked.questions, checked.report.issues, checked.verdict) == ((), (), "clean")
    assert import_file(conn, ward, layer, path, ImportOptions()).loaded == 1


def test_words_of_the_lists_become_codes_and_texts_stay_texts(conn, ward, tmp_path):
    sheets = _sheets(make_template(conn, ward, get_layer("incidents")))
    rows = [
        {"Số hiệu": "0012", "Thời điểm": datetime(2016, 3, 5, 8, 30), "Hành vi": LITTER,
         "Trạng thái": "Nhắc nhở, vận động", "Địa chỉ": "12/5", "Mô tả": "=1+1",
         "Biết chính xác đến": "Phút", "Vị trí mặc định": "không", **POINT},
        {"Số hiệu": "0013", "Thời điểm": date(2016, 3, 6), "Hành vi": LITTER, **POINT},
    ]  # fmt: skip
    offered = {cell for line in sheets["Danh mục"][1:] for cell in line}
    assert {rows[0]["Hành vi"], rows[0]["Trạng thái"]} <= offered
    path = _fill(tmp_path / "filled.xlsx", sheets, rows)
    assert import_file(conn, ward, "incidents", path, ImportOptions()).loaded == 2
    stored = db.one(
        conn,
        "SELECT state, category_code, address, description, occurred_at, time_precision,"
        " is_pile_up, properties FROM incident WHERE source_key = '0012'",
    )
    assert stored == {
        "state": "nhac_nho",
        "category_code": "vut_rac",
        "address": "12/5",
        "description": "=1+1",
        "occurred_at": datetime(2016, 3, 5, 8, 30),
        "time_precision": "minute",
        "is_pile_up": False,
        "properties": {},
    }


def test_lists_of_the_template_are_drop_downs(conn: connection, ward: Ward):
    """One validation a coded column, pointing at a list that holds all its words."""
    made = make_template(conn, ward, get_layer("incidents"))
    sheets = _sheets(made)
    xml = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    offered = re.findall(r"<dataValidation type=\"list\".*?<formula1>(.*?)</formula1>", xml)
    lists = sheets["Danh mục"]
    assert len(offered) == len(lists[0]) == 5  # precision, field, category, state, default place
    at = lists[0].index("Trạng thái")
    last = max(row for row, line in enumerate(lists) if line[at]) + 1
    letter = "ABCDE"[at]
    assert f"'Danh mục'!${letter}$2:${letter}${last}" in offered
    states = {row["name_vi"] for row in db.rows(conn, "SELECT name_vi FROM incident_state")}
    assert {line[at] for line in lists[1:]} - {""} == states


def test_metres_of_the_ward_are_named_in_the_titles(conn, ward, tmp_path):
    sheets = _sheets(make_template(conn, ward, get_layer("sites"), "ward"))
    row = _examples(sheets) | {"Hướng đông (EPSG:5897)": "591914.15",
                               "Hướng bắc (EPSG:5897)": "2328628.29"}  # fmt: skip
    path = _fill(tmp_path / "filled.xlsx", sheets, [row])
    assert import_file(conn, ward, "sites", path, ImportOptions()).crs == "EPSG:5897"
    query = "SELECT ST_X(geom) AS x, ST_Y(geom) AS y FROM site WHERE ward_id = %s"
    x, y = db.one(conn, query, (ward.id,)).values()
    assert (x, y) == (pytest.approx(105.886281, abs=1e-6), pytest.approx(21.048956, abs=1e-6))


def test_required_columns_are_those_of_the_import(conn: connection, ward: Ward):
    for layer in LAYERS:
        needed = {c.name for c in find_target(conn, ward, layer).columns if c.required}
        told = set(_examples(_sheets(make_template(conn, ward, get_layer(layer)))))
        names = {f.title.vi for f in get_layer(layer).fields if f.name in needed - {"code"}}
        assert names - {"Số hiệu"} <= told, layer


def test_blank_template_says_that_there_is_nothing_to_load(conn, ward, tmp_path):
    path = tmp_path / "blank.xlsx"
    path.write_bytes(make_template(conn, ward, get_layer("sites")))
    checked = check_file(conn, ward, "sites", path, ImportOptions())
    assert checked.verdict == "refused"
    assert checked.questions == ()


def test_layer_that_is_worked_out_has_no_template(conn: connection, ward: Ward):
    with pytest.raises(InputError) as caught:
        make_template(conn, ward, get_layer("hot_spots"))
    assert "worked out" in caught.value.text.en

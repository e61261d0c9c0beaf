"""Lists that a page holds whole: the page and its files have the same rows in the same order."""

import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import add_lane, add_place, add_route

FAR = [(105.881, 21.055), (105.885, 21.055)]
FILES = {
    "/places/export.{}": ("Mã", "Code"),
    "/coverage.{}?period=2016H1": ("Mã", "Code"),
    "/registers/late/export.{}?as_of=2016-06-30": ("Việc", "What"),
    "/routes/export.{}?on=2016-06-30": ("Mã tuyến", "Route code"),
    "/routes/free.{}?on=2016-06-30": ("Mã", "Code"),
}


@pytest.fixture
def lists(conn, ward) -> None:
    """Two rows of each list; a name of each would be a formula."""
    for code, name in (("2", "=Ngõ 2"), ("10", "Ngõ 10")):
        add_lane(conn, ward, code=f"N-{code}", name=name, points=FAR)
        add_place(conn, ward, code=f"D-{code}", name=name)
    add_route(conn, ward, code="K-2", name="Tuyến 2", holder_unit="Tổ 5", holder_name="Bà Hoà")
    add_route(conn, ward, code="K-10", name="=Tuyến 10", valid_from="2016-01-01")
    writer = Reader(ward, Role.SUPERVISOR, "chi")
    unit = str(add_row(conn, find_register("units"), writer, {"name": "UBND", "kind": "ubnd"}))
    for title, due, of in (("=Vỉa hè", "2016-06-01", unit), ("Chợ", "2016-05-01", "")):
        said = {"title": title, "span": "quy", "responsibility": "chu_tri", "state": "chua_lam"}
        add_row(conn, find_register("tasks"), writer, said | {"due_on": due, "unit_id": of})


def _csv(client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def _column(client, address: str, name: str) -> list[str]:
    return [row[name] for row in _csv(client, address)]


@pytest.mark.parametrize("address", FILES)
def test_files_have_the_same_rows_in_the_language_of_the_reader(lists, client_as, address) -> None:
    client = client_as("viewer")
    for lang, head in zip(("vi", "en"), FILES[address], strict=True):
        here = f"{address}{'&' if '?' in address else '?'}lang={lang}"
        rows = _csv(client, here.format("csv"))
        assert len(rows) == 2 and next(iter(rows[0])) == head
        assert any(cell.startswith("'=") for row in rows for cell in row.values())
        book = CalamineWorkbook.from_object(io.BytesIO(client.get(here.format("xlsx")).data))
        cells = book.get_sheet_by_index(0).to_python()
        assert cells[0] == list(rows[0])
        assert [line[0].lstrip("=") for line in cells[1:]] == [
            row[head].lstrip("'=") for row in rows
        ]
    assert client.get(here.format("pdf")).status_code in (400, 404)


@pytest.mark.parametrize(
    ("address", "column", "sorts"),
    [
        ("/registers/late/export.csv?as_of=2016-06-30", "Việc", {
            "": ["Chợ", "'=Vỉa hè"], "-due": ["'=Vỉa hè", "Chợ"], "unit": ["'=Vỉa hè", "Chợ"],
            "days": ["'=Vỉa hè", "Chợ"]}),
        ("/routes/export.csv?on=2016-06-30", "Mã tuyến", {
            "": ["K-10", "K-2"], "-route": ["K-2", "K-10"], "since": ["K-2", "K-10"],
            "-since": ["K-10", "K-2"], "-holder": ["K-2", "K-10"]}),
    ],
)  # fmt: skip
def test_a_list_is_sorted_and_what_has_no_value_stands_last(
    lists, client_as, address, column, sorts
) -> None:
    client = client_as("viewer")
    for sort, expected in sorts.items():
        assert _column(client, f"{address}&sort={sort}", column) == expected, sort
    assert client.get(f"{address}&sort=x").status_code == 400
    page = re.sub(r"/export\.csv", "", f"{address}&sort={sort}")
    text = client.get(page).get_data(as_text=True)
    assert 'aria-sort="' in text


def test_lanes_nobody_holds_are_sorted_beside_the_routes(lists, client_as) -> None:
    client, address = client_as("viewer"), "/routes/free.csv?on=2016-06-30"
    assert _column(client, f"{address}&lane_sort=-lane", "Mã") == ["N-10", "N-2"]
    assert _column(client, f"{address}&q=ngo 10", "Mã") == ["N-10"]
    assert client.get(f"{address}&lane_sort=x").status_code == 400


def test_a_search_needs_no_marks_and_narrows_page_and_file(lists, client_as) -> None:
    client = client_as("viewer")
    late = "?as_of=2016-06-30&q=via he"
    assert _column(client, f"/registers/late/export.csv{late}", "Việc") == ["'=Vỉa hè"]
    page = client.get(f"/registers/late{late}").get_data(as_text=True)
    assert "Vỉa hè" in page and "Chợ" not in page.split("<table")[1]
    routes = "?on=2016-06-30&q=to 5"
    assert _column(client, f"/routes/export.csv{routes}", "Mã tuyến") == ["K-2"]
    assert _column(client, "/routes/export.csv?on=2016-06-30&unit=-", "Mã tuyến") == ["K-10"]
    page = client.get("/routes?on=2016-06-30&unit=Tổ 5").get_data(as_text=True)
    assert "Tuyến 2</a>" in page and "Tuyến 10</a>" not in page


def test_people_who_hold_routes_are_named_to_who_may_know_them(lists, client_as) -> None:
    address = "/routes/export.csv?on=2016-06-30"
    for role, name in (("viewer", ""), ("inspector", "Bà Hoà")):
        client = client_as(role)
        row = next(row for row in _csv(client, address) if row["Mã tuyến"] == "K-2")
        assert row["Họ tên người nhận"] == name
        assert len(_csv(client, f"{address}&q=ba hoa")) == (1 if name else 0)

"""Coverage: every figure of the page opens just its rows, and their sum is the figure."""

import csv
import io
import re

import pytest

from layers import db
from tests.factories import add_area, add_lane, add_round

PERIOD = "/coverage?period=2016H1"
NORTH = [(105.881, 21.047), (105.8845, 21.047)]


@pytest.fixture
def walked(conn, ward):
    """A lane through two groups walked for a quarter, one walked whole, one that nobody walked."""
    add_area(conn, ward, code="to-01", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, code="to-02", box=(105.885, 21.04, 105.89, 21.05))
    add_lane(conn, ward, "Ngõ dài", points=[(105.881, 21.045), (105.889, 21.045)])
    add_lane(conn, ward, "Ngõ đủ", points=NORTH)
    add_lane(conn, ward, "Ngõ xa", points=[(105.881, 21.0462), (105.8845, 21.0462)])
    add_round(conn, ward, points=[(105.881, 21.045), (105.883, 21.045)])
    add_round(conn, ward, points=NORTH)
    without_line = add_round(conn, ward)
    db.execute(conn, "UPDATE inspection_round SET geom = NULL WHERE id = %s", (without_line,))
    add_round(conn, ward, points=NORTH, kind="dot_xuat", state="dang_di")
    return ward


def test_every_figure_opens_its_rows(walked, client_as) -> None:
    client = client_as("viewer")
    page = client.get(PERIOD).text
    for shown, column in (("walked", "walked_m"), ("unwalked", "unwalked_m")):
        said = float(_figure(page, shown).replace(",", "."))
        rows = _rows(client, f"&shown={shown}")
        assert sum(row[column] for row in rows) / 1000 == pytest.approx(said, abs=0.006)
        assert all(row[column] > 0 for row in rows)
    lanes = {row["name"] for row in _rows(client, "&shown=lanes")}
    assert lanes == {"Ngõ đủ"} and int(_figure(page, "lanes")) == 1
    assert {row["name"] for row in _rows(client, "&shown=walked")} == {"Ngõ dài", "Ngõ đủ"}
    assert "3 ngõ, 4 đoạn" in page


def test_rounds_of_the_figure_are_the_rounds_of_its_link(walked, client_as) -> None:
    client = client_as("viewer")
    page = client.get(PERIOD).text
    link = re.search(r'data-shown="rounds" href="([^"]+)"', page)
    listed = client.get(link[1].replace("&amp;", "&")).text
    assert int(_figure(page, "rounds")) == 2
    assert len(re.findall(r'<tr data-row="', listed)) == 2


def test_groups_open_what_they_count(walked, conn, client_as) -> None:
    client = client_as("viewer")
    everything = _rows(client, "")
    for group in db.rows(conn, "SELECT id, name FROM area WHERE kind = 'group'"):
        rows = _rows(client, f"&group={group['id']}")
        assert rows == [row for row in everything if row["group"] == group["name"]] and rows


def _figure(page: str, shown: str) -> str:
    found = re.search(rf'data-shown="{shown}".*?figure__number">([^<]+)<', page)
    assert found
    return found[1]


def _rows(client, more: str) -> list[dict]:
    text = client.get(f"/coverage.csv?period=2016H1{more}").text.lstrip("\ufeff")
    names = ("code", "name", "group", "length_m", "walked_m", "unwalked_m", "share")
    found = [dict(zip(names, row, strict=True)) for row in list(csv.reader(io.StringIO(text)))[1:]]
    metres = ("length_m", "walked_m", "unwalked_m")
    return [row | {name: float(row[name]) for name in metres} for row in found]

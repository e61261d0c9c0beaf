"""The search box: without marks, with mistakes, numbers right, groups by all their names."""

from datetime import date

import pytest
from psycopg2.extensions import connection

from layers.queries.search import MOST, search
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_area, add_facility, add_lane, add_place, add_site

LANES = [
    "Nguyễn Văn Cừ",
    "Ngõ 12 Nguyễn Văn Cừ",
    "Ngõ 112 Nguyễn Văn Cừ",
    "Ngách 12/5 Nguyễn Văn Cừ",
    "Ngõ 12 Ngọc Lâm",
    "Gia Thụy",
    "Gia Thượng",
    "Đặng Văn Ngữ",
]


@pytest.fixture
def names(conn: connection, ward: Ward) -> None:
    for name in LANES:
        add_lane(conn, ward, name)
    for number in range(1, 15):
        west = 105.87 + number / 1000
        add_area(conn, ward, str(number), box=(west, 21.04, west + 0.001, 21.05))


def _titles(conn: connection, ward: Ward, words: str, role: Role = Role.PUBLIC) -> list[str]:
    return [found["title"] for found in search(conn, ward, words, role)]


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("ngo 12 nguyen van cu", "Ngõ 12 Nguyễn Văn Cừ"),
        ("NGÕ 12 NGUYỄN VĂN CỪ", "Ngõ 12 Nguyễn Văn Cừ"),
        ("nguyen van cu", "Nguyễn Văn Cừ"),
        ("nguyên văn cư", "Nguyễn Văn Cừ"),
        ("nguyen vna cu", "Nguyễn Văn Cừ"),
        ("ngo 12 nguyen van cuu", "Ngõ 12 Nguyễn Văn Cừ"),
        ("12/5", "Ngách 12/5 Nguyễn Văn Cừ"),
        ("dang van ngu", "Đặng Văn Ngữ"),
        ("Dang  van-ngu", "Đặng Văn Ngữ"),
        ("gia thuy", "Gia Thụy"),
        ("tổ 5", "Tổ dân phố 5"),
        ("to 5", "Tổ dân phố 5"),
        ("TDP 5", "Tổ dân phố 5"),
        ("tổ dân phố số 05", "Tổ dân phố 5"),
        ("tổ 14", "Tổ dân phố 14"),
    ],
)
def test_best_answer(conn: connection, ward: Ward, names: None, words: str, best: str) -> None:
    assert _titles(conn, ward, words)[0] == best


def test_numbers_must_be_right(conn: connection, ward: Ward, names: None) -> None:
    found = _titles(conn, ward, "ngo 12 nguyen van cu")
    assert "Ngõ 112 Nguyễn Văn Cừ" not in found
    assert "Tổ dân phố 12" not in found
    assert _titles(conn, ward, "tổ 15") == []


@pytest.mark.parametrize("words", ["", "   ", "-/-", "zzzzqqq", "%", "_", "'; --"])
def test_nothing_sensible_finds_nothing(
    conn: connection, ward: Ward, names: None, words: str
) -> None:
    assert _titles(conn, ward, words) == []


def test_answers_are_few_and_have_a_box(conn: connection, ward: Ward) -> None:
    for number in range(MOST + 3):
        add_lane(conn, ward, f"Ngõ {number} Gia Quất")
    found = search(conn, ward, "gia quat", Role.PUBLIC)
    assert len(found) == MOST
    west, south, east, north = found[0]["bounds"]
    assert west < east
    assert south <= north
    assert found[0]["kind"] == "lane"


def test_public_finds_no_site_and_no_watched_place(conn: connection, ward: Ward) -> None:
    add_site(conn, ward, address="Công trình số 7 Gia Quất")
    add_place(conn, ward, "Cổng trường Gia Quất")
    add_facility(conn, ward, "Chợ Gia Quất")
    assert _titles(conn, ward, "gia quat") == ["Chợ Gia Quất"]
    staff = search(conn, ward, "gia quat", Role.VIEWER)
    assert {found["kind"] for found in staff} == {"site", "place", "facility"}


def test_group_is_found_by_its_number_whatever_its_code(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "bd-31", name="Tổ dân phố số 31 (Bồ Đề)")
    assert _titles(conn, ward, "tổ 31") == ["Tổ dân phố số 31 (Bồ Đề)"]


def test_group_is_found_once_in_its_newest_form(conn: connection, ward: Ward) -> None:
    """Also where it has ended: its incidents are still there to be looked at."""
    add_area(conn, ward, "77", valid_from=date(2000, 1, 1), valid_to=date(2010, 1, 1))
    newest = add_area(conn, ward, "77", valid_from=date(2010, 1, 1), valid_to=date(2020, 1, 1))
    assert [found["id"] for found in search(conn, ward, "tổ 77", Role.PUBLIC)] == [newest]

"""The page of a border area: whose the queue is, on which side, who acts first, what is next."""

import re

import pytest
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import LAT, LON, add_area, add_incident
from tests.web.conftest import ClientAs
from tests.web.test_things import _main

M = 1 / 103_900
"""A metre to the east, in degrees, at this latitude."""


def _add(conn: connection, ward: Ward, register: str, **said: str) -> int:
    return add_row(conn, find_register(register), Reader(ward, Role.ADMIN, "lan"), said)


def _box(west_m: float, east_m: float) -> tuple[float, float, float, float]:
    return LON + west_m * M, LAT - 0.001, LON + east_m * M, LAT + 0.001


@pytest.fixture
def groups(conn: connection, ward: Ward) -> tuple[int, int]:
    """Two groups that meet at LON."""
    return (
        add_area(conn, ward, "1", box=_box(-200, 0)),
        add_area(conn, ward, "2", box=_box(0, 200)),
    )


def _queue(page: str) -> list[list[str]]:
    table = page[page.index('id="queue"') :].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows
    ]


def _border(conn: connection, ward: Ward, groups: tuple[int, int], **others: str) -> int:
    said = {"name": "Giáp ranh", "first_id": str(groups[0]), "second_id": str(groups[1]),
            "width_m": "30", "first_unit": "Tổ Một", "second_unit": "Tổ Hai",
            "acts_first": "ai_thay", "state": "phoi_hop"} | others  # fmt: skip
    return _add(conn, ward, "border_areas", **said)


def test_queue_is_what_is_open_within_so_many_metres_on_either_side(
    client_as: ClientAs, conn: connection, ward: Ward, groups: tuple[int, int]
) -> None:
    border = _border(conn, ward, groups)
    for metres, day, state in ((-28, "2016-05-01", "phat_hien"), (28, "2016-04-01", "nhac_nho"),
                               (-33, "2016-05-01", "phat_hien"), (10, "2016-05-02", "ket_thuc"),
                               (5, "2016-07-02", "phat_hien")):  # fmt: skip
        add_incident(conn, ward, LON + metres * M, on=f"{day} 08:00", state=state)
    _add(conn, ward, "joint_operations", border_id=str(border), held_on="2016-05-05",
         led_by="Tổ Một", with_unit="Tổ Hai", people="9", handled="2")  # fmt: skip
    page = _main(client_as("viewer").get(f"/borders/{border}?as_of=2016-06-30"))
    assert [(row[3], row[4]) for row in _queue(page)] == [("Tổ Hai",) * 2, ("Tổ Một",) * 2]
    assert page.count("locator__area") == 2 and page.count("locator__point") == 2
    sides = page[page.index('id="sides"') :].partition("</section>")[0]
    numbers = re.findall(r'is-number">(?:<a[^>]*>)?([\d,]+)', sides)
    assert [numbers[1:4], numbers[5:8]] == [["1", "0", "1"], ["1", "1", "2"]]
    assert "/new?" not in page and "joint_operations" in page
    steps = page[page.index("thing__steps") :].partition("</ul>")[0]
    assert "90 ngày: Tổ Hai xử lý trước" in steps
    ours = _main(client_as("inspector").get(f"/borders/{border}?as_of=2016-06-30&lang=en"))
    assert f"/registers/joint_operations/new?ward={ward.code}&amp;border_id={border}" in ours


def test_an_incident_where_both_sides_meet_is_there_once(
    client_as: ClientAs, conn: connection, ward: Ward, groups: tuple[int, int]
) -> None:
    border = _border(conn, ward, groups)
    for north in (-0.001, 0, 0.001):  # at ends of the common edge, and on it
        add_incident(conn, ward, LON, LAT + north, on="2016-05-01 08:00")
    page = _main(client_as("viewer").get(f"/borders/{border}?as_of=2016-06-30"))
    assert len(_queue(page)) == 3


@pytest.mark.parametrize(
    ("acts_first", "first"),
    [("thu_nhat", "Tổ Một"), ("thu_hai", "Tổ Hai"), ("cung", "cả hai đơn vị")],
)
def test_who_acts_first_is_what_was_agreed(
    client_as: ClientAs, conn: connection, ward: Ward, groups: tuple[int, int],
    acts_first: str, first: str,
) -> None:  # fmt: skip
    border = _border(conn, ward, groups, acts_first=acts_first, state="moi")
    add_incident(conn, ward, LON + 5 * M, on="2016-05-01 08:00")
    page = _main(client_as("viewer").get(f"/borders/{border}?as_of=2016-06-30"))
    assert [row[4] for row in _queue(page)] == [first]
    assert "thing__step--bad" in page  # not agreed yet


def test_border_with_the_outside_has_one_side(
    client_as: ClientAs, conn: connection, ward: Ward, groups: tuple[int, int]
) -> None:
    border = _border(conn, ward, groups, second_id="", second_unit="Phường bên")
    for metres in (-190, -100, -5, 190):
        add_incident(conn, ward, LON + metres * M, on="2016-05-01 08:00")
    page = _main(client_as("viewer").get(f"/borders/{border}?as_of=2016-06-30"))
    assert len(_queue(page)) == 1 and page.count("locator__area") == 1
    assert f"/borders/{border}" in _main(client_as("viewer").get("/borders"))
    assert client_as("viewer").get("/borders/999999").status_code == 404

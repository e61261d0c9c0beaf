"""The page of a contracted route: handed over, refused with what was typed, taken back."""

import html
import re

import pytest

from layers import db
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import LAT, add_area, add_incident, add_route


@pytest.fixture
def route(conn, ward) -> int:
    made = add_route(
        conn, ward, code="K-1", holder_unit="Tổ 5", holder_name="Bà Hoà", valid_from="2016-01-01"
    )
    add_incident(conn, ward, 105.885, LAT, on="2016-05-01")
    return made


def _form(client, route, **said):
    page = client.get(f"/routes/{route}").get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    return {"version": version, "unit": "Đoàn TN", "name": "", "on": "2016-04-01",
            "reason": "hết hạn"} | said  # fmt: skip


def test_a_route_is_handed_over_and_back(client_as, conn, ward, route) -> None:
    boss = client_as("supervisor")
    done = boss.post(f"/routes/{route}/handover", data=_form(boss, route))
    assert done.status_code == 302
    new = int(re.search(r"/routes/(\d+)", done.location).group(1))
    page = boss.get(done.location).get_data(as_text=True)
    assert "Đã bàn giao. Vụ thuộc kỳ của bên nhận mới: 1." in page
    assert "Tổ 5 · Bà Hoà → Đoàn TN" in page
    edit = re.search(r'name="edit" value="(\d+)"', page).group(1)
    back = boss.post(f"/routes/{new}/undo", data={"edit": edit})
    assert f"/routes/{route}?" in back.location
    rows = db.rows(conn, "SELECT id, holder_unit, valid_to FROM route")
    assert rows == [{"id": route, "holder_unit": "Tổ 5", "valid_to": None}]
    again = boss.post(f"/routes/{route}/undo", data={"edit": edit})
    assert "đã được hoàn tác" in boss.get(again.location).get_data(as_text=True)


def test_what_went_along_is_told_and_what_stands_in_the_way_too(
    client_as, conn, ward, route
) -> None:
    boss = client_as("supervisor")
    who = Reader(ward, Role.SUPERVISOR, "supervisor")
    team = add_row(conn, find_register("units"), who, {"name": "Tổ 1", "kind": "ubnd"})
    said = {"patrolled_on": "2016-04-05", "unit_id": str(team), "members": "3", "hours": "2",
            "found": "0", "group_id": str(add_area(conn, ward, "5"))}  # fmt: skip
    add_row(conn, find_register("patrols"), who, said | {"route_id": str(route)})
    done = boss.post(f"/routes/{route}/handover", data=_form(boss, route))
    page = boss.get(done.location).get_data(as_text=True)
    assert "1 dòng chuyển sang hợp đồng của ngày mình." in page
    new = int(re.search(r"/routes/(\d+)", done.location).group(1))
    db.execute(conn, "UPDATE route SET valid_to = '2016-04-15' WHERE id = %s", (new,))
    again = _form(boss, new, unit="Hội PN", on="2016-05-01")
    done = boss.post(f"/routes/{new}/handover", data=again)
    newest = int(re.search(r"/routes/(\d+)", done.location).group(1))
    edit = re.search(r'name="edit" value="(\d+)"', boss.get(done.location).text).group(1)
    later = said | {"route_id": str(newest), "patrolled_on": "2016-05-05"}
    add_row(conn, find_register("patrols"), who, later)
    refused = boss.post(f"/routes/{newest}/undo", data={"edit": edit}, follow_redirects=True)
    assert refused.status_code == 200
    assert "Ca tuần tra bảo vệ dân phố: 05/05/2016" in html.unescape(refused.text)


def test_a_refusal_keeps_what_was_typed(client_as, route) -> None:
    boss = client_as("supervisor")
    form = _form(boss, route, on="2015-12-31", name="Ông Bình")
    refused = boss.post(f"/routes/{route}/handover", data=form)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "ngày kỳ này bắt đầu" in page
    assert 'value="Ông Bình"' in page
    late = _form(boss, route)
    boss.post(f"/routes/{route}/handover", data=late)
    assert boss.post(f"/routes/{route}/handover", data=late).status_code == 409


def test_a_viewer_sees_units_and_days_without_people(client_as, route) -> None:
    boss = client_as("supervisor")
    boss.post(f"/routes/{route}/handover", data=_form(boss, route, reason="việc riêng"))
    page = client_as("viewer").get(f"/routes/{route}").get_data(as_text=True)
    assert "Tổ 5 → Đoàn TN" in page
    for hidden in ("Bà Hoà", "việc riêng", "h-hand", 'name="edit"'):
        assert hidden not in page

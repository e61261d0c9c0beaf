"""The pages of a lane upgrade and of a building project: their numbers open their rows."""

import re
from html import unescape

import pytest
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import add_incident, add_lane, add_lane_project
from tests.web.conftest import ClientAs
from tests.web.test_things import _main, _numbers


def _add(conn: connection, ward: Ward, register: str, **said: str) -> int:
    return add_row(conn, find_register(register), Reader(ward, Role.ADMIN, "lan"), said)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_upgrade_stands_beside_lanes_without_works(
    client_as: ClientAs, conn: connection, ward: Ward, lang: str
) -> None:
    lanes = [add_lane(conn, ward, code=code) for code in ("N1", "N2", "N3")]
    days = {"started_on": "2016-03-01", "finished_on": "2016-04-01"}
    project = add_lane_project(conn, ward, lanes[0], code="DA1", contractor="Đội A", **days)
    add_lane_project(conn, ward, lanes[2], code="DA3", state="building", started_on="2016-05-01")
    for lane, seen in ((0, ("02-01", "02-11", "05-03")), (1, ("03-31", "04-01")), (2, ("05-03",))):
        for day in seen:
            add_incident(conn, ward, on=f"2016-{day} 08:00", lane_id=lanes[lane])
    unit = str(_add(conn, ward, "units", name="MTTQ", kind="mttq"))
    _add(conn, ward, "lane_supervisions", project_id=str(project), held_on="2016-03-10",
         unit_id=unit, finding="khiem_khuyet", defects="2", due_on="2016-03-20")  # fmt: skip
    client = client_as("supervisor")
    page = _main(client.get(f"/upgrades/DA1?on=2016-05-30&lang={lang}"))
    effect = page[page.index('id="effect"') : page.index("</section>", page.index('id="effect"'))]
    numbers = _numbers(effect)
    assert [count for _, count in numbers] == [2, 1, 1, 1]  # N3 had works: it is no comparison
    for address, count in numbers:
        rows = re.search(r'role="status">\s*([\d.,]+) ', client.get(address).get_data(as_text=True))
        assert rows and int(rows[1]) == count, address
    assert {"vi": "mới có 60 ngày", "en": "60 days so far"}[lang] in effect
    assert "lane_supervisions" in page and "thing__step--bad" in page and "Đội A" in page
    assert f"/effect?ward={ward.code}&amp;treated={lanes[0]}&amp;on=2016-04-01" in page
    viewer = _main(client_as("viewer").get("/upgrades/DA3?on=2016-05-30"))
    assert "/new?" not in viewer and "/effect?" not in viewer


def test_project_adds_up_its_parcels(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    project = _add(
        conn,
        ward,
        "projects",
        name="Chợ mới",
        kind="cho",
        state="chuan_bi",
        started_on="2016-01-20",
        due_on="2016-05-31",
        obstacle="Hai hộ chưa đồng ý",
    )
    other = _add(conn, ward, "projects", name="Nhà khác", kind="dan_sinh", state="dang_xay")
    for code, stage, stuck in (("1", "kiem_dem", "ranh giới"), ("2", "kiem_dem", ""),
                               ("3", "ban_giao", "")):  # fmt: skip
        _add(conn, ward, "parcels", code=code, project_id=str(project), stage=stage,
             stage_on="2016-03-01", area_m2="1050.5", obstacle=stuck)  # fmt: skip
    client = client_as("viewer")
    page = _main(client.get(f"/projects/{project}?as_of=2016-06-30"))
    numbers = _numbers(page[page.index('id="clearance"') :].partition("</section>")[0])
    assert sorted(count for _, count in numbers) == [1, 2, 3]
    for address, count in numbers:
        rows = re.search(r'role="status">\s*([\d.,]+) ', client.get(address).get_data(as_text=True))
        assert rows and int(rows[1]) == count, address
    assert "Hai hộ chưa đồng ý" in page and page.count("thing__step--bad") == 2
    assert "lan " not in page[page.index("register-history") :]  # who entered it is not a viewer's
    known = _main(client_as("inspector").get(f"/projects/{project}"))
    assert "lan " in known[known.index("register-history") :]
    assert f"/projects/{project}" in _main(client.get("/projects"))
    assert 'id="clearance"' not in _main(client.get(f"/projects/{other}"))
    row = client.get(f"/registers/projects/{project}").get_data(as_text=True)
    own = re.search(r'href="(/projects/[^"]+)"', row)
    assert own and client.get(unescape(own[1])).status_code == 200
    assert client.get("/projects/999999").status_code == 404

"""The pages of things: every number opens as many rows; each role sees what is theirs."""

import re
from html import escape, unescape

import pytest
from psycopg2.extensions import connection

from geo.names import fold
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from layers.things.registry import KINDS
from tests.factories import (
    add_area,
    add_facility,
    add_incident,
    add_lane,
    add_lane_project,
    add_place,
    add_round,
    add_route,
    add_site,
)
from tests.page_tables import as_shown, file_table, page_table
from tests.web.conftest import ClientAs
from tests.web.test_shares import link

SECOND = {"groups": "6", "lanes": "n9", "upgrades": "da0", "sites": "s0", "facilities": "f0"}
PAGES = (
    "/groups/5?on=2016-06-01",
    "/lanes/N12?on=2016-06-30",
    "/sites/S1?lang=en&on=2016-06-30",
    "/facilities/F1?on=2016-06-30",
    "/upgrades/DA1?on=2016-06-30",
)


@pytest.fixture
def ward_life(conn: connection, ward: Ward) -> dict[str, int]:
    """One of each kind, lying together, with incidents, rounds, works and registers."""
    group = add_area(conn, ward, "5", valid_to="2016-07-01")
    add_area(conn, ward, "5", valid_from="2016-07-01", name="Tổ 5 mới")
    lane = add_lane(conn, ward, code="N12")
    add_lane_project(
        conn, ward, lane, code="DA1", started_on="2016-03-01", finished_on="2016-04-01"
    )
    add_round(conn, ward, code="D1")
    add_route(conn, ward, "Tuyến A", holder_unit="Tổ bảo vệ 4", holder_name="Trần Văn Kín")
    site = add_site(conn, ward, code="S1", owner_name="Nguyễn Thị Chủ")
    facility = add_facility(conn, ward, code="F1")
    add_place(conn, ward, "Cổng chợ", state="hot")
    for day in ("2016-02-01", "2016-02-11", "2016-05-03", "2016-06-20"):
        add_incident(conn, ward, on=f"{day} 08:00", lane_id=lane)
    who = Reader(ward, Role.ADMIN, "lan")
    office = add_row(conn, find_register("units"), who, {"name": "UBND", "kind": "ubnd"})
    visit = {"visited_on": "2016-05-01", "unit_id": str(office), "site_id": str(site),
             "shielded": "dat", "permit_shown": "khong_dat", "as_permitted": "khong_thay",
             "street_clear": "dat", "waste_removed": "dat", "persuaded": "true"}  # fmt: skip
    add_row(conn, find_register("site_visits"), who, visit)
    dossier = {"code": "HS-1", "group_id": str(group), "stage": "tiep_nhan",
               "received_on": "2016-01-05", "due_on": "2016-02-05"}  # fmt: skip
    add_row(conn, find_register("dossiers"), who, dossier)
    task = {"title": "Dọn ngõ", "unit_id": str(office), "due_on": "2016-05-31", "span": "thang",
            "responsibility": "chu_tri", "state": "dang_lam"}  # fmt: skip
    add_row(conn, find_register("tasks"), who, task)
    return {"group": group, "lane": lane, "site": site, "facility": facility, "unit": office}


def _main(answer) -> str:
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def _numbers(page: str) -> list[tuple[str, int]]:
    """Cells with a number that leads to rows, and the totals that open all of theirs."""
    cells = re.findall(r'is-number"[^>]*><a href="([^"]+)">([\d.,]+)</a>', page)
    totals = re.findall(
        r'thing__total">([\d.,]+)</span></h2>\s*<a class="no-print" href="([^"]+)"', page
    )
    found = [*cells, *((address, number) for number, address in totals)]
    return [(unescape(address), int(re.sub(r"\D", "", number))) for address, number in found]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_every_number_of_a_page_opens_as_many_rows(
    client_as: ClientAs, ward: Ward, ward_life, page: str, role: str
) -> None:
    client = client_as(role)
    numbers = _numbers(_main(client.get(page)))
    assert numbers
    for address, count in numbers:
        rows = re.search(r'role="status">\s*([\d.,]+) ', client.get(address).get_data(as_text=True))
        assert rows and int(re.sub(r"\D", "", rows[1])) == count, address


@pytest.mark.parametrize("page", PAGES)
def test_page_has_one_heading_a_way_back_and_captions(
    client_as: ClientAs, ward: Ward, ward_life, page: str
) -> None:
    shown = _main(client_as("viewer").get(page))
    assert shown.count("<h1>") == 1
    assert 'class="crumbs"' in shown and f'href="{page[: page.index("/", 1)]}?ward=' in shown
    assert shown.count("<table") == shown.count("<caption>") > 0
    assert 'class="locator"' in shown and "selected=" in shown


def test_group_is_that_of_the_day(client_as: ClientAs, ward: Ward, ward_life) -> None:
    client = client_as("viewer")
    before = _main(client.get("/groups/5?on=2016-06-01"))
    assert "<h1>Tổ dân phố 5</h1>" in before and "HS-1" in before and "Ngõ 12" in before
    assert "Cổng chợ" in before
    after = _main(client.get("/groups/5"))
    assert "<h1>Tổ 5 mới</h1>" in after and "HS-1" not in after
    assert "on=2010-01-01" in after and "on=2016-07-01" in after
    missing = client.get("/groups/5?on=2009-01-01")
    assert missing.status_code == 404
    assert "2010-01-01" in missing.get_data(as_text=True)
    assert client.get("/groups/5?on=x").status_code == 400


def test_lane_tells_its_works_holders_rounds_and_sites(
    client_as: ClientAs, ward: Ward, ward_life
) -> None:
    shown = _main(client_as("supervisor").get("/lanes/N12"))
    works = shown[shown.index('id="upgrades"') : shown.index('id="incidents"')]
    assert [count for _, count in _numbers(works)] == [2, 2]
    for words in ("Tổ bảo vệ 4", "D1 · MTTQ", "12 Ngõ 40", "100%"):
        assert words in shown
    assert f"/effect?ward={ward.code}&amp;treated={ward_life['lane']}" in shown
    assert "/effect?" not in _main(client_as("viewer").get("/lanes/N12"))


def test_names_of_people_keep_to_the_layers_own_rule(
    client_as: ClientAs, ward: Ward, ward_life
) -> None:
    assert "Nguyễn Thị Chủ" in _main(client_as("supervisor").get("/sites/S1"))
    for role in ("viewer", "inspector"):
        assert "Nguyễn Thị Chủ" not in _main(client_as(role).get("/sites/S1"))
    for role in ("viewer", "supervisor"):
        assert "Trần Văn Kín" not in _main(client_as(role).get("/lanes/N12"))


def test_restricted_register_is_not_on_the_page_of_a_unit(
    client_as: ClientAs, conn: connection, ward: Ward, ward_life
) -> None:
    unit = f"/units/{ward_life['unit']}"
    who = Reader(ward, Role.ADMIN, "lan")
    register = find_register("conduct")
    said = {"opened_on": "2016-05-01", "unit_id": str(ward_life["unit"]), "due_on": "2016-05-20"}
    for column in register.columns:
        if column.required and column.name not in said:
            first = next(iter(column.choices), None)
            said[column.name] = first or ("2016-05-01" if column.type == "date" else "1")
    add_row(conn, register, who, said)
    seen = {role: _main(client_as(role).get(f"{unit}?as_of=2016-06-30"))
            for role in ("viewer", "supervisor")}  # fmt: skip
    assert register.title.vi in seen["supervisor"] and register.title.vi not in seen["viewer"]
    work = seen["viewer"][seen["viewer"].index('id="work"') :]
    assert "Dọn ngõ" in work and "quá hạn" in work
    assert client_as("viewer").get("/units/999999").status_code == 404


@pytest.mark.parametrize("kind", [*KINDS, "units"])
def test_list_of_a_kind_leads_to_its_pages(
    client_as: ClientAs, ward: Ward, ward_life, kind: str
) -> None:
    client = client_as("viewer")
    shown = _main(client.get(f"/{kind}"))
    address = re.search(rf'<(?:li|td[^>]*)><a href="(/{kind}/[^"]+)"', shown)
    assert address and client.get(unescape(address[1])).status_code == 200
    assert client.get(f"/{kind}/khong-co" if kind != "units" else "/units/0").status_code == 404


@pytest.mark.parametrize("kind", [*KINDS, "units"])
def test_list_of_a_kind_is_searched_without_marks_and_taken_away(
    client_as: ClientAs, ward: Ward, ward_life, kind: str
) -> None:
    client = client_as("viewer")
    shown = _main(client.get(f"/{kind}"))
    link_to = r'<(?:li|td[^>]*)><a href="[^"]+">([^<]+)</a>'
    names = [unescape(each) for each in re.findall(link_to, shown)]
    found = _main(client.get(f"/{kind}", query_string={"q": fold(names[0])}))
    assert f">{escape(names[0])}</a>" in found
    none = _main(client.get(f"/{kind}?q=khong-co-gi-nhu-the"))
    assert not re.search(link_to, none) and "Không có mục nào khớp" in none
    files = re.findall(r'href="(/api/[^"]+/export\.(?:csv|xlsx)|/registers/[^"]+)"', shown)
    assert len(files) == {"units": 1, "upgrades": 3}.get(kind, 2)
    assert [client.get(unescape(each)).status_code for each in files] == [200] * len(files)


def test_card_on_the_map_leads_to_the_page_for_staff_only(
    client_as: ClientAs, conn: connection, ward: Ward, ward_life
) -> None:
    address = f"/api/{ward.code}/layers/lanes/features/{ward_life['lane']}"
    staff = client_as("viewer")
    page = staff.get(address).json["page"]
    assert page == f"/lanes/N12?ward={ward.code}"
    assert staff.get(page).status_code == 200
    assert client_as("public").get(address).json["page"] is None
    shared = link(client_as("supervisor"), ward)
    assert staff.get(f"{shared}{address}").json["page"] is None
    group = staff.get(f"/api/{ward.code}/layers/groups/features/{ward_life['group']}").json
    assert group["page"] == f"/groups/5?ward={ward.code}&on=2010-01-01"


def test_lists_of_things_are_narrowed_and_sorted(client_as, conn, ward):
    for number, (stage, since) in enumerate(
        (("frame", "2016-03-01"), ("foundation", "2016-01-05"), ("frame", "2016-02-01")), start=1
    ):
        add_site(conn, ward, code=f"S{number}", stage=stage, watched_from=since)
    viewer = client_as("viewer")

    def codes(asked: str) -> list[str]:
        answer = viewer.get(f"/sites?ward={ward.code}&{asked}")
        assert answer.status_code == 200
        return re.findall(r'href="/sites/(S\d)\?', answer.text)

    assert codes("") == ["S1", "S2", "S3"]
    assert codes("sort=-code") == ["S3", "S2", "S1"]
    assert codes("sort=watched_from") == ["S2", "S3", "S1"]
    assert codes("stage=frame&sort=watched_from") == ["S3", "S1"]
    assert codes("stage=frame&q=s3") == ["S3"]
    assert codes("stage=completed") == []
    for wrong in ("sort=owner_name", "stage=roof"):
        answer = viewer.get(f"/sites?ward={ward.code}&{wrong}")
        assert answer.status_code == 400
    assert "owner_name" not in viewer.get(f"/sites?ward={ward.code}").text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_files_of_a_list_have_its_rows_its_order_and_its_words(
    client_as: ClientAs, conn: connection, ward: Ward, ward_life, kind: str, lang: str
) -> None:
    add_site(conn, ward, code="S0", stage="foundation", watched_from="2016-01-05")
    add_facility(conn, ward, code="F0", name="=Chợ")
    add_lane_project(conn, ward, add_lane(conn, ward, code="N9"), code="DA0")
    add_area(conn, ward, "6")
    client = client_as("viewer")
    for asked in ("sort=-code", "sort=name", f"q={SECOND[kind]}", "q=khong-co-gi"):
        page = _main(client.get(f"/{kind}?ward={ward.code}&lang={lang}&{asked}"))
        heads, *listed = page_table(page) or [[]]
        links = re.findall(rf'href="(/{kind}/export\.(csv|xlsx)\?[^"]+)"', page)
        assert [each for _, each in links] == ["xlsx", "csv"]
        for address, file in links:
            titles, *rows = file_table(client.get(f"{unescape(address)}&lang={lang}").data, file)
            assert [[as_shown(cell, lang) for cell in row] for row in rows] == listed
            assert titles == heads or not listed
        assert bool(listed) == (asked != "q=khong-co-gi")
    assert client.get(f"/{kind}/export.csv?sort=owner_name").status_code == 400
    assert client.get(f"/{kind}/export.pdf").status_code == 400


def test_the_owner_of_a_site_is_in_no_file_of_the_list(client_as: ClientAs, ward_life) -> None:
    for role in ("viewer", "supervisor"):
        client = client_as(role)
        shown, file = client.get("/sites").text, client.get("/sites/export.csv").data.decode()
        assert ("Nguyễn Thị Chủ" in shown) == ("Nguyễn Thị Chủ" in file)
    assert "Nguyễn Thị Chủ" not in client_as("viewer").get("/sites/export.csv").data.decode()


def test_a_new_upgrade_is_offered_to_who_may_write_the_register(
    client_as: ClientAs, ward: Ward, ward_life
) -> None:
    register = find_register("lane_upgrades")
    new = 'href="/registers/lane_upgrades/new?'
    for role in ("viewer", "inspector", "supervisor", "admin"):
        client = client_as(role)
        may = Role.parse(role) >= register.editable_by
        assert (new in client.get("/upgrades").text) == may
        assert new not in client.get("/lanes").text
    shared = link(client, ward)
    assert new not in client.get(f"{shared}/upgrades").text

"""The page of a person's work: who may see it, whose rows it counts, what it says is late."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader, Window
from layers.registers.values import FormRefused
from layers.registers.writing import add_row, remove_row
from layers.roles import Role
from tests.factories import add_area, add_incident, add_route, add_user, date_events
from tests.web.conftest import ClientAs

DAY = "as_of=2016-06-30"
WINDOW = Window(*[date(2016, 6, 30)] * 3)
WHO = "Trần Thuỵ Hoà"


def _add(conn: connection, ward: Ward, register: str, **said: str) -> int:
    return add_row(conn, find_register(register), Reader(ward, Role.ADMIN, "lan"), said)


def _taken(conn: connection, ward: Ward, login: str, day: str) -> int:
    """An incident that somebody handles."""
    taken = add_incident(conn, ward, on=f"{day} 08:00")
    query = "INSERT INTO incident_case (incident_id, ward_id, handler) VALUES (%s, %s, %s)"
    with db.acting_as(conn, login):
        db.execute(conn, query, (taken, ward.id, login))
    date_events(conn, taken, f"{day} 12:00")
    return taken


@pytest.fixture
def hoa(app: Flask, conn: connection, ward: Ward) -> FlaskClient:
    """An inspector who signs in as `hoa`."""
    user_id = add_user(conn, "hoa", "inspector", ward)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{user_id}:1"
    return client


@pytest.fixture
def person(conn: connection, ward: Ward, hoa: FlaskClient) -> int:
    """Hoà in two spellings: tasks, a route handed over, cases, a round, a unit."""
    group = add_area(conn, ward, "5")
    unit = str(_add(conn, ward, "units", name="Tổ trật tự", kind="chuyen_mon"))
    other = str(_add(conn, ward, "units", name="Mặt trận", kind="mttq"))
    made = _add(conn, ward, "people", name=WHO, logins="hoa", unit_id=unit, other_names="T. T. Hòa")
    task = {"span": "thang", "responsibility": "chu_tri", "state": "dang_lam"}
    _add(conn, ward, "tasks", title="Dọn ngõ", person="trần  thụy hòa", due_on="2016-05-31", **task)
    _add(conn, ward, "tasks", title="Kẻ vạch", person="T. T. Hoà", due_on="2016-07-31", **task)
    _add(conn, ward, "tasks", title="Việc người khác", person="Trần Thủy Hoa",
         due_on="2016-05-31", **task)  # fmt: skip
    _add(conn, ward, "assignments", person="Trần Văn A", substitute=WHO, unit_id=unit,
         field="ttdt", group_id=str(group), valid_from="2016-01-01")  # fmt: skip
    _add(conn, ward, "recommendations", sent_on="2016-05-01", kind="kien_nghi", outcome="cho",
         subject="Dẹp chợ cóc", from_unit_id=other, to_unit_id=unit,
         due_on="2016-05-20")  # fmt: skip
    _add(conn, ward, "rounds", code="D7", body_kind="ubnd", body="UBND", kind="thuong_xuyen",
         started_on="2016-03-01", ended_on="2016-03-01", state="xong", members="hoa",
         covers_ttdt="true", covers_ttxd="false", covers_vsmt="false",
         nothing_found="true")  # fmt: skip
    add_route(conn, ward, code="KQ-1", holder_name="Lê Văn Trước", valid_to="2016-04-01")
    add_route(conn, ward, code="KQ-1", holder_name=WHO, valid_from="2016-04-01")
    add_incident(conn, ward, on="2016-03-20 08:00")
    for day in ("2016-04-20", "2016-06-29"):
        _taken(conn, ward, "hoa", day)
    return made


def _main(answer) -> str:
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def _section(page: str, name: str) -> str:
    start = page.index(f'id="{name}"')
    return page[start : page.index("</section>", start)]


def _rows_of(client: FlaskClient, address: str) -> int:
    answer = client.get(unescape(address), follow_redirects=True)
    assert answer.status_code == 200, address
    rows = re.search(r'role="status"[^>]*>\s*([\d.,]+) ', answer.get_data(as_text=True))
    assert rows, address
    return int(re.sub(r"\D", "", rows[1]))


def test_only_the_person_and_supervisors_see_it(
    client_as: ClientAs, conn: connection, ward: Ward, hoa: FlaskClient, person: int
) -> None:
    for address in (f"/people/{person}", "/people/of/hoa"):
        assert client_as("public").get(address).status_code in (302, 401)
        for role in ("viewer", "inspector"):
            refused = client_as(role).get(address)
            assert refused.status_code == 403 and WHO not in refused.get_data(as_text=True)
        assert hoa.get(address, follow_redirects=True).status_code == 200
        assert client_as("supervisor").get(address, follow_redirects=True).status_code == 200
    # Nobody learns from the answer whether there is such a person.
    assert client_as("inspector").get("/people/999999").status_code == 403
    assert client_as("supervisor").get("/people/999999").status_code == 404
    assert client_as("supervisor").get("/people/of/khong-co").status_code == 404
    mine = _main(hoa.get("/people"))
    assert mine.count("<li>") == 1 and WHO in mine
    everybody = _main(client_as("supervisor").get("/people"))
    assert WHO in everybody and everybody.count("<li>") > 1


def test_list_leads_to_registers_that_the_reader_may_open_only(client_as: ClientAs) -> None:
    for role in ("viewer", "inspector", "supervisor", "admin"):
        client = client_as(role)
        for kind in ("people", "units", "projects", "borders"):
            links = re.findall(r'href="(/registers/[^"]+)"', _main(client.get(f"/{kind}")))
            assert bool(links) == (kind != "people" or role in ("supervisor", "admin")), role
            for link in links:
                assert client.get(link.replace("&amp;", "&")).status_code == 200, (role, link)


def test_a_viewer_is_told_no_name_of_another_holder(
    conn: connection, hoa: FlaskClient, person: int
) -> None:
    db.execute(conn, """UPDATE "user" SET role = 'viewer' WHERE login = 'hoa'""")
    page = _main(hoa.get(f"/people/{person}?{DAY}"))
    assert _section(page, "routes").count("<tr>") == 2 and "Lê Văn Trước" not in page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_opens_as_many_rows(
    client_as: ClientAs, hoa: FlaskClient, person: int, lang: str
) -> None:
    for client in (hoa, client_as("supervisor")):
        page = _main(client.get(f"/people/{person}?{DAY}&lang={lang}"))
        cells = re.findall(r'is-number"[^>]*><a href="([^"]+)">([\d.,]+)</a>', page)
        totals = re.findall(
            r'thing__total">([\d.,]+)</span></h2>\s*<a class="no-print" href="([^"]+)"', page
        )
        opened = [(a, n) for a, n in cells if a.startswith("/cases")] + [(a, n) for n, a in totals]
        assert len(opened) >= 5
        for address, count in opened:
            assert _rows_of(client, address) == int(count), address


def test_rows_are_theirs_in_every_spelling_and_of_nobody_else(
    hoa: FlaskClient, person: int
) -> None:
    page = _main(hoa.get(f"/people/{person}?{DAY}"))
    tasks = _section(page, "tasks")
    assert "Dọn ngõ" in tasks and "Kẻ vạch" in tasks and "Việc người khác" not in page
    assert "Trần Văn A" in _section(page, "assignments")
    assert "D7" in _section(page, "rounds")
    routes = _section(page, "routes")
    assert "Lê Văn Trước" in routes and routes.count("<tr>") == 2
    steps = page[page.index("thing__steps") : page.index("</ul>", page.index("thing__steps"))]
    assert steps.count("thing__step--bad") == 3  # a case, a task, the unit's recommendation
    work = _section(page, "work")
    assert "Dẹp chợ cóc" in work and work.index("Dẹp chợ cóc") < work.index("Dọn ngõ")
    assert page.count("locator__line") == 1 and page.count("locator__point") == 2
    # The route answered for what came after the handover only.
    number = re.search(r'href="(/routes/\d+\?[^"]+)">2</a>', routes)
    assert number
    shown = _main(hoa.get(unescape(number[1])))
    assert shown[shown.index("h-incidents") :].count("/incidents/") == 2


def test_others_cannot_ask_the_lists_for_a_person(client_as: ClientAs, person: int) -> None:
    address = f"/registers/tasks?person={person}"
    assert _rows_of(client_as("supervisor"), address) == 2
    refused = client_as("inspector").get(address).get_data(as_text=True)
    assert "Dọn ngõ" not in refused[refused.index("register-count") :]
    wrong = client_as("supervisor").get("/registers/tasks?person=x")
    assert wrong.status_code == 400 and "person=x" in wrong.get_data(as_text=True)


def test_start_page_goes_by_who_signs_in(hoa: FlaskClient, person: int) -> None:
    page = hoa.get(f"/today?{DAY}").get_data(as_text=True)
    lines = dict(re.findall(r'data-line="([^"]+)"><span class="today__count">(\d+)', page))
    assert lines["own-late-tasks"] == "1" and lines["own-open-tasks"] == "1"
    assert lines["mine-late-recommendations"] == "1"  # of the unit in the register of people
    assert lines["cases-open"] == "2" and lines["cases-late"] == "1"
    for address, name in re.findall(r'href="([^"]+)" data-line="((?:own|cases)-[^"]+)"', page):
        assert _rows_of(hoa, address) == int(lines[name])
    own = re.search(r'href="([^"]+)" data-own-page', page)
    assert own and WHO in _main(hoa.get(unescape(own[1])))


def test_somebody_the_register_does_not_know_has_their_cases(
    app: Flask, conn: connection, ward: Ward, client_as: ClientAs
) -> None:
    add_user(conn, "moi", "inspector", ward)
    case = _taken(conn, ward, "moi", "2016-06-20")
    client = client_as("supervisor")
    page = _main(client.get(f"/people/of/moi?{DAY}"))
    assert f"/incidents/{case}" in page
    form = re.search(r'href="(/registers/people/new[^"]+)"', page)
    assert form and 'value="moi"' in client.get(unescape(form[1])).get_data(as_text=True)


def test_two_people_are_not_one(conn: connection, ward: Ward, person: int) -> None:
    for said, words in (
        ({"name": "Người khác", "logins": "hoa"}, "Tên đăng nhập"),
        ({"name": "TRẦN THỤY HÒA"}, "Họ tên"),
        ({"name": "Hoà", "other_names": "Bé; t. t. hòa"}, "Họ tên"),
    ):
        with pytest.raises(FormRefused) as refused:
            _add(conn, ward, "people", **said)
        assert refused.value.text.vi.startswith(words) and WHO in refused.value.text.en
    remove_row(conn, find_register("people"), Reader(ward, Role.ADMIN, "lan"), person, 1, WINDOW)
    _add(conn, ward, "people", name=WHO, logins="hoa")

"""The start page: every number opens as many rows as it says, for each role its own parts."""

import re

import pytest
from psycopg2.extensions import connection

from layers import clock, db
from layers.cases.case import read_case
from layers.cases.work import Worker, manage_case
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import add_incident, add_place, add_unplaced, add_user, date_events
from tests.web.conftest import ClientAs

DAY = "2016-06-30"
STAFF = ("viewer", "inspector", "supervisor", "admin")


@pytest.fixture
def unit(conn: connection, ward: Ward) -> int:
    """A unit with a late and an open task, a late row that only supervisors see, and the rest."""
    who = Reader(ward, Role.ADMIN, "lan")

    def add(register: str, **said: str) -> int:
        return add_row(conn, find_register(register), who, said)

    office = add("units", name="UBND", kind="ubnd")
    task = {"span": "thang", "responsibility": "chu_tri", "state": "dang_lam"}
    add("tasks", title="Dọn ngõ", unit_id=str(office), due_on="2016-05-31", **task)
    add("tasks", title="Kẻ vạch", unit_id=str(office), due_on="2016-07-31", **task)
    add("tasks", title="Việc của ai đó", due_on="2016-06-01", **task)
    add_place(conn, ward, "Cổng chợ", state="relapsed")
    add_unplaced(conn, ward, "12 ngõ 40")
    for day, state in (("2016-02-01", "nhac_nho"), ("2016-05-20", "phat_hien"),
                       ("2016-06-20", "ket_thuc"), ("2016-06-28", "phat_hien")):  # fmt: skip
        newest = add_incident(conn, ward, on=f"{day} 08:00", state=state)
    add_user(conn, "lan", "supervisor", ward)
    worker = Worker(ward, Role.SUPERVISOR, "lan")
    version = read_case(conn, ward, newest).version
    manage_case(conn, worker, newest, version, {"due_on": "2016-06-29"})
    date_events(conn, newest, "2016-06-28 12:00")
    return office


def _lines(page: str) -> dict[str, tuple[str, int]]:
    """The address and number of each line."""
    found = re.findall(
        r'href="([^"]+)" data-line="([^"]+)"><span class="today__count">([\d.,]+)', page
    )
    return {
        name: (address.replace("&amp;", "&"), int(re.sub(r"\D", "", number)))
        for address, name, number in found
    }


def _parts(page: str) -> list[str]:
    return re.findall(r'<section class="card today__part" id="(\w+)"', page)


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_opens_as_many_rows(
    client_as: ClientAs, ward: Ward, unit: int, role: str, lang: str
) -> None:
    client = client_as(role)
    client.post("/today/unit", data={"unit": str(unit)})
    page = client.get(f"/today?as_of={DAY}&lang={lang}").get_data(as_text=True)
    lines = _lines(page)
    assert lines["late-tasks"][1] == 2
    assert lines["aged"][1] == 2 and lines["standing"][1] == 1
    assert lines["overdue"][0].startswith("/cases?") and lines["overdue"][1] == 3
    assert lines["new-incidents"][1] == 1
    for name, (address, count) in lines.items():
        opened = client.get(f"{address}&lang={lang}")
        assert opened.status_code == 200, address
        if name == "unplaced":
            continue  # that page fills itself in the browser
        rows = re.search(r'role="status"[^>]*>([\d.,]+) ', opened.get_data(as_text=True))
        assert rows and int(re.sub(r"\D", "", rows[1])) == count, (name, address)


def test_each_role_has_its_own_page(client_as: ClientAs, ward: Ward, unit: int) -> None:
    seen = {role: client_as(role).get(f"/today?as_of={DAY}").get_data(as_text=True)
            for role in STAFF}  # fmt: skip
    assert _parts(seen["viewer"]) == ["new", "late", "recurring"]
    assert _parts(seen["inspector"])[0] == "mine" and _parts(seen["supervisor"])[0] == "late"
    queues = {role: "unplaced" in _lines(page) for role, page in seen.items()}
    assert queues == {"viewer": False, "inspector": True, "supervisor": True, "admin": True}
    assert "Cổng chợ" in seen["viewer"]


def test_own_unit_is_kept_and_picks_its_work(client_as: ClientAs, ward: Ward, unit: int) -> None:
    client = client_as("inspector")
    assert "late-tasks" in _lines(client.get(f"/today?as_of={DAY}").get_data(as_text=True))
    answer = client.post("/today/unit", data={"unit": str(unit)})
    assert answer.status_code == 302 and "/today?" in answer.headers["Location"]
    page = client.get(f"/today?as_of={DAY}").get_data(as_text=True)
    assert f'value="{unit}" selected' in page
    mine = page[page.index('id="mine"') : page.index('id="late"')]
    assert [count for _, count in _lines(mine).values()][:2] == [1, 1]
    assert mine.index("Dọn ngõ") < mine.index("Kẻ vạch")
    assert "Việc của ai đó" not in mine
    client.post("/today/unit", data={"unit": "0"})
    page = client.get(f"/today?as_of={DAY}").get_data(as_text=True)
    assert "Kẻ vạch" not in page[page.index('id="mine"') : page.index('id="late"')]


def test_wrong_unit_and_day_are_refused_with_what_is_allowed(
    client_as: ClientAs, ward: Ward, unit: int
) -> None:
    client = client_as("inspector")
    answer = client.post("/today/unit", data={"unit": "999"})
    assert answer.status_code == 400
    assert f"phường không có đơn vị này; có: {unit}" in answer.get_data(as_text=True)
    assert client.post("/today/unit", data={"unit": "x"}).status_code == 400
    for address, words in (("/today?as_of=hôm nay", "viết 2016-06-30"),
                           ("/rows?of=nothing", "incidents, recurring"),
                           ("/registers/tasks?since=x", "2016-06-30")):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 400 and words in answer.get_data(as_text=True)


def test_things_stay_new_through_a_visit_and_not_after(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    client = client_as("viewer")
    today = clock.today().isoformat()
    add_incident(conn, ward, on=f"{today} 00:00")
    for _ in range(2):
        page = client.get("/today").get_data(as_text=True)
        assert _lines(page)["new-incidents"][1] == 1
    assert "Lần đầu" in client_as("viewer").get("/today").get_data(as_text=True)
    # A visit of three days ago has ended: what was new then is old now.
    db.execute(conn, "UPDATE incident SET occurred_at = occurred_at - interval '5 days'")
    db.execute(
        conn,
        "UPDATE start_page SET since_at = since_at - interval '9 days',"
        " seen_at = seen_at - interval '3 days'",
    )
    page = client.get("/today").get_data(as_text=True)
    assert "new-incidents" not in _lines(page) and "Không có gì mới" in page


def test_jobs_that_failed_are_listed_for_who_keeps_things_running(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    db.execute(
        conn,
        "INSERT INTO job (ward_id, kind, state, error, created_by, ended_at)"
        """ VALUES (%s, 'rerun', 'failed', '{"vi": "Hết chỗ", "en": "No room"}', 'lan', now())""",
        (ward.id,),
    )
    admin = client_as("admin")
    address, count = _lines(admin.get("/today").get_data(as_text=True))["jobs-failed"]
    assert count == 1
    assert "Hết chỗ" in admin.get(address).get_data(as_text=True)
    assert "jobs-failed" not in client_as("supervisor").get("/today").get_data(as_text=True)
    assert admin.get("/jobs?state=done").status_code == 400


def test_rows_of_a_filter_come_page_by_page(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    for _ in range(101):
        add_incident(conn, ward, occurred_at="2016-06-20 08:00")
    client = client_as("viewer")
    first = client.get("/rows?from=2016-06-01&field=ttdt").get_data(as_text=True)
    assert "101 dòng" in first and first.count("<tr data-row=") == 100
    assert "Trật tự đô thị" in first and 'rel="next"' in first
    last = client.get("/rows?from=2016-06-01&field=ttdt&page=2").get_data(as_text=True)
    assert last.count("<tr data-row=") == 1 and 'rel="prev"' in last
    assert "Không có vụ nào" in client.get("/rows?from=2017-01-01").get_data(as_text=True)

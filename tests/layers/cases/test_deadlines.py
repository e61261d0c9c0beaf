"""Days by state in dated versions: what is due already does not move, and what would is refused."""

from datetime import date, timedelta
from functools import partial

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.cases.case import read_case
from layers.cases.deadlines import read_deadlines, set_days, take_back
from layers.cases.listing import CaseView, list_cases
from layers.cases.work import Worker
from layers.errors import NotFound
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_incident
from tests.locks import second_waits

TODAY = date(2016, 6, 15)


@pytest.fixture
def who(ward: Ward) -> Worker:
    return Worker(ward, Role.SUPERVISOR, "lan")


def _said(**others: str) -> dict[str, str]:
    return {"state": "phat_hien", "days": "10", "valid_from": "2016-06-20",
            "reason": "Thiếu người"} | others  # fmt: skip


def test_a_case_goes_by_the_days_of_the_day_it_came_into_its_state(
    conn: connection, ward: Ward, who: Worker
) -> None:
    days = ("2016-06-14", "2016-06-19", "2016-06-20", "2016-07-02")
    cases = [add_incident(conn, ward, on=f"{day} 08:00") for day in days]
    before = [read_case(conn, ward, each).due_on for each in cases]
    set_days(conn, who, _said(), TODAY)
    set_days(conn, who, _said(days="1", valid_from="2016-07-01"), TODAY)
    due = [read_case(conn, ward, each).due_on for each in cases]
    assert due[:2] == before[:2] == [date(2016, 6, 17), date(2016, 6, 22)]
    assert due[2:] == [date(2016, 6, 30), date(2016, 7, 3)]
    listed = list_cases(
        conn, ward, CaseView(date(2016, 7, 2), sort="occurred_on"), Role.VIEWER
    ).rows
    assert [row["due_on"] for row in listed] == due
    state = next(s for s in read_deadlines(conn, ward, TODAY) if s.code == "phat_hien")
    assert (state.days, state.since, state.open) == (3, None, 4)
    assert state.to_come and state.to_come["due_days"] == 10
    state = next(s for s in read_deadlines(conn, ward, date(2016, 7, 1)) if s.code == "phat_hien")
    assert (state.days, state.since, state.to_come) == (1, date(2016, 7, 1), None)


@pytest.mark.parametrize(
    ("field", "said", "allowed"),
    [
        ("state", {"state": "ket_thuc"}, "phat_hien"),
        ("days", {"days": "0"}, "1 – 3650"),
        ("days", {"days": "ba"}, "1 – 3650"),
        ("valid_from", {"valid_from": "2016-06-15"}, "> 2016-06-15"),
        ("valid_from", {"valid_from": ""}, "> 2016-06-15"),
        ("reason", {"reason": " "}, "lý do"),
    ],
)
def test_what_would_move_a_day_or_says_nothing_is_refused(
    conn: connection, who: Worker, field: str, said: dict[str, str], allowed: str
) -> None:
    with pytest.raises(InputError) as refused:
        set_days(conn, who, _said(**said), TODAY)
    assert refused.value.field == field and allowed in refused.value.text.vi
    assert refused.value.text.en


def test_of_two_who_set_the_same_day_at_once_one_is_refused(database_url: str) -> None:
    first, second = db.connect(database_url), db.connect(database_url)
    ward = create_ward(first, "phuong-thu", same("Thử"), 5897)
    one, other = (Worker(ward, Role.SUPERVISOR, login) for login in ("lan", "mai"))
    db.execute(first, "BEGIN")
    set_days(first, one, _said(), TODAY)
    act = partial(set_days, second, other, _said(days="5"), TODAY)
    with second_waits(first, second, act) as waiting:
        db.execute(first, "COMMIT")
    refused = waiting.exception()
    assert isinstance(refused, InputError) and "> 2016-06-20" in refused.text.vi
    (state,) = [s for s in read_deadlines(first, ward, date(2016, 6, 20)) if s.versions]
    assert state.days == 10
    first.close()
    second.close()


def test_versions_follow_each_other_and_only_one_to_come_is_taken_back(
    conn: connection, ward: Ward, who: Worker
) -> None:
    set_days(conn, who, _said(), TODAY)
    with pytest.raises(InputError, match="> 2016-06-20"):
        set_days(conn, who, _said(valid_from="2016-06-18"), TODAY)
    (version,) = db.rows(conn, "SELECT id FROM incident_deadline WHERE ward_id = %s", (ward.id,))
    with pytest.raises(NotFound):
        take_back(conn, who, version["id"], date(2016, 6, 20))
    take_back(conn, who, version["id"], date(2016, 6, 20) - timedelta(1))
    assert not db.value(
        conn, "SELECT count(*) FROM incident_deadline WHERE ward_id = %s", (ward.id,)
    )

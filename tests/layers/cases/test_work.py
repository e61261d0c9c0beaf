"""Steps with one case as people take them, and the list that they choose from."""

from datetime import date, timedelta

import psycopg2.errors
import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import clock, db
from layers.cases.case import may_undo, next_moves, read_case
from layers.cases.listing import (
    CaseView,
    cases_file,
    list_cases,
    read_case_view,
    status_counts,
)
from layers.cases.timeline import read_timeline
from layers.cases.work import CaseConflict, Worker, manage_case, move_case, undo_move
from layers.errors import NotAllowed, NotFound
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incident


@pytest.fixture
def an(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.INSPECTOR, "an1")


@pytest.fixture
def chi(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.SUPERVISOR, "chi")


def test_the_second_of_two_loses_nothing_and_sees_both(
    conn: connection, ward: Ward, case: int, an: Worker, chi: Worker
) -> None:
    seen = read_case(conn, ward, case).version
    move_case(conn, an, case, seen, "nhac_nho", "đã nhắc")
    with pytest.raises(CaseConflict) as conflict:
        move_case(conn, chi, case, seen, "huy", "trùng vụ khác")
    assert conflict.value.now.state == "nhac_nho"
    assert conflict.value.seen == seen
    newer = [
        e for e in read_timeline(conn, ward, case, Role.SUPERVISOR) if e.is_change and e.id > seen
    ]
    assert [(e.actor, e.reason) for e in newer] == [("an1", "đã nhắc")]
    now = conflict.value.now.version
    assert move_case(conn, chi, case, now, "huy", "trùng vụ khác").state == "huy"


def test_what_may_be_done_next_depends_on_who_asks(
    conn: connection, ward: Ward, case: int, an: Worker
) -> None:
    def steps(who: str) -> list[str]:
        return [each.to_state for each in next_moves(conn, ward, read_case(conn, ward, case), who)]

    assert steps("an1") == ["nhac_nho", "lap_bien_ban"]
    assert steps("chi") == [
        "nhac_nho", "lap_bien_ban", "chuyen_co_quan", "khong_du_can_cu", "huy"
    ]  # fmt: skip
    assert steps("dung") == steps("em1") == []
    for state in ("nhac_nho", "khac_phuc_tai_cho"):
        move_case(conn, an, case, read_case(conn, ward, case).version, state, "x")
    closing = next_moves(conn, ward, read_case(conn, ward, case), "binh")[-1]
    assert (closing.to_state, closing.is_end) == ("ket_thuc", True)
    assert closing.why_not and "photo" in closing.why_not.en
    own = next_moves(conn, ward, read_case(conn, ward, case), "an1")[-1]
    assert own.why_not and "never handled" in own.why_not.en


def test_undo_is_offered_to_who_took_the_step_and_supervisors(
    conn: connection, ward: Ward, case: int, an: Worker, chi: Worker
) -> None:
    moved = move_case(conn, an, case, read_case(conn, ward, case).version, "nhac_nho", "")
    assert may_undo(conn, moved, "binh", Role.INSPECTOR) is None
    with pytest.raises(NotAllowed):
        undo_move(conn, Worker(ward, Role.INSPECTOR, "binh"), case, moved.version)
    assert undo_move(conn, chi, case, moved.version).state == "phat_hien"
    assert read_case(conn, ward, case).handler is None


def test_handler_day_and_obstacle_are_events(
    conn: connection, ward: Ward, case: int, an: Worker, chi: Worker
) -> None:
    taken = manage_case(conn, an, case, 0, {"handler": "an1"})
    assert taken.handler == "an1"
    wish = {"due_on": "2030-05-06", "blocked_by": "chờ kết quả đo đạc", "handler": "binh"}
    managed = manage_case(conn, chi, case, taken.version, wish)
    assert (managed.handler, managed.due_on, managed.due_is_set) == (
        "binh", date(2030, 5, 6), True
    )  # fmt: skip
    kinds = [e.kind for e in read_timeline(conn, ward, case, Role.SUPERVISOR)]
    assert kinds == ["blocked", "due", "handler", "handler", "arrived"]
    with pytest.raises(InputError):
        manage_case(conn, chi, case, managed.version, wish)


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        ({"handler": "binh"}, NotAllowed),  # an inspector names nobody else
        ({"due_on": "2030-01-01"}, NotAllowed),
        ({"handler": "dung"}, InputError),  # a viewer handles nothing
        ({"blocked_by": "x" * 501}, InputError),
        ({}, InputError),
    ],
)
def test_what_may_not_be_managed_is_refused(
    conn: connection, case: int, an: Worker, wish: dict[str, str], wrong: type[Exception]
) -> None:
    with pytest.raises(wrong):
        manage_case(conn, an, case, 0, wish)
    assert db.value(conn, "SELECT count(*) FROM incident_case") == 0


def test_nothing_is_due_before_its_incident(
    conn: connection, ward: Ward, case: int, chi: Worker
) -> None:
    with pytest.raises(InputError) as refused:
        manage_case(conn, chi, case, 0, {"due_on": "1900-01-01"})
    text = refused.value.text
    assert text.vi == "due_on=1900-01-01: cần một ngày từ 2016-03-15 (ngày xảy ra vụ) trở đi."
    assert text.en == "due_on=1900-01-01: needs a day from 2016-03-15 (the incident) on."
    assert refused.value.field == "due_on"
    assert manage_case(conn, chi, case, 0, {"due_on": "2016-03-15"}).due_is_set


def test_a_case_of_another_ward_is_not_there(
    conn: connection, ward: Ward, case: int, people: None
) -> None:
    other = db.one(conn, "SELECT * FROM ward WHERE code = 'phuong-khac'")
    there = Ward(other["id"], "phuong-khac", ward.name, 5897, False, "")
    with pytest.raises(NotFound):
        move_case(conn, Worker(there, Role.INSPECTOR, "em1"), case, 0, "nhac_nho", "")


def test_reasons_are_for_those_who_work_on_cases(
    conn: connection, ward: Ward, case: int, an: Worker
) -> None:
    first = read_case(conn, ward, case).version
    move_case(conn, an, case, first, "lap_bien_ban", "ông Nguyễn Văn A")
    assert "Nguyễn" in str(read_timeline(conn, ward, case, Role.INSPECTOR))
    assert "Nguyễn" not in str(read_timeline(conn, ward, case, Role.VIEWER))


def test_the_list_agrees_with_its_counts_and_file(
    conn: connection, ward: Ward, people: None, an: Worker
) -> None:
    day = date(2016, 6, 30)
    for age, state in ((1, "phat_hien"), (10, "phat_hien"), (90, "thi_hanh"), (50, "ket_thuc")):
        add_incident(conn, ward, on=day - timedelta(age), state=state, address=f"số {age}")
    view = CaseView(day)
    counts = {code: n for code, _, n in status_counts(conn, ward, view)}
    assert counts == {"open": 3, "late": 2, "long": 1, "blocked": 0, "closing": 0, "ended": 1}
    for status, n in counts.items():
        asked = CaseView(day, status)
        assert list_cases(conn, ward, asked, Role.VIEWER).total == n
        with cases_file(conn, ward, asked, "csv", Role.VIEWER) as file:
            assert len(file.read().decode("utf-8-sig").splitlines()) == n + 1
    oldest = list_cases(conn, ward, CaseView(day, sort="-age"), Role.VIEWER).rows[0]
    assert (oldest["address"], oldest["age_days"]) == ("số 90", 90)
    with cases_file(conn, ward, view, "xlsx", Role.VIEWER) as file:
        assert file.read(2) == b"PK"
    assert list_cases(conn, ward, CaseView(day, search="SO 90"), Role.VIEWER).total == 1
    assert list_cases(conn, ward, CaseView(day, handler="-"), Role.VIEWER).total == 3


def test_what_was_put_right_waits_with_a_day_until_somebody_else_closes_it(
    conn: connection, ward: Ward, case: int, an: Worker, chi: Worker
) -> None:
    for state in ("nhac_nho", "khac_phuc_tai_cho"):
        move_case(conn, an, case, read_case(conn, ward, case).version, state, "x")
    now = read_case(conn, ward, case)
    today = clock.today()
    assert now.is_open and now.due_on == today + timedelta(days=5)

    def found(day: date, status: str) -> list[int]:
        view = CaseView(day, status)
        return [row["id"] for row in list_cases(conn, ward, view, Role.VIEWER).rows]

    assert found(today, "closing") == found(today, "open") == [case]
    assert found(today, "ended") == found(today, "late") == []
    assert found(today + timedelta(days=6), "late") == [case]
    move_case(conn, an, case, now.version, "kiem_tra_lai", "x")
    assert found(today, "closing") == [case]
    move_case(conn, chi, case, read_case(conn, ward, case).version, "ket_thuc", "x")
    assert found(today, "closing") == [] and found(today, "ended") == [case]


def test_deadlines_are_the_ward_s_own_where_it_has_them(conn: connection, ward: Ward) -> None:
    case = add_incident(conn, ward, on="2016-06-01")
    assert read_case(conn, ward, case).due_on == date(2016, 6, 4)
    db.execute(
        conn,
        "INSERT INTO incident_deadline (ward_id, state_code, due_days) VALUES (%s, %s, 20)",
        (ward.id, "phat_hien"),
    )
    assert read_case(conn, ward, case).due_on == date(2016, 6, 21)
    ended = add_incident(conn, ward, on="2016-06-01", state="ket_thuc")
    assert read_case(conn, ward, ended).due_on is None


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("status", {"status": "xong"}),
        ("state", {"state": "xong"}),
        ("sort", {"sort": "drop table"}),
        ("as_of", {"as_of": "hôm nay"}),
    ],
)
def test_a_wrong_view_is_refused_by_name(
    conn: connection, field: str, said: dict[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        read_case_view(conn, said, Role.INSPECTOR)
    assert refused.value.field == field


def test_events_of_a_case_are_refused_to_the_app_s_role(conn: connection, case: int) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(conn):
        db.execute(conn, "DELETE FROM incident_event WHERE incident_id = %s", (case,))

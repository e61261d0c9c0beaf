"""A report of days gone by tells of the states of those days, whatever was done since.

What a test does is written down now, years after the half-year that the report is of.
"""

from collections.abc import Callable
from datetime import date

import pytest
from psycopg2.extensions import connection

from layers import clock, db
from layers.filters import Filter
from layers.periods import half_year, half_year_of
from layers.queries.row_lists import count_incidents
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.reports.editions import Edition, make_edition, read_report
from layers.reports.rows import open_figure
from layers.roles import Role
from layers.today.late import late_part
from layers.today.situation import Situation
from layers.today.visits import Visit
from tests.factories import add_area, add_incident, move_incident

WRITER = Role.SUPERVISOR
END = date(2016, 6, 30)


@pytest.fixture
def draft(conn: connection, ward: Ward) -> Edition:
    add_area(conn, ward)
    add_incident(conn, ward, on="2016-06-20")
    return make_edition(conn, ward, "2016H1", "lan", role=WRITER)


@pytest.fixture
def add(conn: connection, ward: Ward) -> Callable[..., int]:
    def add(register: str, /, **said: str) -> int:
        return add_row(conn, find_register(register), Reader(ward, Role.ADMIN, "lan"), said)

    return add


def _counted(conn: connection, ward: Ward, edition: Edition, *names: str) -> list[int]:
    """Return figures, each the same as the rows that it opens."""
    figures = read_report(conn, ward, edition).figures
    for name in names:
        assert open_figure(conn, ward, edition, name, Role.ADMIN).total == figures[name].value, name
    return [int(figures[name].value) for name in names]


def test_dossiers_are_told_by_the_days_they_name(
    conn: connection, ward: Ward, draft: Edition, add: Callable[..., int]
) -> None:
    group = str(db.value(conn, "SELECT id FROM area WHERE ward_id = %s", (ward.id,)))
    said = {"received_on": "2016-03-01", "due_on": "2016-05-01", "stage": "thuc_dia"}
    dossier = add("dossiers", code="HS-1", group_id=group, **said)
    names = ("dossiers_pending", "dossiers_issued")
    assert _counted(conn, ward, draft, *names) == [1, 0]
    issue = "UPDATE register_dossier SET issued_on = %s, stage = 'da_cap' WHERE id = %s"
    db.execute(conn, issue, ("2016-08-01", dossier))
    assert _counted(conn, ward, draft, *names) == [1, 0]
    assert read_report(conn, ward, draft).figures["late__dossiers"].value == 1
    db.execute(conn, issue, ("2016-04-01", dossier))
    assert _counted(conn, ward, draft, *names) == [0, 1]
    later = make_edition(conn, ward, "2016H2", "lan", role=WRITER)
    db.execute(conn, issue, ("2016-08-01", dossier))
    assert _counted(conn, ward, later, "dossiers_pending") == [0]


def test_supervisions_are_told_by_what_was_written_down_then(
    conn: connection, ward: Ward, draft: Edition, add: Callable[..., int]
) -> None:
    unit = str(add("units", name="Hội đồng", kind="hdnd"))
    said = {"held_on": "2016-03-01", "body_id": unit, "subject": "Lề đường", "state": "ket_luan"}
    regular = add("supervisions", kind="thuong_xuyen", **said)
    hidden = add("supervisions", kind="dot_xuat", **said | {"state": "dang_lam"})
    names = ("supervisions_regular", "supervisions_surprise", "conclusions_open")
    assert _counted(conn, ward, draft, *names) == [1, 0, 1]
    close = "UPDATE register_supervision SET state = 'da_dong', closed_on = %s WHERE id = %s"
    db.execute(conn, close, ("2016-09-01", regular))
    db.execute(conn, "UPDATE register_supervision SET state = 'ket_luan' WHERE id = %s", (hidden,))
    assert _counted(conn, ward, draft, *names) == [1, 0, 1]
    opened = open_figure(conn, ward, draft, "conclusions_open", Role.ADMIN)
    assert "Đã kết luận" in str(opened.rows[0][1]["state"])
    db.execute(conn, close, ("2016-06-01", regular))
    assert _counted(conn, ward, draft, *names) == [1, 0, 0]


def test_tasks_called_off_since_were_due_then(
    conn: connection, ward: Ward, draft: Edition, add: Callable[..., int]
) -> None:
    said = {"span": "thang", "responsibility": "chu_tri", "state": "dang_lam"}
    task = add("tasks", title="Dọn vỉa hè", due_on="2016-06-01", **said)
    assert _counted(conn, ward, draft, "tasks", "tasks_on_time", "tasks_unclear") == [1, 0, 1]
    db.execute(conn, "UPDATE register_task SET state = 'huy' WHERE id = %s", (task,))
    assert _counted(conn, ward, draft, "tasks", "tasks_on_time", "tasks_unclear") == [1, 0, 1]
    assert read_report(conn, ward, draft).figures["late__tasks"].value == 1


def _moved(conn: connection, ward: Ward, state: str) -> int:
    incident = add_incident(conn, ward, on="2016-01-20")
    move_incident(conn, ward, incident, state)
    return incident


def test_incidents_ended_since_were_open_then(conn: connection, ward: Ward, draft: Edition) -> None:
    ended = _moved(conn, ward, "ket_thuc")
    assert _counted(conn, ward, draft, "aged") == [1]
    opened = open_figure(conn, ward, draft, "aged", Role.ADMIN)
    assert [row_id for row_id, _ in opened.rows] == [ended]
    assert opened.rows[0][1]["state"] == "phat_hien"
    # the same written down on the last second of the day in Hanoi, and on the first of the next
    db.execute(conn, "ALTER TABLE incident_event DISABLE TRIGGER USER")
    for at, aged in (("2016-06-30 16:59:59+00", 0), ("2016-06-30 17:00:00+00", 1)):
        params = (at, ended)
        db.execute(conn, "UPDATE incident_event SET at = %s WHERE incident_id = %s", params)
        assert _counted(conn, ward, draft, "aged") == [aged]


def test_start_page_of_an_earlier_day_tells_of_that_day(conn: connection, ward: Ward) -> None:
    _moved(conn, ward, "ket_thuc")
    reader, visit = Reader(ward, Role.SUPERVISOR, "lan"), Visit(clock.now(), None, True)

    def open_long(day: date) -> list[int]:
        lines = late_part(Situation(conn, reader, day, visit)).lines
        return [line.count for line in lines if line.name in ("aged", "standing")]

    assert open_long(END) == [1, 1]
    assert open_long(clock.today()) == [0, 0]


def test_filter_of_states_on_a_day_is_a_link_that_says_so(conn: connection, ward: Ward) -> None:
    _moved(conn, ward, "nhac_nho")
    then = Filter(states=("phat_hien",), states_on=END)
    assert Filter.from_query(then.to_query()) == then
    assert then.to_query() == {"state": "phat_hien", "state_on": "2016-06-30"}
    assert count_incidents(conn, ward, then) == 1
    assert count_incidents(conn, ward, Filter(states=("phat_hien",))) == 0
    assert Filter(states_on=END) == Filter()


def test_report_of_days_that_go_on_tells_of_now(
    conn: connection, ward: Ward, draft: Edition, add: Callable[..., int]
) -> None:
    period = half_year_of(half_year(clock.today()).last)
    now = make_edition(conn, ward, period, "lan", role=WRITER)
    unit = str(add("units", name="Hội đồng", kind="hdnd"))
    said = {"held_on": clock.today().isoformat(), "kind": "dot_xuat", "body_id": unit}
    row = add("supervisions", **said, subject="Đột xuất", state="dang_lam")
    assert _counted(conn, ward, now, "supervisions_surprise") == [0]
    db.execute(conn, "UPDATE register_supervision SET state = 'ket_luan' WHERE id = %s", (row,))
    assert _counted(conn, ward, now, "supervisions_surprise") == [1]

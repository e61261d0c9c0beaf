"""A correction of an incident tells what of its case no longer fits; it takes nothing away."""

from datetime import date

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.cases.measures import add_measure
from layers.cases.recurrence import link_recurrence
from layers.cases.work import Worker, manage_case
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.save import Outcome, plan_edit, save_edit
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_user


@pytest.fixture
def boss(conn: connection, ward: Ward) -> Worker:
    add_user(conn, "chi", "supervisor", ward)
    return Worker(ward, Role.SUPERVISOR, "chi")


def correct(
    conn: connection, ward: Ward, incident: int, *, save: bool = True, at: str | None = None,
    lon: float | None = None,
) -> Outcome:  # fmt: skip
    row = describe_row(conn, ward, "incidents", incident, Role.SUPERVISOR)
    point = {"type": "Point", "coordinates": [lon, LAT]} if lon else None
    said = dict(row["values"]) | ({"occurred_at": at} if at else {})
    wish = Wish("incidents", incident, row["version"], point, said, "ghi nhầm")
    if not save:
        return plan_edit(conn, ward, wish, Role.SUPERVISOR)
    return save_edit(conn, ward, wish, Role.SUPERVISOR, "chi")


def told(done: Outcome) -> str:
    return " | ".join(each.vi for each in done.notes)


def test_measures_and_deadline_before_the_new_day_are_told(
    conn: connection, ward: Ward, boss: Worker
) -> None:
    case = add_incident(conn, ward, on="2016-03-01")
    add_measure(conn, boss, case, {"kind": "reminder", "on_day": "2016-03-05"})
    manage_case(conn, boss, case, 0, {"due_on": "2016-03-20", "reason": "gấp"})
    assert told(correct(conn, ward, case, at="2016-03-04T08:00")) == ""
    for save in (False, True):  # before saving as after
        words = told(correct(conn, ward, case, save=save, at="2016-04-01T08:00"))
        assert "Biện pháp ngày 05/03/2016" in words and "Hạn riêng 20/03/2016" in words
    assert db.value(conn, "SELECT count(*) FROM incident_measure") == 1
    assert db.value(conn, "SELECT due_on FROM incident_case") == date(2016, 3, 20)


def test_a_link_that_could_not_be_made_any_more_is_told_on_either_side(
    conn: connection, ward: Ward, boss: Worker
) -> None:
    earlier = add_incident(conn, ward, on="2016-03-01", state="ket_thuc", source_key="V-1")
    again = add_incident(conn, ward, on="2016-03-10", source_key="V-2")
    link_recurrence(conn, boss, again, earlier)
    assert told(correct(conn, ward, again, at="2016-03-11T08:00")) == ""
    assert "với vụ V-1 không còn đúng" in told(correct(conn, ward, again, lon=LON + 0.01))
    assert "với vụ V-2 không còn đúng" in told(correct(conn, ward, earlier, at="2016-05-01T08:00"))
    assert db.value(conn, "SELECT count(*) FROM incident_recurrence") == 1

"""Dates by a stated format; ISO needs none; nothing is guessed."""

import pytest

from layers import db


def _file(*days):
    return "day,what,x,y\n" + "".join(f"{day},vut_rac,105.88,21.04\n" for day in days)


def _stored(conn):
    rows = db.rows(conn, "SELECT occurred_at, time_precision FROM incident ORDER BY id")
    return {(row["occurred_at"].isoformat(), row["time_precision"]) for row in rows}


def test_a_date_that_could_be_either_is_put_to_the_person(refused, events):
    report = refused("incidents", _file("05/04/2016", "25/12/2016"), **events)
    (issue,) = report.issues
    assert issue.kind == "date_format"
    assert "--date-format" in issue.message.en
    assert "line 2" in issue.message.en
    assert "The first number is over 12 in 1 rows, the second in 0" in issue.message.en


@pytest.mark.parametrize(
    ("day", "form", "stored"),
    [
        ("05/04/2016", "%d/%m/%Y", ("2016-04-05T00:00:00", "day")),
        ("05/04/2016", "%m/%d/%Y", ("2016-05-04T00:00:00", "day")),
        ("01/02/2015 08:25:52 PM", "%m/%d/%Y %I:%M:%S %p", ("2015-01-02T20:25:52", "minute")),
        ("2016-03-05", None, ("2016-03-05T00:00:00", "day")),
        ("2016-03-05 07:08", None, ("2016-03-05T07:08:00", "minute")),
        ("2016-03-05T07:08:09", None, ("2016-03-05T07:08:09", "minute")),
        ("2016-03", "%Y-%m", ("2016-03-01T00:00:00", "month")),
    ],
)
def test_stated_formats(bring, events, conn, day, form, stored):
    bring("incidents", _file(day), date_format=form, **events)
    assert _stored(conn) == {stored}


def test_a_row_that_does_not_follow_the_format(refused, events):
    report = refused(
        "incidents", _file("05/04/2016", "4/31/2016"), date_format="%d/%m/%Y", **events
    )
    (issue,) = report.issues
    assert (issue.line, issue.kind, issue.value) == (3, "not_date", "4/31/2016")
    assert "%d/%m/%Y" in issue.message.vi


@pytest.mark.parametrize("day", ["2016-03-05T07:08:09Z", "2016-03-05T07:08:09+07:00"])
def test_a_time_zone_is_refused(refused, events, day):
    assert refused("incidents", _file(day), **events).issues[0].kind == "time_zone"


def test_dates_that_are_all_the_first_of_a_month_are_months(bring, events, conn):
    report = bring("incidents", _file(*[f"2022-{m:02}-01" for m in range(1, 13)] * 2), **events)
    assert report.time_precision == "month"
    assert any("first of a month" in note.en for note in report.notes)
    assert {precision for _, precision in _stored(conn)} == {"month"}


def test_the_person_may_say_that_they_are_days(bring, events):
    days = [f"2022-{m:02}-01" for m in range(1, 13)] * 2
    report = bring("incidents", _file(*days), date_precision="day", **events)
    assert report.time_precision == "day"


def test_few_first_days_stay_days(bring, events):
    assert bring("incidents", _file("2022-01-01", "2022-02-01"), **events).time_precision == "day"

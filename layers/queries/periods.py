"""From when to when a ward has incidents, and which day is its present one."""

from datetime import date

from psycopg2.extensions import connection

from layers import clock, db
from layers.periods import Period, half_year
from layers.queries.wards import Ward


def incident_span(conn: connection, ward_id: int) -> Period | None:
    """Return the first and the last day with incidents; None where there are none."""
    row = db.one(
        conn,
        "SELECT min(occurred_on) AS first, max(occurred_on) AS last"
        " FROM incident WHERE ward_id = %s",
        (ward_id,),
    )
    return None if row is None or row["first"] is None else Period(row["first"], row["last"])


def present_day(conn: connection, ward: Ward) -> date:
    """Return the day on which the records are as they are: today.

    The demonstration stands still on the last day of the half-year that it tells of, never after
    today.
    """
    span = incident_span(conn, ward.id) if ward.is_demo else None
    return clock.today() if span is None else min(half_year(span.last).last, clock.today())


def gone_by(conn: connection, ward: Ward, day: date) -> date | None:
    """Return a day whose states must be looked up, because it is over; None for the present one."""
    return day if day < present_day(conn, ward) else None

"""From when to when a ward has incidents."""

from psycopg2.extensions import connection

from layers import db
from layers.periods import Period


def incident_span(conn: connection, ward_id: int) -> Period | None:
    """Return the first and the last day with incidents; None where there are none."""
    row = db.one(
        conn,
        "SELECT min(occurred_on) AS first, max(occurred_on) AS last"
        " FROM incident WHERE ward_id = %s",
        (ward_id,),
    )
    return None if row is None or row["first"] is None else Period(row["first"], row["last"])

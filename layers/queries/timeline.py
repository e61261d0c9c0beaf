"""How many incidents each day has under a filter: what a chart of time is drawn from."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.small_counts import FEWEST, told
from layers import db
from layers.filters import Filter, incident_condition
from layers.queries.sources import check_public, read_sql
from layers.queries.wards import Ward
from layers.roles import Role

PERIOD = ("from", "to")
DAY = sql.SQL("by_day.occurred_on")
MONTH = sql.SQL("date_trunc('month', by_day.occurred_on)::date")


def read_timeline(conn: connection, ward: Ward, chosen: Filter, role: Role) -> dict[str, Any]:
    """Return the days of the filter's period that have incidents, each with how many.

    `counts` are pairs of an ISO day and a number, in order; days with none are left out. `filters`
    names the parts of the filter, beside its period, that the numbers follow. Signed out: whole
    months, those with at least five, rounded down to fives as all that the public sees; InputError
    where the filter asks for more than that.
    """
    is_public = role is Role.PUBLIC
    if is_public:
        check_public(chosen)
    condition, params = incident_condition(ward.id, chosen)
    query = sql.SQL(read_sql("timeline")).format(
        start=MONTH if is_public else DAY, condition=condition
    )
    rows = db.rows(conn, query, params)
    if is_public:
        rows = [row | {"n": told(row["n"], FEWEST)} for row in rows if row["n"] >= FEWEST]
    total = sum(row["n"] for row in rows)
    return {
        "unit": "month" if is_public else "day",
        "total": total if total or not is_public else None,
        "filters": [name for name in chosen.to_query() if name not in PERIOD],
        "counts": [[row["start"].isoformat(), row["n"]] for row in rows],
    }

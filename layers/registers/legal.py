"""Which legal basis was in force for an act on a day."""

from datetime import date
from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward


def bases_on(conn: connection, ward: Ward, category: str, day: date) -> list[dict[str, Any]]:
    """Return the bases of a category (its code) in force on the day of an act, one an act and
    subject; none where the ward has entered none. `is_checked` says whether a person has held it
    against the document."""
    return db.rows(
        conn,
        read_sql("register_basis_on_day"),
        {"ward": ward.id, "category": category, "day": day},
    )


def bases_of_incident(conn: connection, ward: Ward, incident_id: int) -> list[dict[str, Any]]:
    """Return the bases of an incident's category in force on the day on which it happened."""
    row = db.one(
        conn,
        "SELECT category_code, occurred_on FROM incident WHERE ward_id = %s AND id = %s",
        (ward.id, incident_id),
    )
    return [] if row is None else bases_on(conn, ward, row["category_code"], row["occurred_on"])

"""Ancestors and heirs of one area, with shares: for its page and pop-up."""

from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.boundaries.reading import KIND_WORDS
from layers.queries.row_tables import json_value
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

# Words that staff write, and counts that may be of very few: not for the public.
FOR_STAFF = ("reason", "share_incidents")


def read_family(
    conn: connection, ward: Ward, area_id: int, role: Role = Role.ADMIN
) -> dict[str, Any] | None:
    """Return what an area came from and became, slivers left out; None where neither is known.

    The public does not learn why a share was corrected, nor how incidents were shared out.
    """
    rows = db.rows(conn, read_sql("area_family"), {"ward": ward.id, "area": area_id})
    if not rows:
        return None
    found: dict[str, Any] = {"ancestors": [], "heirs": []}
    for row in rows:
        side = "ancestors" if row["is_ancestor"] else "heirs"
        found[side].append(_relative(row, role))
    return found


def _relative(row: dict[str, Any], role: Role) -> dict[str, Any]:
    hidden = ("is_ancestor", *(FOR_STAFF if role is Role.PUBLIC else ()))
    shown = {name: json_value(value) for name, value in row.items() if name not in hidden}
    return shown | {"kind_words": KIND_WORDS[row["kind"]].to_json()}


def area_key(conn: connection, area_id: int) -> str:
    """Return what a filter calls this group: its code and first day, since codes are used again."""
    query = "SELECT code || '@' || to_char(valid_from, 'YYYY-MM-DD') FROM area WHERE id = %s"
    return str(db.value(conn, query, (area_id,)))

"""People of new areas whose own number is not known yet: handed down by stated shares, and said."""

from collections.abc import Sequence

from psycopg2.extensions import connection

from geo.text import Text
from layers import db

ESTIMATE = """
    SELECT l.to_area_id AS id, sum(coalesce(l.share_people, l.share_area) * old.people) AS people
      FROM area_lineage AS l
      JOIN area AS old ON old.id = l.from_area_id
     WHERE l.to_area_id = ANY(%s) AND old.kind = 'group' AND NOT l.is_sliver
     GROUP BY 1
    HAVING bool_and(old.people IS NOT NULL)
"""

NOTE = Text(
    "Tổ chưa có số dân riêng: số dân là ước tính, chia từ tổ cũ theo tỷ lệ dân, không biết thì"
    " theo diện tích.",
    "Groups without a number of people of their own: it is estimated from the old groups, by their"
    " share of people, or of area where that is not known.",
)


def estimate_people(conn: connection, areas: Sequence[int]) -> dict[int, float]:
    """Return estimates for those areas whose every ancestor has a number of people."""
    if not areas:
        return {}
    return {row["id"]: float(row["people"]) for row in db.rows(conn, ESTIMATE, (list(areas),))}

"""Which incidents an edit of contracted routes takes from one holder and gives to another."""

from typing import NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.queries.wards import Ward

MOST_NAMED = 4
"""So many pairs of holders are named; the rest are counted."""

REMEMBER = """
    INSERT INTO answered_before (incident_id, unit, name)
    SELECT link.incident_id, r.holder_unit, r.holder_name
      FROM incident_route AS link JOIN route AS r ON r.id = link.route_id
     WHERE link.ward_id = %s
"""
CHANGED = """
    WITH now AS (
      SELECT link.incident_id, r.holder_unit AS unit, r.holder_name AS name
        FROM incident_route AS link JOIN route AS r ON r.id = link.route_id
       WHERE link.ward_id = %s
    ), held AS (
      SELECT concat_ws(' · ', nullif(b.unit, ''), nullif(b.name, '')) AS was,
             concat_ws(' · ', nullif(n.unit, ''), nullif(n.name, '')) AS now
        FROM answered_before AS b FULL JOIN now AS n USING (incident_id)
    )
    SELECT was, now, count(*)::integer AS incidents FROM held WHERE was <> now
     GROUP BY was, now ORDER BY incidents DESC, was, now
"""


class Turned(NamedTuple):
    """So many incidents whose holder `was` one and is another `now`; "" for nobody."""

    was: str
    now: str
    incidents: int


def remember_holders(conn: connection, ward: Ward) -> None:
    """Keep who answers for what, until the transaction ends or it is asked for again."""
    db.execute(conn, "SELECT scratch_table('answered_before')")
    db.execute(conn, REMEMBER, (ward.id,))


def changed_holders(conn: connection, ward: Ward) -> list[Turned]:
    """Return what changed since `remember_holders`, the most incidents first."""
    rows = db.rows(conn, CHANGED, (ward.id,))
    return [Turned(row["was"], row["now"], row["incidents"]) for row in rows]


def told(turned: list[Turned]) -> tuple[Text, ...]:
    """Say how many incidents change their holder, from whom and to whom."""
    if not turned:
        return ()
    total = sum(each.incidents for each in turned)
    pairs = [_pair(each) for each in turned[:MOST_NAMED]]
    vi, en = ("; ".join(getattr(pair, lang) for pair in pairs) for lang in ("vi", "en"))
    if len(turned) > MOST_NAMED:
        vi, en = f"{vi}; …", f"{en}; …"
    return (
        Text(
            f"{total} vụ đổi bên nhận khoán ({vi}). Cần ghi lý do.",
            f"Another holder answers for {total} incidents ({en}). It needs a reason.",
        ),
    )


def _pair(each: Turned) -> Text:
    nobody = Text("không ai", "nobody")
    was, now = (Text(name, name) if name else nobody for name in (each.was, each.now))
    return Text(
        f"{each.incidents} vụ từ '{was.vi}' sang '{now.vi}'",
        f"{each.incidents} from '{was.en}' to '{now.en}'",
    )

"""What came to be since it was last told of, laid out so that any filter can be held against it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.cases.ages import AGED_DAYS
from layers.filters import Filter, incident_condition
from layers.notices.rules import OF_FINDINGS, RULES
from layers.queries.board import DEFAULTS
from layers.queries.recurrences import recurrences_among
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

MOST_KEPT = 500
"""So many rows of a notice are kept, the newest; how many there were is kept as a number."""


class News(NamedTuple):
    """How many incidents and findings there are to be held against the subscriptions."""

    incidents: int
    findings: int


class Hit(NamedTuple):
    """What of the news a filter holds under one rule: how many, and the newest of them."""

    rule: str
    total: int
    subjects: list[int]


MATCH_INCIDENTS = sql.SQL("""
    SELECT rule, count(*)::integer AS total,
           (array_agg(incident.id ORDER BY incident.place))[:%(most)s] AS subjects
      FROM news_incident AS incident
     CROSS JOIN LATERAL (VALUES ('new', incident.is_new), ('recurs', incident.is_recurring),
                                ('overdue', incident.is_late),
                                ('past_due', incident.is_past_due)) AS asked (rule, holds)
     WHERE {condition} AND asked.holds AND asked.rule = ANY (%(rules)s)
     GROUP BY rule ORDER BY rule
""")
BACK_AT_PLACES = """
    UPDATE news_incident AS news SET is_recurring = true
      FROM incident AS i
      JOIN place AS p ON p.id = i.place_id AND p.state IN ('stable', 'removed')
     WHERE i.id = news.id AND news.is_new AND is_counted(i.state)
       AND i.occurred_on >= quiet_since(p.id)
"""
MATCH_FINDINGS = sql.SQL("""
    SELECT rule, count(*)::integer AS total,
           (array_agg(finding_id ORDER BY finding_id DESC))[:%(most)s] AS subjects
      FROM (SELECT DISTINCT asked.rule, incident.finding_id
              FROM news_finding AS incident
              JOIN unnest(%(rule_names)s, %(methods)s) AS asked (rule, method)
                ON asked.method = incident.method
             WHERE {condition}) AS found
     GROUP BY rule ORDER BY rule
""")


def take_news(conn: connection, ward: Ward, today: date, rules: set[str]) -> News:
    """Take the news of a ward into two tables of this transaction; a rollback gives them back.

    `rules` are those that anybody asks for: what nobody asks for is not worked out.
    """
    taken = db.rows(
        conn,
        "DELETE FROM notice_news WHERE ward_id = %s RETURNING what, first_id, last_id",
        (ward.id,),
    )
    db.execute(conn, "DROP TABLE IF EXISTS pg_temp.news_incident, pg_temp.news_finding")
    incidents = _take_incidents(conn, ward, today, _spans(taken, "incident"), rules)
    db.execute(conn, read_sql("notice_findings"), {"ward": ward.id, **_spans(taken, "finding")})
    findings = int(db.value(conn, "SELECT count(DISTINCT finding_id) FROM news_finding"))
    if incidents and "recurs" in rules:
        _mark_recurring(conn, ward)
    _make_quick(conn)
    return News(incidents, findings)


def match(conn: connection, ward: Ward, chosen: Filter, rules: Sequence[str]) -> list[Hit]:
    """Return what of the news a filter holds, by rule; rules without any are left out."""
    of_incidents = [name for name in rules if name not in OF_FINDINGS]
    asked = [(rule.name, each) for rule in RULES for each in rule.methods if rule.name in rules]
    condition, params = incident_condition(ward.id, chosen)
    params |= {
        "most": MOST_KEPT,
        "rules": of_incidents,
        "rule_names": [name for name, _ in asked],
        "methods": [method for _, method in asked],
    }
    found: list[dict[str, Any]] = []
    if of_incidents:
        found += db.rows(conn, MATCH_INCIDENTS.format(condition=condition), params)
    if asked:
        found += db.rows(conn, MATCH_FINDINGS.format(condition=condition), params)
    return [Hit(row["rule"], row["total"], row["subjects"]) for row in found]


def _spans(taken: Sequence[Mapping[str, Any]], what: str) -> dict[str, list[int]]:
    of_it = [each for each in taken if each["what"] == what]
    return {
        "first": [each["first_id"] for each in of_it],
        "last": [each["last_id"] for each in of_it],
    }


def _take_incidents(
    conn: connection,
    ward: Ward,
    today: date,
    spans: Mapping[str, list[int]],
    rules: set[str],
) -> int:
    """Lay out what is new and what came to be open for long, or late, since the last day."""
    through = db.value(
        conn, "SELECT overdue_through FROM notice_day WHERE ward_id = %s", (ward.id,)
    )
    params = {
        "ward": ward.id,
        "today": today,
        "overdue_through": through or today,
        "late_days": AGED_DAYS,
        "looks_at_days": "past_due" in rules and (through or today) < today,
        **spans,
    }
    count = db.execute(conn, read_sql("notice_incidents"), params)
    db.execute(
        conn,
        "INSERT INTO notice_day VALUES (%(ward)s, %(today)s) ON CONFLICT (ward_id) DO UPDATE"
        " SET overdue_through = greatest(notice_day.overdue_through, %(today)s)",
        params,
    )
    return count


def _mark_recurring(conn: connection, ward: Ward) -> None:
    fresh = db.rows(conn, "SELECT id FROM news_incident WHERE is_new")
    found = recurrences_among(conn, ward, [row["id"] for row in fresh], DEFAULTS)
    db.execute(
        conn,
        "UPDATE news_incident SET is_recurring = true WHERE id = ANY (%s)",
        ([each.id for each in found],),
    )
    db.execute(conn, BACK_AT_PLACES)


def _make_quick(conn: connection) -> None:
    """Index what filters ask for most: ten thousand of them may be held against these rows."""
    for table in ("news_incident", "news_finding"):
        for column in ("lane_id", "group_id", "category_code"):
            db.execute(
                conn,
                sql.SQL("CREATE INDEX ON {} ({})").format(
                    sql.Identifier(table), sql.Identifier(column)
                ),
            )
        db.execute(
            conn, sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(sql.Identifier(table))
        )
        db.execute(conn, sql.SQL("ANALYZE {}").format(sql.Identifier(table)))

"""Rows of a file that would move a case: each as the rules of cases allow it, or it is an issue."""

from collections.abc import Sequence

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.cases.refusals import state_names, why_text
from layers.importing.batch import Context
from layers.importing.rows import Rows
from layers.importing.staging import STAGING

FILE_IS_REASON = "file"

_REFUSED = """
    SELECT asked.line, asked.source_key, asked.was, asked.wanted, asked.why
      FROM (SELECT s.line, s.source_key, t.state AS was, s.state AS wanted,
                   move_refusal(t.ward_id, t.id, t.state, s.state, %(actor)s, %(reason)s) AS why
              FROM {staging} AS s
              JOIN incident AS t ON t.ward_id = %(ward)s AND t.source_key = s.source_key
             WHERE s.line = ANY(%(lines)s) AND s.state IS DISTINCT FROM t.state) AS asked
     WHERE asked.why IS NOT NULL ORDER BY asked.line
"""


def report_refused_moves(
    conn: connection, rows: Rows, context: Context, lines: Sequence[int]
) -> None:
    """Make an issue of each line whose state its case may not go to, by whoever loads the file."""
    values = {
        "ward": context.ward.id,
        "lines": list(lines),
        "actor": context.options.actor,
        "reason": FILE_IS_REASON,
    }
    names = state_names(conn)
    for row in db.rows(conn, sql.SQL(_REFUSED).format(staging=STAGING), values):
        was, wanted = names[row["was"]], names[row["wanted"]]
        more = why_text(conn, row["why"], row["was"])
        key = row["source_key"]
        rows.issues.add(
            row["line"],
            "state",
            "move_refused",
            row["wanted"],
            Text(
                f"Vụ '{key}' không đi từ '{was.vi}' sang '{wanted.vi}' được: {more.vi}.",
                f"Case '{key}' does not go from '{was.en}' to '{wanted.en}': {more.en}.",
            ),
        )

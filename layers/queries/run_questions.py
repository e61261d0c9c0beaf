"""Which run answered which question, while nothing that runs are made of has changed since."""

import hashlib
import json
from collections.abc import Mapping

from psycopg2.extensions import connection

from layers import db
from layers.clock import today
from layers.filters import Filter
from layers.queries.runs import Run
from layers.queries.versions import read_moved
from layers.queries.wards import Ward

KEPT = 500
"""Answers that are kept for a ward; an older one is found again the long way."""
_OWN = "run"  # every answer moves this table itself

ANSWERED = """
    SELECT run.*
      FROM run_question
      JOIN run ON run.id = run_question.run_id
     WHERE run_question.ward_id = %s AND run_question.question = %s AND run.removed_at IS NULL
"""
REMEMBER = """
    INSERT INTO run_question (ward_id, question, run_id) VALUES (%s, %s, %s)
    ON CONFLICT (ward_id, question) DO UPDATE SET run_id = excluded.run_id
"""
FORGET = """
    DELETE FROM run_question
     WHERE ward_id = %(ward)s
       AND id <= (SELECT id FROM run_question WHERE ward_id = %(ward)s
                   ORDER BY id DESC OFFSET %(kept)s LIMIT 1)
"""


def question_of(
    conn: connection,
    ward: Ward,
    method: str,
    asked: Mapping[str, object],
    chosen: Filter,
    code: str,
) -> str:
    """Return the hash of a question as it stands now: ask before the rows are read, never after.

    A write that comes in between belongs to a later version then: what is remembered under the
    earlier one is never found again.
    """
    moved = {name: version for name, version in read_moved(conn, ward.id).items() if name != _OWN}
    whole = [method, asked, chosen.to_query(), ward.srid_measure, str(today()), code, moved]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def answered(conn: connection, ward: Ward, question: str) -> Run | None:
    """Return the run that answered this question; None where it is new, or the run was removed."""
    row = db.one(conn, ANSWERED, (ward.id, question))
    return None if row is None else Run(**row)


def remember(conn: connection, ward: Ward, question: str, run: Run) -> None:
    """Keep which run answered a question."""
    db.execute(conn, REMEMBER, (ward.id, question, run.id))
    db.execute(conn, FORGET, {"ward": ward.id, "kept": KEPT})

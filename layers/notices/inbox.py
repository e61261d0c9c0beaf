"""The notices of a person: listed, opened with their rows, read and unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.filters import Filter
from layers.notices.rules import OF_FINDINGS, get_rule
from layers.notices.subscriptions import kept_of
from layers.queries.board import DEFAULTS
from layers.queries.board_question import Question, chosen_incidents
from layers.queries.row_tables import Paging, RowTable
from layers.queries.runs import cell_members
from layers.queries.wards import Ward
from layers.roles import Role

PAGE = 50
MOST_COUNTED = 99
"""The bell counts no further than this, and then says that there are more."""

OF_PERSON = """
      FROM notice JOIN subscription AS s ON s.id = notice.subscription_id
     WHERE s.ward_id = %(ward)s AND s.owner_id = %(owner)s AND s.deleted_at IS NULL
       AND notice.told_at IS NOT NULL
"""
COLUMNS = """
    SELECT notice.id, notice.uid, notice.subscription_id, notice.rule, notice.subjects,
           notice.total, notice.since, notice.told_at, notice.read_at, s.name, s.filter
"""
SHOWN = COLUMNS + OF_PERSON
MINE = (
    COLUMNS
    + """, s.ward_id
      FROM notice JOIN subscription AS s ON s.id = notice.subscription_id
      JOIN "user" AS u ON u.id = s.owner_id AND (u.ward_id IS NULL OR u.ward_id = s.ward_id)
     WHERE s.owner_id = %(owner)s AND s.deleted_at IS NULL AND notice.told_at IS NOT NULL
"""
)
"""A person's notices in all wards that they work for today."""
UNREAD = "SELECT notice.id" + OF_PERSON + " AND notice.read_at IS NULL LIMIT %(most)s"
SET_READ = """
    UPDATE notice SET read_at = CASE WHEN %(is_read)s THEN now() END
      FROM subscription AS s
     WHERE s.id = notice.subscription_id AND s.ward_id = %(ward)s AND s.owner_id = %(owner)s
       AND notice.told_at IS NOT NULL AND (notice.read_at IS NULL) = %(is_read)s
       AND (%(ids)s::bigint[] IS NULL OR notice.id = ANY (%(ids)s))
"""
FINDINGS = """
    SELECT f.id, f.run_id, f.cell_no, f.reason, ST_X(f.geom) AS lon, ST_Y(f.geom) AS lat, c.label
      FROM watch_finding AS f
      JOIN run_cell AS c ON c.run_id = f.run_id AND c.cell_no = f.cell_no
     WHERE f.ward_id = %s AND f.id = ANY (%s)
     ORDER BY f.id DESC
"""


@dataclass(frozen=True)
class Notice:
    """One thing that a person was told: of `total` subjects those in `subjects` are kept."""

    id: int
    uid: str
    subscription_id: int
    rule: str
    subjects: Sequence[int]
    total: int
    since: datetime
    told_at: datetime
    read_at: datetime | None
    name: str
    filter: Mapping[str, str]

    @property
    def title(self) -> Text:
        return get_rule(self.rule).said(self.total)

    @property
    def is_of_findings(self) -> bool:
        return self.rule in OF_FINDINGS

    @property
    def left_out(self) -> int:
        """How many there were beside those that are kept."""
        return self.total - len(self.subjects)


def list_notices(
    conn: connection, ward: Ward, owner_id: int, *, page: int = 1, only_unread: bool = False
) -> tuple[list[Notice], bool]:
    """Return a page of a person's notices, newest first, and whether there are older ones."""
    unread = " AND notice.read_at IS NULL" if only_unread else ""
    query = (
        SHOWN + unread + " ORDER BY notice.told_at DESC, notice.id DESC LIMIT %(n)s OFFSET %(o)s"
    )
    params = {"ward": ward.id, "owner": owner_id, "n": PAGE + 1, "o": (page - 1) * PAGE}
    found = [to_notice(row) for row in db.rows(conn, query, params)]
    return found[:PAGE], len(found) > PAGE


def get_notice(conn: connection, ward: Ward, owner_id: int, notice_id: int) -> Notice:
    """Return one of a person's notices; NotFound alike for another person's."""
    params = {"ward": ward.id, "owner": owner_id, "id": notice_id}
    row = db.one(conn, SHOWN + " AND notice.id = %(id)s", params)
    if row is None:
        raise NotFound(Text("tin báo", "notice"), notice_id)
    return to_notice(row)


def count_unread(conn: connection, ward: Ward, owner_id: int) -> int:
    """Count a person's unread notices, up to one more than MOST_COUNTED."""
    params = {"ward": ward.id, "owner": owner_id, "most": MOST_COUNTED + 1}
    return len(db.rows(conn, UNREAD, params))


def set_read(
    conn: connection, ward: Ward, owner_id: int, notice_ids: Sequence[int] | None, *, is_read: bool
) -> int:
    """Mark a person's notices as read or unread; None: all that are told. Return how many moved."""
    ids = None if notice_ids is None else list(notice_ids)
    params = {"ward": ward.id, "owner": owner_id, "is_read": is_read, "ids": ids}
    return db.execute(conn, SET_READ, params)


def incident_table(
    conn: connection, ward: Ward, ids: Sequence[int], role: Role, paging: Paging
) -> RowTable:
    """Return incidents by id as a role may see them; those that are gone since are left out."""
    asked = Question(conn, ward, Filter(), DEFAULTS, role, paging)
    return chosen_incidents(asked, list(ids))


def read_findings(conn: connection, ward: Ward, notice: Notice) -> list[dict[str, Any]]:
    """Return the findings of a notice with their reason, spot and the incidents behind each."""
    found = db.rows(conn, FINDINGS, (ward.id, list(notice.subjects)))
    return [
        {
            **row,
            "reason": Text(row["reason"]["vi"], row["reason"]["en"]),
            "members": cell_members(conn, ward, row["run_id"], row["cell_no"]),
        }
        for row in found
    ]


def to_notice(row: Mapping[str, Any]) -> Notice:
    """Read a row of SHOWN."""
    return Notice(**{**row, "uid": str(row["uid"]), "filter": kept_of(row["filter"])})

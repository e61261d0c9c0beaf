"""What people say to each other at a case, with every earlier wording."""

from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.cases.case import read_case
from layers.cases.work import Worker
from layers.errors import NotAllowed, NotFound, Stale

LONGEST = 4000


class Comment(NamedTuple):
    """One comment; `earlier` are its wordings before, newest first. A removed one has no body."""

    id: int
    author: str
    author_name: str
    at: Any
    body: str
    version: int
    removed: bool
    earlier: tuple[tuple[Any, str], ...]


def read_comments(conn: connection, who: Worker, incident_id: int) -> list[Comment]:
    """Return the comments of a case, oldest first."""
    found = db.rows(
        conn,
        "SELECT c.*, coalesce(u.display_name, c.author) AS name, array("
        "   SELECT jsonb_build_array(l.at, l.before ->> 'body') FROM change_log AS l"
        "    WHERE l.table_name = 'incident_comment' AND l.row_id = c.id::text"
        "      AND l.action = 'update' AND l.before ->> 'body' <> l.after ->> 'body'"
        "    ORDER BY l.id DESC) AS earlier"
        '  FROM incident_comment AS c LEFT JOIN "user" AS u ON u.login = c.author'
        " WHERE c.ward_id = %s AND c.incident_id = %s ORDER BY c.id",
        (who.ward.id, incident_id),
    )
    return [_comment(row) for row in found]


def add_comment(conn: connection, who: Worker, incident_id: int, body: str) -> int:
    """Say something at a case; InputError where it is nothing or too long."""
    said = _checked(body)
    with db.acting_as(conn, who.login):
        read_case(conn, who.ward, incident_id)
        query = (
            "INSERT INTO incident_comment (ward_id, incident_id, author, body)"
            " VALUES (%s, %s, %s, %s) RETURNING id"
        )
        return int(db.value(conn, query, (who.ward.id, incident_id, who.login, said)))


def change_comment(
    conn: connection, who: Worker, incident_id: int, comment_id: int, version: int, body: str
) -> None:
    """Word a comment of one's own anew; the earlier wording stays readable.

    Stale where it was changed since `version`.
    """
    said = _checked(body)
    _write(conn, who, (incident_id, comment_id, version), "body = %(body)s", {"body": said})


def remove_comment(
    conn: connection, who: Worker, incident_id: int, comment_id: int, version: int
) -> None:
    """Take a comment of one's own back; that there was one stays to be seen."""
    _write(conn, who, (incident_id, comment_id, version), "removed_at = now()", {})


def _write(
    conn: connection, who: Worker, which: tuple[int, int, int], change: str, values: dict[str, Any]
) -> None:
    incident_id, comment_id, version = which
    with db.acting_as(conn, who.login):
        row = db.one(
            conn,
            "SELECT * FROM incident_comment WHERE ward_id = %s AND incident_id = %s AND id = %s"
            " AND removed_at IS NULL FOR UPDATE",
            (who.ward.id, incident_id, comment_id),
        )
        if row is None:
            raise NotFound(Text("ý kiến", "comment"), comment_id)
        if row["author"] != who.login:
            raise NotAllowed(
                Text("Chỉ người viết sửa được ý kiến.", "Only its author changes a comment.")
            )
        if row["version"] != version:
            raise Stale(
                Text("Ý kiến này vừa được sửa ở nơi khác.", "It was changed elsewhere just now."),
                {"body": row["body"], "version": row["version"]},
            )
        query = f"UPDATE incident_comment SET {change}, version = version + 1 WHERE id = %(id)s"  # noqa: S608
        db.execute(conn, query, values | {"id": comment_id})


def _comment(row: dict[str, Any]) -> Comment:
    removed = row["removed_at"] is not None
    earlier = () if removed else tuple((at, body) for at, body in row["earlier"])
    body = "" if removed else row["body"]
    return Comment(
        row["id"], row["author"], row["name"], row["at"], body, row["version"], removed, earlier
    )


def _checked(body: str) -> str:
    said = body.replace("\r\n", "\n").strip()
    if not 0 < len(said) <= LONGEST:
        raise InputError(
            Text(f"body: cần từ 1 đến {LONGEST} ký tự.", f"body: 1 to {LONGEST} characters."),
            field="body",
            value=said[:40],
        )
    return said

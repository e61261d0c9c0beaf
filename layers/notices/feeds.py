"""The feed of a person: a secret address that can be taken back, and what stands in it."""

from datetime import datetime
from typing import NamedTuple

from psycopg2.extensions import connection

from layers import db
from layers.notices.inbox import MINE
from layers.notices.lines import Entry, entries_of
from layers.notices.tokens import hash_of, make_token

MOST_ENTRIES = 50

OPEN = """
    SELECT reader.user_id, reader.uid::text, reader.language, reader.feed_made_at AS made_at
      FROM notice_reader AS reader JOIN "user" AS u ON u.id = reader.user_id AND u.is_active
     WHERE reader.feed_hash = %s
"""


class Feed(NamedTuple):
    """A feed that opens: whose it is, its lasting name, in which language."""

    user_id: int
    uid: str
    language: str
    made_at: datetime


def make_feed(conn: connection, user_id: int, language: str) -> str:
    """Give a person a feed and return its token, which is told this once; an older one ends."""
    token = make_token()
    db.execute(
        conn,
        "INSERT INTO notice_reader (user_id, language, feed_hash, feed_made_at)"
        " VALUES (%(user)s, %(language)s, %(hash)s, now()) ON CONFLICT (user_id) DO UPDATE"
        " SET language = %(language)s, feed_hash = %(hash)s, feed_made_at = now()",
        {"user": user_id, "language": language, "hash": hash_of(token)},
    )
    return token


def end_feed(conn: connection, user_id: int) -> None:
    """Take a feed back: its address opens nothing any more."""
    db.execute(
        conn,
        "UPDATE notice_reader SET feed_hash = NULL, feed_made_at = NULL WHERE user_id = %s",
        (user_id,),
    )


def feed_made_at(conn: connection, user_id: int) -> datetime | None:
    """Return when a person's feed was made; None where there is none."""
    query = "SELECT feed_made_at FROM notice_reader WHERE user_id = %s"
    found: datetime | None = db.value(conn, query, (user_id,))
    return found


def open_feed(conn: connection, token: str) -> Feed | None:
    """Return the feed of a token; None alike where it is unknown, taken back, or its owner out."""
    row = db.one(conn, OPEN, (hash_of(token),))
    return None if row is None else Feed(**row)


def read_entries(conn: connection, user_id: int) -> list[Entry]:
    """Return the newest notices of a person in the wards that they work for today."""
    query = MINE + " ORDER BY notice.told_at DESC, notice.id DESC LIMIT %(most)s"
    rows = db.rows(conn, query, {"owner": user_id, "most": MOST_ENTRIES})
    return entries_of(conn, rows)

"""The mails that wait: gathered from notices, claimed one by one, ended, tried again later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.notices.tokens import hash_of
from layers.queries.wards import Ward

BETWEEN_MIN = 10
"""A person gets a mail of a ward at most so often; what comes meanwhile is in the next one."""
BACK_OFF_MIN = (1, 5, 25, 120, 600)
"""Minutes before each further try; after the last one a mail has failed."""

TO_MAIL = """
      FROM notice
      JOIN subscription AS s ON s.id = notice.subscription_id
       AND s.by_mail AND s.deleted_at IS NULL AND s.paused_at IS NULL
      JOIN notice_reader AS reader ON reader.user_id = s.owner_id
      JOIN "user" AS u ON u.id = s.owner_id AND u.is_active
       AND (u.ward_id IS NULL OR u.ward_id = s.ward_id)
     WHERE notice.mail_id IS NULL
       AND notice.told_at > greatest(reader.confirmed_at, s.changed_at)
       AND reader.confirmed_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM notice_mail AS m
                        WHERE m.user_id = s.owner_id AND m.ward_id = s.ward_id
                          AND m.kind = 'notices' AND m.made_at > %(lately)s)
"""
"""What a mail can be made of now: the clock asks for it just where a job finds something to do."""
READERS = f"""
    SELECT DISTINCT s.owner_id AS user_id, reader.address {TO_MAIL}
       AND notice.ward_id = %(ward)s
     ORDER BY s.owner_id
"""
TAKE = """
    UPDATE notice SET mail_id = %(mail)s
      FROM subscription AS s JOIN notice_reader AS reader ON reader.user_id = s.owner_id
     WHERE s.id = notice.subscription_id AND s.owner_id = %(user)s AND s.ward_id = %(ward)s
       AND s.by_mail AND s.deleted_at IS NULL AND s.paused_at IS NULL AND notice.mail_id IS NULL
       AND notice.told_at > greatest(reader.confirmed_at, s.changed_at)
"""
CLAIM = """
    UPDATE notice_mail SET state = 'sending', tries = tries + 1, unsubscribe_hash = %(hash)s
     WHERE id = (SELECT id FROM notice_mail WHERE state = 'waiting' AND next_try_at <= %(now)s
                  ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, ward_id, user_id, kind, address, uid::text, tries
"""
QUEUE = """
    SELECT m.id, ward.code AS ward, u.login, m.kind, m.state, m.tries, m.made_at, m.next_try_at,
           m.ended_at, m.error
      FROM notice_mail AS m
      JOIN ward ON ward.id = m.ward_id JOIN "user" AS u ON u.id = m.user_id
     ORDER BY m.id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Mail:
    """A mail that is ours to send."""

    id: int
    ward_id: int
    user_id: int
    kind: str
    address: str
    uid: str
    tries: int


def gather_mails(conn: connection, ward: Ward, now: datetime) -> int:
    """Put what was told and is to be mailed into a mail a person; return how many mails.

    Each notice is put into one mail at most, and one mail is never made twice.
    """
    params = {"ward": ward.id, "lately": now - timedelta(minutes=BETWEEN_MIN)}
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('notice mails'), %s)", (ward.id,))
        readers = db.rows(conn, READERS, params)
        for each in readers:
            mail = db.value(
                conn,
                "INSERT INTO notice_mail (ward_id, user_id, kind, address, made_at, next_try_at)"
                " VALUES (%s, %s, 'notices', %s, %s, %s) RETURNING id",
                (ward.id, each["user_id"], each["address"], now, now),
            )
            db.execute(conn, TAKE, {"mail": mail, "user": each["user_id"], "ward": ward.id})
    return len(readers)


def count_waiting(conn: connection, now: datetime) -> int:
    query = "SELECT count(*) FROM notice_mail WHERE state = 'waiting' AND next_try_at <= %s"
    return int(db.value(conn, query, (now,)))


def count_lately(conn: connection, now: datetime) -> int:
    """Count the mails that went out, or may have, within an hour."""
    query = (
        "SELECT count(*) FROM notice_mail WHERE state IN ('sent', 'unsure')"
        " AND ended_at > %s - interval '1 hour'"
    )
    return int(db.value(conn, query, (now,)))


def claim_mail(conn: connection, now: datetime, token: str) -> Mail | None:
    """Take the mail that waits longest; its token, kept as a hash, ends the mails of its reader."""
    row = db.one(conn, CLAIM, {"now": now, "hash": hash_of(token)})
    return None if row is None else Mail(**row)


def end_mail(conn: connection, mail_id: int, state: str, now: datetime, error: str = "") -> None:
    """Keep how a mail ended: sent, unsure, failed or dropped."""
    db.execute(
        conn,
        "UPDATE notice_mail SET state = %s, ended_at = %s, error = %s WHERE id = %s",
        (state, now, error[:300], mail_id),
    )


def try_later(conn: connection, mail: Mail, now: datetime, error: str) -> None:
    """Put a mail back that was surely not sent; after the last try it has failed."""
    if mail.tries > len(BACK_OFF_MIN):
        end_mail(conn, mail.id, "failed", now, error)
        return
    db.execute(
        conn,
        "UPDATE notice_mail SET state = 'waiting', next_try_at = %s, error = %s WHERE id = %s",
        (now + timedelta(minutes=BACK_OFF_MIN[mail.tries - 1]), error[:300], mail.id),
    )


def settle_cut_short(conn: connection, now: datetime) -> int:
    """End what a sender that died has left: it may have arrived, so it is not sent again."""
    return db.execute(
        conn,
        "UPDATE notice_mail SET state = 'unsure', ended_at = %s WHERE state = 'sending'",
        (now,),
    )


def list_mails(conn: connection, limit: int) -> list[dict[str, Any]]:
    """Return the newest mails without their addresses."""
    return db.rows(conn, QUEUE, (limit,))

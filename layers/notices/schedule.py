"""What no change sets off: a new day, a digest that is due. Asked by the worker now and then."""

from datetime import datetime, timedelta

from psycopg2.extensions import connection

from layers import clock, db
from layers.notices.due import last_told
from layers.notices.mail_queue import BETWEEN_MIN, TO_MAIL, count_lately
from layers.notices.rules import OF_FINDINGS

NIGHT_ENDS = 2
"""The watch is made at night, from this hour on."""

DUE = """
    SELECT s.ward_id
      FROM subscription AS s
      LEFT JOIN notice_day ON notice_day.ward_id = s.ward_id
     WHERE s.deleted_at IS NULL AND s.paused_at IS NULL
       AND (coalesce(notice_day.overdue_through < %(today)s, true)
            OR EXISTS (SELECT FROM notice
                         JOIN "user" AS u ON u.id = s.owner_id AND u.is_active
                          AND (u.ward_id IS NULL OR u.ward_id = s.ward_id)
                        WHERE notice.subscription_id = s.id AND notice.told_at IS NULL
                          AND notice.since < CASE s.every WHEN 'day' THEN %(day)s
                                             WHEN 'week' THEN %(week)s ELSE %(once)s END)
            OR EXISTS (SELECT FROM notice_news WHERE notice_news.ward_id = s.ward_id))
     GROUP BY s.ward_id ORDER BY s.ward_id
"""
UNSENT = """
    SELECT DISTINCT ward_id FROM notice_mail
     WHERE state = 'sending' OR state = 'waiting' AND next_try_at <= %(now)s AND %(has_room)s
    UNION
    SELECT DISTINCT notice.ward_id
"""
"""Goes before TO_MAIL."""
UNWATCHED = """
    SELECT DISTINCT s.ward_id
      FROM subscription AS s
     WHERE s.deleted_at IS NULL AND s.paused_at IS NULL AND s.rules && %(rules)s
       AND NOT EXISTS (SELECT FROM job WHERE job.ward_id = s.ward_id AND job.kind = 'watch'
                                         AND job.created_at >= %(night)s)
     ORDER BY s.ward_id
"""


def enqueue_due(conn: connection, now: datetime | None = None, *, mails_an_hour: int = 0) -> int:
    """Ask for the jobs that the clock asks for, each once however many ask; return how many wards.

    They are: the watch of a night, where somebody wants to know what becomes a repeat point or
    hot, and the notices of a ward where a day has passed, something gathered is due, or a mail
    waits and the limit of the hour has room for it (`mails_an_hour`; 0: no server takes mails).
    """
    now = now or clock.now()
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('notices of the clock'))")
        due = set(_due(conn, now)) | set(_unsent(conn, now, mails_an_hour) if mails_an_hour else ())
        for ward_id in sorted(due):
            db.execute(conn, "SELECT ask_for_notices(%s)", (ward_id,))
        watched = _unwatched(conn, now)
        for ward_id in watched:
            db.execute(
                conn,
                "INSERT INTO job (ward_id, kind, created_by) VALUES (%s, 'watch', 'notices')",
                (ward_id,),
            )
    return len(due) + len(watched)


def _due(conn: connection, now: datetime) -> list[int]:
    moments = {every: last_told(every, now) for every in ("once", "day", "week")}
    rows = db.rows(conn, DUE, {"today": now.date(), **moments})
    return [row["ward_id"] for row in rows]


def _unsent(conn: connection, now: datetime, mails_an_hour: int) -> list[int]:
    params = {
        "now": now,
        "lately": now - timedelta(minutes=BETWEEN_MIN),
        "has_room": count_lately(conn, now) < mails_an_hour,
    }
    return [row["ward_id"] for row in db.rows(conn, UNSENT + TO_MAIL, params)]


def _unwatched(conn: connection, now: datetime) -> list[int]:
    """Return the wards whose watch of the last night nobody has asked for."""
    if now.hour < NIGHT_ENDS:
        return []
    night = now.replace(hour=NIGHT_ENDS, minute=0, second=0, microsecond=0)
    rows = db.rows(conn, UNWATCHED, {"rules": list(OF_FINDINGS), "night": night})
    return [row["ward_id"] for row in rows]

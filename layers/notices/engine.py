"""The engine: what is new in a ward is held against the subscriptions, and told once."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from geo.text import Text
from layers import clock, db
from layers.analysis import no_progress
from layers.computing.base import Progress
from layers.notices.due import last_told
from layers.notices.news import MOST_KEPT, Hit, News, match, take_news
from layers.notices.rules import EVERY
from layers.notices.subscriptions import SELECT, Subscription, to_subscription
from layers.queries.wards import Ward

LOCK = 0x6E6F7469  # "noti"
KEPT_DAYS = 365
"""So long a notice is kept after it was told."""
TOLD_EVERY = 100
HOLDING = Text("Đối chiếu với các đăng ký", "Holding the news against the subscriptions")

LIVE = """
      JOIN "user" AS u ON u.id = s.owner_id AND u.is_active
       AND (u.ward_id IS NULL OR u.ward_id = s.ward_id)
     WHERE s.ward_id = %s AND s.deleted_at IS NULL AND s.paused_at IS NULL
     ORDER BY s.id
"""
KEEP = sql.SQL("""
    INSERT INTO notice (ward_id, subscription_id, rule, subjects, total, since, told_at) VALUES %s
    ON CONFLICT (subscription_id, rule) WHERE told_at IS NULL
    DO UPDATE SET subjects = (excluded.subjects || notice.subjects)[:{most}],
                  total = notice.total + excluded.total
""").format(most=sql.Literal(MOST_KEPT))
TELL = """
    UPDATE notice SET told_at = %(now)s
      FROM subscription AS s
      JOIN "user" AS u ON u.id = s.owner_id AND u.is_active
       AND (u.ward_id IS NULL OR u.ward_id = s.ward_id)
     WHERE notice.ward_id = %(ward)s AND notice.told_at IS NULL AND s.id = notice.subscription_id
       AND s.every = %(every)s AND s.paused_at IS NULL AND s.deleted_at IS NULL
       AND notice.since < %(before)s
"""


class Told(NamedTuple):
    """What a run did: what it looked at, how many notices it made or added to, how many it told."""

    news: News
    subscriptions: int
    kept: int
    told: int


def tell(
    conn: connection,
    ward: Ward,
    now: datetime | None = None,
    *,
    progress: Progress = no_progress,
) -> Told:
    """Make notices of what is new, and tell what was gathered and is due; all or nothing.

    News are taken in the transaction that tells of them: cut short it has told nothing and taken
    nothing, and a second one at the same time waits and finds none. A subscription gets one notice
    a rule and run, however many rows it holds. People who are switched off or work for another
    ward get none.
    """
    now = now or clock.now()
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(%s, %s)", (LOCK, ward.id))
        live = [to_subscription(row) for row in db.rows(conn, SELECT + LIVE, (ward.id,))]
        rules = {rule for each in live for rule in each.rules}
        news = take_news(conn, ward, now.date(), rules)
        kept = _keep_hits(conn, ward, live, news, now, progress)
        gathered = _tell_due(conn, ward, now)
        _forget(conn, ward, now)
    at_once = sum(1 for each, _ in kept if each.every == "once")
    return Told(news, len(live), len(kept), at_once + gathered)


Kept = list[tuple[Subscription, Hit]]


def _keep_hits(
    conn: connection,
    ward: Ward,
    live: list[Subscription],
    news: News,
    now: datetime,
    progress: Progress,
) -> Kept:
    """Hold each different filter against the news once, whoever has it."""
    if not (news.incidents or news.findings):
        return []
    alike: dict[str, list[Subscription]] = {}
    for each in live:
        alike.setdefault(_key(each.filter), []).append(each)
    kept: Kept = []
    for at, same in enumerate(alike.values()):
        if at % TOLD_EVERY == 0:
            progress(HOLDING, at / len(alike))
        asked = sorted({rule for each in same for rule in each.rules})
        for hit in match(conn, ward, same[0].chosen, asked):
            kept += [(each, hit) for each in same if hit.rule in each.rules]
    _write(conn, kept, now)
    return kept


def _key(query: Mapping[str, str]) -> str:
    return json.dumps(query, sort_keys=True)


def _write(conn: connection, kept: Kept, now: datetime) -> None:
    rows = [
        (
            each.ward_id,
            each.id,
            hit.rule,
            hit.subjects,
            hit.total,
            now,
            now if each.every == "once" else None,
        )
        for each, hit in kept
    ]
    with conn.cursor() as cursor:
        execute_values(cursor, KEEP, rows, page_size=500)


def _tell_due(conn: connection, ward: Ward, now: datetime) -> int:
    """Tell what was gathered before the last moment for it."""
    return sum(
        db.execute(
            conn,
            TELL,
            {"ward": ward.id, "now": now, "every": every, "before": last_told(every, now)},
        )
        for every in EVERY
    )


def _forget(conn: connection, ward: Ward, now: datetime) -> None:
    db.execute(
        conn,
        "DELETE FROM notice WHERE ward_id = %s AND told_at < %s - %s * interval '1 day'",
        (ward.id, now, KEPT_DAYS),
    )

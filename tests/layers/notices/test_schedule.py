"""The clock asks for jobs: once for a new day, once for a digest, once for the watch of a night."""

from datetime import datetime, timedelta

import pytest

from layers import clock, db
from layers.notices.due import last_told
from layers.notices.engine import tell
from layers.notices.schedule import enqueue_due
from layers.notices.subscriptions import Wish, add_subscription
from tests.factories import add_incident, add_user


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.zone())


@pytest.mark.parametrize(
    ("every", "now", "told"),
    [
        ("day", "2026-11-26T06:59", "2026-11-25T07:00"),
        ("day", "2026-11-26T07:00", "2026-11-26T07:00"),
        ("week", "2026-11-26T12:00", "2026-11-23T07:00"),
        ("week", "2026-11-23T06:00", "2026-11-16T07:00"),
        ("week", "2026-11-23T08:00", "2026-11-23T07:00"),
        ("once", "2026-11-26T06:59", "2026-11-26T06:59"),
    ],
)
def test_last_moment_of_telling(every, now, told):
    assert last_told(every, at(now)) == at(told)


def waiting(conn, kind):
    return db.value(conn, "SELECT count(*) FROM job WHERE kind = %s AND state = 'queued'", (kind,))


def test_nothing_is_asked_for_where_nobody_subscribes(conn, ward):
    assert enqueue_due(conn, at("2026-11-26T12:00")) == 0


def test_new_day_asks_for_notices_once(conn, ward):
    person = add_user(conn, "lan", "viewer", ward)
    add_subscription(conn, ward, person, Wish("Tất cả", ["overdue"], {}))
    now = clock.now()
    assert enqueue_due(conn, now) == 0
    tomorrow = now + timedelta(days=1)
    assert enqueue_due(conn, tomorrow) == 1
    enqueue_due(conn, tomorrow)
    assert waiting(conn, "notices") == 1
    tell(conn, ward, tomorrow)
    db.execute(conn, "DELETE FROM job")
    assert enqueue_due(conn, tomorrow) == 0


def test_digest_that_is_due_is_asked_for(conn, ward):
    person = add_user(conn, "lan", "viewer", ward)
    add_subscription(conn, ward, person, Wish("Tất cả", ["new"], {}, "week"))
    add_incident(conn, ward)
    monday = (clock.now() + timedelta(days=7 - clock.now().weekday())).replace(hour=7)
    tell(conn, ward, monday - timedelta(hours=2))
    db.execute(conn, "UPDATE notice_day SET overdue_through = overdue_through + 100")
    db.execute(conn, "DELETE FROM job")
    assert enqueue_due(conn, monday - timedelta(hours=1)) == 0
    assert enqueue_due(conn, monday + timedelta(minutes=1)) == 1


def test_watch_of_the_night_is_asked_for_where_somebody_wants_it(conn, ward):
    person = add_user(conn, "lan", "viewer", ward)
    add_subscription(conn, ward, person, Wish("Tất cả", ["hot"], {}))
    night = clock.now() - timedelta(days=1)  # a job is marked with the clock, so none is to come
    enqueue_due(conn, night.replace(hour=1))
    assert waiting(conn, "watch") == 0
    enqueue_due(conn, night.replace(hour=2, minute=1))
    enqueue_due(conn, night.replace(hour=3))
    assert waiting(conn, "watch") == 1

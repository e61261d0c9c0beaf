"""Killed in the middle or run by two at once: every notice is made once, and none is lost."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from geo.text import Text
from layers import db
from layers.notices.engine import LOCK, tell
from layers.queries.wards import create_ward
from tests.factories import add_user
from tests.workers import start_worker, stop_worker

FILTERS = 60


@pytest.fixture
def scene(database_url):
    """A ward in which 60 different filters are to be held against 5,000 new rows."""
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    person = add_user(conn, "lan", "viewer", ward)
    db.execute(
        conn,
        "INSERT INTO subscription (ward_id, owner_id, name, rules, filter)"
        " SELECT %s, %s, 'S' || n, '{new}', jsonb_build_object('text', 'so ' || n)"
        "   FROM generate_series(1, %s) AS n",
        (ward.id, person, FILTERS),
    )
    db.execute(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code,"
        "                      address, geom)"
        " SELECT %s, 'M' || n, '2016-03-01', 'ttdt', 'mai_che', 'Số ' || n,"
        "        ST_Point(105.88 + n * 1e-6, 21.04, 4326)"
        "   FROM generate_series(1, 5000) AS n",
        (ward.id,),
    )
    yield conn, ward, database_url
    conn.close()


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(each) for each in listed.split()]


def is_telling(conn):
    """Whether somebody holds the lock of the engine."""
    return db.value(
        conn,
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
        "               AND granted)",
        (LOCK,),
    )


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def notices_per_subscription(conn):
    rows = db.rows(conn, "SELECT count(*) AS n FROM notice GROUP BY subscription_id")
    return [row["n"] for row in rows]


def first_job(conn):
    return db.one(conn, "SELECT state, tries FROM job WHERE kind = 'notices' ORDER BY id LIMIT 1")


def test_killed_in_the_middle_it_is_told_once_by_the_next(scene):
    conn, _ward, url = scene
    worker = start_worker(url)
    try:
        wait_until(lambda: is_telling(conn))
        for child in children(worker.pid):
            os.kill(child, signal.SIGKILL)
        assert notices_per_subscription(conn) == []
        # The notices stand a moment before their job is marked: a worker stopped between the two
        # gives the job back, so it is the job that is waited for.
        wait_until(lambda: first_job(conn)["state"] == "done")
    finally:
        stop_worker(worker)
    assert notices_per_subscription(conn) == [1] * FILTERS
    assert first_job(conn) == {"state": "done", "tries": 2}


def test_two_at_once_tell_once(scene):
    conn, ward, url = scene
    done = []

    def run():
        own = db.connect(url)
        done.append(tell(own, ward).told)
        own.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(done) == [0, FILTERS]
    assert notices_per_subscription(conn) == [1] * FILTERS


def test_what_is_written_while_a_job_waits_is_seen_by_a_job(scene):
    """Nobody begins the waiting job before the writer has ended, so that its rows are told."""
    conn, ward, url = scene
    tell(conn, ward)
    db.execute(conn, "DELETE FROM job")
    db.execute(conn, "SELECT ask_for_notices(%s)", (ward.id,))
    writer = db.connect(url)
    db.execute(writer, "BEGIN")
    db.execute(
        writer,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code,"
        " address, geom) VALUES (%s, 'late', '2016-03-01', 'ttdt', 'mai_che', 'Số 1',"
        " ST_Point(105.88, 21.04, 4326))",
        (ward.id,),
    )
    assert db.value(conn, "SELECT count(*) FROM job") == 1
    start_worker(url, "--until-idle").communicate(timeout=30)
    assert db.value(conn, "SELECT state FROM job") == "queued"
    db.execute(writer, "COMMIT")
    writer.close()
    start_worker(url, "--until-idle").communicate(timeout=60)
    with_it = "SELECT count(*) FROM notice WHERE %s = ANY (subjects)"
    late = db.value(conn, "SELECT id FROM incident WHERE source_key = 'late'")
    assert db.value(conn, with_it, (late,)) == 1

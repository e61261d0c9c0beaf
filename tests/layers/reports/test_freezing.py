"""Freezing beside other sessions: what was confirmed is in it, what is not in it was refused.

The moments are held by locks and by the progress that the work tells, never by waiting a while.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import NotAllowed, Stale
from layers.filters import Filter
from layers.jobs.kinds.freeze_report import enqueue_freeze, freezing_of
from layers.jobs.runner import run_one
from layers.queries.jobs import Job, get_job, request_cancel
from layers.queries.map_runs import runs_of_map
from layers.queries.wards import Ward, create_ward
from layers.reports.editions import Edition, get_edition, make_edition, read_report, remove_draft
from layers.reports.freezing import ensure_frozen, freeze_edition
from layers.reports.texts import Said, read_texts, save_texts
from layers.roles import Role
from tests.factories import add_area, add_incident, add_user
from tests.workers import running_worker, wait_for

WRITER = Role.SUPERVISOR
KEY = "measures/own"
WAITING = """
    SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
"""
KEPT = """
    SELECT (SELECT count(*) FROM report_figure) + (SELECT count(*) FROM report_row)
         + (SELECT count(*) FROM report_file) + (SELECT count(*) FROM report_picture)
"""


@pytest.fixture
def conn(database_url: str) -> Iterator[connection]:
    own = db.connect(database_url)
    yield own
    own.close()


@pytest.fixture
def other(database_url: str) -> Iterator[connection]:
    """A session of somebody else."""
    own = db.connect(database_url)
    yield own
    own.close()


@pytest.fixture
def ward(conn: connection) -> Ward:
    made = create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    add_area(conn, made)
    for on in ("2016-01-20", "2016-03-15"):
        add_incident(conn, made, on=on)
    for login in ("lan", "minh"):
        add_user(conn, login, "supervisor", made)
    return made


@pytest.fixture
def draft(conn: connection, ward: Ward) -> Edition:
    return make_edition(conn, ward, "2016H1", "lan", role=WRITER)


def _save(conn: connection, ward: Ward, draft: Edition, words: str, version: int = 0) -> int:
    report = read_report(conn, ward, draft)
    return save_texts(conn, draft.id, report, [Said(KEY, (words,), False, version)], "minh")


def _own_words(conn: connection, ward: Ward, edition: Edition) -> str:
    frozen = get_edition(conn, ward, edition.id, WRITER)
    section = next(s for s in read_report(conn, ward, frozen).sections if s.name == "measures")
    return next(b.words[0] for b in section.blocks if b.name == "own")


def _until(conn: connection, query: str, wanted: Callable[[int], bool]) -> None:
    deadline = time.monotonic() + 180
    while not wanted(int(db.value(conn, query))):
        assert time.monotonic() < deadline, query
        time.sleep(0.02)


class AtFirst:
    """Does something once, when the work first tells of a figure: inside its transaction."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act, self.said = act, list[float]()

    def __call__(self, stage: Text, fraction: float) -> None:
        self.said.append(fraction)
        if len(self.said) == 2:
            self.act()


def test_words_being_saved_when_freezing_begins_are_in_the_edition(
    conn: connection, other: connection, database_url: str, ward: Ward, draft: Edition
) -> None:
    watcher = db.connect(database_url)
    with ThreadPoolExecutor(1) as pool:
        with db.transaction(other):
            _save(other, ward, draft, "lưu trước khi chốt")
            frozen = pool.submit(freeze_edition, conn, ward, draft.id, "lan", role=WRITER)
            _until(watcher, WAITING, lambda n: n == 1)
        assert frozen.result(timeout=60).is_frozen
    watcher.close()
    assert _own_words(other, ward, draft) == "lưu trước khi chốt"


def test_words_that_come_while_it_is_frozen_are_refused_in_both_languages(
    conn: connection, other: connection, ward: Ward, draft: Edition
) -> None:
    _save(other, ward, draft, "lưu trước")
    refused: list[Stale] = []

    def save_meanwhile() -> None:
        for act in (
            lambda: _save(other, ward, draft, "lưu trong khi chốt", 1),
            lambda: remove_draft(other, ward, draft.id, "minh", WRITER),
        ):
            with pytest.raises(Stale) as found:
                act()
            refused.append(found.value)

    progress = AtFirst(save_meanwhile)
    freeze_edition(conn, ward, draft.id, "lan", role=WRITER, progress=progress)
    assert progress.said == sorted(progress.said) and 0 <= progress.said[0] < progress.said[-1] < 1
    for each in refused:
        assert "đang được chốt" in each.text.vi and "being frozen" in each.text.en
    assert len(refused) == 2 and _own_words(conn, ward, draft) == "lưu trước"
    with pytest.raises(Stale, match="has been frozen") as late:
        _save(other, ward, draft, "lưu sau khi chốt", 1)
    assert "vừa được chốt" in late.value.text.vi
    assert _own_words(conn, ward, draft) == "lưu trước"


def test_session_with_an_old_view_writes_nothing_into_a_frozen_edition(
    conn: connection, other: connection, ward: Ward, draft: Edition
) -> None:
    _save(other, ward, draft, "lưu trước")
    db.execute(other, "BEGIN ISOLATION LEVEL REPEATABLE READ")
    assert read_texts(other, draft.id)[KEY].version == 1
    freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    insert = "INSERT INTO report_text SELECT edition_id, key, 2, body, now(), 'x' FROM report_text"
    with pytest.raises(
        (psycopg2.errors.SerializationFailure, psycopg2.errors.InsufficientPrivilege)
    ):
        db.execute(other, insert)
    db.execute(other, "ROLLBACK")
    assert len(read_texts(conn, draft.id)) == 1


def test_two_who_freeze_at_once_freeze_one_edition(
    conn: connection, other: connection, database_url: str, ward: Ward, draft: Edition
) -> None:
    """The second waits and is told that it is frozen, or has what the first one froze."""
    watcher = db.connect(database_url)
    third = db.connect(database_url)
    with ThreadPoolExecutor(2) as pool:
        waiting = []

        def begin_the_others() -> None:
            for session, freeze in ((other, freeze_edition), (third, ensure_frozen)):
                waiting.append(pool.submit(freeze, session, ward, draft.id, "minh", role=WRITER))
            _until(watcher, WAITING, lambda n: n == 2)

        freeze_edition(conn, ward, draft.id, "lan", role=WRITER, progress=AtFirst(begin_the_others))
        with pytest.raises(NotAllowed, match="đã chốt"):
            waiting[0].result(timeout=60)
        assert waiting[1].result(timeout=60).frozen_by == "lan"
    for session in (watcher, third):
        session.close()
    assert db.value(conn, "SELECT count(*) FROM report_edition WHERE frozen_at IS NOT NULL") == 1


def test_analyses_of_others_do_not_wait_for_it(
    conn: connection, other: connection, ward: Ward, draft: Edition
) -> None:
    db.execute(other, "SET lock_timeout = '20s'")

    def analyse() -> None:
        chosen = Filter(date(2016, 3, 1), date(2016, 3, 31))
        assert runs_of_map(other, ward, chosen)

    freeze_edition(conn, ward, draft.id, "lan", role=WRITER, progress=AtFirst(analyse))
    assert get_edition(conn, ward, draft.id, WRITER).is_frozen


class Cut(Exception):
    """What ends the work in the middle."""


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_freezing_that_is_cut_short_leaves_the_draft_and_nothing_of_it(
    conn: connection, ward: Ward, draft: Edition, share: float
) -> None:
    def cut(_: Text, fraction: float) -> None:
        if fraction >= share:
            raise Cut

    with pytest.raises(Cut):
        freeze_edition(conn, ward, draft.id, "lan", role=WRITER, progress=cut)
    assert not get_edition(conn, ward, draft.id, WRITER).is_frozen
    assert db.value(conn, KEPT) == 0
    assert _save(conn, ward, draft, "vẫn sửa được") == 1
    assert freeze_edition(conn, ward, draft.id, "lan", role=WRITER).is_frozen


def test_asked_for_twice_it_is_one_job_and_begun_again_it_is_done_once(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    job = enqueue_freeze(conn, ward, draft.id, "lan", WRITER)
    assert enqueue_freeze(conn, ward, draft.id, "minh", WRITER).id == job.id
    run_one(conn, job.id)
    done = freezing_of(conn, ward, draft.id)
    assert done is not None and (done.state, done.result) == ("done", {"edition": draft.id})
    frozen = get_edition(conn, ward, draft.id, WRITER)
    again = "UPDATE job SET state = 'queued', result = NULL, ended_at = NULL WHERE id = %s"
    db.execute(conn, again, (job.id,))
    run_one(conn, job.id)
    assert get_job(conn, ward, job.id).state == "done"
    assert get_edition(conn, ward, draft.id, WRITER) == frozen
    with pytest.raises(NotAllowed, match="đã chốt"):
        enqueue_freeze(conn, ward, draft.id, "lan", WRITER)


def test_who_lost_the_role_since_freezes_nothing(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    with pytest.raises(NotAllowed):
        enqueue_freeze(conn, ward, draft.id, "lan", Role.INSPECTOR)
    job = enqueue_freeze(conn, ward, draft.id, "lan", WRITER)
    db.execute(conn, "UPDATE \"user\" SET role = 'viewer' WHERE login = 'lan'")
    run_one(conn, job.id)
    assert get_job(conn, ward, job.id).state == "failed"
    assert not get_edition(conn, ward, draft.id, WRITER).is_frozen


def _doing(worker: int) -> list[int]:
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    return [
        int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_killed_in_the_middle_it_is_frozen_once_and_stopped_it_stays_a_draft(
    conn: connection, other: connection, database_url: str, ward: Ward, draft: Edition
) -> None:
    """Somebody who is saving holds the work at one place, as long as the test needs."""

    def at_work(job: Job, tries: int) -> None:
        wait_for(conn, ward, job, lambda now: (now.state, now.tries) == ("running", tries))
        _until(conn, WAITING, lambda n: n >= 1)

    with running_worker(database_url) as worker:
        with db.transaction(other):
            _save(other, ward, draft, "lưu trước")
            stopped = enqueue_freeze(conn, ward, draft.id, "lan", WRITER)
            at_work(stopped, 1)
            request_cancel(conn, ward, stopped.id, "lan")
            assert wait_for(conn, ward, stopped).state == "cancelled"
        _until(conn, WAITING, lambda n: n == 0)
        # What was stopped may have come to hold the report for a moment, before it ended.
        held = f"SELECT (NOT pg_try_advisory_xact_lock_shared(report_lock({draft.id})))::integer"
        _until(conn, held, lambda n: n == 0)
        assert not get_edition(conn, ward, draft.id, WRITER).is_frozen and db.value(conn, KEPT) == 0
        with db.transaction(other):
            _save(other, ward, draft, "lưu giữa chừng", 1)
            killed = enqueue_freeze(conn, ward, draft.id, "lan", WRITER)
            at_work(killed, 1)
            for pid in _doing(worker.pid):
                os.kill(pid, signal.SIGKILL)
            wait_for(conn, ward, killed, lambda now: now.tries == 2)
        assert wait_for(conn, ward, killed).state == "done"
    assert _own_words(conn, ward, draft) == "lưu giữa chừng"
    assert db.value(conn, "SELECT count(*) FROM report_figure WHERE name = 'incidents'") == 1

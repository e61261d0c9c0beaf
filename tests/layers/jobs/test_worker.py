"""A real worker on a real database: jobs end once, whoever dies, and stop when a person says so."""

import os
import signal
import time
from pathlib import Path

import pytest

from layers import db
from layers.queries.jobs import enqueue, get_job, request_cancel
from tests.layers.jobs.long_ward import make_long_ward
from tests.workers import running_worker, start_worker, stop_worker, wait_for

QUICK = {"method": "repeat_points"}
# A minute of whole-number work inside numpy, in portions, where the ward has a real cluster.
LONG = {"method": "scan", "parameters": {"permutations": 99999, "max_days": 30}}
# Many small cells, at once and without a word to anybody: only a signal ends it.
SILENT = {"method": "gi_star", "parameters": {"permutations": 99999, "cell_m": 3}}


@pytest.fixture
def conn(database_url):
    own = db.connect(database_url)
    yield own
    own.close()


@pytest.fixture
def ward(conn):
    return make_long_ward(conn)


def _children(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in path.read_text().split()] if path.exists() else []


def _job_process(worker):
    """The child that does the jobs; the other one only tracks what is shared."""
    return next(
        pid
        for pid in _children(worker.pid)
        if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text()
    )


def _wait_buried(pid):
    """Wait until the worker has taken note that its child is dead."""
    deadline = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _begun(conn, ward, arguments):
    """Ask for a long job, and return when its own process is at work on it."""
    job = enqueue(conn, ward, "analyse", arguments, "canbo")
    return wait_for(conn, ward, job, lambda job: job.stage["en"] == "computing")


def test_job_is_done_and_its_result_kept(job_worker, conn, ward):
    job = wait_for(conn, ward, enqueue(conn, ward, "analyse", QUICK, "canbo"))
    assert (job.state, job.fraction, job.tries, job.error) == ("done", 1.0, 1, None)
    stored = db.one(conn, "SELECT method, created_by FROM run WHERE id = %s", (job.result["run"],))
    assert stored == {"method": "repeat_points", "created_by": "canbo"}


def test_what_a_person_asked_wrongly_is_told_in_both_languages(job_worker, conn, ward):
    wrong = {"method": "repeat_points", "parameters": {"min_events": -3}}
    job = wait_for(conn, ward, enqueue(conn, ward, "analyse", wrong, "canbo"))
    assert (job.state, job.result) == ("failed", None)
    assert "min_events" in job.error["vi"] and "-3" in job.error["en"]


@pytest.mark.parametrize("arguments", [LONG, SILENT], ids=["between portions", "inside numpy"])
def test_long_job_is_cancelled_and_the_next_one_done(job_worker, conn, ward, arguments):
    job = _begun(conn, ward, arguments)
    request_cancel(conn, ward, job.id, "chi-huy")
    ended = wait_for(conn, ward, job)
    assert (ended.state, ended.cancelled_by) == ("cancelled", "chi-huy")
    after = wait_for(conn, ward, enqueue(conn, ward, "analyse", QUICK, "canbo"))
    assert after.state == "done"
    assert db.value(conn, "SELECT count(*) FROM run WHERE method IN ('scan', 'gi_star')") == 0


def test_job_that_waits_is_cancelled_at_once(conn, ward):
    job = enqueue(conn, ward, "analyse", QUICK, "canbo")
    assert request_cancel(conn, ward, job.id).state == "cancelled"
    assert request_cancel(conn, ward, job.id).state == "cancelled"


def test_killed_process_is_begun_once_more_and_not_twice(job_worker, conn, ward):
    job = _begun(conn, ward, LONG)
    os.kill(_job_process(job_worker), signal.SIGKILL)
    again = wait_for(conn, ward, job, lambda job: job.tries == 2 and job.stage["en"] == "computing")
    assert again.state == "running"
    os.kill(_job_process(job_worker), signal.SIGKILL)
    ended = wait_for(conn, ward, job)
    assert (ended.state, ended.tries) == ("failed", 2)
    assert "hai lần" in ended.error["vi"] and "twice" in ended.error["en"]


def test_process_that_dies_while_idle_costs_no_job_an_attempt(database_url, conn, ward):
    with running_worker(database_url, "--at-once", "1") as worker:
        assert wait_for(conn, ward, enqueue(conn, ward, "analyse", QUICK, "canbo")).state == "done"
        idle = _job_process(worker)
        os.kill(idle, signal.SIGKILL)
        _wait_buried(idle)  # a job that comes before is one that the process died with
        after = wait_for(conn, ward, enqueue(conn, ward, "analyse", {**QUICK, "seed": 1}, "canbo"))
    assert (after.state, after.tries) == ("done", 1)


def test_killed_worker_takes_its_children_along_and_the_next_one_goes_on(database_url, conn, ward):
    first = start_worker(database_url)
    job = _begun(conn, ward, LONG)
    child = _job_process(first)
    first.kill()
    stop_worker(first)
    while Path(f"/proc/{child}").exists():
        time.sleep(0.01)
    assert get_job(conn, ward, job.id).state == "running"
    second = start_worker(database_url)
    again = wait_for(conn, ward, job, lambda job: job.tries == 2)
    assert again.state == "running"
    request_cancel(conn, ward, job.id)
    assert wait_for(conn, ward, job).state == "cancelled"
    stop_worker(second)


def test_worker_that_stops_in_good_order_puts_its_job_back(database_url, conn, ward):
    worker = start_worker(database_url)
    job = _begun(conn, ward, LONG)
    stop_worker(worker)
    assert worker.returncode == 0
    left = get_job(conn, ward, job.id)
    assert (left.state, left.tries) == ("queued", 0)


def test_lost_database_connections_are_a_crash_and_the_worker_comes_back(job_worker, conn, ward):
    job = _begun(conn, ward, LONG)
    db.rows(
        conn,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND application_name = 'diemnong'",
    )
    again = wait_for(conn, ward, job, lambda job: job.tries == 2 and job.stage["en"] == "computing")
    assert again.state == "running"
    request_cancel(conn, ward, job.id)
    assert wait_for(conn, ward, job).state == "cancelled"


def test_two_workers_never_do_one_job(database_url, conn, ward):
    workers = [start_worker(database_url, "--at-once", "1") for _ in range(2)]
    jobs = [enqueue(conn, ward, "analyse", {**QUICK, "seed": seed}, "canbo") for seed in range(8)]
    ended = [wait_for(conn, ward, job) for job in jobs]
    assert [(job.state, job.tries) for job in ended] == [("done", 1)] * 8
    assert db.value(conn, "SELECT count(*) FROM run") == 8
    for worker in workers:
        stop_worker(worker)

"""One job in this process: what becomes of results, refusals, defects and lost attempts."""

import pytest

from geo.text import Text
from layers import db
from layers.errors import JobNotFound
from layers.jobs.base import JobCancelled, JobContext
from layers.jobs.runner import run_one
from layers.queries import job_claims
from layers.queries.jobs import enqueue, get_job, list_jobs, request_cancel
from layers.queries.wards import create_ward
from tests.factories import add_area, add_incidents


@pytest.fixture
def ready(conn, ward):
    add_area(conn, ward)
    add_incidents(conn, ward, 4)
    return ward


def test_job_runs_in_this_process(conn, ready):
    job = enqueue(conn, ready, "analyse", {"method": "repeat_points"}, "canbo")
    run_one(conn, job.id)
    done = get_job(conn, ready, job.id)
    assert (done.state, done.stage["vi"]) == ("done", "ghi kết quả")
    assert done.started_at and done.ended_at
    assert [each.id for each in list_jobs(conn, ready)] == [job.id]


def test_unknown_kind_names_those_there_are(conn, ready):
    job = enqueue(conn, ready, "dance", {}, "canbo")
    run_one(conn, job.id)
    assert "analyse" in get_job(conn, ready, job.id).error["en"]


def test_defect_is_told_as_one_and_logged(conn, ready, caplog):
    job = enqueue(conn, ready, "analyse", {"no": "method"}, "canbo")
    run_one(conn, job.id)
    failed = get_job(conn, ready, job.id)
    assert failed.state == "failed" and "logged" in failed.error["en"]
    assert "met a defect" in caplog.text


def test_progress_of_a_cancelled_job_stops_it(conn, ready):
    job = enqueue(conn, ready, "analyse", {}, "canbo")
    job_id, attempt = job_claims.claim(conn, "me")
    context = JobContext(conn, conn, ready, "canbo", job_id, attempt)
    context.progress(Text("một", "one"), 0.25)
    assert get_job(conn, ready, job.id).fraction == 0.25
    request_cancel(conn, ready, job.id, "canbo")
    with pytest.raises(JobCancelled):
        context.progress(Text("hai", "two"), 0.5)


def test_attempt_that_was_taken_back_can_write_nothing(conn, ready):
    enqueue(conn, ready, "analyse", {}, "canbo")
    job_id, attempt = job_claims.claim(conn, "first")
    job_claims.crashed(conn, job_id, attempt)
    assert job_claims.claim(conn, "second") == (job_id, attempt + 1)
    assert not job_claims.finish(conn, job_id, attempt, {"run": 1})
    assert not job_claims.tell_progress(conn, job_id, attempt, Text("a", "a"), 0.5)
    assert get_job(conn, ready, job_id).state == "running"


def test_job_of_another_ward_is_not_there(conn, ready):
    job = enqueue(conn, ready, "analyse", {}, "canbo")
    other = create_ward(conn, "khac", Text("Khác", "Other"), 5897)
    with pytest.raises(JobNotFound, match=str(job.id)):
        get_job(conn, other, job.id)
    with pytest.raises(JobNotFound):
        request_cancel(conn, other, job.id)
    assert get_job(conn, ready, job.id).state == "queued"


def test_record_cannot_contradict_itself(conn, ready):
    job = enqueue(conn, ready, "analyse", {}, "canbo")
    with pytest.raises(db.psycopg2.errors.CheckViolation), db.transaction(conn):
        db.execute(conn, "UPDATE job SET state = 'done' WHERE id = %s", (job.id,))

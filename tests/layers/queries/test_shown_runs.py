"""Analyses of a large period are asked for as a job, once; what was known before stays shown."""

from datetime import date, datetime

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.errors import NotFound, Unavailable
from layers.filters import Filter
from layers.jobs.runner import run_one
from layers.queries import shown_runs as of_map
from layers.queries.jobs import list_jobs, request_cancel
from layers.queries.map_runs import runs_of_map
from layers.queries.runs import get_run
from layers.queries.shown_runs import shown_runs
from layers.queries.wards import Ward
from tests.factories import add_area, add_incident

H1 = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
Q1 = Filter(first=date(2016, 1, 1), last=date(2016, 3, 31))


@pytest.fixture
def busy(conn: connection, ward: Ward) -> Ward:
    """A ward with one place where three things happened within a week."""
    add_area(conn, ward, kind="ward", code="1")
    for day in (1, 3, 6):
        add_incident(conn, ward, on=datetime(2016, 3, day, 9))
    return ward


@pytest.fixture
def large(busy: Ward, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """The same ward, as if three incidents were too many to wait for."""
    monkeypatch.setattr(of_map, "QUICK_ROWS", 2)
    return busy


def test_small_period_is_analysed_at_once(conn: connection, busy: Ward) -> None:
    shown = shown_runs(conn, busy, H1, "lan")
    assert shown.job is None
    assert shown.runs == runs_of_map(conn, busy, H1)


def test_large_period_is_a_job_whose_runs_are_the_same_to_the_bit(
    conn: connection, large: Ward
) -> None:
    first = shown_runs(conn, large, H1, "lan")
    assert (first.runs, first.made_at, first.is_worked_on) == ({}, None, False)
    assert first.job is not None
    other = shown_runs(conn, large, H1, "minh").job
    assert other is not None
    assert other.id == first.job.id
    run_one(conn, first.job.id)
    made = shown_runs(conn, large, H1, "lan")
    assert made.job is None
    assert set(made.runs) == {"repeat_points", "gi_star"}
    assert runs_of_map(conn, large, H1) == made.runs
    of_job = {name: get_run(conn, large, run).summary for name, run in made.runs.items()}
    db.execute(conn, "DELETE FROM run")
    at_once = runs_of_map(conn, large, H1)
    for name, run in at_once.items():
        again = get_run(conn, large, run).summary["result_sha256"]
        assert again == of_job[name]["result_sha256"]


def test_older_runs_are_shown_with_their_moment_until_the_job_is_done(
    conn: connection, large: Ward
) -> None:
    before = runs_of_map(conn, large, H1)
    add_incident(conn, large, on=datetime(2016, 3, 8, 9))
    shown = shown_runs(conn, large, H1, "lan")
    assert shown.job is not None
    assert shown.runs == before
    assert shown.made_at == min(get_run(conn, large, run).created_at for run in before.values())
    run_one(conn, shown.job.id)
    add_incident(conn, large, on=datetime(2016, 3, 9, 9))
    followed = shown_runs(conn, large, H1, "lan", follow=shown.job.id)
    assert followed.job is None  # its result counts, although there is newer data again
    assert followed.runs["repeat_points"] > before["repeat_points"]
    assert shown_runs(conn, large, Q1, "lan", follow=shown.job.id).job is not None


def test_stopped_job_is_told_and_asked_for_again_only_on_purpose(
    conn: connection, large: Ward
) -> None:
    job = shown_runs(conn, large, H1, "lan").job
    assert job is not None
    request_cancel(conn, large, job.id, "lan")
    for asked in ({}, {"follow": job.id}):
        told = shown_runs(conn, large, H1, "lan", **asked).job
        assert told is not None
        assert (told.id, told.state) == (job.id, "cancelled")
    again = shown_runs(conn, large, H1, "lan", after=job.id).job
    assert again is not None
    assert (again.id > job.id, again.state) == (True, "queued")
    request_cancel(conn, large, again.id, "lan")
    add_incident(conn, large, on=datetime(2016, 3, 8, 9))
    changed = shown_runs(conn, large, H1, "lan").job
    assert changed is not None
    assert changed.id > again.id


def test_tabs_of_one_person_wait_side_by_side_for_so_many_jobs_and_no_more(
    conn: connection, large: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_map, "MOST_OF_ONE", 2)
    tabs = {chosen: shown_runs(conn, large, chosen, "lan").job for chosen in (H1, Q1)}
    for _ in range(3):  # each tab asks again and again
        for chosen, job in tabs.items():
            assert job is not None
            followed = shown_runs(conn, large, chosen, "lan", follow=job.id).job
            anew = shown_runs(conn, large, chosen, "lan").job
            assert followed is not None and anew is not None
            assert {followed.id, anew.id} == {job.id}
    assert [job.state for job in list_jobs(conn, large)] == ["queued", "queued"]
    third = Filter(first=date(2016, 1, 1), last=date(2016, 6, 29))
    with pytest.raises(Unavailable):
        shown_runs(conn, large, third, "lan")
    assert shown_runs(conn, large, third, "minh").job is not None


def test_another_job_is_for_an_ended_one_of_the_same_question(
    conn: connection, large: Ward
) -> None:
    job, other = (shown_runs(conn, large, chosen, "lan").job for chosen in (H1, Q1))
    assert job is not None and other is not None
    request_cancel(conn, large, other.id, "lan")
    for after in (job.id, other.id):  # not ended; not of this question
        again = shown_runs(conn, large, H1, "", after=after).job
        assert again is not None
        assert again.id == job.id
    with pytest.raises(NotFound):
        shown_runs(conn, large, H1, "", after=job.id + 1_000_000)


def test_links_of_a_ward_wait_for_so_many_and_no_more(
    conn: connection, large: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_map, "MOST_OF_LINKS", 1)
    assert shown_runs(conn, large, H1).job is not None
    assert shown_runs(conn, large, H1).job is not None
    with pytest.raises(Unavailable):
        shown_runs(conn, large, Q1)
    assert shown_runs(conn, large, Q1, "lan").job is not None

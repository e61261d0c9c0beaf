"""Reminders and commitments of a case: recorded, judged, corrected, taken back."""

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers.cases.measures import (
    add_measure,
    bring_back_measure,
    change_measure,
    read_measures,
    read_taken_back,
    settle_measure,
    take_back_measure,
)
from layers.cases.timeline import read_timeline
from layers.cases.work import Worker
from layers.errors import NotAllowed, NotFound, Stale
from layers.queries.wards import Ward
from layers.roles import Role


@pytest.fixture
def an(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.INSPECTOR, "an1")


@pytest.fixture
def binh(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.INSPECTOR, "binh")


def test_a_commitment_is_recorded_and_judged_once(conn: connection, case: int, an: Worker) -> None:
    said = {"kind": "commitment", "on_day": "2016-04-01", "promised_until": "2016-04-10"}
    made = add_measure(conn, an, case, said)
    settle_measure(conn, an, case, made, "broken")
    with pytest.raises(NotFound):
        settle_measure(conn, an, case, made, "kept")
    (measure,) = read_measures(conn, an, case)
    assert measure["outcome"] == "broken"
    titles = [e.title.en for e in read_timeline(conn, an.ward, case, Role.VIEWER)]
    assert titles[:2] == ["Commitment: broken", "Signed commitment"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("kind", {"kind": "fine"}),
        ("on_day", {"kind": "reminder", "on_day": ""}),
        ("on_day", {"kind": "reminder", "on_day": "2999-01-01"}),
        ("on_day", {"kind": "reminder", "on_day": "2016-03-14"}),
        ("promised_until", {"kind": "reminder", "promised_until": "2016-05-01"}),
        ("promised_until", {"kind": "commitment", "promised_until": "2016-03-01"}),
    ],
)
def test_a_measure_that_cannot_be_is_refused(
    conn: connection, case: int, an: Worker, field: str, said: dict[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        add_measure(conn, an, case, {"on_day": "2016-04-01"} | said)
    assert refused.value.field == field


SAID = {"kind": "commitment", "on_day": "2016-04-01", "promised_until": "2016-04-10",
        "note": "ký nhầm"}  # fmt: skip


def test_a_measure_is_not_older_than_its_incident(conn: connection, case: int, an: Worker) -> None:
    """Neither recorded nor corrected so; on the day itself it may be."""
    made = add_measure(conn, an, case, {"kind": "reminder", "on_day": "2016-03-15"})
    for act in (
        lambda said: add_measure(conn, an, case, said),
        lambda said: change_measure(conn, an, case, made, 1, said),
    ):
        with pytest.raises(InputError) as refused:
            act({"kind": "commitment", "on_day": "2016-03-14"})
        text = refused.value.text
        assert text.vi.startswith("on_day=2016-03-14: cần một ngày từ 2016-03-15 (ngày xảy ra vụ)")
        assert text.en.startswith("on_day=2016-03-14: needs a day from 2016-03-15 (the incident)")
    assert [str(each["on_day"]) for each in read_measures(conn, an, case)] == ["2016-03-15"]


def test_a_measure_is_corrected_and_what_it_said_stays(
    conn: connection, case: int, an: Worker, binh: Worker
) -> None:
    made = add_measure(conn, an, case, SAID)
    right = {"kind": "reminder", "on_day": "2016-04-02", "note": "nhắc miệng"}
    with pytest.raises(NotAllowed, match="Chỉ người đã ghi"):
        change_measure(conn, binh, case, made, 1, right)
    settle_measure(conn, an, case, made, "kept")
    with pytest.raises(Stale):
        change_measure(conn, an, case, made, 1, right)
    with pytest.raises(InputError):
        change_measure(conn, an, case, made, 2, right | {"on_day": "2999-01-01"})
    change_measure(conn, Worker(an.ward, Role.SUPERVISOR, "chi"), case, made, 2, right)
    (measure,) = read_measures(conn, an, case)
    assert (measure["kind"], str(measure["on_day"]), measure["note"], measure["outcome"]) == (
        "reminder", "2016-04-02", "nhắc miệng", "open",
    )  # fmt: skip
    (earlier,) = measure["earlier"]
    assert (earlier.kind, str(earlier.on_day), earlier.note, str(earlier.promised_until)) == (
        "commitment", "2016-04-01", "ký nhầm", "2016-04-10",
    )  # fmt: skip
    newest = read_timeline(conn, an.ward, case, Role.INSPECTOR)[0]
    assert (newest.title.en, newest.actor) == ("Measure corrected: Reminder", "chi")


def test_a_measure_is_taken_back_and_brought_back(
    conn: connection, case: int, an: Worker, binh: Worker
) -> None:
    """Taken back it is none of its case; nothing is settled or corrected of it then."""
    made = add_measure(conn, an, case, SAID)
    with pytest.raises(NotAllowed):
        take_back_measure(conn, binh, case, made, 1)
    take_back_measure(conn, an, case, made, 1)
    assert read_measures(conn, an, case) == []
    assert [each["id"] for each in read_taken_back(conn, an, case)] == [made]
    for wrong in (
        lambda: settle_measure(conn, an, case, made, "kept"),
        lambda: change_measure(conn, an, case, made, 2, SAID),
        lambda: take_back_measure(conn, an, case, made, 2),
    ):
        with pytest.raises(NotFound):
            wrong()
    bring_back_measure(conn, an, case, made)
    with pytest.raises(NotFound):
        bring_back_measure(conn, an, case, made)
    assert [each["id"] for each in read_measures(conn, an, case)] == [made]
    titles = [e.title.en for e in read_timeline(conn, an.ward, case, Role.VIEWER)]
    assert titles[:3] == [
        "Measure brought back: Signed commitment", "Measure taken back: Signed commitment",
        "Signed commitment",
    ]  # fmt: skip


def test_what_was_said_of_a_commitment_is_set_back(conn: connection, case: int, an: Worker) -> None:
    made = add_measure(conn, an, case, SAID)
    with pytest.raises(NotFound, match="đã có kết quả"):
        settle_measure(conn, an, case, made, "open")
    settle_measure(conn, an, case, made, "broken")
    settle_measure(conn, an, case, made, "open")
    settle_measure(conn, an, case, made, "kept")
    (measure,) = read_measures(conn, an, case)
    assert (measure["outcome"], measure["earlier"]) == ("kept", [])
    titles = [e.title.en for e in read_timeline(conn, an.ward, case, Role.VIEWER)]
    assert titles[:3] == ["Commitment: kept", "Commitment: watched again", "Commitment: broken"]

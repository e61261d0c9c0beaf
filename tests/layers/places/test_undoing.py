"""Mistakes with places: a state and a confirmation taken back, and who may remove a place."""

from datetime import timedelta

import psycopg2
import pytest

from layers import clock, db
from layers.errors import NotAllowed, NotFound, UndoRefused
from layers.places.moving import confirm_candidate, move_place
from layers.places.reading import read_candidates, read_events, read_place
from layers.places.undoing import (
    confirmed_on_its_own,
    step_to_undo,
    undo_confirmation,
    undo_step,
)
from layers.roles import Role
from tests.factories import add_incident, add_incidents, add_place

TODAY = clock.today()
INSPECTOR, BOSS = Role.INSPECTOR, Role.SUPERVISOR


@pytest.fixture
def place(conn, ward) -> int:
    return add_place(conn, ward, confirmed_on=TODAY - timedelta(400))


def _move(conn, ward, place, to_state, days_ago=0, role=BOSS, actor="lan") -> None:
    day = TODAY - timedelta(days_ago)
    move_place(conn, ward, place, to_state, day, "theo biên bản", role, actor)


def _undo(conn, ward, place, role=INSPECTOR, actor="lan") -> None:
    newest = "SELECT max(id) FROM place_standing WHERE place_id = %s"
    undo_step(conn, ward, place, db.value(conn, newest, (place,)), role, actor)


def _state(conn, ward, place) -> str:
    return read_place(conn, ward, place, TODAY, Role.VIEWER)["state"]


def test_a_removed_place_comes_back_step_by_step(conn, ward, place) -> None:
    """What was no way out for anybody: removed the same day, with no incident since."""
    for to_state in ("repeat", "clearing", "stable", "removed"):
        _move(conn, ward, place, to_state)
    for back in ("stable", "clearing", "repeat", "watched"):
        _undo(conn, ward, place)
        assert _state(conn, ward, place) == back
    with pytest.raises(UndoRefused, match="newest step"):
        _undo(conn, ward, place)
    events = read_events(conn, place, INSPECTOR)
    assert [e["stands"] for e in events] == [True] + [False] * 8
    assert [e["undoes"] is not None for e in events[5:]] == [True] * 4
    _move(conn, ward, place, "repeat", 300)  # days of steps taken back bind nobody
    assert read_place(conn, ward, place, TODAY, BOSS)["since"] == TODAY - timedelta(300)


def test_own_step_or_a_supervisor_and_only_the_newest(conn, ward, place) -> None:
    _move(conn, ward, place, "repeat", 10, INSPECTOR, "binh")
    first = read_events(conn, place, BOSS)[-1]["id"]
    assert step_to_undo(conn, place, INSPECTOR, "lan") is None
    assert step_to_undo(conn, place, Role.VIEWER, "binh") is None
    with pytest.raises(NotAllowed, match="supervisor"):
        _undo(conn, ward, place)
    _move(conn, ward, place, "hot", 5, INSPECTOR, "binh")
    with pytest.raises(UndoRefused):
        undo_step(conn, ward, place, first, BOSS, "binh")
    with pytest.raises(NotFound):
        undo_step(conn, ward, 987_654, first, BOSS, "binh")
    _undo(conn, ward, place, BOSS, "lan")
    assert _state(conn, ward, place) == "repeat"
    assert step_to_undo(conn, place, INSPECTOR, "binh")["id"] == first


def test_the_database_takes_back_no_other_step(conn, ward, place) -> None:
    for to_state in ("repeat", "hot"):
        _move(conn, ward, place, to_state)
    came, first, newest = [e["id"] for e in read_events(conn, place, BOSS)]
    query = (
        "INSERT INTO place_event (ward_id, place_id, to_state, happened_on, actor, undoes)"
        " VALUES (%s, %s, 'stable', current_date, 'x', %s)"
    )
    for event in (came, first):
        with pytest.raises(psycopg2.errors.CheckViolation), db.transaction(conn):
            db.execute(conn, query, (ward.id, place, event))
    db.execute(conn, query, (ward.id, place, newest))
    assert _state(conn, ward, place) == "repeat"  # whatever the statement said


def test_map_and_strip_know_only_what_stands(conn, ward, place) -> None:
    _move(conn, ward, place, "removed", 20)
    _undo(conn, ward, place)
    shown = db.one(conn, "SELECT state, state_since, removed_on FROM layer_places")
    assert shown == {
        "state": "watched",
        "state_since": TODAY - timedelta(400),
        "removed_on": None,
    }


def test_only_a_supervisor_removes_a_place(conn, ward, place) -> None:
    assert "removed" not in read_place(conn, ward, place, TODAY, INSPECTOR)["moves"]
    assert "removed" in read_place(conn, ward, place, TODAY, BOSS)["moves"]
    with pytest.raises(NotAllowed):
        _move(conn, ward, place, "removed", 0, INSPECTOR)
    assert _state(conn, ward, place) == "watched"


@pytest.fixture
def confirmed(conn, ward) -> int:
    members = add_incidents(conn, ward, 3, 105.885, 21.045)
    run_id = db.value(
        conn,
        "INSERT INTO run (ward_id, method, parameters, seed, input, input_sha256, input_rows,"
        " code_version, summary, notes, seconds, created_by) VALUES (%s, 'repeat_points', '{}', 0,"
        " '{}', 'x', 3, 'x', '{}', '[]', 0, 'lan') RETURNING id",
        (ward.id,),
    )
    db.execute(
        conn,
        "INSERT INTO run_cell (run_id, ward_id, cell_no, rank, label, value, class_code, members,"
        " geom) VALUES (%s, %s, 1, 1, 'Cổng chợ', 3, 0, %s,"
        " ST_SetSRID(ST_MakePoint(105.885, 21.045), 4326))",
        (run_id, ward.id, members),
    )
    return confirm_candidate(conn, ward, run_id, 1, BOSS, "lan")


def test_a_confirmation_is_taken_back_and_the_point_waits_again(conn, ward, confirmed) -> None:
    assert read_candidates(conn, ward) == []
    assert confirmed_on_its_own(conn, ward, confirmed)
    with pytest.raises(NotAllowed):
        undo_confirmation(conn, ward, confirmed, INSPECTOR, "lan")
    _move(conn, ward, confirmed, "hot")
    _undo(conn, ward, confirmed)
    undo_confirmation(conn, ward, confirmed, BOSS, "lan")
    assert db.value(conn, "SELECT count(*) FROM place") == 0
    assert db.value(conn, "SELECT count(*) FROM incident WHERE place_id IS NOT NULL") == 0
    (again,) = read_candidates(conn, ward)
    assert again["label"] == "Cổng chợ"
    assert confirm_candidate(conn, ward, again["run_id"], 1, BOSS, "lan") != confirmed


def test_what_was_done_since_keeps_the_confirmation(conn, ward, confirmed) -> None:
    _move(conn, ward, confirmed, "hot")
    add_incident(conn, ward, place_id=confirmed)
    db.execute(conn, "UPDATE place SET name = 'Khác' WHERE id = %s", (confirmed,))
    db.execute(
        conn,
        "INSERT INTO register_place_action (ward_id, created_by, updated_by, acted_on, place_id,"
        " kind, what, unit) VALUES (%s, 'x', 'x', current_date, %s, 'khac', 'x', 'x')",
        (ward.id, confirmed),
    )
    assert not confirmed_on_its_own(conn, ward, confirmed)
    with pytest.raises(UndoRefused) as refused:
        undo_confirmation(conn, ward, confirmed, BOSS, "lan")
    assert (
        "1 bước trạng thái, 1 việc đã làm, 1 vụ gắn thêm, bản ghi đã sửa" in refused.value.text.vi
    )
    assert "steps of its state: 1, recorded actions: 1" in refused.value.text.en


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_register_that_names_the_place_keeps_the_confirmation(
    conn, ward, confirmed, is_deleted
) -> None:
    db.execute(
        conn,
        "INSERT INTO register_broadcast (ward_id, broadcast_on, minutes, topic, state, place_id,"
        " deleted_at, created_by, updated_by)"
        " VALUES (%s, %s, 5, 'vỉa hè', 'du_kien', %s, %s, 'lan', 'lan')",
        (ward.id, TODAY, confirmed, clock.now() if is_deleted else None),
    )
    assert not confirmed_on_its_own(conn, ward, confirmed)
    with pytest.raises(UndoRefused, match=r"1 dòng trong sổ «.*kể cả dòng đã xóa"):
        undo_confirmation(conn, ward, confirmed, BOSS, "lan")
    assert _state(conn, ward, confirmed)


def test_a_place_drawn_by_hand_is_not_unconfirmed(conn, ward, place) -> None:
    assert not confirmed_on_its_own(conn, ward, place)
    with pytest.raises(UndoRefused, match="did not come by a confirmation"):
        undo_confirmation(conn, ward, place, BOSS, "lan")

"""Changes taken back: the newest one, many at once, and any earlier version as a new one."""

from functools import partial

import pytest

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.errors import NotAllowed, NotFound, UndoRefused
from layers.queries.wards import create_ward
from layers.registers.history import read_history
from layers.registers.listing import read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.undoing import put_back_version, undo_change, undo_changes, with_words
from layers.registers.values import FormRefused
from layers.registers.writing import EditConflict, add_row, change_row, remove_row, set_state
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_round
from tests.layers.registers.conftest import BROADCAST
from tests.locks import second_waits

BROADCASTS = find_register("broadcasts")
KEPT = ("broadcast_on", "minutes", "topic", "state", "group_id", "script")


def _values(conn, who, row_id, days) -> dict:
    row = read_row(conn, BROADCASTS, who, row_id, days)
    return {each: row[each] for each in KEPT}


@pytest.fixture
def changed(conn, ward, add, reader, window):
    """A broadcast of lan that lan changed in all of its columns: row, days, what it held before."""
    lan, group = reader(login="lan"), str(add_area(conn, ward, code="to-07", name="Tổ 7"))
    row_id = add("broadcasts", BROADCAST | {"group_id": group, "script": "Một\nhai"}, lan)
    days = window("broadcasts", lan)
    before = _values(conn, lan, row_id, days)
    said = {"broadcast_on": "2016-04-04", "minutes": "20", "topic": "Chợ tạm", "state": "da_phat"}
    change_row(conn, BROADCASTS, lan, row_id, 1, said, days)
    assert _values(conn, lan, row_id, days) != before
    return row_id, days, before


def test_change_is_taken_back_whole_as_a_version_of_its_own(conn, reader, changed) -> None:
    row_id, days, before = changed
    lan = reader(login="lan")
    undo_change(conn, BROADCASTS, lan, row_id, 2, days)
    assert _values(conn, lan, row_id, days) == before
    assert read_row(conn, BROADCASTS, lan, row_id, days)["version"] == 3
    history = read_history(conn, BROADCASTS, row_id, lan.role)
    assert [(each.action, each.version) for each in history] == [
        ("update", 3), ("update", 2), ("insert", 1),
    ]  # fmt: skip
    words = {each.title.vi: (each.before.vi, each.after.vi) for each in history[0].changes}
    assert words["Số phút"] == ("20", "15")


def test_somebody_elses_change_is_a_supervisors_to_undo(conn, reader, changed) -> None:
    row_id, days, before = changed
    minh, chi = reader(login="minh"), reader("supervisor", "chi")
    with pytest.raises(NotAllowed, match="chỉ người đã làm hay người giám sát"):
        undo_change(conn, BROADCASTS, minh, row_id, 2, days)
    with pytest.raises(NotAllowed):
        undo_change(conn, BROADCASTS, reader("viewer", "lan"), row_id, 2, days)
    undo_change(conn, BROADCASTS, chi, row_id, 2, days)
    assert _values(conn, chi, row_id, days) == before


def test_undo_over_a_later_change_hands_over_both_and_writes_nothing(conn, reader, changed) -> None:
    row_id, days, _ = changed
    lan, minh = reader(login="lan"), reader(login="minh")
    later = BROADCAST | {"minutes": "30", "topic": "Chợ tạm"}
    change_row(conn, BROADCASTS, minh, row_id, 2, later, days)
    with pytest.raises(EditConflict) as refused:
        undo_change(conn, BROADCASTS, lan, row_id, 2, days)
    both = refused.value
    assert both.base and both.base["topic"] == "Chợ tạm"
    assert (both.theirs["minutes"], both.theirs["updated_by"]) == (30, "minh")
    assert both.mine["minutes"] == 15
    row = read_row(conn, BROADCASTS, lan, row_id, days)
    assert (row["minutes"], row["version"]) == (30, 3)


def test_what_was_no_change_is_not_undone(conn, reader, changed) -> None:
    """Neither how a row came, nor a deletion or its undoing, nor a version there never was."""
    row_id, days, _ = changed
    lan = reader(login="lan")
    for version in (1, 9):
        with pytest.raises(NotFound):
            undo_change(conn, BROADCASTS, lan, row_id, version, days)
    remove_row(conn, BROADCASTS, lan, row_id, 2, days)
    with pytest.raises(NotFound):
        undo_change(conn, BROADCASTS, lan, row_id, 3, days)


def test_change_of_many_is_undone_but_for_rows_that_others_changed(
    conn, add, reader, window
) -> None:
    lan, minh = reader(login="lan"), reader(login="minh")
    planned = BROADCAST | {"state": "du_kien"}
    rows = [add("broadcasts", planned, lan) for _ in range(4)]
    days = window("broadcasts", lan)
    set_state(conn, BROADCASTS, lan, [(row, 1) for row in rows], "da_phat", days)
    change_row(conn, BROADCASTS, minh, rows[1], 2, BROADCAST | {"minutes": "9"}, days)
    remove_row(conn, BROADCASTS, minh, rows[2], 2, days)
    done = undo_changes(conn, BROADCASTS, lan, [(row, 2) for row in rows], days)
    assert (done.changed, done.left) == (2, [rows[1], rows[2]])
    states = [read_row(conn, BROADCASTS, lan, rows[at], days)["state"] for at in (0, 1, 3)]
    assert states == ["du_kien", "da_phat", "du_kien"]


def test_many_are_undone_all_or_none_where_one_is_not_ones_own(conn, add, reader, window) -> None:
    lan, minh = reader(login="lan"), reader(login="minh")
    rows = [add("broadcasts", BROADCAST | {"state": "du_kien"}, lan) for _ in range(2)]
    days = window("broadcasts", lan)
    for who, row in ((lan, rows[0]), (minh, rows[1])):
        set_state(conn, BROADCASTS, who, [(row, 1)], "da_phat", days)
    with pytest.raises(NotAllowed):
        undo_changes(conn, BROADCASTS, lan, [(row, 2) for row in rows], days)
    assert read_row(conn, BROADCASTS, lan, rows[0], days)["state"] == "da_phat"


def test_any_earlier_version_is_put_back_as_a_new_one(conn, reader, changed) -> None:
    row_id, days, before = changed
    minh = reader(login="minh")
    change_row(conn, BROADCASTS, minh, row_id, 2, BROADCAST | {"minutes": "30"}, days)
    put_back_version(conn, BROADCASTS, minh, row_id, (3, 1), days)
    assert _values(conn, minh, row_id, days) == before
    put_back_version(conn, BROADCASTS, minh, row_id, (4, 3), days)
    row = read_row(conn, BROADCASTS, minh, row_id, days)
    assert (row["minutes"], row["version"], row["updated_by"]) == (30, 5, "minh")
    assert [each.version for each in read_history(conn, BROADCASTS, row_id, minh.role)] == [
        5, 4, 3, 2, 1,
    ]  # fmt: skip
    with pytest.raises(NotFound):
        put_back_version(conn, BROADCASTS, minh, row_id, (5, 17), days)


def test_version_is_not_put_back_over_what_somebody_changed_meanwhile(
    conn, reader, changed
) -> None:
    row_id, days, _ = changed
    lan, minh = reader(login="lan"), reader(login="minh")
    change_row(conn, BROADCASTS, minh, row_id, 2, BROADCAST | {"minutes": "30"}, days)
    with pytest.raises(EditConflict) as refused:
        put_back_version(conn, BROADCASTS, lan, row_id, (2, 1), days)
    assert refused.value.theirs["minutes"] == 30 and refused.value.mine["minutes"] == 15
    assert read_row(conn, BROADCASTS, lan, row_id, days)["version"] == 3


def test_version_put_back_goes_by_the_states_and_an_undo_takes_the_step_back(
    conn, add, reader, unit, window
) -> None:
    register = find_register("supervisions")
    said = {"held_on": "2016-03-01", "kind": "thuong_xuyen", "body_id": unit("HĐND"),
            "subject": "TTĐT", "state": "du_kien"}  # fmt: skip
    lan = reader(login="lan")
    row_id, days = add("supervisions", said, lan), window("supervisions", lan)
    for version, state in ((1, "dang_lam"), (2, "ket_luan")):
        set_state(conn, register, lan, [(row_id, version)], state, days)
    with pytest.raises(FormRefused, match="không đi được từ"):
        put_back_version(conn, register, lan, row_id, (3, 1), days)
    undo_change(conn, register, lan, row_id, 3, days)
    assert read_row(conn, register, lan, row_id, days)["state"] == "dang_lam"


def test_version_that_names_what_is_not_there_any_more_is_refused(
    conn, ward, add, unit, reader, window
) -> None:
    who = reader("supervisor", "chi")
    lane, office, other = str(add_lane(conn, ward)), unit("HĐND"), unit("UBND")
    said = {"held_on": "2016-03-01", "kind": "thuong_xuyen", "body_id": office, "subject": "TTĐT",
            "state": "du_kien", "lane_id": lane}  # fmt: skip
    register, days = find_register("supervisions"), window("supervisions", who)
    row_id = add("supervisions", said, who)
    change_row(conn, register, who, row_id, 1, said | {"body_id": other}, days)
    remove_row(conn, find_register("units"), who, int(office), 1, window("units", who))
    with pytest.raises(InputError, match="khôi phục"):
        undo_change(conn, register, who, row_id, 2, days)
    change_row(conn, register, who, row_id, 2, said | {"body_id": other, "lane_id": ""}, days)
    db.execute(conn, "DELETE FROM lane WHERE id = %s", (lane,))
    with pytest.raises(UndoRefused, match="không còn nữa"):
        undo_change(conn, register, who, row_id, 3, days)
    assert read_row(conn, register, who, row_id, days)["version"] == 3


def test_row_of_a_file_has_its_first_version_in_the_history(conn, ward, reader, window) -> None:
    """An import writes no entry for each row: what came is told by what the first change found."""
    rounds, chi = find_register("rounds"), reader("supervisor", "chi")
    round_id = add_round(conn, ward, code="R-1")
    db.execute(conn, "ALTER TABLE change_log DISABLE TRIGGER change_log_is_final")
    db.execute(conn, "DELETE FROM change_log WHERE table_name = 'inspection_round'")
    days = window("rounds", chi)
    set_state(conn, rounds, chi, [(round_id, 1)], "dang_di", days)
    history = read_history(conn, rounds, round_id, chi.role)
    assert [(each.action, each.version) for each in history] == [("update", 2), ("insert", 1)]
    put_back_version(conn, rounds, chi, round_id, (2, 1), days)
    assert read_row(conn, rounds, chi, round_id, days)["state"] == "xong"


def test_words_of_what_an_earlier_version_names_are_read_again(conn, ward, reader) -> None:
    register = find_register("sanctions")
    column = next(each for each in register.columns if each.ref == "incident")
    incident = add_incident(conn, ward, source_key="V-1")
    row = with_words(conn, register, reader("admin").role, {column.name: incident})
    assert row[f"{column.name}__label"] == "V-1"


def test_undo_that_waited_for_somebody_else_hands_over_what_they_saved(database_url: str) -> None:
    """Two at the same moment: one wins, and the other is shown it, not what stood before."""
    first, second = db.connect(database_url), db.connect(database_url)
    ward = create_ward(first, "phuong-thu", same("Thử"), 5897)
    lan, minh = (Reader(ward, Role.INSPECTOR, login) for login in ("lan", "minh"))
    days = window_of(first, BROADCASTS, lan, View())
    row_id = add_row(first, BROADCASTS, lan, BROADCAST)
    change_row(first, BROADCASTS, lan, row_id, 1, BROADCAST | {"minutes": "20"}, days)
    db.execute(first, "BEGIN")
    change_row(first, BROADCASTS, minh, row_id, 2, BROADCAST | {"minutes": "30"}, days)
    undo = partial(undo_change, second, BROADCASTS, lan, row_id, 2, days)
    with second_waits(first, second, undo) as undoing:
        db.execute(first, "COMMIT")
    refused = undoing.exception()
    assert isinstance(refused, EditConflict)
    assert (refused.theirs["minutes"], refused.theirs["version"]) == (30, 3)
    assert db.value(first, "SELECT minutes FROM register_broadcast") == 30
    first.close()
    second.close()

"""What one act did to many rows is taken back as a whole; what somebody touched since stays."""

import io

import pytest
import xlsxwriter

from layers import db
from layers.errors import NotAllowed, NotFound, UndoRefused
from layers.exporting.workbook import DATA
from layers.registers.batches import keep_batch, newest_loads, undo_batch
from layers.registers.reading import find_register
from layers.registers.scope import View, window_of
from layers.registers.sheet import load_sheet
from layers.registers.writing import set_state
from tests.factories import add_area

TASKS = find_register("tasks")


@pytest.fixture
def window(conn, reader):
    return lambda who, register=TASKS: window_of(conn, register, who, View())


def sheet(register, *rows: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet(DATA)
        for column, name in enumerate(rows[0]):
            page.write(0, column, register.column(name).title.vi)
            for line, row in enumerate(rows, start=1):
                page.write(line, column, row[name])
    return made.getvalue()


def dossier(code: str, **more: str) -> dict[str, str]:
    return {"code": code, "group_id": "Tổ 5", "stage": "Tiếp nhận", "obstacle": "",
            "received_on": "2016-01-05", "due_on": "2016-06-30"} | more  # fmt: skip


@pytest.fixture
def load(conn, ward, reader):
    """Load dossiers as somebody; return the batch."""
    register = find_register("dossiers")
    add_area(conn, ward, "5", name="Tổ 5")

    def act(login: str, *rows: dict[str, str], role: str = "supervisor", replace: bool = False):
        who = reader(role, login)
        days = window_of(conn, register, who, View())
        content = sheet(register, *rows)
        return load_sheet(
            conn, register, who, days, content, file_name="hồ sơ.xlsx", replace=replace
        ).batch

    return act


def state_of(conn) -> list[tuple[str, str, bool]]:
    query = "SELECT code, obstacle, deleted_at IS NULL AS is_there FROM register_dossier ORDER BY 1"
    return [(r["code"], r["obstacle"], r["is_there"]) for r in db.rows(conn, query)]


@pytest.fixture
def undo(conn, reader):
    register = find_register("dossiers")

    def act(batch: int, login: str = "lan", role: str = "supervisor"):
        who = reader(role, login)
        return undo_batch(conn, register, who, batch, window_of(conn, register, who, View()))

    return act


def test_new_rows_go_and_rows_written_over_are_as_before(conn, load, undo) -> None:
    load("lan", dossier("A", obstacle="cũ"), dossier("B", obstacle="cũ"))
    before = state_of(conn)
    batch = load("lan", dossier("A", obstacle="mới"), dossier("B", obstacle="mới"),
                 dossier("C", obstacle="mới"), replace=True)  # fmt: skip
    assert state_of(conn) != before
    done = undo(batch)
    assert (done.changed, done.left) == (3, [])
    assert state_of(conn) == [*before, ("C", "mới", False)]
    with pytest.raises(UndoRefused, match="already"):
        undo(batch)


def test_what_somebody_changed_since_is_left_and_told(conn, load, undo, reader) -> None:
    load("lan", dossier("A", obstacle="cũ"), dossier("B", obstacle="cũ"))
    batch = load("lan", dossier("A", obstacle="mới"), dossier("B", obstacle="mới"),
                 dossier("C", obstacle="mới"), replace=True)  # fmt: skip
    db.execute(conn, "UPDATE register_dossier SET obstacle = 'của tôi', version = version + 1"
                     " WHERE code IN ('A', 'C')")  # fmt: skip
    done = undo(batch)
    left = db.rows(conn, "SELECT id FROM register_dossier WHERE code IN ('A', 'C') ORDER BY id")
    assert (done.changed, done.left) == (1, [row["id"] for row in left])
    assert state_of(conn) == [("A", "của tôi", True), ("B", "cũ", True), ("C", "của tôi", True)]


def test_loads_are_taken_back_one_after_the_other(conn, load, undo) -> None:
    first = load("lan", dossier("A", obstacle="cũ"), dossier("B", obstacle="cũ"))
    second = load("lan", dossier("A", obstacle="mới"), dossier("B", obstacle="mới"), replace=True)
    third = load("lan", dossier("A", obstacle="mới hơn"), replace=True)
    assert (undo(third).changed, undo(second).changed) == (1, 2)
    assert state_of(conn) == [("A", "cũ", True), ("B", "cũ", True)]
    assert undo(first) == (2, [])
    assert state_of(conn) == [("A", "cũ", False), ("B", "cũ", False)]


def test_what_was_left_can_be_taken_back_when_nothing_stands_in_the_way(conn, load, undo) -> None:
    first = load("lan", dossier("A", obstacle="cũ"), dossier("B", obstacle="cũ"))
    second = load("lan", dossier("A", obstacle="mới"), replace=True)
    done = undo(first)
    assert (done.changed, len(done.left)) == (1, 1)  # A stands as the second sheet has it
    undo(second)
    assert undo(first) == (1, [])
    with pytest.raises(UndoRefused, match="already"):
        undo(first)


def test_only_who_loaded_it_or_a_supervisor(conn, load, undo, reader) -> None:
    batch = load("an", dossier("A"), role="inspector")
    with pytest.raises(NotAllowed):
        undo(batch, "binh", "inspector")
    with pytest.raises(NotFound):
        undo(batch + 1)
    register = find_register("dossiers")
    mine, theirs, boss = (
        newest_loads(conn, register, reader(role, login))[0]
        for role, login in (("inspector", "an"), ("inspector", "binh"), ("supervisor", "chi"))
    )
    assert (mine.is_undoable, theirs.is_undoable, boss.is_undoable) == (True, False, True)
    assert (mine.file_name, mine.added, mine.changed, mine.is_undone) == ("hồ sơ.xlsx", 1, 0, False)
    undo(batch, "an", "inspector")
    assert newest_loads(conn, register, reader("inspector", "an"))[0].is_undone


def test_a_sheet_that_said_nothing_new_has_nothing_to_take_back(conn, load) -> None:
    assert load("lan", dossier("A")) is not None
    assert load("lan", dossier("A")) is None
    assert db.value(conn, "SELECT count(*) FROM batch_of_rows") == 1


def test_a_change_of_very_many_rows_is_one_batch(conn, ward, add, reader, window) -> None:
    who = reader("supervisor", "lan")
    said = {"title": "x", "span": "thang", "responsibility": "chu_tri", "due_on": "2016-05-31"}
    rows = [add("tasks", said | {"title": f"Việc {n}", "state": "chua_lam"}) for n in range(230)]
    set_state(conn, TASKS, who, [(row, 1) for row in rows], "dang_lam", window(who))
    batch = keep_batch(conn, TASKS, who, changed=[(row, 2) for row in rows])
    assert newest_loads(conn, TASKS, who) == []  # no sheet
    done = undo_batch(conn, TASKS, who, batch, window(who))
    assert (done.changed, done.left) == (230, [])
    states = db.rows(conn, "SELECT DISTINCT state, version FROM register_task")
    assert [(row["state"], row["version"]) for row in states] == [("chua_lam", 3)]

"""A row that names one of its own register never stands above itself."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.text import same
from layers import db
from layers.queries.wards import create_ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.undoing import put_back_version, undo_change
from layers.registers.values import FormRefused
from layers.registers.writing import add_row, change_row
from layers.roles import Role

TASKS = find_register("tasks")
SAID = {"span": "quy", "responsibility": "chu_tri", "due_on": "2016-06-30", "state": "chua_lam"}


@pytest.fixture
def three(add) -> list[int]:
    """Three tasks, each part of the one before."""
    made: list[int] = []
    for n in (1, 2, 3):
        above = str(made[-1]) if made else ""
        made.append(add("tasks", SAID | {"title": f"Việc {n}", "parent_id": above}))
    return made


def _put_under(conn, who, row_id, above, version, days) -> None:
    said = SAID | {"title": "Việc 1", "parent_id": str(above or "")}
    change_row(conn, TASKS, who, row_id, version, said, days)


def _above(conn, row_id) -> int | None:
    return db.value(conn, "SELECT parent_id FROM register_task WHERE id = %s", (row_id,))


@pytest.mark.parametrize("below", [0, 1, 2], ids=["itself", "a part", "a part of a part"])
def test_a_row_is_not_put_under_itself_or_its_parts(conn, reader, window, three, below) -> None:
    who = reader("supervisor")
    with pytest.raises(FormRefused) as refused:
        _put_under(conn, who, three[0], three[below], 1, window("tasks", who))
    said = refused.value.faults["parent_id"]
    assert said.vi.startswith(f"Thuộc nhiệm vụ: 'Việc {below + 1}' ")
    assert said.en.startswith(f"Part of: 'Việc {below + 1}' ")
    assert _above(conn, three[0]) is None


def test_under_another_row_it_goes(conn, reader, window, three, add) -> None:
    who, other = reader("supervisor"), add("tasks", SAID | {"title": "Việc khác"})
    _put_under(conn, who, three[0], other, 1, window("tasks", who))
    assert _above(conn, three[0]) == other


def test_neither_an_undo_nor_an_earlier_version_leads_back(conn, reader, window, three) -> None:
    who, days = reader("supervisor"), window("tasks", reader("supervisor"))
    _put_under(conn, who, three[1], None, 1, days)
    _put_under(conn, who, three[0], three[1], 1, days)
    for again in (
        lambda: undo_change(conn, TASKS, who, three[1], 2, days),
        lambda: put_back_version(conn, TASKS, who, three[1], (2, 1), days),
    ):
        with pytest.raises(FormRefused):
            again()
        assert _above(conn, three[1]) is None


def test_two_rows_above_each_other_from_before_are_let_apart(conn, reader, window, three) -> None:
    """Such a loop may stand in the table from before: each of the two is mended by itself."""
    who, days = reader("supervisor"), window("tasks", reader("supervisor"))
    with db.acting_as(conn, "tests"):
        db.execute(
            conn, "UPDATE register_task SET parent_id = %s WHERE id = %s", (three[1], three[0])
        )
    _put_under(conn, who, three[0], None, 1, days)
    assert _above(conn, three[0]) is None


def _put_back_under(conn, who, row_id, above, days) -> None:
    change_row(
        conn, TASKS, who, row_id, 2, SAID | {"title": "Việc 2", "parent_id": str(above)}, days
    )


def _undo_the_way_out(conn, who, row_id, _above, days) -> None:
    undo_change(conn, TASKS, who, row_id, 2, days)


def _is_kept_waiting(conn, other, done: Callable[[], bool]) -> bool:
    """Whether another connection comes to wait for this one, before it is done."""
    until = time.monotonic() + 20
    while time.monotonic() < until and not done():
        waiting = "SELECT pg_backend_pid() = ANY(pg_blocking_pids(%s))"
        if db.value(conn, waiting, (other.info.backend_pid,)):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("way", [_put_back_under, _undo_the_way_out], ids=["change", "undo"])
def test_two_people_never_put_two_rows_under_each_other(two, way: Callable[..., None]) -> None:
    """The second waits for the first, sees what was written, and is refused by name."""
    first, second = two
    ward = create_ward(first, "phuong-vong", same("Phường Vòng"), 5897)
    lan, minh = (Reader(ward, Role.SUPERVISOR, each) for each in ("lan", "minh"))
    days = window_of(first, TASKS, lan, View())
    one = add_row(first, TASKS, lan, SAID | {"title": "Việc 1"})
    other = add_row(first, TASKS, lan, SAID | {"title": "Việc 2", "parent_id": str(one)})
    change_row(first, TASKS, minh, other, 1, SAID | {"title": "Việc 2"}, days)
    with ThreadPoolExecutor(1) as pool:
        with db.transaction(first):
            _put_under(first, lan, one, other, 1, days)
            later = pool.submit(way, second, minh, other, one, days)
            assert _is_kept_waiting(first, second, later.done)
        with pytest.raises(FormRefused) as refused:
            later.result(timeout=30)
    assert "'Việc 1'" in refused.value.faults["parent_id"].vi
    assert (_above(first, one), _above(first, other)) == (other, None)

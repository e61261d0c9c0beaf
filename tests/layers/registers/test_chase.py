"""What is late over all registers: the rows of each register's own figure, by the same rights."""

import pytest

from layers.registers.chase import read_late
from layers.registers.figures import read_figures
from layers.registers.reading import find_register, registers_for
from layers.registers.scope import View

DAY = "2016-06-30"


@pytest.fixture
def late(add, unit) -> None:
    """Two late recommendations to one unit, one in time, a late row of the restricted register."""
    office, front = unit("UBND"), unit("UB MTTQ")
    said = {"kind": "kien_nghi", "from_unit_id": front, "to_unit_id": office, "outcome": "cho",
            "sent_on": "2016-05-01"}  # fmt: skip
    for subject, due in (("Một", "2016-05-20"), ("Hai", "2016-06-29"), ("Ba", "2016-07-01")):
        add("recommendations", said | {"subject": subject, "due_on": due})
    add("conduct", {"received_on": "2016-04-01", "kind": "phan_anh", "subject": "Bốn",
                    "unit_id": office, "due_on": "2016-05-01", "result": "cho"})  # fmt: skip


def test_longest_first_with_days_and_unit(conn, late, reader) -> None:
    chased = read_late(conn, reader("viewer"), DAY)
    assert [(each.title.vi, each.days, each.unit) for each in chased.rows] == [
        ("Một", 41, "UBND"), ("Hai", 1, "UBND"),
    ]  # fmt: skip
    assert chased.by_unit == [("UBND", 2)]


def test_restricted_rows_are_chased_only_by_those_who_may_know(conn, late, reader) -> None:
    titles = [each.title.vi for each in read_late(conn, reader("supervisor"), DAY).rows]
    assert titles == ["Bốn", "Một", "Hai"]


def test_rows_of_one_unit(conn, late, reader) -> None:
    assert len(read_late(conn, reader("viewer"), DAY, "UBND").rows) == 2
    assert read_late(conn, reader("viewer"), DAY, "UB MTTQ").rows == []


def test_as_many_as_the_figures_of_the_registers_say(conn, late, reader, window) -> None:
    who, view = reader("admin"), View(as_of=DAY)
    total = sum(
        known.value
        for register in registers_for(who.role)
        for known in read_figures(conn, register, who, view, window(register.name, who, as_of=DAY))
        if known.view.status == "late"
    )
    assert len(read_late(conn, who, DAY).rows) == total == 3


def test_closed_without_a_day_is_not_late(conn, ward, add, unit, reader, window) -> None:
    """A state that leaves nothing to do ends the chasing, also where no day was written down."""
    said = {"kind": "kien_nghi", "from_unit_id": unit("A"), "to_unit_id": unit("B"),
            "sent_on": "2016-05-01", "due_on": "2016-05-20"}  # fmt: skip
    for outcome in ("cho", "dang_lam", "da_xong", "khong_chap_nhan"):
        add("recommendations", said | {"subject": outcome, "outcome": outcome})
    task = {"span": "thang", "responsibility": "chu_tri", "due_on": "2016-05-20"}
    for state in ("chua_lam", "dang_lam", "xong", "huy"):
        add("tasks", task | {"title": state, "state": state})
    who = reader("viewer")
    chased = sorted(each.title.vi for each in read_late(conn, who, DAY).rows)
    assert chased == ["cho", "chua_lam", "dang_lam", "dang_lam"]
    for name in ("recommendations", "tasks"):
        days = window(name, who, as_of=DAY)
        found = {
            each.name: each.value
            for each in read_figures(conn, find_register(name), who, View(as_of=DAY), days)
        }
        assert (found["late"], found["open"]) == (2, 0)

"""Rows that name a route follow it from hand to hand: each names the contract of its own day."""

import io

import pytest
from python_calamine import CalamineWorkbook

from layers import db
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.handover import undo_handover
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import ImportRejected, UndoRefused
from layers.exporting.workbook import DATA
from layers.importing.undo import undo_import
from layers.migrate import MIGRATIONS
from layers.registers.batches import keep_batch, undo_batch
from layers.registers.export import make_file
from layers.registers.history import read_history
from layers.registers.listing import each_row
from layers.registers.reading import all_registers
from layers.registers.references import target_of
from layers.registers.scope import View, window_of
from layers.registers.sheet import load_sheet
from layers.registers.undoing import put_back_version, undo_change
from layers.registers.writing import change_row, remove_row, restore_row
from tests.factories import add_area, add_route
from tests.layers.registers.following import (
    BOSS,
    PATROLS,
    bring,
    hand,
    lines,
    named,
    said,
)


@pytest.fixture
def route(conn, ward) -> int:
    return add_route(
        conn, ward, "Tuyến chợ", code="KQ-05", holder_unit="Tổ 5", valid_from="2016-01-01"
    )


@pytest.fixture
def patrolled(conn, ward, route, add, unit):
    """Make a patrol of the route, or of another, on a day; return its id."""
    group, team = add_area(conn, ward, "5"), unit("Tổ tuần tra 1")

    def make(day: str, of: int = route) -> int:
        return add("patrols", said(day, of, team, group))

    make.said = lambda day, of=route: said(day, of, team, group)
    return make


def test_a_handover_of_the_past_takes_the_rows_of_its_days_along(
    conn, ward, route, patrolled
) -> None:
    before, after = patrolled("2016-04-30"), patrolled("2016-05-20")
    done = hand(conn, ward, route)
    assert named(conn, before) == (route, 1)
    assert named(conn, after) == (done.route_id, 1)
    (note,) = done.notes
    assert note.vi == "Sổ 'Ca tuần tra bảo vệ dân phố': 1 dòng chuyển sang hợp đồng của ngày mình."
    assert "'Guard patrols': 1 row goes to the contract of its day" in note.en


def test_an_assignment_goes_by_its_first_day(conn, ward, route, add, unit) -> None:
    values = {"person": "Bà Hoà", "unit_id": unit("UBND"), "field": "ttdt",
              "group_id": str(add_area(conn, ward, "5")), "route_id": str(route)}  # fmt: skip
    rows = [add("assignments", values | {"valid_from": day, "person": day})
            for day in ("2016-04-30", "2016-05-01")]  # fmt: skip
    done = hand(conn, ward, route)
    found = [named(conn, each, "register_assignment")[0] for each in rows]
    assert found == [route, done.route_id]


def test_the_row_is_edited_afterwards_and_its_history_tells_the_two_apart(
    conn, ward, route, patrolled, reader, window
) -> None:
    row = patrolled("2016-05-20")
    done = hand(conn, ward, route)
    who = reader("supervisor")
    values = patrolled.said("2016-05-20", done.route_id) | {"note": "thêm"}
    change_row(conn, PATROLS, who, row, 1, values, window("patrols", who))
    told = read_history(conn, PATROLS, row, BOSS)[1]
    (change,) = told.changes
    assert (told.actor, change.before.vi, change.after.vi) == (
        "an", "KQ-05 · 01/01/2016 – 30/04/2016", "KQ-05",
    )  # fmt: skip


def test_an_undone_handover_gives_the_rows_back_deleted_ones_too(
    conn, ward, route, patrolled, reader, window
) -> None:
    there = patrolled("2016-05-20")
    done = hand(conn, ward, route)
    since, gone = (patrolled(f"2016-05-2{n}", done.route_id) for n in (1, 2))
    who = reader("supervisor")
    remove_row(conn, PATROLS, who, gone, 1, window("patrols", who))
    assert undo_handover(conn, ward, done.route_id, done.edit_id, BOSS, "an") == route
    assert [named(conn, each)[0] for each in (there, since, gone)] == [route] * 3
    restore_row(conn, PATROLS, who, gone)


def test_rows_of_a_period_before_which_nobody_held_it_keep_its_handover(
    conn, ward, patrolled
) -> None:
    ended = add_route(
        conn, ward, code="KQ-06", holder_unit="A", valid_from="2016-01-01", valid_to="2016-03-01"
    )
    done = hand(conn, ward, ended)
    row = patrolled("2016-05-20", done.route_id)
    stood = db.rows(conn, "SELECT * FROM route ORDER BY id")
    with pytest.raises(UndoRefused) as refused:
        undo_handover(conn, ward, done.route_id, done.edit_id, BOSS, "an")
    assert "Ca tuần tra bảo vệ dân phố: 20/05/2016" in refused.value.text.vi
    assert "Guard patrols: 20 May 2016" in refused.value.text.en
    assert db.rows(conn, "SELECT * FROM route ORDER BY id") == stood
    assert named(conn, row) == (done.route_id, 1)


def test_other_days_of_a_contract_move_rows_or_tell_of_them(conn, ward, route, patrolled) -> None:
    other = hand(conn, ward, route).route_id
    rows = [patrolled("2016-04-10"), patrolled("2016-05-20", other)]

    def change(values, save):
        version = describe_row(conn, ward, "routes", route, BOSS)["version"]
        who = ["an"] if save is save_edit else []
        return save(conn, ward, Wish("routes", route, version, None, values, "ký lại"), BOSS, *who)

    left = {"valid_to": "2016-04-01"}
    assert "sổ ấy" in change(left, plan_edit).notes[0].vi
    done = change(left, save_edit)
    assert "10/04/2016" in done.notes[0].vi
    assert [named(conn, each)[0] for each in rows] == [route, other]
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert [named(conn, each) for each in rows] == [(route, 1), (other, 1)]
    version = describe_row(conn, ward, "routes", other, BOSS)["version"]
    wish = Wish("routes", other, version, None, {"valid_from": "2016-06-01"}, "ký lại")
    save_edit(conn, ward, wish, BOSS, "an")
    (note,) = change({"valid_to": "2016-06-01"}, plan_edit).notes
    assert "1 dòng chuyển sang" in note.vi
    assert named(conn, rows[1])[0] == other  # a plan leaves nothing
    change({"valid_to": "2016-06-01"}, save_edit)
    assert named(conn, rows[1])[0] == route


def test_a_version_put_back_names_the_contract_of_its_day(
    conn, ward, route, patrolled, reader, window
) -> None:
    who, row = reader("supervisor"), patrolled("2016-05-20")
    seen = window("patrols", who)
    change_row(conn, PATROLS, who, row, 1, patrolled.said("2016-05-20") | {"note": "x"}, seen)
    done = hand(conn, ward, route)
    put_back_version(conn, PATROLS, who, row, (2, 1), seen)
    assert named(conn, row) == (done.route_id, 3)


def test_a_version_whose_contract_is_gone_names_the_one_of_now(
    conn, ward, route, patrolled, reader, window
) -> None:
    who, seen = reader("supervisor"), window("patrols", reader("supervisor"))
    done = hand(conn, ward, route)
    row = patrolled("2016-05-20", done.route_id)
    values = patrolled.said("2016-05-20", done.route_id) | {"note": "x", "route_id": ""}
    change_row(conn, PATROLS, who, row, 1, values, seen)
    undo_handover(conn, ward, done.route_id, done.edit_id, BOSS, "an")
    put_back_version(conn, PATROLS, who, row, (2, 1), seen)
    assert named(conn, row) == (route, 3)


def test_what_one_did_is_taken_back_though_the_route_was_handed_over_since(
    conn, ward, route, patrolled, reader, window
) -> None:
    who, seen = reader("supervisor"), window("patrols", reader("supervisor"))
    rows = [patrolled(f"2016-05-2{n}") for n in range(3)]
    batch = keep_batch(conn, PATROLS, who, added=[(row, 1) for row in rows[:2]], file_name="x.xlsx")
    change_row(conn, PATROLS, who, rows[2], 1, patrolled.said("2016-05-22") | {"note": "x"}, seen)
    done = hand(conn, ward, route)
    assert undo_batch(conn, PATROLS, who, batch, seen).left == []
    undo_change(conn, PATROLS, who, rows[2], 2, seen)
    assert named(conn, rows[2]) == (done.route_id, 3)
    found = db.rows(conn, "SELECT id, note FROM register_patrol WHERE deleted_at IS NULL")
    assert found == [{"id": rows[2], "note": ""}]


def test_what_went_out_comes_in_without_a_second_row(conn, ward, route, patrolled, reader) -> None:
    for day in ("2016-04-30", "2016-05-20"):
        patrolled(day)
    hand(conn, ward, route)
    who, view = reader("supervisor"), View()
    window = window_of(conn, PATROLS, who, view)
    rows = each_row(conn, PATROLS, who, view, window)
    with make_file("xlsx", PATROLS, who, view, rows) as file:
        content = file.read()
    cells = CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(DATA).to_python()
    assert sum(cell == "KQ-05" for line in cells for cell in line) == 2
    loaded = load_sheet(conn, PATROLS, who, window, content)
    assert (loaded.added, loaded.changed, loaded.same) == (0, 0, 2)


def test_a_bad_line_leaves_the_period_that_it_would_have_changed(conn, ward, tmp_path) -> None:
    """The line of A overlaps that of C and is left out: A stays open, and B is in its way."""
    bring(conn, ward, tmp_path, lines(("A", "2016-01-01", None)))
    periods = [("A", "2016-01-01", "2016-05-01"), ("C", "2016-03-01", "2016-04-01"),
             ("B", "2016-05-01", None)]  # fmt: skip
    for way in ({}, {"skip_bad": True}):
        try:
            report = bring(conn, ward, tmp_path, lines(*periods), update=True, **way)
        except ImportRejected as refused:
            report = refused.report
        assert sorted({each.line for each in report.issues}) == [1, 2, 3]
        assert {each.kind for each in report.issues} == {"period_overlap"}
    assert db.value(conn, "SELECT count(*) FROM route WHERE valid_to IS NULL") == 1


def test_a_file_that_divides_a_period_takes_rows_along_and_its_undo_back(
    conn, ward, patrolled, tmp_path
) -> None:
    bring(conn, ward, tmp_path, lines(("A", "2016-01-01", None)))
    first = db.value(conn, "SELECT id FROM route WHERE code = 'KQ-08'")
    row = patrolled("2016-05-20", first)
    divided = lines(("A", "2016-01-01", "2016-05-01"), ("B", "2016-05-01", None))
    loaded = bring(conn, ward, tmp_path, divided, update=True)
    second = db.value(conn, "SELECT id FROM route WHERE holder_unit = 'B'")
    assert named(conn, row) == (second, 1)
    undo_import(conn, ward, loaded.import_id, "an")
    assert named(conn, row) == (first, 1)


def test_rows_from_before_they_followed_are_put_right_once(conn, ward, route, patrolled) -> None:
    row, other = patrolled("2016-05-20"), patrolled("2016-04-20")
    done = hand(conn, ward, route)
    db.execute(conn, "UPDATE register_patrol SET route_id = %s WHERE id = %s", (route, row))
    text = (MIGRATIONS / "0056_rows_follow_their_route.sql").read_text(encoding="utf-8")
    for _ in range(2):
        db.execute(conn, text)
        assert named(conn, row) == (done.route_id, 1)
        assert named(conn, other) == (route, 1)


def test_every_register_that_names_routes_is_dated_by_a_day() -> None:
    naming = [(r, c) for r in all_registers() for c in r.columns if c.ref and target_of(c).lasting]
    assert len(naming) == 2
    assert {register.column(register.dating).type for register, _ in naming} == {"date"}

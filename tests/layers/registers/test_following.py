"""Rows that name a route follow it from hand to hand: each names the contract of its own day."""

import io
import json
import threading
import time
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.handover import Handover, hand_over, undo_handover, version_of
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import UndoRefused
from layers.exporting.workbook import DATA
from layers.importing.options import ImportOptions
from layers.importing.pipeline import import_file
from layers.importing.undo import undo_import
from layers.migrate import MIGRATIONS
from layers.queries.wards import create_ward
from layers.registers.export import make_file
from layers.registers.history import read_history
from layers.registers.listing import each_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.sheet import load_sheet
from layers.registers.undoing import put_back_version, undo_change
from layers.registers.writing import add_row, change_row, remove_row, restore_row
from layers.roles import Role
from tests.factories import add_area, add_route

BOSS = Role.SUPERVISOR
PATROLS, ASSIGNMENTS = find_register("patrols"), find_register("assignments")
MAY = date(2016, 5, 1)


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


def said(day, route, team, group) -> dict[str, str]:
    return {"patrolled_on": day, "unit_id": team, "group_id": str(group), "route_id": str(route),
            "members": "3", "hours": "2", "found": "0", "note": ""}  # fmt: skip


def hand(conn, ward, route, on=MAY, unit="Đoàn TN"):
    version = version_of(conn, ward, route, BOSS)
    return hand_over(conn, ward, Handover(route, version, unit, "", on, "hết hạn"), BOSS, "an")


def named(conn, row_id, table="register_patrol"):
    query = f"SELECT route_id, version, updated_by FROM {table} WHERE id = %s"
    return tuple(db.one(conn, query, (row_id,)).values())


def test_a_handover_of_the_past_takes_the_rows_of_its_days_along(
    conn, ward, route, patrolled
) -> None:
    before, after = patrolled("2016-04-30"), patrolled("2016-05-20")
    done = hand(conn, ward, route)
    assert named(conn, before) == (route, 1, "lan")
    assert named(conn, after) == (done.route_id, 2, "an")
    (note,) = done.notes
    assert note.vi == "Sổ 'Ca tuần tra bảo vệ dân phố': 1 dòng chuyển sang hợp đồng của ngày mình."
    assert "'Guard patrols': 1 rows go to the contract of their day" in note.en


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
    change_row(conn, PATROLS, who, row, 2, values, window("patrols", who))
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
    assert named(conn, row) == (done.route_id, 1, "lan")


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
    assert [named(conn, each) for each in rows] == [(route, 1, "lan"), (other, 1, "lan")]
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
    done = hand(conn, ward, route)
    undo_change(conn, PATROLS, who, row, 2, seen)
    assert named(conn, row)[:2] == (done.route_id, 3)
    put_back_version(conn, PATROLS, who, row, (3, 1), seen)
    assert named(conn, row)[:2] == (done.route_id, 4)


def test_what_went_out_comes_in_without_a_second_row(conn, ward, route, patrolled, reader) -> None:
    for day in ("2016-04-30", "2016-05-20"):
        patrolled(day)
    hand(conn, ward, route)
    who, view = reader("supervisor"), View()
    window = window_of(conn, PATROLS, who, view)
    rows = each_row(conn, PATROLS, who, view, window)
    with make_file("xlsx", PATROLS, who, view, rows) as file:
        content = file.read()
    lines = CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(DATA).to_python()
    assert sum(cell == "KQ-05" for line in lines for cell in line) == 2
    loaded = load_sheet(conn, PATROLS, who, window, content)
    assert (loaded.added, loaded.changed, loaded.same) == (0, 0, 2)


LINE = {"type": "LineString", "coordinates": [[105.881, 21.045], [105.889, 21.045]]}


def _file(*periods) -> str:
    rows = [
        {"code": "KQ-08", "name": "Tuyến 8", "holder_unit": unit, "valid_from": first,
         "valid_to": last}
        for unit, first, last in periods
    ]  # fmt: skip
    features = [{"type": "Feature", "properties": row, "geometry": LINE} for row in rows]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_file_that_divides_a_period_takes_rows_along_and_its_undo_back(
    conn, ward, patrolled, tmp_path
) -> None:
    def bring(content: str, **options):
        path = tmp_path / "routes.geojson"
        path.write_text(content, encoding="utf-8")
        return import_file(conn, ward, "routes", path, ImportOptions(**options))

    bring(_file(("A", "2016-01-01", None)))
    first = db.value(conn, "SELECT id FROM route WHERE code = 'KQ-08'")
    row = patrolled("2016-05-20", first)
    divided = _file(("A", "2016-01-01", "2016-05-01"), ("B", "2016-05-01", None))
    loaded = bring(divided, update=True)
    second = db.value(conn, "SELECT id FROM route WHERE holder_unit = 'B'")
    assert named(conn, row)[:2] == (second, 2)
    undo_import(conn, ward, loaded.import_id, "an")
    assert named(conn, row) == (first, 3, "an")


def test_rows_from_before_they_followed_are_put_right_once(conn, ward, route, patrolled) -> None:
    row, other = patrolled("2016-05-20"), patrolled("2016-04-20")
    done = hand(conn, ward, route)
    db.execute(conn, "UPDATE register_patrol SET route_id = %s WHERE id = %s", (route, row))
    text = (MIGRATIONS / "0056_rows_follow_their_route.sql").read_text(encoding="utf-8")
    for _ in range(2):
        db.execute(conn, text)
        assert named(conn, row) == (done.route_id, 3, "migration")
        assert named(conn, other) == (route, 1, "lan")


@pytest.fixture
def waited(two):
    """Say whether the second of two people waits for the first, once somebody has begun to."""
    first, second = two

    def ask() -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = %s"
        for _ in range(1200):
            if db.value(first, query, (second.info.backend_pid,)):
                return True
            time.sleep(0.05)
        return False

    return ask


def test_a_row_saved_while_its_route_is_handed_over_is_not_left_behind(two, waited) -> None:
    """It waits for the handover, and is refused then: its form names the contract of before."""
    first, second = two
    ward = create_ward(first, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    who = Reader(ward, BOSS, "lan")
    route = add_route(first, ward, code="KQ-05", holder_unit="A", valid_from="2016-01-01")
    team = add_row(first, find_register("units"), who, {"name": "Tổ 1", "kind": "ubnd"})
    values = said("2016-05-20", route, str(team), add_area(first, ward, "5"))
    refused: list[InputError] = []

    def save() -> None:
        try:
            add_row(second, PATROLS, who, values)
        except InputError as error:
            refused.append(error)

    saving = threading.Thread(target=save)
    with db.transaction(first):
        hand(first, ward, route)
        saving.start()
        assert waited()
    saving.join()
    assert len(refused) == 1
    assert "from 01 Jan 2016 to 30 Apr 2016" in refused[0].text.en
    assert db.value(first, "SELECT count(*) FROM register_patrol") == 0


def test_a_handover_waits_for_a_row_that_is_being_saved_and_takes_it_along(two, waited) -> None:
    first, second = two
    ward = create_ward(first, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    who = Reader(ward, BOSS, "lan")
    route = add_route(first, ward, code="KQ-05", holder_unit="A", valid_from="2016-01-01")
    team = add_row(first, find_register("units"), who, {"name": "Tổ 1", "kind": "ubnd"})
    values = said("2016-05-20", route, str(team), add_area(first, ward, "5"))
    handed = []
    handing = threading.Thread(target=lambda: handed.append(hand(second, ward, route)))
    with db.transaction(first):
        row = add_row(first, PATROLS, who, values)
        handing.start()
        assert waited()
    handing.join()
    assert named(first, row) == (handed[0].route_id, 2, "an")

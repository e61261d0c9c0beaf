"""What rounds noted on a lane is never lost with it: moved, joined, told, brought back by undo."""

import pytest

from geo.errors import InputError
from layers import db
from layers.editing.contract import Division, Wish
from layers.editing.described import describe_outcome, describe_row
from layers.editing.dividing import plan_division, save_division
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import UndoRefused
from layers.roles import Role
from tests.factories import LAT, add_lane, add_lane_project, add_round

BOSS = Role.SUPERVISOR


@pytest.fixture
def pair(conn, ward):
    """Two lanes that meet, one of them with an upgrade that was taken away."""
    kept = add_lane(conn, ward, "Ngõ 12", code="L12", points=[(105.881, LAT), (105.885, LAT)])
    gone = add_lane(conn, ward, "Ngõ 14", code="L14", points=[(105.885, LAT), (105.889, LAT)])
    add_lane_project(conn, ward, gone, code="CU", deleted_at="2016-05-01")
    return kept, gone


def note(conn, ward, round_id, lane, finding, words=""):
    db.execute(
        conn,
        "INSERT INTO inspection_round_lane (round_id, lane_id, ward_id, finding, note)"
        " VALUES (%s, %s, %s, %s, %s)",
        (round_id, lane, ward.id, finding, words),
    )


def everything(conn):
    tables = ("lane", "inspection_round_lane", "lane_project")
    return {
        name: sorted(
            (row["row"] for row in db.rows(conn, f"SELECT to_jsonb(t) AS row FROM {name} AS t")),
            key=str,
        )
        for name in tables
    }


def noted(conn, lane):
    found = db.rows(
        conn,
        "SELECT round_id, finding, note FROM inspection_round_lane WHERE lane_id = %s"
        " ORDER BY round_id",
        (lane,),
    )
    return [tuple(row.values()) for row in found]


def merge(conn, ward, kept, gone):
    versions = [describe_row(conn, ward, "lanes", each, BOSS)["version"] for each in (kept, gone)]
    return Division("lanes", kept, versions[0], other=(gone, versions[1]))


def test_notes_move_to_the_lane_that_stays_and_two_of_one_round_are_joined(conn, ward, pair):
    kept, gone = pair
    only, both, same = (add_round(conn, ward, code=f"R{n}") for n in range(3))
    note(conn, ward, only, gone, "co_vi_pham", "mái vẩy")
    note(conn, ward, both, kept, "khong_phat_hien", "sạch")
    note(conn, ward, both, gone, "co_vi_pham")
    note(conn, ward, same, kept, "khong_phat_hien", "trưa")
    note(conn, ward, same, gone, "khong_phat_hien", "chiều")
    before = everything(conn)
    planned = plan_division(conn, ward, merge(conn, ward, kept, gone), BOSS)
    assert everything(conn) == before
    (words,) = describe_outcome(conn, ward, planned)["notes"]
    assert words["vi"].startswith("3 đợt kiểm tra đã ghi ngõ được nhập: các ghi chép chuyển sang")
    assert "2 rounds noted both" in words["en"]
    done = save_division(conn, ward, merge(conn, ward, kept, gone), BOSS, "an")
    assert noted(conn, gone) == []
    assert noted(conn, kept) == [
        (only, "co_vi_pham", "mái vẩy"),
        (both, "co_vi_pham", "Ngõ 12: Không phát hiện vi phạm (sạch); Ngõ 14: Có vi phạm"),
        (same, "khong_phat_hien", "trưa; chiều"),
    ]
    assert db.value(conn, "SELECT lane_id FROM lane_project") == kept
    first = undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert everything(conn) == before
    again = save_division(conn, ward, merge(conn, ward, kept, gone), BOSS, "an")
    undo_edit(conn, ward, again.edit_id, BOSS, "an")
    assert everything(conn) == before and first["rows"]


def test_removal_says_what_goes_and_its_undo_brings_it_back(conn, ward, pair):
    _, gone = pair
    note(conn, ward, add_round(conn, ward), gone, "co_vi_pham", "mái vẩy")
    wish = Wish(
        "lanes", gone, describe_row(conn, ward, "lanes", gone, BOSS)["version"], remove=True
    )
    before = everything(conn)
    (words,) = plan_edit(conn, ward, wish, BOSS).notes
    assert words.vi.startswith("1 đợt kiểm tra đã ghi ngõ này") and everything(conn) == before
    done = save_edit(conn, ward, wish, BOSS, "an")
    assert noted(conn, gone) == [] and db.value(conn, "SELECT count(*) FROM lane_project") == 0
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert everything(conn) == before


def test_nothing_is_told_of_a_hidden_round_but_its_notes_move(conn, ward, pair):
    kept, gone = pair
    hidden = add_round(conn, ward, kind="dot_xuat", state="dang_di")
    note(conn, ward, hidden, gone, "co_vi_pham")
    done = save_division(conn, ward, merge(conn, ward, kept, gone), BOSS, "an")
    assert done.notes == () and noted(conn, kept) == [(hidden, "co_vi_pham", "")]


def test_what_a_round_noted_since_is_not_undone_away(conn, ward, pair):
    kept, gone = pair
    walked = add_round(conn, ward)
    note(conn, ward, walked, gone, "co_vi_pham")
    done = save_division(conn, ward, merge(conn, ward, kept, gone), BOSS, "an")
    with db.acting_as(conn, "binh"):
        db.execute(conn, "UPDATE inspection_round_lane SET finding = 'khong_phat_hien'")
    with pytest.raises(UndoRefused, match="binh"):
        undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert noted(conn, kept) == [(walked, "khong_phat_hien", "")]


def test_a_new_lane_that_a_round_noted_does_not_go_by_undo(conn, ward):
    points = {"type": "LineString", "coordinates": [[105.881, LAT], [105.889, LAT]]}
    said = {"code": "M1", "name": "Ngõ mới", "kind": "ngo"}
    done = save_edit(conn, ward, Wish("lanes", None, None, points, said), BOSS, "an")
    note(conn, ward, add_round(conn, ward), done.rows[0].after.id, "khong_phat_hien")
    with pytest.raises(InputError, match="rounds that noted this lane"):
        undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert db.value(conn, "SELECT count(*) FROM inspection_round_lane") == 1

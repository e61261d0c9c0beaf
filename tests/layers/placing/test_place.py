"""Placing by hand: on a lane, at a point, taken back; who, when and how stands in the record."""

import pytest

from geo.errors import InputError
from layers import db
from layers.cases.acting import working
from layers.errors import NotFound, UndoRefused
from layers.filters import Filter
from layers.placing.lanes import LaneRegister
from layers.placing.place import place_at, place_on_lane, place_sure, undo_placing
from layers.queries.board import board
from layers.queries.records import read_record
from layers.queries.unplaced import count_waiting, list_placed, list_waiting, same_address
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import (
    LAT,
    LON,
    add_area,
    add_incident,
    add_lane,
    add_place,
    add_unplaced,
    move_incident,
)


@pytest.fixture
def lane(conn, ward):
    return add_lane(conn, ward, name="Ngõ 12 Nguyễn Văn Cừ", code="L12")


def _incident(conn, unplaced_id):
    return db.one(
        conn,
        "SELECT i.*, ST_X(i.geom) AS x, ST_Y(i.geom) AS y FROM unplaced_incident AS u"
        " JOIN incident AS i ON i.id = u.incident_id WHERE u.id = %s",
        (unplaced_id,),
    )


def test_a_lane_chosen_by_a_person(conn, ward, lane):
    waiting = add_unplaced(conn, ward, "cạnh nhà bà Lan")
    (placing,) = place_on_lane(conn, ward, [waiting], lane, "lan")
    made = _incident(conn, waiting)
    assert (made["lane_id"], made["address"]) == (lane, "cạnh nhà bà Lan")
    (record,) = list_placed(conn, ward)
    assert (record["id"], record["method"], record["placed_by"]) == (placing, "lane", "lan")
    assert record["precision_m"] > 0 and record["lane_name"] == "Ngõ 12 Nguyễn Văn Cừ"
    assert count_waiting(conn, ward) == 0
    record = read_record(conn, ward, get_layer("incidents"), made["id"], Role.INSPECTOR, Filter())
    shown = next(each for each in record["fields"] if each["name"] == "placing")
    assert shown["text"]["vi"].startswith("đặt lên ngõ bằng tay 'Ngõ 12 Nguyễn Văn Cừ', ±")
    assert "; lan, " in shown["text"]["en"]


def test_a_point_shown_on_the_map_gets_its_group_lane_and_place(conn, ward, lane):
    group = add_area(conn, ward, "5", box=(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01))
    place = add_place(conn, ward)
    waiting = add_unplaced(conn, ward, "ngõ 99")
    place_at(conn, ward, [waiting], LON, LAT, "lan")
    made = _incident(conn, waiting)
    assert (made["x"], made["y"], made["group_id"]) == (LON, LAT, group)
    assert made["place_id"] == place
    assert list_placed(conn, ward)[0]["precision_m"] == 10


def test_outside_the_ward_is_refused(conn, ward):
    add_area(conn, ward, "5", box=(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01))
    waiting = add_unplaced(conn, ward, "ngõ 99")
    with pytest.raises(InputError) as caught:
        place_at(conn, ward, [waiting], LON + 1, LAT, "lan")
    assert f"{LON + 1:.6f}" in caught.value.text.vi
    assert count_waiting(conn, ward) == 1


def test_what_was_placed_is_not_placed_again(conn, ward, lane):
    waiting = add_unplaced(conn, ward, "ngõ 99")
    place_at(conn, ward, [waiting], LON, LAT, "lan")
    with pytest.raises(NotFound):
        place_at(conn, ward, [waiting], LON, LAT, "minh")
    with pytest.raises(NotFound):
        place_on_lane(conn, ward, [add_unplaced(conn, ward, "ngõ 98")], 10**9, "minh")


def test_a_placing_is_taken_back_and_its_record_stays(conn, ward, lane):
    waiting = add_unplaced(conn, ward, "ngõ 99")
    (placing,) = place_at(conn, ward, [waiting], LON, LAT, "lan")
    db.execute(conn, "UPDATE incident SET description = 'sửa tay'")
    assert undo_placing(conn, ward, placing, "minh") == waiting
    assert db.value(conn, "SELECT count(*) FROM incident") == 0
    assert count_waiting(conn, ward) == 1
    # What was changed meanwhile is not lost.
    assert db.value(conn, "SELECT description FROM unplaced_incident") == "sửa tay"
    row = db.one(conn, "SELECT undone_by, placed_by FROM placement WHERE id = %s", (placing,))
    assert row == {"undone_by": "minh", "placed_by": "lan"}
    with pytest.raises(NotFound):
        undo_placing(conn, ward, placing, "minh")


def test_a_placing_stays_where_work_on_the_case_has_begun(conn, ward, lane):
    waiting = add_unplaced(conn, ward, "ngõ 99")
    (placing,) = place_at(conn, ward, [waiting], LON, LAT, "lan")
    incident = db.value(conn, "SELECT id FROM incident")
    move_incident(conn, ward, incident, "nhac_nho")
    with pytest.raises(UndoRefused):
        undo_placing(conn, ward, placing, "minh")
    assert db.value(conn, "SELECT state FROM incident") == "nhac_nho"
    with working(conn, "can-bo", undo=True):
        db.execute(conn, "UPDATE incident SET state = 'phat_hien'")
    assert undo_placing(conn, ward, placing, "minh") == waiting


def test_every_placing_is_in_the_change_log(conn, ward):
    waiting = add_unplaced(conn, ward, "ngõ 99")
    (placing,) = place_at(conn, ward, [waiting], LON, LAT, "lan")
    undo_placing(conn, ward, placing, "minh")
    found = db.rows(
        conn,
        "SELECT actor, action FROM change_log WHERE ward_id = %s AND table_name = 'placement'"
        " ORDER BY id",
        (ward.id,),
    )
    # Taken back, it also lets go of the incident that is no more.
    assert {(row["actor"], row["action"]) for row in found} == {
        ("lan", "insert"),
        ("minh", "update"),
    }


def test_a_new_lane_lets_the_waiting_be_matched_again(conn, ward):
    add_unplaced(conn, ward, "số 3 ngõ 12 Nguyễn Văn Cừ")
    assert place_sure(conn, ward, "lan") == 0
    add_lane(conn, ward, name="Ngõ 12 Nguyễn Văn Cừ")
    assert place_sure(conn, ward, "lan") == 1


def test_what_waits_is_listed_with_candidates_and_reasons(conn, ward, lane):
    first = add_unplaced(conn, ward, "ngo 12 nguyen van cu")
    second = add_unplaced(conn, ward, "ngo 12 nguyen van cu")
    add_unplaced(conn, ward, "không rõ")
    rows = list_waiting(conn, ward, LaneRegister(conn, ward))
    near = next(row for row in rows if row["id"] == first)
    assert (near["same_address"], same_address(conn, ward, first)) == (2, [first, second])
    (candidate,) = near["candidates"]
    assert (candidate["lane"], candidate["confidence"]) == (lane, 0.8)
    assert "dấu" in candidate["reasons"][0]["vi"]
    assert [row["candidates"] for row in rows if row["address"] == "không rõ"] == [[]]


def test_the_board_says_how_many_wait_in_its_period(conn, ward):
    add_incident(conn, ward, on="2016-03-01")
    add_unplaced(conn, ward, "ngõ 99", on="2016-03-01")
    add_unplaced(conn, ward, "ngõ 99", on="2015-03-01")
    assert count_waiting(conn, ward) == 2
    assert count_waiting(conn, ward, Filter(fields=("vsmt",))) == 0
    notes = board(conn, ward, Filter(), role=Role.SUPERVISOR)["notes"]
    assert [note["text"]["vi"][:20] for note in notes if note["about"] == "incidents"] == [
        "1 vụ chưa định vị (c"
    ]

"""A route handed over: who answered for which day, what is refused, and all of it taken back."""

from datetime import date, timedelta

import pytest

from geo.errors import InputError
from layers import clock, db
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.handover import Handover, hand_over, undo_handover, version_of
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import NotFound, Stale, UndoRefused
from layers.queries.route_pages import read_route, read_route_history
from layers.roles import Role
from tests.factories import LAT, add_incident, add_route

BOSS = Role.SUPERVISOR
LINE = [(105.881, LAT), (105.889, LAT)]
APRIL = date(2016, 4, 1)


@pytest.fixture
def route(conn, ward) -> int:
    made = add_route(
        conn, ward, points=LINE, code="K-1", holder_unit="Tổ 5", holder_name="Bà Hoà",
        valid_from="2016-01-01",
    )  # fmt: skip
    for day in ("2016-02-01", "2016-03-31", "2016-04-01", "2016-05-09"):
        add_incident(conn, ward, 105.885, LAT, on=day)
    return made


def wish(conn, ward, route_id, **said) -> Handover:
    version = version_of(conn, ward, route_id, BOSS)
    values = {"unit": "Đoàn TN", "name": "Ông Bình", "on": APRIL, "reason": "hết nhiệm kỳ"} | said
    return Handover(route_id, values.pop("version", version), **values)


def hand(conn, ward, route_id, **said):
    return hand_over(conn, ward, wish(conn, ward, route_id, **said), BOSS, "an")


def stood(conn) -> tuple[list, list]:
    return (
        db.rows(conn, "SELECT to_jsonb(t) AS row FROM route AS t ORDER BY id"),
        db.rows(conn, "SELECT * FROM incident_route ORDER BY incident_id"),
    )


def contracts(conn, ward, route_id):
    found = read_route(conn, ward, route_id, date(2016, 6, 30), Role.INSPECTOR)
    return [(r["holder_unit"], r["valid_from"], r["valid_to"], r["incidents"]) for r in found]


def test_each_day_is_answered_for_by_who_held_it_then(conn, ward, route) -> None:
    done = hand(conn, ward, route)
    assert contracts(conn, ward, route) == [
        ("Đoàn TN", APRIL, None, 2),
        ("Tổ 5", date(2016, 1, 1), APRIL, 2),
    ]
    assert done.incidents == 2
    same_line = "SELECT count(DISTINCT geom::bytea) FROM route WHERE id IN (%s, %s)"
    assert db.value(conn, same_line, (route, done.route_id)) == 1
    told = read_route_history(conn, ward, done.route_id, Role.INSPECTOR)[0]
    assert (told["action"], told["actor"], told["reason"]) == ("handover", "an", "hết nhiệm kỳ")
    assert (told["before"], told["after"]) == ("Tổ 5 · Bà Hoà", "Đoàn TN · Ông Bình")
    assert told["valid_from"] == APRIL
    seen = read_route_history(conn, ward, done.route_id, Role.VIEWER)[0]
    assert (seen["actor"], seen["reason"], seen["after"]) == ("", "", "Đoàn TN")


def test_undo_leaves_every_row_and_link_as_it_was(conn, ward, route) -> None:
    before = stood(conn)
    done = hand(conn, ward, route)
    assert undo_handover(conn, ward, done.route_id, done.edit_id, BOSS, "an") == route
    assert stood(conn) == before
    with pytest.raises(UndoRefused, match="already"):
        undo_handover(conn, ward, route, done.edit_id, BOSS, "an")
    assert [e["action"] for e in read_route_history(conn, ward, route, BOSS)] == [
        "undo",
        "handover",
    ]


def test_undo_is_of_this_route_only(conn, ward, route) -> None:
    other = add_route(conn, ward, code="K-2", holder_unit="X")
    done = hand(conn, ward, other)
    with pytest.raises(NotFound):
        undo_handover(conn, ward, route, done.edit_id, BOSS, "an")


def test_a_period_with_an_end_is_divided_and_a_later_one_begins_anew(conn, ward) -> None:
    ended = add_route(
        conn, ward, code="K-1", holder_unit="A", valid_from="2016-01-01", valid_to="2016-07-01"
    )
    inside = hand(conn, ward, ended)
    assert contracts(conn, ward, ended)[0][:3] == ("Đoàn TN", APRIL, date(2016, 7, 1))
    after = hand(conn, ward, inside.route_id, on=date(2016, 9, 1), unit="Hội PN")
    found = [row[:3] for row in contracts(conn, ward, after.route_id)]
    assert found[:2] == [
        ("Hội PN", date(2016, 9, 1), None),
        ("Đoàn TN", APRIL, date(2016, 7, 1)),
    ]
    with pytest.raises(InputError) as refused:
        hand(conn, ward, ended, on=date(2016, 5, 1), unit="Z")
    assert "'Đoàn TN' giữ tuyến" in refused.value.text.vi
    hand(conn, ward, inside.route_id, on=date(2016, 8, 1), unit="Tạm")
    assert ("Tạm", date(2016, 8, 1), date(2016, 9, 1)) in [
        row[:3] for row in contracts(conn, ward, ended)
    ]


def test_from_the_first_day_the_holder_was_written_down_wrongly(conn, ward, route) -> None:
    before = stood(conn)
    done = hand(conn, ward, route, on=date(2016, 1, 1))
    assert done.route_id == route
    assert contracts(conn, ward, route) == [("Đoàn TN", date(2016, 1, 1), None, 4)]
    assert read_route_history(conn, ward, route, BOSS)[0]["before"] == "Tổ 5 · Bà Hoà"
    undo_handover(conn, ward, route, done.edit_id, BOSS, "an")
    assert stood(conn) == before


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"on": date(2015, 12, 31)}, "on", "từ 01/01/2016"),
        ({"on": clock.today() + timedelta(400)}, "on", "cần một ngày từ"),
        ({"unit": " "}, "holder_unit", "cần điền đơn vị"),
        ({"unit": "Tổ  5", "name": "Bà Hoà"}, "holder_unit", "'Tổ 5 · Bà Hoà' đang giữ"),
        ({"unit": "x" * 201}, "holder_unit", "nhiều nhất 200"),
        ({"reason": ""}, "reason", "vì sao bàn giao"),
    ],
)
def test_what_cannot_be_is_refused_by_name(conn, ward, route, said, field, words) -> None:
    before = stood(conn)
    with pytest.raises(InputError) as refused:
        hand(conn, ward, route, **said)
    assert refused.value.field == field
    assert words in refused.value.text.vi
    assert stood(conn) == before


def test_a_day_ahead_is_written_down_within_a_year(conn, ward, route) -> None:
    ahead = clock.today() + timedelta(30)
    hand(conn, ward, route, on=ahead)
    assert [row[1:3] for row in contracts(conn, ward, route)] == [
        (ahead, None),
        (date(2016, 1, 1), ahead),
    ]


def test_who_comes_second_is_told(conn, ward, route) -> None:
    late = wish(conn, ward, route)
    hand(conn, ward, route)
    with pytest.raises(Stale, match="an changed this record"):
        hand_over(conn, ward, late, BOSS, "binh")


def change(conn, ward, route_id, values, reason="", save=save_edit):
    version = describe_row(conn, ward, "routes", route_id, BOSS)["version"]
    asked = Wish("routes", route_id, version, None, values, reason)
    return save(conn, ward, asked, BOSS, *(["an"] if save is save_edit else []))


@pytest.mark.parametrize("save", [save_edit, plan_edit])
def test_the_map_form_does_not_rewrite_who_answered(conn, ward, route, save) -> None:
    before = stood(conn)
    for values in ({"holder_name": "Người mới"}, {"holder_unit": "Tổ 6"}, {"holder_name": ""}):
        with pytest.raises(InputError) as refused:
            change(conn, ward, route, values, "vì", save)
        assert refused.value.field == "holder_unit"
        assert f"/routes/{route}" in refused.value.text.vi
        assert "'Tổ 5 · Bà Hoà'" in refused.value.text.en
    assert stood(conn) == before


def test_spelling_is_put_right_with_a_reason(conn, ward, route) -> None:
    values = {"holder_name": "BÀ HÒA"}
    change(conn, ward, route, values, save=plan_edit)
    with pytest.raises(InputError) as refused:
        change(conn, ward, route, values)
    assert refused.value.field == "reason"
    done = change(conn, ward, route, values, "dấu đặt sai")
    undo_edit(conn, ward, done.edit_id, BOSS, "an")


def test_a_period_that_answered_for_nothing_is_changed_with_a_reason(conn, ward) -> None:
    quiet = add_route(conn, ward, code="K-9", holder_unit="A")
    with pytest.raises(InputError) as refused:
        change(conn, ward, quiet, {"holder_unit": "B"})
    assert refused.value.field == "reason"
    change(conn, ward, quiet, {"holder_unit": "B"}, "ghi nhầm")
    assert contracts(conn, ward, quiet)[0][0] == "B"


def test_a_period_still_ahead_is_changed_freely(conn, ward) -> None:
    ahead = (clock.today() + timedelta(30)).isoformat()
    coming = add_route(conn, ward, code="K-9", holder_unit="A", valid_from=ahead)
    change(conn, ward, coming, {"holder_unit": "B"})
    assert contracts(conn, ward, coming)[0][0] == "B"


def test_a_shorter_period_tells_whose_incidents_it_lets_go_and_needs_a_reason(
    conn, ward, route
) -> None:
    later = {"valid_from": "2016-04-01"}
    (note,) = change(conn, ward, route, later, save=plan_edit).notes
    assert "2 vụ đổi bên nhận khoán (2 vụ từ 'Tổ 5 · Bà Hoà' sang 'không ai')" in note.vi
    before = stood(conn)
    with pytest.raises(InputError) as refused:
        change(conn, ward, route, later)
    assert (refused.value.field, "2 incidents" in refused.value.text.en) == ("reason", True)
    assert stood(conn) == before
    done = change(conn, ward, route, later, "hợp đồng ký lại")
    assert done.notes == (note,)
    told = read_route_history(conn, ward, route, BOSS)[0]
    assert (told["action"], told["reason"]) == ("change", "hợp đồng ký lại")
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert stood(conn) == before


def test_a_removal_tells_whose_incidents_it_lets_go_and_needs_a_reason(conn, ward, route) -> None:
    version = describe_row(conn, ward, "routes", route, BOSS)["version"]
    gone = Wish("routes", route, version, remove=True)
    (note,) = plan_edit(conn, ward, gone, BOSS).notes
    assert "4 from 'Tổ 5 · Bà Hoà' to 'nobody'" in note.en
    with pytest.raises(InputError) as refused:
        save_edit(conn, ward, gone, BOSS, "an")
    assert refused.value.field == "reason"


def test_a_new_period_tells_what_it_gives(conn, ward, route) -> None:
    change(conn, ward, route, {"valid_from": "2016-04-01"}, "ký lại")
    values = {"code": "K-2", "name": "N", "holder_unit": "Z", "valid_from": "2016-01-01",
              "valid_to": "2016-04-01"}  # fmt: skip
    shape = {"type": "MultiLineString", "coordinates": [[list(each) for each in LINE]]}
    new = Wish("routes", None, None, shape, values)
    (note,) = plan_edit(conn, ward, new, BOSS).notes
    assert "2 from 'nobody' to 'Z'" in note.en
    with pytest.raises(InputError, match="needs a reason"):
        save_edit(conn, ward, new, BOSS, "an")


def test_a_period_moved_away_keeps_its_holder(conn, ward, route) -> None:
    """Moved ahead, renamed, moved back: the refused change of holder in three saves."""
    ahead = (clock.today() + timedelta(900)).isoformat()
    change(conn, ward, route, {"valid_from": ahead}, "tạm dời")
    for also in ({}, {"valid_from": "2016-01-01"}):
        with pytest.raises(InputError) as refused:
            change(conn, ward, route, {"holder_name": "Kẻ Khác"} | also, "vì")
        assert refused.value.field == "holder_unit"
    back = change(conn, ward, route, {"valid_from": "2016-01-01"}, "dời lại")
    assert "4 from 'nobody' to 'Tổ 5 · Bà Hoà'" in back.notes[0].en


def test_a_period_nobody_answered_in_tells_nothing(conn, ward) -> None:
    quiet = add_route(conn, ward, code="K-9", holder_unit="A")
    assert change(conn, ward, quiet, {"valid_from": "2016-01-01"}).notes == ()

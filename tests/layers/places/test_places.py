"""Places: states as dated events that the database holds, points confirmed, who answers."""

from datetime import date, timedelta

import psycopg2
import pytest

from geo.errors import InputError
from layers import clock, db
from layers.errors import NotAllowed, NotFound, Stale
from layers.places.moving import confirm_candidate, move_place
from layers.places.reading import (
    Asked,
    list_places,
    read_candidates,
    read_events,
    read_holders,
    read_place,
)
from layers.places.strip import make_strip
from layers.places.undoing import undo_step
from layers.roles import Role
from tests.factories import add_incident, add_incidents, add_place, add_route

TODAY = clock.today()


@pytest.fixture
def place(conn, ward) -> int:
    return add_place(conn, ward, confirmed_on=TODAY - timedelta(400))


def _move(conn, ward, place, to_state, days_ago, role=Role.INSPECTOR) -> None:
    day = TODAY - timedelta(days_ago)
    move_place(conn, ward, place, to_state, day, "theo biên bản", role, "lan")


def test_life_of_a_place_is_kept_as_dated_events(conn, ward, place) -> None:
    add_incident(conn, ward, place_id=place, on=TODAY - timedelta(200))
    for to_state, days_ago in (("repeat", 300), ("hot", 250), ("clearing", 190), ("stable", 150)):
        _move(conn, ward, place, to_state, days_ago)
    add_incident(conn, ward, place_id=place, on=TODAY - timedelta(40))
    _move(conn, ward, place, "relapsed", 30)
    events = read_events(conn, place, Role.INSPECTOR)
    states = ["watched", "repeat", "hot", "clearing", "stable", "relapsed"]
    assert [each["to_state"] for each in events] == states
    assert [each["from_state"] for each in events] == [None, *states[:-1]]
    assert {each["actor"] for each in events[1:]} == {"lan"}
    assert {each["reason"] for each in events[1:]} == {"theo biên bản"}
    assert {each["reason"] for each in read_events(conn, place, Role.VIEWER)} == {""}
    row = read_place(conn, ward, place, TODAY, Role.VIEWER)
    assert (row["state"], row["days_without"], row["moves"]) == (
        "relapsed",
        40,
        ["hot", "clearing"],
    )


def test_moves_that_do_not_follow_are_refused_with_what_is_allowed(conn, ward, place) -> None:
    with pytest.raises(
        InputError,
        match="Từ 'Theo dõi' không chuyển sang 'Ổn định' được; chỉ đến: Tái phạm, Xóa điểm",
    ) as refused:
        _move(conn, ward, place, "stable", 10)
    assert "only: Repeat point, Removed" in refused.value.text.en
    with pytest.raises(InputError, match="to_state=gone: chọn"):
        _move(conn, ward, place, "gone", 10)
    with pytest.raises(InputError, match="lý do"):
        move_place(conn, ward, place, "repeat", TODAY, " ", Role.INSPECTOR, "lan")
    with pytest.raises(InputError, match="đến hôm nay"):
        _move(conn, ward, place, "repeat", -1)
    with pytest.raises(InputError, match="đến hôm nay"):
        _move(conn, ward, place, "repeat", 500)
    with pytest.raises(NotAllowed):
        _move(conn, ward, place, "repeat", 10, Role.VIEWER)
    with pytest.raises(NotFound):
        _move(conn, ward, 987_654, "repeat", 10)
    assert len(read_events(conn, place, Role.VIEWER)) == 1


def test_stable_takes_its_days_without_an_incident(conn, ward, place) -> None:
    """30 days by default, another number where the place has one; unfounded ones do not count."""
    _move(conn, ward, place, "repeat", 100)
    _move(conn, ward, place, "clearing", 90)
    found = add_incident(conn, ward, place_id=place, on=TODAY - timedelta(29))
    with pytest.raises(InputError, match="cần 30 ngày"):
        _move(conn, ward, place, "stable", 0)
    db.execute(conn, "UPDATE place SET stable_days = 29 WHERE id = %s", (place,))
    _move(conn, ward, place, "stable", 0)
    assert found


def test_who_comes_second_is_told_who_and_what(conn, ward, place) -> None:
    seen = read_events(conn, place, Role.INSPECTOR)[-1]["id"]
    _move(conn, ward, place, "repeat", 10)
    late = (conn, ward, place, "removed", TODAY, "hết", Role.SUPERVISOR, "binh", seen)
    with pytest.raises(Stale, match="lan moved it to 'Repeat point'") as refused:
        move_place(*late)
    assert "lan đã chuyển sang 'Tái phạm'" in refused.value.text.vi
    undo_step(conn, ward, place, refused.value.theirs["version"], Role.INSPECTOR, "lan")
    with pytest.raises(Stale, match="lan put it back to 'Watched'"):
        move_place(*late)
    newest = read_events(conn, place, Role.INSPECTOR)[-1]["id"]
    move_place(*late[:-1], newest)


def test_days_of_a_refusal_are_those_of_people(conn, ward, place) -> None:
    day = TODAY - timedelta(500)
    with pytest.raises(InputError) as refused:
        _move(conn, ward, place, "repeat", 500)
    assert f"Ngày '{day:%d/%m/%Y}'" in refused.value.text.vi
    assert f"Day '{day:%d %b %Y}'" in refused.value.text.en


def test_relapse_needs_an_incident_since(conn, ward, place) -> None:
    for to_state, days_ago in (("repeat", 100), ("clearing", 90), ("stable", 50)):
        _move(conn, ward, place, to_state, days_ago)
    with pytest.raises(InputError, match="Chưa tái phát"):
        _move(conn, ward, place, "relapsed", 0)


def test_events_are_never_changed_and_the_state_moves_by_them_alone(conn, ward, place) -> None:
    for statement in (
        "UPDATE place_event SET reason = 'khác' WHERE place_id = %s",
        "DELETE FROM place_event WHERE place_id = %s",
        "UPDATE place SET state = 'hot' WHERE id = %s",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(conn):
            db.execute(conn, statement, (place,))
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(conn):
        db.execute(conn, "TRUNCATE place_event")
    assert db.execute(conn, "UPDATE place SET name = 'Cổng chợ' WHERE id = %s", (place,)) == 1


def _run_with_point(conn, ward, members) -> int:
    run_id = db.value(
        conn,
        "INSERT INTO run (ward_id, method, parameters, seed, input, input_sha256, input_rows,"
        " code_version, summary, notes, seconds, created_by) VALUES (%s, 'repeat_points',"
        " '{\"radius_m\": 12}', 0, '{}', 'x', 3, 'x',"
        ' \'{"rule": {"vi": "3 vụ", "en": "3 incidents"}}\', \'[]\', 0, \'lan\') RETURNING id',
        (ward.id,),
    )
    db.execute(
        conn,
        "INSERT INTO run_cell (run_id, ward_id, cell_no, rank, label, value, class_code, members,"
        " geom) VALUES (%s, %s, 1, 1, 'Trước cổng chợ', 3, 0, %s,"
        " ST_SetSRID(ST_MakePoint(105.885, 21.045), 4326))",
        (run_id, ward.id, members),
    )
    return int(run_id)


def test_computed_point_becomes_a_place_by_a_person_once(conn, ward) -> None:
    members = add_incidents(conn, ward, 3, 105.885, 21.045)
    run_id = _run_with_point(conn, ward, members)
    assert [each["label"] for each in read_candidates(conn, ward)] == ["Trước cổng chợ"]
    with pytest.raises(NotAllowed):
        confirm_candidate(conn, ward, run_id, 1, Role.INSPECTOR, "lan")
    place_id = confirm_candidate(conn, ward, run_id, 1, Role.SUPERVISOR, "lan")
    row = read_place(conn, ward, place_id, TODAY, Role.VIEWER)
    assert (row["state"], row["incidents"], row["confirmed_by"]) == ("repeat", 3, "lan")
    assert (row["rule_vi"], row["rule_en"], row["radius_m"]) == ("3 vụ", "3 incidents", 12)
    assert read_candidates(conn, ward) == []
    with pytest.raises(InputError, match="chưa xác nhận"):
        confirm_candidate(conn, ward, run_id, 1, Role.SUPERVISOR, "lan")
    with pytest.raises(NotFound):
        confirm_candidate(conn, ward, run_id, 7, Role.SUPERVISOR, "lan")


def test_who_answered_then_and_now(conn, ward) -> None:
    place = add_place(conn, ward)
    line = [(105.881, 21.045), (105.889, 21.045)]
    old = {"valid_from": "2015-01-01", "valid_to": "2016-04-01", "holder_unit": "Hội Phụ nữ"}
    add_route(conn, ward, points=line, holder_name="Bà A", **old)
    add_route(conn, ward, points=line, valid_from="2016-04-01", holder_unit="Đoàn TN")
    add_incident(conn, ward, place_id=place, on="2016-03-01")
    found = read_holders(conn, ward, place, TODAY, Role.VIEWER)
    assert [(each["holder_unit"], each["incidents"]) for each in found] == [
        ("Đoàn TN", 0),
        ("Hội Phụ nữ", 1),
    ]
    assert {each["holder_name"] for each in found} == {""}  # people are for inspectors
    then = list_places(conn, ward, Asked(date(2016, 3, 1)), Role.INSPECTOR)
    assert (then[0]["holder_unit"], then[0]["holder_name"]) == ("Hội Phụ nữ", "Bà A")


def test_strip_has_a_mark_for_every_row_on_one_scale() -> None:
    events = [
        {"happened_on": date(2016, 1, 2), "to_state": "watched"},
        {"happened_on": date(2016, 1, 12), "to_state": "repeat"},
    ]
    incidents = [{"occurred_on": date(2016, 1, 7)}]
    strip = make_strip(events, incidents, [{"acted_on": date(2016, 1, 12)}], date(2016, 1, 20))
    assert (strip.first, strip.last) == (date(2016, 1, 1), date(2016, 1, 21))
    assert [(b.x, b.width) for b in strip.bands] == [(50.0, 500.0), (550.0, 450.0)]
    assert strip.incidents[0].x == 300.0
    assert strip.actions[0].x == strip.bands[1].x


def test_unknown_state_or_order_is_refused() -> None:
    with pytest.raises(InputError, match="state=nong"):
        Asked(TODAY, state="nong")
    with pytest.raises(InputError, match="sort=x"):
        Asked(TODAY, sort="x")

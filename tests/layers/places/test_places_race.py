"""A place is removed while an incident is on its way to it: one of the two waits and then knows."""

from datetime import date, timedelta

import pytest

from geo.errors import InputError
from geo.text import same
from layers import clock, db
from layers.places.moving import move_place
from layers.places.reading import Asked, list_places, read_place, read_place_incidents
from layers.queries.wards import create_ward
from layers.roles import Role
from tests.factories import add_incident, add_place
from tests.locks import second_waits

TODAY = clock.today()
STEPS = (("repeat", 300), ("clearing", 200), ("stable", 60))


def _move(conn, ward, place: int, to_state: str, days_ago: int) -> None:
    day = TODAY - timedelta(days_ago)
    move_place(conn, ward, place, to_state, day, "theo biên bản", Role.SUPERVISOR, "lan")


def _stable_place(conn, ward) -> int:
    place = add_place(conn, ward, confirmed_on=TODAY - timedelta(400))
    for to_state, days_ago in STEPS:
        _move(conn, ward, place, to_state, days_ago)
    return place


def test_removal_waits_for_an_incident_on_its_way_and_is_refused(two) -> None:
    first, second = two
    ward = create_ward(first, "phuong-thu", same("Thử"), 5897)
    place = _stable_place(first, ward)
    db.execute(first, "BEGIN")
    add_incident(first, ward, place_id=place, on=TODAY - timedelta(1))
    with second_waits(first, second, lambda: _move(second, ward, place, "removed", 0)) as removal:
        db.execute(first, "COMMIT")
    refused = removal.exception()
    assert isinstance(refused, InputError) and refused.field == "to_state"
    assert "sau khi ổn định" in refused.text.vi and "after it was stable" in refused.text.en
    assert read_place(second, ward, place, TODAY, Role.VIEWER)["state"] == "stable"
    _move(second, ward, place, "relapsed", 0)


def test_incident_that_comes_after_the_removal_makes_a_relapse_of_it(two) -> None:
    first, second = two
    ward = create_ward(first, "phuong-thu", same("Thử"), 5897)
    place = _stable_place(first, ward)
    db.execute(first, "BEGIN")
    _move(first, ward, place, "removed", 0)
    arrives = {"place_id": place, "on": TODAY - timedelta(1)}
    with second_waits(first, second, lambda: add_incident(second, ward, **arrives)) as arrival:
        db.execute(first, "COMMIT")
    assert isinstance(arrival.result(), int)
    _move(second, ward, place, "relapsed", 0)
    assert read_place(second, ward, place, TODAY, Role.VIEWER)["state"] == "relapsed"


def test_removal_after_a_later_incident_is_refused_and_a_quiet_place_goes(conn, ward) -> None:
    quiet, busy = _stable_place(conn, ward), _stable_place(conn, ward)
    add_incident(conn, ward, place_id=busy, on=TODAY - timedelta(60))
    add_incident(conn, ward, place_id=quiet, on=TODAY - timedelta(5), state="huy")
    with pytest.raises(InputError, match="sau khi ổn định"):
        _move(conn, ward, busy, "removed", 0)
    _move(conn, ward, quiet, "removed", 0)


def test_numbers_of_a_place_are_those_of_the_day_without_cancelled_ones(conn, ward) -> None:
    place = add_place(conn, ward)
    for day, state in (("2016-03-01", "phat_hien"), ("2016-03-02", "huy"),
                       ("2016-03-03", "khong_du_can_cu"), ("2016-05-01", "phat_hien")):  # fmt: skip
        add_incident(conn, ward, place_id=place, on=day, state=state)
    for day, expected in ((date(2016, 3, 31), 1), (date(2016, 6, 30), 2)):
        row = list_places(conn, ward, Asked(day), Role.VIEWER)[0]
        assert row["incidents"] == len(read_place_incidents(conn, place, day)) == expected

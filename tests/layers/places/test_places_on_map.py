"""Places as a layer of the map: by state, in time, moved and drawn, their states left to events."""

from datetime import date, timedelta

import pytest

from geo.errors import InputError
from layers import clock, db
from layers.editing.contract import Wish
from layers.editing.described import describe_outcome, describe_row
from layers.editing.record import undo_edit
from layers.editing.save import save_edit
from layers.filters import Filter
from layers.places.moving import move_place
from layers.places.reading import read_events
from layers.queries.features import features_page
from layers.queries.records import read_record
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_place

TODAY = clock.today()
BOSS = Role.SUPERVISOR
THERE = {"type": "Point", "coordinates": [LON + 0.001, LAT]}


def _shown(conn, ward, first: date, last: date) -> int | None:
    chosen = Filter(first, last)
    return features_page(conn, ward, get_layer("places"), chosen, Role.VIEWER).matched


def test_a_place_is_there_from_its_first_incident_until_it_is_removed(conn, ward) -> None:
    place = add_place(conn, ward, confirmed_on=TODAY - timedelta(90))
    add_incident(conn, ward, place_id=place, on=TODAY - timedelta(200))
    move_place(conn, ward, place, "removed", TODAY - timedelta(20), "đã hết", BOSS, "lan")
    for first, last, seen in ((300, 201, 0), (210, 199, 1), (100, 30, 1), (19, 1, 0)):
        period = (TODAY - timedelta(first), TODAY - timedelta(last))
        assert _shown(conn, ward, *period) == seen, period
    record = read_record(conn, ward, get_layer("places"), place, Role.VIEWER, Filter())
    values = {each["name"]: each["value"] for each in record["fields"]}
    assert (values["state"], values["last_on"]) == (
        "removed",
        (TODAY - timedelta(200)).isoformat(),
    )
    assert "note" not in values


def test_a_move_is_a_version_with_its_metres_and_is_taken_back(conn, ward) -> None:
    place = add_place(conn, ward, confirmed_on=TODAY - timedelta(90))
    shape = "SELECT ST_AsText(geom) FROM place WHERE id = %s"
    before, shown = db.value(conn, shape, (place,)), describe_row(conn, ward, "places", place, BOSS)
    wish = Wish("places", place, shown["version"], THERE, {"radius_m": 15}, "đo lại")
    done = save_edit(conn, ward, wish, BOSS, "an")
    (row,) = describe_outcome(conn, ward, done)["rows"]
    assert row["action"] == "change" and 100 < row["size"]["moved_m"] < 108
    assert [(each["before"]["vi"], each["after"]["vi"]) for each in row["changes"]] == [
        ("10", "15")
    ]
    assert db.value(conn, shape, (place,)) != before
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert db.value(conn, shape, (place,)) == before
    assert len(describe_row(conn, ward, "places", place, BOSS)["versions"]) == 3


def test_a_place_drawn_is_watched_from_today_and_its_undo_leaves_nothing(conn, ward) -> None:
    values = {"code": "D900", "name": "Đầu ngõ 5"}
    done = save_edit(conn, ward, Wish("places", None, None, THERE, values), BOSS, "an")
    (event,) = read_events(conn, done.rows[0].after.id, BOSS)
    assert (event["to_state"], event["happened_on"], event["actor"]) == ("watched", TODAY, "an")
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert db.value(conn, "SELECT count(*) FROM place") == 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("state", "hot", "sửa được: code, name"), ("radius_m", "900", "nhiều nhất 500")],
)
def test_what_no_form_may_say_is_refused(conn, ward, field, value, said) -> None:
    place = add_place(conn, ward)
    version = describe_row(conn, ward, "places", place, BOSS)["version"]
    with pytest.raises(InputError, match=said):
        save_edit(conn, ward, Wish("places", place, version, None, {field: value}), BOSS, "an")

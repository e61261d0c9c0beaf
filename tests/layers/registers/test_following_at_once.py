"""Rows of registers and the routes that they name, written by two people at the same moment."""

import threading
import time
from typing import NamedTuple

import pytest

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.importing.undo import undo_import
from layers.queries.wards import Ward, create_ward
from layers.registers.following import hold
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.writing import add_row, change_row
from tests.factories import add_area, add_route
from tests.layers.registers.following import BOSS, PATROLS, bring, hand, lines, named, said


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


class Made(NamedTuple):
    """A ward in a database of its own, with a route and what a patrol names beside it."""

    ward: Ward
    who: Reader
    route: int
    names: tuple[str, int]


@pytest.fixture
def made(two) -> Made:
    conn = two[0]
    ward = create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    who = Reader(ward, BOSS, "lan")
    route = add_route(conn, ward, code="KQ-05", holder_unit="A", valid_from="2016-01-01")
    team = add_row(conn, find_register("units"), who, {"name": "Tổ 1", "kind": "ubnd"})
    return Made(ward, who, route, (str(team), add_area(conn, ward, "5")))


def test_a_row_saved_while_its_route_is_handed_over_is_not_left_behind(two, waited, made) -> None:
    """It waits for the handover, and is refused then: its form names the contract of before."""
    first, second = two
    values = said("2016-05-20", made.route, *made.names)
    refused: list[InputError] = []

    def save() -> None:
        try:
            add_row(second, PATROLS, made.who, values)
        except InputError as error:
            refused.append(error)

    saving = threading.Thread(target=save)
    with db.transaction(first):
        hand(first, made.ward, made.route)
        saving.start()
        assert waited()
    saving.join()
    assert len(refused) == 1
    assert "from 01 Jan 2016 to 30 Apr 2016" in refused[0].text.en
    assert db.value(first, "SELECT count(*) FROM register_patrol") == 0


def test_a_handover_waits_for_a_row_that_is_being_saved_and_takes_it_along(
    two, waited, made
) -> None:
    first, second = two
    handed = []
    handing = threading.Thread(target=lambda: handed.append(hand(second, made.ward, made.route)))
    with db.transaction(first):
        row = add_row(first, PATROLS, made.who, said("2016-05-20", made.route, *made.names))
        handing.start()
        assert waited()
    handing.join()
    assert named(first, row) == (handed[0].route_id, 1)


@pytest.mark.parametrize("is_named", [True, False], ids=["another route", "none"])
def test_a_handover_keeps_the_route_that_a_row_is_just_given(two, waited, made, is_named) -> None:
    first, second = two
    other = add_route(first, made.ward, code="KQ-77", valid_from="2016-01-01")
    row = add_row(first, PATROLS, made.who, said("2016-05-20", made.route, *made.names))
    window = window_of(first, PATROLS, made.who, View())
    values = said("2016-05-20", other if is_named else "", *made.names)
    handing = threading.Thread(target=lambda: hand(second, made.ward, made.route))
    with db.transaction(first):
        change_row(first, PATROLS, made.who, row, 1, values, window)
        handing.start()
        assert waited()
    handing.join()
    assert named(first, row) == (other if is_named else None, 2)


def test_an_import_is_taken_back_while_a_row_of_it_is_edited(two, waited, made, tmp_path) -> None:
    """The undo waits for the row before it has locked anything that the row needs."""
    first, second = two
    bring(first, made.ward, tmp_path, lines(("A", "2016-01-01", None)))
    old = db.value(first, "SELECT id FROM route WHERE code = 'KQ-08'")
    row = add_row(first, PATROLS, made.who, said("2016-05-20", old, *made.names))
    divided = lines(("A", "2016-01-01", "2016-05-01"), ("B", "2016-05-01", None))
    loaded = bring(first, made.ward, tmp_path, divided, update=True)
    new = named(first, row)[0]
    window = window_of(first, PATROLS, made.who, View())
    undoing = threading.Thread(
        target=lambda: undo_import(second, made.ward, loaded.import_id, "an")
    )
    with db.transaction(first):
        hold(first, made.ward, PATROLS)  # what a sheet does, and the row for itself
        undoing.start()
        assert waited()
        values = said("2016-05-20", new, *made.names) | {"note": "x"}
        change_row(first, PATROLS, made.who, row, 1, values, window)
    undoing.join()
    assert named(first, row) == (old, 2)
    assert db.value(first, "SELECT note FROM register_patrol") == "x"

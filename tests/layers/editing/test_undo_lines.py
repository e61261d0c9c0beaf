"""Edits, undos and undos of undos by two people: a row is what the edits that stand say of it."""

import random
from typing import NamedTuple

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.record import undo_edit
from layers.editing.save import save_edit
from layers.errors import UndoRefused
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incident

BOSS = Role.SUPERVISOR
FIELDS = ("address", "description")


class Did(NamedTuple):
    """One edit: the field it set and to what, or the edit that it undid."""

    id: int
    field: str = ""
    value: str = ""
    undoes: int | None = None


def edit(conn: connection, ward: Ward, incident: int, field: str, value: str, who: str) -> Did:
    version = describe_row(conn, ward, "incidents", incident, BOSS)["version"]
    wish = Wish("incidents", incident, version, None, {field: value}, "thử")
    done = save_edit(conn, ward, wish, BOSS, who)
    assert done.edit_id is not None
    return Did(done.edit_id, field, value)


def undo(conn: connection, ward: Ward, edit_id: int, who: str) -> Did:
    return Did(undo_edit(conn, ward, edit_id, BOSS, who)["edit"], undoes=edit_id)


def row(conn: connection, incident: int) -> dict[str, str]:
    found = db.one(conn, "SELECT address, description FROM incident WHERE id = %s", (incident,))
    assert found is not None
    return found


def is_standing(did: Did, all_done: list[Did]) -> bool:
    return not any(each.undoes == did.id and is_standing(each, all_done) for each in all_done)


def explained(start: dict[str, str], all_done: list[Did]) -> dict[str, str]:
    """What the standing edits say, one after the other, over what stood at the start."""
    stands = [each for each in all_done if each.undoes is None and is_standing(each, all_done)]
    return start | {each.field: each.value for each in stands}


def test_an_undo_that_was_undone_leaves_its_edit_standing(conn: connection, ward: Ward) -> None:
    incident = add_incident(conn, ward)
    first = edit(conn, ward, incident, "address", "A", "an")
    second = edit(conn, ward, incident, "description", "B", "binh")
    taken = undo(conn, ward, second.id, "binh")
    undo(conn, ward, taken.id, "binh")
    with pytest.raises(UndoRefused, match="binh changed it again"):
        undo(conn, ward, first.id, "an")
    assert row(conn, incident) == {"address": "A", "description": "B"}


def test_three_undos_leave_no_difference(conn: connection, ward: Ward) -> None:
    incident = add_incident(conn, ward)
    start = row(conn, incident)
    first = edit(conn, ward, incident, "address", "A", "an")
    last = edit(conn, ward, incident, "description", "B", "binh")
    for _ in range(3):
        last = undo(conn, ward, last.id, "binh")
    undo(conn, ward, first.id, "an")
    assert row(conn, incident) == start


@pytest.mark.parametrize("seed", range(8))
def test_a_row_is_always_what_its_standing_edits_say(
    conn: connection, ward: Ward, seed: int
) -> None:
    chance = random.Random(seed)
    incident = add_incident(conn, ward)
    start, all_done = row(conn, incident), []
    for step in range(30):
        who = chance.choice(("an", "binh"))
        if not all_done or chance.random() < 0.3:
            field = chance.choice(FIELDS)
            all_done.append(edit(conn, ward, incident, field, f"{step}", who))
        else:
            wanted = chance.choice(all_done[-6:])
            is_undone = any(each.undoes == wanted.id for each in all_done)
            try:
                all_done.append(undo(conn, ward, wanted.id, who))
            except UndoRefused:
                assert is_undone or wanted is not all_done[-1], "the newest is always undone"
            else:
                assert not is_undone
        assert row(conn, incident) == explained(start, all_done), all_done

"""A form that is sent twice, because the answer was lost, is one record."""

from dataclasses import replace

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.editing.attempts import attempt_of, new_key
from layers.editing.contract import Wish
from layers.editing.described import describe_new
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import Stale
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import LAT, LON
from tests.locks import second_waits

SEEN = {"category_code": "lan_chiem_via_he", "occurred_at": "2016-03-31T08:30", "address": "12"}
HERE = {"type": "Point", "coordinates": [LON, LAT]}


def wish(key: str, **values: object) -> Wish:
    return Wish("incidents", None, None, HERE, SEEN | values, attempt=key)


def count(conn: connection) -> int:
    return int(db.value(conn, "SELECT count(*) FROM incident"))


def test_the_same_form_again_gets_the_answer_of_the_first_time(
    conn: connection, ward: Ward
) -> None:
    key = str(describe_new(conn, ward, "incidents", Role.INSPECTOR)["attempt"])
    plan_edit(conn, ward, wish(key), Role.INSPECTOR)
    first = save_edit(conn, ward, wish(key), Role.INSPECTOR, "lan")
    again = save_edit(conn, ward, wish(key), Role.INSPECTOR, "lan")
    assert (first.edit_id, first.rows[0].after) == (again.edit_id, again.rows[0].after)
    assert count(conn) == 1
    other = save_edit(conn, ward, wish(new_key()), Role.INSPECTOR, "lan")
    assert other.edit_id != first.edit_id and count(conn) == 2


def test_without_a_key_each_save_is_a_record(conn: connection, ward: Ward) -> None:
    for _ in range(2):
        save_edit(conn, ward, wish(""), Role.INSPECTOR, "lan")
    assert count(conn) == 2


def test_what_was_changed_after_the_lost_answer_is_not_lost(conn: connection, ward: Ward) -> None:
    key = new_key()
    row = save_edit(conn, ward, wish(key), Role.INSPECTOR, "lan").rows[0].after
    assert row is not None
    with pytest.raises(Stale, match="không thêm lần nữa") as refused:
        save_edit(conn, ward, wish(key, address="14"), Role.INSPECTOR, "lan")
    theirs = refused.value.theirs["row"]
    assert (theirs.id, theirs.values["address"]) == (row.id, "12")
    kept = Wish("incidents", theirs.id, theirs.version, HERE, SEEN | {"address": "14"}, "sửa số")
    save_edit(conn, ward, kept, Role.INSPECTOR, "lan")
    assert [r["address"] for r in db.rows(conn, "SELECT address FROM incident")] == ["14"]


def test_a_record_that_was_taken_back_is_not_made_by_its_old_form(
    conn: connection, ward: Ward
) -> None:
    key = new_key()
    done = save_edit(conn, ward, wish(key), Role.INSPECTOR, "lan")
    assert done.edit_id is not None
    undo_edit(conn, ward, done.edit_id, Role.INSPECTOR, "lan")
    with pytest.raises(InputError, match="mở một mẫu mới"):
        save_edit(conn, ward, wish(key), Role.INSPECTOR, "lan")
    assert count(conn) == 0


def test_a_key_is_of_one_ward_and_no_longer_than_a_form_has(conn: connection, ward: Ward) -> None:
    with pytest.raises(InputError, match="attempt"):
        save_edit(conn, ward, wish("x" * 65), Role.INSPECTOR, "lan")
    assert attempt_of(replace(wish("k"), row_id=1, version=1)) is None


def test_two_at_once_are_one_record(two: tuple[connection, connection]) -> None:
    first, second = two
    ward = create_ward(first, "phuong-thu", same("Thử"), 5897)
    made, key = [], new_key()

    def save(conn: connection) -> None:
        made.append(save_edit(conn, ward, wish(key), Role.INSPECTOR, "lan").edit_id)

    db.execute(first, "BEGIN")
    save(first)
    with second_waits(first, second, lambda: save(second)) as again:
        db.execute(first, "COMMIT")
    assert again.exception() is None
    assert len(made) == 2 and len(set(made)) == 1 and count(second) == 1

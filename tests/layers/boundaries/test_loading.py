"""A new epoch: old areas close on its day, new ones open, all of it or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.boundaries.adopting import adopt_epoch
from layers.boundaries.basis import read_basis
from layers.boundaries.editing import confirm_epoch, correct_pair, undo_epoch
from layers.boundaries.loading import EpochLoaded, load_epoch, plan_epoch
from layers.boundaries.reading import read_epoch, read_epochs
from layers.boundaries.wish import EpochWish
from layers.errors import ImportRejected, UndoRefused
from layers.importing.undo import undo_import
from layers.queries.wards import Ward
from tests.factories import add_area, add_incident

TURN = date(2025, 7, 1)
WHOLE, FAR = (105.88, 21.04, 105.89, 21.05), (105.90, 21.04, 105.91, 21.05)
WEST, EAST = (105.88, 21.04, 105.885, 21.05), (105.885, 21.04, 105.89, 21.05)

Write, Wish = Callable[..., Path], Callable[..., EpochWish]


def _areas(conn: connection, ward: Ward) -> list[tuple[str, date, date | None]]:
    rows = db.rows(
        conn,
        "SELECT code, valid_from, valid_to FROM area WHERE ward_id = %s"
        " ORDER BY valid_from, length(code), code",
        (ward.id,),
    )
    return [(row["code"], row["valid_from"], row["valid_to"]) for row in rows]


def _split(conn: connection, ward: Ward, new_areas: Write, wish: Wish, **said: Any) -> EpochLoaded:
    """Group 5 becomes 5 (again) and 7; group 9, apart, stays as it is."""
    add_area(conn, ward, "5")
    add_area(conn, ward, "9", box=FAR)
    for lon, day in ((105.881, "2016-03-01"), (105.887, "2016-03-02"), (105.887, "2025-08-01")):
        add_incident(conn, ward, lon, on=day)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    file = new_areas(
        ("5", "Tổ dân phố 5", WEST), ("7", "Tổ dân phố 7", EAST), ("9", "Tổ dân phố 9", FAR)
    )
    return load_epoch(conn, ward, file, wish(**said))


def test_old_areas_close_and_new_ones_open_on_the_day(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    done = _split(conn, ward, new_areas, wish)
    assert (done.opened, done.closed, done.went_on, done.incidents_moved) == (2, 1, 1, 1)
    assert _areas(conn, ward) == [
        ("5", date(2010, 1, 1), TURN),
        ("9", date(2010, 1, 1), None),
        ("5", TURN, None),
        ("7", TURN, None),
    ]
    basis = {row["basis"] for row in db.rows(conn, "SELECT basis FROM area WHERE code = '7'")}
    assert basis == {"12/NQ-HĐND · Sắp xếp tổ dân phố · 16/06/2025"}


def test_lineage_is_computed_and_stored_with_its_source(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    epoch = read_epoch(conn, ward, _split(conn, ward, new_areas, wish).epoch_id)
    found = [
        (pair["old"]["code"], pair["new"]["code"], pair["kind"], round(pair["share_area"], 3),
         pair["share_incidents"], pair["share_people"])
        for pair in epoch["pairs"]
    ]  # fmt: skip
    assert sorted(found) == [
        ("5", "5", "split", 0.5, 0.5, None),
        ("5", "7", "split", 0.5, 0.5, None),
    ]
    assert "EPSG:5897" in epoch["pairs"][0]["source"]
    assert epoch["left_over"] == []
    assert [entry["what"] for entry in epoch["log"]] == ["loaded"]


def test_plan_says_the_same_and_changes_nothing(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    add_area(conn, ward, "5")
    before = _areas(conn, ward)
    file = new_areas(("5", "Tổ dân phố 5", WEST), ("7", "Tổ dân phố 7", EAST))
    plan = plan_epoch(conn, ward, file, wish())
    assert (plan["opened"], plan["closed"], len(plan["epoch"]["pairs"])) == (2, 1, 2)
    assert (_areas(conn, ward), read_epochs(conn, ward)) == (before, [])
    assert db.value(conn, "SELECT count(*) FROM import_run WHERE ward_id = %s", (ward.id,)) == 0


def test_file_with_a_fault_leaves_everything_as_it_was(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    add_area(conn, ward, "5")
    before = _areas(conn, ward)
    file = new_areas(("7", "Tổ dân phố 7", WEST), ("7", "Tổ dân phố 7", EAST))
    with pytest.raises(ImportRejected) as caught:
        load_epoch(conn, ward, file, wish())
    assert "7" in caught.value.text.vi
    assert _areas(conn, ward) == before


def test_untouched_areas_stay_where_the_file_holds_only_changes(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    add_area(conn, ward, "5")
    add_area(conn, ward, "9", box=FAR)
    file = new_areas(("5", "Tổ dân phố 5", WEST), ("7", "Tổ dân phố 7", EAST))
    done = load_epoch(conn, ward, file, wish(scope="touched"))
    assert (done.opened, done.closed) == (2, 1)
    assert ("9", date(2010, 1, 1), None) in _areas(conn, ward)


def test_area_that_the_file_lacks_ends_where_the_file_is_everything(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    add_area(conn, ward, "5")
    add_area(conn, ward, "9", box=FAR)
    done = load_epoch(conn, ward, new_areas(("31", "Tổ 31", WHOLE)), wish())
    assert done.closed == 2
    left = read_epoch(conn, ward, done.epoch_id)["left_over"]
    assert [(each["code"], each["is_opened"], each["share"]) for each in left] == [
        ("9", False, 1.0)
    ]


@pytest.mark.parametrize(
    ("areas", "word"),
    [([("5", "Tổ dân phố 5", WHOLE)], "nothing to load"), ([("9", "T", FAR)], "nothing")],
)
def test_file_without_a_change_is_refused(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish, areas: Any, word: str
) -> None:
    add_area(conn, ward, "5")
    if word == "nothing":
        load_epoch(conn, ward, new_areas(*areas), wish())
        areas = [("9", "T", FAR)]
    with pytest.raises(InputError, match="nothing to load"):
        load_epoch(conn, ward, new_areas(*areas), wish(starts_on=TURN + timedelta(days=31)))


def test_epochs_come_in_their_order(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    _split(conn, ward, new_areas, wish)
    file = new_areas(("31", "Tổ 31", WHOLE))
    with pytest.raises(InputError, match="01 Jul 2025"):
        load_epoch(conn, ward, file, wish(starts_on=date(2020, 1, 1)))


def test_file_s_own_days_and_kind_do_not_count(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    """An export of the old areas, drawn anew, still says from when to when they were."""
    add_area(conn, ward, "5")
    file = new_areas(
        ("31", "Tổ 31", WHOLE), kind="ward", valid_from="2010-01-01", valid_to="2024-01-01"
    )
    load_epoch(conn, ward, file, wish())
    assert _areas(conn, ward)[-1] == ("31", TURN, None)


@pytest.mark.parametrize(
    ("number", "title", "on", "field"),
    [
        ("", "T", TURN, "basis_number"),
        ("1", "  ", TURN, "basis_title"),
        ("1", "T", None, "basis_on"),
    ],
)
def test_document_is_required(number: str, title: str, on: date | None, field: str) -> None:
    with pytest.raises(InputError) as caught:
        read_basis(number, title, on)
    assert caught.value.field == field


def test_correction_keeps_what_was_computed_and_needs_a_reason(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    epoch_id = _split(conn, ward, new_areas, wish).epoch_id
    pair = read_epoch(conn, ward, epoch_id)["pairs"][1]
    with pytest.raises(InputError) as caught:
        correct_pair(conn, ward, epoch_id, pair["id"], {"share_people": 0.0}, " ", "can-bo")
    assert caught.value.field == "reason"
    confirm_epoch(conn, ward, epoch_id, "pho-chu-tich")
    changes = {"share_people": 0.0, "kind": "part"}
    correct_pair(conn, ward, epoch_id, pair["id"], changes, "Chỉ có đất trống", "can-bo")
    epoch = read_epoch(conn, ward, epoch_id)
    now = epoch["pairs"][1]
    assert (now["share_people"], now["kind"], now["reason"]) == (0.0, "part", "Chỉ có đất trống")
    assert (now["computed"]["share_people"], now["computed"]["kind"]) == (None, "split")
    assert (now["corrected_by"], epoch["is_confirmed"]) == ("can-bo", False)
    confirm_epoch(conn, ward, epoch_id, "pho-chu-tich")
    epoch = read_epoch(conn, ward, epoch_id)
    assert (epoch["is_confirmed"], epoch["confirmed_by"]) == (True, "pho-chu-tich")
    said = [(entry["what"], entry["actor"]) for entry in epoch["log"]]
    assert said == [
        ("confirmed", "pho-chu-tich"),
        ("reopened", "can-bo"),
        ("corrected", "can-bo"),
        ("confirmed", "pho-chu-tich"),
        ("loaded", "can-bo"),
    ]


@pytest.mark.parametrize(
    "changes", [{"share_area": 1.2}, {"share_area": None}, {"kind": "swap"}, {"old": 3}]
)
def test_correction_that_cannot_be_is_refused(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish, changes: dict[str, Any]
) -> None:
    epoch_id = _split(conn, ward, new_areas, wish).epoch_id
    pair = read_epoch(conn, ward, epoch_id)["pairs"][0]
    with pytest.raises(InputError) as caught:
        correct_pair(conn, ward, epoch_id, pair["id"], changes, "Vì sao", "can-bo")
    assert caught.value.field == next(iter(changes))


def test_shares_above_all_cannot_be_confirmed(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    epoch_id = _split(conn, ward, new_areas, wish).epoch_id
    pair = read_epoch(conn, ward, epoch_id)["pairs"][0]
    correct_pair(conn, ward, epoch_id, pair["id"], {"share_area": 0.9}, "Đo lại", "can-bo")
    with pytest.raises(InputError, match="add up to 140") as caught:
        confirm_epoch(conn, ward, epoch_id, "can-bo")
    assert "Tổ dân phố 5" in caught.value.text.vi


def test_undo_puts_everything_back_and_the_file_loads_again(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    done = _split(conn, ward, new_areas, wish)
    assert undo_epoch(conn, ward, done.epoch_id, "can-bo") == {"removed": 2, "reopened": 1}
    assert _areas(conn, ward) == [("5", date(2010, 1, 1), None), ("9", date(2010, 1, 1), None)]
    groups = db.rows(
        conn,
        "SELECT DISTINCT a.code FROM incident AS i JOIN area AS a ON a.id = i.group_id"
        " WHERE i.ward_id = %s",
        (ward.id,),
    )
    assert groups == [{"code": "5"}]
    file = new_areas(("7", "Tổ dân phố 7", EAST), ("8", "Tổ dân phố 8", WEST))
    assert load_epoch(conn, ward, file, wish()).opened == 2


def test_epoch_whose_groups_a_register_names_is_not_undone(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    done = _split(conn, ward, new_areas, wish)
    group = db.value(conn, "SELECT max(id) FROM area WHERE ward_id = %s", (ward.id,))
    row = {"broadcast_on": date(2026, 2, 2), "minutes": 15, "topic": "x", "state": "da_phat"}
    db.execute(
        conn,
        "INSERT INTO register_broadcast (ward_id, group_id, broadcast_on, minutes, topic, state,"
        " created_by, updated_by) VALUES (%(ward)s, %(group)s, %(broadcast_on)s, %(minutes)s,"
        " %(topic)s, %(state)s, 'lan', 'lan')",
        row | {"ward": ward.id, "group": group},
    )
    with pytest.raises(UndoRefused, match="1 rows of 'Broadcasts' refer to it"):
        undo_epoch(conn, ward, done.epoch_id, "can-bo")


def test_epoch_that_a_later_one_builds_on_is_not_undone(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    first = _split(conn, ward, new_areas, wish)
    later = wish(starts_on=date(2026, 1, 1))
    second = load_epoch(conn, ward, new_areas(("31", "Tổ 31", WHOLE)), later)
    with pytest.raises(UndoRefused, match="01 Jan 2026"):
        undo_epoch(conn, ward, first.epoch_id, "can-bo")
    undo_epoch(conn, ward, second.epoch_id, "can-bo")
    undo_epoch(conn, ward, first.epoch_id, "can-bo")
    assert _areas(conn, ward) == [("5", date(2010, 1, 1), None), ("9", date(2010, 1, 1), None)]


def test_import_of_an_epoch_is_not_undone_behind_its_back(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    """Half an undo would leave the old areas closed and the new ones gone."""
    _split(conn, ward, new_areas, wish)
    import_id = db.value(conn, "SELECT max(id) FROM import_run WHERE ward_id = %s", (ward.id,))
    with pytest.raises(UndoRefused):
        undo_import(conn, ward, import_id, "can-bo")
    assert len(_areas(conn, ward)) == 4


def test_areas_loaded_as_a_plain_file_get_their_document_and_lineage(
    conn: connection, ward: Ward
) -> None:
    add_area(conn, ward, "5", valid_to=TURN)
    add_area(conn, ward, "6", box=WEST, valid_from=TURN)
    add_area(conn, ward, "7", box=EAST, valid_from=TURN)
    basis = read_basis("12/NQ", "Sắp xếp", TURN)
    epoch = read_epoch(conn, ward, adopt_epoch(conn, ward, "group", TURN, basis, "can-bo"))
    assert (epoch["opened"], epoch["closed"], len(epoch["pairs"])) == (2, 1, 2)
    for day, word in ((TURN, "already"), (date(2024, 1, 1), "No area")):
        with pytest.raises(InputError, match=word):
            adopt_epoch(conn, ward, "group", day, basis, "can-bo")
    undo_epoch(conn, ward, epoch["id"], "can-bo")
    assert _areas(conn, ward) == [("5", date(2010, 1, 1), None)]

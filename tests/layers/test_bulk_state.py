"""One state for many incidents: all or nothing, told in the change log, taken back as a whole."""

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.bulk_state import MOST, change_states, undo_states
from layers.cases.acting import working
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.save import save_edit
from layers.errors import NotAllowed, NotFound, Stale, UndoRefused
from layers.filters import Filter
from layers.queries.records import read_record
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_incidents, add_user

HERE = Filter.from_query({"shape": f"{LON},{LAT},30"})


def states(conn: connection, ward: Ward) -> list[str]:
    found = db.rows(conn, "SELECT state FROM incident WHERE ward_id = %s ORDER BY id", (ward.id,))
    return [row["state"] for row in found]


def change(conn: connection, ward: Ward, state: str = "lap_bien_ban", **others):
    given = {"reason": "Biên bản số 12", "expected": 3, "actor": "lan"} | others
    return change_states(conn, ward, HERE, state, **given)


@pytest.fixture
def three(conn: connection, ward: Ward) -> list[int]:
    for login in ("lan", "hoa"):
        add_user(conn, login, "supervisor", ward)
    made = add_incidents(conn, ward, 2)
    made.append(add_incident(conn, ward, state="nhac_nho"))
    add_incident(conn, ward, LON + 0.01, LAT)
    return made


def test_all_change_and_the_log_says_who_what_and_why(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    done = change(conn, ward)
    assert done["found"] == done["changed"] == 3
    assert states(conn, ward) == ["lap_bien_ban"] * 3 + ["phat_hien"]
    record = read_record(conn, ward, get_layer("incidents"), three[2], Role.INSPECTOR, Filter())
    newest = record["history"][0]
    assert (newest["actor"], newest["reason"]) == ("lan", "Biên bản số 12")
    assert newest["changes"][0]["before"]["en"] == "Reminded"
    assert newest["changes"][0]["after"]["en"] == "Recorded"


def test_undo_gives_each_the_state_that_it_had(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    done = change(conn, ward)
    undone = undo_states(conn, ward, done["edit"], Role.INSPECTOR, "lan")
    assert undone["changed"] == 3
    assert states(conn, ward) == ["phat_hien", "phat_hien", "nhac_nho", "phat_hien"]
    with pytest.raises(UndoRefused):
        undo_states(conn, ward, done["edit"], Role.INSPECTOR, "lan")
    with pytest.raises(NotFound):
        undo_states(conn, ward, undone["edit"], Role.INSPECTOR, "lan")


def test_a_correction_of_an_incident_is_no_change_of_state(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    place = {"type": "Point", "coordinates": [LON, LAT]}
    found = {"category_code": "vut_rac", "occurred_at": "2016-03-31T08:30"}
    new = Wish("incidents", None, None, place, found)
    made = save_edit(conn, ward, new, Role.INSPECTOR, "lan")
    version = describe_row(conn, ward, "incidents", three[0], Role.INSPECTOR)["version"]
    wish = Wish("incidents", three[0], version, None, {"address": "14 ngõ 5"}, "nhầm số")
    corrected = save_edit(conn, ward, wish, Role.INSPECTOR, "lan")
    for edit in (made.edit_id, corrected.edit_id):
        assert edit is not None
        with pytest.raises(NotFound):
            undo_states(conn, ward, edit, Role.INSPECTOR, "lan")


def test_undo_is_refused_where_somebody_went_on(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    done = change(conn, ward)
    with working(conn, "hoa", "QĐ 7"):
        db.execute(conn, "UPDATE incident SET state = 'quyet_dinh' WHERE id = %s", (three[0],))
    with pytest.raises(UndoRefused) as refused:
        undo_states(conn, ward, done["edit"], Role.INSPECTOR, "lan")
    assert "hoa" in refused.value.text.vi
    assert states(conn, ward) == ["quyet_dinh", "lap_bien_ban", "lap_bien_ban", "phat_hien"]


def test_only_who_did_it_or_a_supervisor_takes_it_back(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    done = change(conn, ward)
    with pytest.raises(NotAllowed):
        undo_states(conn, ward, done["edit"], Role.INSPECTOR, "hoa")
    undo_states(conn, ward, done["edit"], Role.SUPERVISOR, "hoa")
    assert states(conn, ward)[0] == "phat_hien"


def test_what_was_seen_must_still_be_so(conn: connection, ward: Ward, three: list[int]) -> None:
    add_incident(conn, ward)
    with pytest.raises(Stale) as refused:
        change(conn, ward)
    assert refused.value.theirs == {"found": 4}
    assert "lap_bien_ban" not in states(conn, ward)


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("state", {"state": "xong"}),
        ("state", {"state": ""}),
        ("reason", {"state": "huy", "reason": " "}),
        ("state", {"state": "ket_thuc"}),
        ("state", {"state": "thi_hanh"}),
        ("state", {"state": "phat_hien"}),
        ("reason", {"state": "lap_bien_ban", "reason": "x" * 501}),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    conn: connection, ward: Ward, three: list[int], field: str, wish: dict[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        change(conn, ward, **wish)
    assert refused.value.field == field
    assert states(conn, ward) == ["phat_hien", "phat_hien", "nhac_nho", "phat_hien"]


def test_closing_is_by_another_person_than_the_handler(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (three[2],))
    for state in ("nhac_nho", "khac_phuc_tai_cho", "kiem_tra_lai"):
        change(conn, ward, state, expected=2)
    with pytest.raises(InputError) as refused:
        change(conn, ward, "ket_thuc", expected=2)
    assert refused.value.field == "other"
    change(conn, ward, "ket_thuc", expected=2, actor="hoa")
    assert states(conn, ward)[:2] == ["ket_thuc"] * 2


def test_one_that_may_not_move_keeps_all_where_they_are(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    with pytest.raises(InputError) as refused:
        change(conn, ward, "khac_phuc_tai_cho")
    assert "Fixed on the spot" in refused.value.text.en
    assert states(conn, ward)[:3] == ["phat_hien", "phat_hien", "nhac_nho"]


def test_the_role_of_who_asks_is_that_of_the_ward(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    add_user(conn, "kiem", "inspector", ward)
    with pytest.raises(NotAllowed):
        change(conn, ward, "huy", actor="kiem")
    with pytest.raises(NotAllowed):
        change(conn, ward, actor="nguoi-la")
    assert states(conn, ward)[:3] == ["phat_hien", "phat_hien", "nhac_nho"]


def test_nothing_to_change_and_too_many_are_refused(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    change(conn, ward)
    with pytest.raises(InputError) as refused:
        change(conn, ward)
    assert refused.value.field == "state"
    db.execute(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)"
        " SELECT ward_id, source_key || '-' || n, occurred_at, field_code, category_code, geom"
        "   FROM incident, generate_series(1, %s) AS n WHERE id = %s",
        (MOST, three[0]),
    )
    with pytest.raises(InputError) as refused:
        change(conn, ward, "quyet_dinh", expected=MOST + 3)
    assert refused.value.field == "expected"

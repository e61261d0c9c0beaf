"""Incidents recorded and corrected by hand: what follows from them, and what is refused."""

from datetime import timedelta

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import clock, db
from layers.editing.contract import Wish
from layers.editing.described import describe_new, describe_outcome, describe_row
from layers.editing.edited import require_editor
from layers.editing.record import undo_edit
from layers.editing.save import Outcome, plan_edit, save_edit
from layers.errors import NotAllowed, Stale, UndoRefused
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import LAT, LON, add_area, add_incident, add_lane, add_place, move_incident

FOUND = {
    "category_code": "lan_chiem_via_he",
    "occurred_at": "2016-03-31T08:30",
    "address": "12 ngõ 5",
}


def point(lon: float = LON, lat: float = LAT) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def record(
    conn: connection, ward: Ward, actor: str = "lan", role: Role = Role.INSPECTOR, **values: object
) -> Outcome:
    return save_edit(
        conn, ward, Wish("incidents", None, None, point(), FOUND | values), role, actor
    )


def stored(conn: connection, incident: int) -> dict[str, object]:
    row = db.one(conn, "SELECT * FROM incident WHERE id = %s", (incident,))
    assert row is not None
    return row


def test_what_was_seen_is_an_incident_with_its_links_number_and_history(
    conn: connection, ward: Ward
) -> None:
    lane, group = add_lane(conn, ward), add_area(conn, ward)
    place = add_place(conn, ward)
    ids = [record(conn, ward).rows[0].after.id for _ in range(2)]  # type: ignore[union-attr]
    row = stored(conn, ids[0])
    assert (row["lane_id"], row["group_id"], row["place_id"]) == (lane, group, place)
    assert (row["field_code"], row["state"], row["time_precision"]) == (
        "ttdt",
        "phat_hien",
        "minute",
    )
    today = f"G{clock.today():%Y%m%d}"
    assert [stored(conn, each)["source_key"] for each in ids] == [f"{today}-01", f"{today}-02"]
    events = db.rows(
        conn, "SELECT kind, to_state, actor FROM incident_event WHERE incident_id = %s", ids[:1]
    )
    assert events == [{"kind": "arrived", "to_state": "phat_hien", "actor": "lan"}]


def test_a_plan_keeps_nothing_and_takes_no_number(conn: connection, ward: Ward) -> None:
    wish = Wish("incidents", None, None, point(), FOUND)
    (row,) = describe_outcome(conn, ward, plan_edit(conn, ward, wish, Role.INSPECTOR))["rows"]
    assert (row["action"], row["title"]) == ("create", "12 ngõ 5")
    assert db.value(conn, "SELECT count(*) FROM incident") == 0


def test_the_form_begins_now_and_offers_the_ward_s_categories(conn: connection, ward: Ward) -> None:
    form = describe_new(conn, ward, "incidents", Role.INSPECTOR)
    assert form["values"]["occurred_at"][:10] == clock.today().isoformat()
    category, when = form["form"][0], form["form"][1]
    assert (category["name"], category["type"], when["type"]) == (
        "category_code",
        "code",
        "datetime",
    )
    known = db.value(conn, "SELECT count(*) FROM category WHERE ward_id = %s", (ward.id,))
    assert len(category["codes"]) == known
    assert category["codes"]["lan_chiem_via_he"]["vi"].startswith("Trật tự đô thị · ")
    assert (form["needs_reason"], form["is_removed"]) == (False, False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"category_code": "khong_co"}, "category_code"),
        ({"category_code": ""}, "category_code"),
        ({"category_code": 7}, "category_code"),
        ({"occurred_at": ""}, "occurred_at"),
        ({"occurred_at": "hôm nay"}, "occurred_at"),
        ({"occurred_at": "2016-03-31T08:30+07:00"}, "occurred_at"),
        ({"occurred_at": "0016-03-31T08:30"}, "occurred_at"),
        ({"time_precision": "gio"}, "time_precision"),
        ({"state": "dong"}, "state"),
        ({"source_key": "X1"}, "source_key"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    conn: connection, ward: Ward, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        record(conn, ward, **values)
    assert refused.value.field == field
    assert db.value(conn, "SELECT count(*) FROM incident") == 0


def test_nothing_is_recorded_before_it_happens(conn: connection, ward: Ward) -> None:
    with pytest.raises(InputError, match="still to come"):
        record(conn, ward, occurred_at=(clock.on_the_wall() + timedelta(hours=1)).isoformat())


def test_a_correction_has_a_reason_follows_the_ground_and_is_taken_back(
    conn: connection, ward: Ward
) -> None:
    lane = add_lane(conn, ward)
    other = add_lane(conn, ward, points=[(105.881, LAT + 0.002), (105.889, LAT + 0.002)])
    incident = add_incident(conn, ward, is_pile_up=True, lane_id=lane)
    before = stored(conn, incident)
    version = describe_row(conn, ward, "incidents", incident, Role.INSPECTOR)["version"]
    wish = Wish(
        "incidents", incident, version, point(LON, LAT + 0.002), {"category_code": "vut_rac"}
    )
    with pytest.raises(InputError) as refused:
        save_edit(conn, ward, wish, Role.INSPECTOR, "lan")
    assert refused.value.field == "reason"
    wish = Wish(**{**vars(wish), "reason": "ghi nhầm ngõ"})
    done = save_edit(conn, ward, wish, Role.INSPECTOR, "lan")
    row = stored(conn, incident)
    assert (row["lane_id"], row["field_code"], row["is_pile_up"]) == (other, "vsmt", False)
    with pytest.raises(Stale):
        save_edit(conn, ward, wish, Role.INSPECTOR, "mai")
    with pytest.raises(NotAllowed):
        undo_edit(conn, ward, done.edit_id or 0, Role.INSPECTOR, "mai")
    undo_edit(conn, ward, done.edit_id or 0, Role.INSPECTOR, "lan")
    assert stored(conn, incident) == before


def test_a_case_that_has_ended_is_corrected_by_supervisors_only(
    conn: connection, ward: Ward
) -> None:
    incident = record(conn, ward).rows[0].after.id  # type: ignore[union-attr]
    move_incident(conn, ward, incident, "huy")
    version = describe_row(conn, ward, "incidents", incident, Role.INSPECTOR)["version"]
    wish = Wish("incidents", incident, version, None, {"address": "14 ngõ 5"}, "gõ nhầm số")
    with pytest.raises(InputError, match="has ended"):
        save_edit(conn, ward, wish, Role.INSPECTOR, "lan")
    save_edit(conn, ward, wish, Role.SUPERVISOR, "boss")
    assert stored(conn, incident)["address"] == "14 ngõ 5"


def test_it_is_never_removed_and_undone_only_while_nobody_worked_on_it(
    conn: connection, ward: Ward
) -> None:
    done = record(conn, ward)
    incident = done.rows[0].after.id  # type: ignore[union-attr]
    version = describe_row(conn, ward, "incidents", incident, Role.SUPERVISOR)["version"]
    with pytest.raises(InputError, match="not removed"):
        save_edit(
            conn,
            ward,
            Wish("incidents", incident, version, reason="nhầm", remove=True),
            Role.SUPERVISOR,
            "boss",
        )
    db.execute(
        conn,
        "INSERT INTO incident_comment (ward_id, incident_id, author, body)"
        " VALUES (%s, %s, 'mai', 'đã gặp chủ nhà')",
        (ward.id, incident),
    )
    with pytest.raises(UndoRefused):
        undo_edit(conn, ward, done.edit_id or 0, Role.INSPECTOR, "lan")
    fresh = record(conn, ward)
    undo_edit(conn, ward, fresh.edit_id or 0, Role.INSPECTOR, "lan")
    assert db.value(conn, "SELECT count(*) FROM incident") == 1


def test_who_inspects_edits_incidents_and_nothing_else() -> None:
    require_editor("incidents", Role.INSPECTOR)
    for name in ("sites", "lanes", "groups", "places", "parcels"):
        with pytest.raises(NotAllowed, match="supervisor"):
            require_editor(name, Role.INSPECTOR)
    with pytest.raises(NotAllowed, match="inspector"):
        require_editor("incidents", Role.VIEWER)


METRE = 0.000009
"""Of latitude."""


def corrected(conn: connection, ward: Ward, incident: int, lat: float) -> Outcome:
    """Put an incident right, and hold that the plan tells what the save does."""
    version = describe_row(conn, ward, "incidents", incident, Role.SUPERVISOR)["version"]
    wish = Wish("incidents", incident, version, point(LON, lat), {}, "đo lại")
    planned = plan_edit(conn, ward, wish, Role.SUPERVISOR)
    done = save_edit(conn, ward, wish, Role.SUPERVISOR, "boss")
    assert planned.notes == done.notes
    return done


def test_a_correction_keeps_the_place_that_a_person_gave(conn: connection, ward: Ward) -> None:
    """A hundred metres from the point of its place, moved by one."""
    place = add_place(conn, ward)
    incident = add_incident(conn, ward, LON, LAT + 100 * METRE, place_id=place)
    assert corrected(conn, ward, incident, LAT + 101 * METRE).notes == ()
    assert stored(conn, incident)["place_id"] == place


@pytest.mark.parametrize(("metres", "stays"), [(80, True), (150, False)])
def test_a_correction_leaves_a_place_beyond_its_reach_and_says_so(
    conn: connection, ward: Ward, metres: int, stays: bool
) -> None:
    place = add_place(conn, ward, "Chợ cóc", radius_m=90)
    incident = add_incident(conn, ward, place_id=place)
    done = corrected(conn, ward, incident, LAT + metres * METRE)
    assert (stored(conn, incident)["place_id"] == place) is stays
    assert [note.vi for note in done.notes] == ([] if stays else ["Vụ rời điểm 'Chợ cóc'."])
    undo_edit(conn, ward, done.edit_id or 0, Role.SUPERVISOR, "boss")
    assert stored(conn, incident)["place_id"] == place


def test_a_correction_into_another_place_names_both(conn: connection, ward: Ward) -> None:
    place = add_place(conn, ward, "Chợ cóc", radius_m=90)
    other = add_place(conn, ward, "Cổng sau", lat=LAT + 50 * METRE)
    incident = add_incident(conn, ward, place_id=place)
    done = corrected(conn, ward, incident, LAT + 48 * METRE)
    assert stored(conn, incident)["place_id"] == other
    assert "leaves the place 'Chợ cóc' and joins 'Cổng sau'" in done.notes[0].en


def test_who_was_put_to_the_farther_of_two_places_stays_there(conn: connection, ward: Ward) -> None:
    place = add_place(conn, ward, "Chợ cóc", radius_m=90)
    add_place(conn, ward, "Cổng sau", lat=LAT + 50 * METRE)
    incident = add_incident(conn, ward, LON, LAT + 49 * METRE, place_id=place)
    assert corrected(conn, ward, incident, LAT + 48 * METRE).notes == ()
    assert stored(conn, incident)["place_id"] == place


def test_what_had_no_place_joins_the_one_it_is_moved_to(conn: connection, ward: Ward) -> None:
    place = add_place(conn, ward, "Chợ cóc")
    incident = add_incident(conn, ward, LON, LAT + 60 * METRE)
    done = corrected(conn, ward, incident, LAT + 2 * METRE)
    assert stored(conn, incident)["place_id"] == place
    assert [note.en for note in done.notes] == ["The incident joins the place 'Chợ cóc'."]


def redated(conn: connection, ward: Ward, incident: int, at: str) -> list[str]:
    version = describe_row(conn, ward, "incidents", incident, Role.INSPECTOR)["version"]
    wish = Wish("incidents", incident, version, None, {"occurred_at": at}, "ghi nhầm ngày")
    planned = plan_edit(conn, ward, wish, Role.INSPECTOR).notes
    assert save_edit(conn, ward, wish, Role.INSPECTOR, "lan").notes == planned
    return [note.vi for note in planned]


def test_a_correction_of_the_day_tells_of_a_sanction_of_another_day(
    conn: connection, ward: Ward
) -> None:
    incident = add_incident(conn, ward, on="2016-03-12")
    db.execute(
        conn,
        "INSERT INTO register_sanction"
        " (ward_id, decision, person_code, category_id, act_on, kind, decided_on, incident_id,"
        " created_by, updated_by)"
        " SELECT ward_id, '12/QĐ-XPHC', 'HS-1', id, '2016-03-12', 'canh_cao', '2016-03-14', %s,"
        " 'boss', 'boss'"
        " FROM category WHERE ward_id = %s AND code = 'lan_chiem_via_he'",
        (incident, ward.id),
    )
    assert redated(conn, ward, incident, "2016-03-12T10:00") == []
    (note,) = redated(conn, ward, incident, "2016-03-02T10:00")
    assert note.startswith("Sổ 'Quyết định xử phạt' có dòng ngày 12/03/2016")
    assert "12/QĐ-XPHC" not in note
    assert redated(conn, ward, incident, "2016-03-12T11:00") == []

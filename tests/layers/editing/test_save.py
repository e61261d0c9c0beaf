"""One save: the difference that was shown, one version, nothing lost where two edit at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import shapely

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.editing.contract import Wish
from layers.editing.described import describe_new, describe_outcome, describe_row, read_version
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import LayerNotFound, NotFound, Stale, UndoRefused
from layers.filters import Filter
from layers.queries.records import read_record
from layers.queries.wards import create_ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import (
    LAT,
    LON,
    add_incident,
    add_lane,
    add_lane_project,
    add_site,
)

BOSS = Role.SUPERVISOR
EAST_M = 103_800  # metres to a degree of longitude at Hanoi, near enough


def line(*points):
    return {"type": "LineString", "coordinates": [list(each) for each in points]}


def point(lon=LON, lat=LAT):
    return {"type": "Point", "coordinates": [lon, lat]}


NEW_SITE = {"code": "S900", "stage": "frame", "permit_state": "valid", "watched_from": "2016-01-05"}


def state(conn, table):
    return db.rows(conn, f"SELECT to_jsonb(t) AS row FROM {table} AS t ORDER BY id")


def test_a_point_is_drawn_and_its_undo_leaves_nothing(conn, ward):
    before = state(conn, "site")
    done = save_edit(conn, ward, Wish("sites", None, None, point(), NEW_SITE), BOSS, "an")
    (row,) = describe_outcome(conn, ward, done)["rows"]
    assert (row["action"], row["code"], row["before"]) == ("create", "S900", None)
    assert row["after"]["coordinates"] == [LON, LAT]
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert state(conn, "site") == before
    with pytest.raises(UndoRefused, match="already"):
        undo_edit(conn, ward, done.edit_id, BOSS, "an")


def test_a_plan_says_what_the_save_does_and_keeps_nothing(conn, ward):
    lane = add_lane(conn, ward, points=[(105.881, LAT), (105.889, LAT)])
    version = describe_row(conn, ward, "lanes", lane, BOSS)["version"]
    longer = line((105.881, LAT), (105.890, LAT))
    wish = Wish("lanes", lane, version, longer, {"surface": "bê tông"})
    before = state(conn, "lane")
    planned = describe_outcome(conn, ward, plan_edit(conn, ward, wish, BOSS))
    assert planned["edit"] is None
    assert state(conn, "lane") == before
    assert db.value(conn, "SELECT count(*) FROM edit") == 0
    saved = describe_outcome(conn, ward, save_edit(conn, ward, wish, BOSS, "an"))
    (was,), (done,) = planned["rows"], saved["rows"]
    for same in ("size", "changes", "before", "after"):
        assert was[same] == done[same]
    size = done["size"]
    assert size["unit"] == "m"
    # 0.001 degrees of longitude more, measured in the ward's own metres
    assert size["after"] - size["before"] == pytest.approx(104.0, abs=0.5)
    assert size["moved_m"] == pytest.approx(104.0, abs=0.5)
    assert [each["field"]["vi"] for each in done["changes"]] == ["Mặt đường"]


def test_what_somebody_else_changed_meanwhile_is_never_overwritten(conn, ward):
    site = add_site(conn, ward, stage="foundation")
    mine = describe_row(conn, ward, "sites", site, BOSS)["version"]
    save_edit(conn, ward, Wish("sites", site, mine, None, {"stage": "frame"}), BOSS, "binh")
    before = state(conn, "site")
    with pytest.raises(Stale, match="binh") as refused:
        save_edit(conn, ward, Wish("sites", site, mine, None, {"stage": "stopped"}), BOSS, "an")
    assert refused.value.theirs["row"].values["stage"] == "frame"
    assert state(conn, "site") == before
    theirs = refused.value.theirs["row"].version
    save_edit(conn, ward, Wish("sites", site, theirs, None, {"stage": "stopped"}), BOSS, "an")
    stages = [
        read_version(conn, ward, "sites", site, each["version"], BOSS)["values"]["stage"]
        for each in describe_row(conn, ward, "sites", site, BOSS)["versions"]
    ]
    assert stages == ["stopped", "frame", "foundation"]


def test_an_import_or_a_hand_on_the_database_moves_the_version_too(conn, ward):
    site = add_site(conn, ward)
    version = describe_row(conn, ward, "sites", site, BOSS)["version"]
    db.execute(conn, "UPDATE site SET address = 'khác' WHERE id = %s", (site,))
    with pytest.raises(Stale):
        plan_edit(conn, ward, Wish("sites", site, version, None, {"permit_no": "7"}), BOSS)


def test_an_earlier_version_comes_back_to_the_bit(conn, ward):
    site = add_site(conn, ward, 105.8851234567891, 21.0451234567891)
    first = describe_row(conn, ward, "sites", site, BOSS)
    moved = point(105.8852, 21.0453)
    save_edit(
        conn, ward, Wish("sites", site, first["version"], moved, {"address": "mới"}), BOSS, "an"
    )
    old = read_version(conn, ward, "sites", site, first["version"], BOSS)
    assert old["geometry"] == first["geometry"] and old["values"] == first["values"]
    now = describe_row(conn, ward, "sites", site, BOSS)["version"]
    wish = Wish("sites", site, now, old["geometry"], old["values"], "về bản cũ")
    save_edit(conn, ward, wish, BOSS, "an")
    again = describe_row(conn, ward, "sites", site, BOSS)
    assert (again["geometry"], again["values"]) == (first["geometry"], first["values"])
    assert [each["number"] for each in again["versions"]] == [3, 2, 1]
    assert again["versions"][0]["reason"] == "về bản cũ"


def test_the_undo_waits_for_nobody_who_came_after(conn, ward):
    site = add_site(conn, ward, stage="foundation")
    version = describe_row(conn, ward, "sites", site, BOSS)["version"]
    first = save_edit(
        conn, ward, Wish("sites", site, version, None, {"stage": "frame"}), BOSS, "an"
    )
    later = first.rows[0].after.version
    save_edit(conn, ward, Wish("sites", site, later, None, {"permit_no": "12"}), BOSS, "binh")
    before = state(conn, "site")
    with pytest.raises(UndoRefused, match="binh"):
        undo_edit(conn, ward, first.edit_id, BOSS, "an")
    assert state(conn, "site") == before


def test_incidents_follow_a_lane_that_moves_and_come_back_with_the_undo(conn, ward):
    lane = add_lane(conn, ward, points=[(105.881, LAT), (105.889, LAT)])
    incident = add_incident(conn, ward, 105.885, LAT)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    of = lambda: db.value(conn, "SELECT lane_id FROM incident WHERE id = %s", (incident,))  # noqa: E731
    assert of() == lane
    version = describe_row(conn, ward, "lanes", lane, BOSS)["version"]
    away = line((105.881, LAT + 0.001), (105.889, LAT + 0.001))
    wish = Wish("lanes", lane, version, away)
    assert plan_edit(conn, ward, wish, BOSS).incidents == 1
    assert of() == lane
    done = save_edit(conn, ward, wish, BOSS, "an")
    assert done.incidents == 1 and of() is None
    assert undo_edit(conn, ward, done.edit_id, BOSS, "an")["incidents"] == 1
    assert of() == lane


def test_a_removed_site_comes_back_under_its_own_number(conn, ward):
    site = add_site(conn, ward)
    before = state(conn, "site")
    version = describe_row(conn, ward, "sites", site, BOSS)["version"]
    done = save_edit(conn, ward, Wish("sites", site, version, remove=True), BOSS, "an")
    assert state(conn, "site") == [] and done.action == "remove"
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert state(conn, "site") == before


def test_a_lane_with_a_project_is_not_removed(conn, ward):
    lane = add_lane(conn, ward)
    add_lane_project(conn, ward, lane, code="DA-7")
    version = describe_row(conn, ward, "lanes", lane, BOSS)["version"]
    with pytest.raises(InputError, match="DA-7"):
        save_edit(conn, ward, Wish("lanes", lane, version, remove=True), BOSS, "an")
    assert db.value(conn, "SELECT count(*) FROM lane") == 1


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"stage": "roof"}, "stage", "foundation, frame"),
        ({"stage": ""}, "stage", "needed"),
        ({"code": " "}, "code", "needed"),
        ({"watched_from": "5/1/2016"}, "watched_from", "2016-03-31"),
        ({"watched_to": "2015-12-31"}, "watched_to", "must come after"),
        ({"address": 5}, "address", "a text"),
        ({"ward_id": 2}, "ward_id", "not edited"),
        ({"code": "S1"}, "code", "in use"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(conn, ward, values, field, words):
    add_site(conn, ward, code="S1")
    with pytest.raises(InputError, match=words) as refused:
        save_edit(conn, ward, Wish("sites", None, None, point(), NEW_SITE | values), BOSS, "an")
    assert refused.value.field == field
    assert db.value(conn, "SELECT count(*) FROM site") == 1


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (None, "a line of at least two corners"),
        (point(), "a line of at least two corners"),
        (line((105.885, LAT)), "a line of at least two corners"),
        (line((105.885, LAT), (105.885, LAT)), "0 m|not valid"),
        (line((21.045, 105.885), (21.046, 105.886)), "10 km|degrees"),
        ({"type": "LineString", "coordinates": "x"}, "a line of at least two corners"),
    ],
)
def test_a_shape_that_cannot_be_is_refused(conn, ward, shape, words):
    add_lane(conn, ward)
    values = {"code": "L900", "kind": "ngo"}
    with pytest.raises(InputError, match=words) as refused:
        save_edit(conn, ward, Wish("lanes", None, None, shape, values), BOSS, "an")
    assert refused.value.field == "geometry"
    assert db.value(conn, "SELECT count(*) FROM lane") == 1


def test_nothing_changed_is_no_version(conn, ward):
    site = add_site(conn, ward)
    shown = describe_row(conn, ward, "sites", site, BOSS)
    wish = Wish("sites", site, shown["version"], shown["geometry"], shown["values"])
    with pytest.raises(InputError, match="Nothing differs"):
        save_edit(conn, ward, wish, BOSS, "an")
    assert db.value(conn, "SELECT count(*) FROM edit") == 0


def test_two_contracts_of_one_route_may_not_overlap_in_time(conn, ward):
    values = {"code": "T1", "name": "Tuyến 1", "valid_from": "2016-01-01"}
    route = line((105.881, LAT), (105.889, LAT))
    save_edit(conn, ward, Wish("routes", None, None, route, values), BOSS, "an")
    with pytest.raises(InputError, match="in this period"):
        save_edit(
            conn,
            ward,
            Wish("routes", None, None, route, values | {"valid_from": "2016-06-01"}),
            BOSS,
            "an",
        )
    shut = values | {"valid_to": "2016-01-01"}
    with pytest.raises(InputError, match="must come after"):
        save_edit(conn, ward, Wish("routes", None, None, route, shut), BOSS, "an")


def test_only_what_is_edited_here_has_a_form(conn, ward):
    for name in ("rounds", "hot_spots", "no_such"):
        with pytest.raises(LayerNotFound):
            describe_new(conn, ward, name, BOSS)
    with pytest.raises(NotFound):
        describe_row(conn, ward, "sites", 1, BOSS)
    fields = [each["name"] for each in describe_new(conn, ward, "sites", BOSS)["form"]]
    assert fields == [
        "code", "address", "stage", "permit_no", "permit_state", "watched_from", "watched_to",
        "owner_name",
    ]  # fmt: skip


def test_what_a_role_does_not_see_stays_as_it_was(conn, ward):
    site = add_site(conn, ward, owner_name="Bà Lan")
    shown = describe_row(conn, ward, "sites", site, Role.INSPECTOR)
    assert "owner_name" not in shown["values"]
    with pytest.raises(InputError, match="not edited"):
        save_edit(
            conn,
            ward,
            Wish("sites", site, shown["version"], None, {"owner_name": ""}),
            Role.INSPECTOR,
            "an",
        )
    save_edit(
        conn,
        ward,
        Wish("sites", site, shown["version"], None, {"stage": "stopped"}),
        Role.INSPECTOR,
        "an",
    )
    assert db.value(conn, "SELECT owner_name FROM site") == "Bà Lan"


def test_a_new_row_is_proposed_the_next_code(conn, ward):
    assert describe_new(conn, ward, "sites", BOSS)["values"]["code"] == "1"
    add_site(conn, ward, code="CT-009")
    assert describe_new(conn, ward, "sites", BOSS)["values"]["code"] == "CT-010"


def test_the_card_of_a_record_tells_who_and_why(conn, ward):
    site = add_site(conn, ward, stage="foundation")
    version = describe_row(conn, ward, "sites", site, BOSS)["version"]
    wish = Wish("sites", site, version, None, {"stage": "frame"}, "đi xem ngày 3/3")
    save_edit(conn, ward, wish, BOSS, "an")
    other = read_record(conn, ward, get_layer("sites"), site, Role.VIEWER, Filter())["history"][0]
    assert (other["actor"], other["reason"]) == ("", "")
    newest = read_record(conn, ward, get_layer("sites"), site, BOSS, Filter())["history"][0]
    assert (newest["actor"], newest["action"], newest["reason"]) == (
        "an",
        "change",
        "đi xem ngày 3/3",
    )


def test_a_shape_that_is_not_moved_keeps_every_bit(conn, ward):
    lane = add_lane(conn, ward, points=[(105.88112345678912, 21.0412345678912), (105.889, LAT)])
    shown = describe_row(conn, ward, "lanes", lane, BOSS)
    bits = db.value(conn, "SELECT encode(ST_AsBinary(geom), 'hex') FROM lane")
    wish = Wish("lanes", lane, shown["version"], shown["geometry"], {"surface": "nhựa"})
    done = save_edit(conn, ward, wish, BOSS, "an")
    assert db.value(conn, "SELECT encode(ST_AsBinary(geom), 'hex') FROM lane") == bits
    assert describe_outcome(conn, ward, done)["rows"][0]["after"] is None
    assert shapely.equals(done.rows[0].before.shape, done.rows[0].after.shape)


def _somebody_waits(database_url: str) -> bool:
    """Say whether one waits for a row of another, within four seconds."""
    conn = db.connect(database_url)
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(200):
        if db.value(conn, query):
            break
        time.sleep(0.02)
    waits = bool(db.value(conn, query))
    conn.close()
    return waits


def test_an_undo_sees_what_somebody_was_just_writing(database_url):
    first, second = db.connect(database_url), db.connect(database_url)
    ward = create_ward(first, "phuong-thu", Text("Thử", "Test"), 5897)
    site = add_site(first, ward, stage="foundation")
    version = describe_row(first, ward, "sites", site, BOSS)["version"]
    done = save_edit(
        first, ward, Wish("sites", site, version, None, {"stage": "frame"}), BOSS, "an"
    )
    with ThreadPoolExecutor(1) as pool:
        with db.acting_as(first, "binh"):
            db.execute(first, "UPDATE site SET permit_no = '12' WHERE id = %s", (site,))
            undone = pool.submit(undo_edit, second, ward, done.edit_id, BOSS, "an")
            assert _somebody_waits(database_url)
        with pytest.raises(UndoRefused, match="binh"):
            undone.result(timeout=30)
    kept = db.one(first, "SELECT stage, permit_no FROM site WHERE id = %s", (site,))
    assert kept == {"stage": "frame", "permit_no": "12"}
    first.close()
    second.close()


def _saved(conn, ward, site, **values) -> int:
    version = describe_row(conn, ward, "sites", site, BOSS)["version"]
    wish = Wish("sites", site, version, None, values)
    return save_edit(conn, ward, wish, BOSS, "an").edit_id


def test_edits_are_undone_one_after_the_other(conn, ward):
    site = add_site(conn, ward)
    before = state(conn, "site")
    edits = [_saved(conn, ward, site, permit_no=each) for each in ("1", "2", "3")]
    with pytest.raises(UndoRefused, match="changed it again") as refused:
        undo_edit(conn, ward, edits[1], BOSS, "an")
    assert "mở một phiên bản cũ" in refused.value.text.vi
    assert "Undo that first" in refused.value.text.en
    for edit in reversed(edits):
        undo_edit(conn, ward, edit, BOSS, "an")
    assert state(conn, "site") == before


def test_what_came_between_keeps_the_edit_before_it(conn, ward):
    site = add_site(conn, ward)
    first = _saved(conn, ward, site, permit_no="1")
    db.execute(conn, "UPDATE site SET permit_no = 'x' WHERE id = %s", (site,))
    second = _saved(conn, ward, site, permit_no="2")
    undo_edit(conn, ward, second, BOSS, "an")
    with pytest.raises(UndoRefused, match="changed it again"):
        undo_edit(conn, ward, first, BOSS, "an")
    assert db.value(conn, "SELECT permit_no FROM site") == "x"


def test_a_record_drawn_changed_and_removed_goes_back_to_nothing(conn, ward):
    before = state(conn, "site")
    drawn = save_edit(conn, ward, Wish("sites", None, None, point(), NEW_SITE), BOSS, "an")
    site = drawn.rows[0].after.id
    edits = [drawn.edit_id, _saved(conn, ward, site, permit_no="9")]
    version = describe_row(conn, ward, "sites", site, BOSS)["version"]
    gone = Wish("sites", site, version, remove=True)
    edits.append(save_edit(conn, ward, gone, BOSS, "an").edit_id)
    for edit in reversed(edits):
        undo_edit(conn, ward, edit, BOSS, "an")
    assert state(conn, "site") == before

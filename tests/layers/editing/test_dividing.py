"""Split and merge: lines in place, resident groups by an epoch; each undone as a whole."""

import pytest

from geo.errors import InputError
from layers import db
from layers.editing.contract import Division, Wish
from layers.editing.described import describe_outcome, describe_row
from layers.editing.dividing import plan_division, save_division
from layers.editing.record import undo_edit
from layers.editing.save import save_edit
from layers.errors import Stale, UndoRefused
from layers.roles import Role
from tests.factories import LAT, add_area, add_incident, add_lane, add_lane_project, add_site

BOSS = Role.SUPERVISOR
WEST, MIDDLE, EAST, SOUTH, NORTH = 105.880, 105.885, 105.890, 21.040, 21.050
PAPER = {"number": "12/QĐ-UBND", "title": "Về việc tách, nhập tổ dân phố", "on": "2016-05-01"}


def across(lon):
    return {"type": "LineString", "coordinates": [[lon, SOUTH - 0.001], [lon, NORTH + 0.001]]}


def version(conn, ward, layer, row_id):
    return describe_row(conn, ward, layer, row_id, BOSS)["version"]


def state(conn, table):
    return db.rows(conn, f"SELECT to_jsonb(t) AS row FROM {table} AS t ORDER BY id")


def one_of(conn, table, row_id, columns):
    return db.one(conn, f"SELECT {columns} FROM {table} WHERE id = %s", (row_id,))


def groups_on(conn, day):
    found = db.rows(conn, "SELECT code FROM area WHERE valid @> %s::date ORDER BY code", (day,))
    return [row["code"] for row in found]


@pytest.fixture
def lane(conn, ward):
    return add_lane(
        conn, ward, "Ngõ 12", code="L12", points=[(105.881, LAT), (105.889, LAT)],
        width_m=3.5, properties='{"den": 4}',
    )  # fmt: skip


def cut(conn, ward, lane, **others):
    names = ({"code": "L12B", "name": "Ngõ 12B"},)
    return Division(
        "lanes", lane, version(conn, ward, "lanes", lane), across(105.884), names=names, **others
    )


def test_a_lane_is_split_and_its_incidents_with_it(conn, ward, lane):
    near, far = add_incident(conn, ward, 105.882, LAT), add_incident(conn, ward, 105.887, LAT)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    before, incidents = state(conn, "lane"), state(conn, "incident")
    planned = describe_outcome(conn, ward, plan_division(conn, ward, cut(conn, ward, lane), BOSS))
    assert state(conn, "lane") == before and planned["edit"] is None
    done = save_division(conn, ward, cut(conn, ward, lane), BOSS, "an")
    told = describe_outcome(conn, ward, done)
    assert [row["action"] for row in told["rows"]] == ["change", "create"]
    assert [row["size"] for row in told["rows"]] == [row["size"] for row in planned["rows"]]
    sizes = [row["size"]["after"] for row in told["rows"]]
    assert sum(sizes) == pytest.approx(told["rows"][0]["size"]["before"], abs=0.001)
    new = told["rows"][1]["id"]
    copied = one_of(conn, "lane", new, "code, name, kind, width_m, properties")
    assert tuple(copied.values()) == ("L12B", "Ngõ 12B", "ngo", 3.5, {"den": 4})
    lanes = db.rows(conn, "SELECT id, lane_id FROM incident ORDER BY id")
    assert [tuple(row.values()) for row in lanes] == [(near, lane), (far, new)]
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert state(conn, "lane") == before and state(conn, "incident") == incidents


def test_lanes_that_meet_become_one_and_two_again(conn, ward, lane):
    points = [(105.889, LAT), (105.889, LAT + 0.002)]
    other = add_lane(conn, ward, "Ngõ 14", code="L14", points=points)
    incident = add_incident(conn, ward, 105.889, LAT + 0.0015)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    assert one_of(conn, "incident", incident, "lane_id")["lane_id"] == other
    before = state(conn, "lane"), state(conn, "incident")
    wish = Division(
        "lanes", lane, version(conn, ward, "lanes", lane),
        other=(other, version(conn, ward, "lanes", other)),
    )  # fmt: skip
    done = save_division(conn, ward, wish, BOSS, "an")
    assert [row["action"] for row in describe_outcome(conn, ward, done)["rows"]] == [
        "change",
        "remove",
    ]
    assert one_of(conn, "lane", lane, "ST_NumGeometries(geom) AS parts")["parts"] == 1
    assert one_of(conn, "incident", incident, "lane_id")["lane_id"] == lane
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert (state(conn, "lane"), state(conn, "incident")) == before


def test_what_others_use_or_changed_is_not_merged_away(conn, ward, lane):
    other = add_lane(conn, ward, "Ngõ 14", points=[(105.889, LAT), (105.889, LAT + 0.002)])
    mine, theirs = version(conn, ward, "lanes", lane), version(conn, ward, "lanes", other)
    save_edit(conn, ward, Wish("lanes", other, theirs, None, {"surface": "đất"}), BOSS, "binh")
    with pytest.raises(Stale, match="binh"):
        save_division(conn, ward, Division("lanes", lane, mine, other=(other, theirs)), BOSS, "an")
    add_lane_project(conn, ward, other, code="DA-9")
    theirs = version(conn, ward, "lanes", other)
    before = state(conn, "lane")
    with pytest.raises(InputError, match="DA-9"):
        save_division(conn, ward, Division("lanes", lane, mine, other=(other, theirs)), BOSS, "an")
    with pytest.raises(InputError, match="another one"):
        save_division(conn, ward, Division("lanes", lane, mine, other=(lane, mine)), BOSS, "an")
    assert state(conn, "lane") == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"cut": across(105.9)}, "cut"), ({"cut": None}, "geometry"), ({"names": ()}, "code")],
)
def test_a_split_that_cannot_be_is_refused(conn, ward, lane, changes, field):
    asked = vars(cut(conn, ward, lane)) | changes
    with pytest.raises(InputError) as refused:
        save_division(conn, ward, Division(**asked), BOSS, "an")
    assert refused.value.field == field
    assert len(state(conn, "lane")) == 1


def test_points_are_not_split(conn, ward):
    site = add_site(conn, ward)
    with pytest.raises(InputError, match="neither split nor merged"):
        plan_division(conn, ward, Division("sites", site, 0, across(105.885)), BOSS)


@pytest.fixture
def two(conn, ward):
    return (
        add_area(conn, ward, "1", box=(WEST, SOUTH, MIDDLE, NORTH), people=800),
        add_area(conn, ward, "2", box=(MIDDLE, SOUTH, EAST, NORTH), people=500),
    )


def halves(conn, ward, area, day="2016-06-01"):
    names = ({"code": "1", "name": "Tổ 1"}, {"code": "3", "name": "Tổ 3"})
    level = {"type": "LineString", "coordinates": [[WEST - 0.001, 21.045], [EAST, 21.045]]}
    return Division(
        "groups", area, version(conn, ward, "groups", area), level, names=names,
        document=PAPER | {"starts_on": day}, reason="theo quyết định",
    )  # fmt: skip


def test_a_group_is_split_by_an_epoch_and_what_was_stays_as_was(conn, ward, two):
    old = add_incident(conn, ward, 105.882, 21.048, on="2016-03-15")
    new = add_incident(conn, ward, 105.882, 21.042, on="2016-06-20")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    before = state(conn, "area"), state(conn, "incident")
    done = save_division(conn, ward, halves(conn, ward, two[0]), BOSS, "an")
    told = describe_outcome(conn, ward, done)["rows"]
    assert [(row["action"], row["code"]) for row in told] == [
        ("close", "1"),
        ("create", "1"),
        ("create", "3"),
    ]
    assert groups_on(conn, "2016-05-31") == ["1", "2"]
    assert groups_on(conn, "2016-06-01") == ["1", "2", "3"]
    query = "SELECT i.id, g.code FROM incident AS i JOIN area AS g ON g.id = i.group_id"
    of = {row["id"]: row["code"] for row in db.rows(conn, query)}
    assert of == {old: "1", new: "3"}
    assert one_of(conn, "incident", old, "group_id")["group_id"] == two[0]
    epoch = db.one(conn, "SELECT * FROM area_epoch")
    assert (epoch["basis_number"], str(epoch["starts_on"])) == ("12/QĐ-UBND", "2016-06-01")
    assert epoch["scope"] == "touched"
    shares = db.rows(conn, "SELECT kind, share_area FROM area_lineage ORDER BY id")
    assert [row["kind"] for row in shares] == ["split", "split"]
    assert sum(row["share_area"] for row in shares) == pytest.approx(1, abs=1e-6)
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert (state(conn, "area"), state(conn, "incident")) == before
    with pytest.raises(UndoRefused):
        undo_edit(conn, ward, done.edit_id, BOSS, "an")


def test_two_groups_are_merged_by_an_epoch(conn, ward, two):
    db.execute(conn, "UPDATE area SET valid_to = '2020-01-01' WHERE id = %s", (two[0],))
    db.execute(conn, "UPDATE area SET valid_to = '2020-01-01' WHERE id = %s", (two[1],))
    before = state(conn, "area")
    wish = Division(
        "groups", two[0], version(conn, ward, "groups", two[0]),
        other=(two[1], version(conn, ward, "groups", two[1])),
        names=({"code": "12", "name": "Tổ 12"},),
        document=PAPER | {"starts_on": "2016-06-01"}, reason="nhập",
    )  # fmt: skip
    done = save_division(conn, ward, wish, BOSS, "an")
    assert groups_on(conn, "2016-06-01") == ["12"] and groups_on(conn, "2016-05-31") == ["1", "2"]
    made = db.one(conn, "SELECT * FROM area WHERE code = '12'")
    assert (str(made["valid_to"]), made["people"]) == ("2020-01-01", None)
    assert made["basis"].startswith("12/QĐ-UBND")
    assert db.rows(conn, "SELECT DISTINCT kind FROM area_lineage") == [{"kind": "merge"}]
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert state(conn, "area") == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document": {}}, "on"),
        ({"document": PAPER | {"starts_on": "2009-01-01"}}, "starts_on"),
        ({"document": PAPER | {"number": " ", "starts_on": "2016-06-01"}}, "basis_number"),
        ({"reason": ""}, "reason"),
        ({"names": ({"code": "1"}, {"code": "2"})}, "code"),
    ],
)
def test_groups_are_not_split_without_document_day_reason_and_codes(
    conn, ward, two, changes, field
):
    before = state(conn, "area")
    asked = vars(halves(conn, ward, two[0])) | changes
    with pytest.raises(InputError) as refused:
        save_division(conn, ward, Division(**asked), BOSS, "an")
    assert refused.value.field == field
    assert state(conn, "area") == before and db.value(conn, "SELECT count(*) FROM area_epoch") == 0

"""Borders of resident groups: neighbours follow, the ward stays tiled, as-was groups follow too."""

import re

import pytest

from geo.errors import InputError
from layers import db
from layers.editing.contract import Wish
from layers.editing.described import describe_new, describe_outcome, describe_row
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.roles import Role
from tests.factories import add_area, add_incident

BOSS = Role.SUPERVISOR
WEST, MIDDLE, EAST, SOUTH, NORTH = 105.880, 105.885, 105.890, 21.040, 21.050


def ring(*corners):
    return {"type": "Polygon", "coordinates": [[list(each) for each in (*corners, corners[0])]]}


def to_middle(x, y=21.045):
    """Group 1 with a corner drawn out of, or into, its border with group 2."""
    return ring((WEST, SOUTH), (MIDDLE, SOUTH), (x, y), (MIDDLE, NORTH), (WEST, NORTH))


@pytest.fixture
def two(conn, ward):
    """Groups 1 and 2 side by side."""
    one = add_area(conn, ward, "1", box=(WEST, SOUTH, MIDDLE, NORTH))
    other = add_area(conn, ward, "2", box=(MIDDLE, SOUTH, EAST, NORTH))
    return one, other


def wish(conn, ward, area, geometry, reason="đo lại tại chỗ", **values):
    version = describe_row(conn, ward, "groups", area, BOSS)["version"]
    return Wish("groups", area, version, geometry, values, reason)


def state(conn):
    return db.rows(conn, "SELECT to_jsonb(t) AS row FROM area AS t ORDER BY id")


def size(conn, ward):
    """Ground of all groups together and of each added up: equal where they tile it."""
    return db.one(
        conn,
        "SELECT ST_Area(ST_Union(geom)::geography) AS whole, sum(ST_Area(geom::geography)) AS parts"
        " FROM area WHERE ward_id = %s AND kind = 'group'",
        (ward.id,),
    )


def test_the_neighbour_gives_up_what_the_new_border_takes(conn, ward, two):
    one, other = two
    incident = add_incident(conn, ward, 105.886, 21.045)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    before, ground = state(conn), size(conn, ward)
    done = save_edit(conn, ward, wish(conn, ward, one, to_middle(105.887)), BOSS, "an")
    told = describe_outcome(conn, ward, done)
    first, second = told["rows"]
    assert (first["code"], second["code"], told["incidents"]) == ("1", "2", 1)
    gained = first["size"]["after"] - first["size"]["before"]
    # a triangle of 0.002 degrees by half of 0.010 degrees, in metres here
    assert gained == pytest.approx(0.002 * 103_900 * 0.005 * 110_750, rel=0.01)
    assert second["size"]["before"] - second["size"]["after"] == pytest.approx(gained, abs=0.01)
    assert db.value(conn, "SELECT group_id FROM incident WHERE id = %s", (incident,)) == one
    now = size(conn, ward)
    assert now["whole"] == pytest.approx(ground["whole"], abs=1.0)
    assert now["parts"] == pytest.approx(now["whole"], abs=1.0)
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert state(conn) == before
    assert db.value(conn, "SELECT group_id FROM incident WHERE id = %s", (incident,)) == other


def test_a_plan_of_a_border_keeps_nothing(conn, ward, two):
    before = state(conn)
    planned = plan_edit(conn, ward, wish(conn, ward, two[0], to_middle(105.883), reason=""), BOSS)
    assert [changed.after.values["code"] for changed in planned.rows] == ["1", "2"]
    assert state(conn) == before


def test_a_border_needs_a_reason(conn, ward, two):
    with pytest.raises(InputError, match="reason") as refused:
        save_edit(conn, ward, wish(conn, ward, two[0], to_middle(105.883), " "), BOSS, "an")
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("west", "words"),
    [(WEST + 0.002, "belong to no group any more"), (WEST - 0.002, "lies outside all groups")],
)
def test_the_outer_border_is_no_matter_of_one_group(conn, ward, two, west, words):
    before = state(conn)
    outer = ring((west, SOUTH), (MIDDLE, SOUTH), (MIDDLE, NORTH), (WEST, NORTH))
    with pytest.raises(InputError, match=words) as refused:
        save_edit(conn, ward, wish(conn, ward, two[0], outer), BOSS, "an")
    assert refused.value.field == "geometry" and "m²" in refused.value.text.vi
    assert re.search(r"\d\.\d{3},\d m²", refused.value.text.vi)
    assert re.search(r"\d,\d{3}\.\d m²", refused.value.text.en)
    assert state(conn) == before


def test_a_neighbour_is_not_swallowed(conn, ward, two):
    whole = ring((WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH))
    with pytest.raises(InputError, match="swallows all of Tổ dân phố 2"):
        save_edit(conn, ward, wish(conn, ward, two[0], whole), BOSS, "an")


def test_only_neighbours_of_the_same_time_follow(conn, ward, two):
    """Group 1 stands through two epochs: beside 2 first, 9 later; both follow, 8 does not."""
    one, other = two
    db.execute(conn, "UPDATE area SET valid_to = '2015-01-01' WHERE id = %s", (other,))
    later = add_area(conn, ward, "9", box=(MIDDLE, SOUTH, EAST, NORTH), valid_from="2015-01-01")
    ended = {"valid_from": "2001-01-01", "valid_to": "2010-01-01"}
    gone = add_area(conn, ward, "8", box=(WEST, SOUTH, EAST, NORTH), **ended)
    shape = db.value(conn, "SELECT ST_AsText(geom) FROM area WHERE id = %s", (gone,))
    done = save_edit(conn, ward, wish(conn, ward, one, to_middle(105.887)), BOSS, "an")
    assert [changed.after.id for changed in done.rows] == [one, other, later]
    assert db.value(conn, "SELECT ST_AsText(geom) FROM area WHERE id = %s", (gone,)) == shape


def test_an_epoch_decides_codes_and_periods_not_an_edit(conn, ward, two):
    form = [each["name"] for each in describe_row(conn, ward, "groups", two[0], BOSS)["form"]]
    assert form == ["name", "people"]
    for name in ("code", "valid_from", "basis"):
        with pytest.raises(InputError, match="not edited"):
            plan_edit(conn, ward, wish(conn, ward, two[0], None, **{name: "2020-01-01"}), BOSS)
    for row, remove in ((None, False), (two[0], True)):
        version = describe_row(conn, ward, "groups", two[0], BOSS)["version"] if row else None
        asked = Wish("groups", row, version, to_middle(105.883), {}, "x", remove=remove)
        with pytest.raises(InputError, match="epoch"):
            save_edit(conn, ward, asked, BOSS, "an")
    assert describe_new(conn, ward, "groups", BOSS)["is_area"]


def test_a_name_changes_without_touching_the_neighbours(conn, ward, two):
    done = save_edit(
        conn, ward, wish(conn, ward, two[0], None, name="Tổ Một", people=812), BOSS, "an"
    )
    assert len(done.rows) == 1 and done.rows[0].after.values["people"] == 812


def test_lineage_that_was_computed_with_the_earlier_outline_is_told(conn, ward, two):
    one, other = two
    epoch = db.value(
        conn,
        "INSERT INTO area_epoch (ward_id, kind, starts_on, basis_number, basis_title, basis_on,"
        " scope, file_name, file_sha256, sliver_share, loaded_by) VALUES (%s, 'group',"
        " '2010-01-01', '1', 'x', '2010-01-01', 'all', '', '', 0.01, 'an') RETURNING id",
        (ward.id,),
    )
    db.execute(
        conn,
        "INSERT INTO area_lineage (ward_id, from_area_id, to_area_id, kind, epoch_id)"
        " VALUES (%s, %s, %s, 'part', %s)",
        (ward.id, one, other, epoch),
    )
    planned = plan_edit(conn, ward, wish(conn, ward, one, to_middle(105.887)), BOSS)
    assert "1 pairs of lineage" in planned.notes[0].en
    assert plan_edit(conn, ward, wish(conn, ward, one, None, name="A"), BOSS).notes == ()

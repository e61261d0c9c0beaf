"""What is particular to incidents: vocabulary, default locations, links to lanes and groups."""

from datetime import date

import pytest

from layers import db
from layers.queries.default_locations import decide_location
from tests.factories import add_area, add_lane, add_place

HEAD = "day,what,x,y\n"


def test_categories_are_found_by_code_and_by_either_name(bring, events, conn):
    words = ["vut_rac", "Vứt rác không đúng nơi quy định", "littering"]
    bring("incidents", HEAD + "".join(f"2016-03-01,{w},105.88,21.04\n" for w in words), **events)
    found = db.rows(conn, "SELECT DISTINCT category_code, field_code FROM incident")
    assert found == [{"category_code": "vut_rac", "field_code": "vsmt"}]


def test_new_categories_are_made_in_the_named_field_only_when_told(bring, refused, events, conn):
    content = HEAD + "2016-03-01,Đánh cờ (vỉa hè),105.88,21.04\n"
    assert refused("incidents", content, **events).issues[0].kind == "category"
    report = bring("incidents", content, new_categories="ttdt", **events)
    assert report.new_categories == ("danh_co_via_he",)
    made = db.one(conn, "SELECT * FROM category WHERE code = 'danh_co_via_he'")
    assert (made["field_code"], made["name_vi"]) == ("ttdt", "Đánh cờ (vỉa hè)")
    assert bring("incidents", content, new_categories="ttdt", **events).new_categories == ()


def test_a_constant_category(bring, events):
    said = {"columns": {"occurred_at": "day"}, "constants": {"category": "mai_che"}}
    assert bring("incidents", "day,x,y\n2016-03-01,105.88,21.04\n", **events | said).loaded == 1


def test_a_field_that_does_not_have_the_category_is_refused(refused, events):
    content = "day,what,x,y,field\n2016-03-01,vut_rac,105.88,21.04,ttdt\n"
    (issue,) = refused("incidents", content, **events).issues
    assert (issue.field, issue.value) == ("field_code", "ttdt")


def test_an_unknown_state_is_refused(refused, events):
    content = "day,what,x,y,state\n2016-03-01,vut_rac,105.88,21.04,done\n"
    (issue,) = refused("incidents", content, **events).issues
    assert (issue.field, issue.value) == ("state", "done")
    assert "phat_hien" in issue.message.en


def _piled(piled, others):
    rows = ["2016-03-01,vut_rac,105.88,21.04"] * piled
    rows += [f"2016-03-01,vut_rac,{105.8 + i / 10000:.4f},21.05" for i in range(others)]
    return HEAD + "\n".join(rows) + "\n"


def test_a_default_location_is_flagged_and_reported(bring, events, conn):
    report = bring("incidents", _piled(60, 400), **events)
    (pile,) = report.pile_ups
    assert (pile.longitude, pile.latitude, pile.rows) == (105.88, 21.04, 60)
    assert any("kept out of analysis" in note.en for note in report.notes)
    assert db.value(conn, "SELECT count(*) FROM incident WHERE is_pile_up") == 60


def test_a_flag_that_a_person_cleared_is_not_set_again(bring, events, conn):
    bring("incidents", _piled(60, 400), **events)
    db.execute(conn, "UPDATE incident SET is_pile_up = false")
    assert not bring("incidents", _piled(60, 400), **events).changed
    assert db.value(conn, "SELECT count(*) FROM incident WHERE is_pile_up") == 0


def test_few_rows_on_a_point_are_no_default_location(bring, events):
    assert bring("incidents", _piled(40, 400), **events).pile_ups == ()


@pytest.fixture
def mapped(conn, ward):
    """Two groups side by side, and a lane along their border."""
    for code, west in (("to-1", 105.88), ("to-2", 105.89)):
        db.execute(
            conn,
            "INSERT INTO area (ward_id, kind, code, name, valid_from, geom)"
            " VALUES (%s, 'group', %s, %s,"
            " '2015-01-01', ST_Multi(ST_MakeEnvelope(%s, 21.04, %s, 21.05, 4326)))",
            (ward.id, code, code, west, west + 0.01),
        )
    db.execute(
        conn,
        "INSERT INTO lane (ward_id, code, name, kind, geom) VALUES (%s, 'L1', 'Ngõ 1', 'ngo',"
        " ST_GeomFromText('MULTILINESTRING((105.8852 21.04, 105.8852 21.05))', 4326))",
        (ward.id,),
    )
    return ward


def test_incidents_come_with_their_lane_and_group(bring, events, conn, mapped):
    places = ["105.8851,21.045", "105.895,21.045", "105.95,21.045"]
    content = HEAD + "".join(f"2016-03-01,vut_rac,{place}\n" for place in places)
    report = bring("incidents", content, **events)
    stored = db.rows(conn, "SELECT lane_name, group_name FROM layer_incidents ORDER BY ST_X(geom)")
    assert [tuple(row.values()) for row in stored] == [
        ("Ngõ 1", "to-1"),
        (None, "to-2"),
        (None, None),
    ]
    assert report.outside_areas == 1
    assert any("line 4" in note.en for note in report.notes)
    assert db.value(conn, "SELECT derive_incident_links(%s)", (mapped.id,)) == 0


def test_lanes_that_come_later_are_linked(bring, events, conn, ward):
    bring("incidents", HEAD + "2016-03-01,vut_rac,105.8851,21.045\n", **events)
    line = '{"type":"Feature","properties":{"code":"L9","name":"Ngõ 9"},"geometry":{"type":'
    line += '"LineString","coordinates":[[105.8852,21.04],[105.8852,21.05]]}}'
    bring("lanes", line, "a.geojson")
    assert db.value(conn, "SELECT lane_name FROM layer_incidents") == "Ngõ 9"


def test_a_ward_without_boundaries_is_told(bring, table, events):
    assert any("no boundaries" in note.en for note in bring("incidents", table(), **events).notes)


def test_areas_of_another_day_do_not_count(bring, events, conn, mapped):
    db.execute(conn, "UPDATE area SET valid_to = %s", (date(2016, 1, 1),))
    bring("incidents", HEAD + "2016-03-01,vut_rac,105.885,21.045\n", **events)
    assert db.value(conn, "SELECT group_id FROM incident") is None


def test_an_incident_gets_its_lane_group_and_nearest_place(bring, conn, ward, events):
    lane = add_lane(conn, ward, points=[(105.88, 21.04), (105.89, 21.04)])
    group = add_area(conn, ward, "5", box=(105.87, 21.03, 105.9, 21.06))
    far, near = (add_place(conn, ward, lon=lon, lat=21.04) for lon in (105.88008, 105.88003))
    bring("incidents", "day,what,x,y\n2016-03-01,vut_rac,105.88,21.04\n", **events)
    bring("incidents", "day,what,x,y\n2016-03-02,vut_rac,105.885,21.04\n", **events)
    found = db.rows(conn, "SELECT lane_id, group_id, place_id FROM incident ORDER BY occurred_on")
    assert [tuple(row.values()) for row in found] == [(lane, group, near), (lane, group, None)]
    assert far != near


def test_what_a_person_said_of_a_location_holds_for_later_files(bring, events, conn, ward):
    pile = HEAD + "2016-03-01,vut_rac,105.88,21.04\n" * 60
    report = bring("incidents", pile, **events)
    (issue,) = [each for each in report.issues if each.kind == "pile_up"]
    assert (issue.severity, issue.line, issue.location.coords[0]) == ("tell", None, (105.88, 21.04))
    decide_location(conn, ward, 105.88, 21.04, "lan", is_default=False)
    bring("incidents", pile.replace("03-01", "04-01"), **events)
    assert db.value(conn, "SELECT count(*) FROM incident WHERE is_pile_up") == 0
    decide_location(conn, ward, 105.88, 21.04, "lan", is_default=True)
    bring("incidents", HEAD + "2016-05-01,vut_rac,105.88,21.04\n", **events)
    assert db.value(conn, "SELECT count(*) FROM incident WHERE is_pile_up") == 121


def test_coarse_coordinates_and_places_outside_are_told(bring, events, conn, ward):
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.89, 21.05))
    rows = "".join(f"2016-03-{at + 1:02},vut_rac,105.885,21.04{at % 9}\n" for at in range(24))
    report = bring("incidents", HEAD + "2016-03-01,vut_rac,105.9,21.041\n" + rows, **events)
    assert dict(report.told) == {"coarse_coordinates": 1, "outside_areas": 1}
    coarse = next(each for each in report.issues if each.kind == "coarse_coordinates")
    assert (coarse.line, coarse.severity, coarse.value) == (None, "tell", "111 m")
    outside = next(each for each in report.issues if each.kind == "outside_areas")
    assert (outside.line, outside.location.coords[0]) == (2, (105.9, 21.041))

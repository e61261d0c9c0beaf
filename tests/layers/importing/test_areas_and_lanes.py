"""Areas in time, lanes, sites, facilities and layers of one's own."""

import json
from datetime import date

import pytest

from geo.errors import InputError
from layers import db
from layers.importing import ImportOptions, check_file

SQUARE = [[105.88, 21.04], [105.89, 21.04], [105.89, 21.05], [105.88, 21.05], [105.88, 21.04]]
BOW_TIE = [[105.88, 21.04], [105.89, 21.05], [105.89, 21.04], [105.88, 21.05], [105.88, 21.04]]
JAN = {"valid_from": date(2016, 1, 1)}
REPAIR = {"repair": True, "repair_large": "yes"}


def _features(*pairs):
    features = [{"type": "Feature", "properties": p, "geometry": g} for p, g in pairs]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _area(ring=None, **properties):
    return {"code": "5", "name": "Tổ 5"} | properties, {
        "type": "Polygon",
        "coordinates": [ring or SQUARE],
    }


def _lane(name, **properties):
    line = {"type": "LineString", "coordinates": SQUARE[:2]}
    return {"name": name} | properties, line


def _point(**properties):
    return properties, {"type": "Point", "coordinates": SQUARE[0]}


def test_groups_are_loaded_with_the_stated_day_and_basis(bring, conn):
    report = bring("groups", _features(_area()), "a.geojson", basis="NQ 12", **JAN)
    row = db.one(
        conn, "SELECT kind, code, name, valid_from, basis, ST_GeometryType(geom) AS type FROM area"
    )
    assert tuple(row.values()) == (
        "group",
        "5",
        "Tổ 5",
        date(2016, 1, 1),
        "NQ 12",
        "ST_MultiPolygon",
    )
    assert report.loaded == 1


def test_ward_borders_are_wards_unless_another_kind_is_said(bring, conn):
    bring("ward_border", _features(_area()), "a.geojson", **JAN)
    bring("ward_border", _features(_area()), "a.geojson", kind="district", **JAN)
    kinds = [row["kind"] for row in db.rows(conn, "SELECT kind FROM area ORDER BY kind")]
    assert kinds == ["district", "ward"]


def test_areas_need_a_first_day(bring):
    with pytest.raises(InputError) as caught:
        bring("groups", _features(_area()), "a.geojson")
    assert caught.value.field == "valid_from"


def test_a_code_cannot_be_in_force_twice(bring, refused):
    bring("groups", _features(_area()), "a.geojson", **JAN)
    report = refused("groups", _features(_area()), "a.geojson", valid_from=date(2017, 1, 1))
    (issue,) = report.issues
    assert (issue.kind, issue.value) == ("period_overlap", "2017-01-01")
    assert "01 Jan 2016" in issue.message.en


def test_periods_of_one_file_must_not_overlap(refused):
    old, new = _area(valid_from="2016-01-01", valid_to="2017-06-01"), _area(valid_from="2017-01-01")
    report = refused("groups", _features(old, new), "a.geojson")
    assert {issue.kind for issue in report.issues} == {"period_overlap"}


def test_a_period_that_ends_before_it_starts(refused):
    backward = _area(valid_from="2016-01-01", valid_to="2015-01-01")
    (issue,) = refused("groups", _features(backward), "a.geojson").issues
    assert (issue.field, issue.kind, issue.value) == ("valid_to", "order", "2015-01-01")


def test_an_invalid_polygon_is_refused_with_its_reason(refused):
    (issue,) = refused(
        "groups", _features(_area(), _area(BOW_TIE, code="6")), "a.geojson", **JAN
    ).issues
    assert (issue.line, issue.kind) == (2, "invalid_geometry")
    assert "Self-intersection" in issue.message.en and "--repair" in issue.message.en


def test_repair_keeps_the_original_and_says_what_changed(bring, conn):
    report = bring("groups", _features(_area(BOW_TIE)), "a.geojson", **REPAIR, **JAN)
    row = db.one(
        conn,
        "SELECT ST_IsValid(geom) AS good, ST_IsValid(geom_original) AS was_good, repair_note"
        " FROM area",
    )
    assert (row["good"], row["was_good"]) == (True, False)
    assert "Self-intersection" in row["repair_note"]
    (told,) = report.issues
    assert (told.kind, told.severity, told.location.geom_type) == ("repaired", "tell", "Point")
    assert "area changed by" in told.message.en and "m² (" in told.message.vi


def test_a_large_change_of_area_needs_a_yes(bring, refused):
    content = _features(_area(BOW_TIE))
    report = refused("groups", content, "a.geojson", repair=True, **JAN)
    (question,) = report.questions
    assert (question.id, [option.value for option in question.options]) == (
        "repair_large",
        ["yes", "no"],
    )
    no = refused("groups", content, "a.geojson", repair=True, repair_large="no", **JAN)
    assert [(issue.kind, issue.severity) for issue in no.issues] == [("invalid_geometry", "refuse")]


def test_a_small_repair_needs_no_second_yes(bring):
    spiked = [*SQUARE[:3], [105.885, 21.05], [105.885, 21.051], [105.885, 21.05], *SQUARE[3:]]
    report = bring("groups", _features(_area(spiked)), "a.geojson", repair=True, **JAN)
    assert (report.loaded, dict(report.told)) == (1, {"repaired": 1})


def test_a_check_follows_the_proposal_and_lists_what_it_would_repair(conn, ward, tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(_features(_area(), _area(BOW_TIE, code="6")))
    checked = check_file(conn, ward, "groups", path, ImportOptions(**JAN))
    assert checked.verdict == "open"
    assert [question.id for question in checked.questions] == [
        "repair",
        "repair_large",
        "overlaps",
    ]
    assert "make_valid" in checked.questions[0].text.vi
    assert {(i.line, i.kind) for i in checked.report.issues} >= {(2, "repaired")}


def test_corners_that_stand_twice_are_dropped_and_told(bring, conn):
    ring = [SQUARE[0], *SQUARE]
    report = bring("groups", _features(_area(ring)), "a.geojson", **JAN)
    assert dict(report.told) == {"repeated_corners": 1}
    assert db.value(conn, "SELECT ST_NPoints(geom) FROM area") == 5


def test_repair_and_rows_that_stand_twice(bring, conn):
    content = _features(_area(), _area(), _area(BOW_TIE, code="6"))
    report = bring("groups", content, "a.geojson", overlaps="yes", **REPAIR, **JAN)
    assert (report.loaded, report.duplicates) == (2, 1)
    kept = db.rows(conn, "SELECT code FROM area WHERE geom_original IS NOT NULL")
    assert kept == [{"code": "6"}]


def test_an_unclosed_ring_is_refused(refused):
    (issue,) = refused("groups", _features(_area(SQUARE[:-1])), "a.geojson", **JAN).issues
    assert (issue.line, issue.kind, issue.severity) == (1, "open_ring", "ask")


def test_an_unclosed_ring_is_closed_when_a_person_says_so(bring, conn):
    report = bring("groups", _features(_area(SQUARE[:-1])), "a.geojson", repair=True, **JAN)
    assert (report.loaded, dict(report.told)) == (1, {"repaired": 1})
    assert db.value(conn, "SELECT ST_NPoints(geom) FROM area") == 5


def test_an_unclosed_ring_stays_out_where_the_faulty_are_left_out(bring):
    content = _features(_area(), _area(SQUARE[:-1], code="6"))
    report = bring("groups", content, "a.geojson", skip_bad=True, **JAN)
    assert (report.loaded, dict(report.counts)) == (1, {"open_ring": 1})


def test_a_line_is_no_area(refused):
    report = refused("groups", _features(_lane("x", code="1")), "a.geojson", **JAN)
    assert report.issues[0].kind == "geometry_type"
    assert "LineString" in report.issues[0].message.en


def test_tables_have_no_areas(bring):
    with pytest.raises(InputError):
        bring("groups", "code,name,x,y\n1,a,105,21\n", x="x", y="y", crs="EPSG:4326", **JAN)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ngõ 12 Nguyễn Văn Cừ", "ngo"),
        ("ngách 117/43 Phố Nguyễn Sơn", "ngach"),
        ("Hẻm 1", "hem"),
        ("Phố Gia Thụy", "pho"),
        ("ĐƯỜNG Nguyễn Văn Cừ", "duong"),
        ("Cầu Chương Dương", "khac"),
        (None, "khac"),
    ],
)
def test_the_kind_of_a_lane_comes_from_its_name(bring, conn, name, kind):
    bring("lanes", _features(_lane(name)), "a.geojson")
    row = db.one(conn, "SELECT name, kind FROM lane")
    assert row == {"name": name or "", "kind": kind}


def test_lanes_without_a_code_are_recognised_again(bring):
    content = _features(_lane("Ngõ 1"), _lane(None), _lane("Ngõ 1"))
    assert bring("lanes", content, "a.geojson").loaded == 2
    assert bring("lanes", content, "b.geojson").loaded == 0


def test_a_width_below_nothing(refused):
    (issue,) = refused("lanes", _features(_lane("a", width_m=-2)), "a.geojson").issues
    assert (issue.field, issue.kind, issue.value) == ("width_m", "too_small", "-2.0")


def test_sites_with_an_unknown_stage(refused, bring):
    good = {"code": "1", "stage": "frame", "watched_from": "2016-01-05"}
    assert bring("sites", _features(_point(**good)), "a.geojson").loaded == 1
    bad = _point(**good | {"code": "2", "stage": "roof"})
    (issue,) = refused("sites", _features(bad), "b.geojson").issues
    assert (issue.field, issue.kind, issue.value) == ("stage", "code", "roof")
    assert "foundation" in issue.message.vi


def test_facilities(bring, conn):
    bring(
        "facilities", _features(_point(code="1", kind="market", name="Chợ Gia Thụy")), "a.geojson"
    )
    assert db.one(conn, "SELECT kind, name, state FROM facility") == {
        "kind": "market",
        "name": "Chợ Gia Thụy",
        "state": "active",
    }


def test_a_layer_of_its_own_is_typed_by_its_definition(bring, refused, conn):
    good = _point(key="7", stage="thẩm định", received_on="2016-02-03")
    assert bring("certificates", _features(good), "a.geojson").loaded == 1
    assert bring("certificates", _features(good), "a.geojson").unchanged == 1
    row = db.one(conn, "SELECT layer, source_key, properties FROM feature")
    assert row["source_key"] == "7"
    assert row["properties"] == {"stage": "thẩm định", "received_on": "2016-02-03"}
    bad = _point(key="8", received_on="hôm qua")
    (issue,) = refused("certificates", _features(bad), "a.geojson").issues
    assert (issue.field, issue.kind) == ("received_on", "not_date")

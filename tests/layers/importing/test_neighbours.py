"""Areas and lanes beside each other: overlaps, gaps, crossings, loose ends; each with its place."""

import json
from datetime import date

import pytest
import shapely

from layers import db

JAN = {"valid_from": date(2016, 1, 1)}
W, S, STEP = 105.88, 21.04, 0.001
METRE = 1 / 111_195


def _square(column, row=0, west=0.0, east=0.0):
    """A square of about 104 by 111 m; its western and eastern sides may be moved by metres."""
    x, y = W + column * STEP, S + row * STEP
    return shapely.box(x + west * METRE, y, x + STEP + east * METRE, y + STEP)


def _file(*shapes, **more):
    features = [
        {
            "type": "Feature",
            "properties": {"code": str(at), "name": f"Tổ {at}"} | more,
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for at, shape in enumerate(shapes, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _told(report):
    return {(issue.kind, issue.severity) for issue in report.issues}


def test_areas_that_share_their_border_have_nothing_to_tell(bring):
    report = bring("groups", _file(_square(0), _square(1), _square(0, 1)), "a.geojson", **JAN)
    assert (report.loaded, report.told, report.issues) == (3, (), ())


def test_an_overlap_is_put_to_a_person_with_its_place_and_size(bring, refused, conn):
    content = _file(_square(0, east=20), _square(1))
    report = refused("groups", content, "a.geojson", **JAN)
    (issue,) = report.issues
    assert (issue.line, issue.kind, issue.severity) == (1, "overlap", "ask")
    size = float(issue.value.removesuffix(" m²"))
    assert size == pytest.approx(20 * 0.933 * 111, rel=0.02)
    assert "'Tổ 1'" in issue.message.vi and "'Tổ 2'" in issue.message.en
    assert shapely.covers(shapely.buffer(_square(1), 1e-9), issue.location)
    assert [question.id for question in report.questions] == ["overlaps"]
    assert db.value(conn, "SELECT count(*) FROM area") == 0
    assert bring("groups", content, "a.geojson", overlaps="yes", **JAN).loaded == 2


def test_a_person_may_say_no_to_overlaps(refused):
    content = _file(_square(0, east=20), _square(1))
    report = refused("groups", content, "a.geojson", overlaps="no", **JAN)
    assert dict(report.counts) == {"overlap": 1}
    assert report.questions == ()


def test_a_sliver_is_only_told(bring):
    report = bring("groups", _file(_square(0, east=0.5), _square(1)), "a.geojson", **JAN)
    assert (report.loaded, _told(report)) == (2, {("overlap_sliver", "tell")})
    assert "0,5 m" in report.issues[0].message.vi and "0.5 m" in report.issues[0].message.en


def test_gaps_and_slits_are_told_with_their_size(bring):
    ring = [_square(c, r) for c in range(3) for r in range(3) if (c, r) != (1, 1)]
    report = bring("groups", _file(*ring), "a.geojson", **JAN)
    (gap,) = report.issues
    assert (gap.kind, gap.severity, gap.location.geom_type) == ("gap", "tell", "Polygon")
    assert (
        shapely.equals(shapely.normalize(gap.location), _square(1, 1))
        or gap.location.symmetric_difference(_square(1, 1)).area < 1e-12
    )
    slit = bring("ward_border", _file(_square(0), _square(1, west=1)), "b.geojson", **JAN)
    assert _told(slit) == {("gap_sliver", "tell")}


def test_areas_are_compared_with_those_in_force_and_no_others(bring, refused):
    bring("groups", _file(_square(0)), "a.geojson", **JAN)
    other = _file(_square(0, east=20)).replace('"1"', '"7"').replace("Tổ 1", "Tổ 7")
    report = refused("groups", other, "b.geojson", valid_from=date(2017, 1, 1))
    assert "'Tổ 1' (đã có)" in report.issues[0].message.vi
    # Of another kind, or before that period: no neighbour.
    assert bring("ward_border", other, "b.geojson", valid_from=date(2017, 1, 1)).told == ()
    before = {"valid_from": date(2015, 1, 1), "constants": {"valid_to": "2016-01-01"}}
    assert bring("groups", other, "b.geojson", **before).told == ()


def test_the_same_file_again_is_no_overlap_with_itself(bring):
    content = _file(_square(0), _square(1))
    bring("groups", content, "a.geojson", **JAN)
    again = bring("groups", content, "a.geojson", **JAN)
    assert (again.unchanged, again.told) == (2, ())


def _line(*metres):
    return shapely.LineString([(W + x * METRE, S + y * METRE) for x, y in metres])


def test_lanes_that_cross_without_a_node_or_stop_short_are_told(bring):
    trunk, across = _line((0, 0), (100, 0)), _line((50, -20), (50, 20))
    short = _line((20, 1.5), (20, 30))
    report = bring("lanes", _file(trunk, across, short), "a.geojson")
    found = {issue.kind: issue for issue in report.issues}
    assert dict(report.told) == {"crossing_without_node": 1, "near_touch": 1}
    crossing, near = found["crossing_without_node"], found["near_touch"]
    assert (crossing.line, near.line) == (1, 3)
    assert crossing.location.distance(shapely.Point(W + 50 * METRE, S)) < METRE / 100
    assert near.value == "1.50 m" and near.location.geom_type == "Point"


def test_lanes_are_compared_with_those_of_the_ward(bring):
    bring("lanes", _file(_line((0, 0), (100, 0))), "a.geojson")
    other = _file(_line((20, 1), (20, 30))).replace('"1"', '"7"')
    (issue,) = bring("lanes", other, "b.geojson").issues
    assert (issue.line, issue.kind) == (1, "near_touch")
    assert "(there already)" in issue.message.en

"""What a file leaves open is asked, with evidence; a look decides and writes nothing."""

import re

import pyproj
import pytest

from geo import legacy_text
from layers import db
from layers.importing import ImportOptions, check_file
from layers.importing.steps.zones import VN2000_ZONES

ROWS = [f"2016-03-0{i},vut_rac,105.88{i},21.04{i},Ngõ 12 phố Gia Thụy, tổ {i}" for i in range(1, 8)]
TABLE = "day;what;x;y;address\n" + "\n".join(";".join(row.split(",", 4)) for row in ROWS)
# The golden point and points 100 m around it, in VN-2000 / TM-3 105°.
VN2000 = [(591914.15 + 100 * i, 2328628.29 + 100 * j) for i in range(3) for j in range(3)]
SQUARE = "MULTIPOLYGON(((105.88 21.04,105.90 21.04,105.90 21.06,105.88 21.06,105.88 21.04)))"


@pytest.fixture
def look(conn, ward, tmp_path):
    """Write a file and check it."""

    def _look(content, layer="incidents", name="file.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return check_file(conn, ward, layer, path, ImportOptions(**options))

    return _look


@pytest.fixture
def bounded(conn, ward):
    """Give the ward an area around the golden point."""
    db.execute(
        conn,
        "INSERT INTO area (ward_id, kind, code, name, valid_from, geom) VALUES"
        " (%s, 'ward', '1', 'x', '2016-01-01', ST_GeomFromText(%s, 4326))",
        (ward.id, SQUARE),
    )


def _points(points, day="2016-03-01"):
    rows = "".join(f"{day},vut_rac,{x:.2f},{y:.2f}\n" for x, y in points)
    return "day,what,x,y\n" + rows


def _values(question):
    return [option.value for option in question.options]


def test_a_clean_file_leaves_nothing_open_and_nothing_behind(look, table, events, conn, ward):
    checked = look(table(), **events)
    assert (checked.verdict, checked.questions, checked.report.kept) == ("clean", (), 2)
    assert {each.what for each in checked.report.detected} >= {"encoding"}
    assert db.value(conn, "SELECT count(*) FROM incident WHERE ward_id = %s", (ward.id,)) == 0


def test_faults_without_questions_are_a_refusal(look, table, events):
    checked = look(table("2016-13-40,vut_rac,105.88,21.04"), **events)
    assert checked.verdict == "refused"
    assert [issue.kind for issue in checked.report.issues] == ["not_date"]


@pytest.mark.parametrize("name", legacy_text.LEGACY)
def test_a_legacy_encoding_is_a_question(look, refused, bring, events, conn, name):
    content = legacy_text.encode(TABLE, name)
    checked = look(content, **events)
    (question,) = checked.questions
    assert (checked.verdict, question.id, question.default) == ("open", "encoding", None)
    assert question.proposal == _values(question)[0] == name
    assert "Thụy" in question.options[0].evidence.en
    assert refused("incidents", content, **events).questions[0].id == "encoding"
    said = ImportOptions(**events).answered({"encoding": name})
    assert said.encoding == name
    bring("incidents", content, **events | {"encoding": name})
    assert db.value(conn, "SELECT min(address) FROM incident") == "Ngõ 12 phố Gia Thụy, tổ 1"


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_a_legacy_text_saved_as_unicode_is_a_question(look, bring, events, conn, name):
    content = legacy_text.encode(TABLE, name).decode("cp1252")
    checked = look(content, **events)
    (question,) = checked.questions
    assert _values(question)[0] == f"{name}-in-utf8"
    report = bring("incidents", content, encoding=f"{name}-in-utf8", **events)
    assert db.value(conn, "SELECT min(address) FROM incident") == "Ngõ 12 phố Gia Thụy, tổ 1"
    assert ("reread", "address") in {(each.what, each.value) for each in report.detected}


def test_keeping_the_text_as_it_stands_is_an_answer_too(bring, events):
    content = legacy_text.encode(TABLE, "tcvn3").decode("cp1252")
    assert bring("incidents", content, encoding="utf-8", **events).loaded == 7


@pytest.mark.parametrize(
    ("day", "formats", "evidence"),
    [
        ("05/03/2016", {"%d/%m/%Y", "%m/%d/%Y"}, "1/1"),
        ("25/03/2016", {"%d/%m/%Y"}, "2016-03-25"),
        ("3-25-16 4:05 PM", {"%m-%d-%y %I:%M %p"}, "2016-03-25"),
    ],
)
def test_the_order_of_day_and_month_is_a_question(look, events, day, formats, evidence):
    checked = look(_points([(105.88, 21.04)], day), **events)
    (question,) = checked.questions
    assert (question.id, set(_values(question))) == ("date_format", formats)
    assert evidence in question.options[0].evidence.en


def test_a_decimal_comma_is_a_question_and_an_answer_settles_it(look, bring, events, conn):
    content = "day;what;x;y\n" + "2016-03-01;vut_rac;105,886;21,048\n" * 3
    (question,) = look(content, **events).questions
    assert (question.id, _values(question)) == ("decimal", ["comma", "point"])
    assert question.proposal is None
    bring("incidents", content, decimal="comma", **events)
    assert db.value(conn, "SELECT ST_X(geom) FROM incident LIMIT 1") == 105.886


def test_points_between_thousands_are_a_question(look):
    content = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
    content += '{"code":"1","name":"x","people":"1.234"},"geometry":{"type":"Polygon",'
    content += '"coordinates":[[[105,21],[105.1,21],[105.1,21.1],[105,21]]]}}]}'
    checked = look(content, "groups", "a.geojson", constants={"valid_from": "2016-01-01"})
    assert [question.id for question in checked.questions] == ["decimal"]


def test_an_unknown_system_is_asked_with_where_each_would_put_the_points(look, events, bounded):
    checked = look(_points(VN2000), **events | {"crs": None})
    (question,) = checked.questions
    assert (question.id, question.proposal) == ("crs", "EPSG:5897")
    assert "100% of the points lie in the ward's areas" in question.options[0].evidence.en
    assert checked.assumed == {"crs": "EPSG:5897"}


@pytest.mark.parametrize(
    ("stated", "distance"), [("EPSG:9209", "52 km"), ("EPSG:5896", "km"), ("EPSG:3406", "km")]
)
def test_a_wrong_meridian_is_asked_with_the_distance_it_would_move(
    look, events, bounded, stated, distance
):
    checked = look(_points(VN2000), **events | {"crs": stated})
    (question,) = checked.questions
    assert (question.id, question.proposal) == ("crs", "EPSG:5897")
    first, *_, last = question.options
    assert (first.value, last.value) == ("EPSG:5897", stated)
    assert f"moves it by {distance}" in first.evidence.en or distance in first.evidence.en
    assert "keep" in last.title.en


@pytest.mark.parametrize("true", [each for each in VN2000_ZONES if each not in (5897, 3405)])
def test_every_zone_is_found_again_with_the_distance(look, events, bounded, true):
    """A file of this zone, said to be in Hanoi's: all 3° and 6° zones are tried."""
    lon, lat = 105.886281, 21.048956
    to_zone = pyproj.Transformer.from_crs(4756, true, always_xy=True)
    to_vn2000 = pyproj.Transformer.from_crs(4326, 4756, always_xy=True)
    points = [to_zone.transform(*to_vn2000.transform(lon + at / 2000, lat)) for at in range(3)]
    checked = look(_points(points), **events | {"crs": "EPSG:5897"})
    (question,) = [each for each in checked.questions if each.id == "crs"]
    assert question.proposal is not None and question.proposal != "EPSG:5897"
    found = {option.value: option.evidence for option in question.options}
    assert f"EPSG:{true}" in found
    moved = re.search(r"moves it by ([\d,]+) k?m", found[f"EPSG:{true}"].en)
    assert moved is not None and "dời" in found[f"EPSG:{true}"].vi


def test_a_six_degree_zone_read_as_three_is_seen_where_the_ward_is_small(look, events, conn, ward):
    """The two differ by 699 m: with an outline of 500 m around the points one of them fits."""
    corners = "105.8855 21.0485,105.892 21.0485,105.892 21.052,105.8855 21.052,105.8855 21.0485"
    small = f"MULTIPOLYGON((({corners})))"
    db.execute(
        conn,
        "INSERT INTO area (ward_id, kind, code, name, valid_from, geom) VALUES"
        " (%s, 'ward', '1', 'x', '2016-01-01', ST_GeomFromText(%s, 4326))",
        (ward.id, small),
    )
    (question,) = look(_points(VN2000), **events | {"crs": "EPSG:3405"}).questions
    assert question.proposal == "EPSG:5897"
    moved = next(o for o in question.options if o.value == "EPSG:5897").evidence.en
    assert "moves it by 699 m" in moved


def test_an_answer_stands_above_what_the_file_declares(bring, events, bounded, conn):
    said = ImportOptions(**events | {"crs": "EPSG:9209"}).answered({"crs": "EPSG:5897"})
    content = _points(VN2000)
    report = bring("incidents", content, **events | {"crs": said.crs, "settled_crs": True})
    assert (report.loaded, report.crs, report.outside_areas) == (9, "EPSG:5897", 0)


def test_north_called_x_is_asked_and_exchanged(look, bring, events, bounded):
    content = _points([(north, east) for east, north in VN2000])
    (question,) = look(content, **events | {"crs": "EPSG:5897"}).questions
    assert (question.id, _values(question)) == ("axes", ["yx"])
    (unknown,) = look(content, **events | {"crs": None}).questions
    assert unknown.proposal == "EPSG:5897/yx"
    said = ImportOptions(**events).answered({"crs": "EPSG:5897/yx"})
    assert (said.crs, said.axes) == ("EPSG:5897", "yx")
    assert bring("incidents", content, **events | {"crs": "EPSG:5897", "axes": "yx"}).loaded == 9


def test_several_questions_come_at_once(look):
    content = "ngày;hành vi;kinh độ;vĩ độ;địa chỉ\n"
    content += "05/03/2016;vut_rac;105,88;21,04;Ngõ 12 phố Gia Thụy đường Nguyễn Văn Cừ\n" * 3
    checked = look(legacy_text.encode(content, "tcvn3"))
    asked = {question.id: question.proposal for question in checked.questions}
    assert asked == {
        "encoding": "tcvn3",
        "map.occurred_at": "ngày",
        "map.category_code": "hành vi",
        "date_format": "%d/%m/%Y",
        "x": "kinh độ",
        "y": "vĩ độ",
        "decimal": "comma",
        "crs": "EPSG:4326",
    }
    assert checked.report.counts == ()
    words = next(each.text for each in checked.questions if each.id == "map.occurred_at")
    assert words.vi == "Cột nào của tệp là «Thời điểm» (occurred_at)?"
    assert words.en == "Which column of the file is “When” (occurred_at)?"


def test_a_question_without_a_proposal_ends_the_look(look, events):
    checked = look("a;b\n1;2\n")
    assert {q.id for q in checked.questions} == {"map.occurred_at", "map.category_code"}
    assert checked.assumed == {}


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_title_above_the_header_is_a_question(look, bring, events, mark):
    title = "SỔ THEO DÕI VI PHẠM" + mark * 3 + "\n"
    content = title + _points([(105.88, 21.04)] * 2).replace(",", mark)
    (question,) = look(content, **events).questions
    assert (question.id, question.proposal) == ("header", "2")
    report = bring("incidents", content, header="2", **events)
    assert (report.loaded, report.read) == (2, 2)


def test_a_bare_title_is_a_question_too(look, bring, events):
    content = "SỔ THEO DÕI VI PHẠM\n" + _points([(105.88, 21.04)] * 2)
    assert [question.id for question in look(content, **events).questions] == ["header"]
    assert bring("incidents", content, header="2", **events).loaded == 2

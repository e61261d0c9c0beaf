"""Editing over HTTP: plan, save, conflict with both versions, undo, typed corners, odd bodies."""

import pytest

from layers import db
from tests.factories import LAT, LON, add_lane, add_site

POINT = {"type": "Point", "coordinates": [LON + 0.0001, LAT]}


@pytest.fixture
def boss(client_as):
    return client_as("supervisor")


def base(ward):
    return f"/api/{ward.code}/edits"


def test_a_save_answers_with_what_its_plan_said(boss, conn, ward):
    site = add_site(conn, ward, stage="foundation")
    shown = boss.get(f"{base(ward)}/sites/{site}")
    assert shown.headers["Cache-Control"] == "private, no-store"
    wish = {"id": site, "version": shown.json["version"], "geometry": POINT, "reason": "xem lại"}
    planned = boss.post(f"{base(ward)}/sites/plan", json=wish).json
    assert (planned["edit"], planned["rows"][0]["size"]["moved_m"] > 9) == (None, True)
    saved = boss.post(f"{base(ward)}/sites", json=wish).json
    assert saved["rows"][0]["size"] == planned["rows"][0]["size"]
    again = boss.get(f"{base(ward)}/sites/{site}").json
    assert again["geometry"] == POINT and again["versions"][0]["reason"] == "xem lại"
    assert again["versions"][0]["actor"].startswith("test-")
    undone = boss.post(f"{base(ward)}/{saved['edit']}/undo")
    assert (undone.status_code, undone.json["undid"]) == (200, saved["edit"])
    assert boss.post(f"{base(ward)}/{saved['edit']}/undo").status_code == 409
    assert boss.get(f"{base(ward)}/sites/{site}").json["geometry"] == shown.json["geometry"]


def test_a_stale_save_answers_with_the_other_version(boss, conn, ward):
    site = add_site(conn, ward, address="cũ")
    version = boss.get(f"{base(ward)}/sites/{site}").json["version"]
    db.execute(conn, "UPDATE site SET address = 'của họ' WHERE id = %s", (site,))
    wish = {"id": site, "version": version, "values": {"address": "của tôi"}}
    answer = boss.post(f"{base(ward)}/sites", json=wish)
    assert answer.status_code == 409
    theirs = answer.json["theirs"]
    assert theirs["values"]["address"] == "của họ" and theirs["geometry"]["type"] == "Point"
    assert answer.json["error"]["vi"] and answer.json["error"]["en"]
    kept = boss.post(f"{base(ward)}/sites", json=wish | {"version": theirs["version"]})
    assert kept.status_code == 200
    earlier = f"{base(ward)}/sites/{site}/versions/{theirs['version']}"
    assert boss.get(earlier).json["values"]["address"] == "của họ"


def test_a_lane_is_split_and_merged_again(boss, conn, ward):
    lane = add_lane(conn, ward, points=[(105.881, LAT), (105.889, LAT)])
    shown = boss.get(f"{base(ward)}/lanes/{lane}").json
    cut = {"type": "LineString", "coordinates": [[105.885, LAT - 0.001], [105.885, LAT + 0.001]]}
    wish = {"version": shown["version"], "cut": cut, "names": [{"code": "L-2"}]}
    planned = boss.post(f"{base(ward)}/lanes/{lane}/split", json=wish | {"plan": True}).json
    assert planned["edit"] is None and len(planned["rows"]) == 2
    saved = boss.post(f"{base(ward)}/lanes/{lane}/split", json=wish).json
    assert (saved["action"], saved["rows"][1]["code"]) == ("split", "L-2")
    (beside,) = boss.get(f"{base(ward)}/lanes/{lane}").json["beside"]
    now = boss.get(f"{base(ward)}/lanes/{lane}").json["version"]
    both = {"version": now, "other": beside["id"], "other_version": beside["version"]}
    assert boss.post(f"{base(ward)}/lanes/{lane}/merge", json=both).json["action"] == "merge"
    assert db.value(conn, "SELECT count(*) FROM lane") == 1


def test_typed_metres_come_back_as_degrees(boss, ward):
    answer = boss.post(f"{base(ward)}/typed", json={"text": "591914.15 2328628.29\n\n21 105"})
    assert answer.json["parts"][1] == [[105.0, 21.0]]
    assert answer.json["parts"][0][0] == pytest.approx([105.886281, 21.048956], abs=1e-7)
    wrong = boss.post(f"{base(ward)}/typed", json={"text": "21"})
    assert (wrong.status_code, wrong.json["field"]) == (400, "text")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("sites", {"values": []}, "values"),
        ("sites", {"reason": 7}, "reason"),
        ("sites", {"version": "1"}, "version"),
        ("sites", {"id": 0}, "id"),
        ("sites", {"id": True}, "id"),
        ("sites", {"values": {"code": "S1", "stage": ["frame"]}}, "stage"),
        ("sites", {"values": {"stage": "frame"}}, "code"),
        ("sites/plan", {"reason": "x" * 501}, "reason"),
        ("lanes/1/split", {"names": "L2"}, "names"),
        ("lanes/1/split", {"names": ["L2"]}, "names"),
        ("groups/1/split", {"document": []}, "document"),
        ("lanes/1/merge", {}, "other"),
        ("lanes/1/merge", {"other": 2, "other_version": 1.5}, "other_version"),
        ("typed", {}, "text"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_by_name(boss, ward, path, body, field):
    answer = boss.post(f"{base(ward)}/{path}", json=body)
    assert (answer.status_code, answer.json["field"]) == (400, field)


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Point", "coordinates": ["105.88", "21.04"]},
        {"type": "Point", "coordinates": [None, None]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [1e400, 21]},
        {"type": "Point", "coordinates": [[105.88, 21.04]]},
        {"type": "Point"},
        {"type": ["Point"]},
        {"type": "GeometryCollection", "geometries": []},
        "POINT(105.88 21.04)",
        [105.88, 21.04],
    ],
)
def test_a_shape_that_is_none_is_refused_and_nothing_kept(boss, conn, ward, shape):
    values = {"code": "S1", "stage": "frame", "permit_state": "valid", "watched_from": "2016-01-01"}
    answer = boss.post(f"{base(ward)}/sites", json={"geometry": shape, "values": values})
    assert (answer.status_code, answer.json["field"]) == (400, "geometry")
    assert db.value(conn, "SELECT count(*) FROM site") == 0


def test_another_ward_s_record_is_not_there(boss, conn, ward, client_as):
    site = add_site(conn, ward)
    assert boss.get(f"{base(ward)}/sites/{site + 1}").status_code == 404
    assert boss.get(f"{base(ward)}/rounds/new").status_code == 404
    assert boss.get(f"{base(ward)}/sites/{site}/versions/987654321").status_code == 404
    for role in ("viewer", "inspector"):
        assert client_as(role).post(f"{base(ward)}/sites/plan", json={}).status_code == 403


def test_an_edit_before_an_undone_one_is_undone_too(client_as, conn, ward):
    boss, site = client_as("supervisor"), add_site(conn, ward)
    base = f"/api/{ward.code}/edits"
    edits = []
    for number in ("1", "2"):
        version = boss.get(f"{base}/sites/{site}").json["version"]
        body = {"id": site, "version": version, "values": {"permit_no": number}}
        edits.append(boss.post(f"{base}/sites", json=body).json["edit"])
    assert boss.post(f"{base}/{edits[0]}/undo").status_code == 409
    assert [boss.post(f"{base}/{each}/undo").status_code for each in reversed(edits)] == [200] * 2

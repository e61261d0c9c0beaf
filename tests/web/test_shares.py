"""Share links: who may make one, what opens it, what it never shows, how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.text import Text
from geo.tiles import tile_of
from layers import clock, db
from layers.queries.wards import Ward, create_ward
from tests.factories import LAT, LON, add_incident, add_incidents, add_lane, add_site
from tests.mvt import read_tile
from tests.web.conftest import ClientAs

VIEW = "?layers=lanes,incidents&from=2016-01-01&to=2016-06-30"
UNTIL = (clock.today() + timedelta(days=30)).isoformat()


def wish(**said: Any) -> dict[str, Any]:
    return {"view": VIEW, "ends_on": UNTIL, "role": "viewer", "redacted": False} | said


@pytest.fixture
def maker(client_as: ClientAs) -> FlaskClient:
    return client_as("supervisor")


def link(maker: FlaskClient, ward: Ward, **said: Any) -> str:
    """Make a link and return its path, such as /s/TOKEN."""
    made = maker.post(f"/api/{ward.code}/shares", json=wish(**said))
    assert made.status_code == 201, made.json
    return made.json["address"].removeprefix("http://localhost")


def test_link_opens_the_map_for_somebody_without_an_account(
    app: Flask, maker: FlaskClient, ward: Ward
) -> None:
    path = link(maker, ward)
    page = app.test_client().get(path)
    assert page.status_code == 200
    assert 'id="map"' in page.text
    assert "/sign-in" not in page.text
    assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_refusal_says_once_what_is_needed(maker: FlaskClient, ward: Ward) -> None:
    for said, vi, en in (
        ({}, "view=: cần tên các lớp, như layers=", "view=: needs layers, such as layers="),
        (wish(view="?layers=lanes%00"), "cần văn bản không có", "needs a text without NUL"),
        (wish(origins=["x y"]), "origins=x y: cần dạng https", "origins=x y: needs one such as"),
    ):
        answer = maker.post(f"/api/{ward.code}/shares", json=said)
        told = answer.json["error"]
        assert answer.status_code == 400 and vi in told["vi"] and en in told["en"]
        assert told["vi"].count("cần") == told["en"].count("needs") == 1


def test_token_is_long_and_never_stored(conn: connection, maker: FlaskClient, ward: Ward) -> None:
    path = link(maker, ward)
    token = path.removeprefix("/s/")
    assert len(token) >= 32  # 24 random bytes
    kept = db.value(conn, "SELECT string_agg(share_link::text, '') FROM share_link")
    logged = db.value(conn, "SELECT count(*) FROM change_log WHERE after::text LIKE %s",
                      (f"%{token}%",))  # fmt: skip
    assert token not in kept
    assert logged == 0
    assert token not in maker.get(f"/api/{ward.code}/shares").text


def test_unknown_over_and_revoked_links_get_the_same_answer(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    over, revoked = link(maker, ward), link(maker, ward)
    (newest, older) = maker.get(f"/api/{ward.code}/shares").json["shares"]
    maker.delete(f"/api/{ward.code}/shares/{newest['id']}")
    db.execute(
        conn, "UPDATE share_link SET ends_on = current_date - 1 WHERE id = %s", (older["id"],)
    )
    client = app.test_client()
    for rest in ("", f"/api/{ward.code}/counts", "/board", "/nothing"):
        answers = [
            client.get(path + rest)
            for path in (over, revoked, "/s/" + "x" * 32, "/s/", "/e/" + "x" * 32, "/s/%00")
        ]
        assert {each.status_code for each in answers} == {404}
        assert len({each.data for each in answers}) == 1
        heads = [dict(each.headers) for each in answers]
        assert all(head == heads[0] for head in heads)


def test_revoked_link_can_be_opened_again(app: Flask, maker: FlaskClient, ward: Ward) -> None:
    path, client = link(maker, ward), app.test_client()
    (listed,) = maker.get(f"/api/{ward.code}/shares").json["shares"]
    one = f"/api/{ward.code}/shares/{listed['id']}"
    assert client.get(path).status_code == 200
    assert maker.delete(one).json["shares"][0]["state"] == "revoked"
    assert client.get(path).status_code == 404
    assert maker.delete(one).status_code == 404
    assert maker.post(one + "/restore").json["shares"][0]["state"] == "open"
    assert client.get(path).status_code == 200
    assert maker.post(one + "/restore").status_code == 404


def test_list_says_how_often_and_when_a_link_was_opened(
    app: Flask, maker: FlaskClient, ward: Ward
) -> None:
    path, client = link(maker, ward, note="cho báo phường"), app.test_client()

    def listed() -> dict[str, Any]:
        return maker.get(f"/api/{ward.code}/shares").json["shares"][0]

    assert (listed()["uses"], listed()["last_used_at"]) == (0, None)
    client.get(path)
    client.get(f"{path}/api/{ward.code}/counts")
    client.get(path)
    assert listed()["uses"] == 2
    assert listed()["last_used_at"] is not None
    assert listed()["note"] == "cho báo phường"


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [
        ({"role": "admin"}, 403, "role=admin"),
        ({"role": "king"}, 400, "king"),
        ({"ends_on": "2016-01-01"}, 400, "ends_on"),
        ({"ends_on": "2999-01-01"}, 400, "ends_on"),
        ({"ends_on": "soon"}, 400, "ends_on"),
        ({"note": "x" * 301}, 400, "note"),
        ({"view": "?from=2016-01-01"}, 400, "layers"),
        ({"view": "?layers=lanes&" + "x" * 4000}, 400, "view"),
        ({"view": VIEW + "&map=here"}, 400, "map"),
        ({"view": VIEW + "&lane=1", "role": "public"}, 400, "lane"),
        ({"view": VIEW + "&text=van", "redacted": True}, 400, "text"),
        ({"view": VIEW + "&inside=105.88,21.04,105.89,21.05", "redacted": True}, 400, "inside"),
        ({"view": VIEW + "&round=R1", "redacted": True}, 400, "round"),
        ({"view": VIEW.replace("06-30", "06-29"), "redacted": True}, 400, "from"),
        ({"redacted": "no"}, 400, "redacted"),
        ({"origins": ["https://*.example.vn"]}, 400, "origins"),
        ({"origins": ["https://a.vn; script-src *"]}, 400, "origins"),
        ({"origins": ["javascript:alert(1)"]}, 400, "origins"),
        ({"origins": "https://a.vn"}, 400, "origins"),
    ],
)
def test_wrong_wish_is_refused_by_name(
    maker: FlaskClient, ward: Ward, said: dict[str, Any], status: int, word: str
) -> None:
    answer = maker.post(f"/api/{ward.code}/shares", json=wish(**said))
    assert answer.status_code == status
    assert word in answer.json["error"]["vi"] + str(answer.json.get("field"))
    assert answer.json["error"]["en"]
    assert maker.get(f"/api/{ward.code}/shares").json["shares"] == []


def test_what_is_not_said_is_closed(maker: FlaskClient, ward: Ward) -> None:
    """Only a view and a day: public, redacted, locked, in no frame."""
    maker.post(f"/api/{ward.code}/shares", json={"view": VIEW, "ends_on": UNTIL})
    (listed,) = maker.get(f"/api/{ward.code}/shares").json["shares"]
    assert (listed["role"], listed["is_redacted"], listed["is_locked"]) == ("public", True, True)
    assert listed["origins"] == []


def test_link_has_the_role_it_says_whoever_opens_it(
    maker: FlaskClient, client_as: ClientAs, ward: Ward
) -> None:
    path = link(maker, ward, role="public", redacted=False)
    for client in (maker, client_as("admin"), client_as("public")):
        assert client.get(f"{path}/api/{ward.code}/layers/incidents/features").status_code == 404
        assert '"role":"public"' in client.get(path).text


def test_link_never_has_more_than_its_maker_has_today(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    add_incident(conn, ward)
    path, client = link(maker, ward), app.test_client()
    address = f"{path}/api/{ward.code}/layers/incidents/features"
    assert client.get(address).status_code == 200
    db.execute(conn, "UPDATE \"user\" SET role = 'viewer' WHERE login LIKE 'test-%%'")
    assert client.get(address).status_code == 200
    db.execute(conn, "UPDATE share_link SET role = 'supervisor'")
    assert '"role":"viewer"' in client.get(path).text
    db.execute(conn, "UPDATE \"user\" SET is_active = false WHERE login LIKE 'test-%%'")
    assert client.get(address).status_code == 404


def test_link_opens_its_own_ward_only(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    path, client = link(maker, ward), app.test_client()
    assert client.get(f"{path}/api/phuong-khac/layers/lanes/features").status_code == 404
    assert client.get(f"{path}/?ward=phuong-khac").status_code == 404
    assert client.get(f"{path}/?ward={ward.code}").status_code == 200


def test_locked_link_keeps_its_layers_and_filter(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    lane = add_lane(conn, ward)
    inside = add_incident(conn, ward, on="2016-03-01", lane_id=lane)
    outside = add_incident(conn, ward, on="2017-03-01", lane_id=lane)
    add_site(conn, ward)
    path, client = link(maker, ward, locked=True), app.test_client()
    api = f"{path}/api/{ward.code}"
    for asked in ("", "?from=2017-01-01&to=2017-12-31", "?field=vsmt", "?runs=gi_star:1"):
        assert client.get(f"{api}/counts{asked}").json["total"] == 1
        page = client.get(f"{api}/layers/incidents/features{asked}").json
        assert [each["id"] for each in page["features"]] == [inside]
        plan = client.get(f"{api}/layers/incidents/export{asked}").json
        assert plan["rows"] == 1
    assert client.get(f"{api}/layers/incidents/features/{inside}").status_code == 200
    assert client.get(f"{api}/layers/incidents/features/{outside}").status_code == 404
    assert client.get(f"{api}/layers/sites/features").status_code == 404
    names = {each["name"] for each in client.get(f"{api}/layers").json["layers"]}
    assert names == {"lanes", "incidents"}
    found = client.get(f"{api}/search?q=ngo 40").json["results"]
    assert {each["layer"] for each in found} <= {"lanes"}
    z, x, y = tile_of(LON, LAT, 16)
    tile = client.get(f"{path}/tiles/{ward.code}/incidents/{z}/{x}/{y}.mvt?from=2017-01-01")
    assert [each.id for each in read_tile(tile.data)["incidents"]] == [inside]
    file = client.get(f"{path}/view.html?layers=lanes,incidents,sites&from=2017-01-01").text
    assert '"start":["2016-03-01"]' in file


def test_open_link_may_be_filtered_within_its_role(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    add_incident(conn, ward, on="2016-03-01")
    add_incident(conn, ward, on="2017-03-01")
    add_site(conn, ward)
    path, client = link(maker, ward, locked=False), app.test_client()
    api = f"{path}/api/{ward.code}"
    assert client.get(f"{api}/counts").json["total"] == 2
    assert client.get(f"{api}/counts?to=2016-12-31").json["total"] == 1
    site = client.get(f"{api}/layers/sites/features").json["features"][0]
    assert "owner_name" not in site["properties"]


def test_link_changes_nothing_and_opens_no_other_page(
    app: Flask, maker: FlaskClient, ward: Ward
) -> None:
    path = link(maker, ward, role="supervisor")
    assert "edit-panel" not in app.test_client().get(path).text
    assert "edit-panel" in maker.get("/").text
    for client in (app.test_client(), maker):
        for rest in ("/board", f"/api/{ward.code}/board", f"/api/{ward.code}/rows?of=incidents",
                     "/imports", f"/api/{ward.code}/shares", "/sign-in", "/healthz"):  # fmt: skip
            assert client.get(path + rest).status_code == 403, rest
        for rest in (f"/api/{ward.code}/shares", "/sign-in", f"/api/{ward.code}/watch", "/"):
            assert client.post(path + rest).status_code in (403, 405), rest


def test_view_in_a_frame_is_for_the_sites_its_maker_named(
    app: Flask, maker: FlaskClient, ward: Ward
) -> None:
    sites = ["https://bao.example.vn/", "http://localhost:8080"]
    path = link(maker, ward, origins=sites)
    client = app.test_client()
    frame = client.get(path.replace("/s/", "/e/"))
    assert frame.status_code == 200
    assert frame.headers["Content-Security-Policy"].endswith(
        "frame-ancestors https://bao.example.vn http://localhost:8080"
    )
    assert "X-Frame-Options" not in frame.headers
    for elsewhere in (client.get(path), client.get("/"), client.get("/sign-in")):
        assert "frame-ancestors 'none'" in elsewhere.headers["Content-Security-Policy"]
        assert elsewhere.headers["X-Frame-Options"] == "DENY"
    closed = link(maker, ward)
    assert client.get(closed.replace("/s/", "/e/")).status_code == 404


def test_cache_never_gives_a_link_what_it_kept_for_staff(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    lane = add_lane(conn, ward)
    add_incidents(conn, ward, 7, lane_id=lane)
    add_incidents(conn, ward, 3, field="vsmt", category="vut_rac", lane_id=lane)
    asked = "?from=2016-01-01&to=2016-06-30"
    exact = maker.get(f"/api/{ward.code}/counts{asked}").json
    client = app.test_client()
    told = client.get(f"{link(maker, ward, redacted=True)}/api/{ward.code}/counts").json
    open_ = client.get(f"{link(maker, ward)}/api/{ward.code}/counts").json
    assert [row["n"] for row in exact["facets"]["field"]] == [7, 0, 3]
    assert [row["n"] for row in told["facets"]["field"]] == [5, "<5", "<5"]
    for name in ("total", "facets"):
        assert open_[name] == exact[name]
    z, x, y = tile_of(LON, LAT, 16)
    tile = f"/tiles/{ward.code}/incidents/{z}/{x}/{y}.mvt"
    assert maker.get(tile).data
    assert client.get(link(maker, ward, redacted=True) + tile).status_code == 404
    assert client.get(link(maker, ward) + tile).headers["Cache-Control"] == "private, no-cache"


def test_locked_link_counts_nothing_outside_its_filter(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    lane = add_lane(conn, ward)
    for on in ("2016-03-01", "2017-03-01"):
        add_incident(conn, ward, on=on, lane_id=lane)
    path = link(maker, ward, locked=True)
    facets = app.test_client().get(f"{path}/api/{ward.code}/counts").json["facets"]
    assert [row["value"] for row in facets["month"] if row["n"]] == ["2016-03"]
    assert sum(row["n"] for row in facets["state"]) == 1


def test_drawn_shape_goes_into_the_link(
    app: Flask, conn: connection, maker: FlaskClient, ward: Ward
) -> None:
    add_incident(conn, ward, 105.885, 21.045, on="2016-03-01")
    add_incident(conn, ward, 105.889, 21.049, on="2016-03-01")
    view = "layers=incidents&from=2016-01-01&to=2016-06-30&shape=105.885,21.045,50"
    path = link(maker, ward, view=view, locked=True)
    assert app.test_client().get(f"{path}/api/{ward.code}/counts").json["total"] == 1


def test_view_with_nul_is_refused(maker: FlaskClient, ward: Ward) -> None:
    wish = {"view": "layers=lanes%00", "role": "viewer", "ends_on": "2099-01-01"}
    assert maker.post(f"/api/{ward.code}/shares", json=wish).status_code == 400

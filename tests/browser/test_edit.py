"""Editing on the map as a person does it: drawn, moved, typed, compared, saved, undone."""

import pytest

from layers import db
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.save import save_edit
from layers.queries.wards import get_ward
from layers.roles import Role
from tests.browser.dragging import drag

CLOSE = "/?map=18/21.04700/105.88600&layers=ward_border,groups,lanes,sites"


@pytest.fixture
def ground(served_database):
    """The demonstration as it was, again after the test."""
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    kept = {
        table: db.rows(conn, f"SELECT id FROM {table} WHERE ward_id = %s", (ward.id,))
        for table in ("site", "lane", "area")
    }
    yield conn, ward
    with db.acting_as(conn, "tests"):
        for table, rows in kept.items():
            ids = [row["id"] for row in rows]
            if table == "lane":
                db.execute(
                    conn, "UPDATE incident SET lane_id = NULL WHERE NOT lane_id = ANY(%s)", (ids,)
                )
            db.execute(
                conn, f"DELETE FROM {table} WHERE ward_id = %s AND NOT id = ANY(%s)", (ward.id, ids)
            )
    conn.close()


def some(conn, ward, table):
    return db.one(
        conn,
        "SELECT id, code, ST_X(ST_PointOnSurface(geom)) AS lon,"
        f" ST_Y(ST_PointOnSurface(geom)) AS lat, ST_AsText(geom) AS shape"
        f" FROM {table} WHERE ward_id = %s ORDER BY id LIMIT 1",
        (ward.id,),
    )


def editing(page, layer, row):
    """Open a record from its address, and its editor from its card."""
    page.click("#edit-record")
    page.wait_for_selector("#edit-panel[data-ready=editing]")


def open_record(started, layer, row, **options):
    page = started.go(
        f"/?map=18/{row['lat']}/{row['lon']}&layers=ward_border,lanes,{layer}&selected={layer}/{row['id']}"
    )
    page.wait_for_selector("#edit-record")
    return page


def test_a_site_is_drawn_compared_saved_and_taken_back(visit, ground):
    conn, _ = ground
    before = db.value(conn, "SELECT count(*) FROM site")
    started = visit("supervisor")
    page = started.go(CLOSE)
    page.click("#view-actions")
    page.click("#open-edit")
    page.wait_for_selector("#edit-panel[data-ready=choose]")
    page.select_option("#edit-layer", "sites")
    page.click("#edit-new")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.locator("#map").click(position={"x": 420, "y": 300})
    page.wait_for_selector(".edit-pin")
    page.fill("#edit-address", "Số 7 ngõ thử")
    page.select_option("#edit-stage", "frame")
    page.fill("#edit-watched_from", "2016-03-01")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    said = page.locator("#edit-difference").inner_text()
    assert "Số 7 ngõ thử" in said and "Xây thô" in said and "01/03/2016" in said
    assert db.value(conn, "SELECT count(*) FROM site") == before
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    row = db.one(
        conn, "SELECT *, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM site ORDER BY id DESC LIMIT 1"
    )
    assert (row["address"], row["stage"]) == ("Số 7 ngõ thử", "frame")
    assert abs(row["lon"] - 105.886) < 0.002 and abs(row["lat"] - 21.047) < 0.002
    page.wait_for_selector("#popup:not([hidden]) .history")
    assert "supervisor vẽ mới" in page.locator("#popup").inner_text()
    page.click(".toast__undo")
    page.wait_for_selector("text=Đã hoàn tác")
    assert db.value(conn, "SELECT count(*) FROM site") == before


def test_a_lane_is_moved_by_its_corner_with_undo_and_redo(visit, ground):
    conn, ward = ground
    lane = some(conn, ward, "lane")
    started = visit("supervisor")
    page = open_record(started, "lanes", lane)
    editing(page, "lanes", lane)
    corner = page.locator(".marker-icon:not(.marker-icon-middle)").first
    corner.wait_for()
    assert started.faults() == []
    typed = page.locator("#edit-typed")
    first = typed.input_value()
    drag(page, corner, 30, 25)
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    moved = typed.input_value()
    assert moved != first
    page.click("#edit-undo")
    assert typed.input_value() == first
    page.click("#edit-redo")
    assert typed.input_value() == moved
    page.locator("#edit-title").focus()
    page.keyboard.press("Control+z")
    assert typed.input_value() == first
    page.keyboard.press("Control+Shift+z")
    assert typed.input_value() == moved
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert (
        page.locator("path.edit-shape--before").count()
        and page.locator("path.edit-shape--after").count()
    )
    assert started.faults() == []
    said = page.locator("#edit-difference").inner_text()
    assert "Chiều dài" in said and "→" in said and "Xê dịch nhiều nhất" in said
    page.fill("#edit-reason", "đo lại")
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    assert (
        db.value(conn, "SELECT ST_AsText(geom) FROM lane WHERE id = %s", (lane["id"],))
        != lane["shape"]
    )
    assert db.value(conn, "SELECT reason FROM edit ORDER BY id DESC LIMIT 1") == "đo lại"
    page.click(".toast__undo")
    page.wait_for_selector("text=Đã hoàn tác")
    assert (
        db.value(conn, "SELECT ST_AsText(geom) FROM lane WHERE id = %s", (lane["id"],))
        == lane["shape"]
    )


def test_all_of_it_by_keyboard_with_typed_metres(visit, ground):
    conn, ward = ground
    site = some(conn, ward, "site")
    started = visit("supervisor")
    page = open_record(started, "sites", site)
    page.focus("#edit-record")
    page.keyboard.press("Enter")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.focus("#edit-coordinates summary")
    page.keyboard.press("Enter")
    page.fill("#edit-typed", "591914.15; 2328628.29")
    page.focus("#edit-typed-apply")
    page.keyboard.press("Enter")
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    assert page.input_value("#edit-typed").startswith("21.0489560, 105.886281")
    page.focus("#edit-review")
    page.keyboard.press("Enter")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert page.evaluate("document.activeElement.id") == "edit-title"
    page.focus("#edit-save")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast__undo")
    lon, lat = db.one(
        conn, "SELECT ST_X(geom) AS x, ST_Y(geom) AS y FROM site WHERE id = %s", (site["id"],)
    ).values()
    assert (round(lon, 6), round(lat, 6)) == (105.886281, 21.048956)
    page.wait_for_selector("#popup:not([hidden]) .history")  # which takes the focus when it opens
    page.focus(".toast__undo")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Đã hoàn tác")


def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_lost(visit, ground):
    conn, ward = ground
    site = some(conn, ward, "site")
    started = visit("supervisor")
    started.expected.add("400 (BAD REQUEST)")
    page = open_record(started, "sites", site)
    editing(page, "sites", site)
    page.fill("#edit-address", "địa chỉ mới")
    page.fill("#edit-watched_to", "1999-01-01")
    page.click("#edit-review")
    page.wait_for_selector("#edit-trouble .note")
    said = page.locator("#edit-trouble").inner_text()
    assert "Theo dõi đến '01/01/1999': phải sau «Theo dõi từ»" in said
    assert page.evaluate("document.activeElement.id") == "edit-watched_to"
    assert page.get_attribute("#edit-watched_to", "aria-invalid") == "true"
    assert page.input_value("#edit-address") == "địa chỉ mới"


def test_two_people_at_once_lose_nothing(visit, ground):
    conn, ward = ground
    site = some(conn, ward, "site")
    started = visit("supervisor")
    started.expected.add("409 (CONFLICT)")
    page = open_record(started, "sites", site)
    editing(page, "sites", site)
    page.fill("#edit-address", "của tôi")
    shown = describe_row(conn, ward, "sites", site["id"], Role.SUPERVISOR)
    save_edit(
        conn,
        ward,
        Wish("sites", site["id"], shown["version"], None, {"address": "của họ"}),
        Role.SUPERVISOR,
        "binh",
    )
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=conflict]")
    said = page.locator("#edit-panel").inner_text()
    assert "binh" in said and "của tôi" in said and "của họ" in said
    assert started.faults() == []
    page.click("#edit-keep-mine")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert "của họ" in page.locator("#edit-difference").inner_text()
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    now = describe_row(conn, ward, "sites", site["id"], Role.SUPERVISOR)
    assert now["values"]["address"] == "của tôi"
    back = Wish("sites", site["id"], now["version"], shown["geometry"], shown["values"])
    save_edit(conn, ward, back, Role.SUPERVISOR, "tests")


def test_work_outlives_a_lost_session(visit, ground):
    conn, ward = ground
    site = some(conn, ward, "site")
    started = visit("supervisor")
    started.expected.add("401 (UNAUTHORIZED)")
    page = open_record(started, "sites", site)
    editing(page, "sites", site)
    page.fill("#edit-address", "gõ rồi mà mất phiên")
    page.press("#edit-address", "Tab")
    kept = started.context.cookies()
    started.context.clear_cookies()
    page.click("#edit-review")
    page.click("dialog:has(#again-login) .button:has-text('Để sau')")
    page.wait_for_selector("#edit-trouble a[href^='/sign-in']")
    started.context.add_cookies(kept)
    page.reload()
    page.wait_for_selector("#edit-draft")
    page.click("#edit-draft-open")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    assert page.input_value("#edit-address") == "gõ rồi mà mất phiên"
    page.click("#edit-cancel")
    page.wait_for_selector("#edit-panel", state="hidden")
    page.reload()
    page.wait_for_selector("[data-ready=tiles]")
    assert page.locator("#edit-draft").count() == 0


def test_an_earlier_version_is_opened_and_saved_again(visit, ground):
    conn, ward = ground
    site = some(conn, ward, "site")
    first = describe_row(conn, ward, "sites", site["id"], Role.SUPERVISOR)
    save_edit(
        conn,
        ward,
        Wish("sites", site["id"], first["version"], None, {"permit_no": "SAI-1"}),
        Role.SUPERVISOR,
        "binh",
    )
    started = visit("supervisor")
    page = open_record(started, "sites", site)
    editing(page, "sites", site)
    page.click("#edit-versions summary")
    page.click("#edit-versions li:nth-child(2) .button")
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert "Khôi phục phiên bản" in page.input_value("#edit-reason")
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    now = describe_row(conn, ward, "sites", site["id"], Role.SUPERVISOR)
    assert now["values"] == first["values"]


INNER = """
    WITH ward AS (SELECT ST_Union(geom) AS geom FROM area WHERE ward_id = %(ward)s
                   AND kind = 'group' AND valid_to IS NULL),
    corner AS (SELECT area.id, area.code, (dumped).path[3] - 1 AS at, (dumped).geom
                 FROM area, ST_DumpPoints(area.geom) AS dumped
                WHERE area.ward_id = %(ward)s AND kind = 'group' AND valid_to IS NULL)
    SELECT corner.id, corner.code, corner.at, ST_X(corner.geom) AS lon, ST_Y(corner.geom) AS lat
      FROM corner, ward
     WHERE ST_Distance(ST_Boundary(ward.geom), corner.geom) > 0.001
     ORDER BY (SELECT min(ST_Distance(near.geom, corner.geom)) FROM corner AS near
                WHERE NOT ST_Equals(near.geom, corner.geom)) DESC, corner.id LIMIT 1
"""


def test_a_group_s_border_moves_and_its_neighbours_with_it(visit, ground):
    conn, ward = ground
    corner = db.one(conn, INNER, {"ward": ward.id})
    whole = (
        "SELECT ST_Area(ST_Union(geom)::geography) FROM area"
        " WHERE kind = 'group' AND valid_to IS NULL"
    )
    before, shapes = db.value(conn, whole), db.rows(conn, "SELECT id, geom FROM area ORDER BY id")
    started = visit("supervisor")
    started.expected.add("400 (BAD REQUEST)")
    page = open_record(started, "groups", corner)
    editing(page, "groups", corner)
    handle = page.locator(".marker-icon:not(.marker-icon-middle)").nth(corner["at"])
    drag(page, handle, 12, 9)
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert page.locator(".edit__row").count() >= 2
    assert "m²" in page.locator("#edit-difference").inner_text()
    page.click("#edit-save")
    page.wait_for_selector("#edit-trouble .note")
    assert "lý do" in page.locator("#edit-trouble").inner_text()
    page.fill("#edit-reason", "đo lại góc phố")
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    assert abs(db.value(conn, whole) - before) < 1.0
    assert db.rows(conn, "SELECT id, geom FROM area ORDER BY id") != shapes
    page.click(".toast__undo")
    page.wait_for_selector("text=Đã hoàn tác")
    assert db.rows(conn, "SELECT id, geom FROM area ORDER BY id") == shapes


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mode_has_no_faults_of_access(visit, ground, phone, scheme):
    conn, ward = ground
    site = some(conn, ward, "site")
    started = visit("supervisor", phone=phone, color_scheme=scheme)
    page = open_record(started, "sites", site)
    editing(page, "sites", site)
    page.click("#edit-coordinates summary")
    page.click("#edit-versions summary")
    assert started.faults() == []
    page.fill("#edit-address", "khác")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert started.faults() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_viewer_edits_nothing_and_fetches_nothing_of_it(visit, ground):
    conn, ward = ground
    site = some(conn, ward, "site")
    started = visit("viewer")
    asked = []
    started.page.on("request", lambda request: asked.append(request.url))
    page = started.go(
        f"/?map=18/{site['lat']}/{site['lon']}&layers=sites&selected=sites/{site['id']}"
    )
    page.wait_for_selector("#popup .popup__actions")
    assert page.locator("#edit-record, #edit-panel").count() == 0
    assert [url for url in asked if "geoman" in url or "/edit/mode" in url] == []

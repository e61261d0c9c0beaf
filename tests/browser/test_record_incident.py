"""Recording an incident where one stands, and correcting it: by position, by a click, by a link."""

import pytest

from layers import db

STOOD = {"latitude": 21.047, "longitude": 105.886, "accuracy": 8}
MAP = "/?map=18/21.04700/105.88600&layers=ward_border,groups,lanes"
CATEGORY = "lan_chiem_via_he"


@pytest.fixture
def ground(served_database):
    """The demonstration as it was, again after the test."""
    conn = db.connect(served_database)
    yield conn
    with db.acting_as(conn, "tests"):
        db.execute(conn, "DELETE FROM incident WHERE source_key ~ '^G[0-9]{8}-'")
    conn.close()


def recorded(conn):
    return db.rows(
        conn,
        "SELECT i.*, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM incident AS i"
        " WHERE source_key ~ '^G[0-9]{8}-' ORDER BY id",
    )


def save(page, *, reason=""):
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    if reason:
        page.fill("#edit-reason", reason)
    page.click("#edit-save")
    page.wait_for_selector("#edit-panel", state="hidden")


def test_inspector_records_what_they_see_where_they_stand_and_corrects_it(visit, inspector, ground):
    opened = visit(inspector, phone=True, geolocation=STOOD, permissions=["geolocation"])
    page = opened.go(MAP)
    page.click("#record-incident")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.click("#edit-locate")
    page.wait_for_selector("#edit-panel :text('sai số khoảng 8 m')")
    page.select_option("#edit-category_code", CATEGORY)
    page.fill("#edit-address", "trước số 12")
    assert page.input_value("#edit-occurred_at")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    save(page)
    page.wait_for_selector("#popup a[href^='/incidents/']")
    (row,) = recorded(ground)
    assert (round(row["lon"], 6), round(row["lat"], 6)) == (105.886, 21.047)
    assert (row["address"], row["field_code"], row["state"]) == ("trước số 12", "ttdt", "phat_hien")
    assert row["group_id"] is not None
    page.click("#edit-record")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.fill("#edit-address", "trước số 14")
    assert page.locator("#edit-remove").count() == 0
    opened.expected.add("400 (BAD REQUEST)")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    page.click("#edit-save")
    page.wait_for_selector("#edit-panel :text('cần ghi lý do')")
    page.fill("#edit-reason", "gõ nhầm số nhà")
    page.click("#edit-save")
    page.wait_for_selector("#edit-panel", state="hidden")
    assert recorded(ground)[0]["address"] == "trước số 14"
    page.locator(".toast:has-text('Đã lưu') .toast__undo").click()  # not that of the record itself
    page.wait_for_selector(":text('Đã hoàn tác')")
    assert recorded(ground)[0]["address"] == "trước số 12"
    assert opened.faults() == []


def test_an_incident_is_recorded_at_a_spot_of_the_map_and_taken_back(visit, inspector, ground):
    opened = visit(inspector)
    page = opened.go(MAP + "&at=21.046500/105.885500")
    page.click("#record-here")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.select_option("#edit-category_code", CATEGORY)
    save(page)
    (row,) = recorded(ground)
    assert (round(row["lon"], 6), round(row["lat"], 6)) == (105.8855, 21.0465)
    page.get_by_role("button", name="Hoàn tác").click()
    page.wait_for_selector(":text('Đã hoàn tác')")
    assert recorded(ground) == []
    assert opened.faults() == []


def test_the_list_of_cases_leads_to_the_form(visit, inspector):
    opened = visit(inspector)
    page = opened.go("/cases?ward=gia-thuy", "#case-count")
    page.get_by_role("link", name="Ghi vụ mới").click()
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.wait_for_selector("#edit-category_code")
    assert opened.faults() == []


def test_who_only_looks_records_nothing_but_finds_themselves(visit):
    opened = visit("viewer", geolocation=STOOD, permissions=["geolocation"])
    page = opened.go(MAP)
    assert page.locator("#record-incident, #edit-panel").count() == 0
    page.click("#my-position")
    page.wait_for_selector("path.my-position--dot")
    page.wait_for_selector(":text('Vị trí của bạn, sai số khoảng 8 m.')")
    assert opened.faults() == []


def test_a_device_that_tells_no_position_is_said(visit):
    opened = visit("viewer")
    page = opened.go(MAP)
    page.click("#my-position")
    page.wait_for_selector(":text('Trình duyệt không được phép biết vị trí')")
    assert opened.faults() == []


def test_a_record_whose_answer_was_lost_is_not_made_twice(visit, inspector, ground):
    """The save arrives, its answer does not: pressed again it is the same record."""
    opened = visit(inspector, phone=True)
    page = opened.go(MAP + "&at=21.046500/105.885500")
    page.click("#record-here")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.select_option("#edit-category_code", CATEGORY)
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    saves = "**/api/*/edits/incidents"

    def lose(route):
        route.fetch()
        route.abort()

    opened.expected.update({"ERR_FAILED", "409 (CONFLICT)"})
    page.route(saves, lose)
    page.click("#edit-save")
    page.wait_for_selector("#edit-panel [role=alert]")
    page.unroute(saves)
    assert len(recorded(ground)) == 1
    page.click("#edit-back")
    page.fill("#edit-address", "trước số 12")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    page.click("#edit-save")
    page.wait_for_selector("#edit-panel[data-ready=conflict]")
    page.click("#edit-keep-mine")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    page.fill("#edit-reason", "thêm số nhà")
    page.click("#edit-save")
    page.wait_for_selector("#edit-panel", state="hidden")
    assert [row["address"] for row in recorded(ground)] == ["trước số 12"]
    assert opened.faults() == []

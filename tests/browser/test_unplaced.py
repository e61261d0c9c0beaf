"""Placing what waits: choosing a lane, showing a point, taking it back; desk and telephone."""

import pytest

from layers import db
from layers.queries.wards import get_ward
from tests.factories import add_unplaced

NEAR, FAR = "ngo 12 nguyen van cu", "cạnh nhà bà Lan, không rõ ngõ"


@pytest.fixture
def waiting(served_database):
    """Three incidents that wait: two of one address, of which a lane is offered; one of none."""
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    rows = [add_unplaced(conn, ward, address, on="2016-03-15") for address in (NEAR, NEAR, FAR)]
    yield conn
    for table in ("placement", "unplaced_incident"):
        db.execute(conn, f"DELETE FROM {table} WHERE ward_id = %s", (ward.id,))
    db.execute(conn, "DELETE FROM incident WHERE source_key LIKE 'U%%'")
    conn.close()
    assert rows


def _count(page):
    return page.locator(".waiting").count()


def test_a_lane_is_chosen_for_all_of_an_address_and_taken_back(visit, waiting):
    page = visit("supervisor").go("/unplaced", "#list-waiting[data-ready=list]")
    card = page.locator(".waiting", has_text=NEAR)
    assert "khác dấu" in card.inner_text()
    card.get_by_role("button", name="Đặt lên ngõ này: Ngõ 12 Nguyễn Văn Cừ").click()
    page.wait_for_selector("#undo-last")
    assert "2" in page.locator("#unplaced-trouble").inner_text()
    assert _count(page) == 1
    methods = db.rows(waiting, "SELECT method, placed_by FROM placement WHERE undone_at IS NULL")
    assert [tuple(row.values()) for row in methods] == [("lane", "supervisor")] * 2
    page.click("#undo-last")
    page.wait_for_selector(f".waiting >> text={NEAR}")
    assert _count(page) == 2


def test_the_map_says_how_many_its_total_does_not_hold(visit, waiting):
    page = visit("supervisor").go("/?from=2016-01-01&to=2016-06-30")
    page.wait_for_selector("#unplaced-words")
    assert page.locator("#unplaced-words").inner_text() == "3 vụ chưa định vị"
    page.click("#unplaced-words a")
    page.wait_for_selector("#list-waiting[data-ready=list]")
    assert _count(page) == 2


def test_a_point_is_shown_on_the_map(visit, waiting):
    started = visit("supervisor")
    page = started.go("/unplaced", "#map[data-ready=tiles]")
    page.wait_for_selector("#list-waiting[data-ready=list]")
    card = page.locator(".waiting", has_text=FAR)
    card.get_by_role("button", name="Chỉ trên bản đồ").click()
    assert FAR in page.locator("#aim").inner_text()
    page.locator("#map").click(position={"x": 250, "y": 250})
    page.wait_for_selector("#undo-last")
    page.click("#tab-placed")
    placed = page.locator("#list-placed .waiting")
    placed.first.wait_for()
    assert "Chỉ trên bản đồ" in placed.first.inner_text()
    placed.first.get_by_role("button", name="Hoàn tác").click()
    page.wait_for_selector("#list-placed .state")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_has_no_faults_of_access(visit, waiting, phone):
    started = visit("supervisor", phone=phone)
    page = started.go("/unplaced", "#list-waiting[data-ready=list]")
    page.wait_for_selector("#map[data-ready=tiles]")
    assert started.faults() == []
    page.click("#tab-locations")
    page.wait_for_selector("#list-locations[data-ready=list]")
    assert started.faults() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

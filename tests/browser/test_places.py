"""Places, coverage and contracted routes as people use them, on a desk and on a phone."""

from datetime import timedelta

from layers import clock, db
from layers.queries.wards import get_ward
from tests.factories import add_incident, add_place


def test_place_moves_by_a_dated_event_with_a_reason(visit):
    opened = visit("supervisor")
    page = opened.go("/places?ward=gia-thuy", "main")
    assert opened.faults() == []
    counted = page.locator(".register-figure .figure__number").all_inner_texts()
    assert sum(map(int, counted)) == page.locator(".register-table tbody tr[data-row]").count()
    page.locator(".register-table tbody tr[data-row] a").first.click()
    page.wait_for_selector(".time-strip")
    page.wait_for_load_state()  # the strip is seen while the rest of the page is still coming
    shown = int(page.locator(".figure__number").first.inner_text().replace(".", ""))
    assert page.locator(".time-strip__incident").count() == shown > 0
    assert page.locator(".time-strip__band").count() >= 1
    assert opened.faults() == []
    events = page.locator("section[aria-labelledby=h-next] .register-history > li").count()
    page.fill("#reason", "Kiểm tra lại tại chỗ")
    page.get_by_role("button", name="Ghi trạng thái").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash, #trouble")
    page.wait_for_load_state()
    now = page.locator("section[aria-labelledby=h-next] .register-history > li").count()
    moved = page.locator(".flash:has-text('Đã ghi trạng thái mới')").count() == 1
    assert (now == events + 1) == moved
    if not moved:
        opened.expected.add("400 (BAD REQUEST)")
        assert page.locator("#trouble").inner_text().startswith(("Chưa", "Không"))
        assert page.input_value("#reason") == "Kiểm tra lại tại chỗ"


def test_a_state_taken_by_mistake_is_taken_back(visit):
    opened = visit("supervisor")
    page = opened.go("/places?ward=gia-thuy&state=hot", "main")
    page.locator(".register-table tbody tr[data-row] a").first.click()
    page.wait_for_selector(".time-strip")
    page.wait_for_load_state()
    events = page.locator("section[aria-labelledby=h-next] .register-history > li")
    before, bands = events.count(), page.locator(".time-strip__band").count()
    page.fill("#reason", "Ra quân buổi sáng")
    page.get_by_role("button", name="Ghi trạng thái").click()
    page.wait_for_selector(".flash:has-text('Đã ghi trạng thái mới')")
    page.get_by_role("button", name="Hoàn tác: Đang giải tỏa").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash:has-text('Đã hoàn tác')")
    page.wait_for_load_state()
    assert page.locator(".register-head .tag").inner_text() == "Điểm nóng"
    assert events.count() == before + 2
    assert events.first.inner_text().startswith("Hoàn tác: Đang giải tỏa → Điểm nóng")
    assert "đã hoàn tác" in events.nth(1).inner_text()
    assert page.locator(".time-strip__band").count() == bands
    assert opened.faults() == []


def test_what_came_back_to_a_stable_place_is_recorded_as_a_relapse(visit, served_database):
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    day = clock.today() - timedelta(3)
    spot = {"lon": 105.9071, "lat": 21.0372}
    place = add_place(
        conn, ward, "Cổng thử trở lại", **spot, state="stable",
        confirmed_on=day - timedelta(60), confirmed_by="",
    )  # fmt: skip
    case = add_incident(conn, ward, **spot, on=day, source_key="THU-TRO-LAI", place_id=place)
    try:
        opened = visit("supervisor")
        page = opened.go(f"/incidents/{case}?ward=gia-thuy", "main")
        assert opened.faults() == []
        page.get_by_role("link", name="Cổng thử trở lại").click()
        page.wait_for_selector("#came-back")
        assert opened.faults() == []
        assert page.input_value("#to_state") == "relapsed"
        assert page.input_value("#happened_on") == day.isoformat()
        assert page.input_value("#reason") == "Có vụ trở lại: THU-TRO-LAI"
        page.get_by_role("button", name="Ghi trạng thái").click()
        page.wait_for_selector(".flash:has-text('Đã ghi trạng thái mới')")
        assert page.locator(".register-head .tag").inner_text() == "Tái phát"
        assert page.locator("#came-back").count() == 0
    finally:
        db.execute(conn, "DELETE FROM incident WHERE id = %s", (case,))
        db.execute(conn, "DELETE FROM place WHERE id = %s", (place,))
        conn.close()


def test_who_moves_a_place_second_is_told_and_keeps_the_words(visit):
    first, second = visit("supervisor"), visit("supervisor")
    page = first.go("/places?ward=gia-thuy&state=hot", "main")
    address = page.locator(".register-table tbody tr[data-row] a").first.get_attribute("href")
    late = second.go(address, ".time-strip")
    page = first.go(address, ".time-strip")
    for each in (page, late):
        each.fill("#reason", "Ra quân buổi chiều")
    page.get_by_role("button", name="Ghi trạng thái").click()
    page.wait_for_selector(".flash:has-text('Đã ghi trạng thái mới')")
    second.expected.add("409 (CONFLICT)")
    late.get_by_role("button", name="Ghi trạng thái").click()
    late.wait_for_selector("#trouble")
    assert "đã chuyển sang 'Đang giải tỏa'" in late.locator("#trouble").inner_text()
    assert late.input_value("#reason") == "Ra quân buổi chiều"
    page.get_by_role("button", name="Hoàn tác: Đang giải tỏa").click()
    page.wait_for_selector(".flash:has-text('Đã hoàn tác')")
    assert first.faults() == [] and second.faults() == []


def test_coverage_opens_the_lanes_behind_a_figure(visit):
    opened = visit("viewer")
    page = opened.go("/coverage?ward=gia-thuy&period=2016H1", "#h-rows")
    assert opened.faults() == []
    walked = page.locator(".locator__walked").count()
    assert walked > 0
    page.locator("section[aria-labelledby=h-groups] tbody a").first.click()
    page.wait_for_url("**group=*")
    assert page.locator("section[aria-labelledby=h-rows] tbody tr").count() > 0
    assert opened.faults() == []


def test_route_shows_its_handovers_and_lanes_nobody_holds(visit):
    opened = visit("supervisor")
    page = opened.go("/routes?ward=gia-thuy&on=2016-06-30", "#h-routes")
    assert opened.faults() == []
    free = int(page.locator(".figure__number").nth(1).inner_text())
    assert page.locator("section[aria-labelledby=h-free] tbody tr").count() == free
    page.locator("section[aria-labelledby=h-routes] tbody a").first.click()
    page.wait_for_selector("#h-contracts")
    page.wait_for_load_state()
    shown = int(page.locator(".figure__number").first.inner_text().replace(".", ""))
    assert page.locator("section[aria-labelledby=h-incidents] li a").count() == shown
    assert opened.faults() == []


def test_route_is_handed_over_by_keyboard_and_taken_back(visit):
    opened = visit("supervisor")
    page = opened.go("/routes?ward=gia-thuy&on=2016-06-30", "#h-routes")
    page.locator("section[aria-labelledby=h-routes] tbody tr").nth(6).locator("a").first.click()
    page.wait_for_selector("#h-hand")
    page.wait_for_load_state()
    periods = page.locator("section[aria-labelledby=h-contracts] tbody tr")
    held, holder = periods.count(), periods.first.locator("td").first.inner_text()
    page.fill("#unit", "Đoàn Thanh niên")
    page.fill("#on", "2014-01-01")
    page.fill("#reason", "Hết nhiệm kỳ")
    page.get_by_role("button", name="Bàn giao tuyến").focus()
    opened.expected.add("400 (BAD REQUEST)")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trouble")
    assert page.locator("#trouble").inner_text().startswith("Từ ngày '01/01/2014'")
    assert page.input_value("#unit") == "Đoàn Thanh niên"
    page.fill("#on", "2016-05-01")
    page.get_by_role("button", name="Bàn giao tuyến").click()
    page.wait_for_selector(".flash:has-text('Đã bàn giao')")
    page.wait_for_load_state()
    assert periods.count() == held + 1
    assert "Đoàn Thanh niên" in periods.first.inner_text()
    assert "01/05/2016" in periods.nth(1).inner_text()
    assert opened.faults() == []
    page.locator("section[aria-labelledby=h-history]").get_by_role("button").click()
    page.wait_for_selector(".flash:has-text('Đã hoàn tác')")
    page.wait_for_load_state()
    assert (periods.count(), periods.first.locator("td").first.inner_text()) == (held, holder)
    assert opened.faults() == []


def test_phone_does_not_scroll_sideways(visit):
    opened = visit("supervisor", phone=True)
    for path in ("/places", "/coverage?period=2016H1", "/routes?on=2016-06-30"):
        page = opened.go(path, "main h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert opened.faults() == [], path
    page = opened.go("/places", ".register-table")
    page.locator(".register-table tbody tr[data-row] a").first.click()
    page.wait_for_selector(".time-strip")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []


def test_routes_are_found_sorted_and_taken_along(visit):
    opened = visit("viewer")
    page = opened.go("/routes?ward=gia-thuy&on=2016-06-30", "#h-routes")
    rows = page.locator("section[aria-labelledby=h-routes] tbody tr")
    lanes = page.locator("section[aria-labelledby=h-free] tbody tr")
    every, free = rows.count(), lanes.count()
    assert every > 1 and free > 1
    assert opened.faults() == []
    for way in ("ascending", "descending"):
        page.locator("#h-routes ~ .table-wrap").get_by_role("link", name="Số vụ").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#h-routes ~ .table-wrap th[aria-sort={way}]:has-text('Số vụ')")
    page.wait_for_load_state()
    counts = page.locator("section[aria-labelledby=h-routes] td[data-label='Số vụ']")
    shown = [int(each.replace(".", "")) for each in counts.all_inner_texts()]
    assert shown == sorted(shown, reverse=True) and len(shown) == every
    first = rows.first.locator("a").first.inner_text()
    page.fill("#q", first)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "q=&" not in url)
    assert 0 < rows.count() < every and first in rows.first.inner_text()
    assert opened.faults() == []
    with page.expect_download() as taken:
        page.locator("section[aria-labelledby=h-routes]").get_by_role(
            "link", name="Xuất CSV đúng danh sách đang xem"
        ).click()
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == rows.count() + 1

"""Rounds as people use them: the list, a round of one's own from planned to done, on a phone."""

import pytest

from layers import db


def test_list_sorts_by_rate_and_opens_a_round(visit):
    opened = visit("viewer")
    page = opened.go("/rounds?ward=gia-thuy&period=2016H1", ".register-table")
    assert page.locator(".register-table tbody tr").count() == 15
    assert opened.faults() == []
    page.get_by_role("link", name="Vụ mỗi km").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending]")
    page.wait_for_load_state()  # its head is seen while its rows are still coming
    numbers = page.locator("td[data-label='Số vụ']").all_inner_texts()
    assert sum(map(int, numbers)) == int(
        page.locator(".register-count p").inner_text().split(" · ")[1].split()[0].replace(".", "")
    )
    page.locator(".register-table tbody a").first.click()
    page.wait_for_selector("#h-incidents")
    page.wait_for_load_state()
    shown = int(page.locator(".figure__number").first.inner_text())
    assert page.locator("section[aria-labelledby=h-incidents] tbody tr").count() == shown
    assert page.locator(".locator__line").count() == 1
    assert page.get_by_role("button", name="Ghi các ngõ này").count() == 0
    assert opened.faults() == []


def test_surprise_round_from_planned_to_done(visit, served_database):
    mine, other = visit("supervisor"), visit("admin")
    page = mine.go("/registers/rounds/new?ward=gia-thuy", "#register-form")
    page.fill("#body", "Tổ kiểm tra thử")
    page.fill("#started_on", "2014-02-01")
    page.fill("#ended_on", "2014-02-01")
    page.select_option("#kind", "dot_xuat")
    assert mine.faults() == []
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("#h-lanes")
    page.wait_for_load_state()
    path = page.url.removeprefix(mine.server)
    assert "chỉ người lập và người tham gia thấy" in page.locator("main").inner_text()
    other.expected.add("404")
    other.go(path, "main")
    assert "Tổ kiểm tra thử" not in other.page.content()
    assert "Tổ kiểm tra thử" not in other.go("/rounds?ward=gia-thuy&q=thu", "main").content()
    page.locator("#lane option").first.wait_for(state="attached")
    page.select_option("#lane", index=[0, 1])
    page.select_option("#finding", "khong_phat_hien")
    page.get_by_role("button", name="Ghi các ngõ này").click()
    page.wait_for_selector("section[aria-labelledby=h-lanes] tbody tr")
    page.get_by_role("button", name="Vẽ tuyến theo các ngõ").click()
    page.wait_for_selector(".locator__line")
    page.wait_for_load_state()
    assert page.locator("section[aria-labelledby=h-lanes] .tag--good").count() == 2
    assert mine.faults() == []
    page.get_by_role("button", name="Hoàn tác tuyến").click()
    page.wait_for_selector(".state__title")
    page.get_by_role("button", name="Hoàn tác tuyến").click()
    page.wait_for_selector(".locator__line")
    page.get_by_role("button", name="Chuyển sang: Đã xong").click()
    page.get_by_role("button", name="Lùi về: Đang đi").wait_for()
    other.go(path, "#h-lanes")
    assert "Tổ kiểm tra thử" in other.page.locator("main").inner_text()
    conn = db.connect(served_database)
    db.execute(conn, "DELETE FROM inspection_round WHERE body = 'Tổ kiểm tra thử'")
    conn.close()


def test_surprise_round_done_by_mistake_is_undone_and_hidden_again(visit, served_database):
    conn = db.connect(served_database)
    free = db.value(conn, "SELECT max(source_key) FROM incident WHERE round_id IS NULL")
    mine, other = visit("supervisor"), visit("admin")
    page = mine.go("/registers/rounds/new?ward=gia-thuy", "#register-form")
    page.fill("#body", "Tổ bấm nhầm")
    page.fill("#started_on", "2014-02-02")
    page.fill("#ended_on", "2014-02-02")
    page.select_option("#kind", "dot_xuat")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("#h-lanes")
    path = page.url.removeprefix(mine.server)
    page.fill("#numbers", free)
    page.locator("section[aria-labelledby=h-incidents]").get_by_role("button").last.click()
    page.get_by_text("ngoài những ngày của đợt").wait_for()
    page.get_by_role("button", name="Chuyển sang: Đã xong").click()
    page.wait_for_selector(".note--undo")
    assert mine.faults() == []
    other.go(path, "#h-lanes").get_by_role("button", name="Lùi về: Đang đi").wait_for()
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    page.get_by_text("Đã hoàn tác.").wait_for()
    page.wait_for_load_state()
    assert "chỉ người lập và người tham gia thấy" in page.locator("main").inner_text()
    other.expected.add("404")
    assert "Tổ bấm nhầm" not in other.go(path, "main").content()
    assert mine.faults() == []
    db.execute(conn, "DELETE FROM inspection_round WHERE body = 'Tổ bấm nhầm'")
    conn.close()


def test_phone_shows_rounds_without_scrolling_sideways(visit):
    opened = visit("supervisor", phone=True)
    page = opened.go("/rounds?ward=gia-thuy&period=2016H1", ".register-table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []
    page.locator(".register-table tbody a").first.click()
    page.wait_for_selector("#h-history")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []


@pytest.mark.parametrize("phone", [False, True])
def test_walk_is_drawn_on_the_map_and_typed(visit, phone):
    opened = visit("supervisor", phone=phone)
    page = opened.go("/registers/rounds/new?ward=gia-thuy", "#register-form")
    page.fill("#body", "Tổ đi bộ")
    page.fill("#started_on", "2014-03-01")
    page.fill("#ended_on", "2014-03-01")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("#h-lanes")
    page.get_by_role("link", name="Vẽ tuyến trên bản đồ").click()
    page.wait_for_selector("#walk-form[data-ready=draw]")
    assert opened.faults() == []
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    for right, down in ((0.45, 0.45), (0.5, 0.5), (0.55, 0.5)):
        page.mouse.click(box["x"] + box["width"] * right, box["y"] + box["height"] * down)
    page.click("#edit-finish")
    page.wait_for_function("document.getElementById('corners').value.split('\\n').length === 3")
    drawn = page.input_value("#corners")
    measured = page.locator("#walk-length:not(:text('Dài 0 m')):text('EPSG:5897')")
    measured.wait_for()
    page.fill("#corners", "")
    page.locator("#walk-length", has_text="Dài 0 m").wait_for()
    page.click("#edit-undo")
    page.wait_for_function("(text) => document.getElementById('corners').value === text", arg=drawn)
    measured.wait_for()
    # Taken back at once, before what was typed is measured: the typing is what goes.
    page.fill("#corners", "")
    page.click("#edit-undo")
    page.wait_for_function("(text) => document.getElementById('corners').value === text", arg=drawn)
    page.fill("#corners", "21.045, 105.885\n21.046, 105.885\n21.046, 105.886")
    page.locator("#walk-length", has_text="Dài 215 m").wait_for()
    assert page.evaluate_handle("document.documentElement").get_property(
        "scrollWidth"
    ).json_value() <= (390 if phone else 1280)
    page.get_by_role("button", name="Lưu tuyến").click()
    page.wait_for_selector(".locator__line")
    page.wait_for_load_state()
    assert page.locator(".figure__number").nth(1).inner_text() in {"0,21", "0,22"}

"""Registers as people use them: figure to rows, form, draft, conflict, undo; on a phone."""

from layers import db
from layers.queries.wards import get_ward


def _fill(page, **said):
    for name, value in said.items():
        field = page.locator(f"#{name}")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_from_all_registers_to_the_rows_of_a_figure(visit):
    opened = visit("viewer")
    page = opened.go("/registers?period=2016H1", "main")
    assert opened.faults() == []
    page.get_by_role("link", name="390 / 390 phút").click()
    page.wait_for_selector(".register-table")
    page.wait_for_load_state()  # the table is seen while its rows are still coming
    assert page.locator(".register-table tbody tr").count() == 26
    assert (
        "các dòng của «Thời lượng đã phát»: 390 phút"
        in page.locator(".register-count").inner_text()
    )
    minutes = page.locator(".register-table td.is-number").all_inner_texts()
    assert sum(map(int, minutes)) == 390
    assert opened.faults() == []


def test_sort_by_keyboard_and_open_a_row(visit):
    opened = visit("viewer")
    page = opened.go("/registers/recommendations?period=2016H1", "main")
    page.get_by_role("link", name="Hạn trả lời", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending]")
    assert page.locator("th[aria-sort]").inner_text().startswith("Hạn trả lời")
    page.get_by_role("link", name="Khắc phục điểm tái phạm").first.click()
    page.wait_for_selector(".register-history")
    page.wait_for_load_state()
    assert page.locator(".locator__area").count() == 1
    assert opened.faults() == []


def test_row_is_refused_kept_saved_deleted_and_brought_back(visit, served_database):
    opened = visit("supervisor")
    page = opened.go("/registers/broadcasts/new", "#register-form")
    _fill(page, broadcast_on="2015-03-02", minutes="rất lâu", topic="Thử biểu mẫu")
    opened.expected.add("400")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("#faults")
    assert "Số phút: 'rất lâu' không dùng được" in page.locator("#faults").inner_text()
    page.wait_for_selector("#faults:focus")
    assert page.input_value("#topic") == "Thử biểu mẫu"
    assert opened.faults() == []
    _fill(page, minutes="15")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(".register-history")
    assert "Đã thêm." in page.locator(".flash").inner_text()
    page.get_by_role("button", name="Xóa").click()
    page.wait_for_selector(".register-undo")
    page.get_by_role("button", name="Hoàn tác").click()
    page.wait_for_selector(".register-history")
    assert "Khôi phục" in page.locator(".register-history").inner_text()
    conn = db.connect(served_database)
    db.execute(conn, "DELETE FROM register_broadcast WHERE topic = 'Thử biểu mẫu'")
    conn.close()


def test_what_cannot_be_is_refused_beside_its_field(visit):
    opened = visit("supervisor")
    page = opened.go("/registers/tasks/new", "#register-form")
    _fill(page, title="Thử mâu thuẫn", due_on="2016-05-31", done_on="2016-05-10", state="chua_lam")
    opened.expected.add("400")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("#faults")
    said = page.locator("#faults").inner_text()
    assert "Hoàn thành: '10/05/2016' không đi với Tình trạng 'Chưa làm'" in said
    assert page.input_value("#title") == "Thử mâu thuẫn"
    assert opened.faults() == []


def test_a_viewer_is_not_told_who_changed_a_row(visit):
    opened = visit("viewer")
    page = opened.go("/registers/recommendations?period=2016H1", "main")
    page.get_by_role("link", name="Khắc phục điểm tái phạm").first.click()
    page.wait_for_selector(".register-history")
    assert "cán bộ phường sửa lúc" in page.locator(".register-head").inner_text()
    assert opened.faults() == []


def test_change_is_undone_from_its_message_and_put_back_from_the_history(visit, served_database):
    conn = db.connect(served_database)
    row_id = db.value(
        conn,
        "INSERT INTO register_broadcast (ward_id, broadcast_on, minutes, topic, state, created_by,"
        " updated_by) VALUES (%s, '2015-02-09', 15, 'Hoàn tác được', 'da_phat', 'lan', 'lan')"
        " RETURNING id",
        (get_ward(conn, "gia-thuy").id,),
    )
    opened = visit("supervisor")
    page = opened.go(f"/registers/broadcasts/{row_id}/edit?ward=gia-thuy", "#register-form")
    _fill(page, minutes="20")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(".note--undo")
    assert "Đã lưu." in page.locator(".flash").inner_text()
    page.wait_for_url(lambda url: "saved=" not in url)
    page.get_by_role("button", name="Hoàn tác", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Đã hoàn tác.").wait_for()
    minutes = "SELECT minutes FROM register_broadcast WHERE id = %s"
    assert db.value(conn, minutes, (row_id,)) == 15
    assert page.locator(".note--undo").count() == 0
    page.get_by_role("button", name="Đưa lại bản này (bản 2)").click()
    page.get_by_text("Đã đưa lại bản 2.").wait_for()
    assert db.value(conn, minutes, (row_id,)) == 20
    assert page.get_by_role("button", name="Hoàn tác", exact=True).is_visible()
    assert opened.faults() == []
    db.execute(conn, "DELETE FROM register_broadcast WHERE id = %s", (row_id,))
    conn.close()


def test_draft_survives_a_reload_until_it_is_saved_or_dropped(visit):
    opened = visit("supervisor")
    page = opened.go("/registers/broadcasts/new", "#register-form[data-ready]")
    _fill(page, topic="Đang gõ dở")
    page.reload()
    page.wait_for_selector("#draft:not([hidden])")
    assert opened.faults() == []
    page.get_by_role("button", name="Lấy lại bản nháp").click()
    assert page.input_value("#topic") == "Đang gõ dở"
    page.reload()
    page.get_by_role("button", name="Bỏ bản nháp").click()
    page.reload()
    page.wait_for_selector("#register-form[data-ready]")
    assert page.locator("#draft").is_hidden()


def test_two_people_edit_one_row(visit, served_database):
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    row_id = db.value(
        conn,
        "INSERT INTO register_broadcast (ward_id, broadcast_on, minutes, topic, state, created_by,"
        " updated_by) VALUES (%s, '2015-02-02', 15, 'Hai người', 'da_phat', 'lan', 'lan')"
        " RETURNING id",
        (ward.id,),
    )
    first, second = visit("supervisor"), visit("admin")
    path = f"/registers/broadcasts/{row_id}/edit?ward=gia-thuy"
    page_1, page_2 = first.go(path, "#register-form"), second.go(path, "#register-form")
    _fill(page_1, minutes="20")
    page_1.get_by_role("button", name="Lưu").click()
    page_1.wait_for_selector(".register-history")
    _fill(page_2, minutes="30", topic="Hai người cùng sửa")
    second.expected.add("409")
    page_2.get_by_role("button", name="Lưu").click()
    page_2.wait_for_selector("#conflict:focus")  # the page's script has begun
    assert second.faults() == []
    assert page_2.input_value("#topic") == "Hai người cùng sửa"
    assert page_2.input_value("#minutes") == "30"
    page_2.get_by_role("button", name="Dùng bản của người kia: Số phút").click()
    assert page_2.input_value("#minutes") == "20"
    page_2.get_by_role("button", name="Lưu").click()
    page_2.wait_for_selector(".register-history")
    row = db.one(
        conn, "SELECT minutes, topic, version FROM register_broadcast WHERE id = %s", (row_id,)
    )
    assert row == {"minutes": 20, "topic": "Hai người cùng sửa", "version": 3}
    db.execute(conn, "DELETE FROM register_broadcast WHERE id = %s", (row_id,))
    conn.close()


def test_matrix_opens_a_report_and_the_differences(visit):
    opened = visit("viewer")
    page = opened.go("/registers/cell_reports/table/on_time?period=2016H1", "main")
    assert page.locator(".register-matrix tbody tr").count() == 14
    assert page.locator(".register-matrix .tag--warn").count() == 5
    assert opened.faults() == []
    page.get_by_role("link", name="Đối chiếu với vụ việc và đợt kiểm tra").click()
    page.wait_for_selector(".register-table")
    page.wait_for_load_state()
    assert page.locator(".register-table tbody tr").count() == 3
    assert opened.faults() == []


def test_phone_shows_rows_as_cards_without_scrolling_sideways(visit):
    opened = visit("supervisor", phone=True)
    for path in ("/registers", "/registers/broadcasts?period=2016H1", "/registers/broadcasts/new",
                 "/registers/cell_reports/table/on_time?period=2016H1"):  # fmt: skip
        page = opened.go(path, "main")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert opened.faults() == [], path
    page = opened.go("/registers/broadcasts?period=2016H1", ".register-table")
    assert page.locator(".register-table thead").is_hidden()
    page.get_by_role("button", name="Trình đơn").click()
    page.get_by_role("button", name="Công việc").click()
    page.get_by_role("link", name="Sổ việc").first.click()
    page.wait_for_selector(".register-cards")


def test_form_offers_the_groups_of_the_month_that_is_typed(visit):
    opened = visit("supervisor")
    opened.expected.add("400 (BAD REQUEST)")
    page = opened.go("/registers/cell_reports/new", "#register-form[data-ready]")
    offered = "[...document.querySelectorAll('#group_id option')].filter((o) => !o.disabled)"
    of = f"{offered}.map((o) => o.textContent.trim())"
    page.fill("#month", "2016-03")
    before = set(page.evaluate(of))
    page.fill("#month", "2026-03")
    after = set(page.evaluate(of))
    only_later = sorted(each for each in after - before if each)
    assert only_later and before - after, "the groups were drawn anew in 2025"
    page.select_option("#group_id", label=only_later[0])
    page.fill("#month", "2016-03")
    assert page.locator("#group_id option:checked").inner_text().strip() == only_later[0]
    for name in ("ttdt", "ttxd", "vsmt"):
        page.fill(f"#{name}", "0")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("#faults:has-text('không có vào')")
    assert "03/2016" in page.text_content("#group_id-help")
    assert opened.faults() == []

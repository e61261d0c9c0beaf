"""The report as people use it: figure to rows, texts between figures, freezing, files."""

import re

import pytest

from layers import db

FOUND = "axe.run().then((r) => r.violations.map((v) => v.id + v.nodes[0].html))"


def _make(page, period: str) -> None:
    page.locator("#period").fill(period)
    page.get_by_role("button", name="Lập bản soạn").click()
    page.wait_for_selector(".report-paper")
    page.wait_for_load_state()  # the paper is seen while its end is still coming


def test_report_is_made_edited_frozen_and_opens_its_rows(visit, server_worker) -> None:
    opened = visit("supervisor")
    page = opened.go("/reports", "main")
    assert opened.faults() == []
    _make(page, "2016H1")
    paper = page.locator(".report-paper").inner_text()
    for said in ("15 đợt kiểm tra", "205 vụ vi phạm", "16 điểm tái phạm", "390 phút", "40 nhà"):
        assert said in paper
    page.locator("[data-figure=incidents]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#figure-rows")
    page.wait_for_load_state()
    assert page.locator("#figure-value").inner_text() == "205"
    assert "205 dòng" in page.locator("[role=status]").inner_text()
    assert page.locator("#figure-rows tbody tr").count() == 100
    page.go_back()
    page.get_by_role("link", name="Sửa lời văn Giải pháp thực hiện").click()
    page.wait_for_selector("#register-form[data-ready]")
    page.locator("textarea[name='own:0']").fill("Lời phường tự viết thêm.")
    page.reload()
    page.get_by_role("button", name="Lấy lại bản nháp").click()
    assert page.input_value("textarea[name='own:0']") == "Lời phường tự viết thêm."
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(".report-paper")
    page.wait_for_load_state()
    assert "Lời phường tự viết thêm." in page.locator(".report-paper").inner_text()
    page.set_default_timeout(60_000)  # four files are made, to know later that they are the same
    page.get_by_role("button", name="Chốt bản này").click()
    page.wait_for_selector("div#freezing:focus")
    assert "supervisor chốt lúc" in page.locator("#freezing").inner_text()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Tải báo cáo: DOCX").click()
    assert kept.value.suggested_filename == "gia-thuy-2016H1-1.docx"
    page.get_by_role("link", name="Làm lại, đối chiếu từng bit").click()
    page.wait_for_selector(".flash:has-text('giống lúc chốt')")
    assert opened.faults() == []


@pytest.mark.parametrize("is_phone", [False, True])
def test_freezing_goes_on_over_a_reload_and_is_stopped_on_the_page(
    visit, server_worker, served_database, is_phone: bool
) -> None:
    """A writer who is saving holds the work, so that the page is seen in the middle of it."""
    opened = visit("supervisor", phone=is_phone)
    page = opened.go("/reports", "main")
    page.locator("#period").fill(f"2014-0{1 + is_phone}")
    page.locator(".report-new button[type=submit]").click()
    page.wait_for_selector(".report-paper")
    edition = re.search(r"/reports/(\d+)", page.url)[1]
    writer = db.connect(served_database)
    db.execute(writer, "SELECT pg_advisory_lock_shared(report_lock(%s))", (edition,))
    page.get_by_role("button", name="Chốt bản này").click()
    for _ in range(2):
        page.wait_for_selector("#freezing-job .job[data-state=running]")
        assert page.get_by_role("button", name="Chốt bản này").count() == 0
        assert opened.faults() == []
        page.reload()
    page.wait_for_selector("#freezing-job .job[data-state=running]")
    page.get_by_role("button", name="Dừng", exact=True).click()
    page.wait_for_selector("#freezing .note:has-text('vẫn là bản soạn')")
    writer.close()
    assert opened.faults() == []
    page.get_by_role("button", name="Bỏ bản soạn").click()
    page.wait_for_selector(".report-new")


@pytest.mark.parametrize("is_phone", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_are_clean_and_fit(visit, is_phone: bool, language: str) -> None:
    opened = visit("supervisor", phone=is_phone)
    page = opened.go(f"/reports?lang={language}", "main")
    period = f"2015-{1 + 2 * is_phone + (language == 'en'):02}"
    page.locator("#period").fill(period)
    page.locator(".report-new button[type=submit]").click()
    page.wait_for_selector(".report-paper")
    address = page.url.partition("?")[0]
    for path in ("", "/figures", "/figures/incidents", "/edit/order", "/edit/head"):
        page.goto(f"{address}{path}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found = page.evaluate(FOUND)
        assert found == [], path
    assert opened.faults() == []

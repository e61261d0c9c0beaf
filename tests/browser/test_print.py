"""Print to scale: what the dialog shows is the sheet that comes, in few clicks."""

import re

import pytest

from tests.pdf_reading import page_size_mm, pages, text_of

HALF = "from=2016-01-01&to=2016-06-30"
READY = "#print-dialog[data-ready]"


@pytest.fixture
def visit(visit):
    """A preview that comes while another is drawn is answered 503 and asked for again: no fault."""

    def start(*role, **options):
        opened = visit(*role, **options)
        opened.expected.add("503")
        return opened

    return start


def open_print(page):
    page.click("#view-actions")
    page.click("#open-print")
    page.wait_for_selector(READY)
    return page


def saved(page, link):
    with page.expect_download() as download:
        page.click(link)
    return download.value.path().read_bytes()


def test_my_groups_repeat_points_on_a4_in_five_clicks(visit):
    opened = visit("viewer")
    page = opened.go(f"/?{HALF}")
    open_print(page)  # the first two clicks
    page.select_option("#print-area", "group:to-05")  # the third and fourth
    page.wait_for_selector(READY)
    assert opened.faults() == []
    pdf = saved(page, "#print-pdf")  # the fifth
    assert page_size_mm(pdf) == (297, 210)
    text = text_of(pdf)
    assert "Tổ dân phố số 5" in text
    assert re.search(r"Điểm tái phạm\s+\d+ / 16", text)
    page.wait_for_selector("#print-dialog", state="hidden")


@pytest.mark.parametrize("scale", ["1000", "5000"])
def test_chosen_paper_scale_and_title_are_on_the_sheet(visit, scale):
    opened = visit()
    page = open_print(opened.go(f"/?{HALF}"))
    page.select_option("#print-paper", "A3")
    page.select_option("#print-orientation", "portrait")
    page.select_option("#print-scale", scale)
    page.fill("#print-name", "Vỉa hè ngõ Ngọc Lâm")
    page.wait_for_selector(f"#print-pdf[href*='scale={scale}'][href*='title=V']")
    words = f"1:{int(scale):,}".replace(",", ".")
    assert words in page.text_content(".print__said")
    pdf = saved(page, "#print-pdf")
    assert page_size_mm(pdf) == (297, 420)
    assert words in text_of(pdf)
    assert "Vỉa hè ngõ Ngọc Lâm" in text_of(pdf)


def test_atlas_is_made_by_a_job_and_fetched(visit, server_worker):
    opened = visit("viewer")
    page = open_print(opened.go(f"/?{HALF}&layers=groups,lanes,incidents"))
    page.select_option("#print-atlas", "groups")
    page.wait_for_selector("#print-make")
    assert "14 tờ" in page.text_content(".print__said")
    page.click("#print-make")
    page.wait_for_selector("#print-fetch", timeout=60_000)
    assert opened.faults() == []
    pdf = saved(page, "#print-fetch")
    assert pages(pdf) == 16
    assert "Tổ dân phố số 5" in text_of(pdf, 2)


def test_preview_is_the_sheet_and_the_keyboard_is_enough(visit):
    page = visit("viewer").go(f"/?{HALF}")
    page.focus("#view-actions")
    page.keyboard.press("ArrowDown")
    page.focus("#open-print")
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)
    assert page.evaluate_handle("document.activeElement").get_attribute("id") == "print-area"
    page.wait_for_function("() => document.querySelector('.print__picture')?.naturalWidth > 800")
    page.keyboard.press("Escape")
    page.wait_for_selector("#print-dialog", state="hidden")
    assert page.evaluate_handle("document.activeElement").get_attribute("id") == "view-actions"


def test_phone_and_signed_out(visit):
    opened = visit("public", phone=True)
    page = opened.go("/?lang=en")
    page.click("#panel-handle")
    open_print(page)
    assert opened.faults() == []
    assert page.query_selector("#print-atlas") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    text = text_of(saved(page, "#print-pdf"))
    assert "Page 1 of" in text
    assert "Violation incidents" not in text


def test_dialog_fits_a_small_phone_with_its_preview(visit):
    """At 360 × 640, a standing sheet: nothing is cut at the side, the buttons stay in sight."""
    opened = visit(phone=True)
    page = opened.go(f"/?{HALF}")
    page.set_viewport_size({"width": 360, "height": 640})
    opened.settle()
    page.locator("#open-print").dispatch_event("click")
    page.wait_for_selector(READY)
    page.select_option("#print-orientation", "portrait")
    page.wait_for_selector("#print-pdf[href*='orientation=portrait']")
    page.wait_for_function("() => document.querySelector('.print__picture')?.naturalWidth > 400")
    wide = "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)"
    assert opened.ask(f"{wide}(document.querySelector('#print-dialog .dialog__body'))") <= 0
    box = page.locator("#print-pdf").bounding_box()
    assert box["y"] + box["height"] <= 640 and box["x"] + box["width"] <= 360
    assert opened.faults() == []


def test_preview_that_the_server_has_no_time_for_is_asked_for_again(visit):
    opened = visit()
    refused = []

    def busy(route):
        refused.append(route.request.url)
        route.fulfill(status=503, body="")

    opened.page.route("**/print.png?**", busy, times=1)
    page = open_print(opened.go(f"/?{HALF}"))
    page.wait_for_selector(".print__preview:not([aria-busy]) img")
    assert len(refused) == 1
    assert page.locator(".print__picture").evaluate("image => image.naturalWidth") > 100

"""Kept views: saved, opened, renamed, deleted and brought back, shared, first for a role."""

from urllib.parse import parse_qs, urlsplit

import pytest

HALF = "from=2016-01-01&to=2016-06-30"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def open_dialog(page, *, phone=False):
    if phone:
        page.click("#panel-handle")
    page.click("#saved-views")
    page.wait_for_selector("#views-dialog[data-views]")


def keep(page, name, *, shared=False):
    count = int(page.get_attribute("#views-dialog", "data-views"))
    page.fill("#view-name", name)
    if shared:
        page.check("#views-dialog form [name=is_shared]")
    page.keyboard.press("Enter") if not shared else page.click("#view-keep")
    page.wait_for_selector(f"#views-dialog[data-views='{count + 1}']")
    return page.locator(f"[data-view]:has(a:text-is('{name}'))")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_view_is_kept_and_opens_the_same_map(visit, phone):
    opened = visit("viewer", phone=phone)
    page = opened.go(f"/?{HALF}&field=ttdt&layers=incidents&map=17/21.04900/105.88500")
    open_dialog(page, phone=phone)
    name = f"Hàng rong {phone}"
    row = keep(page, name)
    assert opened.faults() == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#views-dialog", state="hidden")
    page.goto(opened.server + "/")
    page.wait_for_selector("[data-ready=tiles]")
    open_dialog(page, phone=phone)
    row.locator("a").click()
    page.wait_for_selector("html[data-counts='205']")
    opened.settle()
    assert query(page)["map"].startswith("17/21.049")
    assert (query(page)["field"], query(page)["layers"]) == ("ttdt", "incidents")


def test_view_is_renamed_deleted_and_brought_back_by_keyboard(visit):
    opened = visit("viewer")
    page = opened.go(f"/?{HALF}")
    open_dialog(page)
    row = keep(page, "Tên cũ")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.locator(".views__rename input").fill("Tên mới")
    page.keyboard.press("Enter")
    renamed = page.locator("[data-view]:has(a:text-is('Tên mới'))")
    renamed.wait_for()
    assert renamed.locator(".views__rename input").evaluate(
        "(node) => node === document.activeElement"
    )
    assert opened.faults() == []
    renamed.locator("[data-delete]").focus()
    page.keyboard.press("Enter")
    renamed.wait_for(state="detached")
    page.locator(".toast__undo").focus()
    page.keyboard.press("Enter")
    renamed.wait_for()


def test_name_in_use_is_said(visit):
    opened = visit("viewer")
    opened.expected.add("400")
    page = opened.go(f"/?{HALF}")
    open_dialog(page)
    keep(page, "Một tên")
    page.fill("#view-name", "Một tên")
    page.click("#view-keep")
    page.wait_for_selector("#views-dialog .note--error:has-text('Một tên')")
    page.fill("#view-name", "  ")
    page.click("#view-keep")
    page.wait_for_selector("#views-dialog .note--error:has-text('đặt một cái tên')")


def test_supervisor_chooses_what_a_role_opens_with(visit):
    page = visit("supervisor").go(f"/?{HALF}&field=vsmt&layers=incidents")
    open_dialog(page)
    row = keep(page, "Vệ sinh của phường", shared=True)
    row.locator("summary").click()
    row.get_by_label("Người xem").check()
    page.wait_for_selector("[data-view]:has-text('mở đầu cho: Người xem')")
    other = visit("viewer")
    first = other.go("/")
    assert (query(first)["field"], query(first)["layers"]) == ("vsmt", "incidents")
    open_dialog(first)
    assert first.locator("[data-view]:has-text('Vệ sinh của phường') details").count() == 0
    row.locator("[data-delete]").click()
    page.wait_for_selector(".toast__undo")
    assert "field" not in query(other.go("/"))


def test_signed_out_keeps_nothing(visit):
    page = visit("public").go("/")
    assert page.locator("#saved-views").count() == page.locator("#keep-view").count() == 0

"""Help and shortcuts on every page by `?`; a tour of the map, once, after signing in."""

import pytest

from tests.browser.conftest import PASSWORD

HALF = "from=2016-01-01&to=2016-06-30"
OPEN = "#help-dialog[open]"


def focused(page):
    return page.evaluate_handle("document.activeElement").get_attribute("id")


def sign_in(opened):
    page = opened.go("/sign-in", ready="#login")
    page.fill("#login", "viewer")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-ready=tiles]")
    return page


@pytest.mark.parametrize("phone", [False, True])
def test_question_mark_opens_the_sheet_and_focus_comes_back(visit, phone):
    opened = visit(phone=phone)
    page = opened.go(f"/?{HALF}")
    page.focus("#zoom-in")
    page.keyboard.press("?")
    page.wait_for_selector(OPEN)
    keys = page.text_content("#help-keys")
    assert "Đến ô tìm" in keys and "Bảng giám sát" in keys
    assert opened.faults() == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#help-dialog", state="hidden")
    assert focused(page) == "zoom-in"


def test_letters_lead_to_search_and_pages_but_not_while_somebody_types(visit):
    page = visit().go(f"/?{HALF}")
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.keyboard.type("?gb")
    assert page.input_value("#search") == "?gb"
    assert page.query_selector(OPEN) is None
    page.focus("#zoom-in")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_selector("#board-body[data-ready=board]")


def test_letters_can_be_switched_off_for_good(visit):
    opened = visit()
    page = opened.go("/patrol", ready="#patrol[data-ready=candidates]")
    page.keyboard.press("?")
    page.wait_for_selector(OPEN)
    assert "Chọn nơi cần đi" in page.text_content("#help-dialog")
    page.uncheck("#help-letters")
    page.click("#help-close")
    page = opened.go(f"/?{HALF}")
    page.keyboard.press("?")
    assert page.query_selector(OPEN) is None
    page.click("#help-open")
    page.wait_for_selector(OPEN)


def test_public_page_and_sign_in_have_their_help_too(visit):
    for path in ("/design", "/sign-in"):
        opened = visit("public")
        page = opened.go(path, ready="#help-open")
        page.focus("#theme-switch")
        page.keyboard.press("?")
        page.wait_for_selector(OPEN)
        assert opened.faults() == []


@pytest.mark.parametrize("phone", [False, True])
def test_tour_is_shown_once_after_signing_in_and_can_be_taken_again(visit, phone):
    opened = visit("public", phone=phone, reduced_motion="reduce")
    page = sign_in(opened)
    page.wait_for_selector("#tour[open]")
    assert opened.faults() == []
    count = int(page.text_content("#tour-count").split("/")[1])
    assert count >= 4
    for _ in range(count - 1):
        page.keyboard.press("ArrowRight")
        assert page.locator(".tour-target").count() == 1
    assert page.text_content("#tour-next").strip() == "Xong"
    page.click("#tour-next")
    page.wait_for_selector("#tour", state="hidden")
    assert page.locator(".tour-target").count() == 0
    page.context.clear_cookies()
    page = sign_in(opened)
    assert page.query_selector("#tour[open]") is None
    page = opened.go("/#tour")
    page.wait_for_selector("#tour[open]")
    page.click("#tour-skip")
    page.wait_for_selector("#tour", state="hidden")


def test_tour_gives_way_to_whoever_begins_to_work(visit):
    """Signing in for the first time costs nobody a click: the press that ends the tour is done."""
    opened = visit("public", reduced_motion="reduce")
    page = sign_in(opened)
    page.wait_for_selector("#tour[open]")
    page.click("a[href^='/today']")
    page.wait_for_url("**/today**")


def test_tour_is_left_by_escape_and_taken_from_the_sheet(visit):
    page = visit().go(f"/?{HALF}")
    assert page.query_selector("#tour[open]") is None
    page.click("#help-open")
    page.click("#help-tour")
    page.wait_for_selector("#tour[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#tour", state="hidden")

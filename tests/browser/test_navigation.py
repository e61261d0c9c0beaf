"""The head of every page: its menus by pointer, by keyboard and on a phone."""

import pytest

MENU = ".site-group__toggle[aria-controls=nav-study]"
PAGES = "#nav-study"


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_menu_opens_leads_to_a_page_and_marks_where_one_is(visit):
    opened = visit()
    page = opened.go("/board", ready="#board-body[data-ready=board]")
    assert page.locator(PAGES).is_hidden()
    page.click(MENU)
    page.click(f"{PAGES} a[href^='/effect']")
    page.wait_for_url("**/effect*")
    assert page.locator(f"{MENU}[data-current]").count() == 1
    page.click(MENU)
    assert page.text_content(f"{PAGES} [aria-current=page]") == "Có tác dụng không"
    assert opened.faults() == []


def test_one_menu_at_a_time_and_a_press_elsewhere_closes_it(visit):
    page = visit().go("/registers", "main")
    page.click(MENU)
    page.click(".site-group__toggle[aria-controls=nav-data]")
    assert page.locator(PAGES).is_hidden() and page.locator("#nav-data").is_visible()
    page.click("h1")
    assert page.locator("#nav-data").is_hidden()


def test_menu_by_keyboard_alone(visit):
    page = visit().go("/registers", "main")
    page.focus(MENU)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Các lần phân tích"
    page.keyboard.press("Escape")
    assert page.locator(PAGES).is_hidden() and focused(page) == "Phân tích"
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
    assert page.locator(PAGES).is_hidden(), "who leaves the menu leaves it closed"


@pytest.mark.parametrize("width", [1280, 390])
def test_head_fits_the_page(visit, width):
    opened = visit(phone=width == 390)
    page = opened.go("/registers", "main")
    if width == 390:
        page.click("#menu-toggle")
        page.click(MENU)
        assert page.locator(PAGES).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.faults() == []

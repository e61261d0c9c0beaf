"""The menu of what can be done with a view: by pointer, by keyboard, on a phone."""

import pytest


def focused(page):
    return page.evaluate_handle("document.activeElement").get_attribute("id")


def test_menu_is_walked_by_keys_and_closes_on_escape(visit):
    page = visit("viewer").go("/")
    page.focus("#view-actions")
    page.keyboard.press("Enter")
    assert focused(page) == "copy-link"
    page.keyboard.press("ArrowUp")
    last = focused(page)
    page.keyboard.press("ArrowDown")
    assert focused(page) == "copy-link" != last
    page.keyboard.press("Escape")
    assert page.is_hidden("#view-actions-menu")
    assert focused(page) == "view-actions"
    assert page.get_attribute("#view-actions", "aria-expanded") == "false"


def test_menu_closes_when_something_else_is_clicked(visit):
    page = visit("viewer").go("/")
    page.click("#view-actions")
    assert page.is_visible("#view-actions-menu")
    page.click("#tab-filters")
    assert page.is_hidden("#view-actions-menu")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("phone", [False, True])
def test_open_menu_has_no_fault_and_lies_on_the_screen(visit, language, phone):
    opened = visit("public", phone=phone)
    page = opened.go(f"/?lang={language}")
    if phone:
        page.click("#panel-handle")
    page.click("#view-actions")
    opened.rest()  # the sheet of a phone has come up
    box = page.locator("#view-actions-menu").bounding_box()
    size = page.viewport_size
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"]
    assert box["x"] + box["width"] <= size["width"]
    assert page.inner_text("#copy-link") == {"vi": "Chép liên kết", "en": "Copy link"}[language]
    assert opened.faults() == []


def test_view_is_saved_as_one_file_from_the_menu(visit):
    page = visit("viewer").go("/?layers=groups,lanes&from=2016-01-01&to=2016-06-30")
    page.click("#view-actions")
    with page.expect_download() as saved:
        page.click("#save-view")
    assert saved.value.suggested_filename.endswith(".html")
    assert "Tổ dân phố" in saved.value.path().read_text(encoding="utf-8")

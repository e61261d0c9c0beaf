"""For everybody: narrow screens, both languages, both themes, keyboard, and axe on every page."""

import pytest

from tests.browser.conftest import OF_COLOURS

HALF = "from=2016-01-01&to=2016-06-30"
PAGES = {
    "map": (f"/?{HALF}", "[data-ready=tiles]", "supervisor"),
    "public map": ("/", "[data-ready=tiles]", "public"),
    "board": (f"/board?{HALF}", "#board-body[data-ready=board]", "supervisor"),
    "compare": (f"/compare?{HALF}", "#compare[data-ready=units]", "supervisor"),
    "patrol": (f"/patrol?{HALF}", "#patrol[data-ready=candidates]", "supervisor"),
    "layers": ("/layers", "#own-lists[data-ready=lists]", "supervisor"),
    "load files": ("/import", "#import[data-ready=step]", "supervisor"),
    "imports": ("/imports", "#import[data-ready=step]", "supervisor"),
    "sign-in": ("/sign-in", "#login", "public"),
    "design": ("/design", "#open-dialog", "viewer"),
}


def with_language(path, language):
    return path + ("&" if "?" in path else "?") + f"lang={language}"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_either_theme(visit, name):
    """In English, with data of a half-year; test_every_page.py has all pages in both languages."""
    path, ready, role = PAGES[name]
    opened = visit(role, reduced_motion="reduce")  # colours fade over late on a busy machine
    page = opened.go(with_language(path, "en"), ready=ready)
    assert page.get_attribute("html", "lang") == "en"
    assert opened.faults() == []
    page.click("#theme-switch")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert opened.faults(OF_COLOURS) == []


@pytest.mark.parametrize("name", PAGES)
def test_phone_never_scrolls_sideways(visit, name):
    path, ready, role = PAGES[name]
    opened = visit(role, phone=True)
    opened.go(path, ready=ready)
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []


def test_sheet_of_the_phone_opens_and_holds_the_filters(visit):
    opened = visit(phone=True)
    page = opened.go(f"/?{HALF}")
    assert not page.is_visible("#tab-filters")
    page.click("#panel-handle")
    page.wait_for_selector("#panel[data-snap=half]")
    page.click("#tab-filters")
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("html[data-counts='205']")
    assert opened.faults() == []


def test_record_and_list_pass_axe_too(visit):
    opened = visit()
    page = opened.go(f"/?{HALF}")
    page.click("#tab-list")
    page.click("#panel-list .row-button >> nth=0")
    page.wait_for_selector("#popup .pairs")
    assert opened.faults() == []


def test_language_switch_keeps_the_filter(visit):
    page = visit().go(f"/?{HALF}&field=ttdt")
    page.wait_for_selector("html[data-counts='205']")
    page.click("[data-language=en]")
    page.wait_for_selector("html[lang=en][data-counts='205']")
    assert "205 incidents" in page.text_content("#total")
    assert "field=ttdt" in page.url


def test_theme_switch_is_remembered_on_every_page(visit):
    opened = visit()
    opened.go("/design", ready="#open-dialog").click("#theme-switch")
    page = opened.go("/")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_demo_ward_says_so_on_every_page(visit):
    opened = visit()
    for path, ready, _ in PAGES.values():
        page = opened.go(path, ready=ready)
        assert "Dữ liệu minh hoạ" in page.text_content("body"), path


def test_first_tab_stop_skips_to_the_content(visit):
    page = visit().go("/")
    page.keyboard.press("Tab")
    assert page.get_attribute(":focus", "class") == "skip-link"

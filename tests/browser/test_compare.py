"""Two periods side by side: synced maps, shared classes, rows behind each number."""

import pytest

READY = "#compare[data-ready=units]:not([aria-busy])"
HALF = "from=2016-01-01&to=2016-06-30"


def test_which_lane_got_worse_this_quarter(visit):
    """From the board: compare, by lane, the quarter; the first row answers."""
    opened = visit()
    page = opened.go(f"/board?{HALF}", ready="#board-body[data-ready=board]")
    page.click("#compare-periods")
    page.wait_for_selector(READY)
    page.select_option("#unit", "lanes")
    page.wait_for_selector(f"{READY} #compare-units [data-of*='lane:']")
    page.select_option("#after", label="Quý 2 năm 2016")
    page.locator("#period-after", has_text="01/04/2016").wait_for()
    page.wait_for_selector(READY)
    assert "from=2016-04-01" in page.url and "unit=lanes" in page.url
    shown = page.locator("#compare-units [data-of^='after:lane:']").first
    count = int(shown.text_content())
    shown.click()
    page.wait_for_selector("#rows-dialog[data-total]")
    assert int(page.get_attribute("#rows-dialog", "data-total")) == count


def test_maps_move_together_and_the_row_is_marked_on_all(visit):
    opened = visit()
    page = opened.go(f"/compare?{HALF}", ready=READY)
    page.click("#map-before .leaflet-control-zoom-in")
    panes = "[...document.querySelectorAll('.compare__map .leaflet-overlay-pane svg')]"
    boxes = opened.ask(f"{panes}.map((each) => each.getAttribute('viewBox'))")
    assert len(boxes) == 3 and len(set(boxes)) == 1
    row = page.locator("#compare-units tr[data-key]").nth(2)
    row.hover()
    key = row.get_attribute("data-key")
    for name in ("before", "after", "change"):
        assert page.get_attribute(f"#map-{name}", "data-marked") == key


def test_address_opens_the_same_comparison_and_a_wrong_order_is_said(visit):
    opened = visit()
    page = opened.go(f"/compare?{HALF}&unit=lanes&before=2014-07-01..2014-12-31", ready=READY)
    assert page.input_value("#unit") == "lanes"
    assert "2014" in page.text_content("#period-before")
    opened.expected.add("400")
    page.select_option("#before", label="6 tháng đầu năm 2016")
    page.wait_for_selector("#compare[data-ready=error]")
    assert "phải kết thúc trước" in page.text_content("#compare-words")


@pytest.mark.parametrize("phone", [False, True])
def test_keyboard_opens_the_rows(visit, phone):
    page = visit(phone=phone).go(f"/compare?{HALF}", ready=READY)
    page.locator("#compare-units .compare__number").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows-dialog[data-total]")
    page.keyboard.press("Escape")
    assert page.is_hidden("#rows-dialog")


def test_link_carries_its_classes_and_they_stay_while_kept(visit):
    opened = visit()
    page = opened.go(f"/compare?{HALF}&unit=groups", ready=READY)
    legend = page.text_content("#compare-legends ul >> nth=0")
    assert "breaks=" in page.url
    page.goto(page.url)
    page.wait_for_selector(READY)
    assert page.is_checked("[name=keep]")
    page.select_option("#after", label="Quý 1 năm 2016")
    page.locator("#period-after", has_text="01/01/2016").wait_for()
    page.wait_for_selector(READY)
    assert page.text_content("#compare-legends ul >> nth=0") == legend
    page.uncheck("[name=keep]")
    page.wait_for_selector(READY)
    page.select_option("#unit", "cells")
    page.wait_for_selector(f"{READY} #compare-units [data-of*='square:']")
    assert not page.is_checked("[name=keep]")


def test_squares_open_their_rows_and_the_table_is_saved(visit):
    opened = visit(phone=True)
    page = opened.go(f"/compare?{HALF}&unit=cells", ready=READY)
    button = page.locator("#compare-units [data-of^='after:square:']").first
    shown = int(button.text_content())
    button.click()
    page.wait_for_selector("#rows-dialog[data-total]")
    assert int(page.get_attribute("#rows-dialog", "data-total")) == shown
    page.keyboard.press("Escape")
    assert opened.ask("document.documentElement.scrollWidth <= innerWidth")
    assert opened.faults() == []
    with page.expect_download() as saved:
        page.click("#compare-csv")
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 20 and lines[0].startswith("Ô 100 m,")


def test_classes_that_do_not_rise_are_refused_in_words(visit):
    opened = visit()
    opened.expected.add("400")
    page = opened.go(f"/compare?{HALF}&breaks=3,1", ready="#compare[data-ready=error]")
    assert "tăng dần" in page.text_content("#compare-words")

"""Three tasks of a new user, from the map as it first opens, each in at most five clicks.

They are written down for people in docs/three-tasks.md. A choice in a list counts as two clicks.
"""

import re

import pytest

from tests.pdf_reading import page_size_mm, text_of

MOST = 5


class Clicks:
    """Counts what a hand does."""

    def __init__(self, page):
        self.page = page
        self.number = 0

    def click(self, what):
        self.number += 1
        self.page.locator(what).first.click()

    def choose(self, what, **option):
        self.number += 2
        self.page.select_option(what, **option)


@pytest.fixture
def start(visit):
    """The map as somebody who has just signed in sees it."""

    def go(role):
        opened = visit(role)
        opened.expected.add("503")  # a preview that comes while another is drawn is asked for again
        page = opened.go("/?ward=gia-thuy")
        dialog = page.locator("dialog[open]")
        if dialog.count():
            page.keyboard.press("Escape")
        return Clicks(page)

    return go


def test_which_lane_got_worse_this_quarter(start):
    hand = start("supervisor")
    hand.click("a[href^='/board']")
    hand.page.wait_for_selector("#board-body[data-ready=board]")
    hand.click("#compare-lanes")
    hand.page.wait_for_selector("#compare[data-ready=units] [data-of*='lane:']")
    quarter = hand.page.locator("#after option", has_text="Quý").first.get_attribute("value")
    hand.choose("#after", value=quarter)
    first = quarter.partition("..")[0]
    hand.page.wait_for_url(re.compile(f"from={first}"))
    hand.page.wait_for_selector("#compare[data-ready=units]:not([aria-busy])")
    shown = hand.page.locator("#compare-units [data-of^='after:lane:']").first
    count = int(shown.text_content())
    hand.click("#compare-units [data-of^='after:lane:']")
    hand.page.wait_for_selector("#rows-dialog[data-total]")
    assert int(hand.page.get_attribute("#rows-dialog", "data-total")) == count
    assert hand.number <= MOST


def test_print_my_groups_repeat_points_on_a4(start):
    hand = start("viewer")
    hand.click("#view-actions")
    hand.click("#open-print")
    hand.page.wait_for_selector("#print-dialog[data-ready]")
    hand.choose("#print-area", value="group:to-05")
    hand.page.wait_for_selector("#print-dialog[data-ready]")
    with hand.page.expect_download() as download:
        hand.click("#print-pdf")
    sheet = download.value.path().read_bytes()
    assert sorted(page_size_mm(sheet)) == [210, 297]
    assert "Tổ dân phố số 5" in text_of(sheet)
    assert "Điểm tái phạm" in text_of(sheet)
    assert hand.number <= MOST


def test_who_answers_for_this_corner(start):
    hand = start("viewer")
    box = hand.page.locator("#map").bounding_box()
    hand.number += 1
    x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5
    hand.page.mouse.click(x, y, button="right")
    hand.page.wait_for_selector("#popup .here__lines")
    words = hand.page.text_content("#popup")
    assert "Tổ dân phố" in words
    assert "khoán quản" in words.lower()
    assert hand.number <= MOST

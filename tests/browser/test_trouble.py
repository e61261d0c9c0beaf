"""Wrong links, servers that are slow or gone, ended sessions: said, and mended."""

import pytest

from tests.browser.test_map import HALF, drawn

FAILED = "Failed to load resource"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=zzz", "zzz"),
        ("from=2016-06-30&to=2016-01-01", "01/01/2016"),
        ("lane=abc", "abc"),
    ],
)
def test_link_that_is_wrong_says_so_and_can_be_reset(visit, query, said):
    opened = visit()
    opened.expected.add(FAILED)
    page = opened.go(f"/?{query}", ready="#total .note--error")
    assert said in page.text_content("#total")
    page.click("#total .button")
    page.wait_for_selector("#total .total__number")
    opened.settle()
    assert drawn(page) > 0


def test_link_with_odd_values_shows_what_there_is(visit):
    page = visit().go("/?map=99/999/999&layers=nope,lanes&group=99")
    page.wait_for_selector("#active-filters:not([hidden])")
    assert drawn(page, "lanes") > 100
    # The chip has its words when the counts are there.
    page.wait_for_selector("#active-filters :text('99: không có ở phường này')")


def test_board_with_a_wrong_rule_says_so_and_can_be_reset(visit):
    opened = visit()
    opened.expected.add(FAILED)
    page = opened.go("/board?radius_m=abc", ready="#board-body[data-ready=error]")
    assert "abc" in page.text_content("#board-notes")
    assert page.query_selector("#board-body .skeleton, #board-body .spinner") is None
    page.click("#board-notes .button")
    page.wait_for_selector("#board-body[data-ready=board]")
    assert page.query_selector("#figures .figure__number") is not None


def test_session_that_has_ended_offers_to_sign_in_again(visit):
    opened = visit()
    opened.expected.add(FAILED)
    page = opened.go(f"/?{HALF}")
    opened.context.clear_cookies()
    for _ in range(2):
        page.click("#zoom-in")
    page.wait_for_selector("#map-trouble a[href^='/sign-in?next=']")


def test_analysis_that_is_being_made_is_no_missing_result(visit):
    opened = visit()
    waiting = []

    def hold(route):
        waiting.append(route)

    opened.page.route("**/runs/shown?**", hold)
    page = opened.go(f"/?{HALF}")
    page.wait_for_selector("html[data-counts='300']")
    hint = page.locator(".layer:has(#layer-repeat_points) .layer__hint:not([hidden])")
    assert hint.text_content() == "đang tính…"
    waiting[0].continue_()
    page.wait_for_selector(".layer:has(#layer-repeat_points) [data-computing]", state="detached")
    page.wait_for_selector("#map[data-drawn-repeat_points='16']")
    count = page.locator(".layer:has(#layer-repeat_points) .check__count")
    assert count.text_content() == "16"


def test_another_rule_on_the_board_does_not_change_the_count_of_the_map(visit):
    opened = visit()
    opened.go(f"/board?{HALF}&field=ttdt&min_events=2", ready="#board-body[data-ready=board]")
    page = opened.go(f"/?{HALF}")
    page.wait_for_selector("#map[data-drawn-repeat_points='16']")
    count = page.locator(".layer:has(#layer-repeat_points) .check__count")
    page.wait_for_selector(".layer:has(#layer-repeat_points) [data-computing]", state="detached")
    count.filter(has_text="16").wait_for()
    cells = page.locator(".layer:has(#layer-hot_spots) > label .check__count")
    cells.filter(has_text=str(drawn(page, "hot_spots"))).wait_for()


def test_repeat_point_opens_with_its_rule_and_its_incidents(visit):
    opened = visit("viewer")
    page = opened.go(f"/?{HALF}&layers=repeat_points")
    page.wait_for_selector("#map[data-drawn-repeat_points='16']")
    runs = opened.page.request.get(f"{opened.server}/api/gia-thuy/runs/shown?{HALF}").json()["runs"]
    point = runs["repeat_points"] * 1_000_000 + 1
    page = opened.go(f"/?{HALF}&selected=repeat_points/{point}")
    page.wait_for_selector("#popup [data-member]")
    assert page.text_content("#popup-title").startswith("Điểm tái phạm số 1 · ")
    card = page.text_content("#popup")
    assert "10 m" in card and "6 tháng đầu năm 2016" in card
    assert "Bồ Đề" not in card
    assert opened.faults() == []
    page.click("#popup [data-member] >> nth=0")
    page.wait_for_selector("#popup .history")
    assert "selected=incidents/" in page.url


def test_focus_returns_to_where_a_dialog_was_opened(visit):
    page = visit().go(f"/board?{HALF}", ready="#board-body[data-ready=board]")
    figure = page.locator("#figures [data-of=incidents]")
    figure.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows-dialog[data-total]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#rows-dialog", state="hidden")
    assert page.get_attribute(":focus", "data-of") == "incidents"

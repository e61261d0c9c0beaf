"""What is here: by click, key, button, link and typed coordinates; each figure opens its rows."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

HALF = "from=2016-01-01&to=2016-06-30"
CLOSE = f"/?{HALF}&map=18/21.04900/105.88500"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_spot(page):
    page.wait_for_selector("#popup .here__lines")


def test_a_click_on_the_ground_says_group_lane_holder_and_incidents(visit):
    opened = visit()
    page = opened.go(f"/?{HALF}&layers=ward_border,groups&map=18/21.04900/105.88500")
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_for_spot(page)
    at = query(page)["at"]
    assert at.startswith("21.0490") and "/105.8850" in at
    assert "Tổ dân phố" in page.text_content("[data-layer=groups] .row-button__title")
    assert "30/06/2016" in page.text_content("#popup .popup__rule")
    assert opened.faults() == []
    page.click("[data-layer=groups] .row-button")
    page.wait_for_selector("#popup .pairs")
    assert query(page)["selected"].startswith("groups/")
    page.click("#popup button:has-text('Về điểm đã chọn')")
    wait_for_spot(page)
    assert query(page)["at"] == at


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_figure_opens_as_many_rows_and_each_its_record(visit, phone):
    opened = visit(phone=phone)
    page = opened.go(f"/?{HALF}")
    first = opened.ask(
        "fetch('/api/gia-thuy/layers/incidents/features?limit=1&from=2016-01-01&to=2016-06-30')"
        ".then((answer) => answer.json()).then((found) => found.features[0])"
    )
    lon, lat = first["geometry"]["coordinates"]
    page = opened.go(f"/?{HALF}&at={lat}/{lon}&map=18/{lat}/{lon}")
    wait_for_spot(page)
    part = page.locator("[data-layer=incidents]")
    figure = int(re.match(r"\d+", part.locator(".here__figure").text_content())[0])
    assert figure >= 1
    part.locator("summary").click()
    assert part.locator(".row-button").count() == figure
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert opened.faults() == []
    part.locator(f"[data-row='{first['id']}']").click()
    page.wait_for_selector("#popup .pairs")
    assert query(page)["selected"] == f"incidents/{first['id']}"


def test_the_keyboard_asks_for_the_middle_and_gets_its_focus_back(visit):
    opened = visit()
    page = opened.go(CLOSE)
    page.focus("#map")
    page.keyboard.press("Enter")
    wait_for_spot(page)
    assert page.evaluate("document.activeElement.id") == "popup-title"
    page.keyboard.press("Escape")
    page.wait_for_selector("#popup", state="hidden")
    assert page.evaluate("document.activeElement.id") == "map"
    assert "at" not in query(page)
    page.click("#show-here")
    wait_for_spot(page)


def test_a_right_click_asks_even_on_a_lane(visit):
    opened = visit()
    page = opened.go(CLOSE)
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + 300, box["y"] + 300, button="right")
    wait_for_spot(page)
    assert query(page)["at"]


def test_coordinates_are_copied_and_typed_coordinates_come_back_to_the_spot(visit):
    opened = visit()
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.go(f"/?{HALF}&at=21.048956/105.886281")
    wait_for_spot(page)
    lines = page.locator(".here__value").all_text_contents()
    assert lines == [
        "21.048956, 105.886281",
        "21°02′56.24″N 105°53′10.61″E",
        "2328628.29 591914.15",
    ]
    page.click(".here__lines li:nth-child(3) button")
    page.wait_for_selector(".toast:has-text('2328628.29 591914.15')")
    assert opened.ask("navigator.clipboard.readText()") == lines[2]
    page.keyboard.press("Escape")
    for words in lines:
        page.fill("#search", words)
        page.wait_for_selector("#search-list [role=option]:has-text('Tọa độ')")
        page.keyboard.press("Enter")
        wait_for_spot(page)
        lat, lon = (float(part) for part in query(page)["at"].split("/"))
        assert (lat, lon) == pytest.approx((21.048956, 105.886281), abs=3e-6)
        page.keyboard.press("Escape")


def test_coordinates_in_another_system_are_refused_with_the_distance(visit):
    opened = visit()
    opened.expected.add("status of 400")
    page = opened.go("/")
    page.fill("#search", "2328628.29 540000")
    page.wait_for_selector("#search-list:has-text('cách phường')")


@pytest.mark.parametrize("role", ["public", "viewer"])
def test_who_may_see_less_is_told_less(visit, role):
    opened = visit(role)
    page = opened.go("/?at=21.048956/105.886281")
    wait_for_spot(page)
    assert page.locator("[data-layer=groups] .row-button").count() == 1
    said = page.text_content("#popup")
    assert ("Vụ vi phạm" in said) == (role == "viewer")


def test_a_street_number_finds_its_street(visit):
    page = visit().go("/")
    page.fill("#search", "12 Nguyễn Văn Cừ")
    option = page.locator("#search-list [role=option]").first
    option.filter(has_text="Địa chỉ").wait_for()
    assert "Nguyễn Văn Cừ · 12" in option.text_content()
    assert "không rõ chỗ nào" in option.text_content()
    page.keyboard.press("Enter")
    page.wait_for_selector("#popup .pairs")
    assert "Nguyễn Văn Cừ" in page.text_content("#popup-title")

"""The map as people use it: what is counted is what is drawn, and the address says it all."""

import re
from urllib.parse import parse_qs, urlsplit

HALF = "from=2016-01-01&to=2016-06-30"


def drawn(page, layer="incidents"):
    return int(page.get_attribute("#map", f"data-drawn-{layer}"))


def total(page):
    return int(page.get_attribute("html", "data-counts"))


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_counts_agree_with_what_is_drawn(visit):
    page = visit().go(f"/?{HALF}")
    page.wait_for_selector("html[data-counts='300']")
    assert drawn(page) == total(page) == 300
    assert drawn(page, "groups") == 14


def test_counts_of_cells_add_up_to_the_total(visit):
    page = visit().go(f"/?{HALF}&map=13/21.0490/105.8863")
    page.wait_for_selector("html[data-counts='300']")
    assert drawn(page) == 300


def test_a_viewer_s_map_makes_the_analyses_of_its_own_filter(visit):
    """Nobody looked at this quarter before; its hot spots are there all the same."""
    page = visit(role="viewer").go("/?from=2016-01-01&to=2016-03-31&field=ttdt")
    page.wait_for_selector("#map[data-ready='tiles']:not([data-drawn-hot_spots='0'])")
    counted = page.locator("label:has(#layer-repeat_points) .check__count")
    counted.filter(has_text=re.compile("[1-9]")).wait_for()
    assert drawn(page, "repeat_points") == int(counted.text_content())


def test_filter_changes_counts_map_and_address_and_survives_a_reload(visit):
    opened = visit()
    page = opened.go(f"/?{HALF}")
    page.click("#tab-filters")
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("html[data-counts='205']")
    opened.settle()
    assert drawn(page) == 205
    assert query(page)["field"] == "ttdt"
    assert "205" in page.text_content("#total")
    assert page.text_content("label:has(input[name=field][value=vsmt]) .check__count") != "0"
    page.reload()
    page.wait_for_selector("html[data-counts='205']")
    opened.settle()
    page.click("#tab-filters")
    page.wait_for_selector("input[name=field][value=ttdt]:checked")
    assert drawn(page) == 205


def test_permalink_keeps_view_layers_and_selection(visit):
    opened = visit()
    page = opened.go(f"/?{HALF}&layers=ward_border,incidents&map=17/21.04900/105.88500")
    page.check("#layer-lanes")
    opened.settle()
    page.click("#zoom-in")
    opened.settle()
    link = page.url
    other = visit()
    again = other.go(link.removeprefix(other.server))
    assert query(again)["map"] == query(page)["map"]
    assert query(again)["map"].startswith("18/")
    assert query(again)["layers"] == "ward_border,incidents,lanes"
    assert drawn(again, "lanes") == drawn(page, "lanes") > 0


def test_resetting_one_filter_and_all(visit):
    page = visit().go(f"/?{HALF}&field=ttdt&state=ket_thuc")
    page.wait_for_selector("#active-filters li")
    page.click("#active-filters button:has-text('Trật tự đô thị')")
    page.wait_for_selector("#active-filters:not(:has-text('Trật tự đô thị'))")
    assert "field" not in query(page)
    page.click("#active-filters button:has-text('Bỏ tất cả')")
    page.wait_for_selector("#active-filters", state="hidden")
    assert "state" not in query(page)


def test_search_without_accents_by_keyboard_moves_the_map(visit):
    opened = visit()
    page = opened.go("/")
    before = query(page)["map"]
    page.focus("#search")
    with page.expect_response("**/search?q=pho+nguyen+son"):
        page.keyboard.type("pho nguyen son")
    page.wait_for_selector("#search-list:not([aria-busy]) [role=option]")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "search-0"
    page.keyboard.press("Enter")
    page.wait_for_selector("#popup:not([hidden]) .pairs")
    opened.settle()
    assert query(page)["map"] != before
    assert "Nguyễn Sơn" in page.text_content("#popup-title")
    page.keyboard.press("Escape")
    page.wait_for_selector("#popup", state="hidden")


def test_click_on_a_point_opens_its_record(visit):
    opened = visit()
    page = opened.go(f"/?{HALF}&layers=ward_border,incidents")
    page.click("#tab-list")
    page.click("#panel-list .row-button >> nth=0")
    page.wait_for_selector("#popup .pairs")
    number = page.text_content("#popup .pairs dd >> nth=0")
    page.click("#popup .popup__actions button >> nth=0")
    opened.settle()
    page.keyboard.press("Escape")
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#popup:not([hidden]) .pairs")
    assert page.text_content("#popup .pairs dd >> nth=0") == number
    assert "Lịch sử" in page.text_content("#popup")
    assert query(page)["selected"].startswith("incidents/")


def test_signed_out_sees_counts_of_squares_and_no_incident(visit):
    page = visit("public").go("/")
    assert page.query_selector("#layer-incidents") is None
    assert drawn(page, "incident_cells") > 0
    assert "đã đăng nhập" in page.text_content("#panel-layers")


def test_a_server_that_is_gone_is_said_and_can_be_tried_again(visit):
    opened = visit()
    opened.expected.update({"Failed to load resource", "ERR_FAILED"})
    page = opened.go(f"/?{HALF}")
    page.route("**/api/**", lambda route: route.abort())
    page.click("#tab-filters")
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("#total .note--error")
    page.unroute("**/api/**")
    page.uncheck("input[name=field][value=ttdt]")
    page.wait_for_selector("#total .note--error", state="detached")


def test_printed_map_takes_the_whole_width_under_its_count(visit):
    page = visit().go(f"/?{HALF}")
    page.emulate_media(media="print")
    assert page.locator(".map-stage").bounding_box()["width"] >= 1200
    assert page.locator("#total").is_visible()
    assert not page.locator("#panel-layers").is_visible()


def test_layer_that_nothing_was_ever_written_to_is_not_asked_for(visit):
    opened = visit("admin")
    asked = []
    opened.page.on("request", lambda request: asked.append(request.url.split("?")[0]))
    opened.go("/?ward=gia-thuy&layers=facilities,lanes")
    assert any("/tiles/gia-thuy/facilities/" in each for each in asked)
    asked.clear()
    opened.go("/?ward=thu-nghiem&layers=facilities,lanes")
    assert [each for each in asked if "/tiles/" in each] == []

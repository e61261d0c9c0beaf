"""The tree of layers: counts by class, whole groups, zoom to a layer; back and forward."""

from urllib.parse import parse_qs, urlsplit

import pytest

START = "/?from=2016-01-01&to=2016-06-30&layers=groups,incidents,sites"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_layers(page, fits):
    """The address follows what is ticked a moment later."""
    page.wait_for_url(lambda url: fits(parse_qs(urlsplit(url).query)["layers"][0].split(",")))


def number(words):
    return int(words.replace(".", "") or 0)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_counts_of_the_classes_add_up_to_the_layer(visit, phone):
    opened = visit(phone=phone)
    page = opened.go(START)
    if phone:
        page.click("#panel-handle")
    page.wait_for_selector(".layer:has(#layer-incidents) li .check__count:not(:empty)")
    for layer, total in (("incidents", 300), ("sites", None)):
        row = page.locator(f".layer:has(#layer-{layer})")
        counts = map(number, row.locator("li[data-class] .check__count").all_text_contents())
        whole = number(row.locator("label .check__count").text_content())
        assert sum(counts) == whole == (total or whole) > 0
    assert opened.faults() == []


def test_upgraded_lanes_are_as_they_were_on_the_last_day(visit):
    opened = visit()
    seen = {}
    for last, day in (("2016-02-29", "29/02/2016"), ("2016-06-30", "30/06/2016")):
        page = opened.go(f"/?from=2016-01-01&to={last}&layers=lane_projects")
        row = page.locator(".layer:has(#layer-lane_projects)")
        row.get_by_text(f"Tiến độ vào ngày {day}").wait_for()
        page.wait_for_selector(".layer:has(#layer-lane_projects) li .check__count:not(:empty)")
        counts = row.locator("li[data-class] .check__count").all_text_contents()
        seen[last] = [number(each) for each in counts]
    assert [sum(each) for each in seen.values()] == [37, 37]
    assert seen["2016-06-30"] == [12, 0, 0, 13, 8, 4]
    assert seen["2016-02-29"][3] < 13 < seen["2016-02-29"][4] + seen["2016-02-29"][5]
    assert opened.faults() == []


def test_group_is_folded_and_ticked_as_a_whole_by_keyboard(visit):
    opened = visit()
    page = opened.go(START)
    group = page.locator("[data-group=violations]")
    box = group.locator(".layer-group__head input")
    assert box.evaluate("(node) => node.indeterminate")
    box.focus()
    page.keyboard.press("Space")
    names = group.locator("input[name=layer]").evaluate_all(
        "(all) => all.map((each) => each.value)"
    )
    wait_for_layers(page, lambda layers: set(names) <= set(layers))
    page.keyboard.press("Space")
    wait_for_layers(page, lambda layers: set(names).isdisjoint(layers) and "groups" in layers)
    group.locator("button.layer-group__title").focus()
    page.keyboard.press("Enter")
    assert group.locator(".layer >> nth=0").is_hidden()
    assert opened.faults() == []


def test_map_goes_to_a_layer(visit):
    opened = visit()
    page = opened.go(START + "&map=13/21.00000/105.80000&lane=999999999")
    summary = page.locator("[data-tools=sites] summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.locator("[data-tools=sites] button[aria-label^='Xem cả lớp']").click()
    page.wait_for_selector("#map:not([data-drawn-sites='0'])")
    opened.settle()
    zoom, lat, lng = map(float, query(page)["map"].split("/"))
    assert zoom > 14
    assert abs(lat - 21.049) < 0.01
    assert abs(lng - 105.886) < 0.01
    page.locator("[data-tools=incidents] summary").click()
    page.locator("[data-tools=incidents] button[aria-label^='Xem cả lớp']").click()
    page.wait_for_selector(".toast:has-text('không có gì')")


def test_back_and_forward_show_what_was_shown(visit):
    opened = visit()
    page = opened.go(START)
    page.wait_for_selector("html[data-counts='300']")
    page.uncheck("#layer-sites")
    page.click("#tab-filters")
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("html[data-counts='205']")
    page.click("#zoom-in")
    opened.settle()
    page.go_back()
    page.wait_for_selector("html[data-counts='300']")
    assert not page.is_checked("input[name=field][value=ttdt]")
    assert not page.is_checked("#layer-sites")
    page.go_back()
    page.wait_for_selector("#layer-sites:checked", state="attached")
    page.go_forward()
    page.go_forward()
    page.wait_for_selector("html[data-counts='205']")
    assert page.is_checked("input[name=field][value=ttdt]")
    assert "sites" not in query(page)["layers"].split(",")

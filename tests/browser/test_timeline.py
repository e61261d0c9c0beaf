"""The time line of the map: a brush, a slider, play; what stands agrees with the rows."""

import re
from urllib.parse import parse_qs, urlsplit

HALF = "/?from=2016-01-01&to=2016-06-30&map=16/21.05050/105.88630"
WALK = "&t=2016-01-01..2016-06-30&step=week&mode=window"
FEBRUARY = "/?from=2016-02-01&to=2016-02-14&map=16/21.05050/105.88630" + WALK
PAGE_QUERY = "(query) => fetch(`/api/gia-thuy/${query}`).then((answer) => answer.json())"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def opened_at(visit, path=HALF, role="supervisor", **options):
    """Open the map with its time line, whose bars have come."""
    opened = visit(role, **options)
    page = opened.go(path)
    if "&t=" not in path:
        page.click("#open-timeline")
    page.wait_for_selector(".timeline__bar")
    opened.settle()
    return opened, page


def window_of(page):
    return page.inner_text("#timeline-window")


def number_in(page):
    return int(window_of(page).rpartition(": ")[2].split(" ")[0])


def drawn(page, layer):
    return int(page.get_attribute("#map", f"data-drawn-{layer}"))


def rests_at(page, first, last):
    """Wait until the window has gone into the filter and its counts have come."""
    page.wait_for_url(re.compile(f"from={first}&to={last}"))
    page.wait_for_selector("html:not([data-moving]) #total:not([aria-busy])")


def asked(page, path):
    return page.evaluate(PAGE_QUERY, path)


def test_the_time_line_opens_over_the_period_and_says_what_touches_it(visit):
    opened, page = opened_at(visit)
    assert query(page)["t"] == "2016-01-01..2016-06-30"
    assert page.locator(".timeline__bar").count() == 27
    assert sum(int(n) for n in page.eval_on_selector_all(
        ".timeline__bar", "(bars) => bars.map((bar) => bar.dataset.n)")) == 300  # fmt: skip
    assert "Không bộ lọc nào khác tác động" in page.inner_text("#timeline-says")
    page.click("#tab-filters")
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("#timeline-says:has-text('lĩnh vực')")
    page.wait_for_selector("#timeline-window:has-text(': 205 vụ')")
    page.click(".timeline__about summary")
    still = page.inner_text("#timeline-still")
    assert "Nhà văn hóa" in still and "Ngõ cải tạo" not in still
    assert opened.faults() == []


def test_a_brush_is_the_window_of_list_counts_and_address(visit):
    opened, page = opened_at(visit)
    bars = page.locator(".timeline__bar")
    start, end = bars.nth(5).bounding_box(), bars.nth(8).bounding_box()
    page.mouse.move(start["x"] + 4, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 4, end["y"] + 20, steps=4)
    assert page.get_attribute("html", "data-moving") == ""
    page.mouse.up()
    rests_at(page, "2016-02-01", "2016-02-28")
    promised = number_in(page)
    page.wait_for_selector(f"html[data-counts='{promised}']")
    rows = asked(page, "layers/incidents/features?from=2016-02-01&to=2016-02-28&limit=1000")
    assert rows["numberReturned"] == promised > 0
    assert page.locator("[aria-selected=true].timeline__bar").count() == 4
    opened.go(page.url.removeprefix(opened.server))
    page.wait_for_selector(".timeline__bar")
    assert window_of(page).endswith(f": {promised} vụ")
    assert page.locator("[aria-selected=true].timeline__bar").count() == 4


def test_arrows_move_the_window_and_shift_stretches_it(visit):
    _, page = opened_at(visit)
    page.focus("#timeline-bars")
    page.keyboard.press("ArrowRight")
    rests_at(page, "2016-01-01", "2016-01-03")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    rests_at(page, "2016-01-04", "2016-01-17")
    page.keyboard.press("End")
    rests_at(page, "2016-06-20", "2016-06-30")
    page.keyboard.press("Escape")
    rests_at(page, "2016-01-01", "2016-06-30")
    assert page.evaluate("document.activeElement.id") == "timeline-bars"


def test_nothing_is_asked_again_for_features_that_carry_their_days(visit):
    opened, page = opened_at(visit, FEBRUARY)
    tiles = []
    page.on("request", lambda request: ".mvt" in request.url and tiles.append(request.url))
    before = drawn(page, "incidents"), drawn(page, "sites")
    page.focus("#timeline-slider")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    rests_at(page, "2016-03-14", "2016-03-27")
    opened.settle()
    assert before != (drawn(page, "incidents"), drawn(page, "sites"))
    assert [
        address
        for address in tiles
        if "/hot_spots/" not in address and "/repeat_points/" not in address
    ] == []


def test_sites_in_the_window_are_those_of_the_server(visit):
    opened, page = opened_at(visit, FEBRUARY.replace("map=16/21.05050", "map=15/21.05050"))
    counted = asked(page, "counts?from=2016-02-01&to=2016-02-14")["layers"]
    assert drawn(page, "sites") == counted["sites"]
    assert drawn(page, "incidents") == counted["incidents"]
    whole = asked(page, "counts?from=2016-01-01&to=2016-06-30")["layers"]
    assert counted["sites"] < whole["sites"]
    page.wait_for_selector("label:has(#layer-sites) .check__count:not(:empty)")
    assert page.inner_text("label:has(#layer-sites) .check__count") == str(counted["sites"])
    page.select_option("#timeline-mode", "upto")
    rests_at(page, "2016-01-01", "2016-02-14")
    opened.settle()
    so_far = asked(page, "counts?from=2016-01-01&to=2016-02-14")["layers"]
    assert drawn(page, "incidents") == so_far["incidents"] > counted["incidents"]


def test_cells_far_out_are_counted_for_the_window(visit):
    """Where counts of a grid are drawn the server counts the window itself."""
    opened, page = opened_at(visit, FEBRUARY.replace("map=16", "map=13"))
    assert drawn(page, "incidents") == number_in(page) > 0
    page.focus("#timeline-slider")
    page.keyboard.press("ArrowRight")
    rests_at(page, "2016-02-08", "2016-02-21")
    opened.settle()
    assert drawn(page, "incidents") == number_in(page) > 0


def test_play_walks_by_steps_and_pauses_on_what_a_person_does(visit):
    opened, page = opened_at(visit, FEBRUARY)
    page.click("#timeline-play")
    page.wait_for_selector("#timeline-window:not(:has-text('01/02/2016'))")
    assert query(page)["from"] == "2016-02-01"  # only what rests goes into the address
    assert page.get_attribute("#timeline-play", "aria-label") == "Dừng"
    page.click("#zoom-out")
    page.wait_for_selector("html:not([data-moving]) #total:not([aria-busy])")
    assert page.get_attribute("#timeline-play", "aria-label") == "Chạy"
    stood = window_of(page)
    page.wait_for_timeout(1500)
    assert window_of(page) == stood
    assert page.get_attribute("html", "data-counts") == str(number_in(page))
    assert query(page)["from"] > "2016-02-01"
    assert opened.faults() == []


def test_play_ends_with_the_last_step_and_begins_anew(visit):
    _, page = opened_at(visit, HALF + "&t=2016-01-01..2016-06-30&step=month&mode=upto")
    page.select_option("#timeline-speed", "4")
    page.click("#timeline-play")
    page.wait_for_selector("#timeline-window:not(:has-text('30/06/2016'))")
    rests_at(page, "2016-01-01", "2016-06-30")
    assert page.get_attribute("#timeline-play", "aria-label") == "Chạy"
    assert number_in(page) == 300


def test_a_card_goes_with_what_the_window_leaves(visit):
    opened, page = opened_at(visit, FEBRUARY)
    rows = asked(page, "layers/incidents/features?from=2016-02-01&to=2016-02-03&limit=1")
    opened.go(f"{FEBRUARY}&selected=incidents/{rows['features'][0]['id']}")
    page.wait_for_selector("#popup:not([hidden]) dl")
    page.wait_for_selector(".timeline__bar")
    opened.settle()
    page.focus("#timeline-bars")
    page.keyboard.press("End")
    page.wait_for_selector("#popup", state="hidden")
    rests_at(page, "2016-06-20", "2016-06-30")
    assert "selected" not in query(page)


def test_another_period_takes_the_time_line_along(visit):
    _, page = opened_at(visit)
    page.click("#tab-filters")
    page.select_option("#period", "2015-07-01|2015-12-31")
    page.wait_for_url(re.compile("t=2015-07-01..2015-12-31"))
    page.wait_for_selector("#timeline-says:has-text('01/07/2015')")
    page.wait_for_selector("#timeline-window:has-text('vụ')")
    page.wait_for_selector("#total:not([aria-busy])")
    assert page.get_attribute("html", "data-counts") == str(number_in(page))


def test_closing_leaves_the_window_as_the_filter(visit):
    _, page = opened_at(visit, FEBRUARY)
    page.click("#timeline [aria-label='Đóng dòng thời gian']")
    assert page.locator("#timeline").is_hidden()
    assert page.evaluate("document.activeElement.id") == "open-timeline"
    assert (query(page)["from"], query(page)["to"]) == ("2016-02-01", "2016-02-14")
    assert {"t", "step", "mode"}.isdisjoint(query(page))
    page.keyboard.press("Enter")
    page.wait_for_selector(".timeline__bar >> visible=true")
    assert query(page)["t"] == "2016-01-01..2016-06-30"


def test_whoever_wants_less_motion_goes_step_by_step(visit):
    _, page = opened_at(visit, FEBRUARY, reduced_motion="reduce")
    assert page.locator("#timeline-play").count() == 0
    page.click("[aria-label='Tiến một bước']")
    rests_at(page, "2016-02-08", "2016-02-21")
    page.click(".timeline__about summary")
    assert "không tự chạy" in page.inner_text("#timeline-still")


def test_the_public_walks_by_months_and_sees_no_day(visit):
    opened = visit("public")
    tiles = []
    opened.page.on("request", lambda request: ".mvt" in request.url and tiles.append(request.url))
    page = opened.go("/?from=2016-01-01&to=2016-06-30")
    page.click("#open-timeline")
    page.wait_for_selector(".timeline__bar")
    assert page.locator(".timeline__bar").count() == 6
    assert page.locator("#timeline-step option").count() == 1
    page.focus("#timeline-bars")
    page.keyboard.press("ArrowRight")
    rests_at(page, "2016-01-01", "2016-01-31")
    opened.settle()
    assert not any("dates=day" in address for address in tiles)
    assert any("incident_cells" in address and "to=2016-01-31" in address for address in tiles)
    assert opened.faults() == []


def test_on_a_phone_it_stands_between_the_map_and_the_sheet(visit):
    opened, page = opened_at(visit, "/?from=2016-01-01&to=2016-06-30", phone=True)
    stage, line, sheet = (
        page.locator(each).bounding_box() for each in (".map-stage", "#timeline", "#panel")
    )
    assert stage["y"] + stage["height"] <= line["y"] + 1
    assert line["width"] == 390
    assert stage["height"] > 250
    foot = page.locator(".timeline__about").bounding_box()
    assert foot["y"] + foot["height"] <= sheet["y"] + 1
    scale = page.locator(".leaflet-control-scale").bounding_box()
    assert scale["y"] + scale["height"] <= line["y"] + 1
    page.locator(".timeline__bar").nth(3).tap()
    rests_at(page, "2016-01-18", "2016-01-24")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []


def test_a_wrong_address_opens_no_time_line(visit):
    opened = visit()
    page = opened.go(HALF + "&t=2016-06-30..2016-01-01&step=year&mode=no")
    assert page.locator("#timeline").is_hidden()
    page = opened.go(HALF + "&t=2016-01-01..2016-06-30&step=year&mode=no")
    page.wait_for_selector(".timeline__bar")
    assert page.input_value("#timeline-step") == "week"
    assert page.input_value("#timeline-mode") == "window"


def test_without_counts_it_says_so_and_tries_again(visit):
    opened = visit()
    opened.expected.add("Failed to load resource")
    page = opened.page
    page.route("**/timeline?*", lambda route: route.fulfill(status=503, body="{}"))
    opened.go(HALF)
    page.click("#open-timeline")
    page.wait_for_selector(".timeline__trouble [role=alert]")
    page.unroute("**/timeline?*")
    page.click(".timeline__trouble button")
    page.wait_for_selector(".timeline__bar")
    assert page.locator(".timeline__trouble [role=alert]").count() == 0

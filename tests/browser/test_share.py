"""Share links in the browser: made and revoked in the dialog, opened by a stranger, in a frame."""

import re

import pytest

LINK = re.compile(r"http://127\.0\.0\.1:\d+/s/[\w-]{32}")
VIEW = "/?ward=gia-thuy&layers=groups,lanes,incidents,sites&from=2016-01-01&to=2016-06-30"


def open_dialog(opened, phone=False):
    page = opened.go(VIEW)
    if phone:
        page.click("#panel-handle")
    page.click("#view-actions")
    page.click("#open-share")
    page.wait_for_selector("html[data-counts]")
    page.wait_for_selector("#share-dialog .share__list h3")
    return page


def make(page, role="viewer", **ticks):
    page.select_option("#share-role", role)
    for name, wanted in ticks.items():
        page.set_checked(f"#share-{name}", wanted)
    page.click("#share-dialog button[type=submit]")
    page.wait_for_selector("#share-address")
    return page.input_value("#share-address")


def test_link_is_made_opened_by_a_stranger_and_revoked_with_undo(visit):
    maker = visit("supervisor")
    page = open_dialog(maker)
    address = make(page)
    assert LINK.fullmatch(address)
    row = page.locator(".share__row").first
    row.filter(has_text="chưa ai mở").wait_for()
    assert page.is_hidden("#share-frame")
    stranger = visit("public")
    shared = stranger.go(address.removeprefix(stranger.server))
    exact = int(page.locator("html").get_attribute("data-counts"))
    shared.wait_for_selector(f"html[data-counts='{exact - exact % 5}']")
    assert shared.locator("#layer-incidents_by_lane").is_checked()
    assert shared.locator("#tab-filters").count() == 0
    assert shared.locator("text=Đăng nhập").count() == 0
    assert "chỉ để xem" in shared.inner_text(".share-banner")
    shared.click("#view-actions")
    assert shared.locator("#open-share").count() == 0
    shared.keyboard.press("Escape")
    assert stranger.faults() == []
    assert "chưa ai mở" in row.inner_text()
    row.get_by_role("button").click()
    page.wait_for_selector(".toast")
    page.focus(".toast__undo")  # so it stays
    assert "Đã thu hồi" in page.locator(".share__row").first.inner_text()
    assert "1 lần mở" in page.locator(".share__row").first.inner_text()
    stranger.expected.add("404")
    assert shared.goto(address).status == 404
    page.click(".toast__undo")
    page.wait_for_selector(".share__row:first-child .tag--good")
    assert shared.goto(address).status == 200


def test_shared_map_shows_lanes_and_their_classes_not_incidents(visit):
    page = open_dialog(visit("supervisor"))
    address = make(page)
    stranger = visit("public")
    shared = stranger.go(address.removeprefix(stranger.server))
    stranger.settle()
    features = f"{address}/api/gia-thuy/layers/incidents_by_lane/features"
    lanes = stranger.ask(f"fetch('{features}').then((answer) => answer.json())")
    first = lanes["features"][0]
    shared.goto(f"{address}?selected=incidents_by_lane/{first['id']}&map=17/21.05/105.88")
    shared.wait_for_selector("#popup:not([hidden])")
    shared.get_by_text("Đang tải…").first.wait_for(state="hidden")
    words = shared.inner_text("#popup")
    assert first["properties"]["name"] in words
    assert re.search(r"<5|5–9|10–24|25–49|từ 50", words)
    assert stranger.faults() == []


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_dialog_and_shared_page_have_no_fault(visit, phone, language):
    opened = visit("supervisor", phone=phone)
    page = opened.go(f"{VIEW}&lang={language}")
    if phone:
        page.click("#panel-handle")
    page.click("#view-actions")
    page.click("#open-share")
    page.wait_for_selector(".share__list h3")
    address = make(page, role="public")
    assert opened.faults() == []
    width = page.viewport_size["width"]
    assert opened.ask("document.documentElement.scrollWidth") <= width
    assert opened.ask("document.querySelector('#share-dialog').scrollWidth") <= width
    stranger = visit("public", phone=phone)
    shared = stranger.go(address.removeprefix(stranger.server) + f"?lang={language}")
    assert stranger.faults() == []
    assert shared.locator("#layer-incident_cells").is_checked()
    assert stranger.ask("document.documentElement.scrollWidth") <= width


def test_dialog_goes_by_keyboard_and_gives_the_focus_back(visit):
    opened = visit("supervisor")
    page = opened.go(VIEW)
    page.focus("#view-actions")
    page.keyboard.press("Enter")
    for _ in range(page.locator("#view-actions-menu [role=menuitem]").count()):
        if page.locator("#open-share:focus").count():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#share-role:focus")
    page.fill("#share-until", "2000-01-01")
    page.focus("#share-note")
    page.keyboard.press("Enter")
    page.wait_for_selector("#share-dialog .note--error")
    assert "ends_on" in page.inner_text("#share-dialog .note--error")
    opened.expected.add("400")
    page.keyboard.press("Escape")
    page.wait_for_selector("#share-dialog", state="hidden")
    assert page.evaluate_handle("document.activeElement").get_attribute("id") == "view-actions"


def test_view_stands_in_a_frame_of_the_named_site_only(visit):
    maker = visit("supervisor")
    page = open_dialog(maker)
    page.fill("#share-origins", maker.server)
    make(page)
    code = page.input_value("#share-frame")
    address = re.search(r'src="([^"]+)"', code)[1]
    stranger = visit("public")
    framed = stranger.go(address.removeprefix(stranger.server))
    framed.wait_for_selector(".frame-line button")
    assert framed.locator("header").count() == 0
    assert framed.is_hidden("#search")
    assert framed.is_hidden("#panel-layers")
    framed.click(".frame-line button")
    assert framed.is_visible("#panel-layers")
    assert framed.get_attribute(".frame-line a", "href").startswith("/s/")
    assert stranger.faults() == []


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize(
    ("role", "places", "others"),
    [("public", "gộp theo ô vuông", "giữa ngõ"), ("viewer", "gom về giữa ngõ", "ô vuông")],
)
def test_frame_and_page_say_what_they_are_and_what_is_rounded(visit, role, places, others, phone):
    """Demonstration data, until when, and what the role of the link makes of places and counts."""
    maker = visit("supervisor")
    page = open_dialog(maker)
    page.fill("#share-origins", maker.server)
    address = make(page, role=role)
    until = "/".join(reversed(page.input_value("#share-until").split("-")))
    framed = re.search(r'src="([^"]+)"', page.input_value("#share-frame"))[1]
    stranger = visit("public", phone=phone)
    for each in (address, framed):
        shared = stranger.go(each.removeprefix(stranger.server))
        assert "Dữ liệu minh hoạ" in shared.inner_text(".demo-banner")
        said = shared.inner_text(".share-banner")
        assert f"đến hết {until}" in said
        assert places in said and others not in said and "số dưới 5" in said
        assert stranger.faults() == []
        assert stranger.ask("document.documentElement.scrollHeight <= innerHeight")


def test_unlocked_link_is_filtered_within_its_role(visit):
    page = open_dialog(visit("supervisor"))
    address = make(page, role="supervisor", redacted=False, locked=False)
    stranger = visit("public")
    shared = stranger.go(address.removeprefix(stranger.server))
    exact = page.locator("html").get_attribute("data-counts")
    shared.wait_for_selector(f"html[data-counts='{exact}']")
    shared.click("#view-actions")
    assert shared.locator("#open-print").count() == 1
    assert shared.locator("#open-share, #open-edit").count() == 0
    shared.keyboard.press("Escape")
    shared.click("#tab-filters")
    shared.check("input[name=field][value=ttdt]")
    stranger.settle()
    assert "/s/" in shared.url
    assert "ttdt" in shared.url or "category=" in shared.url

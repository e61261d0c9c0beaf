"""Select by drawing, by lane, by group; measure; and what is done with a selection."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

LATE = "from=2017-05-01&to=2017-06-30"
HALF = "from=2016-01-01&to=2016-06-30"
CLOSE = f"/?{HALF}&layers=ward_border,groups,incidents&map=17/21.04900/105.88600"
WIDE = "shape:105.880,21.044;105.892,21.044;105.892,21.053;105.880,21.053"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def selected(page):
    page.wait_for_selector("html[data-selected]")
    return int(page.get_attribute("html", "data-selected"))


def begin(page, name):
    page.click("#map-actions")
    page.click(f"#{name}")
    page.wait_for_selector("#trace-bar:not([hidden])")


def middle(page):
    box = page.locator("#map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def rows_of(opened, narrow, period=HALF):
    address = f"/api/gia-thuy/layers/incidents/rows?{period}&{narrow}&limit=1"
    return opened.ask(f"fetch('{address}').then((a) => a.json()).then((found) => found.total)")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_rectangle_selects_what_lies_in_it(visit, phone):
    opened = visit(phone=phone)
    page = opened.go(CLOSE)
    begin(page, "select-rectangle")
    x, y = middle(page)
    for dx, dy in ((-90, 60), (90, 170)):
        (page.touchscreen.tap if phone else page.mouse.click)(x + dx, y + dy)
    count = selected(page)
    shape = query(page)["select"].removeprefix("shape:")
    assert len(shape.split(";")) == 4
    assert count == rows_of(opened, f"shape={shape}")
    assert f"Đang chọn {count} vụ" in page.text_content("#selection-bar")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert opened.faults() == []
    page.click("#selection-clear")
    page.wait_for_selector("#selection-bar", state="hidden")
    assert "select" not in query(page)


def test_a_polygon_by_keyboard_alone_and_it_survives_a_reload(visit):
    opened = visit()
    page = opened.go(CLOSE)
    page.focus("#map-actions")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trace-bar:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "map"
    for move in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press("Space")
        page.keyboard.press(move)
        opened.settle()
    page.wait_for_selector("#trace-bar:has-text('3 điểm')")
    page.keyboard.press("Backspace")
    page.wait_for_selector("#trace-bar:has-text('2 điểm')")
    page.keyboard.press("Space")
    assert opened.faults() == []
    page.keyboard.press("Enter")
    count = selected(page)
    page.reload()
    page.wait_for_selector("[data-ready=tiles]")
    assert selected(page) == count
    page.click("#map-actions")
    page.click("#select-polygon")
    page.keyboard.press("Escape")
    page.wait_for_selector("#trace-bar", state="hidden")
    assert selected(page) == count


def test_lane_and_group_are_selected_from_their_cards(visit):
    opened = visit()
    page = opened.go(f"/?{HALF}")
    for name, param in (("lanes", "lane"), ("groups", "group")):
        page.click("#tab-list")
        page.select_option("#list-layer", name)
        page.click(f".list__row[data-key^='{name}/'] >> nth=1")
        page.wait_for_selector("#popup .pairs")
        page.click("#popup button:has-text('Chọn các vụ')")
        page.wait_for_selector("#selection-bar strong")
        kind, value = query(page)["select"].split(":", 1)
        assert kind == param
        expected = rows_of(opened, f"{param}={value}")
        page.wait_for_selector(f"html[data-selected='{expected}']")
        page.keyboard.press("Escape")


def test_list_file_and_print_take_exactly_the_selection(visit):
    opened = visit()
    page = opened.go(f"{CLOSE}&select=shape:105.885,21.047;105.888,21.047;105.888,21.051")
    count = selected(page)
    assert count > 0
    page.click("#selection-list")
    page.wait_for_selector(f"#list-rows[data-total='{count}']")
    page.click("#selection-export")
    page.wait_for_selector(f"#export-dialog[data-rows='{count}']")
    page.select_option("#export-format", "csv")
    with page.expect_download() as download:
        page.click("#export-download")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len([line for line in lines if line]) == count + 1
    with page.expect_request(re.compile(r"/print\?.*shape=")):
        page.click("#selection-print")
    page.wait_for_selector("#print-dialog[open]")


def test_one_state_for_all_and_back(visit):
    opened = visit()
    opened.expected.add("400 (BAD REQUEST)")
    page = opened.go(f"{CLOSE.replace(HALF, LATE)}&state=phat_hien&select={WIDE}")
    count = selected(page)
    assert count > 1
    before = rows_of(opened, f"{shape_of(page)}&state=nhac_nho", LATE)
    page.click("#selection-state")
    page.select_option("#selection-new-state", "ket_thuc")
    page.fill("#selection-reason", "đã xong")
    page.click("#selection-apply")
    page.wait_for_selector("#selection-bar .note--error:has-text('có thể: Nhắc nhở')")
    assert rows_of(opened, f"{shape_of(page)}&state=phat_hien", LATE) == count
    page.select_option("#selection-new-state", "nhac_nho")
    page.click("#selection-apply")
    page.wait_for_selector(f".toast:has-text('trong {count} vụ')")
    page.focus(".toast__undo")  # so it stays
    assert rows_of(opened, f"{shape_of(page)}&state=nhac_nho", LATE) == before + count
    page.click(".toast__undo")
    page.wait_for_selector(".toast:has-text('Đã trả lại')")
    assert rows_of(opened, f"{shape_of(page)}&state=nhac_nho", LATE) == before


def shape_of(page):
    return "shape=" + query(page)["select"].removeprefix("shape:")


def test_who_may_not_change_is_not_offered_it(visit):
    page = visit("viewer").go(f"{CLOSE}&select=shape:105.885,21.047;105.888,21.047;105.888,21.051")
    assert selected(page) > 0
    assert page.locator("#selection-state").count() == 0
    public = visit("public").go("/?select=lane:1")
    assert public.locator("#selection-bar").is_hidden()
    public.click("#map-actions")
    assert public.locator("#select-rectangle").count() == 0
    assert public.locator("#measure-line").is_visible()


def test_a_distance_is_said_in_metres_of_the_ward(visit):
    opened = visit()
    page = opened.go(CLOSE)
    begin(page, "measure-line")
    x, y = middle(page)
    page.mouse.click(x - 100, y + 100)
    page.mouse.click(x + 100, y + 100)
    result = page.locator(".trace__result")
    result.filter(has_text="EPSG:5897").wait_for()
    metres = float(
        re.search(r"Dài ([\d.,]+) m", result.text_content())[1].replace(".", "").replace(",", ".")
    )
    # 200 px at zoom 17 and 21.05° N: 1.19432 m a pixel at the equator, times the cosine.
    assert metres == pytest.approx(200 * 1.194329 * 0.93327, rel=0.01)
    page.mouse.dblclick(x + 100, y + 180)
    page.wait_for_selector("#trace-bar:not(:has([data-act=finish]))")
    result.filter(has_text="đoạn cuối").wait_for()
    assert opened.faults() == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#trace-bar", state="hidden")
    assert page.evaluate("document.activeElement.id") == "map-actions"


def test_an_area_by_buttons_and_a_crossed_outline_is_refused(visit):
    opened = visit(phone=True)
    opened.expected.add("status of 400")
    page = opened.go(CLOSE)
    begin(page, "measure-area")
    x, y = middle(page)
    for corners, (dx, dy) in enumerate(((-60, 40), (60, 40), (60, 140), (-60, 140)), start=1):
        page.touchscreen.tap(x + dx, y + dy)
        page.wait_for_selector(f"#trace-bar:has-text('{corners} điểm')")
        page.wait_for_timeout(450)  # two taps within less are one double tap
    result = page.locator(".trace__result")
    result.filter(has_text="m²").wait_for()
    assert opened.faults() == []
    page.click("[data-act=takeBack]")
    page.wait_for_selector("#trace-bar:has-text('3 điểm')")
    page.touchscreen.tap(x, y - 30)  # beyond the first side: the last one crosses it
    page.wait_for_selector("#trace-bar:has-text('4 điểm')")
    result.filter(has_text="tự cắt").wait_for()
    assert "m²" not in result.text_content()
    page.wait_for_timeout(450)
    page.touchscreen.tap(x + 5, y + 180)
    page.wait_for_selector("#trace-bar:has-text('5 điểm')")
    page.click("[data-act=cancel]")
    page.wait_for_selector("#trace-bar", state="hidden")


def test_a_rectangle_is_pulled_open_with_a_mouse(visit):
    opened = visit()
    page = opened.go(CLOSE)
    seen = query(page)["map"]
    x, y = middle(page)
    shapes = []
    for how in ("pulled", "clicked"):
        begin(page, "select-rectangle")
        page.mouse.move(x - 90, y + 60)
        if how == "pulled":
            page.mouse.down()
            page.mouse.move(x + 90, y + 170, steps=8)
            page.mouse.up()
        else:
            page.mouse.click(x - 90, y + 60)
            page.mouse.click(x + 90, y + 170)
        assert selected(page) > 0
        shapes.append([float(each) for each in re.findall(r"[0-9.]+", query(page)["select"])])
        assert query(page)["map"] == seen
        assert page.locator("#popup").is_hidden()
        page.get_by_role("button", name="Bỏ chọn").click()
        page.wait_for_selector("html:not([data-selected])")
    # A pull knows halves of a pixel, a click does not.
    assert shapes[0] == pytest.approx(shapes[1], abs=2e-5)
    assert opened.faults() == []

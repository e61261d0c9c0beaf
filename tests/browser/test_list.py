"""The list beside the map: it follows the map, and the map follows it."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

HALF = "from=2016-01-01&to=2016-06-30"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def total(page):
    return int(page.get_attribute("#list-rows", "data-total"))


def open_list(visit, path=f"/?{HALF}", *, phone=False, role="supervisor"):
    opened = visit(role, phone=phone)
    page = opened.go(path)
    if phone:
        page.click("#panel-handle")
    page.click("#tab-list")
    page.wait_for_selector("#list-rows[data-total]")
    return opened, page


def settled_list(page):
    page.wait_for_selector("#list-rows:not([aria-busy])")


def test_the_list_follows_the_map_and_says_as_many_as_are_drawn(visit):
    opened, page = open_list(visit)
    assert total(page) == 300
    assert page.locator(".list__row").count() == 50
    for _ in range(3):
        page.click("#zoom-in")
        opened.settle()
    page.wait_for_selector("#list-rows:not([data-total='300'])")
    settled_list(page)
    assert total(page) == int(page.get_attribute("#map", "data-drawn-incidents"))
    assert 0 < total(page) < 300
    page.select_option("#list-scope", "all")
    page.wait_for_selector("#list-rows[data-total='300']")
    assert opened.faults() == []


def test_a_row_is_shown_on_the_map_and_a_click_on_the_map_marks_its_row(visit):
    opened, page = open_list(
        visit, f"/?{HALF}&layers=ward_border,incidents&map=18/21.04900/105.88600"
    )
    before = page.locator(".map-overlay").evaluate("(canvas) => canvas.toDataURL()")
    row = page.locator(".list__row").first
    row.hover()
    after = page.locator(".map-overlay").evaluate("(canvas) => canvas.toDataURL()")
    assert after != before
    row.click()
    page.wait_for_selector("#popup .pairs")
    key = row.get_attribute("data-key")
    assert page.locator(".list__row[aria-current=true]").get_attribute("data-key") == key
    page.click("#popup .popup__actions button >> nth=0")
    opened.settle()
    page.keyboard.press("Escape")
    settled_list(page)
    assert page.locator(".list__row[aria-current=true]").count() == 0
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".list__row[aria-current=true]")
    marked = page.locator(".list__row[aria-current=true]").get_attribute("data-key")
    assert marked == query(page)["selected"]


def test_sorting_and_pages_by_keyboard(visit):
    opened, page = open_list(visit)
    page.focus("#list-sort")
    for sort in ("occurred_at", "-occurred_at"):
        page.select_option("#list-sort", sort)
        address = f"/api/gia-thuy/layers/incidents/rows?{HALF}&limit=1&sort={sort}"
        first = opened.ask(
            f"fetch('{address}').then((answer) => answer.json()).then((found) => found.rows[0].id)"
        )
        page.wait_for_selector(f"li:first-child > .list__row[data-key='incidents/{first}']")
    assert page.evaluate("document.activeElement.id") == "list-sort"
    seen = set(page.locator(".list__row").evaluate_all("(rows) => rows.map((r) => r.dataset.key)"))
    page.focus("[data-page=forward]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#list-rows:has-text('51–100')")
    settled_list(page)
    more = set(page.locator(".list__row").evaluate_all("(rows) => rows.map((r) => r.dataset.key)"))
    assert len(seen) == len(more) == 50 and not seen & more
    assert page.evaluate("document.activeElement.className").startswith("row-button")
    page.keyboard.press("ArrowDown")
    keys = page.locator(".list__row").evaluate_all("(rows) => rows.map((r) => r.dataset.key)")
    assert page.evaluate("document.activeElement.dataset.key") == keys[1]


def test_the_export_holds_exactly_the_rows_of_the_list(visit):
    _, page = open_list(visit, f"/?{HALF}&map=17/21.04900/105.88600")
    wanted = total(page)
    page.click("#list-rows [aria-label='Xuất đúng các dòng này']")
    page.wait_for_selector(f"#export-dialog[data-rows='{wanted}']")
    assert "Trên bản đồ" in page.text_content(".export__facts")
    page.select_option("#export-format", "csv")
    with page.expect_download() as download:
        page.click("#export-download")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len([line for line in lines if line]) == wanted + 1


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_other_layers_are_listed_and_nothing_is_said_plainly(visit, phone):
    opened, page = open_list(visit, phone=phone)
    page.select_option("#list-layer", "lanes")
    page.wait_for_selector(".list__row:has-text('Nguyễn')")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert opened.faults() == []
    page.select_option("#list-layer", "sites")
    page.wait_for_selector(".list__row[data-key^='sites/']")
    empty = opened.go(f"/?{HALF}&map=17/21.20000/105.60000")
    if phone:
        empty.click("#panel-handle")
    empty.click("#tab-list")
    empty.wait_for_selector("#list-rows .state:has-text('Không có dòng nào')")


def test_the_public_lists_squares_and_places(visit):
    _, page = open_list(visit, "/", role="public")
    assert page.locator("#list-scope option").count() == 1
    page.select_option("#list-layer", "facilities")
    page.wait_for_selector(".list__row[data-key^='facilities/']")


def test_hot_spots_are_listed_as_the_legend_counts_them_by_the_names_of_places(visit):
    opened, page = open_list(visit, f"/?{HALF}&layers=ward_border,hot_spots")
    page.wait_for_selector("#map[data-ready=tiles]:not([data-drawn-hot_spots='0'])")
    page.select_option("#list-layer", "hot_spots")
    page.select_option("#list-scope", "all")
    page.wait_for_selector("[data-key^='hot_spots/']")
    settled_list(page)
    titles = page.locator(".list__row .row-button__title").all_inner_texts()
    details = page.locator(".list__row .row-button__detail").all_inner_texts()
    assert total(page) == len(titles) < 50
    assert not any(title[0].isdigit() or title.startswith("#") for title in titles)
    assert any(title.startswith("Ngõ") and " · Tổ" in title for title in titles)
    assert details[0].startswith("Thứ hạng: 1 · Số vụ: ") and "Mã ô: " in details[0]
    page.click("#tab-layers")
    legend = page.locator(".layer:has(#layer-hot_spots) > label .check__count")
    legend.filter(has_text=str(len(titles))).wait_for()
    told = page.locator(".layer:has(#layer-hot_spots) .layer__counted")
    assert told.inner_text() == "chỉ tính Trật tự đô thị"
    assert opened.faults() == []

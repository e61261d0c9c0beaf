"""The charts of the board as pictures: what is written on them, and that they are whole."""

import re
import xml.etree.ElementTree as ET

import pytest

from tests.browser.test_board import open_board

SVG = "{http://www.w3.org/2000/svg}"


def saved(page, name, kind):
    with page.expect_download() as got:
        page.click(f"section:has(#h-{name}) [data-picture={kind}]")
    assert got.value.suggested_filename == f"gia-thuy-{name}.{kind}"
    return got.value.path().read_bytes()


@pytest.mark.parametrize("name", ["trend", "groups", "lanes"])
def test_picture_says_title_period_and_filter_and_needs_no_style_sheet(visit, name):
    page = open_board(visit())
    text = saved(page, name, "svg").decode()
    picture = ET.fromstring(text)
    words = [node.text for node in picture.iter(f"{SVG}text")]
    assert page.inner_text(f"#h-{name}") in words[0]
    assert "6 tháng đầu năm 2016" in words[1]
    filtered = "Bộ lọc: Lĩnh vực: Trật tự đô thị."
    assert words[2] == ("Không lọc: tất cả các vụ của kỳ." if name == "trend" else filtered)
    assert "class=" not in text
    assert "var(" not in text
    assert not re.search(r"(href|url)\s*[=(]", text)
    drawn = [node for node in picture.iter(f"{SVG}rect") if float(node.get("width", 0)) > 1]
    assert len(drawn) > 3
    assert all(node.get("fill") for node in drawn)


ALL_FIELDS = "Cả ba lĩnh vực, mỗi lĩnh vực một màu: bộ lọc lĩnh vực không đổi biểu đồ này."


def test_each_chart_says_on_the_page_which_filter_touches_it(visit):
    page = open_board(visit())
    page.wait_for_selector("#group option:nth-child(2)", state="attached")
    page.select_option("#group", index=1)
    group = page.locator("#group option:nth-child(2)").text_content()
    page.locator("#trend-about", has_text=group).wait_for()
    said = {
        name: page.locator(f"#{name}-about span").all_text_contents()
        for name in ("trend", "groups", "lanes")
    }
    both = f"Bộ lọc: Lĩnh vực: Trật tự đô thị; Tổ dân phố: {group}."
    assert said["groups"][1:] == said["lanes"][1:] == [both]
    assert said["trend"][1:3] == [f"Bộ lọc: Tổ dân phố: {group}.", ALL_FIELDS]
    assert "6 tháng đầu năm 2016" in said["lanes"][0]


def test_a_group_that_is_not_there_is_said_by_its_code(visit):
    page = open_board(visit(), "&group=999")
    assert "Tổ dân phố: 999." in page.inner_text("#groups-about")


def test_the_words_of_the_trend_hold_whatever_field_is_chosen(visit):
    """Its bars stay, its words say so, and so does its picture; the bars by group follow."""
    page = open_board(visit())
    bars = "#trend .chart__strong"
    before, groups = page.locator(bars).all_text_contents(), page.inner_text("#groups")
    page.select_option("#field", "vsmt")
    page.wait_for_function(
        "() => document.querySelector('#groups-about').textContent.includes('Vệ sinh')"
    )
    page.wait_for_selector("#board-body[data-ready=board]:not([aria-busy])")
    assert page.locator(bars).all_text_contents() == before
    assert page.inner_text("#groups") != groups
    assert ALL_FIELDS in page.inner_text("#trend-about")
    assert ALL_FIELDS in saved(page, "trend", "svg").decode()


def test_the_field_that_nobody_chose_is_said_too(visit):
    page = visit().go("/board?from=2016-01-01&to=2016-06-30", ready="#board-body[data-ready=board]")
    assert "Lĩnh vực: Trật tự đô thị" in page.inner_text("#lanes-about")


def test_picture_is_a_png_twice_as_fine_as_the_screen(visit):
    opened = visit()
    page = open_board(opened)
    width = float(ET.fromstring(saved(page, "trend", "svg")).get("width"))
    body = saved(page, "trend", "png")
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(body[16:20], "big") == round(2 * width)
    assert len(body) > 4000


def test_bars_hold_every_row_and_its_number(visit):
    page = open_board(visit())
    picture = ET.fromstring(saved(page, "lanes", "svg"))
    values = [node.text for node in picture.iter(f"{SVG}text") if re.match(r"\d+ \(", node.text)]
    more = page.locator("#lanes > button")
    if more.is_visible():
        more.click()
    assert len(values) == page.locator("#lanes .bars li").count()


@pytest.mark.parametrize("phone", [False, True])
def test_buttons_have_no_fault_and_a_name(visit, phone):
    opened = visit(phone=phone)
    page = open_board(opened, "&lang=en")
    name = page.get_attribute("section:has(#h-trend) [data-picture=png]", "aria-label")
    assert name.startswith("Save as PNG picture")
    assert opened.faults() == []
    width = page.viewport_size["width"]
    assert opened.ask("document.documentElement.scrollWidth") <= width

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

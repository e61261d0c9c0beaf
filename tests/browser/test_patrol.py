"""The patrol sheet: chosen on the page, ordered by the server, ticked off on a phone, on paper."""

import re
from xml.etree import ElementTree

import pypdfium2
import pytest

MAY = "from=2016-04-01&to=2016-06-30"
JUNE = "from=2016-06-01&to=2016-06-30"
READY = "#patrol[data-ready=candidates]:not([aria-busy])"
WALK = "#patrol-walk[data-ready=walk]:not([aria-busy])"
STOPS = "#patrol-walk .patrol__stop"


def first_of(page, kind):
    page.locator(f"[data-kind={kind}] .patrol__grouphead button").click()
    page.wait_for_selector(WALK)


def test_board_leads_to_the_sheet_with_its_filter(visit):
    page = visit().go(f"/board?{MAY}", ready="#board-body[data-ready=board]")
    page.click("#patrol-sheet")
    page.wait_for_selector(READY)
    assert "from=2016-04-01" in page.url
    assert "30/06/2016" in page.text_content("#patrol-period") or "Quý 2" in page.text_content(
        "#patrol-period"
    )


def test_choice_is_walked_in_order_and_kept_by_the_address(visit):
    opened = visit()
    page = opened.go(f"/patrol?{MAY}", ready=READY)
    assert page.get_attribute("#patrol-walk", "data-ready") == "empty"
    first_of(page, "repeat_points")
    page.select_option("#start", index=1)
    page.locator("#patrol-map .patrol__number--start").wait_for()
    assert page.locator(STOPS).count() == 5
    numbers = page.locator("#patrol-map .patrol__number:not(.patrol__number--start)")
    assert numbers.all_text_contents() == ["1", "2", "3", "4", "5"]
    total = page.text_content(".patrol__total")
    assert re.search(r"5 điểm dừng · [\d,]+ km · ", total)
    assert "Thứ tự ngắn nhất có thể" in page.text_content("#patrol-walk")
    url = page.url.removeprefix(opened.server)
    again = opened.go(url, ready=WALK)
    assert again.text_content(".patrol__total") == total
    again.wait_for_selector(READY)
    assert again.locator("[data-kind=repeat_points] input:checked").count() == 5
    assert opened.faults() == []


def test_every_figure_opens_its_rows(visit):
    page = visit().go(f"/patrol?{MAY}", ready=READY)
    button = page.locator("#patrol-groups [data-of]").first
    count = int(re.search(r"\d+", button.text_content())[0])
    button.click()
    page.wait_for_selector("#rows-dialog[data-total]")
    assert int(page.get_attribute("#rows-dialog", "data-total")) == count


def test_lane_nobody_walked_is_walked_whole_and_saved_as_files(visit):
    opened = visit()
    page = opened.go(f"/patrol?{JUNE}", ready=READY)
    page.locator("[data-kind=unwalked] input").first.focus()
    page.keyboard.press("Space")
    page.wait_for_selector(WALK)
    reason = page.text_content(f"{STOPS} .patrol__reason")
    length = re.search(r"0 trên (\d+) m", reason)[1]
    assert f"đi suốt {length} m" in page.text_content(STOPS)
    with page.expect_download() as saved:
        page.click("#patrol-gpx")
    root = ElementTree.parse(saved.value.path()).getroot()
    assert root.tag.endswith("gpx") and len(root) == 2
    with page.expect_download() as saved:
        page.click("#patrol-csv")
    assert saved.value.path().read_text(encoding="utf-8-sig").startswith("Số,Điểm dừng,")


def test_phone_ticks_off_stops_without_a_network(visit):
    opened = visit(phone=True)
    page = opened.go(f"/patrol?{JUNE}", ready=READY)
    first_of(page, "unwalked")
    address = page.url.removeprefix(opened.server)
    opened.go(address, ready=WALK)
    page.wait_for_selector(READY)
    assert not page.locator("#patrol-choose").get_attribute("open")
    boxes = page.locator(".patrol__tick")
    assert min(boxes.nth(n).bounding_box()["height"] for n in range(5)) >= 44
    opened.context.set_offline(True)
    boxes.nth(1).click()
    assert "1 trên 5" in page.text_content("#patrol-done")
    opened.context.set_offline(False)
    opened.go(address, ready=WALK)
    assert page.locator(".patrol__tick input:checked").count() == 1
    assert page.locator(".patrol__stop[data-done] .patrol__at").text_content().startswith("xong")
    width = opened.ask("document.documentElement.scrollWidth")
    assert width <= 390
    assert opened.faults() == []
    page.click("#patrol-clear")
    assert page.locator(".patrol__tick input:checked").count() == 0


def test_start_is_chosen_on_the_map_and_escape_leaves_it(visit):
    page = visit().go(f"/patrol?{MAY}", ready=READY)
    page.select_option("#start", "click")
    assert page.is_visible("#patrol-aim")
    page.keyboard.press("Escape")
    assert page.is_hidden("#patrol-aim") and page.input_value("#start") == ""
    page.select_option("#start", "click")
    page.click("#patrol-map", position={"x": 200, "y": 300})
    assert re.fullmatch(r"105\.\d{6},21\.\d{6}", page.input_value("#start"))
    assert "start=105." in page.url


@pytest.mark.parametrize(
    ("query", "words"), [("stops=lane:99999999", "không còn"), ("stops=place:1", "stops=place:1")]
)
def test_address_that_cannot_be_walked_is_said_and_can_be_reset(visit, query, words):
    opened = visit()
    opened.expected.add("400")
    page = opened.go(f"/patrol?{MAY}&{query}", ready="#patrol-walk[data-ready=error]")
    assert words in page.text_content("#patrol-walk")
    page.locator("#patrol-walk button").click()
    page.wait_for_selector("#patrol-walk[data-ready=empty]")
    assert "stops=" not in page.url


def test_paper_holds_map_list_and_boxes(visit, tmp_path):
    page = visit().go(f"/patrol?{JUNE}", ready=READY)
    first_of(page, "unwalked")
    page.pdf(path=str(tmp_path / "sheet.pdf"), format="A4")
    document = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    words = " ".join(each.get_textpage().get_text_range() for each in document)
    assert "Phiếu tuần tra" in words and "Người đi:" in words and "5 điểm dừng" in words
    assert "Chọn điểm dừng" not in words and "In phiếu" not in words
    assert len(document) <= 2

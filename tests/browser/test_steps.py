"""A step with its photo on a phone: what a failing network stops waits and is sent once."""

import io

from PIL import Image

LIST = "/cases?as_of=2017-06-30&state=nhac_nho&sort=-occurred_on"
SENT = "**/incidents/*/photos?*"


def _open(visit, number, **how):
    """Open one of the cases that were reminded: a step further is to minutes, with a reason."""
    opened = visit("supervisor", **how)
    page = opened.go(LIST, "#case-count")
    page.locator("tr[data-case] a").nth(number).click()
    page.wait_for_selector("main[data-case]")
    page.wait_for_load_state()  # all of it is there, and its script hears what is done
    return opened, page


def _file(colour: str) -> dict[str, object]:
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(picture, "PNG")
    return {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}


def test_photo_waits_for_the_network_and_goes_with_the_step(visit):
    opened, page = _open(visit, 5, phone=True)
    opened.expected.update({"ERR_FAILED", "ERR_INTERNET_DISCONNECTED"})
    before = page.locator(".case-photos img").count()
    page.route(SENT, lambda route: route.abort())
    page.set_input_files("#photo_file", _file("navy"))
    page.select_option("#photo_shows", "violation")
    page.fill("#reason", "Biên bản 7, có ảnh")
    page.click("button[value=lap_bien_ban]")
    page.wait_for_selector("#step-photos .note--warning:has-text('1 ảnh')")
    assert opened.faults() == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.reload()  # the tab closes; neither words nor photo are lost
    page.wait_for_selector("#step-photos .note--warning:has-text('1 ảnh')")
    assert page.input_value("#reason") == "Biên bản 7, có ảnh"
    page.unroute(SENT)
    page.focus("button[value=lap_bien_ban]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline li:has-text('Biên bản 7, có ảnh')")
    page.wait_for_load_state()
    assert page.locator(".case-photos img").count() == before + 1
    assert page.locator("#step-photos .note").count() == 0
    page.click(".case-undo button")
    page.wait_for_selector("#timeline li:first-child[data-kind=undo]")
    page.locator(".case-photos form button").last.click()
    gone = f"() => document.querySelectorAll('.case-photos img').length === {before}"
    page.wait_for_function(gone)
    assert opened.faults() == []


def test_what_is_no_picture_is_told_and_does_not_wait(visit):
    opened, page = _open(visit, 6)
    opened.expected.add("400 (BAD REQUEST)")
    page.set_input_files(
        "#photo_file", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    page.fill("#reason", "Biên bản 8")
    page.click("button[value=lap_bien_ban]")
    page.wait_for_selector("#step-photos .note--error:has-text('JPEG, PNG')")
    page.reload()
    page.wait_for_selector("#step-photos", state="attached")
    assert "Biên bản 8" not in page.text_content("#timeline")
    assert opened.faults() == []

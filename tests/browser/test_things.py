"""From the map to the page of a thing, along its links, and back to the map."""

import re


def _count(words: str) -> int:
    return int(re.sub(r"\D", "", re.match(r"\s*[\d.,]+", words)[0]))


def test_from_the_card_on_the_map_to_the_page_and_back(visit):
    opened = visit("supervisor")
    page = opened.go("/lanes", "main")
    page.get_by_role("link", name="Phố Gia Thụy", exact=True).click()
    page.wait_for_selector("h1:has-text('Phố Gia Thụy')")
    assert opened.faults() == []
    page.get_by_role("link", name="Xem trên bản đồ").first.click()
    page.wait_for_selector("#popup [data-page-of-record]")
    page.locator("[data-page-of-record]").click()
    page.wait_for_selector("h1:has-text('Phố Gia Thụy')")
    page.go_back()
    page.wait_for_selector("#popup [data-page-of-record]")
    assert opened.faults() == []


def test_page_of_a_group_on_a_phone_in_the_dark(visit):
    opened = visit("viewer", phone=True, color_scheme="dark")
    page = opened.go("/groups/to-05?on=2016-06-30", "main")
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []
    total = page.locator("#incidents .thing__total").inner_text()
    page.locator("[data-opens=incidents]").click()
    page.wait_for_selector("h1:has-text('Các vụ')")
    assert _count(page.locator("main [role=status]").inner_text()) == _count(total) > 0
    assert "Tổ dân phố số 5" in page.locator(".page__head").inner_text()
    page.go_back()
    page.locator("#lanes a").first.click()
    page.wait_for_selector("#upgrades")
    page.locator(".crumbs a").last.click()
    page.wait_for_selector("h1:has-text('Tuyến, ngõ')")
    assert opened.faults() == []


def test_work_of_a_unit_in_english_by_keyboard(visit):
    opened = visit("supervisor")
    page = opened.go("/units?lang=en", "main")
    page.get_by_role("link", name="UBND phường").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('UBND phường')")
    assert _count(page.locator("#work .thing__total").inner_text()) > 0
    page.locator("#work summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#work details table").is_visible()
    assert opened.faults() == []


def test_site_is_printed_without_buttons_and_links(visit):
    opened = visit("supervisor")
    page = opened.go("/sites/CT-2015-001", "main")
    page.emulate_media(media="print")
    assert not page.locator(".site-header").is_visible()
    assert page.locator("h1").is_visible() and page.locator(".locator").is_visible()
    assert not page.locator("main .button").first.is_visible()

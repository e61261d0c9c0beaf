"""The start page as somebody uses it: on a phone in the street, by keyboard, light and dark."""

import re


def _number(locator) -> int:
    return int(re.sub(r"\D", "", locator.inner_text()))


def test_start_page_on_a_phone_opens_what_it_counts(visit):
    opened = visit("supervisor", phone=True)
    page = opened.go("/today", "main")
    assert page.locator("h1").inner_text() == "Hôm nay"
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []
    for name in ("late", "overdue", "recurring"):
        line = page.locator(f"[data-line={name}]")
        count = _number(line.locator(".today__count"))
        assert count > 0
        line.click()
        page.wait_for_selector("h1:not(:has-text('Hôm nay'))")
        said = page.locator("main [role=status]").first.inner_text()
        assert int(re.match(r"[\d.]+", said)[0].replace(".", "")) == count
        assert opened.ask("document.documentElement.scrollWidth") <= 390
        assert opened.faults() == []
        page.go_back()
        page.wait_for_selector("h1:has-text('Hôm nay')")


def test_unit_is_chosen_by_keyboard_and_its_work_comes_first(visit):
    opened = visit("supervisor", color_scheme="dark")
    page = opened.go("/today?lang=en", "main")
    page.locator("#unit").focus()
    page.keyboard.type("UBND")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#unit option[selected]:has-text('UBND')", state="attached")
    page.wait_for_load_state()  # the choice is seen while the rest of the page is still coming
    mine = page.locator("#mine")
    assert mine.locator(".today__line").count() > 0
    first = mine.locator(".today__entries a").first
    title = first.inner_text()
    first.click()
    page.wait_for_selector(".register-history")
    assert title in page.locator("h1").inner_text()
    assert opened.faults() == []


def test_what_is_new_is_folded_after_the_first_lines(visit):
    opened = visit("viewer")
    page = opened.go("/today", "main")
    assert page.locator("main section").first.get_attribute("id") == "new"
    assert page.locator("[data-line=unplaced], #mine").count() == 0
    more = page.locator("#new details")
    assert not more.locator("a").first.is_visible()
    more.locator("summary").click()
    assert more.locator("a").first.is_visible()
    assert opened.faults() == []

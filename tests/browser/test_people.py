"""From the start page to one's own work, and a holder's page with the map of their route."""

import re


def test_own_page_from_the_start_page_by_keyboard(visit):
    opened = visit("supervisor")
    page = opened.go("/today?lang=en&as_of=2016-06-30", "main")
    page.locator("[data-own-page]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('supervisor')")
    assert "as_of=2016-06-30" not in page.locator(".crumbs").inner_html()
    page.get_by_role("link", name="enter in the register of people").click()
    page.wait_for_selector("main form")
    assert page.locator("[name=logins]").input_value() == "supervisor"
    assert opened.faults() == []


def test_holder_on_a_phone_in_the_dark(visit):
    opened = visit("supervisor", phone=True, color_scheme="dark")
    page = opened.go("/people", "main")
    page.get_by_role("link", name="Người nhận khoán minh hoạ 04", exact=True).click()
    page.wait_for_selector("#routes")
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert page.locator(".locator__line").count() == 0  # handed over on 1 April 2016
    number = page.locator("#routes td.is-number a")
    count = int(re.sub(r"\D", "", number.inner_text()))
    number.click()
    page.wait_for_selector("#h-incidents")
    page.wait_for_load_state()  # the heading is seen while its list is still coming
    assert page.locator("section[aria-labelledby=h-incidents] li").count() == count > 0
    assert opened.faults() == []


def test_work_of_others_is_closed_to_a_viewer(visit):
    opened = visit("viewer")
    page = opened.go("/people", "main")
    assert page.locator(".thing__list li").count() == 1
    assert opened.page.request.get(f"{opened.server}/people/1?ward=gia-thuy").status == 403

"""Search over everything by keyboard: from any page by /, to the page of what was found."""


def test_slash_opens_the_search_and_leads_to_a_page(visit):
    opened = visit("viewer")
    page = opened.go("/today", "main")
    page.keyboard.press("/")
    page.wait_for_selector("#q:focus")
    page.keyboard.type("to 5")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-kind=group]")
    assert opened.faults() == []
    page.locator("[data-kind=group] a").first.click()
    page.wait_for_selector("h1:has-text('Tổ dân phố số 5')")
    page.go_back()
    assert page.locator("#q").input_value() == "to 5"


def test_search_on_a_phone_in_the_dark(visit):
    opened = visit("supervisor", phone=True, color_scheme="dark")
    page = opened.go("/search?q=ngo+174+gia+thuy&lang=en", "main")
    assert page.locator("[data-kind=lane]").count() == 1
    assert page.locator("[data-kind=incidents]").count() == 1
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []
    page = opened.go("/search?q=zzzzzz&lang=en", "main")
    assert "Nothing found" in page.locator("main [role=status]").inner_text()
    assert opened.faults() == []

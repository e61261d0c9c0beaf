"""Did it work: a lane, one sentence, one picture, the rows; from the board and a card."""

import pytest

from layers import db

READY = "#effect[data-ready=effect]:not([aria-busy])"


@pytest.mark.parametrize("phone", [False, True])
def test_from_the_board_to_the_sentence_and_the_rows_behind_it(visit, phone):
    opened = visit(phone=phone)
    page = opened.go("/board?from=2016-01-01&to=2016-06-30", ready="#board-body[data-ready=board]")
    page.click("#board-controls a[href^='/effect']")
    page.wait_for_selector("#effect[data-ready=empty]")
    page.select_option("#what", index=3)
    page.wait_for_selector(READY)
    assert "so" in page.text_content("#effect-sentence")
    assert "treated=" in page.url and "on=" in page.url
    page.locator(".effect__picture svg g rect").nth(4).wait_for(state="attached")
    button = page.locator("tr[data-role=comparison] [data-of]").first
    shown = int(button.text_content().replace(".", ""))
    assert shown > 50  # all lanes beyond the ring, not the chosen one alone
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows-dialog[data-total]")
    assert int(page.get_attribute("#rows-dialog", "data-total")) == shown
    page.keyboard.press("Escape")
    assert opened.ask("document.documentElement.scrollWidth <= innerWidth")
    assert opened.faults() == []


def test_address_opens_the_same_and_a_day_without_data_is_said(visit):
    opened = visit()
    address = "/effect?at=21.0489/105.8851&on=2016-03-01&span_days=90&lang=en"
    page = opened.go(address, ready=READY)
    first = page.text_content("#effect-sentence")
    assert "95 %" in first or "cannot be compared" in first
    page.reload()
    page.wait_for_selector(READY)
    assert page.text_content("#effect-sentence") == first
    opened.expected.add("400")
    page.fill("#on", "2001-01-01")
    page.dispatch_event("#on", "change")
    page.wait_for_selector("#effect[data-ready=error]")
    assert "days of data on each side" in page.text_content("#effect")


def test_card_of_an_upgraded_lane_leads_to_its_effect(visit, served_database):
    conn = db.connect(served_database)
    lane = db.value(
        conn,
        "SELECT min(lane_id) FROM lane_project JOIN ward ON ward.id = ward_id"
        " WHERE ward.code = 'gia-thuy' AND finished_on BETWEEN '2016-01-01' AND '2016-05-01'",
    )
    conn.close()
    page = visit().go(f"/?ward=gia-thuy&selected=lanes/{lane}")
    page.click("#popup a[href^='/effect']")
    page.wait_for_selector(READY)
    assert f"treated={lane}" in page.url

"""A session that ends at work loses nothing: one signs in where one stands, the save goes on."""

import pytest

from layers import db
from layers.queries.wards import get_ward
from layers.roles import Role
from tests.browser.conftest import PASSWORD
from tests.browser.test_edit import editing, open_record, some
from tests.browser.test_runs import open_form
from tests.factories import add_custom_layer

AGAIN = "dialog:has(#again-login)"


@pytest.fixture(scope="module")
def conn(served_database):
    opened = db.connect(served_database)
    yield opened
    opened.close()


def end_session(opened):
    opened.expected.add("401 (UNAUTHORIZED)")
    opened.context.clear_cookies()


def sign_in_again(page, login="supervisor"):
    page.wait_for_selector(AGAIN)
    page.fill("#again-login", login)
    page.fill("#again-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(AGAIN, state="detached")


def test_an_edit_is_saved_after_signing_in_on_the_spot(visit, conn):
    site = some(conn, get_ward(conn, "gia-thuy"), "site")
    opened = visit()
    page = open_record(opened, "sites", site)
    editing(page, "sites", site)
    page.fill("#edit-address", "gõ dở khi hết phiên")
    end_session(opened)
    page.click("#edit-review")
    page.wait_for_selector(AGAIN)
    assert opened.faults() == []
    opened.expected.add("403 (FORBIDDEN)")
    page.fill("#again-login", "supervisor")
    page.fill("#again-password", "sai-mat-khau")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{AGAIN} .note--error")
    assert "không đúng" in page.text_content(f"{AGAIN} .note--error")
    sign_in_again(page)
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert "gõ dở khi hết phiên" in page.text_content("#edit-difference")
    # The token of the new session serves what comes after, too.
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    page.click(".toast__undo")
    page.wait_for_selector("#edit-panel", state="hidden")


def test_the_name_of_an_own_layer_is_saved(visit, conn):
    ward = get_ward(conn, "gia-thuy")
    add_custom_layer(conn, ward, "own_het_phien", visible_to=Role.SUPERVISOR)
    opened = visit(phone=True)
    page = opened.go("/layers/own_het_phien", ready="#own-editor[data-ready=editor]")
    page.click("#tab-details")
    page.fill("#own-title-vi", "Tên gõ dở")
    end_session(opened)
    page.click("#panel-details [data-save]")
    sign_in_again(page)
    page.wait_for_selector(".toast")
    saved = "SELECT title_vi FROM custom_layer WHERE name = 'own_het_phien'"
    assert db.value(conn, saved) == "Tên gõ dở"
    db.execute(conn, "DELETE FROM custom_layer WHERE name = 'own_het_phien'")
    assert opened.ask("document.documentElement.scrollWidth") == 390


def test_whoever_does_not_sign_in_keeps_the_page_and_the_focus(visit, conn):
    opened = visit()
    page = open_form(opened, "&method=repeat_points")
    page.fill("#p-window_days", "31")
    end_session(opened)
    page.click("#run-start")
    page.wait_for_selector(AGAIN)
    page.keyboard.press("Escape")
    page.wait_for_selector("#run-trouble a[href^='/sign-in?next=']")
    assert page.input_value("#p-window_days") == "31"
    assert opened.faults() == []


def test_a_register_form_leads_to_the_sign_in_and_back_with_what_was_typed(visit):
    opened = visit()
    page = opened.go("/registers/broadcasts/new", ready="#register-form[data-ready]")
    page.fill("#register-form [name=topic]", "gõ dở khi hết phiên")
    end_session(opened)
    page.click("#register-form [type=submit]")
    page.wait_for_url("**/sign-in?next=**")
    page.fill("#login", "supervisor")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/registers/broadcasts/new**")
    page.click("[data-draft=restore]")
    assert page.input_value("#register-form [name=topic]") == "gõ dở khi hết phiên"
    assert opened.faults() == []

"""A session that ends at work loses nothing: one signs in where one stands, the save goes on."""

from urllib.parse import urlsplit

import pytest

from layers import db
from layers.queries.wards import get_ward
from layers.roles import Role
from tests.browser.conftest import PASSWORD
from tests.browser.test_cases import DAY, open_case
from tests.browser.test_edit import editing, open_record, some
from tests.browser.test_runs import open_form
from tests.factories import add_custom_layer

AGAIN = "dialog:has(#again-login)"
LINE = "21.045, 105.885\n21.046, 105.885"
KEPT = {
    "/rounds/{round}/draw": ("#walk-form", "#draft", {"#corners": LINE}),
    "/rounds/{round}": ("form:has(#numbers)", "#draft-numbers", {"#numbers": "gõ dở số hiệu"}),
    "/places/{place}": ("form:has(#reason)", "#draft", {"#reason": "gõ dở ở điểm"}),
    "/routes/{route}": ("form:has(#unit)", "#draft", {"#unit": "Tổ gõ dở", "#reason": "gõ dở"}),
    "/deadlines": ("form:has(#days)", "#draft", {"#days": "17", "#reason": "gõ dở hạn"}),
    "/notices/new": (
        ".notice-form",
        "#draft",
        {"#name": "gõ dở tin", "[value=overdue]": True, "[value=week]": True},
    ),
}
"""Pages with a form: the form, where its draft is offered, and what is typed or chosen there."""


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
    page.wait_for_selector("text=Đã hoàn tác")


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


@pytest.fixture(scope="module")
def numbers(conn):
    """A place that can be moved, a round and a route, all by number."""
    ward = get_ward(conn, "gia-thuy")
    first = "SELECT min(id) FROM {} WHERE ward_id = %s"
    return {
        "round": db.value(conn, first.format("inspection_round"), (ward.id,)),
        "place": db.value(conn, first.format("place"), (ward.id,)),
        "route": db.value(conn, first.format("route"), (ward.id,)),
    }


def sign_in_there(page, path):
    page.wait_for_url("**/sign-in?next=**")
    page.fill("#login", "supervisor")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def put(page, field, value):
    page.check(field) if value is True else page.fill(field, value)


def put_all(page, path, typed):
    """Type it all; a walk is measured a moment later, which a session that has ended would stop."""
    for field, value in typed.items():
        put(page, field, value)
    if path.endswith("draw"):
        page.locator("#walk-length", has_text="Dài 111 m").wait_for()


def shown(page, field, value):
    return page.is_checked(field) if value is True else page.input_value(field)


@pytest.mark.parametrize("path", sorted(KEPT))
def test_a_form_of_a_page_offers_what_was_typed_when_the_session_ended(visit, numbers, path):
    (form, note, typed), path = KEPT[path], path.format(**numbers)
    ready = f"{form}[data-ready=draw]" if path.endswith("draw") else f"{form}[data-ready]"
    opened = visit()
    page = opened.go(path, ready=ready)
    before = {field: shown(page, field, value) for field, value in typed.items()}
    assert page.is_hidden(note)
    put_all(page, path, typed)
    end_session(opened)
    page.click(f"{form} [type=submit]")
    sign_in_there(page, path)
    page.wait_for_selector(f"{note}:not([hidden])")
    page.wait_for_selector(ready)
    assert {field: shown(page, field, value) for field, value in typed.items()} == before
    assert opened.faults() == []
    page.click(f"{note} [data-draft=restore]")
    assert {field: shown(page, field, value) for field, value in typed.items()} == typed
    page.reload()
    page.click(f"{note} [data-draft=drop]")
    page.reload()
    page.wait_for_selector(ready)
    assert page.is_hidden(note)


@pytest.mark.parametrize("path", sorted(KEPT))
def test_nobody_else_at_the_same_desk_is_offered_it(visit, sessions, numbers, path):
    (form, note, typed), path = KEPT[path], path.format(**numbers)
    opened = visit()
    page = opened.go(path, ready=f"{form}[data-ready]")
    page.on("dialog", lambda dialog: dialog.accept())
    put_all(page, path, typed)
    for who, is_hidden in (("admin", True), ("supervisor", False)):
        opened.context.clear_cookies()
        opened.context.add_cookies(sessions[who]["cookies"])
        page = opened.go(path, f"main[data-who='{who}'] {form}[data-ready]")
        assert page.is_hidden(note) == is_hidden, who


def test_what_was_refused_is_offered_and_what_was_saved_is_not(visit, conn, numbers):
    free = """
        SELECT i.source_key FROM incident AS i JOIN inspection_round AS r ON r.id = i.round_id
        WHERE r.id = %s ORDER BY i.id LIMIT 1"""
    key = db.value(conn, free, (numbers["round"],))
    opened, form = visit(), "form:has(#numbers)"
    page = opened.go(f"/rounds/{numbers['round']}", f"{form}[data-ready]")
    page.fill("#numbers", "khong-co")
    page.click(f"{form} [type=submit]")
    page.wait_for_selector(".flash .note--error")
    page.click("#draft-numbers [data-draft=restore]")
    assert page.input_value("#numbers") == "khong-co"
    page.locator("section[aria-labelledby=h-incidents] tr", has_text=key).get_by_role(
        "button"
    ).click()
    page.wait_for_selector(".flash .note--good")
    page.wait_for_selector("#draft-numbers:not([hidden])")
    page.fill("#numbers", key)
    page.click(f"{form} [type=submit]")
    page.wait_for_selector(".flash .note--good:has-text('Đã gắn 1 vụ')")
    page.wait_for_selector(f"{form}[data-ready]")
    assert page.is_hidden("#draft-numbers")


def test_a_subscription_that_was_saved_is_not_offered_again(visit, conn):
    opened, form = visit(), ".notice-form"
    page = opened.go("/notices/new", f"{form}[data-ready]")
    page.fill("#name", "gõ xong tin")
    page.check("[value=overdue]")
    page.click(f"{form} [type=submit]")
    page.wait_for_selector(".flash")
    page = opened.go("/notices/new", f"{form}[data-ready]")
    assert page.is_hidden("#draft")
    db.execute(conn, "DELETE FROM subscription WHERE name = 'gõ xong tin'")


@pytest.mark.parametrize("way", ["typed", "drawn"])
def test_the_walk_asks_before_it_is_left_with_an_unsaved_line(visit, numbers, way):
    opened, asked = visit(), []
    page = opened.go(f"/rounds/{numbers['round']}/draw", "#walk-form[data-ready=draw]")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Thôi").click()
    page.wait_for_url(f"**/rounds/{numbers['round']}?**")
    assert asked == []
    page = opened.go(f"/rounds/{numbers['round']}/draw", "#walk-form[data-ready=draw]")
    if way == "typed":
        page.fill("#corners", LINE)
    else:
        page.click("#edit-extend")
        box = page.locator("#map").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.3)
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Thôi").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    assert page.url.split("?")[0].endswith("/draw")


WORDS = {
    "measure": ("#measure-form", {"#on_day": "2017-06-30", "#note": "Nhắc lần một"}, "note"),
    "comment": ("#comment-form", {"#body": "Đã gặp chủ nhà"}, "body"),
}


@pytest.mark.parametrize("what", sorted(WORDS))
def test_a_correction_in_a_case_is_offered_after_the_session_ended(visit, what):
    """Of a measure and of a comment: offered, taken with its form open, gone once saved."""
    form, typed, name = WORDS[what]
    opened, page = open_case(visit, number=4, of=DAY)
    path = urlsplit(page.url).path
    page.wait_for_selector(f"{form}[data-ready]")
    for field, value in typed.items():
        page.fill(field, value)
    page.click(f"{form} [type=submit]")
    mine = f"[data-{what}]:has(form[data-ready]) >> nth={0 if what == 'measure' else -1}"
    entry = page.locator(mine)
    field = entry.locator(f"form[data-draft-note] [name={name}]")
    entry.locator("summary", has_text="Sửa").click()
    field.fill("gõ dở khi hết phiên")
    end_session(opened)
    entry.get_by_role("button", name="Lưu").click()
    sign_in_there(page, path)
    entry.locator("[data-draft=restore]").click()
    assert field.input_value() == "gõ dở khi hết phiên"
    assert field.is_visible()
    assert opened.faults() == []
    entry.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(f"[data-{what}]:has-text('gõ dở khi hết phiên')")
    page.wait_for_selector(f"{form}[data-ready]")
    assert entry.locator(".register-draft").is_hidden()

"""Drafts: offered to who typed them and to nobody else, and never laid over what others saved."""

import pytest

from layers import db
from tests.browser.test_cases import DAY, open_case

FORMS = {
    "/registers/broadcasts/new": "#topic",
    "/registers/recommendations/new": "#subject",
}


@pytest.fixture
def held_up(served_database):
    """What holds a case up, said by somebody else behind the page's back."""
    conn, changed = db.connect(served_database), []

    def say(case: str, words: str) -> None:
        changed.append(case)
        with db.acting_as(conn, "admin"):
            db.execute(conn, "UPDATE incident_case SET blocked_by = %s WHERE incident_id = %s",
                       (words, case))  # fmt: skip

    yield say
    for case in set(changed):
        say(case, "")
    conn.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_what_holds_a_case_up_is_offered_and_never_laid_over_the_words_of_others(
    visit, held_up, phone
):
    opened, page = open_case(visit, number=2, of=DAY, phone=phone)
    opened.expected.add("409 (CONFLICT)")
    case = page.get_attribute("main", "data-case")
    page.fill("#blocked_by", "Chờ đo đạc")
    page.click("#manage-form button[type=submit]")
    page.wait_for_url("**/incidents/*")
    page.wait_for_selector(".flash")
    page.wait_for_selector("#manage-form[data-ready]")
    page.fill("#blocked_by", "Chờ tôi gõ xong")
    held_up(case, "Chờ người khác")
    page.reload()
    page.wait_for_selector("#draft:not([hidden])")
    assert page.input_value("#blocked_by") == "Chờ người khác"
    assert page.is_visible("[data-draft=older]")
    assert opened.faults() == []
    page.focus("[data-draft=restore]")
    page.keyboard.press("Enter")
    assert page.input_value("#blocked_by") == "Chờ tôi gõ xong"
    assert page.evaluate("document.activeElement.form.id") == "manage-form"
    page.click("#manage-form button[type=submit]")
    page.wait_for_selector("#conflict")
    assert "Chờ tôi gõ xong" in page.text_content("#typed")
    assert page.input_value("#blocked_by") == "Chờ tôi gõ xong"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.click("#manage-form button[type=submit]")
    page.wait_for_selector(".flash")
    page.reload()
    page.wait_for_selector("#manage-form[data-ready]")
    assert page.is_hidden("#draft")


@pytest.mark.parametrize("path", sorted(FORMS))
def test_another_person_in_the_same_tab_is_offered_nothing(visit, sessions, path):
    opened, field = visit("supervisor"), FORMS[path]
    page = opened.go(path, "#register-form[data-ready]")
    page.fill(field, "Lời của người giám sát")
    for who, is_hidden in (("admin", True), ("supervisor", False)):
        opened.context.clear_cookies()
        opened.context.add_cookies(sessions[who]["cookies"])
        page = opened.go(path, f"main[data-who='{who}'] #register-form[data-ready]")
        assert page.is_hidden("#draft") == is_hidden, who
        assert page.input_value(field) == ""

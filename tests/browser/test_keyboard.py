"""By keyboard alone: the order of the focus, that it is seen, and what is done without a mouse."""

import pytest

from tests.browser.test_map import HALF

PAGES = ["/today", "/board", "/cases", "/registers", "/registers/broadcasts", "/places", "/compare",
         "/patrol", "/reports", "/runs", "/notices", "/layers"]  # fmt: skip
# What can be reached, in the order of the page, and where that order goes up and left.
ORDER = """
  (() => {
    const reached = [...document.querySelectorAll(
      "main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")].filter(
      (each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility());
    const boxes = reached.map((each) => [each, each.getBoundingClientRect()]);
    const wrong = [];
    for (let at = 1; at < boxes.length; at += 1) {
      const [, before] = boxes[at - 1];
      const [here, box] = boxes[at];
      const isBack = box.bottom < before.top - 4 && box.right < before.left;
      if (isBack) wrong.push(here.outerHTML.slice(0, 120));
    }
    return { n: reached.length, wrong, ahead: reached.filter((each) => each.tabIndex > 0).length };
  })()
"""
SEEN = """
  (() => {
    const here = document.activeElement;
    const look = getComputedStyle(here);
    const drawn = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1;
    const isOurs = here === document.body || here.matches(".file__input");
    return isOurs || drawn || look.boxShadow !== "none" ? "" : here.outerHTML.slice(0, 120);
  })()
"""


def tab_to(page, selector, key="Tab", most=150):
    """Press Tab until an element has the focus; what cannot be reached is a fault."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.locator(selector).and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"{selector} is not reached by {key}")


@pytest.mark.parametrize("path", PAGES)
def test_focus_goes_as_one_reads_and_is_seen(visit, path):
    opened = visit()
    page = opened.go(path, ready=None)
    page.wait_for_load_state("networkidle")
    order = opened.ask(ORDER)
    assert order["n"] > 0
    assert (order["wrong"], order["ahead"]) == ([], 0)
    for _ in range(25):
        page.keyboard.press("Tab")
        assert opened.ask(SEEN) == ""


def test_filter_a_kind_and_open_an_incident(visit):
    page = visit().go(f"/?{HALF}")
    tab_to(page, "#tab-layers")
    page.keyboard.press("ArrowRight")
    box = "#panel-filters input[name=field][value=ttxd]"
    page.wait_for_selector(box)
    tab_to(page, box)
    page.keyboard.press("Space")
    page.wait_for_selector("#active-filters:not([hidden])")
    tab_to(page, "#tab-filters", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    row = "#list-rows [data-key]"
    page.wait_for_selector(row)
    tab_to(page, f"{row}, {row} *")
    page.keyboard.press("Enter")
    page.wait_for_selector("#popup .history")
    page.keyboard.press("Escape")
    page.wait_for_selector("#popup", state="hidden")
    assert page.locator(":focus").evaluate_handle("each => each.tagName").json_value() != "BODY"


def test_a_walk_of_two_stops(visit):
    page = visit().go(f"/patrol?{HALF}", ready=None)
    box = "#patrol-choose input[type=checkbox]"
    page.wait_for_selector(box)
    tab_to(page, box)
    page.keyboard.press("Space")
    tab_to(page, box)
    page.keyboard.press("Space")
    page.wait_for_selector(".patrol__total")
    assert page.locator(box).and_(page.locator(":checked")).count() == 2


def test_a_row_of_a_register_is_written(visit, served_database):
    opened = visit()
    page = opened.go("/registers/broadcasts/new?ward=gia-thuy", ready=None)
    words = "Phát thanh bằng bàn phím"
    tab_to(page, "#broadcast_on")
    page.keyboard.type("01012016")  # the same in every order of day and month
    tab_to(page, "#topic")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{words}')")
    page.wait_for_load_state()
    assert "01/01/2016" in page.text_content("main")
    page.click(".button--danger")
    page.wait_for_selector(f"h1:has-text('{words}')", state="detached")


def test_a_case_moves_on_twice_with_its_reason(visit):
    """After each step the focus stands before what is next, not at the head of the page."""
    opened = visit()
    page = opened.go("/cases?as_of=2017-06-30&state=lap_bien_ban", "#case-count")
    tab_to(page, "tr[data-case] a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#move-form[data-ready]")
    for state, words in (("quyet_dinh", "Quyết định số 7"), ("thi_hanh", "Giao đội trật tự")):
        tab_to(page, "#reason")
        assert opened.ask(SEEN) == ""
        page.keyboard.type(words)
        tab_to(page, f"button[value={state}]", most=12)
        assert opened.ask(SEEN) == ""
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#timeline li:first-child:has-text('{words}')")
        page.wait_for_selector("#h-next:focus")
        page.keyboard.press("Tab")
        assert page.locator("#reason:focus").count() == 1
        assert page.input_value("#reason") == ""
        page.keyboard.press("Shift+Tab")
    tab_to(page, ".case-undo button", most=15)
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline li:first-child[data-kind=undo]")
    page.wait_for_selector("#h-next:focus")


def test_a_report_is_made_and_frozen(visit, server_worker):
    opened = visit()
    page = opened.go("/reports", "main")
    tab_to(page, "#period")
    page.keyboard.press("Control+a")
    page.keyboard.type("2012-05")
    page.keyboard.press("Enter")
    page.wait_for_selector(".report-paper")
    tab_to(page, "form[action*=freeze] button")
    assert opened.ask(SEEN) == ""
    page.keyboard.press("Enter")
    page.wait_for_selector("div#freezing:focus")
    assert "supervisor chốt lúc" in page.locator("#freezing").inner_text()
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1
    assert opened.ask(SEEN) == ""


@pytest.mark.parametrize(
    ("path", "field"),
    [("/registers/broadcasts/new?ward=gia-thuy", "#topic"), ("/reports", "#period")],
)
def test_a_form_without_a_network_keeps_what_was_typed(visit, path, field):
    opened = visit()
    page = opened.go(path, ready=None)
    page.wait_for_load_state("networkidle")
    page.fill(field, "giữ lời này")
    opened.context.set_offline(True)
    page.locator(f"main form:has({field}) button[type=submit]").first.click()
    page.wait_for_selector(".note--unsent")
    assert page.input_value(field) == "giữ lời này"
    assert opened.faults() == []
    opened.context.set_offline(False)


def test_nothing_moves_for_who_wants_no_motion(visit):
    opened = visit(reduced_motion="reduce")
    page = opened.go(f"/?{HALF}")
    page.click("#show-ward")
    page.click("#zoom-in")
    moving = (
        "document.getAnimations().filter((each) => each.effect.getTiming().duration > 1).length"
    )
    assert opened.ask(moving) == 0

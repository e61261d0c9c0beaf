"""The screen of a meeting room: it turns, stops, opens rows, refreshes, outlives a lost network."""

import pytest

HALF = "from=2016-01-01&to=2016-06-30"
READY = "#main[data-ready=wall]"
VIEWS = ("figures", "today", "map", "compare")


def shown(page):
    return page.get_attribute(".wall__view[data-shown]", "data-view")


def test_it_turns_by_itself_until_somebody_stops_it(visit):
    page = visit().go(f"/wall?{HALF}&every=3", ready=READY)
    first = shown(page)  # not the first of all where the figures were long in coming
    following = VIEWS[(VIEWS.index(first) + 1) % 4]
    page.wait_for_selector(f"[data-view={following}][data-shown]")
    page.keyboard.press("Space")
    assert page.get_attribute("#wall-pause", "aria-pressed") == "true"
    here = shown(page)
    page.wait_for_timeout(3500)
    assert shown(page) == here
    page.keyboard.press("ArrowRight")
    assert shown(page) == VIEWS[(VIEWS.index(here) + 1) % 4]
    page.keyboard.press("ArrowLeft")
    assert shown(page) == here
    page.click("#wall-stage", position={"x": 5, "y": 5})
    assert page.get_attribute("#wall-pause", "aria-pressed") == "false"


def test_from_the_board_by_its_filter_and_a_figure_opens_its_rows(visit):
    opened = visit()
    page = opened.go(f"/board?{HALF}&field=ttdt", ready="#board-body[data-ready=board]")
    page.click("#wall-mode")
    page.wait_for_selector(READY)
    page.click("#wall-figures [data-of=incidents]")
    page.wait_for_selector("#rows-dialog[data-total='205']")
    page.keyboard.press("Escape")
    page.select_option("#wall-every", "60")
    assert "every=60" in page.url and "field=ttdt" in page.url
    assert opened.ask("document.documentElement.dataset.theme") == "dark"


def test_lost_connection_is_said_and_the_figures_stay(visit):
    opened = visit()
    page = opened.go(f"/wall?{HALF}&every=60&refresh=2", ready=READY)
    with page.expect_request(lambda request: "/board?" in request.url):
        pass  # it asks again by itself
    opened.expected.add("ERR_INTERNET_DISCONNECTED")
    opened.context.set_offline(True)
    # an answer that was on its way may come in between
    page.wait_for_selector("#wall-status[data-lost]:has-text('Mất kết nối')")
    assert page.text_content("#wall-figures [data-of=incidents] .figure__number") == "205"
    opened.context.set_offline(False)
    page.wait_for_selector("#wall-status:not([data-lost])")
    assert page.get_attribute("#main", "data-ready") == "wall"


@pytest.mark.parametrize("phone", [False, True])
def test_every_view_is_clean_and_fits(visit, phone):
    opened = visit(phone=phone, reduced_motion="reduce")
    page = opened.go(f"/wall?{HALF}&every=60", ready=READY)
    page.click("#wall-pause")
    for name in VIEWS:
        assert shown(page) == name
        assert opened.faults() == []
        assert opened.ask("document.documentElement.scrollWidth <= innerWidth")
        page.click("#wall-next")
    moving = "getComputedStyle(document.querySelector('[data-shown]')).transitionDuration"
    assert float(opened.ask(moving).removesuffix("s")) < 0.01

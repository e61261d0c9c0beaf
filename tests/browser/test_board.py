"""The supervisor's board: figures open their rows; row and map know of each other."""

import pytest

HALF = "from=2016-01-01&to=2016-06-30&field=ttdt"
READY = "#board-body[data-ready=board]"
FIGURES = {"rounds": 15, "incidents": 205, "repeat_points": 16, "sites": 40, "lanes_phase_2": 25}


def open_board(opened, more=""):
    page = opened.go(f"/board?{HALF}{more}", ready=READY)
    opened.settle()
    return page


@pytest.mark.parametrize("name", FIGURES)
def test_figure_of_the_report_opens_as_many_rows(visit, name):
    page = visit().go(f"/board?{HALF}", ready=READY)
    button = f"#figures [data-of={name}]"
    assert page.text_content(f"{button} .figure__number") == str(FIGURES[name])
    page.click(button)
    page.wait_for_selector(f"#rows-dialog[data-of={name}][data-total]")
    assert page.get_attribute("#rows-dialog", "data-total") == str(FIGURES[name])
    assert page.locator("#rows-dialog tbody tr").count() == FIGURES[name]
    cases = page.locator("#rows-dialog tbody td:first-child a[href^='/incidents/']").count()
    assert cases == (FIGURES[name] if name == "incidents" else 0)
    page.keyboard.press("Escape")
    assert not page.is_visible("#rows-dialog")


def test_row_marks_its_place_on_the_map_by_pointer_and_focus(visit):
    page = open_board(visit())
    row = page.locator("tr[data-row=repeat_points] >> nth=1")
    row.hover()
    assert page.get_attribute("#map", "data-marked") == row.get_attribute("data-feature")
    page.mouse.move(2, 2)
    cell = page.locator("tr[data-row=hot_cells] >> nth=0")
    cell.locator("button").focus()
    assert page.get_attribute("#map", "data-marked") == cell.get_attribute("data-feature")


def test_map_lights_and_opens_the_row_of_what_is_under_the_pointer(visit):
    opened = visit()
    page = open_board(opened)
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    for step in range(40):
        x = box["x"] + box["width"] * (0.2 + 0.6 * step / 40)
        page.mouse.move(x, box["y"] + box["height"] * 0.45)
        opened.drawn()  # what is under the pointer is looked for in the next frame
        if page.locator("tr[data-active]").count():
            break
    lit = page.get_attribute("tr[data-active]", "data-feature")
    page.mouse.down()
    page.mouse.up()
    focused = page.locator("tr:has(button:focus)")
    assert focused.get_attribute("data-feature") == lit


def test_changed_rule_is_computed_again_and_kept_in_the_address(visit):
    page = open_board(visit())
    page.click("details:has(#rule-form) > summary")
    page.fill("#min_events", "6")
    page.click("#rule-form button[type=submit]")
    page.wait_for_selector("#figures [data-of=repeat_points] .figure__number:not(:text-is('16'))")
    assert "min_events=6" in page.url
    assert "6 vụ" in page.text_content("#repeat-rule")


def test_period_switch_moves_all_figures(visit):
    page = open_board(visit())
    page.select_option("#period", index=0)
    page.wait_for_selector("#figures [data-of=incidents] .figure__number:not(:text-is('205'))")
    assert "2016" not in page.text_content("#period-title")


def test_trend_bar_opens_the_rows_of_its_month(visit):
    page = open_board(visit())
    bar = page.locator("#trend [data-of='month:2016-03']")
    shown = int(bar.locator(".chart__strong").text_content())
    bar.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows-dialog[data-total]")
    assert int(page.get_attribute("#rows-dialog", "data-total")) == shown


def test_tables_are_saved_as_csv_by_the_same_filter(visit):
    page = open_board(visit())
    with page.expect_download() as saved:
        page.click("[data-table=repeat_points]")
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 17


def test_today_opens_as_many_rows_as_it_says(visit):
    page = open_board(visit())
    page.wait_for_selector("#today-body[data-ready=today]")
    for of in ("late:phat_hien", "new:7", "unwalked"):
        button = page.locator(f"#today-body [data-of='{of}']")
        shown = int(button.locator("strong").text_content().replace(".", ""))
        button.click()
        page.wait_for_selector(f"#rows-dialog[data-of='{of}'][data-total]")
        assert int(page.get_attribute("#rows-dialog", "data-total")) == shown
        page.keyboard.press("Escape")


def opened_total(page, of):
    page.wait_for_selector(f"#rows-dialog[data-of='{of}'][data-total]")
    return int(page.get_attribute("#rows-dialog", "data-total"))


def test_what_came_back_and_states_of_points_open_as_many_rows(visit):
    page = open_board(visit())
    for part in ("#today-body [data-of=recurring]", "#repeat-states [data-of='points:stable']"):
        button = page.locator(part)
        of, shown = button.get_attribute("data-of"), button.locator("strong").text_content()
        button.click()
        assert opened_total(page, of) == int(shown)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("phone", [False, True])
def test_border_queue_and_routes_open_as_many_rows_and_mark_their_place(visit, phone):
    opened = visit(phone=phone)
    page = open_board(opened)
    for part in ("borders", "routes"):
        button = page.locator(f"#{part}-body td [data-of]").first
        button.focus()
        assert page.get_attribute("#map", "data-marked")
        page.keyboard.press("Enter")
        of = button.get_attribute("data-of")
        assert opened_total(page, of) == int(button.text_content())
        page.keyboard.press("Escape")
        assert button.evaluate("node => node === document.activeElement")
    assert opened.ask("document.documentElement.scrollWidth <= innerWidth")
    assert opened.faults() == []


def test_border_width_is_kept_in_the_address_beside_a_changed_rule(visit):
    page = open_board(visit())
    page.fill("[name='border.width_m']", "60")
    page.click("#border-form button")
    page.wait_for_selector("#borders-body .board__rule:has-text('60 m')")
    page.click("details:has(#rule-form) > summary")
    page.fill("#min_events", "6")
    page.click("#rule-form button[type=submit]")
    page.wait_for_selector("#figures [data-of=repeat_points] .figure__number:not(:text-is('16'))")
    assert "border.width_m=60" in page.url and "min_events=6" in page.url


def test_method_nobody_ran_is_run_from_the_board_and_opens_unit_by_unit(visit, server_worker):
    page = open_board(visit())
    line = "#methods-body [data-method=clusters]"
    if page.locator(f"{line} a").count() == 0:
        page.click(f"{line} button")
        page.wait_for_selector(f"{line}[data-fits=true]", timeout=60_000)
    found = page.locator(f"{line} [data-of^='units:']")
    shown = int(found.text_content())
    found.click()
    assert opened_total(page, found.get_attribute("data-of")) == shown
    inner = page.locator("#rows-dialog [data-inner]").first
    of = inner.get_attribute("data-inner")
    inner.click()
    assert opened_total(page, of) > 0
    page.click("#rows-dialog [data-back]")
    assert opened_total(page, found.get_attribute("data-of")) == shown

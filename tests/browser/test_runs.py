"""Analyses: a form, a job with its bar, the result, its rows, the check, keep and remove."""

import pytest

HALF = "from=2016-01-01&to=2016-06-30&field=ttdt"


def open_form(opened, more=""):
    return opened.go(f"/runs?{HALF}{more}", ready="#run-form:not([data-ready=starting])")


def run_it(page):
    page.click("#run-start")
    page.wait_for_url(lambda address: "/runs/" in address)
    page.wait_for_selector("#run[data-ready=run]")


def test_form_is_the_declaration_and_leads_to_the_result(visit, server_worker):
    page = open_form(visit(), "&method=repeat_points")
    assert page.locator("#run-parameters .field").count() == 8
    assert "vụ" in page.text_content("#p-min_events-help")
    page.fill("#p-window_days", "31")
    run_it(page)
    assert "31 ngày" in page.text_content(".run__rule")
    first = page.locator(".units .table__open").first
    shown = page.locator(".units tbody tr").first.locator("td").last.text_content()
    first.click()
    page.wait_for_selector("#rows-dialog[data-total]")
    assert page.get_attribute("#rows-dialog", "data-total") == shown
    page.keyboard.press("Escape")
    page.click("#check-again")
    page.wait_for_selector("[data-same=true]")


def test_table_is_sorted_by_a_column_and_back(visit, server_worker):
    page = open_form(visit(), "&method=repeat_points")
    run_it(page)

    def days():
        return page.locator(".units tbody tr td:first-child").all_text_contents()

    ranks = days()
    page.click("[data-sort=rank]")
    page.wait_for_selector("th[aria-sort=descending] [data-sort=rank]")
    page.wait_for_selector(".units[data-ready=units]")
    assert days() == ranks[::-1]


def test_wrong_value_is_named_at_its_field(visit, server_worker):
    opened = visit()
    opened.expected.add("400")
    page = open_form(opened, "&method=repeat_points")
    page.fill("#p-min_events", "1")
    page.click("#run-start")
    page.wait_for_selector("#run-trouble .note--error")
    assert page.get_attribute("#p-min_events", "aria-invalid") == "true"


def test_long_analysis_shows_its_progress_and_is_stopped(visit, server_worker):
    page = open_form(visit(), "&method=scan")
    page.fill("#p-permutations", "99999")
    page.click("#run-start")
    page.wait_for_selector("#run-job .job[data-state=running]")
    page.click("#run-job .job button")
    page.wait_for_selector("#run-job .job[data-state=cancelled]")
    assert page.is_enabled("#run-start")


def test_run_is_removed_and_brought_back(visit, server_worker):
    page = open_form(visit(), "&method=repeat_points")
    page.wait_for_selector("#runs-list[data-ready=list] .run-item")
    first = page.locator(".run-item").first.get_attribute("data-run")
    page.locator(f"[data-run='{first}'] .button-row button").last.click()
    page.wait_for_selector(f"[data-run='{first}']", state="detached")
    page.click(".toast__undo")
    page.wait_for_selector(f"[data-run='{first}']")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_pages_have_no_fault_and_fit(visit, server_worker, phone):
    opened = visit(phone=phone)
    page = open_form(opened, "&method=gi_star")
    page.wait_for_selector("#runs-list[data-ready=list]")
    assert opened.faults() == []
    assert opened.ask("document.documentElement.scrollWidth <= innerWidth")
    run_it(page)
    assert opened.faults() == []
    assert opened.ask("document.documentElement.scrollWidth <= innerWidth")

"""A view in one file: opened from disk with the network off, and everything in it works."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AXE, DESK, PHONE, WATCH

VIEW = "/view.html?ward=gia-thuy&layers=groups,lanes,incidents"


@pytest.fixture
def open_file(browser: Browser, visit: Any, tmp_path: Path) -> Iterator[Any]:
    """Fetch a view as a role and open it from disk in a browser without a network."""
    contexts: list[Any] = []
    problems: list[str] = []

    def start(address: str, role: str = "supervisor", **options: Any) -> Page:
        answer = visit(role).context.request.get(visit(role).server + address)
        assert answer.ok, answer.text()
        file = tmp_path / "map.html"
        file.write_bytes(answer.body())
        context = browser.new_context(**({"viewport": DESK} | options))
        contexts.append(context)
        context.set_offline(True)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("console", lambda each: problems.append(each.text) if each.type == "error" else 0)
        page.on("pageerror", lambda each: problems.append(str(each)))
        asked = lambda each: each.url != file.as_uri() and problems.append(each.url)  # noqa: E731
        page.on("request", asked)
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=true]")
        return page

    yield start
    for context in contexts:
        context.close()
    assert problems == []


def total(page: Page, layer: str) -> int:
    shown = page.locator(f"label:has(input[value={layer}]) .one__count").inner_text()
    return int(shown.replace(".", "").replace(",", ""))


def ask(page: Page, expression: str) -> Any:
    session = page.context.new_cdp_session(page)
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    return session.send("Runtime.evaluate", asked)["result"].get("value")


def test_every_function_works_from_disk_without_a_network(open_file: Any) -> None:
    page = open_file(VIEW + "&lang=vi")
    every = total(page, "incidents")
    assert every > 100
    page.fill("#search", "khong co dong nao nhu the")
    assert page.locator("#found").inner_text() == "Không tìm thấy"
    page.fill("#search", "ve sinh moi truong")
    found = page.locator("#rows button")
    assert found.count() > 0
    assert "Phút" not in found.first.inner_text()
    found.first.click()
    assert "Vệ sinh môi trường" in page.locator(".leaflet-popup-content").inner_text()
    page.fill("#search", "")
    page.focus("#month")
    page.keyboard.press("Home")
    first = total(page, "incidents")
    assert 0 < first < every
    page.select_option("#month-mode", "time_only")
    months = int(page.get_attribute("#month", "max") or 0)
    counts = []
    for _ in range(months + 1):
        counts.append(total(page, "incidents"))
        page.press("#month", "ArrowRight")
    assert sum(counts) == every
    page.select_option("#month-step", "week")
    weeks = int(page.get_attribute("#month", "max") or 0)
    assert weeks > 4 * months
    page.press("#month", "Home")
    counts = []
    for _ in range(weeks + 1):
        counts.append(total(page, "incidents"))
        page.press("#month", "ArrowRight")
    assert sum(counts) == every
    page.uncheck("input[value=incidents]")
    page.uncheck("input[value=lanes]")
    page.uncheck("input[value=groups]")
    assert page.locator("#rows button").count() == 0


def test_slider_plays_from_disk_and_stops_when_a_person_does_something(open_file: Any) -> None:
    page = open_file(VIEW + "&from=2016-01-01&to=2016-06-30&lang=vi")
    page.click("#month-play")
    assert page.inner_text("#month-play") == "Dừng"
    page.wait_for_selector("#month-name:not(:has-text('Tháng 6/2016'))")
    page.press("#search", "a")
    assert page.inner_text("#month-play") == "Chạy"
    stood = page.input_value("#month")
    page.wait_for_timeout(1500)
    assert page.input_value("#month") == stood
    page.fill("#search", "")
    page.select_option("#month-speed", "4")
    page.click("#month-play")
    page.wait_for_selector("#month-play:has-text('Chạy')")
    assert page.inner_text("#month-name") == "Tháng 6/2016"


def test_slider_does_not_play_where_less_motion_is_wanted(open_file: Any) -> None:
    page = open_file(VIEW, reduced_motion="reduce")
    assert page.locator("#month").count() == 1
    assert page.locator("#month-play").count() == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_file_has_no_fault_of_access_and_fits_a_phone(
    open_file: Any, lang: str, scheme: str
) -> None:
    page = open_file(f"{VIEW}&lang={lang}", viewport=PHONE, color_scheme=scheme)
    ask(page, AXE.read_text(encoding="utf-8") + ";0")
    found = ask(page, "axe.run(document, {resultTypes: ['violations']})")
    faults = [f"{each['id']} {each['nodes'][0]['target']}" for each in found["violations"]]
    assert faults == []
    assert ask(page, "document.documentElement.scrollWidth") <= 390
    assert ask(page, "window.policyViolations") == []


def test_public_file_holds_counts_and_no_point(open_file: Any) -> None:
    page = open_file("/view.html?ward=gia-thuy&layers=incident_cells,incidents", role="public")
    assert page.locator("input[value=incidents]").count() == 0
    assert total(page, "incident_cells") > 0
    assert page.locator("#month").count() == 0

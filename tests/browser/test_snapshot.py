"""A view in one file: opened from disk with the network off, and everything in it works."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AXE, DESK, PATIENCE, PHONE, WATCH

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
        context.set_default_timeout(PATIENCE)
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


HALF = "from=2016-01-01&to=2016-06-30"
FILE = "/view.html?ward=gia-thuy"
RUNS = ("hot_spots", "repeat_points")
PICTURES = "[...document.querySelectorAll(%r)].map((each) => each.toDataURL())"
REACH = """
  (async () => {
    let ink = [];
    for (let frame = 0; frame < 300 && !ink.length; frame++) {  // painted later
      await new Promise(requestAnimationFrame);
      const map = document.getElementById("map").getBoundingClientRect();
      const canvas = document.querySelector("#map canvas");
      const at = canvas.getBoundingClientRect();
      const x = Math.round(map.x + map.width / 2 - at.x);
      const y = Math.round(map.y + map.height / 2 - at.y);
      const { data } = canvas.getContext("2d").getImageData(x, y, 40, 1);
      ink = [...Array(40).keys()].filter((i) => data[4 * i + 3] > 200);
    }
    return ink;
  })()
"""
"""Pixels with ink from the middle of the map to the right."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_classes_of_runs_look_as_on_the_live_map(open_file: Any, visit: Any, scheme: str) -> None:
    """What is checked of the map's colours and hatching holds for the file: the same pixels."""
    layers = ",".join(("ward_border", *RUNS))
    opened = visit("supervisor", color_scheme=scheme)
    live = opened.go(f"/?{HALF}&layers={layers}")
    file = open_file(f"{FILE}&layers={layers}&{HALF}", color_scheme=scheme)
    for name, number in zip(RUNS, (6, 1), strict=True):
        of_map = ask(live, PICTURES % f".layer:has(#layer-{name}) canvas.swatch")
        of_file = ask(file, PICTURES % f"section:has(input[value={name}]) canvas")
        assert len(set(of_file)) == number
        assert of_file == of_map


def test_ring_of_a_repeat_point_lies_round_the_dots_it_is_about(open_file: Any, visit: Any) -> None:
    opened = visit("supervisor")
    address = f"{opened.server}/api/gia-thuy/layers/repeat_points/rows?{HALF}"
    (first, *_) = opened.context.request.get(address).json()["rows"]
    here = f"{HALF}&map=18/{first['lat']:.6f}/{first['lon']:.6f}"
    ring = ask(open_file(f"{FILE}&layers=repeat_points&{here}"), REACH)
    assert 0 not in ring and 10 < min(ring) < max(ring) < 20
    card = f"/api/gia-thuy/layers/repeat_points/features/{first['id']}"
    members = opened.context.request.get(opened.server + card).json()["run"]["members"]
    assert members
    dots = ask(open_file(f"{FILE}&layers=incidents&{here}"), REACH)
    near = [reach for reach in dots if reach < min(ring)]
    assert len(near) < min(ring)  # the dot ends before its ring begins

"""The first view, the second view and panning, on the demonstration ward and on a big one."""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from layers import db
from layers.migrate import migrate
from layers.queries.job_claims import ENDED
from layers.scratch import scratch_database
from scripts.bench.import_run import WARD
from scripts.bench.page.visits import DESK, PHONE, Device, open_as, pan_p95_ms, view
from scripts.bench.served_ward import Served, big_ward, served
from scripts.demo.load import CODE, load_demo
from scripts.setup.chromium import ensure_chromium
from scripts.setup.place import this_clone
from scripts.setup.progress import Progress
from scripts.setup.stages import page_assets

ROWS, QUICK_ROWS = 1_000_000, 2_000
TIMES, QUICK_TIMES = 5, 1
PAN_S, QUICK_PAN_S = 5.0, 1.0
PAUSE_S = 0.5
FIRST_S = {DESK: 1.5, PHONE: 3.5}
COLD_KB, WARM_KB, FRAME_MS = 300.0, 10.0, 20.0
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-sync", "--no-first-run",
         "--disable-component-update"]  # fmt: skip

Row = dict[str, Any]


def rows_of(url: str, *, quick: bool = False) -> Iterator[Row]:
    """Yield one row a ward, reader, device and figure; each is the median of several visits."""
    rows = QUICK_ROWS if quick else ROWS
    with _browser() as browser:
        with _demo_ward(url) as database, served(database, CODE) as here:
            yield from _of_ward(browser, here, "demonstration ward", quick)
        with big_ward(url, rows) as database, served(database, WARD) as here:
            yield from _of_ward(browser, here, f"{rows:,} incidents", quick)


@contextmanager
def _browser() -> Iterator[Browser]:
    place, progress = this_clone(), Progress(2, sys.stderr)
    page_assets(place, progress)
    program = ensure_chromium(place, progress)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _demo_ward(url: str) -> Iterator[str]:
    with scratch_database(url) as own:
        conn = db.connect(own)
        migrate(conn)
        load_demo(conn)
        conn.close()
        yield own


def _of_ward(browser: Browser, here: Served, ward: str, quick: bool) -> Iterator[Row]:
    address = f"{here.address}/?ward={here.ward}"
    times = QUICK_TIMES if quick else TIMES
    for reader, cookies in (("public", []), ("supervisor", _cookies(here))):
        if cookies:
            yield _analyses_made(browser, here, cookies, address, ward)
        for device in (DESK, PHONE):
            yield from _views(browser, device, cookies, address, times, (ward, reader))
        context = open_as(browser, DESK, cookies)
        frame = pan_p95_ms(context, address, QUICK_PAN_S if quick else PAN_S)
        context.close()
        yield _row((ward, reader), DESK, "panning, p95 of a frame", frame, "ms", FRAME_MS)


def _analyses_made(
    browser: Browser, here: Served, cookies: list[Any], address: str, ward: str
) -> Row:
    """Visit once, and wait until the worker has made what the page shows: later visits find it."""
    context = open_as(browser, DESK, cookies)
    page, begun = context.new_page(), time.perf_counter()
    with page.expect_response(lambda answer: "/runs/shown" in answer.url) as asked:
        page.goto(address)
    while job := context.request.get(asked.value.url).json().get("job"):
        if job["state"] in ENDED:
            raise RuntimeError(f"The analyses of {ward} were not made: {job}")
        time.sleep(PAUSE_S)
    seconds = time.perf_counter() - begun
    context.close()
    return _row((ward, "supervisor"), DESK, "analyses made", seconds, "s", None)


def _views(
    browser: Browser,
    device: Device,
    cookies: list[Any],
    address: str,
    times: int,
    of: tuple[str, str],
) -> Iterator[Row]:
    """Visit so many times with a new browser, each time once more with what it then holds."""
    first, second = [], []
    for _ in range(times):
        context: BrowserContext = open_as(browser, device, cookies)
        first.append(view(context, device, address))
        second.append(view(context, device, address))
        context.close()
    middle = statistics.median
    yield _row(of, device, "first view", middle(v.seconds for v in first), "s", FIRST_S[device])
    yield _row(of, device, "first view, weight", middle(v.kb for v in first), "kB", COLD_KB)
    yield _row(of, device, "second view", middle(v.seconds for v in second), "s", None)
    yield _row(of, device, "second view, weight", middle(v.kb for v in second), "kB", WARM_KB)
    asked = [(v.from_server, v.not_modified) for v in second]
    told = f"{asked[-1][0]} requests, {asked[-1][1]} of them answered 304" if asked else ""
    yield _row(of, device, "first view, requests", middle(v.requests for v in first), "", None) | {
        "note": f"second view: {told}"
    }


def _row(
    of: tuple[str, str], device: Device, what: str, value: float, unit: str, most: float | None
) -> Row:
    return {
        "ward": of[0],
        "reader": of[1],
        "device": device.name,
        "figure": what,
        "value": round(value, 3),
        "unit": unit,
        "goal": f"<= {most:g}" if most is not None else "",
        "met": value <= most if most is not None else None,
    }


def _cookies(here: Served) -> list[dict[str, str]]:
    return [
        {"name": name, "value": each.value, "url": here.address}
        for name, each in SimpleCookie(here.cookie).items()
    ]

"""One reader before the map: how long until it stands, what came over the wire, how it moves."""

import statistics
import time
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

READY = "#map[data-ready=tiles]"
NOTE_READY = """
  new MutationObserver((_, watch) => {
    if (!document.querySelector("#map[data-ready=tiles]")) return;
    window.readyAt = performance.now();
    watch.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true });
"""
NOTE_FRAMES = """
  () => {
    window.frames_ = [];
    let before = performance.now();
    const note = (now) => {
      window.frames_.push(now - before);
      before = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  }
"""
GIVE_UP_MS = 60_000


class Device(NamedTuple):
    """A screen, a line and a processor: `mbit` 0 is a line without limit."""

    name: str
    width: int
    height: int
    mbit: float
    latency_ms: float
    slower: float


DESK = Device("desk", 1280, 800, 0, 0, 1)
PHONE = Device("phone", 390, 844, 4, 40, 4)


class View(NamedTuple):
    """One load of the page."""

    seconds: float
    kb: float
    requests: int
    from_server: int
    not_modified: int


def open_as(browser: Browser, device: Device, cookies: list[Any]) -> BrowserContext:
    """Return a browser that has never been here, signed in by its cookies."""
    context = browser.new_context(
        viewport={"width": device.width, "height": device.height},
        has_touch=device is PHONE,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    context.set_default_timeout(GIVE_UP_MS)
    context.add_init_script(NOTE_READY)
    if cookies:
        context.add_cookies(cookies)
    return context


def view(context: BrowserContext, device: Device, address: str) -> View:
    """Load the page once, over the device's line, until all tiles are drawn."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    weight, answers = [], []
    session.on("Network.loadingFinished", lambda event: weight.append(event["encodedDataLength"]))
    session.on("Network.responseReceived", lambda event: answers.append(event["response"]))
    session.send("Network.enable")
    speed = device.mbit * 1e6 / 8 if device.mbit else -1
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": device.latency_ms,
         "downloadThroughput": speed, "uploadThroughput": speed},
    )  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
    page.goto(address)
    page.wait_for_selector(READY)
    ready = float(page.evaluate_handle("window.readyAt").json_value())
    page.wait_for_load_state("networkidle")
    page.close()
    asked = [each for each in answers if not (each["fromDiskCache"] or each["fromPrefetchCache"])]
    unchanged = sum(each["status"] == 304 for each in asked)
    return View(ready / 1000, sum(weight) / 1000, len(answers), len(asked), unchanged)


def pan_p95_ms(context: BrowserContext, address: str, seconds: float) -> float:
    """Drag the map around and return the 95th percentile of the time between two frames."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(READY)
    page.evaluate_handle(NOTE_FRAMES)
    _drag(page, seconds)
    frames = page.evaluate_handle("window.frames_").json_value()[1:]
    page.close()
    return float(statistics.quantiles(frames, n=20)[-1])


def _drag(page: Page, seconds: float) -> None:
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    until, step = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        step += 1
        turn = step % 120
        page.mouse.move(x + (turn if turn < 60 else 120 - turn) * 5, y + turn * 2 - 120)
        page.wait_for_timeout(8)
    page.mouse.up()

"""A browser before a real server with the demonstration ward; every visit must stay clean."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from psycopg2.extensions import parse_dsn
from werkzeug.serving import WSGIRequestHandler, make_server

from geo.text import Text
from layers import db
from layers.queries.users import create_user
from layers.queries.wards import create_ward, get_ward
from layers.roles import Role
from layers.settings import DatabaseSettings, FileSettings
from scripts.demo.load import load_demo
from tests.conftest import Databases
from tests.workers import start_worker, stop_worker
from web import create_app
from web.settings import WebSettings

PASSWORD = "correct-horse-9"
AXE = Path(__file__).parents[2] / "var/assets/node_modules/axe-core/axe.min.js"
PATIENCE = 60_000  # ms: a time that never decides, on a machine however busy
expect.set_options(timeout=PATIENCE)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--no-first-run"]  # fmt: skip
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that a colour scheme can break."""
RESTED = """
  Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished))
"""
WATCH = """
  window.policyViolations = [];
  document.addEventListener("securitypolicyviolation",
    (event) => window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Quiet(WSGIRequestHandler):
    """Requests are no news; what goes wrong shows in the visit."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


@pytest.fixture(scope="session")
def kept_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of kept files, for the service and for its worker."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
def server_worker(served_database: str, kept_files: Path) -> Iterator[None]:
    """A worker that does the jobs of the service, started for the first test that asks for one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIEMNONG_FILES", str(kept_files))
        worker = start_worker(served_database)
    yield
    stop_worker(worker)


@pytest.fixture(scope="session")
def served_database(databases, template) -> str:
    """A database with the demonstration ward, a plain ward and three people."""
    url = databases.url(databases.create(template))
    conn = db.connect(url)
    load_demo(conn)
    create_ward(conn, "thu-nghiem", Text("Phường thử", "Test ward"), 5897)
    ward = get_ward(conn, "gia-thuy")
    for role in (Role.VIEWER, Role.SUPERVISOR):
        create_user(conn, role.code, PASSWORD, role, display_name=role.code, ward_id=ward.id)
    create_user(conn, "admin", PASSWORD, Role.ADMIN, display_name="admin", ward_id=None)
    conn.close()
    return str(url)


@pytest.fixture(scope="session")
def server(databases: Databases, served_database: str, kept_files: Path) -> Iterator[str]:
    """The address of the service, which works as the role of the web server."""
    settings = WebSettings(
        database=DatabaseSettings(databases.web_url(parse_dsn(served_database)["dbname"])),
        secret_key="browser-tests-" * 4,
        files=FileSettings(kept_files),
    )
    app = create_app(settings)
    running = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = os.environ.get("DIEMNONG_CHROMIUM", "/usr/bin/chromium")
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def sessions(browser: Browser, server: str) -> dict[str, Any]:
    """The cookies of somebody signed out and of the three people."""
    known: dict[str, Any] = {"public": None}
    for role in ("viewer", "supervisor", "admin"):
        known[role] = _sign_in(browser, server, role)
    return known


def _sign_in(browser: Browser, server: str, login: str) -> Any:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{server}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{server}/")
    known = context.storage_state()
    context.close()
    return known


@pytest.fixture(scope="module")
def inspector(
    browser: Browser, server: str, served_database: str, sessions: dict[str, Any]
) -> Iterator[str]:
    """A fourth person, for the tests of a file: an inspector; gone afterwards."""
    login = "inspector"
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    create_user(conn, login, PASSWORD, Role.INSPECTOR, display_name=login, ward_id=ward.id)
    sessions[login] = _sign_in(browser, server, login)
    yield login
    del sessions[login]
    db.execute(conn, 'DELETE FROM "user" WHERE login = %s', (login,))
    conn.close()


class Visit(NamedTuple):
    """One page that somebody has open, and all that went wrong on it."""

    page: Page
    context: BrowserContext
    server: str
    problems: list[str]
    expected: set[str]

    def go(self, path: str, ready: str | None = "[data-ready=tiles]") -> Page:
        """Open a page and wait until it says that it is ready."""
        self.page.goto(self.server + path)
        if ready:
            self.page.wait_for_selector(ready)
        return self.page

    def drawn(self) -> None:
        """Wait for two frames: what waits for a frame or for a new size has been done by then."""
        self.ask("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def rest(self) -> None:
        """Wait until nothing on the page slides or changes its colour any more."""
        self.drawn()
        self.ask(RESTED)

    def settle(self) -> None:
        """Wait until the map has drawn everything again: it begins to move within a frame."""
        self.drawn()
        self.page.wait_for_selector("#map[data-ready=tiles]")

    def ask(self, expression: str) -> Any:
        """Evaluate in the page without `eval`, which the content security policy forbids."""
        session = self.context.new_cdp_session(self.page)
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = session.send("Runtime.evaluate", asked)
        session.detach()
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def faults(self, only: tuple[str, ...] = ()) -> list[str]:
        """Run axe over the page once it is whole; each fault with the places it was found in.

        `only` names rules, for a page that passed all of them and has changed in one way since.
        """
        self.page.wait_for_load_state()
        self.rest()
        rules = f", runOnly: {list(only)}" if only else ""
        found = self.ask(f"axe.run(document, {{resultTypes: ['violations']{rules}}})")
        return [
            f"{each['id']}: {[node['target'] for node in each['nodes']][:4]}"
            for each in found["violations"]
        ]


@pytest.fixture
def visit(
    browser: Browser, server: str, sessions: dict[str, Any]
) -> Iterator[Callable[..., Visit]]:
    """Open a clean browser as somebody in a role; afterwards nothing may have gone wrong."""
    visits: list[Visit] = []

    def start(role: str = "supervisor", *, phone: bool = False, **options: Any) -> Visit:
        size = PHONE if phone else DESK
        shown = {"viewport": size, "has_touch": phone, **options}
        visits.append(_start(browser, server, sessions[role], shown))
        return visits[-1]

    yield start
    problems = [problem for each in visits for problem in _problems(each)]
    for each in visits:
        each.context.close()
    assert problems == []


@pytest.fixture(scope="module")
def _visit_of_role(
    browser: Browser, server: str, sessions: dict[str, Any]
) -> Iterator[dict[str, Visit]]:
    shown = {"viewport": DESK, "reduced_motion": "reduce"}
    visits = {role: _start(browser, server, kept, shown) for role, kept in sessions.items()}
    yield visits
    for each in visits.values():
        each.context.close()


@pytest.fixture
def long_visit(_visit_of_role: dict[str, Visit]) -> Iterator[Callable[[str], Visit]]:
    """The browser of a role that all tests of a file share, and that keeps what it has loaded.

    For tests that only look at pages; nothing may have gone wrong in any of them.
    """
    asked: list[Visit] = []

    def find(role: str) -> Visit:
        asked.append(_visit_of_role[role])
        return asked[-1]

    yield find
    problems = [problem for each in asked for problem in _problems(each)]
    for each in asked:
        each.problems.clear()
    assert problems == []


def _start(browser: Browser, server: str, kept: Any, shown: dict[str, Any]) -> Visit:
    usual = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
    context = browser.new_context(storage_state=kept, **usual | shown)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    context.add_init_script(path=AXE)
    return _watched(context, server)


def _watched(context: BrowserContext, server: str) -> Visit:
    page, problems = context.new_page(), []
    page.on(
        "console",
        lambda message: message.type == "error" and problems.append(f"console: {message.text}"),
    )
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((server, "data:", "blob:"))
            or problems.append(f"outside: {request.url}")
        ),
    )
    return Visit(page, context, server, problems, set())


def _problems(visit: Visit) -> list[str]:
    violations = [f"policy: {each}" for each in visit.ask("window.policyViolations ?? []")]
    found = visit.problems + violations
    return [each for each in found if not any(known in each for known in visit.expected)]

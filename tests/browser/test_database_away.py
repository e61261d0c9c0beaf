"""The database goes away under a form and under the map, and comes back: nothing typed is lost."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from psycopg2.extensions import parse_dsn
from werkzeug.serving import make_server

from layers.settings import DatabaseSettings, FileSettings
from tests.browser.conftest import Quiet
from tests.browser.test_map import HALF
from tests.conftest import Databases
from web import create_app
from web.settings import WebSettings

NOTHING = "host=127.0.0.1 port=1 connect_timeout=1"


class Service(NamedTuple):
    """A service before two databases: that of the tests, and one that nobody answers for."""

    address: str
    away: threading.Event


@pytest.fixture
def service(databases: Databases, served_database: str, kept_files: Path) -> Iterator[Service]:
    url_there = databases.web_url(parse_dsn(served_database)["dbname"])
    there, gone = (
        create_app(
            WebSettings(
                database=DatabaseSettings(url),
                secret_key="browser-tests-" * 4,
                files=FileSettings(kept_files),
            )
        )
        for url in (url_there, NOTHING)
    )
    away = threading.Event()

    def answer(environ, start):
        return (gone if away.is_set() else there)(environ, start)

    running = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield Service(f"http://127.0.0.1:{running.server_port}", away)
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def opened(visit, service):
    """Somebody signed in; what they ask of this service is nothing outside."""
    opened = visit()._replace(server=service.address)
    opened.expected.update({f"outside: {service.address}", "503"})
    return opened


def test_a_form_comes_back_with_what_was_typed(opened, service):
    page = opened.go("/registers/broadcasts/new?ward=gia-thuy", "#register-form[data-ready]")
    page.fill("#topic", "Giữ qua lúc mất cơ sở dữ liệu")
    service.away.set()
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector("h1:has-text('Không truy cập được cơ sở dữ liệu')")
    assert opened.faults() == []
    page.get_by_role("link", name="Về trang vừa rồi").click()
    page.wait_for_selector("a:has-text('Thử lại')")
    service.away.clear()
    page.get_by_role("link", name="Thử lại").click()
    page.wait_for_selector("#draft:not([hidden])")
    page.get_by_role("button", name="Lấy lại bản nháp").click()
    assert page.input_value("#topic") == "Giữ qua lúc mất cơ sở dữ liệu"
    page.reload()
    page.get_by_role("button", name="Bỏ bản nháp").click()


def test_the_map_says_so_and_goes_on_when_it_is_back(opened, service):
    page = opened.go(f"/?{HALF}")
    page.click("#tab-filters")
    service.away.set()
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("#total .note--error")
    assert "Không truy cập được cơ sở dữ liệu" in page.text_content("#total")
    service.away.clear()
    page.click("#total .button")
    page.wait_for_selector("html[data-counts='205']")

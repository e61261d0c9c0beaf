"""docs/systems.md: each of the 39 systems once, and every page, table, figure and test is there."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from werkzeug.routing import MapAdapter

from layers.queries.status import Figures
from layers.registers.contract import Check, Matrix, Page, Register
from layers.registers.reading import all_registers, find_register
from layers.reports.reading import report_sections
from layers.settings import DatabaseSettings
from web import create_app
from web.settings import WebSettings

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "systems.md"
HEAD = ["system", "what it is", "page", "tables", "figure", "test", "not done"]
SYSTEMS = [f"S{number:02}" for number in range(1, 40)]


class Entry(NamedTuple):
    system: str
    what: str
    page: str
    tables: str
    figure: str
    test: str
    not_done: str


def _lines() -> list[list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ENTRIES = [Entry(*cells) for cells in _lines()[2:]]
ONE_EACH = pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.system)


@pytest.fixture(scope="module")
def addresses() -> MapAdapter:
    settings = WebSettings(DatabaseSettings("not used"), "a key of the tests, used nowhere else")
    return create_app(settings).url_map.bind("localhost")


def _register(page: str) -> Register | None:
    found = re.fullmatch(r"/registers/(\w+)(?:/.*)?", page)
    return find_register(found[1]) if found and found[1] != "late" else None


def test_each_system_has_one_entry() -> None:
    assert _lines()[0] == HEAD
    assert [entry.system for entry in ENTRIES] == SYSTEMS
    assert all(all(entry) for entry in ENTRIES)


@ONE_EACH
def test_page_is_there_and_carries_the_system(entry: Entry, addresses: MapAdapter) -> None:
    addresses.match(entry.page)
    register = _register(entry.page)
    if register:
        assert entry.system in register.systems
        part = re.search(r"/(table|check|view)/(\w+)$", entry.page)
        named: dict[str, tuple[Matrix, ...] | tuple[Check, ...] | tuple[Page, ...]] = {
            "table": register.matrices,
            "check": register.checks,
            "view": register.pages,
        }
        assert not part or part[2] in [each.name for each in named[part[1]]]


@ONE_EACH
def test_tables_are_made_by_migrations(entry: Entry, root: Path) -> None:
    made = "".join(path.read_text("utf-8") for path in (root / "layers/migrations").glob("*.sql"))
    tables = [] if entry.tables == "–" else entry.tables.split(", ")
    assert [name for name in tables if f"CREATE TABLE {name} (" not in made] == []


@ONE_EACH
def test_figure_is_defined(entry: Entry) -> None:
    where, name = entry.figure.split(":")
    if where == "board":
        assert name in Figures._fields
    elif where == "report":
        assert name in [figure.name for part in report_sections() for figure in part.figures]
    else:
        assert name in [figure.name for figure in find_register(where).figures]


@ONE_EACH
def test_test_is_there(entry: Entry, root: Path) -> None:
    path, name = entry.test.split("::")
    assert re.search(rf"^def {name}\(", (root / path).read_text("utf-8"), re.MULTILINE)


def test_every_register_is_named_and_claims_what_there_is() -> None:
    tables = {table for entry in ENTRIES for table in entry.tables.split(", ")}
    for register in all_registers():
        assert set(register.systems) <= set(SYSTEMS), register.name
        assert register.table in tables, register.name

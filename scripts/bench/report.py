"""Time of the report of a year of a ward with 100,000 incidents: page, DOCX, PDF, freezing."""

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from layers import db
from layers.filters import Filter
from layers.migrate import migrate
from layers.periods import parse_period
from layers.queries.row_tables import count_rows
from layers.queries.sources import layer_source, read_sql
from layers.queries.wards import get_ward
from layers.registry import get_layer
from layers.reports.editions import make_edition
from layers.reports.freezing import freeze_edition
from layers.roles import Role
from layers.scratch import scratch_database
from scripts.bench.served_ward import Served, served
from scripts.demo.load import load_demo

WARD, YEAR = "gia-thuy", "2016"
ROWS, QUICK_ROWS = 100_000, 2_000
TIMES = 3
GOALS = {"page": 3.0, "docx": 10.0}


def rows_of(url: str, *, quick: bool) -> Iterator[dict[str, Any]]:
    """Yield a row a request: seconds first and again, size, goal; the database is dropped again."""
    with busy_ward(url, QUICK_ROWS if quick else ROWS) as (database, incidents):
        conn = db.connect(database)
        ward = get_ward(conn, WARD)
        draft = make_edition(conn, ward, YEAR, "bench", role=Role.SUPERVISOR)
        with served(database, WARD) as ours:
            yield from _asked(ours, draft.id, "draft", incidents, quick=quick)
            begun = time.perf_counter()
            freeze_edition(conn, ward, draft.id, "bench", role=Role.SUPERVISOR)
            yield _row("freeze", incidents, [time.perf_counter() - begun], 0)
            yield from _asked(ours, draft.id, "frozen", incidents, quick=quick)
        conn.close()


@contextmanager
def busy_ward(url: str, rows: int) -> Iterator[tuple[str, int]]:
    """Give a database with the demonstration ward and so many incidents more in one year."""
    with scratch_database(url) as own:
        conn = db.connect(own)
        migrate(conn)
        load_demo(conn)
        ward = get_ward(conn, WARD)
        db.execute(conn, "SELECT setseed(0.2016)")
        db.execute(conn, read_sql("bench_incidents"), {"ward": ward.id, "rows": rows})
        db.execute(conn, "VACUUM ANALYZE")
        year = parse_period(YEAR)
        chosen = Filter(first=year.first, last=year.last)
        number = count_rows(conn, layer_source(ward, get_layer("incidents"), chosen))
        conn.close()
        yield own, number


def _asked(
    ours: Served, edition_id: int, state: str, incidents: int, *, quick: bool
) -> Iterator[dict[str, Any]]:
    for what, path in (
        ("page", f"/reports/{edition_id}"),
        ("rows", f"/reports/{edition_id}/figures/by_month.2016-03.all"),
        ("docx", f"/reports/{edition_id}/file.docx"),
        ("pdf", f"/reports/{edition_id}/file.pdf"),
    ):
        seconds, size = _timed(lambda path=path: _get(ours, path), 1 if quick else TIMES)  # type: ignore[misc]
        yield _row(f"{state} {what}", incidents, seconds, size, GOALS.get(what))


def _timed(ask: Callable[[], bytes], times: int) -> tuple[list[float], int]:
    seconds, size = [], 0
    for _ in range(times + 1):
        begun = time.perf_counter()
        size = len(ask())
        seconds.append(time.perf_counter() - begun)
    return seconds, size


def _row(
    what: str, incidents: int, seconds: list[float], size: int, goal: float | None = None
) -> dict[str, Any]:
    """`first_s` has what is computed once for a state of the records; `median_s` is of the rest.

    The slowest of all has to meet the goal.
    """
    again = sorted(seconds[1:] or seconds)
    median = again[len(again) // 2]
    return {
        "request": what,
        "incidents": incidents,
        "first_s": round(seconds[0], 3),
        "median_s": round(median, 3),
        "kb": round(size / 1000),
        "goal": "" if goal is None else f"≤ {goal:g} s",
        "met": None if goal is None else max(seconds) <= goal,
    }


def _get(ours: Served, path: str) -> bytes:
    asked = urllib.request.Request(
        f"{ours.address}{path}?ward={ours.ward}", headers={"Cookie": ours.cookie}
    )
    with urllib.request.urlopen(asked, timeout=300) as answer:
        body: bytes = answer.read()
    return body

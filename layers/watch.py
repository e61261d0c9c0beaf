"""The nightly watch: what is new in the ward since the last one, each told once with its reason."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from geo.written import shown_number
from layers import clock, db
from layers.analysis import no_progress, run_hotspots
from layers.computing.base import Compute, Progress, compute_here
from layers.day_words import short_day
from layers.filters import Filter
from layers.queries.events import ward_area
from layers.queries.periods import incident_span
from layers.queries.runs import Run, cells
from layers.queries.wards import Ward
from layers.queries.watch import keep_finding

ACTOR = "watch"
LOOKS_BACK_DAYS = 365
RISING = ("new", "consecutive", "intensifying")
REASONS = {
    "new": Text("ô mới nóng ở bước cuối", "hot in the last step for the first time"),
    "consecutive": Text("nóng liên tiếp các bước cuối", "hot in the last steps without a break"),
    "intensifying": Text("nóng kéo dài và đang tăng", "hot for long, and rising"),
}


class Watched(NamedTuple):
    """What a watch looked at, and how many findings were new of how many."""

    as_of: date
    found: int
    new: int


def watch(
    conn: connection,
    ward: Ward,
    as_of: date | None = None,
    *,
    progress: Progress = no_progress,
    compute: Compute = compute_here,
) -> Watched | None:
    """Look for active repeat points, clusters up to the day and rising cells; keep what is new.

    Without a day it is that of the last incident up to today. None where there is no incident or
    no outline to look within. The runs are stored; a finding within 50 m of one of the last
    30 days is the same.
    """
    day = as_of or _last_day(conn, ward)
    if day is None or ward_area(conn, ward, day).polygon.is_empty:
        return None
    chosen = Filter(first=day - timedelta(days=LOOKS_BACK_DAYS - 1), last=day)
    found = new = 0
    for method, parameters in _looks(day):
        run = run_hotspots(
            conn, ward, method, parameters, chosen, actor=ACTOR, progress=progress, compute=compute
        )
        with db.transaction(conn):
            for cell in cells(conn, run, lowest_class=1):
                reason = _reason(run, cell, day)
                if reason is not None:
                    found += 1
                    new += keep_finding(conn, run, cell, reason, day)
    return Watched(day, found, new)


def _looks(day: date) -> list[tuple[str, dict[str, object]]]:
    as_of = day.isoformat()
    return [
        ("repeat_points", {"as_of": as_of}),
        ("scan", {"intervals": "latest", "as_of": as_of}),
        ("emerging", {}),
    ]


def _last_day(conn: connection, ward: Ward) -> date | None:
    known = incident_span(conn, ward.id)
    return None if known is None else min(known.last, clock.today())


def _reason(run: Run, cell: Mapping[str, Any], day: date) -> Text | None:
    """Say why a unit is worth telling; None where it is not."""
    own = cell["properties"]
    if run.method == "repeat_points":
        return (
            _repeat_reason(own, int(cell["value"]), run.parameters) if own["still_active"] else None
        )
    if run.method == "scan":
        return _scan_reason(own, cell, day)
    words = REASONS.get(own["category"])
    return (
        None if words is None else Text(f"Điểm nóng nổi lên: {words.vi}.", f"Emerging: {words.en}.")
    )


def _repeat_reason(own: Mapping[str, Any], most: int, rule: Mapping[str, Any]) -> Text:
    days, last = rule["window_days"], short_day(date.fromisoformat(own["last_day"]))
    return Text(
        f"Điểm tái phạm: {most} vụ trong {days} ngày, vụ cuối {last.vi}.",
        f"Repeat point: {most} incidents within {days} days, the last on {last.en}.",
    )


def _scan_reason(own: Mapping[str, Any], cell: Mapping[str, Any], day: date) -> Text:
    count, expected = int(cell["value"]), shown_number(cell["expected"], 1)
    since, until = short_day(date.fromisoformat(own["first_day"])), short_day(day)
    interval = shown_number(own["recurrence_days"], 0)
    return Text(
        f"Cụm đang diễn ra: {count} vụ từ {since.vi} đến {until.vi}, thường chỉ {expected.vi};"
        f" riêng ngẫu nhiên thì {interval.vi} ngày mới có một cụm như vậy.",
        f"Cluster going on: {count} incidents from {since.en} to {until.en}, usually"
        f" {expected.en}; by chance alone such a one appears once in {interval.en} days.",
    )

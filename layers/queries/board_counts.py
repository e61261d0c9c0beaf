"""The counting half of the board: by month and field, by resident group, by lane."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.names import natural_key
from geo.text import Text, same
from layers import db
from layers.boundaries.people import estimate_people
from layers.day_words import short_day
from layers.filters import Filter, group_of, incident_condition
from layers.periods import Period, last_day
from layers.queries.board_shapes import GroupShape, LaneShape, LastShape, MonthShape
from layers.queries.row_tables import words
from layers.queries.sources import SQUARES, read_sql
from layers.queries.wards import Ward

TREND_MONTHS = 12
NOWHERE = "-"

TREND = sql.SQL("""
    SELECT date_trunc('month', incident.occurred_on)::date AS month, field_code, {number} AS n
      FROM {rows}
     WHERE {condition}
     GROUP BY 1, 2
""")


class Span(NamedTuple):
    """The period of a board, the one before it, and the day up to which "days since" counts."""

    period: Period
    previous: Period
    as_of: date


def trend(conn: connection, ward: Ward, chosen: Filter, span: Span) -> list[MonthShape]:
    """Count whole months by field, without the filter's own fields; at least twelve of them."""
    first = min(
        span.period.first.replace(day=1), _months_before(span.period.last, TREND_MONTHS - 1)
    )
    wide = replace(chosen, fields=(), first=first, last=last_day(span.period.last))
    # whole months by kind stand added up already, some thousand rows instead of all incidents
    is_added_up = wide.is_by_month_and_kind and not wide.states
    condition, params = incident_condition(ward.id, wide, all_states=is_added_up)
    query = TREND.format(
        number=sql.SQL("sum(n)" if is_added_up else "count(*)"),
        rows=SQUARES + sql.SQL(" AS incident") if is_added_up else sql.SQL("incident"),
        condition=condition,
    )
    found = db.rows(conn, query, params)
    fields = [row["code"] for row in db.rows(conn, "SELECT code FROM field ORDER BY sort")]
    counts = {(row["month"], row["field_code"]): int(row["n"]) for row in found}
    return [_month(month, fields, counts, span) for month in _months(first, span.period.last)]


def groups(conn: connection, ward: Ward, chosen: Filter, span: Span) -> list[GroupShape]:
    """Count by resident group, most first; groups without incidents stand at the end."""
    only = list(chosen.groups) or None
    found = _counted(conn, ward, "board_groups", chosen, span, {"only": only})
    found.sort(key=lambda row: (-row["n"], natural_key(row["code"] or ""), row["code"] or ""))
    unknown = [row["id"] for row in found if row["id"] is not None and row["people"] is None]
    estimated = estimate_people(conn, unknown)
    return [_group(row, span, estimated.get(row["id"])) for row in found]


def lanes(conn: connection, ward: Ward, chosen: Filter, span: Span) -> list[LaneShape]:
    """Count by lane, most first; the last line is what lies near no lane."""
    found = _counted(conn, ward, "board_lanes", chosen, span, {})
    found.sort(key=lambda row: row["id"] is None)
    return [_lane(row, span) for row in found]


def _counted(
    conn: connection, ward: Ward, name: str, chosen: Filter, span: Span, more: dict[str, Any]
) -> list[dict[str, Any]]:
    """Run a count over all days up to the end of the period, so that it knows the last day."""
    condition, params = incident_condition(
        ward.id, replace(chosen, first=None, last=span.period.last)
    )
    params |= {
        "period_first": span.period.first,
        "previous_first": span.previous.first,
        "previous_last": span.previous.last,
        "on": chosen.boundaries_on if not chosen.boundaries.as_was else span.period.last,
        "srid": ward.srid_measure,
    }
    query = sql.SQL(read_sql(name)).format(condition=condition, group=group_of(chosen))
    return db.rows(conn, query, params | more)


def _month(
    month: date, fields: list[str], counts: dict[tuple[date, str], int], span: Span
) -> MonthShape:
    by_field = {field: counts.get((month, field), 0) for field in fields}
    name = f"{month:%Y-%m}"
    return {
        "month": name,
        "total": sum(by_field.values()),
        "fields": by_field,
        "in_period": last_day(month) >= span.period.first and month <= span.period.last,
        "of": f"month:{name}",
    }


def _group(row: dict[str, Any], span: Span, estimated: float | None) -> GroupShape:
    n, km2, people = int(row["n"]), row["km2"], row["people"] or estimated
    nowhere = Text("Ngoài các tổ, hoặc không rõ vị trí", "In no group, or place not known")
    key = _group_key(row)
    return {
        "code": row["code"],
        "name": words(nowhere if key == NOWHERE else _group_name(row, span)),
        "count": n,
        "previous": int(row["previous"]),
        "per_km2": round(n / km2, 1) if km2 else None,
        "per_1000_people": round(1000 * n / people, 1) if people else None,
        "people_estimated": row["people"] is None and estimated is not None,
        **_last(row, span),
        "of": f"group:{key}",
    }


def _group_key(row: dict[str, Any]) -> str:
    """Return what tells a group from all others: its code, with its first day where two bear it."""
    if row["code"] is None:
        return NOWHERE
    return f"{row['code']}@{row['valid_from']}" if row["is_ambiguous"] else str(row["code"])


def _group_name(row: dict[str, Any], span: Span) -> Text:
    """Name a group, with its days where it did not exist all through both periods."""
    name, since, until = same(row["name"]), row["valid_from"], row["valid_to"]
    if until is not None and until <= span.period.last:
        last = short_day(until - timedelta(days=1))
        return Text(f"{name.vi} (đến {last.vi})", f"{name.en} (until {last.en})")
    if row["is_ambiguous"] or span.previous.first < since <= span.period.last:
        first = short_day(since)
        return Text(f"{name.vi} (từ {first.vi})", f"{name.en} (from {first.en})")
    return name


def _lane(row: dict[str, Any], span: Span) -> LaneShape:
    n, length = int(row["n"]), row["length_m"]
    nowhere = Text("Không gần ngõ nào (trong 30 m)", "Near no lane (within 30 m)")
    return {
        "id": row["id"],
        "name": words(nowhere if row["id"] is None else same(row["name"] or row["code"])),
        "kind": row["kind"] or "",
        "length_m": round(length, 1) if length else None,
        "count": n,
        "previous": int(row["previous"]),
        "per_100_m": round(100 * n / length, 2) if length else None,
        **_last(row, span),
        "of": f"lane:{NOWHERE if row['id'] is None else row['id']}",
    }


def days_since(last_on: date | None, span: Span) -> int | None:
    """Return how many days lie between a day and the day the board counts up to."""
    return None if last_on is None else max(0, (span.as_of - last_on).days)


def _last(row: dict[str, Any], span: Span) -> LastShape:
    last_on = row["last_on"]
    return {
        "last_on": last_on.isoformat() if last_on else None,
        "days_since_last": days_since(last_on, span),
    }


def _months(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = _months_before(month, -1)


def _months_before(day: date, months: int) -> date:
    """Return the first of the month so many months before."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)

"""Two periods beside each other, by group, lane or square, in the same frozen classes."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.class_breaks import class_of, natural_breaks, rounded
from geo.errors import InputError
from geo.period_change import period_change
from geo.text import Text
from layers import clock, db
from layers.boundaries.as_of import ready
from layers.boundaries.choice import Boundaries
from layers.day_words import short_day
from layers.filters import Filter, group_of, incident_condition
from layers.periods import Period, period_title
from layers.queries.board import completed, previous_period
from layers.queries.sources import read_sql
from layers.queries.squares import SQUARE_M, SQUARE_OF
from layers.queries.wards import Ward

CONFIDENCE = 95
ALPHA = 0.05
CLASSES = 5
DAYS = 30  # counts are compared as so many a month, whatever the length of a period
NOWHERE = "-"


Counts = dict[int | str | None, tuple[int, int]]
"""Incidents before and after by the id of a unit, or by the key of a square."""


class Unit(NamedTuple):
    """What is compared: where its rows come from, and what a value of it means."""

    title: Text
    of: str
    source: str
    per: Text


UNITS = {
    "groups": Unit(
        Text("Tổ dân phố", "Resident group"),
        "group",
        "compare_groups",
        Text("vụ mỗi 30 ngày", "incidents in 30 days"),
    ),
    "lanes": Unit(
        Text("Ngõ, phố", "Lane"),
        "lane",
        "compare_lanes",
        Text("vụ mỗi 30 ngày trên 100 m", "incidents in 30 days per 100 m"),
    ),
    "cells": Unit(
        Text(f"Ô {SQUARE_M} m", f"Square of {SQUARE_M} m"),
        "square",
        "compare_cells",
        Text("vụ mỗi 30 ngày", "incidents in 30 days"),
    ),
}


def compare_periods(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    before: Period | None,
    unit: str,
    breaks: tuple[float, ...] | None = None,
) -> dict[str, Any]:
    """Compare the period of a filter with an earlier one (None: the one just before).

    Both periods are counted in the boundaries of one day (the last of the filter's where it names
    none), and drawn in the same classes: those that `breaks` cuts, else ones cut from both. Squares
    are those with an incident in either period. InputError for an unknown unit, or a period that
    does not end before the filter's begins.
    """
    if unit not in UNITS:
        allowed = ", ".join(UNITS)
        raise InputError(
            Text(f"Không có đơn vị '{unit}'; có: {allowed}.", f"No unit '{unit}'; {allowed}."),
            field="unit",
            value=unit,
        )
    used = _in_one_day(conn, ward, _up_to_today(completed(conn, ward, chosen)))
    assert used.first is not None and used.last is not None
    after = Period(used.first, used.last)
    before = before or previous_period(after)
    _require_order(before, after)
    counts = _counts(conn, ward, used, before, after, unit)
    day = used.boundaries.stated_day
    where: dict[str, Any] = {
        "ward_id": ward.id,
        "srid": ward.srid_measure,
        "on": day,
        "cell_m": SQUARE_M,
    }
    where["keys"] = [key for key in counts if key is not None] if unit == "cells" else []
    rows = db.rows(conn, read_sql(UNITS[unit].source), where)
    known = {row["id"] for row in rows}
    nowhere = [sum(n[at] for key, n in counts.items() if key not in known) for at in (0, 1)]
    return {
        "unit": unit,
        "title": UNITS[unit].title.to_json(),
        "per": UNITS[unit].per.to_json(),
        "filter": used.to_query(),
        "boundaries": used.boundaries.to_json(),
        "before": _period_json(before, sum(n[0] for n in counts.values())),
        "after": _period_json(after, sum(n[1] for n in counts.values())),
        "confidence": CONFIDENCE,
        "nowhere": {"before": nowhere[0], "after": nowhere[1], "of": f"{UNITS[unit].of}:{NOWHERE}"},
        **_compared(rows, counts, (before, after), unit, breaks),
    }


def read_breaks(raw: str) -> tuple[float, ...] | None:
    """Read `0.5,1.2,3`: where classes are cut, rising and above 0; None for an empty text."""
    if not raw:
        return None
    known = re.fullmatch(r"\d{1,9}(\.\d{1,20})?(,\d{1,9}(\.\d{1,20})?){0,8}", raw)
    cuts = tuple(float(each) for each in raw.split(",")) if known else ()
    if not cuts or cuts[0] <= 0 or any(later <= cut for cut, later in pairwise(cuts)):
        raise InputError(
            Text(
                f"breaks={raw[:40]}: cần một đến chín số tăng dần, trên 0, dạng 0.5,1.2,3.",
                f"breaks={raw[:40]}: needs one to nine rising numbers above 0, such as 0.5,1.2,3.",
            ),
            field="breaks",
            value=raw[:40],
        )
    return cuts


def _up_to_today(used: Filter) -> Filter:
    """Leave out days to come: they would count as days on which nothing happened."""
    today = clock.today()
    if used.last is None or used.last <= today:
        return used
    if used.first is not None and used.first > today:
        day = short_day(used.first)
        raise InputError(
            Text(
                f"Kỳ bắt đầu ngày {day.vi} chưa tới; chọn kỳ đã bắt đầu.",
                f"The period from {day.en} has not begun; choose one that has.",
            ),
            field="from",
            value=used.first.isoformat(),
        )
    return replace(used, last=today)


def _in_one_day(conn: connection, ward: Ward, used: Filter) -> Filter:
    """Have both periods counted in the same areas: a border that moved is no change of order."""
    if not used.boundaries.as_was:
        return used
    assert used.last is not None
    day = min(used.last, clock.today())
    return ready(conn, ward.id, replace(used, boundaries=Boundaries(day)))


def _require_order(before: Period, after: Period) -> None:
    if before.last >= after.first:
        first, last, next_first = (
            short_day(day) for day in (before.first, before.last, after.first)
        )
        raise InputError(
            Text(
                f"Kỳ trước ({first.vi}–{last.vi}) phải kết thúc trước ngày {next_first.vi}.",
                f"The earlier period ({first.en} to {last.en}) must end before {next_first.en}.",
            ),
            field="before",
            value=f"{before.first}..{before.last}",
        )


def _counts(
    conn: connection, ward: Ward, used: Filter, before: Period, after: Period, unit: str
) -> Counts:
    condition, params = incident_condition(
        ward.id, replace(used, first=before.first, last=after.last)
    )
    params |= {
        "before_first": before.first,
        "before_last": before.last,
        "after_first": after.first,
        "after_last": after.last,
        "srid": ward.srid_measure,
        "cell_m": SQUARE_M,
    }
    keys = {"groups": group_of(used), "lanes": sql.SQL("incident.lane_id"), "cells": SQUARE_OF}
    query = sql.SQL(read_sql("compare_counts")).format(condition=condition, unit=keys[unit])
    return {
        row["id"]: (int(row["before"]), int(row["after"])) for row in db.rows(conn, query, params)
    }


def _compared(
    rows: list[dict[str, Any]],
    counts: Counts,
    periods: tuple[Period, Period],
    unit: str,
    given: tuple[float, ...] | None,
) -> dict[str, Any]:
    pairs = np.array([counts.get(row["id"], (0, 0)) for row in rows], dtype=int).reshape(-1, 2)
    days = _days(periods[0]), _days(periods[1])
    size = np.array([row["size"] if unit == "lanes" else 1.0 for row in rows])
    rates = pairs / np.array(days) * DAYS / size[:, None]
    breaks = _frozen_breaks(rates) if given is None else given
    classes = [_classes(rates[:, at], breaks) for at in (0, 1)]
    change = period_change(pairs[:, 0], pairs[:, 1], *days, CONFIDENCE)
    listed = [
        {
            "key": row["key"],
            "name": row["name"],
            "of": f"{UNITS[unit].of}:{row['key']}",
            "before": int(pairs[at, 0]),
            "after": int(pairs[at, 1]),
            "rate_before": float(rates[at, 0]),
            "rate_after": float(rates[at, 1]),
            "class_before": int(classes[0][at]),
            "class_after": int(classes[1][at]),
            "ratio": _finite(change.ratio[at]),
            "low": _finite(change.low[at]),
            "high": _finite(change.high[at]),
            "p": float(change.p[at]),
            "p_adjusted": _finite(change.p_adjusted[at]),
            "change": _word(change.p_adjusted[at], pairs[at], days),
            "geometry": row["geometry"],
        }
        for at, row in enumerate(rows)
    ]
    listed.sort(key=lambda each: (each["p"], -abs(each["after"] - each["before"])))
    return {"breaks": list(breaks), "units": listed}


def _frozen_breaks(rates: np.ndarray) -> tuple[float, ...]:
    """Cut the values of both periods together: one set of classes for both maps."""
    some = rates[rates > 0]
    if not len(some):
        return ()
    if len(np.unique(some)) < 2:
        return ()
    return rounded(some, natural_breaks(some, CLASSES))


def _classes(values: np.ndarray, breaks: tuple[float, ...]) -> np.ndarray:
    """Return 0 for nothing at all, else 1 and up."""
    return np.where(values > 0, class_of(values, breaks) + 1, 0)


def _word(p_adjusted: float, pair: np.ndarray, days: tuple[int, int]) -> str:
    if not p_adjusted < ALPHA:  # NaN too: nothing there, so nothing tested
        return "unclear"
    return "more" if pair[1] * days[0] > pair[0] * days[1] else "fewer"


def _finite(value: float) -> float | None:
    """Return a number that JSON can hold; None where it has no end, or there was nothing."""
    return round(float(value), 4) if np.isfinite(value) else None


def _days(period: Period) -> int:
    return (period.last - period.first).days + 1


def _period_json(period: Period, total: int) -> dict[str, Any]:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "title": period_title(period).to_json(),
        "days": _days(period),
        "total": total,
    }

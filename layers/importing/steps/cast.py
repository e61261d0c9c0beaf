"""Turn texts into the types of the layer's columns; what cannot be turned is an issue."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.issues import Issues, listing
from layers.importing.steps.dates import cast_days, cast_moments
from layers.importing.steps.numbers import ask_decimal, plain_number
from layers.importing.steps.trim import map_distinct
from layers.importing.targets import Column, Target

_INTEGER = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_BOOLEANS = {"true": True, "1": True, "yes": True, "có": True, "t": True} | {
    "false": False, "0": False, "no": False, "không": False, "f": False
}  # fmt: skip


def cast(batch: Batch, context: Context) -> Batch:
    """Cast column by column; dates only by the stated format or ISO, never by a guess."""
    frame = batch.frame.copy()
    for column in context.target.columns:
        if column.type not in ("date", "datetime"):
            frame[column.name] = _cast_plain(column, frame[column.name], batch, context)
        elif column.type == "date":
            frame[column.name] = cast_days(column.name, frame[column.name], batch, context.options)
    for column in context.target.columns:
        if column.type == "datetime":
            _cast_moment(column, frame, batch, context)
    _require_values(batch.frame, context.target, batch.issues)
    _require_order(frame, context.target, batch.issues)
    return replace(batch, frame=frame)


def _cast_moment(column: Column, frame: pd.DataFrame, batch: Batch, context: Context) -> None:
    """Cast in place; where the table keeps it, fill in to what the moment is known."""
    moments, precision = cast_moments(column.name, frame[column.name], batch, context.options)
    frame[column.name] = moments
    if "time_precision" in frame:
        said = frame["time_precision"]
        frame["time_precision"] = said.where(said.notna(), precision)


def _cast_plain(
    column: Column, values: "pd.Series[Any]", batch: Batch, context: Context
) -> "pd.Series[Any]":
    issues, options = batch.issues, context.options
    if column.type in ("number", "integer"):
        if batch.found.settled is None:
            ask_decimal(column.name, values, options, whole=column.type == "integer")
        if options.decimal:
            values = map_distinct(values, lambda text: text and plain_number(text, options.decimal))
    made = map_distinct(values, lambda text: None if text is None else _CASTS[column.type](text))
    bad = values[values.notna() & made.isna()]
    issues.add_rows(bad, column.name, f"not_{column.type}", _WHY[column.type])
    if column.codes and column.type == "code":
        made = _limit_codes(column, made, issues)
    _require_bounds(column, made, issues)
    return made


def _limit_codes(column: Column, made: "pd.Series[Any]", issues: Issues) -> "pd.Series[Any]":
    unknown = made.notna() & ~made.isin(column.codes)
    allowed = listing(column.codes)
    issues.add_rows(
        made[unknown],
        column.name,
        "code",
        lambda value: Text(
            f"'{value}' không phải mã đã biết; được dùng: {allowed}.",
            f"'{value}' is no known code; allowed: {allowed}.",
        ),
    )
    return made.where(~unknown, None)


def _require_bounds(column: Column, made: "pd.Series[Any]", issues: Issues) -> None:
    least, most = column.minimum, column.maximum
    numbers = made if least is None and most is None else pd.to_numeric(made, errors="coerce")
    if least is not None:
        issues.add_rows(
            made[numbers < least],
            column.name,
            "too_small",
            lambda value: Text(f"{value} nhỏ hơn {least:g}.", f"{value} is below {least:g}."),
        )
    if most is not None:
        issues.add_rows(
            made[numbers > most],
            column.name,
            "too_large",
            lambda value: Text(f"{value} lớn hơn {most:,.0f}.", f"{value} is above {most:,.0f}."),
        )


def _require_values(given: pd.DataFrame, target: Target, issues: Issues) -> None:
    """Say which rows lack a required value; keys and categories have steps of their own."""
    for column in target.columns:
        if not column.required or column.name in (target.source_key, "category_code"):
            continue
        issues.add_rows(
            given.loc[given[column.name].isna(), column.name],
            column.name,
            "required",
            lambda _: Text("Thiếu giá trị bắt buộc.", "A required value is missing."),
        )


def _require_order(frame: pd.DataFrame, target: Target, issues: Issues) -> None:
    for first, last in target.ordered:
        both = frame[[first, last]].dropna()
        # The last day of a period is the first on which it no longer holds: never the same day.
        least = timedelta(days=1 if target.is_period else 0)
        backward = [end < start + least for start, end in zip(both[first], both[last], strict=True)]
        issues.add_rows(
            both.loc[np.array(backward, dtype=bool), last],
            last,
            "order",
            lambda value, first=first: (
                Text(  # type: ignore[misc]
                    f"Ngày {value} không đứng sau {first}.", f"{value} does not come after {first}."
                )
                if target.is_period
                else Text(f"Ngày {value} đứng trước {first}.", f"{value} comes before {first}.")
            ),
        )


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.casefold())


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _number(text: str) -> float | None:
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


_CASTS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "code": str,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}

_WHY: dict[str, Callable[[str], Text]] = {
    "text": lambda value: Text(f"'{value}' không đọc được.", f"'{value}' cannot be read."),
    "code": lambda value: Text(f"'{value}' không đọc được.", f"'{value}' cannot be read."),
    "integer": lambda value: Text(
        f"'{value}' không phải số nguyên (chỉ chữ số, không dấu ngăn cách).",
        f"'{value}' is no whole number (digits only, no separators).",
    ),
    "number": lambda value: Text(
        f"'{value}' không phải số; phần thập phân viết sau dấu chấm, không ngăn hàng nghìn.",
        f"'{value}' is no number; write decimals after a point, without thousands separators.",
    ),
    "boolean": lambda value: Text(
        f"'{value}' không phải có/không; được dùng: true, false, 1, 0, có, không.",
        f"'{value}' is neither yes nor no; allowed: true, false, 1, 0, yes, no.",
    ),
}

"""A row names a resident group that was in force on its own day, or in its own month.

Numbers of groups are used again and groups are divided and joined: a report of 2016 is not that of
a group which there is since 2025. Which column dates a row its register says (Register.dating).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.day_words import short_day
from layers.periods import last_day
from layers.registers.contract import Column, Register

GROUP = "group"


def days_of(column: Column, said: date) -> tuple[date, date]:
    """Return the first and the last day that a value stands for: a month, or the one day."""
    return (said, last_day(said)) if column.type == "month" else (said, said)


def groups_of_other_days(
    conn: connection, register: Register, values: Mapping[str, Any]
) -> dict[str, Text]:
    """Return what is wrong, by column, with the groups that a row names; {} where nothing is.

    A group is right that was in force on one day at least of what dates the row. A row without a
    day, or of a register whose rows have none, may name any.
    """
    day = values.get(register.dating)
    named = [
        (each, values[each.name])
        for each in register.columns
        if each.ref == GROUP and values.get(each.name)
    ]
    if not day or not named:
        return {}
    dating = register.column(register.dating)
    first, last = days_of(dating, day)
    query = (
        "SELECT id, name, valid_from, valid_to FROM area"
        " WHERE id = ANY(%s) AND NOT valid && daterange(%s, %s, '[]')"
    )
    ids = [group for _, group in named]
    found = {row["id"]: row for row in db.rows(conn, query, (ids, first, last))}
    return {
        column.name: _not_then(column, found[group], dating, day)
        for column, group in named
        if group in found
    }


def _not_then(column: Column, group: dict[str, Any], dating: Column, day: date) -> Text:
    lived, at = _period(group["valid_from"], group["valid_to"]), _said(dating, day)
    return Text(
        f"{column.title.vi}: '{group['name']}' có {lived.vi}, không có vào '{dating.title.vi}'"
        f" {at.vi}; chọn tổ có vào lúc đó.",
        f"{column.title.en}: '{group['name']}' is in force {lived.en}, not on '{dating.title.en}'"
        f" {at.en}; choose a group of that time.",
    )


def _period(first: date, until: date | None) -> Text:
    start = short_day(first)
    if until is None:
        return Text(f"từ {start.vi}", f"from {start.en}")
    end = short_day(until - timedelta(days=1))
    return Text(f"từ {start.vi} đến {end.vi}", f"from {start.en} to {end.en}")


def _said(dating: Column, day: date) -> Text:
    if dating.type == "month":
        return Text(f"{day:%m/%Y}", f"{day:%b %Y}")
    return short_day(day)

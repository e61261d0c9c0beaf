"""A row names a resident group or a contract that was in force on its own day, or in its month.

Numbers of groups are used again and groups are divided and joined: a report of 2016 is not that of
a group which there is since 2025. A route has a row for each time that somebody held it. Which
column dates a row its register says (Register.dating).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.day_words import short_day
from layers.periods import last_day
from layers.registers.contract import Column, Register
from layers.registers.references import Target, target_of


def days_of(column: Column, said: date) -> tuple[date, date]:
    """Return the first and the last day that a value stands for: a month, or the one day."""
    return (said, last_day(said)) if column.type == "month" else (said, said)


def is_for_a_time(column: Column) -> bool:
    """Say whether what a column refers to is in force for a time only."""
    return bool(column.ref) and target_of(column).is_for_a_time


def of_other_days(
    conn: connection, register: Register, values: Mapping[str, Any]
) -> dict[str, Text]:
    """Return what is wrong, by column, with what a row names that is in force for a time only.

    Right is what was in force on one day at least of what dates the row. A row without a day, or of
    a register whose rows have none, may name any.
    """
    day = values.get(register.dating)
    if not day:
        return {}
    dating = register.column(register.dating)
    found = {}
    for column in register.columns:
        named = values.get(column.name)
        if not named or not is_for_a_time(column):
            continue
        row = db.one(conn, _out_query(target_of(column)), (named, *days_of(dating, day)))
        if row is not None:
            found[column.name] = _not_then(column, row, dating, day)
    return found


def choose_of_day(
    conn: connection, register: Register, column: Column, ids: Sequence[int], day: date
) -> list[int]:
    """Keep of these rows, all of one name, those that were in force on the day of a row."""
    query = sql.SQL(
        "SELECT t.id FROM {} AS t WHERE t.id = ANY(%s) AND t.valid && daterange(%s, %s, '[]')"
    ).format(sql.Identifier(target_of(column).table))
    days = days_of(register.column(register.dating), day)
    return [int(row["id"]) for row in db.rows(conn, query, (list(ids), *days))]


def _out_query(target: Target) -> sql.Composed:
    """Ask for a row, if it is of other days; what is handed over meanwhile waits, or is waited for.

    So a row that is written while its route is handed over is never left on the wrong contract.
    """
    held = sql.SQL("FOR SHARE" if target.lasting else "")
    return sql.SQL(
        "WITH t AS MATERIALIZED (SELECT * FROM {table} WHERE id = %s {held})"
        " SELECT {label} AS name, t.valid_from, t.valid_to FROM t"
        " WHERE NOT t.valid && daterange(%s, %s, '[]')"
    ).format(label=sql.SQL(target.label), table=sql.Identifier(target.table), held=held)


def _not_then(column: Column, row: dict[str, Any], dating: Column, day: date) -> Text:
    lived, at = _period(row["valid_from"], row["valid_to"]), _said(dating, day)
    what = target_of(column).title
    return Text(
        f"{column.title.vi}: '{row['name']}' có {lived.vi}, không có vào '{dating.title.vi}'"
        f" {at.vi}; chọn {what.vi} có vào lúc đó.",
        f"{column.title.en}: '{row['name']}' is in force {lived.en}, not on '{dating.title.en}'"
        f" {at.en}; choose a {what.en} of that time.",
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

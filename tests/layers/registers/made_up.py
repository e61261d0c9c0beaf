"""Rows of registers made up at random from their definitions."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg2.errors
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from layers.registers.contract import Column, Register
from layers.registers.reading import figure_names, find_register
from layers.registers.references import options_of
from layers.roles import Role

FIRST = date(2015, 12, 1)
WORDS = ("=1", "Ngõ", "-", "tổ 5", '"a";b,c', "hai\ndòng", "<i>", "{tasks}")
REMOVED = 0.15
"""How many of the rows were taken away again."""


def add_rows(conn: connection, ward: Ward, name: str, throws: Sequence[float]) -> None:
    """Add a row a throw of the dice; what breaks a rule of the table is left out."""
    register = find_register(name)
    options = {
        column.name: [each.id for each in options_of(conn, ward, column)]
        for column in register.columns
        if column.ref and throws
    }
    for number, throw in enumerate(throws):
        add_row(conn, ward, register, random.Random(throw), number, options)


def add_row(
    conn: connection,
    ward: Ward,
    register: Register,
    dice: random.Random,
    number: int,
    options: dict[str, list[int]],
) -> None:
    """Add one row that keeps the rules of its register, or none."""
    row = {each.name: _value(each, dice, number, options) for each in register.columns}
    for first, last in register.day_order:
        if row[first] and row[last] and row[last] < row[first]:
            row[last] = row[first]
    for limit in register.within:
        row[limit.last] = row[limit.first] + timedelta(dice.randrange(limit.days))
    for bar in register.bars:
        if row[bar.column] in bar.values:
            row[bar.barred] = 0 if register.column(bar.barred).type == "integer" else None
    if any(row[first] == row[last] for first, last in register.differ):
        return
    for need in register.needs:
        if row[need.column] == need.value and not row[need.needed]:
            row[need.needed] = FIRST if register.column(need.needed).type == "date" else "Ai đó"
    if any(each.required and row[each.name] is None for each in register.columns):
        return  # it refers to what this ward has none of
    names = ", ".join(row)
    marks = ", ".join(f"%({name})s" for name in row)
    removed = "now()" if dice.random() < REMOVED else "NULL"
    query = (
        f"INSERT INTO {register.table} (ward_id, created_by, updated_by, deleted_at, {names})"
        f" VALUES (%(ward)s, 'dice', 'dice', {removed}, {marks}) ON CONFLICT DO NOTHING"
    )
    try:
        with db.transaction(conn):
            db.execute(conn, query, row | {"ward": ward.id})
    except psycopg2.errors.CheckViolation as error:
        if not error.diag.message_hint:  # else refuse_in_words(): a rule of the table, left out
            raise


def _value(column: Column, dice: random.Random, number: int, options: dict[str, list[int]]) -> Any:
    if not column.required and dice.random() < 0.3:
        return {"text": "", "note": "", "people": []}.get(column.type)
    if column.ref:
        return dice.choice(options[column.name]) if options[column.name] else None
    login = f"lan{number}" if column.name == "logins" else "lan"  # those of one person only
    day = FIRST + timedelta(dice.randrange(260))
    least, most = int(column.least or 0), int(min(column.most or 99, 99999))
    return {
        "choice": lambda: dice.choice(list(column.choices)),
        "boolean": lambda: dice.random() < 0.5,
        "date": lambda: day, "month": lambda: day.replace(day=1), "people": lambda: [login],
        "integer": lambda: dice.randint(least, max(least, most)),
        "number": lambda: Decimal(dice.randint(0, min(99, most) * 100)) / 100,
        "figure": lambda: dice.choice(sorted(figure_names(Role.ADMIN))),
    }.get(column.type, lambda: f"{dice.choice(WORDS)} {number}")()  # fmt: skip

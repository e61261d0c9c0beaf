"""A value of a register as people read it, in both languages."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from geo.text import Text, same
from layers.registers.contract import Column, Register
from layers.registers.reading import figure_names
from layers.roles import Role

YES, NO = Text("có", "yes"), Text("không", "no")


def label_key(column: Column) -> str:
    """Return the key under which a row holds the words of what a column refers to."""
    return f"{column.name}__label"


def words_of(column: Column, row: Mapping[str, Any]) -> Text:
    """Say the value that a row has in a column; "" where it has none."""
    if column.ref:
        return same(row.get(label_key(column)) or "")
    return words_for(column, row.get(column.name))


def words_for(column: Column, value: Any) -> Text:
    """Say a value of a column that refers to nothing."""
    if value is None or value in ("", []):
        return same("")
    if column.type in ("choice", "boolean", "figure"):
        return _coded(column).get(value, same(str(value)))
    if column.type == "people":
        return same(", ".join(value))
    if column.type in ("date", "month"):
        return _day(column, value if isinstance(value, date) else date.fromisoformat(value))
    is_number = column.type in ("integer", "number") and column.is_amount
    return _number(value) if is_number else same(str(value))


def _coded(column: Column) -> Mapping[Any, Text]:
    if column.type == "boolean":
        return {True: YES, False: NO}
    return column.choices if column.type == "choice" else figure_names(Role.ADMIN)


def as_typed(column: Column, value: Any) -> str:
    """Return a value as the field of a form holds it; equal numbers are equal texts."""
    if value is None:
        return ""
    if column.type == "number":  # 500000.00 of the table, 500000 of a form, 500000.0 of the log
        return f"{Decimal(str(value)).normalize():f}"
    if column.type == "month":
        return str(value)[:7]
    if column.type == "boolean":
        return "true" if value else "false"
    return ", ".join(value) if column.type == "people" else str(value)


def row_title(register: Register, row: Mapping[str, Any]) -> Text:
    """Name a row: what its label column says."""
    words = words_of(register.column(register.label), row)
    return (
        words
        if words.vi
        else Text(f"{register.one.vi} {row['id']}", f"{register.one.en} {row['id']}")
    )


def _day(column: Column, day: date) -> Text:
    if column.type == "month":
        return Text(f"{day:%m/%Y}", f"{day:%b %Y}")
    return Text(f"{day:%d/%m/%Y}", f"{day:%d %b %Y}")


def _number(value: Any) -> Text:
    number = Decimal(str(value))
    english = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"
    return Text(english.translate(str.maketrans(",.", ".,")), english)

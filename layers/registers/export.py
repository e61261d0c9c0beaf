"""The rows of a view as a file: the same rows, order and rights as the page has."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO, NamedTuple

from geo.text import Text
from layers.exporting.row_files import facts_of, write_rows
from layers.exporting.workbook import Column as BookColumn
from layers.registers.contract import Column, Register
from layers.registers.listing import Row
from layers.registers.scope import STATUSES, Reader, View
from layers.registers.words import words_of

STATUS_TITLE = Text("Thời hạn", "Deadline")
_KINDS = {"integer": "integer", "number": "number", "date": "date"}


class More(NamedTuple):
    """A column of a file that is worked out: its title, its kind in a workbook, its value."""

    title: Text
    kind: str
    value: Callable[[Row], Any]


def make_file(
    kind: str,
    register: Register,
    reader: Reader,
    view: View,
    rows: Iterable[Row],
    more: Sequence[More] = (),
    lang: str = "vi",
) -> BinaryIO:
    """Return an open file of all these rows in a language; InputError for a kind there is not.

    A sheet of a register is read back in either language.
    """
    columns = register.columns_for(reader.role)
    heads = [_head(each, lang) for each in columns]
    more_titles = _extra_titles(register)
    heads += [BookColumn(each.in_language(lang), meaning=each) for each in more_titles]
    heads += [BookColumn(each.title.in_language(lang), each.kind, each.title) for each in more]
    query = "&".join(f"{name}={value}" for name, value in view.to_query().items())
    facts = facts_of((Text("Sổ", "Register"), register.title), reader.ward, query)

    def cells(row: Row) -> list[Any]:
        own = [_plain(each, row, lang) for each in columns] + _extra(register, row, lang)
        return own + [each.value(row) for each in more]

    return write_rows(kind, heads, facts, rows, cells)


def _head(column: Column, lang: str) -> BookColumn:
    choices = tuple(each.in_language(lang) for each in column.choices.values())
    kind = "code" if choices else _KINDS.get(column.type, "text")
    return BookColumn(column.title.in_language(lang), kind, column.title, choices, column.required)


def _plain(column: Column, row: Row, lang: str) -> Any:
    """Return numbers and days as such, all else in words."""
    value = row[column.name]
    if column.type in ("integer", "date"):
        return value
    if column.type == "number":
        return None if value is None else float(value)
    if column.type == "month":
        return None if value is None else f"{value:%Y-%m}"
    return words_of(column, row).in_language(lang)


def _extra_titles(register: Register) -> list[Text]:
    return [STATUS_TITLE] if register.deadline else []


def _extra(register: Register, row: Row, lang: str) -> list[Any]:
    status = row["status_now"]
    words = STATUSES[status].in_language(lang) if status else ""
    return [words] if register.deadline else []

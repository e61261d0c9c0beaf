"""What stands in the cells of a register's sheet, as its form would send it."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.names import match_key
from layers.periods import known_day
from layers.registers.contract import Column, Register
from layers.registers.in_force import choose_of_day, is_for_a_time
from layers.registers.reading import figure_names
from layers.registers.references import options_of, target_of
from layers.registers.scope import Reader

_MONTH = re.compile(r"^(\d{2})/(\d{4})$")


class Words(NamedTuple):
    """What words of a sheet mean in a column: a form's value, or the ids of what is so called."""

    values: dict[str, str]
    ids: dict[str, list[int]]


def words_by_column(
    conn: connection, reader: Reader, columns: Iterable[Column]
) -> dict[str, Words]:
    """Return, by the name of a column, what may stand in its cells."""
    return {each.name: _words_of(conn, reader, each) for each in columns}


def _words_of(conn: connection, reader: Reader, column: Column) -> Words:
    if column.type == "choice":
        return Words(
            {
                match_key(said): code
                for code, words in column.choices.items()
                for said in (code, words.vi, words.en)
            },
            {},
        )
    if column.type == "figure":
        return Words(
            {
                match_key(said): code
                for code, words in figure_names(reader.role).items()
                for said in (code, words.vi, words.en)
            },
            {},
        )
    if column.type == "boolean":
        return Words({"có": "true", "yes": "true", "không": "false", "no": "false"}, {})
    if not column.ref or target_of(column).typed:
        return Words({}, {})
    ids: dict[str, list[int]] = {}
    for option in options_of(conn, reader.ward, column):
        for said in {option.label, option.name, option.words}:
            ids.setdefault(match_key(said), []).append(option.id)
    return Words({}, ids)


def said_of(
    conn: connection, register: Register, texts: Mapping[str, str], words: Mapping[str, Words]
) -> dict[str, str]:
    """Return the texts of a row as a form sends them."""
    said = {
        name: words[name].values.get(match_key(text), text) if text else ""
        for name, text in texts.items()
    }
    for name, text in texts.items():
        if register.column(name).type == "month":
            said[name] = _MONTH.sub(r"\2-\1", text)
    for name, text in texts.items():
        column = register.column(name)
        if text and column.ref and not target_of(column).typed:
            said[name] = _named(conn, register, column, words[name].ids, text, said)
    return said


def _named(
    conn: connection,
    register: Register,
    column: Column,
    ids: Mapping[str, list[int]],
    text: str,
    said: Mapping[str, str],
) -> str:
    """Return the id of what a cell names; of groups or contracts of one name that of the row's day.

    Where there was none on that day it is the newest, which is refused with its days. A name of
    nothing or of several goes on in quotes: no number in a cell is ever taken for an id.
    """
    found = ids.get(match_key(text), [])
    day = known_day(f"{said.get(register.dating, '')}-01"[:10]) if register.dating else None
    if len(found) > 1 and day and is_for_a_time(column):
        found = choose_of_day(conn, register, column, found, day) or found[:1]
    return str(found[0]) if len(found) == 1 else f"«{text}»"

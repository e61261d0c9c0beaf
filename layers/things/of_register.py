"""The page of a row of a register: what the pages of units, projects and border areas share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers.links import Link, to_page
from layers.registers.history import read_history
from layers.registers.listing import read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, Window
from layers.registers.words import row_title, words_of
from layers.things.contract import Asked, Kind, Section, Thing
from layers.things.parts import history_entry


def ask_of_row(conn: connection, reader: Reader, kind: Kind, row_id: int, as_of: date) -> Asked:
    """Return what a page of a row asks of; NotFound where the reader's ward has none such."""
    register = find_register(kind.refers)
    row = read_row(conn, register, reader, row_id, Window(as_of, as_of, as_of))
    return Asked(conn, reader, row_id, str(row_id), row_title(register, row), as_of, row)


def make_row_page(asked: Asked, kind: Kind, first: Sequence[Section] = (), **others: Any) -> Thing:
    """Return the page by its kind; `others` are the parts of Thing that a kind makes itself.

    `first` are sections that stand before those of the kind.
    """
    register = find_register(kind.refers)
    page = Thing(
        kind=kind,
        code=asked.code,
        title=asked.title,
        facts=[
            (column.title, said)
            for column in register.columns_for(asked.reader.role)
            if (said := words_of(column, asked.row)).vi
        ],
        around=[row_in_register(asked, kind)],
        sections=[*first, *(section for part in kind.sections for section in part(asked))],
        steps=[step for part in kind.steps for step in part(asked)],
        history=[
            history_entry(each)
            for each in read_history(asked.conn, register, asked.id, asked.reader.role)
        ],
        versions=[],
        locator=None,
        on_map=None,
    )
    return replace(page, **others)


def row_in_register(asked: Asked, kind: Kind) -> tuple[Text, Link]:
    """Return the way from a page to its row."""
    link = to_page("registers", kind.refers, asked.id)
    return Text("dòng trong sổ", "row in the register"), link

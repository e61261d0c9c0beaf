"""The form of a row: what it holds, what is wrong with it, and two people's versions of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request

from geo.text import Text, same
from layers.periods import known_day
from layers.registers.contract import Column
from layers.registers.in_force import days_of, is_for_a_time
from layers.registers.listing import Row
from layers.registers.reading import figure_names
from layers.registers.references import options_of, target_of, words_of_ids
from layers.registers.sheet import Fault, SheetRefused
from layers.registers.undoing import with_words
from layers.registers.words import as_typed, row_title, words_of
from layers.registers.writing import EditConflict
from web.db import get_conn
from web.i18n import in_language, t, translate
from web.register_here import Here, facts_of


class Field(NamedTuple):
    """One field of a form: what it holds, its choices, what is wrong with it."""

    column: Column
    value: str
    options: list[tuple[str, str]]
    typed: bool
    error: Text | None
    dated_by: str = ""
    days: Mapping[str, OptionDays] | None = None
    """Of choices that are in force for a time: when, and whether that is not the day of the row."""


class OptionDays(NamedTuple):
    """The first and last day of a choice, "" where it has none; `is_out`: not on the row's day."""

    first: str
    last: str
    is_out: bool


class Difference(NamedTuple):
    """A column in which two people's versions differ; `is_both`: both changed it."""

    column: Column
    base: Text
    theirs: Text
    mine: Text
    theirs_value: str
    is_both: bool


def form_facts(
    here: Here,
    said: dict[str, str],
    *,
    row: Row | None = None,
    version: int = 0,
    faults: dict[str, Text] | None = None,
    conflict: EditConflict | None = None,
    is_back: bool = False,
) -> dict[str, Any]:
    """Return a form that holds what was said, with what is wrong beside each field."""
    columns = here.register.columns_for(here.reader.role)
    fields = [
        _with_days(
            here,
            make_field(here, each, said.get(each.name, ""), (faults or {}).get(each.name)),
            said.get(here.register.dating, ""),
        )
        for each in columns
    ]
    return facts_of(here) | {
        "row": row,
        "title": row_title(here.register, row) if row else None,
        "version": version,
        "fields": fields,
        "faults": faults or {},
        "differences": _differences(here, conflict) if conflict else [],
        "conflict": conflict,
        "is_back": is_back,
    }


def facts_of_conflict(
    here: Here, conflict: EditConflict, said: dict[str, str], *, is_back: bool = False
) -> dict[str, Any]:
    """Return a form with both versions; `is_back`: mine is an earlier one, to be put back."""
    return form_facts(
        here,
        merged(here, conflict, said),
        row=conflict.theirs,
        version=conflict.theirs["version"],
        conflict=conflict,
        is_back=is_back,
    )


def facts_of_way_back(here: Here, conflict: EditConflict) -> dict[str, Any]:
    """Return the form with what somebody changed since beside the version to be put back."""
    mine = with_words(get_conn(), here.register, here.reader.role, conflict.mine)
    return facts_of_conflict(here, conflict, said_of_row(here, mine), is_back=True)


def said_of_row(here: Here, row: Row) -> dict[str, str]:
    """Return a row as its form holds it."""
    return {each.name: _typed(each, row) for each in here.register.columns_for(here.reader.role)}


def said_at_first(here: Here) -> dict[str, str]:
    """Return what a new form holds: defaults, and what the address names."""
    columns = here.register.columns_for(here.reader.role)
    return {each.name: request.args.get(each.name, each.default) for each in columns}


def read_sheet_file() -> tuple[str, bytes]:
    """Return the name and the bytes of a file that a form brought; SheetRefused for none."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        text = Text(
            translate("vi", "registers.sheet_none"), translate("en", "registers.sheet_none")
        )
        raise SheetRefused([Fault(0, same("file"), "", text)])
    return _file_name(file.filename if file else ""), content


def _file_name(said: str | None) -> str:
    """Return what people call a file, without the folders that some browsers tell."""
    return (said or "").replace("\\", "/").rsplit("/", 1)[-1][:80]


def merged(here: Here, conflict: EditConflict, said: dict[str, str]) -> dict[str, str]:
    """Return both versions as one: theirs where only they changed, mine where I did."""
    theirs = said_of_row(here, conflict.theirs)
    base = conflict.base
    if base is None:
        return said
    return {
        each.name: (
            theirs[each.name]
            if _same(each, conflict.mine.get(each.name), base.get(each.name))
            else said.get(each.name, "")
        )
        for each in here.register.columns_for(here.reader.role)
    }


def _typed(column: Column, row: Row) -> str:
    if column.ref and target_of(column).typed:
        return words_of(column, row).vi
    return as_typed(column, row[column.name])


def make_field(here: Here, column: Column, value: str, error: Text | None) -> Field:
    options: list[tuple[str, str]] = []
    typed = False
    if column.type == "choice":
        options = [(code, in_language(words)) for code, words in column.choices.items()]
    elif column.type == "boolean":
        options = [("true", t("registers.yes")), ("false", t("registers.no"))]
    elif column.type == "figure":
        names = figure_names(here.reader.role)
        options = [(name, in_language(words)) for name, words in names.items()]
    elif column.ref:
        typed = target_of(column).typed
        options = [] if typed else _options(here, column)
    return Field(column, value, options, typed, error)


def _with_days(here: Here, field: Field, said: str) -> Field:
    """Say of each group or contract when it was in force; those of no other day are offered."""
    register = here.register
    if not is_for_a_time(field.column) or not register.dating:
        return field
    day = known_day(f"{said.strip()}-01"[:10])
    at = days_of(register.column(register.dating), day) if day else None
    found = {
        str(each.id): OptionDays(
            each.first.isoformat() if each.first else "",
            each.last.isoformat() if each.last else "",
            at is not None and not each.is_in_force(*at),
        )
        for each in options_of(get_conn(), here.reader.ward, field.column)
    }
    return field._replace(dated_by=register.dating, days=found)


def _options(here: Here, column: Column) -> list[tuple[str, str]]:
    found = options_of(get_conn(), here.reader.ward, column)
    return [(str(each.id), each.words) for each in found]


def _differences(here: Here, conflict: EditConflict) -> list[Difference]:
    """Compare what they saved with what I typed, column by column."""
    found = []
    for column in here.register.columns_for(here.reader.role):
        name = column.name
        theirs, mine = conflict.theirs[name], conflict.mine.get(name)
        base = (conflict.base or {}).get(name)
        if _same(column, theirs, mine):
            continue
        mine_changed = conflict.base is None or not _same(column, mine, base)
        theirs_changed = conflict.base is None or not _same(column, theirs, base)
        found.append(
            Difference(
                column,
                _say(here, column, base),
                _say(here, column, theirs),
                _say(here, column, mine),
                _typed(column, conflict.theirs),
                mine_changed and theirs_changed,
            )
        )
    return found


def _same(column: Column, one: Any, other: Any) -> bool:
    """Compare two values, one of which may come from the change log as text."""
    return as_typed(column, one) == as_typed(column, other)


def _say(here: Here, column: Column, value: Any) -> Text:
    """Say one value of a column."""
    if value is None or not column.ref:
        return same("") if column.ref else words_of(column, {column.name: value})
    return same(words_of_ids(get_conn(), column, {value}).get(value, str(value)))

"""Lists that a page holds whole: sorted, searched, and a file in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from flask import Response, request

from geo.names import fold, natural_key
from geo.refusals import not_one_of
from geo.text import Text
from layers.exporting.row_files import facts_of, write_rows
from layers.exporting.workbook import Column
from web.i18n import in_language, translate
from web.kept_files import send_rows
from web.wards import current_ward

LANGS = ("vi", "en")
Row = TypeVar("Row")
Values = Mapping[str, Callable[[Any], Any]]
"""What a list can be sorted by: a name in the address, and the value of a row."""


class FileColumn(NamedTuple):
    """A column of the file of a list: its title or the message that is it, its kind, its value."""

    title: str | Text
    kind: str
    value: Callable[[Any], Any]


def read_order(values: Values, usual: str, name: str = "sort") -> str:
    """Return what the address sorts by, a `-` before it for downwards; InputError for another."""
    sort = request.args.get(name, "").strip() or usual
    if sort.removeprefix("-") not in values:
        raise not_one_of(name, sort, [*values])
    return sort


def in_order(rows: Iterable[Row], values: Values, sort: str) -> list[Row]:
    """Sort rows, words as people count and spell; those without a value stand at the end."""
    value = values[sort.removeprefix("-")]
    every = list(rows)
    known = [row for row in every if value(row) not in (None, "")]
    known.sort(key=lambda row: _key(value(row)), reverse=sort.startswith("-"))
    return known + [row for row in every if value(row) in (None, "")]


def with_words(rows: Iterable[Row], q: str, words: Callable[[Row], str]) -> list[Row]:
    """Keep the rows whose words have what is looked for, with marks or without."""
    wanted = fold(q)
    return [row for row in rows if wanted in fold(words(row))]


def send_list(
    kind: str, name: str, title: str | Text, columns: Sequence[FileColumn], rows: Iterable[Any]
) -> Response:
    """Send the rows of a list as `kind`, csv or xlsx; the file is called by the ward and `name`.

    `title` says what the list is, or is the message that does.
    """
    asked = "&".join(f"{key}={said}" for key, said in request.args.items() if key != "ward")
    facts = facts_of((Text("Bảng", "Table"), _both(title)), current_ward(), asked)
    titles = [_both(each.title) for each in columns]
    heads = [
        Column(in_language(title), each.kind, title)
        for title, each in zip(titles, columns, strict=True)
    ]
    made = write_rows(kind, heads, facts, rows, lambda row: [each.value(row) for each in columns])
    return send_rows(made, kind, f"{current_ward().code}-{name}")


def _both(title: str | Text) -> Text:
    return title if isinstance(title, Text) else Text(*(translate(lang, title) for lang in LANGS))


def _key(value: Any) -> Any:
    return natural_key(value) if isinstance(value, str) else value

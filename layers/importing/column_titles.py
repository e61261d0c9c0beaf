"""What the columns that a file fills are called, and which column of the file is probably meant."""

from collections.abc import Iterable
from typing import Any

from geo.names import fold
from geo.text import Text, same
from layers.contract import Layer
from layers.importing.column_names import NAMES, TITLES
from layers.importing.targets import Column, Target
from layers.queries.vocabulary import Vocabulary

HINTS: dict[str, Text] = {
    "source_key": Text(
        "Để tệp sửa lại thay đúng dòng cũ. Bỏ trống: lấy từ nội dung dòng.",
        "So that a corrected file replaces the right row. Empty: made from the row's content.",
    ),
    "category_code": Text(
        "Mã hoặc tên hành vi của phường.", "Code or name of a category of the ward."
    ),
    "kind": Text("Bỏ trống: suy từ tên.", "Empty: read from the name."),
}


def describe_columns(
    target: Target, layer: Layer, vocabulary: Vocabulary, available: Iterable[str]
) -> list[dict[str, Any]]:
    """Describe each column to fill: title, type, allowed codes, and the proposed column."""
    names = list(available)
    words = vocabulary if target.table == "incident" else {}
    return [_described(column, target, layer, words, names) for column in target.columns]


def propose(column: str, available: Iterable[str], alias: str = "") -> str | None:
    """Return the column of the file whose name tells that it is meant; None where none does."""
    names = list(available)
    by_fold = {fold(name): name for name in reversed(names)}
    for word in (column, alias, *NAMES.get(column, ())):
        if word and fold(word) in by_fold:
            return by_fold[fold(word)]
    telling = [word for word in NAMES.get(column, ()) if " " in word]
    return next(
        (name for word in telling for name in names if f" {word} " in f" {fold(name)} "), None
    )


def is_taken_by_name(column: Column, available: Iterable[str]) -> str | None:
    """Return the column that the import takes by itself, because it bears the very name."""
    names = {name.casefold(): name for name in available}
    return names.get(column.name) or (names.get(column.alias) if column.alias else None)


def _described(
    column: Column, target: Target, layer: Layer, vocabulary: Vocabulary, names: list[str]
) -> dict[str, Any]:
    field = layer.field(column.name)
    title = field.title if field else TITLES.get(column.name, same(column.name))
    hint = HINTS.get(column.name) if column.name != "kind" or target.table == "lane" else None
    return {
        "name": column.name,
        "title": title.to_json(),
        "hint": hint.to_json() if hint else None,
        "type": column.type,
        "required": _is_required(column, target),
        "default": column.default,
        "codes": {code: words.to_json() for code, words in _codes(column, layer, vocabulary)},
        "by_name": is_taken_by_name(column, names),
        "proposal": propose(column.name, names, column.alias),
    }


def _is_required(column: Column, target: Target) -> bool:
    """A key is made from the content where a file has none, but areas and categories are not."""
    if column.name == "kind" and target.table == "area":
        return False  # the layer says it
    if column.name == "code":
        return target.table == "area"
    return column.required and column.name != "source_key"


def _codes(column: Column, layer: Layer, vocabulary: Vocabulary) -> list[tuple[str, Text]]:
    field = layer.field(column.name)
    known = dict(field.codes) if field else {}
    if column.name in vocabulary:
        return list(vocabulary[column.name].items())
    return [(code, known.get(code, same(code))) for code in column.codes or known]

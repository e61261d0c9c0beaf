"""The columns of a spreadsheet of ours, from the fields of a layer and the words of its codes."""

from collections.abc import Container, Mapping

from geo.text import Text
from layers.contract import Field, Layer
from layers.exporting.system import System
from layers.exporting.workbook import Column
from layers.own_files.coded_words import NO, YES, words_of
from layers.own_files.fields import fields_of, titles_of
from layers.own_files.place_columns import place_columns
from layers.queries.vocabulary import Vocabulary
from layers.roles import Role

_EXAMPLES = {
    "source_key": "0012", "code": "05", "name": "Ngõ 12", "address": "12/5 ngõ 3",
    "group_name": "Tổ dân phố 5", "number": "12/5",
}  # fmt: skip
_BY_KIND = {
    "date": "2016-01-31", "datetime": "2016-01-31 08:30", "integer": "120", "number": "3.5",
    "boolean": YES,
}  # fmt: skip


def field_columns(
    layer: Layer,
    fields: tuple[Field, ...],
    vocabulary: Vocabulary,
    required: Container[str] = (),
) -> list[Column]:
    """Return the columns of fields, each under the title that an import finds it by."""
    titles = {name: title for title, name in titles_of(fields_of(layer, Role.ADMIN)).items()}
    return [
        _column(titles[each.name], each, codes_of(layer, each, vocabulary), each.name in required)
        for each in fields
    ]


def _column(title: str, field: Field, codes: Mapping[str, Text], required: bool) -> Column:
    """Return one column; its drop-down offers words, and codes that have none."""
    words = words_of(codes)
    choices = tuple(words.get(code, code) for code in codes)
    if field.type == "boolean":
        choices = (YES, NO)
    example = choices[0] if choices else _EXAMPLES.get(field.name, _BY_KIND.get(field.type, ""))
    return Column(title, field.type, field.title, choices, required, example)


def codes_of(layer: Layer, field: Field, vocabulary: Vocabulary) -> dict[str, Text]:
    """Return the words of a coded field; in a layer of a ward's own, values are words already."""
    if field.type != "code" or layer.is_custom:
        return {}
    return dict(field.codes or vocabulary.get(field.name, {}))


def coordinate_columns(layer: Layer, system: System, *, required: bool = False) -> list[Column]:
    """Return the columns of where a row is: two numbers for a point, else a shape as WKT."""
    is_point = layer.geometry == "point"
    titles = place_columns(system.srid, is_point=is_point, titled=True)
    kind = "number" if is_point else "text"
    usual = ("105.886281", "21.048956") if system.is_degrees else ("591914.15", "2328628.29")
    examples = usual if is_point else (_WKT[layer.geometry],)
    meaning = Text(system.name, f"{system.code} {system.name}")
    return [
        Column(title, kind, meaning, required=required, example=example)
        for title, example in zip(titles, examples, strict=True)
    ]


_WKT = {
    "line": "LINESTRING (105.88 21.04, 105.89 21.04)",
    "polygon": "POLYGON ((105.88 21.04, 105.89 21.04, 105.89 21.05, 105.88 21.04))",
}

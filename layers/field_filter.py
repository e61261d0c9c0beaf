"""Filters by the fields of a layer: numbers and days between two ends, codes, words, yes or no.

In an address they are `where=lanes.width_m:2..4,sites.stage:frame|finishing`. They narrow their own
layer and nothing else; incidents have parts of the filter of their own.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from psycopg2 import sql

from geo.errors import InputError
from geo.names import fold
from geo.text import Text
from layers.contract import Field, Layer
from layers.periods import known_day

PARAMETER = "where"
NONE = "-"
"""Among codes: the rows that have none."""
RANGE = ".."
LONGEST = 80
NUMBERS, DAYS = ("integer", "number"), ("date", "datetime")
_CLAUSE = re.compile(r"([a-z][a-z0-9_]*)\.([^.:]+):(.+)", re.DOTALL)


class Clause(NamedTuple):
    """One field of one layer, and the value that is asked of it, as it was written."""

    layer: str
    field: str
    value: str


def read_clause(raw: str) -> Clause:
    """Read `layer.field:value`; InputError where it is none."""
    found = _CLAUSE.fullmatch(raw)
    if found and len(raw) <= 2 * LONGEST:
        return Clause(*found.groups())
    raise _wrong(raw, "lớp.trường:giá trị", "layer.field:value", "lanes.width_m:2..4")


def check_clauses(raws: tuple[str, ...]) -> None:
    """Refuse what is no clause, and two clauses of one field: which of them would hold?"""
    seen = [read_clause(raw)[:2] for raw in raws]
    for at, raw in enumerate(raws):
        if seen[at] in seen[:at]:
            raise _wrong(raw, "mỗi trường một lần", "each field once", "lanes.width_m:2..4")


def takes_clauses(layer: Layer) -> bool:
    """Say whether a layer is filtered by its fields: incidents and results of runs are not."""
    is_result = layer.needs_run is not None or layer.run_id is not None
    return not (layer.aggregated or is_result or layer.name == "incidents")


def field_of(layer: Layer, clause: Clause, fields: tuple[Field, ...]) -> Field:
    """Return the field that a clause names among these; InputError with their names else."""
    for field in fields if takes_clauses(layer) else ():
        if field.name == clause.field:
            return field
    names = ", ".join(field.name for field in fields) if takes_clauses(layer) else NONE
    raise InputError(
        Text(
            f"Lớp '{layer.name}' không lọc được theo '{clause.field}'; có: {names}.",
            f"Layer '{layer.name}' has no filter by '{clause.field}'; there are: {names}.",
        ),
        field=PARAMETER,
        value=clause.field,
    )


Part = tuple[sql.Composable, dict[str, Any]]


def clause_conditions(layer: Layer, raws: tuple[str, ...], alias: str) -> list[Part]:
    """Return the conditions of the clauses that are about this layer; of other layers none."""
    clauses = [(at, read_clause(raw)) for at, raw in enumerate(raws)]
    return [
        clause_condition(
            layer, field_of(layer, clause, layer.fields), clause.value, alias, f"where{at}"
        )
        for at, clause in clauses
        if clause.layer == layer.name
    ]


def clause_condition(layer: Layer, field: Field, value: str, alias: str, key: str) -> Part:
    """SQL for `WHERE` that holds for rows with this value, and its parameters, named by `key`.

    Words are found as the search finds them: without marks, within the text.
    """
    column = field_column(layer, field, alias)
    if field.type in NUMBERS:
        return _between(column, _ends(value, _number, "2..4"), key)
    if field.type in DAYS:
        return _between(column, _ends(value, _day, "2016-01-01..2016-06-30"), key)
    if field.type == "boolean":
        return sql.SQL("{} IS {}").format(column, sql.SQL(_truth(value))), {}
    if field.type == "code":
        return _one_of(column, value, key)
    name, words = f"{key}_text", fold(value[:LONGEST])
    if not words:
        raise _wrong(value, "cần một chữ hoặc số", "needs a letter or a digit", "bê tông")
    condition = sql.SQL("strpos(fold_vi(coalesce({}, '')), {}) > 0")
    return condition.format(column, sql.Placeholder(name)), {name: words}


def field_column(layer: Layer, field: Field, alias: str) -> sql.Composable:
    """Return a field of a row as SQL of its own type; NULL where it has none of that type."""
    if not layer.generic:
        kind = {"date": "::date", "datetime": "::date", "boolean": ""}.get(field.type, "")
        return sql.Identifier(alias, field.name) + sql.SQL(kind)
    json = sql.Identifier(alias, "properties") + sql.SQL(" -> ") + sql.Literal(field.name)
    text = sql.Identifier(alias, "properties") + sql.SQL(" ->> ") + sql.Literal(field.name)
    if field.type in NUMBERS:
        return _when("jsonb_typeof({json}) = 'number'", "({text})::double precision", json, text)
    if field.type in DAYS:
        # A day compares as text where it is written year, month, day.
        return _when("({text}) ~ '^\\d{{4}}-\\d\\d-\\d\\d'", "left({text}, 10)", json, text)
    if field.type == "boolean":
        return _when("jsonb_typeof({json}) = 'boolean'", "({text})::boolean", json, text)
    return sql.SQL("({})").format(text)


def _when(test: str, then: str, json: sql.Composable, text: sql.Composable) -> sql.Composable:
    return sql.SQL(f"(CASE WHEN {test} THEN {then} END)").format(json=json, text=text)


def _between(column: sql.Composable, ends: tuple[Any, Any], key: str) -> Part:
    parts, params = [], {}
    for sign, end, name in ((">=", ends[0], f"{key}_low"), ("<=", ends[1], f"{key}_high")):
        if end is not None:
            parts.append(column + sql.SQL(f" {sign} ") + sql.Placeholder(name))
            params[name] = end
    return sql.SQL("({})").format(sql.SQL(" AND ").join(parts)), params


def _one_of(column: sql.Composable, value: str, key: str) -> Part:
    values = sorted(set(value.split("|")))
    parts = [sql.SQL("{} = ANY({})").format(column, sql.Placeholder(key))]
    if NONE in values:
        parts.append(sql.SQL("coalesce({}, '') = ''").format(column))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts)), {key: values}


def _ends(value: str, read: Any, example: str) -> tuple[Any, Any]:
    low, between, high = value.partition(RANGE)
    first, last = (read(each.strip()) if each.strip() else None for each in (low, high))
    is_open = first is None and last is None
    if not between or is_open or _UNREADABLE in (first, last):
        raise _wrong(value, "cần từ..đến", "needs from..to", example)
    if first is not None and last is not None and last < first:
        raise _wrong(value, "từ lớn hơn đến", "from is above to", example)
    return first, last


_UNREADABLE = object()


def _number(raw: str) -> Any:
    try:
        number = float(raw)
    except ValueError:
        return _UNREADABLE
    return number if math.isfinite(number) else _UNREADABLE


def _day(raw: str) -> Any:
    day = known_day(raw)
    return _UNREADABLE if day is None else day.isoformat()


def _truth(value: str) -> str:
    truths: Mapping[str, str] = {"true": "TRUE", "false": "FALSE"}
    if value not in truths:
        raise _wrong(value, "cần true hoặc false", "needs true or false", "true")
    return truths[value]


def _wrong(raw: str, vi: str, en: str, example: str) -> InputError:
    return InputError(
        Text(
            f"where={raw[:60]}: {vi}, ví dụ {example}", f"where={raw[:60]}: {en}, such as {example}"
        ),
        field=PARAMETER,
        value=raw[:60],
    )

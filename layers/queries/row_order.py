"""In which order the rows of a list stand, and how the ids of its page are found."""

from typing import NamedTuple

from psycopg2 import sql

from geo.errors import InputError
from geo.text import Text
from layers.contract import Field, Layer
from layers.queries.sources import Source, field_value, is_json
from layers.queries.vocabulary import Vocabulary


class Sort(NamedTuple):
    """By which field rows stand; rows without a value come last, ties by id."""

    field: str
    is_descending: bool = False


class Order(NamedTuple):
    """`by` goes behind ORDER BY; `joined` behind the rows v that it puts in order."""

    by: sql.Composable
    joined: sql.Composable = sql.SQL("")


def order_of(
    layer: Layer,
    fields: tuple[Field, ...],
    sort: Sort | None,
    vocabulary: Vocabulary,
    source: Source,
) -> Order:
    """Return the order of a layer's rows: its usual one, or by one of these fields.

    Codes stand in the order of their words' list, texts as they are folded for search. InputError
    names the fields there are.
    """
    if sort is None:
        return Order(_usual(layer))
    field = next((each for each in fields if each.name == sort.field), None)
    if field is None:
        raise _unknown(sort, fields)
    value, joined = _NARROW.get(field.name, _PLAIN) if source.narrow is not None else _PLAIN
    direction = sql.SQL("DESC" if sort.is_descending else "ASC")
    by = value or _sort_value(layer, field, vocabulary)
    return Order(sql.SQL("{} {} NULLS LAST, v.id").format(by, direction), joined)


def page_condition(source: Source, order: Order) -> sql.Composable:
    """SQL for `WHERE` that keeps one page of a narrow source, by `limit` and `offset`."""
    assert source.narrow is not None
    page = sql.SQL(
        "v.id = ANY (ARRAY(SELECT v.id FROM {table} {joined} WHERE {condition}"
        " ORDER BY {by} LIMIT %(limit)s OFFSET %(offset)s))"
    )
    return page.format(
        table=source.narrow, joined=order.joined, condition=source.condition, by=order.by
    )


def _folded(part: int, column: str) -> sql.Composable:
    """Take a text from where it is kept folded; the few that are too long for that, as they are."""
    return sql.SQL(
        "CASE WHEN v.search_text IS NULL THEN"
        " (SELECT nullif(fold_vi(long.{column}), '') FROM incident AS long WHERE long.id = v.id)"
        " ELSE nullif(split_part(v.search_text, E'\\n', {part}), '') END"
    ).format(column=sql.Identifier(column), part=sql.Literal(part))


def _named(table: str, name: str, key: str) -> tuple[sql.Composable, sql.Composable]:
    """Put rows in order by what they refer to: each name is folded once, not once a row."""
    joined = sql.SQL(
        "LEFT JOIN (SELECT id AS named_id, nullif(fold_vi({name}), '') AS sort_name FROM {table}"
        " WHERE ward_id = %(ward_id)s OFFSET 0) AS named ON named.named_id = v.{key}"
    ).format(name=sql.Identifier(name), table=sql.Identifier(table), key=sql.Identifier(key))
    return sql.SQL("named.sort_name"), joined


_PLAIN: tuple[sql.Composable | None, sql.Composable] = (None, sql.SQL(""))
# Fields of incidents that are not among the columns of their index as they are shown.
_NARROW: dict[str, tuple[sql.Composable | None, sql.Composable]] = {
    "address": (_folded(1, "address"), sql.SQL("")),
    "source_key": (_folded(2, "source_key"), sql.SQL("")),
    "lane_name": _named("lane", "name", "lane_id"),
    "group_name": _named("area", "name", "group_id"),
    "round_code": _named("open_round", "code", "round_id"),
    "group_on": (sql.SQL("v.occurred_on"), sql.SQL("")),
}


def _unknown(sort: Sort, fields: tuple[Field, ...]) -> InputError:
    allowed = ", ".join(each.name for each in fields)
    return InputError(
        Text(
            f"sort={sort.field[:40]}: không có; các trường: {allowed}.",
            f"sort={sort.field[:40]}: there is none; fields: {allowed}.",
        ),
        field="sort",
        value=sort.field[:40],
    )


def _sort_value(layer: Layer, field: Field, vocabulary: Vocabulary) -> sql.Composable:
    """What of a field is compared; an empty text counts as no value."""
    value = field_value(layer, field)
    if field.type in ("text", "code"):
        text = sql.SQL("({}){}").format(
            value, sql.SQL(" #>> '{}'" if is_json(layer, field) else "::text")
        )
        if field.type == "text":
            return sql.SQL("nullif(fold_vi({}), '')").format(text)
        codes = list(field.codes or vocabulary.get(field.name, {}))
        return sql.SQL("array_position({}::text[], {})").format(sql.Literal(codes), text)
    return value


def _usual(layer: Layer) -> sql.Composable:
    """Newest first; what a run has found by its rank, the strongest first."""
    if layer.needs_run:
        return sql.SQL("v.rank, v.id")
    has_days = layer.time.kind in ("moment", "overlap")
    if has_days and not layer.generic and not layer.aggregated:
        days = [layer.time.start, *_moments(layer)]
        newest = [sql.SQL("{} DESC").format(sql.Identifier("v", each)) for each in days]
        return sql.SQL(", ").join([*newest, sql.SQL("v.id")])
    return sql.SQL("v.id")


def _moments(layer: Layer) -> list[str]:
    """Return the field that says the hour as well: the day comes first, as the index has it."""
    is_moment = layer.time.kind == "moment"
    return [each.name for each in layer.fields if is_moment and each.type == "datetime"][:1]

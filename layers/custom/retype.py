"""Give a field another type when its layer has rows: every value must fit, or nothing changes."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json, execute_batch

from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.contract import FIELD_TYPES as TYPES
from layers.contract import Field, Layer
from layers.importing.issues import shorten
from layers.queries.wards import Ward

MOST_CODES = 100
__all__ = ["TYPES", "retyped"]


def retyped(conn: connection, ward: Ward, layer: Layer, field: Field, wanted: str) -> Field:
    """Turn the stored values of a field into another type; return the field as it then is.

    InputError names the first value that does not fit. The caller opens the transaction.
    """
    if wanted not in TYPES:
        raise _wrong(field, wanted, Text("không có kiểu này", "there is no such type"))
    stored = db.rows(
        conn,
        "SELECT id, properties -> %(name)s AS value FROM feature WHERE ward_id = %(ward)s"
        " AND layer = %(layer)s AND properties ->> %(name)s IS NOT NULL ORDER BY id",
        {"ward": ward.id, "layer": layer.name, "name": field.name},
    )
    changed = [(row["id"], _turned(field, wanted, row["value"])) for row in stored]
    codes = sorted({str(value) for _, value in changed}) if wanted == "code" else []
    if len(codes) > MOST_CODES:
        few = Text(f"quá {MOST_CODES} giá trị khác nhau", f"over {MOST_CODES} distinct values")
        raise _wrong(field, wanted, few)
    with conn.cursor() as cursor:
        execute_batch(
            cursor,
            "UPDATE feature SET properties = properties || %s WHERE id = %s",
            [
                (Json({field.name: value}), id)
                for (id, value), row in zip(changed, stored, strict=True)
                if value != row["value"] or type(value) is not type(row["value"])
            ],
            page_size=500,
        )
    return Field(
        field.name,
        field.title,
        wanted,
        field.visible_to,
        {code: same(code) for code in codes},
        in_popup=field.in_popup,
        column=field.column,
    )


def _turned(field: Field, wanted: str, value: Any) -> Any:
    try:
        return _TURNS[wanted](value)
    except (ValueError, KeyError) as error:
        why = Text(
            f"giá trị '{shorten(value)}' không đọc được", f"value '{shorten(value)}' does not fit"
        )
        raise _wrong(field, wanted, why) from error


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value)


def _integer(value: Any) -> int:
    number = float(value)
    if isinstance(value, bool) or not number.is_integer() or abs(number) > 1e15:
        raise ValueError(value)
    return int(number)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError(value)
    number = float(value)
    if number - number != 0:  # not a number, or endless
        raise ValueError(value)
    return number


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "có": True, "yes": True, "1": True, "false": False, "không": False,
            "no": False, "0": False}[str(value).casefold()]  # fmt: skip


_TURNS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "code": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": lambda value: date.fromisoformat(str(value)[:10]).isoformat(),
    "datetime": lambda value: datetime.fromisoformat(str(value)).isoformat(timespec="seconds"),
}


def _wrong(field: Field, wanted: str, why: Text) -> InputError:
    return InputError(
        Text(
            f"Trường '{field.title.vi}' không đổi sang kiểu '{wanted}' được: {why.vi}."
            f" Các kiểu: {', '.join(TYPES)}.",
            f"Field '{field.title.en}' cannot become '{wanted}': {why.en}. The types:"
            f" {', '.join(TYPES)}.",
        ),
        field="type",
        value=wanted,
    )

"""The form of an edited layer: its fields with what each allows, and the code of a new row."""

from collections.abc import Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.contract import Field
from layers.editing.editable import Subject
from layers.importing.targets import Column
from layers.queries.wards import Ward


def describe_form(
    subject: Subject, choices: Mapping[str, Mapping[str, Text]]
) -> list[dict[str, Any]]:
    """Return the fields of the form in order, with what each allows."""
    return [
        {
            "name": column.name,
            "title": field.title.to_json(),
            "type": _form_type(field, column),
            "required": column.required or bool(column.codes),
            "codes": {
                code: words.to_json()
                for code, words in choices.get(column.name, field.codes).items()
            },
            "minimum": column.minimum,
            "maximum": column.maximum,
            "default": column.default,
        }
        for field, column in subject.fields
    ]


def _form_type(field: Field, column: Column) -> str:
    if column.type in ("ref", "choice"):
        return "code"
    return column.type if column.type != "code" or field.codes else "text"


def propose_code(conn: connection, ward: Ward, subject: Subject) -> str:
    """Propose the code of a new row: that of the newest one, counted on until nobody has it."""
    query = sql.SQL("SELECT code FROM {} WHERE ward_id = %s ORDER BY id DESC").format(subject.table)
    codes = [row["code"] for row in db.rows(conn, query, (ward.id,))]
    taken, newest = set(codes), codes[0] if codes else ""
    stem = newest.rstrip("0123456789")
    digits = newest[len(stem) :]
    number = int(digits or 0)
    while True:
        number += 1
        proposed = f"{stem}{number:0{len(digits)}d}"
        if proposed not in taken:
            return proposed

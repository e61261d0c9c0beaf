"""What a field of a form chooses among where that is rows of the ward: parcels, categories."""

from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.editing.editable import Subject
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

_NOT_LISTED = Text(
    "không có trong danh sách của phường; hãy chọn một dòng trong danh sách",
    "it is not in the ward's list; choose one of the list",
)

Choices = Mapping[str, Mapping[str, Text]]
"""By the column of the form: the id of each row that may be chosen, and its words."""


def choices_of(conn: connection, ward: Ward, subject: Subject, row_id: int | None) -> Choices:
    """Return what may be chosen for a record, or for a new one (None)."""
    return {
        column: {
            str(row["id"]): Text(row["words"], row.get("words_en") or row["words"])
            for row in db.rows(conn, read_sql(query), {"ward": ward.id, "id": row_id})
        }
        for column, query in subject.rule.choices.items()
    }


def require_chosen(subject: Subject, choices: Choices, values: Mapping[str, Any]) -> None:
    """Refuse a row that is not there to choose; InputError names the field and the value."""
    for column, allowed in choices.items():
        if str(values[column]) not in allowed:
            raise not_to_choose(subject, column, values[column])


def not_to_choose(subject: Subject, column: str, value: Any) -> InputError:
    """Return the refusal of a row that is gone, or that another record is of already."""
    why = subject.rule.not_there.get(column, _NOT_LISTED)
    title = subject.title_of(column)
    return InputError(
        Text(f"{title.vi} '{value}': {why.vi}.", f"{title.en} '{value}': {why.en}."),
        field=column,
        value=value,
    )

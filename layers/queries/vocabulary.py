"""The words of coded values: from a definition file, or from the ward's own lists."""

from datetime import date, datetime
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db, prepared
from layers.contract import Field
from layers.day_words import short_day, short_moment
from layers.number_words import number_words

Vocabulary = dict[str, dict[str, Text]]

# Fields whose codes are rows of the database, and the rows.
_LISTS = """
SELECT 'field_code' AS field, code, name_vi, name_en, sort FROM field
UNION ALL
SELECT 'category_code', code, name_vi, name_en, sort FROM category WHERE ward_id = %(ward_id)s
UNION ALL
SELECT 'state', code, name_vi, name_en, sort FROM incident_state
ORDER BY field, sort, code
"""


def read_vocabulary(conn: connection, ward_id: int) -> Vocabulary:
    """Return the words for fields, categories and states of a ward, by field name and code."""
    words: Vocabulary = {}
    for row in prepared.rows(conn, _LISTS, {"ward_id": ward_id}):
        words.setdefault(row["field"], {})[row["code"]] = Text(row["name_vi"], row["name_en"])
    return words


def incident_states(conn: connection) -> list[dict[str, Any]]:
    """Return the states of incidents in their order; those that are not open end a case."""
    rows = db.rows(conn, "SELECT code, name_vi, name_en, is_open FROM incident_state ORDER BY sort")
    return [
        {
            "code": row["code"],
            "title": Text(row["name_vi"], row["name_en"]).to_json(),
            "is_open": row["is_open"],
        }
        for row in rows
    ]


def words_for(field: Field, value: Any, vocabulary: Vocabulary) -> Text:
    """Say a value in both languages; a code without words is shown as it is."""
    if value is None or value == "":
        return same("")
    if field.type == "boolean":
        return Text("có", "yes") if value else Text("không", "no")
    if field.type in ("date", "datetime"):
        return _day(value)
    if field.type == "code":
        codes = field.codes or vocabulary.get(field.name, {})
        return codes.get(str(value), same(str(value)))
    if field.type == "number" or field.is_amount:
        return _amount(field, value)
    return same(str(value))


def _day(value: date | str) -> Text:
    """Write a day or a moment, also one that comes as ISO text out of JSON; other text as it is."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return same(str(value))
    return short_moment(value) if isinstance(value, datetime) else short_day(value)


def _amount(field: Field, value: float) -> Text:
    """Write a measure as exactly as people use it: four digits, or all of a large one's whole."""
    if field.type == "integer":
        return number_words(value)
    measure = float(value)
    return number_words(float(f"{measure:.4g}") if abs(measure) < 1000 else round(measure))

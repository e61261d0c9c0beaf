"""All things of a kind, each with its page, or those that somebody looks for."""

from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.names import fold, natural_key
from geo.text import Text
from layers import db
from layers.contract import Field
from layers.links import Link, to_page
from layers.queries.vocabulary import read_vocabulary, words_for
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registry import get_layer
from layers.roles import Role
from layers.things.contract import Kind

MOST_FIELDS = 5
Pages = list[tuple[str, str, Link]]


class Record(NamedTuple):
    """A thing with its page: what its layer says of it, and that in words."""

    code: str
    name: str
    page: Link
    values: dict[str, Any]
    words: dict[str, Text]


class Records(NamedTuple):
    """The things of a kind and the fields that are told of each."""

    fields: tuple[Field, ...]
    rows: list[Record]


def list_things(conn: connection, ward: Ward, kind: Kind, role: Role, words: str = "") -> Records:
    """Return every thing of a kind with what a role may see of it, by code; of versions the newest.

    `words` keeps those whose code or name has them, with marks or without.
    """
    fields = tuple(
        field
        for field in get_layer(kind.layer).fields_for(role)
        if field.name not in ("code", kind.label)
    )[:MOST_FIELDS]
    query = sql.SQL("SELECT DISTINCT ON (v.code) v.code, v.{label}{fields} FROM {view} AS v"
                    " WHERE v.ward_id = %s ORDER BY v.code{newest}").format(
        label=sql.Identifier(kind.label),
        fields=sql.SQL("").join(
            sql.SQL(", ") + sql.Identifier("v", field.name) for field in fields
        ),
        view=sql.Identifier(f"layer_{kind.layer}"),
        newest=sql.SQL(", v.valid_from DESC" if kind.has_versions else ""),
    )  # fmt: skip
    vocabulary, wanted = read_vocabulary(conn, ward.id), fold(words)
    rows = [
        Record(
            row["code"],
            row[kind.label] or "",
            to_page(kind.path, row["code"]),
            row,
            {each.name: words_for(each, row[each.name], vocabulary) for each in fields},
        )
        for row in db.rows(conn, query, (ward.id,))
        if wanted in fold(f"{row['code']} {row[kind.label] or ''}")
    ]
    return Records(fields, sorted(rows, key=lambda each: natural_key(each.code)))


def list_row_pages(conn: connection, ward: Ward, kind: Kind, words: str = "") -> Pages:
    """Return number, name and page of every row of the kind's register, by name.

    `words` keeps those whose number or name has them, with marks or without.
    """
    query = sql.SQL(
        "SELECT id::text AS code, name FROM {} WHERE ward_id = %s AND deleted_at IS NULL"
        " ORDER BY name COLLATE vietnamese, id"
    ).format(sql.Identifier(find_register(kind.refers).table))
    found = [(row["code"], row["name"]) for row in db.rows(conn, query, (ward.id,))]
    return _with_pages(kind, found, words)


def _with_pages(kind: Kind, found: list[tuple[str, str]], words: str) -> Pages:
    wanted = fold(words)
    return [
        (code, name, to_page(kind.path, code))
        for code, name in found
        if wanted in fold(f"{code} {name or ''}")
    ]

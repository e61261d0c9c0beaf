"""All things of a kind, each with its page, or those that somebody looks for."""

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.names import fold, natural_key
from layers import db
from layers.links import Link, to_page
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.things.contract import Kind

Pages = list[tuple[str, str, Link]]


def list_things(conn: connection, ward: Ward, kind: Kind, words: str = "") -> Pages:
    """Return code, name and page of every thing of a kind, by code; of versions the newest.

    `words` keeps those whose code or name has them, with marks or without.
    """
    query = sql.SQL("SELECT DISTINCT ON (v.code) v.code, v.{label} AS name FROM {view} AS v"
                    " WHERE v.ward_id = %s ORDER BY v.code{newest}").format(
        label=sql.Identifier(kind.label),
        view=sql.Identifier(f"layer_{kind.layer}"),
        newest=sql.SQL(", v.valid_from DESC" if kind.has_versions else ""),
    )  # fmt: skip
    found = [(row["code"], row["name"]) for row in db.rows(conn, query, (ward.id,))]
    return _with_pages(kind, sorted(found, key=lambda each: natural_key(each[0])), words)


def list_row_pages(conn: connection, ward: Ward, kind: Kind, words: str = "") -> Pages:
    """Return number, name and page of every row of the kind's register, by name.

    `words` keeps those whose number or name has them, with marks or without.
    """
    query = sql.SQL(
        "SELECT id::text AS code, name FROM {} WHERE ward_id = %s AND deleted_at IS NULL"
        " ORDER BY name, id"
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

"""Statements that are asked again and again for a row by its key, planned once a connection.

For look-ups by key only: a plan made without knowing the values is no plan for a box or a period.
"""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import psycopg2.extras
from psycopg2 import sql
from psycopg2.extensions import AsIs, connection

MOST = 200
"""Statements kept a connection; layers of a ward's own come and go."""
_NAMED = re.compile(r"%\((\w+)\)s")
_known: "WeakKeyDictionary[connection, dict[str, str]]" = WeakKeyDictionary()


def rows(
    conn: connection, query: str | sql.Composable, params: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Run a look-up by key; return its rows as dicts."""
    text = query if isinstance(query, str) else query.as_string(conn)
    names = sorted(set(_NAMED.findall(text)))
    with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        name = _name_of(conn, cursor, text, names)
        if name is None:
            cursor.execute(text, params)
        else:
            values = sql.SQL(", ").join(map(sql.Placeholder, names))
            run = sql.SQL("EXECUTE {} ({})").format(sql.Identifier(name), values)
            cursor.execute(run, params)
        return [dict(row) for row in cursor.fetchall()]


def one(
    conn: connection, query: str | sql.Composable, params: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Run a look-up by key; return its first row, or None where it has none."""
    found = rows(conn, query, params)
    return found[0] if found else None


def _name_of(conn: connection, cursor: Any, text: str, names: list[str]) -> str | None:
    """Return under which name the connection knows a statement; None where it knows too many."""
    known = _known.setdefault(conn, {})
    if text not in known:
        if len(known) >= MOST or not names:
            return None
        name = f"look_up_{len(known)}"
        numbered = {each: AsIs(f"${at}") for at, each in enumerate(names, 1)}
        statement = sql.SQL(cursor.mogrify(text, numbered).decode())
        cursor.execute(sql.SQL("PREPARE {} AS ").format(sql.Identifier(name)) + statement)
        known[text] = name
    return known[text]

"""Count the rows of many views of registers at once: one question to the database for a page."""

from collections.abc import Sequence
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.periods import known_day
from layers.registers.contract import Register
from layers.registers.scope import Reader, View, Window, condition_of

Asked = tuple[Register, View]


def count_views(
    conn: connection, reader: Reader, asked: Sequence[Asked], window: Window
) -> list[int]:
    """Return how many rows each view has: as many as its list shows.

    The views have no period (`window` gives the day on which late is late), and what they ask for
    has the same values: one status, one unit.
    """
    if not asked:
        return []
    parts: list[sql.Composable] = []
    params: dict[str, Any] = {}
    for number, (register, view) in enumerate(asked):
        assert not view.period and not view.figure and known_day(view.as_of) in (None, window.as_of)
        condition, given = condition_of(register, reader, view, window)
        if any(params.get(name, value) != value for name, value in given.items()):
            raise ValueError("views counted together must choose the same values")
        params |= given
        parts.append(
            sql.SQL("SELECT {}, count(*) FROM {} AS r WHERE {}").format(
                sql.Literal(number), sql.Identifier(register.table), condition
            )
        )
    query = sql.SQL("SELECT n, count FROM ({}) AS counted (n, count)").format(
        sql.SQL(" UNION ALL ").join(parts)
    )
    found = {row["n"]: row["count"] for row in db.rows(conn, query, params)}
    return [found[number] for number in range(len(asked))]

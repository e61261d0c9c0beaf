"""Rows of registers follow a route from contract to contract: each names the one of its own day.

Incidents do the same (layers/functions/46_holders.sql). A route handed over as from a day that is
past, taken back, or given other days by hand or by a file, leaves rows on a contract that was not
in force on theirs; they go to the one that was, where the route had one. Each such step is a
version of the row. What lasts from contract to contract is told by `Target.lasting`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.queries.wards import Ward
from layers.registers.contract import Column, Register
from layers.registers.left_behind import tell_left
from layers.registers.reading import all_registers
from layers.registers.references import Target, target_of

# Rows that name a contract of another day, with the contract of theirs; NULL where there is none.
ASTRAY = """
    SELECT r.{day} AS day, count(n.id) AS going, count(*) - count(n.id) AS left
      FROM {register} AS r
      JOIN {table} AS t ON t.id = r.{column}
      LEFT JOIN {table} AS n ON n.ward_id = t.ward_id AND n.{lasting} = t.{lasting}
       AND n.valid @> r.{day}
     WHERE r.ward_id = %(ward)s AND NOT t.valid @> r.{day} AND r.deleted_at IS NULL
       AND t.{lasting} = ANY(%(lasting)s)
     GROUP BY r.{day} ORDER BY r.{day}
"""
# What these three ask of a row is asked again of one that somebody else has just changed.
FOLLOW = """
    UPDATE {register} AS r SET {column} = n.id
      FROM {table} AS t
      JOIN {table} AS n ON n.ward_id = t.ward_id AND n.{lasting} = t.{lasting}
     WHERE r.ward_id = %(ward)s AND t.id = r.{column}
       AND NOT t.valid @> r.{day} AND n.valid @> r.{day}
"""
GIVE_BACK = """
    UPDATE {register} AS r SET {column} = kept.id
      FROM {table} AS t
      JOIN {table} AS kept ON kept.ward_id = t.ward_id AND kept.{lasting} = t.{lasting}
      LEFT JOIN jsonb_to_recordset(%(stood)s)
             AS stood (id bigint, valid_from date, valid_to date) ON stood.id = kept.id
     WHERE r.ward_id = %(ward)s AND r.{column} = t.id AND t.id = ANY(%(gone)s)
       AND NOT kept.id = ANY(%(gone)s)
       AND CASE WHEN stood.id IS NULL THEN kept.valid
                ELSE daterange(stood.valid_from, stood.valid_to) END @> r.{day}
"""
# The contract that was named may be gone since: its code stands in the log.
OF_DAY = """
    WITH named AS MATERIALIZED (SELECT * FROM {table} WHERE id = %(id)s FOR SHARE),
    line AS (
      SELECT ward_id, {lasting} AS lasting, valid FROM named
      UNION ALL
      SELECT gone.* FROM (
        SELECT ward_id, before ->> %(name)s, 'empty'::daterange FROM change_log
         WHERE table_name = %(table)s AND row_id = %(id)s::text AND action = 'delete'
         ORDER BY id DESC LIMIT 1) AS gone
       WHERE NOT EXISTS (SELECT FROM named)
    )
    SELECT n.id
      FROM line JOIN {table} AS n ON n.ward_id = line.ward_id AND n.{lasting} = line.lasting
     WHERE NOT line.valid @> %(day)s::date AND n.valid @> %(day)s::date
"""


class _Naming(NamedTuple):
    """A column of a register whose rows are of a day and name what goes from hand to hand."""

    register: Register
    column: Column
    target: Target

    def fill(self, query: str) -> sql.Composed:
        """Put the names of tables and columns into a query."""
        return sql.SQL(query).format(
            day=sql.Identifier(self.register.dating),
            table=sql.Identifier(self.target.table),
            lasting=sql.Identifier(self.target.lasting),
            register=sql.Identifier(self.register.table),
            column=sql.Identifier(self.column.name),
        )


def is_followed(table: str) -> bool:
    """Say whether rows of registers go along when rows of a table take over from one another."""
    return next(_naming(table), None) is not None


def hold_all(conn: connection, ward: Ward, table: str) -> None:
    """Lock the rows of `table` in a ward, before any is changed, where rows of registers follow.

    Whoever writes such a row holds what it names first (`hold`, in_force.py), and all take these
    locks in one order: nobody waits crosswise.
    """
    if is_followed(table):
        query = "SELECT id FROM {} WHERE ward_id = %s ORDER BY id FOR NO KEY UPDATE"
        db.execute(conn, sql.SQL(query).format(sql.Identifier(table)), (ward.id,))


def follow(conn: connection, ward: Ward, table: str) -> int:
    """Have rows name what is in force on their day, after rows of `table` changed; return how many.

    Under the name of who acts, within the transaction of the change. It is no version of a row:
    which contract it is follows from the route and the day, and nobody's edit or undo is outrun.
    """
    return sum(db.execute(conn, each.fill(FOLLOW), {"ward": ward.id}) for each in _naming(table))


def tell_followers(
    conn: connection, ward: Ward, table: str, lasting: Sequence[str]
) -> tuple[Text, ...]:
    """Tell, before `follow`, which rows go to another contract of these codes, and which cannot."""
    params = {"ward": ward.id, "lasting": list(lasting)}
    told: list[Text] = []
    for each in _naming(table):
        days = db.rows(conn, each.fill(ASTRAY), params)
        going = sum(row["going"] for row in days)
        left = [row["day"] for row in days if row["left"]]
        told += [_going(each.register, going)] if going else []
        told += [tell_left(each.register, left)] if left else []
    return tuple(told)


def give_back(
    conn: connection,
    ward: Ward,
    table: str,
    gone: Sequence[int],
    stood: Sequence[Mapping[str, Any]],
) -> None:
    """Have rows name what will be in force on their day, before a change of `table` is taken back.

    `gone`: the rows that the change made, `stood`: as the log holds those that it changed. Rows for
    which nothing will be in force still name what goes.
    """
    periods = [{name: state[name] for name in ("id", "valid_from", "valid_to")} for state in stood]
    params = {"ward": ward.id, "gone": list(gone), "stood": Json(periods)}
    for each in _naming(table):
        db.execute(conn, each.fill(GIVE_BACK), params)


def days_naming(
    conn: connection, ward: Ward, table: str, row_id: int
) -> list[tuple[Register, list[date]]]:
    """Return the days of the rows, deleted ones too, that name a row, by register."""
    found = []
    for each in _naming(table):
        query = each.fill(
            "SELECT DISTINCT r.{day} AS day FROM {register} AS r"
            " WHERE r.ward_id = %(ward)s AND r.{column} = %(id)s ORDER BY 1"
        )
        days = [row["day"] for row in db.rows(conn, query, {"ward": ward.id, "id": row_id})]
        if days:
            found.append((each.register, days))
    return found


def of_its_day(conn: connection, register: Register, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that the log holds, with the contracts of its day in place of others."""
    row = dict(state)
    for each in _naming_of(register):
        named, day = state.get(each.column.name), state.get(register.dating)
        if named is not None and day:
            params = {"id": named, "day": day, "table": each.target.table,
                      "name": each.target.lasting}  # fmt: skip
            row[each.column.name] = db.value(conn, each.fill(OF_DAY), params) or named
    return row


def hold(conn: connection, ward: Ward, register: Register) -> None:
    """Keep others from changing what rows of a register name, before many rows are written.

    One row holds what it names by itself, before it is locked (in_force.py); of many rows the
    first are locked by then, and who hands a route over would wait for them.
    """
    for each in _naming_of(register):
        query = each.fill("SELECT id FROM {table} WHERE ward_id = %s ORDER BY id FOR SHARE")
        db.execute(conn, query, (ward.id,))


def _naming(table: str) -> Iterator[_Naming]:
    for register in all_registers():
        yield from (each for each in _naming_of(register) if each.target.table == table)


def _naming_of(register: Register) -> Iterator[_Naming]:
    for column in register.columns if register.dating else ():
        if column.ref and target_of(column).lasting:
            yield _Naming(register, column, target_of(column))


def _going(register: Register, rows: int) -> Text:
    return Text(
        f"Sổ '{register.title.vi}': {rows} dòng chuyển sang hợp đồng của ngày mình.",
        f"The register '{register.title.en}': "
        + ("1 row goes to the contract of its day." if rows == 1 else
           f"{rows} rows go to the contract of their day."),
    )  # fmt: skip

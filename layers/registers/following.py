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
from layers.registers.in_force import days_of
from layers.registers.left_behind import tell_left
from layers.registers.reading import all_registers
from layers.registers.references import Target, target_of

# Rows that name a contract of another day, with the contract of theirs; NULL where there is none.
ASTRAY = """
    SELECT r.id, r.{day} AS day, r.deleted_at IS NULL AS is_there,
           (SELECT n.id FROM {table} AS n
             WHERE n.ward_id = t.ward_id AND n.{lasting} = t.{lasting} AND n.valid && {days}
             ORDER BY n.valid_from LIMIT 1) AS contract
      FROM {register} AS r JOIN {table} AS t ON t.id = r.{column}
     WHERE r.ward_id = %(ward)s AND NOT t.valid && {days}
       AND (%(lasting)s::text[] IS NULL OR t.{lasting} = ANY(%(lasting)s))
"""
FOLLOW = """
    UPDATE {register} AS r
       SET {column} = astray.contract, version = r.version + 1, updated_at = now(),
           updated_by = current_setting('diemnong.actor')
      FROM ({astray}) AS astray
     WHERE r.id = astray.id AND astray.contract IS NOT NULL
"""
GIVE_BACK = """
    UPDATE {register} AS r
       SET {column} = kept.id, version = r.version + 1, updated_at = now(),
           updated_by = current_setting('diemnong.actor')
      FROM {table} AS t
      JOIN {table} AS kept ON kept.ward_id = t.ward_id AND kept.{lasting} = t.{lasting}
      LEFT JOIN jsonb_to_recordset(%(stood)s)
             AS stood (id bigint, valid_from date, valid_to date) ON stood.id = kept.id
     WHERE r.ward_id = %(ward)s AND r.{column} = t.id AND t.id = ANY(%(gone)s)
       AND NOT kept.id = ANY(%(gone)s)
       AND {days} && CASE WHEN stood.id IS NULL THEN kept.valid
                          ELSE daterange(stood.valid_from, stood.valid_to) END
"""
OF_DAY = """
    WITH t AS MATERIALIZED (SELECT * FROM {table} WHERE id = %(id)s FOR SHARE)
    SELECT n.id
      FROM t
      JOIN {table} AS n ON n.ward_id = t.ward_id AND n.{lasting} = t.{lasting}
     WHERE NOT t.valid && daterange(%(first)s, %(last)s, '[]')
       AND n.valid && daterange(%(first)s, %(last)s, '[]')
     ORDER BY n.valid_from LIMIT 1
"""


class _Naming(NamedTuple):
    """A column of a register whose rows are of a day and name what goes from hand to hand."""

    register: Register
    column: Column
    target: Target

    def fill(self, query: str, **more: sql.Composable) -> sql.Composed:
        """Put the names of tables and columns into a query."""
        day = sql.SQL("r.{}").format(sql.Identifier(self.register.dating))
        is_month = self.register.column(self.register.dating).type == "month"
        after = sql.SQL("{} + interval '1 month'" if is_month else "{} + 1").format(day)
        return sql.SQL(query).format(
            day=sql.Identifier(self.register.dating),
            days=sql.SQL("daterange({}, ({})::date)").format(day, after),
            table=sql.Identifier(self.target.table),
            lasting=sql.Identifier(self.target.lasting),
            register=sql.Identifier(self.register.table),
            column=sql.Identifier(self.column.name),
            **more,
        )


def is_followed(table: str) -> bool:
    """Say whether rows of registers go along when rows of a table take over from one another."""
    return next(_naming(table), None) is not None


def follow(conn: connection, ward: Ward, table: str) -> int:
    """Have rows name what is in force on their day, after rows of `table` changed; return how many.

    Under the name of who acts; to be called within the transaction of the change.
    """
    params = {"ward": ward.id, "lasting": None}
    return sum(
        db.execute(conn, each.fill(FOLLOW, astray=each.fill(ASTRAY)), params)
        for each in _naming(table)
    )


def tell_followers(
    conn: connection, ward: Ward, table: str, lasting: Sequence[str]
) -> tuple[Text, ...]:
    """Tell, before `follow`, which rows go to another contract of these codes, and which cannot."""
    params = {"ward": ward.id, "lasting": list(lasting)}
    told: list[Text] = []
    for each in _naming(table):
        rows = [row for row in db.rows(conn, each.fill(ASTRAY), params) if row["is_there"]]
        going = sum(row["contract"] is not None for row in rows)
        left = sorted({row["day"] for row in rows if row["contract"] is None})
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
        named, said = state.get(each.column.name), state.get(register.dating)
        if named is None or not said:
            continue
        first, last = days_of(register.column(register.dating), date.fromisoformat(said))
        params = {"id": named, "first": first, "last": last}
        row[each.column.name] = db.value(conn, each.fill(OF_DAY), params) or named
    return row


def hold(conn: connection, ward: Ward, register: Register) -> None:
    """Keep others from handing over what rows of a register name, before many rows are written.

    One row holds what it names by itself, and waits before it is locked (in_force.py); of many rows
    the first are locked by then, and who hands over would wait for them.
    """
    for each in _naming_of(register):
        query = each.fill(
            "SELECT t.id FROM {table} AS t WHERE t.ward_id = %s ORDER BY t.id FOR SHARE"
        )
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
        f"The register '{register.title.en}': {rows} rows go to the contract of their day.",
    )

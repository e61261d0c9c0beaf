"""Rows of a register without a key, known by all that they say: no sheet is taken twice."""

from collections.abc import Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.registers.contract import Register
from layers.registers.scope import Reader, rights


class Twins:
    """Finds, for each row of a sheet, a row of the register that says just the same.

    Each row of the register is found once: a sheet may well have two equal rows, and where the
    register has both, neither is new. To be used within one transaction, which keeps other sheets
    for the same register waiting.
    """

    def __init__(self, conn: connection, register: Register, reader: Reader) -> None:
        self._conn, self._register, self._reader = conn, register, reader
        self._found: list[int] = []
        place = f"sheet {register.table} {reader.ward.id}"
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext(%s))", (place,))

    def take(self, values: Mapping[str, Any]) -> bool:
        """Say whether the register has one more row of just these values."""
        same = [
            sql.SQL("r.{} IS NOT DISTINCT FROM {}").format(
                sql.Identifier(name), sql.Placeholder(f"said_{name}")
            )
            for name in values
        ]
        query = sql.SQL(
            "SELECT r.id FROM {} AS r WHERE {} AND NOT r.id = ANY(%(found)s::bigint[]) AND {}"
            " ORDER BY r.id LIMIT 1"
        ).format(
            sql.Identifier(self._register.table),
            rights(self._register, self._reader.role),
            sql.SQL(" AND ").join(same),
        )
        said = {f"said_{name}": value for name, value in values.items()}
        who = {"ward": self._reader.ward.id, "login": self._reader.login, "found": self._found}
        twin = db.value(self._conn, query, said | who)
        if twin is not None:
            self._found.append(twin)
        return twin is not None

    def made(self, row_id: int) -> None:
        """Leave out a row that this sheet made."""
        self._found.append(row_id)

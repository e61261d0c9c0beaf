"""Changes of rows taken back: the newest undone, or an earlier version put back as a new one."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.errors import NotAllowed, NotFound, UndoRefused
from layers.registers.contract import Register
from layers.registers.following import hold, of_its_day
from layers.registers.listing import Row, read_row
from layers.registers.loops import refuse_loop
from layers.registers.references import referred_away, words_of_ids
from layers.registers.scope import Reader, Window, rights
from layers.registers.words import label_key
from layers.registers.writing import (
    BulkDone,
    EditConflict,
    check_move,
    needs_back,
    require_editor,
    row_at_version,
    said_in_words,
)
from layers.roles import Role

State = Mapping[str, Any]
"""A row as the change log holds it."""


def undo_change(
    conn: connection, register: Register, reader: Reader, row_id: int, version: int, window: Window
) -> None:
    """Take back the change that made `version` of a row; that is a version of its own.

    What was changed after it and taken back since does not count. EditConflict where somebody has
    changed the row since, NotFound where that version came of no change, NotAllowed for somebody
    else's change, below a supervisor. A state goes back to where it came from, also where no step
    leads there: the step is taken back.
    """
    require_editor(register, reader)
    with db.acting_as(conn, reader.login):
        read_row(conn, register, reader, row_id, window)
        change = _change_that_made(conn, register, row_id, version)
        if change["actor"] != reader.login and reader.role < Role.SUPERVISOR:
            raise NotAllowed(
                Text(
                    "Bước này không hoàn tác được nữa, hoặc chỉ người đã làm hay người giám sát"
                    " được hoàn tác.",
                    "This step cannot be undone any more, or only by who took it or a supervisor.",
                )
            )
        seen = row_id, same_as(conn, register, reader, row_id, version)
        if not _write(conn, register, reader, seen, change["before"]):
            theirs = read_row(conn, register, reader, row_id, window)
            raise _conflict(register, reader, change["after"], theirs, change["before"])


def undo_changes(
    conn: connection,
    register: Register,
    reader: Reader,
    rows: Sequence[tuple[int, int]],
    window: Window,
) -> BulkDone:
    """Take back a change of many rows (id, the version it made) as a whole.

    Rows that somebody has changed since, or taken away, are left and named; where anything else is
    refused, all of it is.
    """
    left = []
    wanted = sorted(set(rows))
    with db.acting_as(conn, reader.login):
        hold(conn, reader.ward, register)
        for row_id, version in wanted:
            try:
                undo_change(conn, register, reader, row_id, version, window)
            except (EditConflict, NotFound):
                left.append(row_id)
    return BulkDone(len(wanted) - len(left), left)


def put_back_version(
    conn: connection,
    register: Register,
    reader: Reader,
    row_id: int,
    seen: tuple[int, int],
    window: Window,
) -> None:
    """Write a row as an earlier version had it; `seen` are the version looked at and that one.

    It becomes a new version. EditConflict where somebody has changed the row since it was looked
    at, NotFound where there never was such a version, FormRefused where its state cannot follow.
    """
    version, wanted = seen
    require_editor(register, reader)
    with db.acting_as(conn, reader.login):
        now = read_row(conn, register, reader, row_id, window)
        state = _last_of_version(conn, register, row_id, wanted)
        if now["version"] == version:
            check_move(register, now, state, reader.role)
        if not _write(conn, register, reader, (row_id, version), state):
            base = row_at_version(conn, register, row_id, version)
            theirs = read_row(conn, register, reader, row_id, window)
            raise _conflict(register, reader, base, theirs, state)


def same_as(conn: connection, register: Register, reader: Reader, row_id: int, version: int) -> int:
    """Return the version of a row as it stands where that says what `version` said, else `version`.

    So it is where all that was done to the row after it was taken back.
    """
    query = sql.SQL("SELECT r.version FROM {} AS r WHERE {} AND r.id = %(id)s").format(
        sql.Identifier(register.table), rights(register, reader.role)
    )
    params = {"ward": reader.ward.id, "login": reader.login, "id": row_id}
    now = db.value(conn, query, params)
    if now is None or now == version:
        return version
    then, newest = (
        of_its_day(conn, register, _last_of_version(conn, register, row_id, each))
        for each in (version, now)
    )
    names = [each.name for each in register.columns if each.name in then and each.name in newest]
    return int(now) if all(then[each] == newest[each] for each in names) else version


def with_words(conn: connection, register: Register, role: Role, state: State) -> dict[str, Any]:
    """Return a state of the log with the words of what it refers to, as a row that is read has."""
    row = dict(state)
    for column in register.columns_for(role):
        value = state.get(column.name)
        if column.ref and value is not None:
            row[label_key(column)] = words_of_ids(conn, column, {value}).get(value, "")
    return row


def _change_that_made(
    conn: connection, register: Register, row_id: int, version: int
) -> dict[str, Any]:
    found = db.one(
        conn,
        "SELECT actor, before, after FROM change_log WHERE table_name = %s AND row_id = %s"
        " AND action = 'update' AND after ->> 'version' = %s"
        " AND before ->> 'version' IS DISTINCT FROM after ->> 'version'"
        " AND before -> 'deleted_at' IS NOT DISTINCT FROM after -> 'deleted_at'"
        " ORDER BY id LIMIT 1",
        (register.table, str(row_id), str(version)),
    )
    if found is None:
        raise NotFound(Text("thay đổi", "change"), f"{row_id}:{version}")
    return found


def _last_of_version(conn: connection, register: Register, row_id: int, version: int) -> State:
    """Return a row as a version last was: what came with no change stands before the first one."""
    found: State | None = db.value(
        conn,
        "SELECT coalesce(CASE WHEN after ->> 'version' = %(version)s THEN after END, before)"
        "  FROM change_log WHERE table_name = %(table)s AND row_id = %(id)s"
        "   AND %(version)s IN (before ->> 'version', after ->> 'version')"
        " ORDER BY (after ->> 'version' = %(version)s) DESC NULLS LAST, id DESC LIMIT 1",
        {"table": register.table, "id": str(row_id), "version": str(version)},
    )
    if found is None:
        raise NotFound(Text("bản", "version"), version)
    return found


def _write(
    conn: connection, register: Register, reader: Reader, seen: tuple[int, int], state: State
) -> bool:
    """Write what the reader may see of a state over a version of a row; False: it is another one.

    A column that the log did not know yet stays as it is. A route that was handed over since is
    named by the contract of the row's day.
    """
    state = of_its_day(conn, register, state)
    names = [each.name for each in register.columns_for(reader.role) if each.name in state]
    query = sql.SQL(
        "UPDATE {table} AS r SET ({names}) = ROW({earlier}), version = r.version + 1,"
        " updated_at = now(), updated_by = %(login)s"
        " FROM jsonb_populate_record(NULL::{table}, %(state)s) AS b"
        " WHERE {rights} AND r.id = %(id)s AND r.version = %(version)s"
    ).format(
        table=sql.Identifier(register.table),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        earlier=sql.SQL(", ").join(sql.Identifier("b", each) for each in names),
        rights=rights(register, reader.role),
    )
    row_id, version = seen
    params = {"ward": reader.ward.id, "login": reader.login, "id": row_id, "version": version}
    with said_in_words(register):
        try:
            with db.transaction(conn):
                done = db.execute(conn, query, params | {"state": Json(state)})
        except psycopg2.errors.ForeignKeyViolation as error:
            raise _away_for_good() from error
    if done and (away := referred_away(conn, register, row_id)):
        raise needs_back(away)
    if done:
        refuse_loop(conn, register, row_id)
    return bool(done)


def _conflict(
    register: Register, reader: Reader, base: State | None, theirs: Row, state: State
) -> EditConflict:
    names = [each.name for each in register.columns_for(reader.role)]
    mine = {each: state[each] if each in state else theirs[each] for each in names}
    return EditConflict(base, theirs, mine)


def _away_for_good() -> UndoRefused:
    return UndoRefused(
        Text(
            "Không hoàn tác được: chỗ mà bản cũ nhắc đến không còn nữa.",
            "It cannot be undone: what the earlier version refers to is not there any more.",
        )
    )

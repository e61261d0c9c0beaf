"""Rows written: made, changed under an optimistic lock, taken away, brought back, many at once."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NotAllowed, NotFound
from layers.registers.about import UNSEEN, Mentions, is_mentioned, mentions_of
from layers.registers.contract import Column, Register
from layers.registers.listing import Row, read_row
from layers.registers.loops import refuse_loop
from layers.registers.references import referred_away, target_of
from layers.registers.rules import faults_about
from layers.registers.scope import Reader, Window, may_see, rights
from layers.registers.values import FormRefused, read_form, read_value, refuse
from layers.roles import Role

Said = Mapping[str, str]


class EditConflict(Exception):
    """Somebody else changed the row in between; both versions are here and nothing is lost.

    `base` is the row as the form was opened on (None where that is not known any more), `theirs`
    as it is now, `mine` what was typed.
    """

    def __init__(self, base: Mapping[str, Any] | None, theirs: Row, mine: dict[str, Any]) -> None:
        super().__init__("changed in between")
        self.base, self.theirs, self.mine = base, theirs, mine


class BulkDone(NamedTuple):
    """How a change of many rows went: how many changed, and the ids that somebody else changed."""

    changed: int
    left: list[int]


def require_editor(register: Register, reader: Reader) -> None:
    """Raise NotAllowed where the reader may not write in a register."""
    if reader.role < register.editable_by:
        raise NotAllowed(
            Text(
                f"Ghi vào sổ '{register.title.vi}' cần vai trò {register.editable_by.code}.",
                f"Writing in '{register.title.en}' needs the role {register.editable_by.code}.",
            )
        )


def add_row(conn: connection, register: Register, reader: Reader, said: Said) -> int:
    """Make a row of what was typed; return its id. FormRefused names all that is wrong."""
    require_editor(register, reader)
    kept = {"ward_id": reader.ward.id, "created_by": reader.login, "updated_by": reader.login}
    with said_in_words(register), db.acting_as(conn, reader.login):
        values = read_form(conn, reader.ward, register, reader.role, said) | kept
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
            sql.Identifier(register.table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        )
        return int(db.value(conn, query, values))


def change_row(
    conn: connection,
    register: Register,
    reader: Reader,
    row_id: int,
    version: int,
    said: Said,
    window: Window,
) -> None:
    """Write what was typed over version `version` of a row.

    EditConflict where the row is not that version any more: one wins, nobody loses.
    """
    require_editor(register, reader)
    before = read_row(conn, register, reader, row_id, window)
    if before["version"] == version:
        check_move(register, before, _state_said(register, said), reader.role)
    seen = {"ward": reader.ward.id, "login": reader.login, "id": row_id, "version": version}
    with said_in_words(register), db.acting_as(conn, reader.login):
        values = read_form(conn, reader.ward, register, reader.role, said)
        query = sql.SQL(
            "UPDATE {} AS r SET {}, version = version + 1, updated_at = now(),"
            " updated_by = %(login)s WHERE {} AND r.id = %(id)s AND r.version = %(version)s"
        ).format(
            sql.Identifier(register.table),
            sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(each), sql.Placeholder(f"new_{each}"))
                for each in values
            ),
            rights(register, reader.role),
        )
        params = {f"new_{name}": value for name, value in values.items()}
        changed = db.execute(conn, query, params | seen)
        refuse_loop(conn, register, row_id)
    if not changed:
        theirs = read_row(conn, register, reader, row_id, window)
        base = row_at_version(conn, register, row_id, version)
        raise EditConflict(base, theirs, values)


def _state_said(register: Register, said: Said) -> dict[str, str]:
    """Return the state that a form asks for, where it is one that there is."""
    name = register.states.column if register.states else ""
    state = said.get(name, "").strip()
    return {name: state} if name and state in register.column(name).choices else {}


def row_at_version(
    conn: connection, register: Register, row_id: int, version: int
) -> dict[str, Any] | None:
    """Return a row as it was in a version, from the change log; None where it never was."""
    found: dict[str, Any] | None = db.value(
        conn,
        "SELECT before FROM change_log WHERE table_name = %s AND row_id = %s"
        " AND before ->> 'version' = %s ORDER BY id LIMIT 1",
        (register.table, str(row_id), str(version)),
    )
    return found


def remove_row(
    conn: connection, register: Register, reader: Reader, row_id: int, version: int, window: Window
) -> None:
    """Take a row away; it can be brought back. Refused while others refer to it, or it changed."""
    require_editor(register, reader)
    before = read_row(conn, register, reader, row_id, window)
    if is_mentioned(conn, register.name, row_id):
        raise _stands_on(register, row_id, mentions_of(conn, reader, register.name, row_id))
    if before["version"] != version or not _set_deleted(conn, register, reader, row_id, version):
        raise InputError(
            Text(
                "Dòng này vừa được người khác sửa: hãy xem lại rồi xóa.",
                "Somebody has just changed this row: look at it again before deleting it.",
            ),
            field="version",
            value=version,
        )


def restore_row(conn: connection, register: Register, reader: Reader, row_id: int) -> None:
    """Bring back a row that was taken away; NotFound where none was.

    InputError while a row that it refers to is away itself.
    """
    require_editor(register, reader)
    query = sql.SQL(
        "UPDATE {} AS r SET deleted_at = NULL, version = version + 1, updated_at = now(),"
        " updated_by = %(login)s WHERE {} AND r.id = %(id)s AND r.deleted_at IS NOT NULL"
    ).format(sql.Identifier(register.table), may_see(register, reader.role))
    params = {"ward": reader.ward.id, "login": reader.login, "id": row_id}
    with said_in_words(register), db.acting_as(conn, reader.login):
        if not db.execute(conn, query, params):
            raise NotFound(register.one, row_id)
        if away := referred_away(conn, register, row_id):
            raise needs_back(away)


def needs_back(away: Column) -> InputError:
    title, one = away.title, target_of(away).title
    return InputError(
        Text(
            f"{title.vi}: {one.vi} mà dòng này nhắc đến đang bị xóa; khôi phục {one.vi} đó trước.",
            f"{title.en}: the {one.en} that this row refers to is deleted; restore that first.",
        ),
        field=away.name,
    )


def set_state(
    conn: connection,
    register: Register,
    reader: Reader,
    rows: Sequence[tuple[int, int]],
    state: str,
    window: Window,
) -> BulkDone:
    """Put rows (id, version) into a state; those that somebody else changed are left and named.

    One transaction: a move that is not allowed refuses all of them.
    """
    require_editor(register, reader)
    if register.states is None:
        raise NotFound(Text("trạng thái", "state"), state)
    column = register.column(register.states.column)
    wanted = {column.name: read_value(column, state)}
    query = sql.SQL(
        "UPDATE {} AS r SET {} = %(state)s, version = version + 1, updated_at = now(),"
        " updated_by = %(login)s WHERE {} AND r.id = %(id)s AND r.version = %(version)s"
    ).format(
        sql.Identifier(register.table), sql.Identifier(column.name), rights(register, reader.role)
    )
    params = {"ward": reader.ward.id, "login": reader.login, "state": state}
    changed, left = 0, []
    with said_in_words(register), db.acting_as(conn, reader.login):
        for row_id, version in sorted(set(rows)):
            before = read_row(conn, register, reader, row_id, window)
            if before["version"] == version:
                check_move(register, before, wanted, reader.role)
                faults = faults_about(register, before | wanted, column.name)
                if faults:
                    raise FormRefused(faults)
            done = db.execute(conn, query, params | {"id": row_id, "version": version})
            changed += done
            left += [] if done else [row_id]
    return BulkDone(changed, left)


def _set_deleted(
    conn: connection, register: Register, reader: Reader, row_id: int, version: int
) -> int:
    query = sql.SQL(
        "UPDATE {} AS r SET deleted_at = now(), version = version + 1, updated_at = now(),"
        " updated_by = %(login)s WHERE {} AND r.id = %(id)s AND r.version = %(version)s"
    ).format(sql.Identifier(register.table), rights(register, reader.role))
    params = {"ward": reader.ward.id, "login": reader.login, "id": row_id, "version": version}
    with said_in_words(register), db.acting_as(conn, reader.login):
        return db.execute(conn, query, params)


def check_move(register: Register, before: Row, values: Mapping[str, Any], role: Role) -> None:
    """Refuse a state that does not follow the one before; a supervisor has the ways back too."""
    states = register.states
    if states is None or not states.moves or states.column not in values:
        return
    column, old, new = register.column(states.column), before[states.column], values[states.column]
    allowed = (*states.moves.get(old, ()), *states.ways_back(old, role))
    if new != old and new not in allowed:
        words = [column.choices[each] for each in allowed]
        was = column.choices[old]
        error = refuse(
            column, column.choices[new].vi,
            f"không đi được từ '{was.vi}'; chỉ đến: {', '.join(w.vi for w in words) or '—'}",
            f"cannot follow '{was.en}'; only: {', '.join(w.en for w in words) or '—'}",
        )  # fmt: skip
        raise FormRefused({column.name: error.text})


class said_in_words:
    """Say in the words of the form what the database refuses: a second row of the same."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, _trace: object) -> None:
        if isinstance(error, psycopg2.errors.ExclusionViolation):
            raise FormRefused(_overlaps(self._register)) from error
        if isinstance(error, psycopg2.errors.CheckViolation) and error.diag.message_hint:
            # refuse_in_words(): a rule of the table, said in both languages
            words = Text(error.diag.message_primary or "", error.diag.message_hint)
            raise FormRefused({error.diag.column_name or "id": words}) from error
        if isinstance(error, psycopg2.errors.UniqueViolation):
            columns = self._register.unique[0]
            for each in self._register.unique:
                if (error.diag.constraint_name or "").endswith("_".join(each)):
                    columns = each
            titles = [self._register.column(each).title for each in columns]
            vi, en = (", ".join(getattr(t, lang) for t in titles) for lang in ("vi", "en"))
            one = self._register.one
            raise FormRefused(
                {
                    columns[-1]: Text(
                        f"{vi}: đã có {one.vi} như vậy; mỗi giá trị chỉ một dòng.",
                        f"{en}: there is such a {one.en} already; one row for each.",
                    )
                }
            ) from error


def _overlaps(register: Register) -> dict[str, Text]:
    rule, one = register.no_overlap[0], register.one
    titles = [register.column(each).title for each in rule.same]
    vi, en = (", ".join(getattr(t, lang) for t in titles) for lang in ("vi", "en"))
    start = register.column(rule.start).title
    text = Text(
        f"{start.vi}: đã có {one.vi} cùng {vi} có hiệu lực trong những ngày này; đóng dòng trước"
        " bằng ngày cuối của nó.",
        f"{start.en}: a {one.en} of the same {en} holds on these days already; give the other its"
        " last day first.",
    )
    return {rule.start: text}


def _stands_on(register: Register, row_id: int, mentions: Sequence[Mentions]) -> InputError:
    seen = [each for each in mentions if each.count]
    vi = ", ".join(f"{each.register.title.vi}: {each.count}" for each in seen) or UNSEEN.vi
    en = ", ".join(f"{each.register.title.en}: {each.count}" for each in seen) or UNSEEN.en
    return InputError(
        Text(
            f"Không xóa được {register.one.vi} này vì còn dòng nhắc đến nó ({vi}).",
            f"This {register.one.en} cannot be deleted while rows refer to it ({en}).",
        ),
        field="id",
        value=row_id,
    )

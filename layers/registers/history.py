"""Who changed what in a row, newest first: from the change log, as a role may see it."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.registers.contract import Column, Register
from layers.registers.references import words_of_ids
from layers.registers.words import words_for
from layers.roles import Role, knows_people

LENGTH = 50
Entry = dict[str, Any]


class Change(NamedTuple):
    title: Text
    before: Text
    after: Text


class Event(NamedTuple):
    """One entry: `action` is insert, update, delete or restore.

    `actor` is empty for a reader who may not know the people of the ward's office. `version` is the
    one that it made, of what can be put back; None where it made none.
    """

    at: Any
    actor: str
    action: str
    changes: list[Change]
    version: int | None = None


def read_history(conn: connection, register: Register, row_id: int, role: Role) -> list[Event]:
    """Return the changes of a row; the caller has asked whether the reader may see the row."""
    found = db.rows(
        conn,
        "SELECT at, actor, action, before, after FROM change_log"
        " WHERE table_name = %s AND row_id = %s ORDER BY id DESC LIMIT %s",
        (register.table, str(row_id), LENGTH),
    )
    columns = register.columns_for(role)
    words = {each.name: _referred(conn, each, found) for each in columns if each.ref}
    events = [_event(entry, columns, words) for entry in found]
    if found and len(found) < LENGTH and found[-1]["before"]:
        events.append(_arrival(found[-1]["before"]))
    return events if knows_people(role) else [each._replace(actor="") for each in events]


def _referred(conn: connection, column: Column, found: list[Entry]) -> dict[int, str]:
    """Return the words of all rows that a column has referred to over time."""
    versions = [version for entry in found for version in (entry["before"], entry["after"])]
    ids = {each[column.name] for each in versions if each and each.get(column.name) is not None}
    return words_of_ids(conn, column, ids) if ids else {}


def _event(entry: Entry, columns: tuple[Column, ...], words: dict[str, dict[int, str]]) -> Event:
    before, after = entry["before"] or {}, entry["after"] or {}
    action = entry["action"]
    if action == "update" and before.get("deleted_at") != after.get("deleted_at"):
        action = "delete" if after.get("deleted_at") else "restore"
    changed = [
        Change(each.title, _say(each, before, words), _say(each, after, words))
        for each in columns
        if action == "update" and before.get(each.name) != after.get(each.name)
    ]
    is_new = action == "insert" or before.get("version") != after.get("version")
    version = after.get("version") if is_new and action in ("insert", "update") else None
    return Event(entry["at"], entry["actor"], action, changed, version)


def _arrival(first: Entry) -> Event:
    """Tell how a row came that a file brought: only what the first change found is known."""
    at = datetime.fromisoformat(first["created_at"])
    return Event(at, first["created_by"], "insert", [], first["version"])


def _say(column: Column, version: Entry, words: dict[str, dict[int, str]]) -> Text:
    value = version.get(column.name)
    if column.ref:
        return same(words[column.name].get(value, "") if value is not None else "")
    return words_for(column, value)

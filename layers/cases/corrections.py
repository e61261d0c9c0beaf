"""What was corrected of an incident itself (day, place, act), among the entries of its case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.cases.timeline import Event

_UNDONE = Text("Hoàn tác việc sửa: ", "Correction undone: ")
_CORRECTED = Text("Sửa thông tin: ", "Corrected: ")
_EMPTY = Text("(trống)", "(empty)")


def with_corrections(
    conn: connection,
    events: Sequence[Event],
    history: Sequence[Mapping[str, Any]],
) -> list[Event]:
    """Return the entries of a case and the corrections of its record together, the newest first.

    `history` is that of the record as its reader may see it (layers/queries/records.py).
    """
    found = [event for entry in history if (event := _correction(entry)) is not None]
    names = _names_of(conn, {each.actor for each in found})
    found = [each._replace(actor=names.get(each.actor, each.actor)) for each in found]
    # The history knows seconds; the entries of a case within one keep the order that they have.
    return sorted([*found, *events], key=lambda each: each.at.replace(microsecond=0), reverse=True)


def _names_of(conn: connection, logins: set[str]) -> dict[str, str]:
    query = 'SELECT login, display_name FROM "user" WHERE login = ANY (%s)'
    return {row["login"]: row["display_name"] for row in db.rows(conn, query, (list(logins),))}


def _correction(entry: Mapping[str, Any]) -> Event | None:
    """Return an entry of the history as one of the case; None: it was a step of the case alone."""
    changes = [each for each in entry["changes"] if each.get("name") != "state"]
    if not changes:
        return None
    told = [Text(*(_change(each, lang) for lang in ("vi", "en"))) for each in changes]
    head = _UNDONE if entry["action"] == "undo" else _CORRECTED
    title = Text(
        head.vi + "; ".join(each.vi for each in told), head.en + "; ".join(each.en for each in told)
    )
    at = datetime.fromisoformat(entry["at"])
    return Event(0, "corrected", at, entry["actor"], title, entry["reason"])


def _change(change: Mapping[str, Any], lang: str) -> str:
    name = change["field"][lang]
    if change["before"] is None:  # a place: its change is its own words
        return str(name)
    empty = _EMPTY.in_language(lang)
    before, after = change["before"][lang] or empty, change["after"][lang] or empty
    return f"{name}: {before} → {after}"

"""Edits in words and numbers for whoever decides: a record to edit, a difference, its versions."""

import json
from collections.abc import Mapping
from typing import Any

import shapely
import shapely.geometry
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.shape_change import shape_change
from geo.text import Text, same
from layers import db
from layers.contract import Field
from layers.editing.attempts import new_key
from layers.editing.choices import choices_of
from layers.editing.contract import Changed, Row
from layers.editing.editable import Subject
from layers.editing.edited import find_subject
from layers.editing.form import describe_form, propose_code
from layers.editing.rows import read_row
from layers.editing.save import Outcome
from layers.errors import NotFound
from layers.importing.targets import Column
from layers.queries.sources import read_sql
from layers.queries.vocabulary import read_vocabulary, words_for
from layers.queries.wards import Ward
from layers.roles import Role

MOST_VERSIONS = 200


def describe_new(conn: connection, ward: Ward, name: str, role: Role) -> dict[str, Any]:
    """Return the empty form of a layer, with a code that nobody has yet and a key of its own."""
    subject = find_subject(name, role)
    frame = _frame(conn, ward, subject)
    values = {each["name"]: each["default"] for each in frame["form"]}
    if "code" in values:
        values["code"] = propose_code(conn, ward, subject)
    values |= subject.rule.begins_with()
    blank = {"id": None, "version": None, "values": values, "geometry": None}
    return frame | blank | {"attempt": new_key()}


def describe_row(
    conn: connection, ward: Ward, name: str, row_id: int, role: Role
) -> dict[str, Any]:
    """Return one record to edit: form, values, exact shape, version, and the versions before."""
    subject = find_subject(name, role)
    row = read_row(conn, ward, subject, row_id)
    shown = state_of(subject, row) | {
        "called": row.called,
        "versions": _versions(conn, ward, subject, row),
        "beside": _beside(conn, ward, subject, row),
    }
    return _frame(conn, ward, subject, row_id) | {"id": row_id} | shown


def _beside(conn: connection, ward: Ward, subject: Subject, row: Row) -> list[dict[str, Any]]:
    """List what could be merged with a row, where it is a kind of record that is."""
    if not subject.is_divided:
        return []
    is_period = subject.target.is_period
    query = sql.SQL(read_sql("edit_beside")).format(
        table=subject.table,
        condition=sql.SQL(subject.rule.condition),
        same_time=sql.SQL("t.valid && this.valid" if is_period else "true"),
    )
    params = {"table": subject.target.table, "id": row.id, "ward": ward.id}
    return db.rows(conn, query, params)


def _frame(
    conn: connection, ward: Ward, subject: Subject, row_id: int | None = None
) -> dict[str, Any]:
    return {
        "layer": subject.layer.name,
        "title": subject.layer.title.to_json(),
        "shape": subject.layer.geometry,
        "form": describe_form(subject, choices_of(conn, ward, subject, row_id)),
        "is_area": subject.rule.is_area,
        "is_divided": subject.is_divided,
        "is_removed": subject.rule.is_removed,
        "needs_reason": subject.rule.needs_reason(is_new=row_id is None),
    }


def state_of(subject: Subject, row: Row) -> dict[str, Any]:
    """Return how a row stands: version, values of the form, shape to the last bit."""
    return {
        "version": row.version,
        "values": {name: _plain(row.values[name]) for name in subject.names},
        "geometry": to_geojson(row.shape),
    }


def to_geojson(shape: Any) -> dict[str, Any]:
    """Return a shape as GeoJSON with every digit: unmoved, it comes back the same to the bit."""
    return dict(json.loads(json.dumps(shapely.geometry.mapping(shape))))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _versions(conn: connection, ward: Ward, subject: Subject, row: Row) -> list[dict[str, Any]]:
    """List the versions of a row, newest first, numbered from 1."""
    entries = _entries(conn, ward, subject, row.id)
    return [
        {
            "version": entry["id"],
            "number": len(entries) - at,
            "at": entry["at"].isoformat(timespec="seconds") if entry["at"] else None,
            "actor": entry["actor"],
            "action": entry["edited"] or entry["action"],
            "reason": entry["reason"],
        }
        for at, entry in enumerate(entries)
    ]


def _entries(conn: connection, ward: Ward, subject: Subject, row_id: int) -> list[dict[str, Any]]:
    params = {
        "table": subject.target.table,
        "id": row_id,
        "ward_id": ward.id,
        "length": MOST_VERSIONS,
    }
    query = sql.SQL(read_sql("history")).format(table=subject.table)
    entries = db.rows(conn, query, params)
    if entries and entries[-1]["action"] != "insert":
        # Nobody knows how it came to be: how it was before its first change is a version too.
        first = {"id": 0, "at": None, "actor": "", "action": "insert", "edited": None, "reason": ""}
        entries.append(first)
    return entries


def read_version(
    conn: connection, ward: Ward, name: str, row_id: int, version: int, role: Role
) -> dict[str, Any]:
    """Return values and shape of an earlier version; saved again they become the newest."""
    subject = find_subject(name, role)
    row = read_row(conn, ward, subject, row_id)
    if version == row.version:
        return state_of(subject, row)
    entries = _entries(conn, ward, subject, row_id)
    at = next((at for at, each in enumerate(entries) if each["id"] == version), None)
    if at is None:
        raise NotFound(subject.layer.title, f"{row_id}/{version}")
    state = entries[at]["after"] or entries[at - 1]["before"]
    shape = shapely.from_wkb(state["geom"])
    return {
        "version": version,
        "values": {name: state[name] for name in subject.names},
        "geometry": to_geojson(shape),
    }


def describe_outcome(conn: connection, ward: Ward, done: Outcome) -> dict[str, Any]:
    """Return what an edit did or would do: each row before and after, sizes in metres."""
    vocabulary = read_vocabulary(conn, ward.id)
    return {
        "edit": done.edit_id,
        "action": done.action,
        "layer": done.subject.layer.name,
        "incidents": done.incidents,
        "notes": [each.to_json() for each in done.notes],
        "rows": [_describe_row(ward, done.subject, each, vocabulary) for each in done.rows],
    }


def _action(changed: Changed) -> str:
    before, after = changed
    if before is None or after is None:
        return "create" if before is None else "remove"
    has_ended = before.values.get("valid_to") != after.values.get("valid_to")
    return "close" if has_ended and before.shape.equals_exact(after.shape, 0) else "change"


def _describe_row(
    ward: Ward, subject: Subject, changed: Changed, vocabulary: Mapping[str, Any]
) -> dict[str, Any]:
    before, after = changed
    row = after or before
    assert row is not None
    shapes = [None if each is None else each.shape for each in changed]
    has_moved = before is None or after is None or not before.shape.equals_exact(after.shape, 0)
    size = shape_change(shapes[0], shapes[1], ward.srid_measure)
    changes = [
        {
            "field": field.title.to_json(),
            "before": _said(field, column, before, vocabulary).to_json(),
            "after": _said(field, column, after, vocabulary).to_json(),
        }
        for field, column in subject.fields
        for name in (column.name,)
        if (before.values[name] if before else None) != (after.values[name] if after else None)
    ]
    return {
        "id": row.id,
        "title": row.title,
        "code": row.code,
        "action": _action(changed),
        "before": to_geojson(before.shape) if before and has_moved else None,
        "after": to_geojson(after.shape) if after and has_moved else None,
        "version": after.version if after else None,
        "size": size._asdict(),
        "changes": changes,
    }


def _said(field: Field, column: Column, row: Row | None, vocabulary: Mapping[str, Any]) -> Text:
    """Say what a row has in a field; the row of a register that it stands for by its code."""
    if row is not None and column.type == "ref":
        return same(row.called)
    return words_for(field, None if row is None else row.values[column.name], dict(vocabulary))

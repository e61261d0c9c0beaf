"""An uploaded file and an import as plain data for the pages that lead through loading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from geo.text import Text, same
from layers.importing.column_names import TITLES
from layers.importing.column_titles import describe_columns, propose
from layers.importing.fixes import fix_for
from layers.importing.said import NEW_LAYER, command_line
from layers.importing.targets import TARGETS, find_target
from layers.queries.column_memory import recall
from layers.queries.imports import ImportRecord, ImportRows
from layers.queries.uploads import Upload
from layers.queries.vocabulary import Vocabulary, read_vocabulary, words_for
from layers.registry import Layer, layer_of, layers_of
from layers.roles import Role
from web.db import get_conn
from web.wards import current_ward, role_here

NEW_LAYER_TITLE = Text("Một lớp mới của phường", "A new layer of the ward's own")
STEPS = ("file", "columns", "check", "load")
# At which step a question is put; those that are not named are about the file as a whole.
ASKED_AT = {
    **dict.fromkeys(("date_format", "decimal", "x", "y"), "columns"),
    **dict.fromkeys(("repair", "repair_large", "overlaps"), "check"),
    "geometry": "columns",
}


def importable_layers() -> list[Layer]:
    """List the layers that a file can be loaded into, in the order of the layer list."""
    seen = layers_of(get_conn(), current_ward(), role_here())
    return [each for each in seen if each.name in TARGETS or each.generic]


def describe_upload(upload: Upload) -> dict[str, Any]:
    """Say everything the steps show of an upload: what was found, what was said, what is open."""
    ward, preview = current_ward(), upload.preview or {}
    columns = [each["name"] for each in preview.get("columns", [])]
    return {
        "id": upload.id,
        "file_name": upload.file_name,
        "files": [each.to_json() for each in upload.files],
        "layer": upload.layer,
        "state": upload.state,
        "job": upload.job_id,
        "import": upload.import_id,
        "by": upload.created_by,
        "at": upload.created_at.isoformat(timespec="seconds"),
        "said": dict(upload.said),
        "is_checked": upload.is_checked,
        "checked": upload.checked,
        "preview": upload.preview,
        "questions": [_question(each, upload.said) for each in preview.get("asked", [])],
        "fixes": {kind: fix_for(kind).to_json() for kind in _kinds(upload.checked)},
        "has_issue_sheet": upload.issues_sha256 is not None,
        "target": _target(upload, columns),
        "memory": _memory(upload, columns),
        "command": command_line(ward.code, upload.layer, upload.file_name, upload.said),
    }


def describe_brief(upload: Upload) -> dict[str, Any]:
    """Say what a list of open uploads shows."""
    return {
        "id": upload.id,
        "file_name": upload.file_name,
        "layer": upload.layer,
        "by": upload.created_by,
        "at": upload.changed_at.isoformat(timespec="seconds"),
    }


def describe_import(record: ImportRecord) -> dict[str, Any]:
    """Say what a list of imports shows of one."""
    (shown,) = describe_imports([record])
    return shown


def describe_imports(records: Sequence[ImportRecord]) -> list[dict[str, Any]]:
    """Say what a list of imports shows; an original is offered to those who may take it away."""
    role = role_here()
    seen = layers_of(get_conn(), current_ward(), role)
    whole = {each.name for each in seen if len(each.fields_for(role)) == len(each.fields)}
    return [_import(each, has_original=each.layer in whole) for each in records]


def _import(record: ImportRecord, *, has_original: bool) -> dict[str, Any]:
    return {
        "id": record.id,
        "layer": record.layer,
        "file_name": record.file_name,
        "sha256": record.file_sha256,
        "is_kept": bool(record.files) and has_original,
        "rows_read": record.rows_read,
        "rows_loaded": record.rows_loaded,
        "by": record.actor,
        "at": record.finished_at.isoformat(timespec="seconds"),
        "can_be_undone": record.undone_at is None and record.changes_from is not None,
        "undone_at": record.undone_at and record.undone_at.isoformat(timespec="seconds"),
        "undone_by": record.undone_by,
    }


def describe_rows(record: ImportRecord, rows: ImportRows, layer: Layer) -> dict[str, Any]:
    """Say what the page of one import shows: its report, and a page of its rows."""
    said = {name: value for name, value in record.said.items() if name != "actor"}
    ward = current_ward()
    vocabulary = read_vocabulary(get_conn(), ward.id)
    return {
        "files": [each.to_json() for each in record.files],
        "command": command_line(ward.code, record.layer, record.file_name, said),
        "found": dict(record.options.get("found", {})),
        "issues": [each for each in record.issues if _is_told(each, layer)],
        "undone": record.undone,
        "columns": [_column(name, layer) for name in rows.columns],
        "rows": [_row(row, layer, vocabulary) for row in rows.rows],
        "total": rows.total,
        "waiting": rows.waiting,
        "bounds": rows.bounds,
    }


def _is_told(issue: Mapping[str, Any], layer: Layer) -> bool:
    """Say whether a finding is about what the caller may see: it quotes the value."""
    field = layer.field(str(issue.get("field") or ""))
    return field is None or field.visible_to <= role_here()


def _column(name: str, layer: Layer) -> dict[str, Any]:
    field = layer.field(name)
    title = field.title if field else TITLES.get(name, same(name))
    return {"name": name, "title": title.to_json(), "type": field.type if field else "text"}


def _row(row: Mapping[str, Any], layer: Layer, vocabulary: Vocabulary) -> dict[str, Any]:
    """Say each value in words; the precision of a moment also as a code, for who writes dates."""
    shown = {name: _value(name, value, layer, vocabulary) for name, value in row.items()}
    return shown | {"time_precision_code": row.get("time_precision")}


def _value(name: str, value: Any, layer: Layer, vocabulary: Vocabulary) -> Any:
    field = layer.field(name)
    if isinstance(value, date):
        return value.isoformat()
    if field is not None and field.type in ("code", "boolean"):
        return words_for(field, value, vocabulary).to_json()
    return value


def _kinds(checked: Mapping[str, Any] | None) -> list[str]:
    return list((checked or {}).get("counts", {}))


def _question(question: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    id = question["id"]
    step = "columns" if id.startswith("map.") else ASKED_AT.get(id, "file")
    return {**question, "step": step, "answer": said.get("answers", {}).get(id)}


def _target(upload: Upload, columns: list[str]) -> dict[str, Any]:
    conn, ward = get_conn(), current_ward()
    if upload.layer == NEW_LAYER:
        return _new_target(upload, columns)
    layer = layer_of(conn, ward, upload.layer, role_here())
    target = find_target(conn, ward, upload.layer)
    vocabulary = read_vocabulary(conn, ward.id)
    return {
        "geometry": layer.geometry,
        "title": layer.title.to_json(),
        "keeps_extra": target.keeps_extra,
        "is_period": target.is_period,
        "is_incident": target.table == "incident",
        "is_own": layer.is_custom,
        "columns": describe_columns(target, layer, vocabulary, columns),
        "x": propose("x", columns),
        "y": propose("y", columns),
        "wkt": propose("wkt", columns),
        "fields": {code: words.to_json() for code, words in vocabulary["field_code"].items()},
    }


def _new_target(upload: Upload, columns: list[str]) -> dict[str, Any]:
    """Say of a layer that does not exist yet what the steps ask of any layer."""
    proposed = (upload.preview or {}).get("proposed")
    return {
        "geometry": proposed["geometry"] if proposed else "point",
        "title": NEW_LAYER_TITLE.to_json(),
        "is_new": True,
        "keeps_extra": True,
        "is_period": False,
        "is_incident": False,
        "columns": [],
        "x": propose("x", columns),
        "y": propose("y", columns),
        "fields": {},
        "proposed": proposed,
        "roles": [role.code for role in Role if Role.PUBLIC < role <= role_here()],
    }


def _memory(upload: Upload, columns: list[str]) -> dict[str, Any] | None:
    """Return how the same columns were understood before, until something is said of them."""
    if not columns or upload.layer == NEW_LAYER:
        return None
    found = recall(get_conn(), current_ward(), upload.layer, columns)
    return None if found is None else found.to_json()

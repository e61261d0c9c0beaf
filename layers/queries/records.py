"""One record as somebody in a role may see it: fields, place, history, geometry."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db, prepared
from layers.boundaries.family import area_key, read_family
from layers.contract import Field, Layer
from layers.errors import NotFound
from layers.filters import Filter, group_of
from layers.queries.run_records import read_run_cell
from layers.queries.sources import Source, field_value, layer_source, read_sql
from layers.queries.unplaced import placing_of
from layers.queries.vocabulary import Vocabulary, read_vocabulary, words_for
from layers.queries.wards import Ward
from layers.roles import Role, knows_people

HISTORY_LENGTH = 50
LONGEST_TITLE = 120
PLACED = Text("Định vị", "Placed")
MOVED = Text("Vị trí", "Location")
RUN_SPAN = 1_000_000  # ids of the cells of a run, see layer_run_cells


def read_record(
    conn: connection,
    ward: Ward,
    layer: Layer,
    record_id: int,
    role: Role,
    chosen: Filter,
    *,
    only_filtered: bool = False,
) -> dict[str, Any]:
    """Return a record with the fields `role` may see; NotFound where the ward has none such.

    The period of the filter does not hide it: a record that is linked to can be opened, unless
    `only_filtered` leaves to be found what the filter leaves, and nothing else. Its group
    is that of the filter's last day, of a run's last day for what a run has found.
    """
    row = _find(conn, ward, layer, record_id, role, chosen, only_filtered)
    vocabulary = read_vocabulary(conn, ward.id)
    fields = layer.fields_for(role)
    found = {
        "id": record_id,
        "layer": layer.name,
        "title": title_of(layer, row, fields, vocabulary).to_json(),
        "fields": [
            *(
                shown_field(field, row[field.name], vocabulary)
                for field in fields
                if field.in_popup
            ),
            *(_placing(conn, record_id) if layer.name == "incidents" else []),
        ],
    }
    on = chosen.boundaries_on
    if layer.needs_run:
        cell = read_run_cell(conn, ward, *divmod(record_id, RUN_SPAN), role, vocabulary)
        found |= {"title": cell.title.to_json(), "run": cell.shown}
        on = cell.on
    if layer.tables[0] == "area":
        found["family"] = read_family(conn, ward, record_id, role)
        found["key"] = area_key(conn, record_id)
    return found | {
        "place": _place(conn, ward, layer, record_id, row, on, chosen),
        "history": _history(conn, ward, layer, record_id, role, vocabulary),
        "geometry": json.loads(row["_geometry"]) if row["_geometry"] else None,
    }


def _placing(conn: connection, record_id: int) -> list[dict[str, Any]]:
    """Show how an incident that came without coordinates got its place."""
    said = placing_of(conn, record_id)
    if said is None:
        return []
    shown = {"name": "placing", "title": PLACED.to_json(), "type": "text"}
    return [shown | {"value": said.vi, "text": said.to_json()}]


def _find(
    conn: connection,
    ward: Ward,
    layer: Layer,
    record_id: int,
    role: Role,
    chosen: Filter,
    only_filtered: bool,
) -> dict[str, Any]:
    table, condition, params = record_source(ward, layer, record_id, chosen, only_filtered)[:3]
    columns = [
        field_value(layer, field) + sql.SQL(" AS ") + sql.Identifier(field.name)
        for field in layer.fields_for(role)
    ]
    query = sql.SQL("SELECT {columns} FROM {table} WHERE {condition}").format(
        columns=sql.SQL(", ").join([*columns, sql.SQL("ST_AsGeoJSON(v.geom, 7) AS _geometry")]),
        table=table,
        condition=condition,
    )
    row = look_up(layer, only_filtered)(conn, query, params)
    if row is None:
        raise NotFound(layer.title, record_id)
    return row


def record_source(
    ward: Ward, layer: Layer, record_id: int, chosen: Filter, only_filtered: bool
) -> Source:
    """Return the one row of a record, or none: whatever the filter, unless it is to hide."""
    run_id = record_id // RUN_SPAN if layer.needs_run else None
    source = layer_source(ward, layer, chosen, run_id)
    condition = _in_ward(layer) if _is_by_key(layer, only_filtered) else source.condition
    return Source(
        source.table,
        condition + sql.SQL(" AND v.id = %(record_id)s"),
        source.params | {"record_id": record_id, "ward_id": ward.id, "layer": layer.name},
    )


def look_up(layer: Layer, only_filtered: bool) -> Callable[..., dict[str, Any] | None]:
    """Return how the row of a record is read: with its plan kept where it is found by its key."""
    return prepared.one if _is_by_key(layer, only_filtered) else db.one


def _is_by_key(layer: Layer, only_filtered: bool) -> bool:
    return not (only_filtered or layer.aggregated or layer.needs_run)


def _in_ward(layer: Layer) -> sql.Composable:
    of_layer = sql.SQL(" AND v.layer = %(layer)s") if layer.generic else sql.SQL("")
    return sql.SQL("v.ward_id = %(ward_id)s") + of_layer


def title_of(
    layer: Layer, row: dict[str, Any], fields: tuple[Field, ...], vocabulary: Vocabulary
) -> Text:
    """Name a record by what people call it: its name, category, place or code."""
    by_name = {field.name: field for field in fields}
    for name in (layer.label, "name", "category_code", "label", "address", "code"):
        if name in by_name and row.get(name):
            return Text(*map(_as_title, words_for(by_name[name], row[name], vocabulary)))
    return layer.title


def _as_title(words: str) -> str:
    """Return what fits into a heading; a file may bring a text of any length."""
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"


def shown_field(field: Field, value: Any, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": field.title.to_json(),
        "type": field.type,
        "value": _plain(value),
        "text": words_for(field, value, vocabulary).to_json(),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _place(
    conn: connection,
    ward: Ward,
    layer: Layer,
    record_id: int,
    row: dict[str, Any],
    on: date | None,
    chosen: Filter,
) -> dict[str, Any]:
    """Say in which group, on which lane and in which round: all three are on the public map."""
    is_area = layer.geometry == "polygon" and not layer.needs_run
    if layer.aggregated or is_area or not row["_geometry"]:
        return {}
    name = "place_of_incident" if layer.name == "incidents" else "place_of_geometry"
    params = {
        "ward_id": ward.id,
        "id": record_id,
        "srid": ward.srid_measure,
        "geometry": row["_geometry"],
        "on": on,
    }
    query = sql.SQL(read_sql(name)).format(group=group_of(chosen))
    read = prepared.rows if layer.name == "incidents" else db.rows
    found = read(conn, query, params)
    return {
        each["kind"]: {"id": each["id"], "code": each["code"], "name": each["name"]}
        for each in found
    }


def _history(
    conn: connection, ward: Ward, layer: Layer, record_id: int, role: Role, vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """Who changed what, newest first: for staff, and only the fields their role may see."""
    if role is Role.PUBLIC or layer.aggregated or layer.needs_run:
        return []
    query = sql.SQL(read_sql("history")).format(table=sql.Identifier(layer.tables[0]))
    params = {
        "table": layer.tables[0], "id": record_id, "ward_id": ward.id,
        "length": HISTORY_LENGTH,
    }  # fmt: skip
    return [
        {
            "at": change["at"].isoformat(timespec="seconds"),
            "actor": change["actor"] if knows_people(role) else "",
            "action": change["edited"] or change["action"],
            # what people write may name people
            "reason": change["reason"] if knows_people(role) else "",
            "changes": _changes(layer, change, role, vocabulary),
        }
        for change in prepared.rows(conn, query, params)
    ]


def _changes(
    layer: Layer, change: dict[str, Any], role: Role, vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """Compare before and after; a first entry says only that the record came to be."""
    if change["action"] != "update":
        return []
    before, after = change["before"], change["after"]
    moved = before.get("geom") != after.get("geom")
    moves: dict[str, Any] = {"field": MOVED.to_json(), "before": None, "after": None}
    changes = [moves] if moved else []
    if layer.generic:
        before, after = before["properties"], after["properties"]
    for field in layer.fields_for(role):
        old, new = before.get(field.name), after.get(field.name)
        if old != new:
            changes.append(
                {
                    "field": field.title.to_json(),
                    "name": field.name,
                    "before": words_for(field, old, vocabulary).to_json(),
                    "after": words_for(field, new, vocabulary).to_json(),
                }
            )
    return changes

"""What is here: what each layer has at a spot of the map, as the filter's day and role show it."""

from dataclasses import replace
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.crs import crs_name, operation_accuracy_m
from geo.spot_words import plane_coordinates, say_degrees
from layers import clock, db
from layers.contract import Layer
from layers.filter_shape import DISTANCE, Circle, require_metres
from layers.filters import Filter, boundary_day
from layers.queries.records import shown_field, title_of
from layers.queries.sources import Source, field_value, layer_source
from layers.queries.vocabulary import Vocabulary, read_vocabulary
from layers.queries.wards import Ward
from layers.registry import visible_layers
from layers.roles import Role

MOST_ROWS = 200
AT, BESIDE, NEAR = 0.01, 30.0, 50.0
"""Metres: lies in it; lies beside it, as incidents are put on lanes and routes; is in sight."""


class _Part(NamedTuple):
    layer: str
    within_m: float
    fields: tuple[str, ...] = ()


PARTS = (
    _Part("groups", AT, ("valid_from", "basis")),
    _Part("lanes", BESIDE, ("kind", "width_m")),
    _Part("routes", BESIDE, ("holder_unit", "holder_name", "valid_from", "valid_to")),
    _Part("lane_projects", BESIDE, ("state", "finished_on")),
    _Part("sites", NEAR, ("address", "stage", "permit_state")),
    _Part("incidents", NEAR, ("occurred_at", "state", "address")),
    _Part("incident_cells", AT, ("n",)),
    _Part("repeat_points", NEAR, ("value",)),
    _Part("facilities", NEAR, ("kind",)),
)


def read_spot(
    conn: connection,
    ward: Ward,
    lon: float,
    lat: float,
    chosen: Filter,
    role: Role,
    runs: dict[str, int],
) -> dict[str, Any]:
    """Return what lies at a spot: coordinates, and of each layer that `role` sees the rows near it.

    Each part says how many rows there are within how many metres (of the ward's CRS), and the
    nearest 200. `runs` are the stored analyses on the map, by method. The box of the screen does
    not narrow it. InputError where the spot cannot be told in metres.
    """
    require_metres(Circle(lon, lat, NEAR), ward.srid_measure, "at", f"{lat:.9g}/{lon:.9g}")
    seen = {layer.name: layer for layer in visible_layers(role)}
    vocabulary = read_vocabulary(conn, ward.id)
    asked = chosen.without("inside")
    parts = [
        _part(conn, ward, seen[part.layer], part, (lon, lat), asked, role, runs, vocabulary)
        for part in PARTS
        if part.layer in seen
    ]
    return {
        "lon": lon,
        "lat": lat,
        "on": (chosen.last or clock.today()).isoformat(),
        "coordinates": coordinates_of(lon, lat, ward.srid_measure),
        "parts": parts,
    }


def coordinates_of(lon: float, lat: float, srid: int) -> dict[str, Any]:
    """Return a spot in WGS 84 and in the metres of the ward, with how exact the conversion is."""
    easting, northing = plane_coordinates(lon, lat, srid)
    return {
        "degrees": f"{lat:.6f}, {lon:.6f}",
        "dms": say_degrees(lon, lat),
        "plane": f"{northing:.2f} {easting:.2f}",
        "northing": round(northing, 2),
        "easting": round(easting, 2),
        "srid": srid,
        "system": crs_name(srid),
        "accuracy_m": operation_accuracy_m(srid),
    }


def _part(
    conn: connection,
    ward: Ward,
    layer: Layer,
    part: _Part,
    at: tuple[float, float],
    chosen: Filter,
    role: Role,
    runs: dict[str, int],
    vocabulary: Vocabulary,
) -> dict[str, Any]:
    circle = Circle(*at, part.within_m)
    # The layer first by its own rules: a layer of counts takes no part of the map as a filter.
    shaped = chosen if layer.aggregated else replace(chosen, shape=circle)
    source = layer_source(ward, layer, shaped, runs.get(layer.needs_run or ""))
    found = _rows(conn, ward, layer, source, circle, role, cut=layer.aggregated)
    on = boundary_day(layer, chosen) if layer.time.kind == "validity" else None
    return {
        "layer": layer.name,
        "title": layer.title.to_json(),
        "within_m": part.within_m if part.within_m > AT else 0,
        "on": on.isoformat() if on else None,
        "total": found[0]["_total"] if found else 0,
        "rows": [_shown(layer, row, part.fields, role, vocabulary) for row in found],
    }


def _rows(
    conn: connection,
    ward: Ward,
    layer: Layer,
    source: Source,
    circle: Circle,
    role: Role,
    *,
    cut: bool,
) -> list[dict[str, Any]]:
    distance = DISTANCE.format(v=sql.Identifier("v"))
    condition = source.condition
    if cut:
        condition += sql.SQL(" AND {} <= %(shape_m)s").format(distance)
    query = sql.SQL(
        "SELECT v.id, count(*) OVER () AS _total, {distance} AS _away_m, {columns}"
        "  FROM {table} WHERE {condition} ORDER BY _away_m, v.id LIMIT %(most)s"
    ).format(
        distance=distance,
        columns=sql.SQL(", ").join(
            field_value(layer, field) + sql.SQL(" AS ") + sql.Identifier(field.name)
            for field in layer.fields_for(role)
        ),
        table=source.table,
        condition=condition,
    )
    place = {"shape_lon": circle.lon, "shape_lat": circle.lat, "shape_m": circle.metres}
    return db.rows(conn, query, source.params | place | {"ward_id": ward.id, "most": MOST_ROWS})


def _shown(
    layer: Layer, row: dict[str, Any], names: tuple[str, ...], role: Role, vocabulary: Vocabulary
) -> dict[str, Any]:
    fields = layer.fields_for(role)
    by_name = {field.name: field for field in fields}
    return {
        "id": row["id"],
        "title": title_of(layer, row, fields, vocabulary).to_json(),
        "away_m": round(row["_away_m"], 1),
        "precision": row.get("time_precision"),
        "fields": [
            shown_field(by_name[name], row[name], vocabulary) for name in names if name in by_name
        ],
    }

"""Vector tiles made in PostGIS: few small integers a feature, a grid of counts at low zooms."""

from dataclasses import replace

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.tiles import Tile
from layers import db
from layers.contract import Layer
from layers.filters import Filter, incident_condition
from layers.queries.sources import drawn_conditions, layer_source, read_sql, style_class
from layers.queries.tile_cells import FINEST, cells_tile, fits_cells, is_crowded
from layers.queries.wards import Ward

# A cell of the stored grid is 1/64 of a tile of this zoom.
GRID_ZOOM = 14
# Lines are thinned to about an eighth of a pixel; areas are not, or their borders would part.
LINE_STEPS = 2048
LONGEST_NAME = 80  # characters of a name on the map; files bring longer ones
DATES = ("day", "month")
UNDATED = ("none", "state")  # rules of time whose rows are there all the time
"""How exactly a tile may say when its features were: to the day, or to whole months."""

STORED = sql.SQL(
    "(SELECT grid.*, grid.month AS occurred_on FROM incident_grid AS grid) AS incident"
)
COUNTED = sql.SQL(
    "(SELECT i.*, 1 AS n, grid_column(i.geom_3857) AS cell_x, grid_row(i.geom_3857) AS cell_y"
    " FROM incident AS i"
    " WHERE i.geom_3857 && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02)) AS incident"
)


def tile(
    conn: connection,
    ward: Ward,
    layer: Layer,
    address: Tile,
    chosen: Filter,
    run_id: int | None = None,
    dates: str = "",
) -> bytes:
    """Return a tile as MVT; empty outside the layer's zooms or where nothing lies.

    With `dates` (see DATES) each feature of a layer that follows time carries its first day `d` and
    its last day `e` as days since 2000-01-01, `e` left out where it is open or the same: so a page
    can walk through the period of the filter without asking again. Counts of a grid have no days.

    The caller has made sure that this layer may be seen: a tile carries nothing that only some of
    those who see the layer may know.
    """
    if not layer.min_zoom <= address.z <= layer.max_zoom:
        return b""
    if _is_counted(conn, ward, layer, address.z):
        make = cells_tile if fits_cells(chosen) else _grid_tile
        return make(conn, ward, layer, address, chosen)
    return _feature_tile(conn, ward, layer, address, chosen, run_id, dates)


def as_drawn(conn: connection, ward: Ward, layer: Layer) -> Layer:
    """Return a layer with the zoom below which it is drawn as counts in this ward.

    One zoom later where a ward is so full that its points would be one blot: for all its tiles.
    """
    is_later = layer.grid_below == FINEST and is_crowded(conn, ward.id)
    return replace(layer, grid_below=FINEST + 1) if is_later else layer


def _is_counted(conn: connection, ward: Ward, layer: Layer, zoom: int) -> bool:
    """Say whether a tile holds counts; the database is asked where that depends on the ward."""
    below = layer.grid_below
    if below is None or zoom != below:
        return below is not None and zoom < below
    return as_drawn(conn, ward, layer).grid_below != below


def fits_stored_grid(chosen: Filter) -> bool:
    """Say whether the stored grid knows everything the filter asks for."""
    return chosen.is_by_month_and_kind


def _feature_tile(
    conn: connection,
    ward: Ward,
    layer: Layer,
    address: Tile,
    chosen: Filter,
    run_id: int | None,
    dates: str,
) -> bytes:
    is_dated = bool(dates) and layer.time.kind not in UNDATED and not layer.aggregated
    source = layer_source(ward, _throughout(layer) if is_dated else layer, chosen, run_id)
    days = _days(layer, dates) if is_dated else []
    query = sql.SQL(read_sql("tile_features")).format(
        attributes=sql.SQL(", ").join([drawn_attributes(layer), *days]),
        geometry=_geometry(layer),
        table=source.table,
        condition=sql.SQL(" AND ").join([source.condition, *drawn_conditions(layer)]),
    )
    west, _, east, _ = address.bounds_3857
    place = {"step": (east - west) / LINE_STEPS}
    return _run(conn, query, source.params | place, layer, address)


def _grid_tile(
    conn: connection,
    ward: Ward,
    layer: Layer,
    address: Tile,
    chosen: Filter,
    *,
    stored: bool | None = None,
) -> bytes:
    """Count per cell, from the stored grid where it suffices; both ways give the same bytes."""
    condition, params = incident_condition(ward.id, chosen)
    use_stored = fits_stored_grid(chosen) if stored is None else stored
    query = sql.SQL(read_sql("tile_grid")).format(
        class_of=_grid_class(layer),
        counted=STORED if use_stored else COUNTED,
        condition=condition,
    )
    return _run(conn, query, params | {"shift": GRID_ZOOM - address.z}, layer, address)


def _run(
    conn: connection, query: sql.Composed, params: dict[str, object], layer: Layer, address: Tile
) -> bytes:
    z, x, y = address
    made = db.value(conn, query, params | {"layer": layer.name, "z": z, "x": x, "y": y})
    return bytes(made) if made is not None else b""


def drawn_attributes(layer: Layer) -> sql.Composable:
    """Return SQL for the class, the count where there is one, the name of a labelled layer."""
    parts: list[sql.Composable] = [style_class(layer) + sql.SQL(" AS c")]
    if layer.aggregated:
        parts.append(sql.SQL("v.n"))
    if layer.label and layer.generic:
        name = sql.SQL("left(v.properties ->> {}, {}) AS name")
        parts.append(name.format(sql.Literal(layer.label), sql.Literal(LONGEST_NAME)))
    elif layer.label:
        parts.append(sql.Identifier("v", layer.label) + sql.SQL(" AS name"))
    return sql.SQL(", ").join(parts)


def _throughout(layer: Layer) -> Layer:
    """Return the layer with the rows of every day of a period, not only those of its last day."""
    kind = "overlap" if layer.time.kind == "validity" else layer.time.kind
    return replace(layer, time=replace(layer.time, kind=kind))


def _days(layer: Layer, dates: str) -> list[sql.Composable]:
    """Return SQL for the first and the last day of a row; to the month: the month's own ends."""
    first = sql.Identifier("v", layer.time.start) + sql.SQL("::date")
    last = sql.Identifier("v", layer.time.end) + sql.SQL("::date") if layer.time.end else None
    if dates == "month":
        month = sql.SQL("date_trunc('month', {})::date")
        first = month.format(first)
        last = last and sql.SQL("({} + interval '1 month' - interval '1 day')::date").format(
            month.format(last)
        )
    number = sql.SQL("({} - DATE '2000-01-01') AS {}")
    named = ((first, "d"), (last, "e"))
    return [number.format(day, sql.Identifier(name)) for day, name in named if day]


def _geometry(layer: Layer) -> sql.Composable:
    if layer.geometry == "line":
        return sql.SQL("ST_Simplify(v.geom_3857, %(step)s, true)")
    return sql.SQL("v.geom_3857")


def _grid_class(layer: Layer) -> sql.Composable:
    values = sql.Literal([each.value for each in layer.style.classes])
    key = sql.SQL("CASE WHEN incident.is_pile_up THEN 'pile_up' ELSE incident.field_code END")
    return sql.SQL("coalesce(array_position({values}::text[], {key}), 0) - 1").format(
        values=values, key=key
    )

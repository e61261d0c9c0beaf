"""Tiles of counts from cells that are added up ready: all time, or whole half-years."""

import math
from datetime import date

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.tiles import Tile
from layers import db
from layers.contract import Layer
from layers.filters import Filter
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

COARSEST, FINEST = 10, 14
"""The zooms of the cells that are kept."""
CROWDED = 5_000
"""Incidents in one cell of the coarsest zoom (600 m) that a screen cannot tell apart."""
ACROSS = 24
"""Of about so many cells is the width of a box that is asked how much it holds."""
MOST_LAT = 85.0511
KEYS = ("ttdt", "ttxd", "vsmt", "pile_up")
Bbox = tuple[float, float, float, float]
_ALWAYS = "-infinity"
_HALVES = {(1, 1): (6, 30), (7, 1): (12, 31)}


def is_crowded(conn: connection, ward_id: int) -> bool:
    """Say whether a ward has so many incidents that points of the finest zoom would be one blot."""
    query = (
        "SELECT EXISTS (SELECT FROM incident_tile_cell WHERE ward_id = %s AND zoom = %s"
        " AND half = '-infinity' AND ttdt + ttxd + vsmt + pile_up + other > %s)"
    )
    return bool(db.value(conn, query, (ward_id, COARSEST, CROWDED)))


def fits_cells(chosen: Filter) -> bool:
    """Say whether the cells know everything that a filter asks for: whole half-years, or all."""
    narrow = (chosen.fields, chosen.categories, chosen.states)
    starts = chosen.first is None or (chosen.first.month, chosen.first.day) in _HALVES
    ends = chosen.last is None or (chosen.last.month, chosen.last.day) in _HALVES.values()
    return chosen.is_by_month_and_kind and not any(narrow) and starts and ends


def cells_tile(conn: connection, ward: Ward, layer: Layer, address: Tile, chosen: Filter) -> bytes:
    """Return a tile of counts of a zoom up to FINEST under a filter that fits the cells."""
    z, x, y = address
    shift = max(COARSEST - z, 0)
    first, last = _from_to(chosen)
    cells = read_sql("cells_of_half" if first == last and not shift else "cells_of_halves")
    query = sql.SQL(read_sql("tile_cells")).format(
        cells=sql.SQL(cells), class_of_most=_class_of_most(layer)
    )
    params = {"layer": layer.name, "ward_id": ward.id, "z": z, "x": x, "y": y, "shift": shift}
    made = db.value(conn, query, params | {"from_half": first, "to_half": last})
    return bytes(made) if made is not None else b""


def holds_more(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, bbox: Bbox, number: int
) -> bool:
    """Say whether a box in degrees surely holds more incidents; False where that is not known.

    Only cells that lie in it whole are added up, so that nothing outside is ever counted.
    """
    if layer.name != "incidents" or not fits_cells(chosen):
        return False
    zoom, columns, rows = _inner_cells(bbox)
    first, last = _from_to(chosen)
    query = """
        SELECT sum(ttdt + ttxd + vsmt + pile_up + other) > %(number)s FROM incident_tile_cell
         WHERE ward_id = %(ward_id)s AND zoom = %(zoom)s
           AND tile_x BETWEEN %(west)s >> 6 AND %(east)s >> 6
           AND tile_y BETWEEN %(north)s >> 6 AND %(south)s >> 6
           AND tile_x * 64 + (spot & 63) BETWEEN %(west)s AND %(east)s
           AND tile_y * 64 + (spot >> 6) BETWEEN %(north)s AND %(south)s
           AND half BETWEEN %(first)s AND %(last)s
    """
    asked = {
        "number": number, "ward_id": ward.id, "zoom": zoom, "first": first, "last": last,
        "west": columns[0], "east": columns[1], "north": rows[0], "south": rows[1],
    }  # fmt: skip
    return bool(db.value(conn, query, asked))


def _inner_cells(bbox: Bbox) -> tuple[int, tuple[int, int], tuple[int, int]]:
    """Return a zoom at which a box is some cells wide, and its columns and rows but the outer."""
    west, south, east, north = bbox
    width = max(east - west, 1e-9) / 360
    zoom = min(max(math.floor(math.log2(ACROSS / width)) - 6, COARSEST), FINEST)
    across = 64 * 2**zoom
    columns = [(lon + 180) / 360 * across for lon in (west, east)]
    rows = [_down(lat) * across for lat in (north, south)]
    inner = [(math.floor(first) + 1, math.floor(last) - 1) for first, last in (columns, rows)]
    return zoom, inner[0], inner[1]


def _down(lat: float) -> float:
    """Return how far down the square map of the world a latitude lies, 0 to 1."""
    bounded = math.radians(min(max(lat, -MOST_LAT), MOST_LAT))
    return (1 - math.asinh(math.tan(bounded)) / math.pi) / 2


def _from_to(chosen: Filter) -> tuple[date | str, date | str]:
    """Return the first and the last half-year that count, each by its first day."""
    if chosen.first is None and chosen.last is None:
        return _ALWAYS, _ALWAYS
    last = chosen.last or date.max
    return chosen.first or date.min, date(last.year, 1 if last.month < 7 else 7, 1)


def _class_of_most(layer: Layer) -> sql.Composable:
    """Return the place in the legend of what more than half of a cell is; -1 where it has none."""
    values = [each.value for each in layer.style.classes]
    cases = [
        sql.SQL("WHEN {} THEN {}").format(sql.Identifier(key), sql.Literal(values.index(key)))
        for key in KEYS
        if key in values
    ]
    return sql.SQL("CASE most {} ELSE -1 END").format(sql.SQL(" ").join(cases))

"""What a ward already has that the steps need to know: words, and where its areas are."""

import geopandas as gpd
import shapely
from psycopg2.extensions import connection

from geo.crs import WGS84
from layers import db
from layers.importing.batch import Category, Context
from layers.importing.options import ImportOptions
from layers.importing.targets import Target
from layers.queries.wards import Ward


def read_context(conn: connection, ward: Ward, target: Target, options: ImportOptions) -> Context:
    """Read the ward's categories, the known states and the outlines of its areas."""
    categories = db.rows(
        conn,
        "SELECT code, field_code, name_vi, name_en FROM category WHERE ward_id = %s"
        " ORDER BY field_code, sort, code",
        (ward.id,),
    )
    return Context(
        target,
        options,
        ward,
        tuple(Category(**row) for row in categories),
        _codes(conn, "SELECT code FROM field ORDER BY sort"),
        _codes(conn, "SELECT code FROM incident_state ORDER BY sort"),
        _areas(conn, ward),
        _default_locations(conn, ward),
    )


def _codes(conn: connection, query: str) -> tuple[str, ...]:
    return tuple(row["code"] for row in db.rows(conn, query))


def _default_locations(conn: connection, ward: Ward) -> tuple[tuple[float, float], ...]:
    """Read where the ward has pile-ups already, in degrees."""
    found = db.rows(
        conn,
        "SELECT DISTINCT ST_X(geom) AS x, ST_Y(geom) AS y FROM incident"
        " WHERE ward_id = %s AND is_pile_up ORDER BY 1, 2",
        (ward.id,),
    )
    return tuple((row["x"], row["y"]) for row in found)


def _areas(conn: connection, ward: Ward) -> gpd.GeoSeries:
    found = db.rows(
        conn, "SELECT ST_AsBinary(geom) AS wkb FROM area WHERE ward_id = %s", (ward.id,)
    )
    return gpd.GeoSeries(shapely.from_wkb([bytes(row["wkb"]) for row in found]), crs=WGS84)

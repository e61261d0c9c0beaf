"""What a ward already has that the steps need to know: words, and where its areas are."""

import geopandas as gpd
import pandas as pd
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.crs import WGS84
from layers import db
from layers.contract import Field
from layers.importing.batch import Category, Context
from layers.importing.options import ImportOptions
from layers.importing.targets import Target
from layers.own_files.coded_words import codes_by_word
from layers.own_files.fields import fields_of, titles_of
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward
from layers.registry import get_layer, is_built_in
from layers.roles import Role


def read_context(conn: connection, ward: Ward, target: Target, options: ImportOptions) -> Context:
    """Read the ward's categories, the known states and the outlines of its areas."""
    fields = _fields(target)
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
        _locations(conn, ward, default=True),
        _neighbours(conn, ward, target),
        _locations(conn, ward, default=False),
        titles_of(fields),
        {} if target.defined and target.defined.is_custom else _words(conn, ward, fields),
    )


def _fields(target: Target) -> tuple[Field, ...]:
    """Return the fields of the layer; of one that is only being made, there are none yet."""
    if target.defined is None and not is_built_in(target.layer):
        return ()
    return fields_of(target.defined or get_layer(target.layer), Role.ADMIN)


def _words(conn: connection, ward: Ward, fields: tuple[Field, ...]) -> dict[str, dict[str, str]]:
    vocabulary = read_vocabulary(conn, ward.id)
    return {
        field.name: codes_by_word(field.codes or vocabulary.get(field.name, {}))
        for field in fields
        if field.type == "code"
    }


def _codes(conn: connection, query: str) -> tuple[str, ...]:
    return tuple(row["code"] for row in db.rows(conn, query))


def _locations(conn: connection, ward: Ward, *, default: bool) -> tuple[tuple[float, float], ...]:
    """Read coordinates that are default locations of the ward, or that a person said are not."""
    found = db.rows(
        conn,
        "WITH verdict AS (SELECT DISTINCT ON (geom) geom, is_default FROM location_verdict"
        "                  WHERE ward_id = %(ward)s ORDER BY geom, id DESC),"
        " spot AS (SELECT geom FROM verdict WHERE is_default = %(default)s"
        "          UNION SELECT geom FROM incident"
        "                 WHERE ward_id = %(ward)s AND is_pile_up AND %(default)s)"
        " SELECT ST_X(geom) AS x, ST_Y(geom) AS y FROM spot ORDER BY 1, 2",
        {"ward": ward.id, "default": default},
    )
    return tuple((row["x"], row["y"]) for row in found)


def _neighbours(conn: connection, ward: Ward, target: Target) -> gpd.GeoDataFrame | None:
    """Read the areas or lanes that new ones are compared with; None for other layers."""
    if target.table not in ("area", "lane"):
        return None
    names = ["code", "name"]
    if target.table == "area":
        names += ["kind", "valid_from", "valid_to"]
    query = sql.SQL("SELECT {}, ST_AsBinary(geom) AS wkb FROM {} WHERE ward_id = %s ORDER BY id")
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    found = db.rows(conn, query.format(columns, sql.Identifier(target.table)), (ward.id,))
    shapes = shapely.from_wkb([bytes(row.pop("wkb")) for row in found])
    rows = pd.DataFrame(found, columns=names, dtype=object)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


def _areas(conn: connection, ward: Ward) -> gpd.GeoSeries:
    found = db.rows(
        conn, "SELECT ST_AsBinary(geom) AS wkb FROM area WHERE ward_id = %s", (ward.id,)
    )
    return gpd.GeoSeries(shapely.from_wkb([bytes(row["wkb"]) for row in found]), crs=WGS84)

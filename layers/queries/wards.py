"""Wards: the territory that every row belongs to."""

import re
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection

from geo.crs import require_metric
from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NoWardYet, WardNotFound

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Ward:
    """A ward; lengths and distances in it are measured in EPSG:`srid_measure`."""

    id: int
    code: str
    name: Text
    srid_measure: int
    is_demo: bool
    attribution: str


def list_wards(conn: connection) -> list[Ward]:
    query = "SELECT * FROM ward ORDER BY is_demo DESC, id"
    return [ward_of(row) for row in db.rows(conn, query)]


def is_ward_code(code: str) -> bool:
    """Say whether a text may be the code of a ward."""
    return _CODE.fullmatch(code) is not None


def get_ward(conn: connection, code: str) -> Ward:
    """Find a ward by its code; WardNotFound where there is none."""
    query = "SELECT * FROM ward WHERE code = %s"
    row = db.one(conn, query, (code,)) if is_ward_code(code) else None
    if row is None:
        raise WardNotFound(code, [ward.code for ward in list_wards(conn)])
    return ward_of(row)


def default_ward(conn: connection) -> Ward:
    """The ward shown when none is named: the demonstration if there is one, else the first."""
    row = db.one(conn, "SELECT * FROM ward ORDER BY is_demo DESC, id LIMIT 1")
    if row is None:
        raise NoWardYet
    return ward_of(row)


def create_ward(
    conn: connection,
    code: str,
    name: Text,
    srid_measure: int,
    *,
    is_demo: bool = False,
    attribution: str = "",
) -> Ward:
    """Make a ward with the standard vocabulary.

    InputError for a code in use or a CRS that is not in metres.
    """
    require_metric(srid_measure)
    if not is_ward_code(code):
        raise InputError(
            Text(
                f"Mã phường '{code}' phải là chữ thường không dấu, số và gạch nối: ha-noi.",
                f"A ward's code has small letters, digits and hyphens, like ha-noi; not '{code}'.",
            ),
            field="code",
            value=code,
        )
    if not name.vi or not name.en:
        raise InputError(
            Text("Phường cần có tên.", "A ward needs a name."), field="name", value=name.vi
        )
    with db.transaction(conn):
        row = db.one(
            conn,
            "INSERT INTO ward (code, name_vi, name_en, srid_measure, is_demo, attribution)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (code) DO NOTHING RETURNING *",
            (code, name.vi, name.en, srid_measure, is_demo, attribution),
        )
        if row is None:
            raise InputError(
                Text(f"Đã có phường mã '{code}'.", f"There is a ward '{code}' already."),
                field="code",
                value=code,
            )
        db.execute(
            conn,
            "INSERT INTO category (ward_id, code, field_code, name_vi, name_en, sort)"
            " SELECT %s, code, field_code, name_vi, name_en, sort FROM category_template",
            (row["id"],),
        )
    return ward_of(row)


def ward_bounds(conn: connection, ward: Ward) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all the ward has; None where it has nothing yet.

    Incidents alone are given in steps of 0.01 degrees: the box is public, their places are not.
    """
    row = db.one(
        conn,
        """
        SELECT ST_XMin(box) AS west, ST_YMin(box) AS south,
               ST_XMax(box) AS east, ST_YMax(box) AS north
          FROM (SELECT coalesce(
                  (SELECT ST_Extent(geom) FROM area WHERE ward_id = %(ward)s),
                  (SELECT ST_Extent(geom) FROM lane WHERE ward_id = %(ward)s),
                  (SELECT ST_Extent(ST_Expand(ST_SnapToGrid(geom, 0.01), 0.005)) FROM incident
                    WHERE ward_id = %(ward)s AND NOT is_pile_up)
                ) AS box) AS all_of_it
        """,
        {"ward": ward.id},
    )
    if row is None or row["west"] is None:
        return None
    return row["west"], row["south"], row["east"], row["north"]


def ward_of(row: dict[str, Any]) -> Ward:
    """Return the ward of a row."""
    return Ward(
        row["id"],
        row["code"],
        Text(row["name_vi"], row["name_en"]),
        row["srid_measure"],
        row["is_demo"],
        row["attribution"],
    )

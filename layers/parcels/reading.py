"""Shapes of parcels: of rows of the register, of a project, and the pages about one of them."""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.links import Link, to_page
from layers.number_words import number_words
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

LAYER = "parcels"
REGISTER = "parcels"
LONGEST_NAME = 80

WAYS = """
    SELECT v.parcel_id, v.code, v.project_id, v.project FROM layer_parcels AS v
     WHERE v.ward_id = %s AND v.id = %s
"""


class ParcelShape(NamedTuple):
    """A parcel that is drawn: its areas, its path in metres and the box of that (SVG: y down).

    `differs_m2` is measured less stated; None where they agree to half a square metre, or the
    register states no area.
    """

    id: int
    parcel_id: int
    project_id: int
    code: str
    stage: str
    area_m2: float | None
    measured_m2: float
    differs_m2: float | None
    path: str
    west: float
    top: float
    east: float
    bottom: float
    lat: float
    lon: float

    @property
    def at(self) -> str:
        """Where the map stands to show it."""
        return f"19/{self.lat:.6f}/{self.lon:.6f}"

    @property
    def on_map(self) -> Link:
        """Return the link to its card on the map."""
        return to_page(
            "", map=self.at, layers=f"groups,lanes,{LAYER}", selected=f"{LAYER}/{self.id}"
        )


def shapes_of_parcels(
    conn: connection, ward: Ward, parcel_ids: Sequence[int]
) -> dict[int, ParcelShape]:
    """Return the shapes of some rows of the register, by the row; those not drawn are left out."""
    return {each.parcel_id: each for each in _read(conn, ward, list(parcel_ids), None)}


def shapes_of_project(conn: connection, ward: Ward, project_id: int) -> list[ParcelShape]:
    """Return the shapes of a project's parcels by code; the caller knows that it may be seen."""
    return _read(conn, ward, [], project_id)


def ways_of_parcel(conn: connection, ward: Ward, shape_id: int) -> list[tuple[Text, Link]]:
    """Return the row of the register and the project of a shape; none where it is not shown."""
    row = db.one(conn, WAYS, (ward.id, shape_id))
    if row is None:
        return []
    words = Text(f"Dòng trong sổ: {row['code']}", f"Row in the register: {row['code']}")
    return [
        (words, to_page("registers", REGISTER, row["parcel_id"])),
        (same(row["project"]), to_page("projects", row["project_id"])),
    ]


def map_of(shapes: Sequence[ParcelShape], project: str = "", stage: str = "") -> Link:
    """Return the map of the parcels of a project or of a stage, as the filter of the layer."""
    # A comma ends a part of the address; the filter looks for words and passes over it.
    name = project.replace(",", " ")[:LONGEST_NAME]
    where = [f"{LAYER}.project:{name}"] if name else []
    where += [f"{LAYER}.stage:{stage}"] if stage else []
    return to_page(
        "", map=shapes[0].at, layers=f"groups,lanes,{LAYER}", where=",".join(where) or None
    )


def area_words(square_metres: float | None) -> Text:
    """Write an area to the tenth of a square metre; – for none."""
    return same("–") if square_metres is None else number_words(round(square_metres, 1))


def difference_words(shape: ParcelShape) -> Text:
    """Say by how much the map differs from the register, with its sign; "" where it does not."""
    if shape.differs_m2 is None:
        return same("")
    sign = "+" if shape.differs_m2 > 0 else "−"
    size = area_words(abs(shape.differs_m2))
    return Text(f"{sign}{size.vi}", f"{sign}{size.en}")


def _read(
    conn: connection, ward: Ward, parcel_ids: list[int], project_id: int | None
) -> list[ParcelShape]:
    params = {
        "ward": ward.id,
        "srid": ward.srid_measure,
        "parcels": parcel_ids,
        "project": project_id,
    }
    return [ParcelShape(**row) for row in db.rows(conn, read_sql("parcel_shapes"), params)]

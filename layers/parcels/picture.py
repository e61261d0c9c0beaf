"""Small maps of parcels: one among its neighbours, and those of a project in the ward."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2.extensions import connection

from geo.text import Text
from layers import clock
from layers.parcels.reading import (
    LAYER,
    ParcelShape,
    area_words,
    difference_words,
    shapes_of_parcels,
    shapes_of_project,
)
from layers.queries.wards import Ward
from layers.registers.locator import Locator, Shape, frame_of, group_shapes

AROUND_M = 15
"""Around a parcel: its neighbours of the same project are seen."""
MEASURED = Text("Diện tích đo trên bản đồ (m²)", "Area measured on the map (m²)")


@dataclass(frozen=True)
class DrawnParcel:
    """A parcel on its page: the map, the measured area, and "" or how that differs."""

    locator: Locator
    measured: Text
    differs: Text


def draw_parcel(conn: connection, ward: Ward, parcel_id: int) -> DrawnParcel | None:
    """Draw a row of the register among the parcels of its project; None where it has no shape.

    The caller has asked whether the reader may see the row.
    """
    shape = shapes_of_parcels(conn, ward, [parcel_id]).get(parcel_id)
    if shape is None:
        return None
    beside = [
        as_shape(each)
        for each in shapes_of_project(conn, ward, shape.project_id)
        if each.id != shape.id
    ]
    below = [*group_shapes(conn, ward, clock.today()), *beside]
    locator = Locator(_frame(shape), below, [as_shape(shape)])
    return DrawnParcel(locator, area_words(shape.measured_m2), difference_words(shape))


def with_parcels(
    conn: connection, ward: Ward, locator: Locator | None, shapes: Sequence[ParcelShape]
) -> Locator | None:
    """Add parcels to the small map of a project; None where nothing of it lies anywhere."""
    if not shapes:
        return locator
    drawn = [as_shape(each) for each in shapes]
    if locator is not None:
        return locator._replace(shown=[*locator.shown, *drawn])
    frame = frame_of(conn, ward, clock.today())
    if frame is None:
        return None
    return Locator(frame, group_shapes(conn, ward, clock.today()), drawn)


def as_shape(shape: ParcelShape) -> Shape:
    """Return a parcel as a path of a small map."""
    return Shape(shape.path, "area", shape.code, LAYER, shape.id, shape.at)


def _frame(shape: ParcelShape) -> str:
    wide, high = shape.east - shape.west, shape.bottom - shape.top
    left, top = shape.west - AROUND_M, shape.top - AROUND_M
    return f"{left:.1f} {top:.1f} {wide + 2 * AROUND_M:.1f} {high + 2 * AROUND_M:.1f}"

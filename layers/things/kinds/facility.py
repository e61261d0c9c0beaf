"""A public facility: what the registers say of it, and incidents around it."""

from geo.text import Text
from layers import db
from layers.filter_shape import Circle
from layers.filters import Filter
from layers.things.contract import Asked, Kind
from layers.things.parts import incidents_by_month, open_incidents, register_steps, registers_of

AROUND_M = 100


def filter_of(asked: Asked) -> Filter:
    """Return the incidents around the facility."""
    row = db.one(
        asked.conn, "SELECT ST_X(geom) AS lon, ST_Y(geom) AS lat FROM facility WHERE id = %s",
        (asked.id,),
    )  # fmt: skip
    assert row is not None
    return Filter(shape=Circle(round(row["lon"], 6), round(row["lat"], 6), AROUND_M))


KIND = Kind(
    path="facilities",
    one=Text("công trình", "facility"),
    many=Text("Công trình công cộng", "Public facilities"),
    layer="facilities",
    refers="facility",
    sections=(registers_of("facility"), incidents_by_month(filter_of)),
    steps=(open_incidents(filter_of), register_steps("facility")),
)

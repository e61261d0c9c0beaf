"""A ward with so many incidents that an analysis of them can be long."""

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.queries.wards import Ward, create_ward
from tests.factories import add_area, add_incident


def make_long_ward(conn: connection) -> Ward:
    """Make it, with a cluster beyond chance: without one a scan soon knows enough."""
    made = create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    add_area(conn, made)
    with db.transaction(conn):
        for n in range(300):
            on = f"2016-{n % 6 + 1:02}-{n * 7 % 28 + 1:02}"
            lon, lat = 105.88 + n * 37 % 97 / 10000, 21.04 + n * 61 % 89 / 10000
            add_incident(conn, made, lon, lat, on=on)
        for _ in range(40):
            add_incident(conn, made, 105.883, 21.043, on="2016-03-03")
    return made

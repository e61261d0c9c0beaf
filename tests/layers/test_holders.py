"""Who answers for an incident: the nearest route of its day, kept in step."""

from psycopg2.extensions import connection

from layers import db
from layers.filters import Filter
from layers.queries.counts import read_counts
from layers.queries.versions import layer_version
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_route

BESIDE = [(LON + 0.0001, LAT - 0.001), (LON + 0.0001, LAT + 0.001)]  # about 10 m east
NEARER = [(LON - 0.00005, LAT - 0.001), (LON - 0.00005, LAT + 0.001)]  # about 5 m west
FAR = [(LON + 0.00031, LAT - 0.001), (LON + 0.00031, LAT + 0.001)]  # about 32 m east


def _of(conn: connection, ward: Ward, *units: str) -> int:
    counts = read_counts(conn, ward, [], Filter(holders=units), Role.VIEWER)
    return int(counts["total"])


def test_holder_is_the_nearest_route_within_30_m(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    add_route(conn, ward, points=FAR, holder_unit="Far")
    assert (_of(conn, ward, "Far"), _of(conn, ward, "-")) == (0, 1)
    add_route(conn, ward, points=BESIDE, holder_unit="Beside")
    add_route(conn, ward, points=NEARER, holder_unit="Nearer")
    assert [_of(conn, ward, unit) for unit in ("Nearer", "Beside", "Far", "-")] == [1, 0, 0, 0]


def test_holder_is_that_of_the_incident_s_own_day(conn: connection, ward: Ward) -> None:
    add_route(conn, ward, points=BESIDE, holder_unit="Old", valid_to="2016-03-15")
    add_route(conn, ward, points=BESIDE, holder_unit="New", valid_from="2016-03-15")
    add_incident(conn, ward, on="2016-03-14")
    moved = add_incident(conn, ward, on="2016-03-15")
    assert (_of(conn, ward, "Old"), _of(conn, ward, "New"), _of(conn, ward)) == (1, 1, 2)
    db.execute(conn, "UPDATE incident SET occurred_at = '2016-03-14' WHERE id = %s", (moved,))
    assert (_of(conn, ward, "Old"), _of(conn, ward, "New")) == (2, 0)


def test_links_follow_every_change(conn: connection, ward: Ward) -> None:
    route = add_route(conn, ward, points=BESIDE, holder_unit="A")
    incident = add_incident(conn, ward)
    away = "UPDATE incident SET geom = ST_Translate(geom, %s, 0) WHERE id = %s"
    db.execute(conn, away, (0.01, incident))
    assert _of(conn, ward, "-") == 1
    db.execute(conn, away, (-0.01, incident))
    assert _of(conn, ward, "A") == 1
    db.execute(conn, "DELETE FROM route WHERE id = %s", (route,))
    assert _of(conn, ward, "-") == 1
    add_route(conn, ward, points=BESIDE, holder_unit="B")
    assert _of(conn, ward, "B", "-") == 1
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (incident,))
    assert db.value(conn, "SELECT count(*) FROM incident_route") == 0


def test_map_of_incidents_gets_a_new_version_when_a_route_changes(
    conn: connection, ward: Ward
) -> None:
    """What is cached under a filter by holder is never stale."""
    before = layer_version(conn, ward.id, get_layer("incidents"))
    add_route(conn, ward, holder_unit="A")
    assert layer_version(conn, ward.id, get_layer("incidents")) != before


def test_deleting_a_ward_takes_its_links_along(conn: connection, ward: Ward) -> None:
    add_route(conn, ward, points=BESIDE, holder_unit="A")
    add_incident(conn, ward)
    db.execute(conn, "DELETE FROM ward WHERE id = %s", (ward.id,))
    assert db.value(conn, "SELECT count(*) FROM incident_route") == 0

"""Who answers for an incident: the nearest route of its day, kept in step."""

from typing import Any

from psycopg2.extensions import connection

from geo.text import same
from layers import db
from layers.filters import Filter
from layers.queries.board_duties import board_duties
from layers.queries.counts import read_counts
from layers.queries.versions import layer_version
from layers.queries.wards import Ward, create_ward
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


def _links(conn: connection) -> list[dict[str, Any]]:
    """Every link, with the place where it is stored: a link made anew lies elsewhere."""
    return db.rows(conn, "SELECT ctid::text AS at, * FROM incident_route ORDER BY incident_id")


def test_only_what_moves_a_route_makes_its_links_anew(conn: connection, ward: Ward) -> None:
    route = add_route(conn, ward, points=BESIDE, holder_unit="A")
    add_incident(conn, ward)
    before = _links(conn)
    db.execute(conn, "UPDATE route SET holder_unit = 'B', name = 'B' WHERE id = %s", (route,))
    assert _links(conn) == before
    assert _of(conn, ward, "B") == 1
    db.execute(conn, "UPDATE route SET valid_to = '2016-03-15' WHERE id = %s", (route,))
    assert _of(conn, ward, "-") == 1
    db.execute(conn, "UPDATE route SET valid_to = NULL WHERE id = %s", (route,))
    assert _of(conn, ward, "B") == 1
    db.execute(conn, "UPDATE route SET geom = ST_Translate(geom, 0.01, 0) WHERE id = %s", (route,))
    assert _of(conn, ward, "-") == 1


def test_a_route_given_to_another_ward_leaves_no_link_behind(conn: connection, ward: Ward) -> None:
    other = create_ward(conn, "phuong-khac", same("Khác"), 5897)
    route = add_route(conn, ward, points=BESIDE, holder_unit="A")
    add_incident(conn, ward)
    there = add_incident(conn, other)
    db.execute(conn, "UPDATE route SET ward_id = %s WHERE id = %s", (other.id, route))
    assert [(row["ward_id"], row["incident_id"]) for row in _links(conn)] == [(other.id, there)]


def test_a_link_that_is_there_already_is_replaced(conn: connection, ward: Ward) -> None:
    """Two writers that derive at once meet at the same incident."""
    first = add_route(conn, ward, points=BESIDE, holder_unit="A")
    incident = add_incident(conn, ward)
    db.execute(
        conn,
        "CREATE FUNCTION pg_temp.as_another() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO incident_route VALUES (OLD.incident_id, OLD.ward_id, -1); RETURN NULL;"
        " END $$",
    )
    db.execute(
        conn,
        "CREATE TRIGGER between AFTER DELETE ON incident_route"
        " FOR EACH ROW EXECUTE FUNCTION pg_temp.as_another()",
    )
    db.execute(conn, "SELECT derive_incident_routes(%s)", (ward.id,))
    found = [(row["incident_id"], row["route_id"]) for row in _links(conn)]
    assert found == [(incident, first)]


def test_an_incident_on_a_default_location_has_no_holder_as_on_the_board(
    conn: connection, ward: Ward
) -> None:
    add_route(conn, ward, points=BESIDE, holder_unit="A")
    add_incident(conn, ward)
    piled = add_incident(conn, ward, is_pile_up=True)
    add_incident(conn, ward, LON + 0.01, LAT)
    counts = read_counts(conn, ward, [], Filter(), Role.VIEWER)
    assert {row["value"]: row["n"] for row in counts["facets"]["holder"]} == {"A": 1, "-": 2}
    assert (_of(conn, ward, "A"), _of(conn, ward, "-"), _of(conn, ward, "A", "-")) == (1, 2, 3)
    days = Filter.from_query({"from": "2016-03-01", "to": "2016-03-31"})
    routes = board_duties(conn, ward, days, {}, role=Role.SUPERVISOR)["routes"]
    assert (routes["all"]["count"], routes["nowhere"]) == (1, 2)
    db.execute(conn, "UPDATE incident SET is_pile_up = false WHERE id = %s", (piled,))
    assert (_of(conn, ward, "A"), _of(conn, ward, "-")) == (2, 1)

"""Who may filter by which field: what a filter leaves would tell what stands in it."""

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.text import Text
from layers.contract import Field
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_custom_layer, add_feature, add_lane, add_site
from tests.web.conftest import ClientAs

OWN = "own_cay_xanh"
FIELDS = (
    Field("loai", Text("Loài", "Species"), "text", Role.PUBLIC, {}),
    Field("chu", Text("Chủ hộ", "Owner"), "text", Role.VIEWER, {}),
)
PLACES = (
    "layers/lanes/features",
    "counts",
    "layers/lanes/rows",
    "print",
    "layers/lanes/export.csv",
)


@pytest.fixture(autouse=True)
def filled(conn: connection, ward: Ward) -> None:
    add_lane(conn, ward, width_m=3)
    add_site(conn, ward, owner_name="Chim")
    add_custom_layer(conn, ward, OWN, fields=FIELDS)
    add_feature(conn, ward, OWN, {"loai": "Sấu", "chu": "Chim"})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("where", "role", "status"),
    [
        ("lanes.width_m:2..4", "public", 200),
        (f"{OWN}.loai:sau", "public", 200),
        (f"{OWN}.chu:chim", "public", 400),
        (f"{OWN}.chu:chim", "viewer", 200),
        ("sites.stage:frame", "public", 401),
        ("sites.owner_name:chim", "viewer", 400),
        ("sites.owner_name:chim", "supervisor", 200),
        ("incidents.description:chim", "supervisor", 400),
        ("nowhere.field:1..", "supervisor", 404),
        ("lanes.width_m:x", "supervisor", 400),
    ],
)
def test_only_fields_that_one_sees_filter(
    client_as: ClientAs, ward: Ward, place: str, where: str, role: str, status: int
) -> None:
    answer = client_as(role).get(f"/api/{ward.code}/{place}?where={where}")
    answer.close()
    assert answer.status_code == status


def test_fields_say_what_they_hold_as_the_role_sees_them(client_as: ClientAs, ward: Ward) -> None:
    def names(role: str, layer: str) -> list[str]:
        found = client_as(role).get(f"/api/{ward.code}/layers/{layer}/fields").json
        return [each["name"] for each in found["fields"]]

    assert names("public", OWN) == ["loai"]
    assert names("viewer", OWN) == ["loai", "chu"]
    assert "owner_name" not in names("viewer", "sites")
    assert (
        client_as("supervisor").get(f"/api/{ward.code}/layers/incidents/fields").status_code == 404
    )


def test_redacted_link_takes_no_clause(
    client: FlaskClient, client_as: ClientAs, ward: Ward
) -> None:
    """Counts of lanes would tell whose house is where."""
    wish = {"role": "viewer", "redacted": True, "view": "where=sites.owner_name:chim"}
    answer = client_as("supervisor").post(f"/api/{ward.code}/shares", json=wish)
    assert answer.status_code == 400

"""The rows of a list over HTTP: sorted, paged, counted, and no more than the role may see."""

import pytest
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from tests.factories import add_incident, add_lane, add_route, add_site
from tests.web.conftest import ClientAs


def rows(client, ward: Ward, layer: str, query: str = ""):
    return client.get(f"/api/{ward.code}/layers/{layer}/rows?{query}").json


def test_rows_are_sorted_by_any_field_both_ways(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    for address, day, state in (
        ("Đường B", "2016-03-01", "ket_thuc"),
        ("đường a", "2016-03-03", "phat_hien"),
        ("", "2016-03-02", "nhac_nho"),
        ("Duong C", "2016-03-04", "phat_hien"),
    ):
        add_incident(conn, ward, address=address, on=day, state=state)
    client = client_as("viewer")

    def of(sort: str, name: str) -> list[str]:
        return [row[name] for row in rows(client, ward, "incidents", f"sort={sort}")["rows"]]

    assert of("address", "address") == ["đường a", "Đường B", "Duong C", ""]
    assert of("-address", "address") == ["Duong C", "Đường B", "đường a", ""]
    assert [day[:10] for day in of("occurred_at", "occurred_at")] == [
        "2016-03-01", "2016-03-02", "2016-03-03", "2016-03-04",
    ]  # fmt: skip
    # States stand in the order of their list, not of their codes.
    assert of("state", "state") == ["phat_hien", "phat_hien", "nhac_nho", "ket_thuc"]
    assert of("", "occurred_at")[0].startswith("2016-03-04")


def test_pages_hold_each_row_once_and_the_total_all(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    made = {add_incident(conn, ward, address="như nhau") for _ in range(7)}
    client = client_as("viewer")
    seen = []
    for offset in (0, 3, 6):
        page = rows(client, ward, "incidents", f"sort=address&limit=3&offset={offset}")
        assert page["total"] == 7
        seen += [row["id"] for row in page["rows"]]
    assert len(seen) == 7 and set(seen) == made


def test_the_list_obeys_filter_box_and_shape(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    near = add_incident(conn, ward, 105.885, 21.045)
    add_incident(conn, ward, 105.895, 21.045)
    add_lane(conn, ward)
    client = client_as("viewer")
    for query in ("inside=105.88,21.04,105.89,21.05", "shape=105.885,21.045,20"):
        assert [row["id"] for row in rows(client, ward, "incidents", query)["rows"]] == [near]
        assert rows(client, ward, "lanes", query)["total"] == 1
    assert rows(client, ward, "incidents", "field=vsmt")["total"] == 0


@pytest.mark.parametrize(
    ("role", "layer", "hidden"),
    [("viewer", "routes", "holder_name"), ("inspector", "sites", "owner_name")],
)
def test_a_field_above_the_role_is_neither_shown_nor_sorted_by(
    client_as: ClientAs, conn: connection, ward: Ward, role: str, layer: str, hidden: str
) -> None:
    add_route(conn, ward, holder_name="Nguyễn Thị A")
    add_site(conn, ward, owner_name="Nguyễn Thị A")
    client = client_as(role)
    assert "Nguyễn Thị A" not in str(rows(client, ward, layer))
    answer = client.get(f"/api/{ward.code}/layers/{layer}/rows?sort={hidden}")
    assert answer.status_code == 400
    assert answer.json["field"] == "sort"
    assert "Nguyễn" not in str(answer.json)


def test_the_public_list_of_squares_has_no_shape(client_as: ClientAs, ward: Ward) -> None:
    client = client_as("public")
    assert rows(client, ward, "incident_cells")["total"] == 0
    address = f"/api/{ward.code}/layers/incident_cells/rows?shape=105.885,21.045,20"
    refused = client.get(address)
    assert refused.status_code == 400
    assert refused.json["field"] == "shape"

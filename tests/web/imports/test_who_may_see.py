"""Files and imports of a layer that only administrators see: others find nothing of them."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.text import Text
from layers.contract import Field
from layers.jobs.runner import run_one
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_custom_layer
from tests.web.conftest import ClientAs
from tests.web.imports.conftest import KIND

SECRET, SHARED = "own_kin", "own_chung"
CONTENT = "Ma,Mat,Kinh độ,Vĩ độ\n1,canary,105.884,21.045\n"
SAID = {"x": "Kinh độ", "y": "Vĩ độ", "answers": {"crs": "EPSG:4326"}}


@pytest.fixture
def admin(client_as: ClientAs) -> FlaskClient:
    return client_as("admin")


@pytest.fixture(autouse=True)
def layers(conn: connection, ward: Ward) -> None:
    """One layer for administrators, one for supervisors with a field for administrators."""
    fields = [Field("mat", Text("Mật", "Secret"), "text", Role.ADMIN, {}, column="Mat")]
    add_custom_layer(conn, ward, SECRET, fields=fields, visible_to=Role.ADMIN)
    add_custom_layer(conn, ward, SHARED, fields=fields, visible_to=Role.SUPERVISOR)


def _sent(client: FlaskClient, ward: Ward, layer: str) -> dict[str, Any]:
    query = {"name": "canary.csv", "layer": layer}
    where = f"/api/{ward.code}/uploads"
    sent = client.post(where, data=CONTENT.encode(), content_type=KIND, query_string=query)
    assert sent.status_code == 201, sent.text
    said = SAID | {"columns": {"source_key": "Ma", "mat": "Mat"}}
    client.patch(f"{where}/{sent.json['id']}", json={"said": said})
    return dict(sent.json)


def _loaded(client: FlaskClient, conn: connection, ward: Ward, layer: str) -> tuple[int, int]:
    """Load the file; return the upload's and the import's number."""
    upload = _sent(client, ward, layer)["id"]
    address = f"/api/{ward.code}/uploads/{upload}"
    run_one(conn, client.post(f"{address}/load").json["job"])
    number = client.get(address).json["import"]
    assert number is not None
    return upload, number


def _statuses(client: FlaskClient, ward: Ward, upload: int, number: int, job: int) -> set[int]:
    api, found = f"/api/{ward.code}", set()
    for method, address in (
        ("get", f"{api}/uploads/{upload}"),
        ("patch", f"{api}/uploads/{upload}"),
        ("delete", f"{api}/uploads/{upload}"),
        ("post", f"{api}/uploads/{upload}/check"),
        ("post", f"{api}/uploads/{upload}/load"),
        ("get", f"{api}/uploads/{upload}/issues.xlsx"),
        ("get", f"/import/{upload}/check?ward={ward.code}"),
        ("get", f"{api}/imports/{number}"),
        ("get", f"{api}/imports/{number}/file"),
        ("post", f"{api}/imports/{number}/undo"),
        ("get", f"/imports/{number}?ward={ward.code}"),
        ("get", f"{api}/jobs/{job}"),
        ("post", f"{api}/jobs/{job}/cancel"),
    ):
        body = {"json": {}} if method in ("patch", "post") else {}
        answer = getattr(client, method)(address, **body)
        assert "canary" not in answer.text, address
        found.add(answer.status_code)
    return found


def test_nothing_of_a_hidden_layer_reaches_a_supervisor(
    admin: FlaskClient, clerk: FlaskClient, conn: connection, ward: Ward
) -> None:
    upload, number = _loaded(admin, conn, ward, SECRET)
    _sent(admin, ward, SECRET)
    job = admin.get(f"/api/{ward.code}/uploads/{upload}").json["job"]
    assert _statuses(clerk, ward, upload, number, job) == {404}
    for address in ("imports", "jobs"):
        seen = clerk.get(f"/api/{ward.code}/{address}")
        assert seen.status_code == 200 and "canary" not in seen.text
        assert "canary" in admin.get(f"/api/{ward.code}/{address}").text or address == "jobs"
    assert "canary" not in clerk.get(f"/import?ward={ward.code}").text
    assert "canary" in admin.get(f"/import?ward={ward.code}").text


def test_a_hidden_layer_takes_no_file_of_a_supervisor(clerk: FlaskClient, ward: Ward) -> None:
    where = f"/api/{ward.code}/uploads"
    query = {"name": "a.csv", "layer": SECRET}
    sent = clerk.post(where, data=b"a", content_type=KIND, query_string=query)
    assert sent.status_code == 404 and SHARED in sent.text
    other = _sent(clerk, ward, SHARED)["id"]
    turned = clerk.patch(f"{where}/{other}", json={"layer": SECRET})
    assert turned.status_code == 404 and "Mat" not in turned.text


def test_a_file_with_a_hidden_column_is_not_sent(
    admin: FlaskClient, clerk: FlaskClient, conn: connection, ward: Ward
) -> None:
    _, number = _loaded(admin, conn, ward, SHARED)
    address = f"/api/{ward.code}/imports/{number}"
    seen = clerk.get(address)
    assert seen.json["total"] == 1 and "mat" not in seen.json["rows"][0]
    for client, is_offered in ((clerk, False), (admin, True)):
        (listed,) = client.get(f"/api/{ward.code}/imports").json["imports"]
        assert (listed["is_kept"], client.get(address).json["is_kept"]) == (is_offered,) * 2
    refused = clerk.get(f"{address}/file")
    assert refused.status_code == 403 and "canary" not in refused.text
    with admin.get(f"{address}/file") as sent:
        assert sent.data.decode() == CONTENT
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_for_a_layer_that_is_to_be_hidden_is_hidden(
    admin: FlaskClient, clerk: FlaskClient, ward: Ward
) -> None:
    upload = _sent(admin, ward, "new_layer")["id"]
    address = f"/api/{ward.code}/uploads/{upload}"
    assert clerk.get(address).status_code == 200
    admin.patch(address, json={"said": {"new_layer": {"visible_to": "admin"}}})
    assert (clerk.get(address).status_code, admin.get(address).status_code) == (404, 200)


def test_numbers_of_another_ward_are_not_found(
    client_as: ClientAs, admin: FlaskClient, conn: connection, ward: Ward
) -> None:
    upload, number = _loaded(admin, conn, ward, SECRET)
    job = admin.get(f"/api/{ward.code}/uploads/{upload}").json["job"]
    there = create_ward(conn, "ben-kia", Text("Bên kia", "Beyond"), ward.srid_measure)
    neighbour = client_as("admin", there)
    assert _statuses(neighbour, there, upload, number, job) == {404}
    assert _statuses(neighbour, ward, upload, number, job) == {403}

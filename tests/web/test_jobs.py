"""Jobs over HTTP: seen by whoever asked, and by supervisors; cancelled by both."""

from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers.queries.jobs import enqueue
from layers.queries.wards import Ward
from tests.web.conftest import ClientAs


def _address(ward: Ward, job_id: int) -> str:
    return f"/api/{ward.code}/jobs/{job_id}"


def test_supervisor_sees_and_cancels_a_job(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    job = enqueue(conn, ward, "analyse", {}, "ai-do")
    supervisor: FlaskClient = client_as("supervisor")
    shown = supervisor.get(_address(ward, job.id))
    assert (shown.json["state"], shown.json["fraction"]) == ("queued", 0)
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert supervisor.post(_address(ward, job.id) + "/cancel").json["state"] == "cancelled"
    listed = supervisor.get(f"/api/{ward.code}/jobs").json["jobs"]
    assert [(each["id"], each["state"]) for each in listed] == [(job.id, "cancelled")]


def test_viewer_sees_only_what_they_asked_for(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    job = enqueue(conn, ward, "analyse", {}, "ai-do")
    viewer = client_as("viewer")
    assert viewer.get(_address(ward, job.id)).status_code == 404
    assert viewer.post(_address(ward, job.id) + "/cancel").status_code == 404
    login = "select"
    with conn.cursor() as cursor:
        cursor.execute('SELECT login FROM "user" ORDER BY id DESC LIMIT 1')
        login = cursor.fetchone()[0]
    own = enqueue(conn, ward, "analyse", {}, login)
    assert viewer.get(_address(ward, own.id)).json["id"] == own.id

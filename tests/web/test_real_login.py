"""The application over the login of the web server itself, as it is served: SET ROLE is not that.

Who signed in to the database (session_user) decides what "terminal" may; the other tests' is the
owner, who only looks through the role's eyes.
"""

from dataclasses import replace

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward
from layers.settings import DatabaseSettings
from tests.factories import add_incident, add_user
from tests.web.conftest import settings
from web import create_app


def test_a_step_over_the_login_of_the_web_server(database_url: str, web_database_url: str) -> None:
    """A supervisor's step goes through; one who is called "terminal" is nobody there."""
    owner = db.connect(database_url)
    ward = create_ward(owner, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    incident = add_incident(owner, ward)
    user_id = add_user(owner, "giam-sat", "supervisor", ward)
    rank = f"SELECT actor_rank('terminal', {ward.id})"
    assert db.value(owner, rank) == 4
    web = db.connect(web_database_url)
    assert db.value(web, rank) == 0
    web.close()

    app = create_app(replace(settings(), database=DatabaseSettings(web_database_url)))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{user_id}:1"
    form = {"version": "0", "state": "nhac_nho", "reason": "đã xem"}
    answer = client.post(f"/incidents/{incident}/move", data=form)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, f"/incidents/{incident}")
    told = "SELECT kind, to_state, actor FROM incident_event WHERE kind = 'move'"
    assert db.rows(owner, told) == [{"kind": "move", "to_state": "nhac_nho", "actor": "giam-sat"}]
    owner.close()

"""Who may call what: every route as every role, allowed and refused both shown."""

from collections.abc import Callable

import pytest
from flask import Flask
from psycopg2.extensions import connection

from geo.text import Text
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_area, add_incident, add_user
from tests.web.conftest import ROLES, ClientAs, settings
from web import create_app
from web.access import UndeclaredRoute, check_declarations, public, role_required

# Every route of the service: method, address, the lowest role that may call it.
# long because every route of the service stands here, with who may call it
ROUTES = [
    ("GET", "/", "public"),
    ("GET", "/design", "public"),
    ("GET", "/board", "supervisor"),
    ("GET", "/today", "viewer"),
    ("POST", "/today/unit", "viewer"),
    ("GET", "/jobs", "supervisor"),
    ("GET", "/rows", "viewer"),
    ("GET", "/rows.csv", "viewer"),
    ("GET", "/groups", "viewer"),
    ("GET", "/groups/export.csv", "viewer"),
    ("GET", "/groups/5", "viewer"),
    ("GET", "/units", "viewer"),
    ("GET", "/search?q=to+5", "viewer"),
    ("GET", "/units/1", "viewer"),
    ("GET", "/upgrades/GD2-01", "viewer"),
    ("GET", "/borders", "viewer"),
    ("GET", "/borders/1", "viewer"),
    ("GET", "/projects", "viewer"),
    ("GET", "/projects/1", "viewer"),
    ("GET", "/people", "viewer"),
    ("GET", "/people/me", "viewer"),
    ("GET", "/people/of/lan", "viewer"),
    ("GET", "/people/1", "viewer"),
    ("GET", "/deadlines", "viewer"),
    ("POST", "/deadlines", "supervisor"),
    ("POST", "/deadlines/1/delete", "supervisor"),
    ("GET", "/cases?ward=phuong-thu", "viewer"),
    ("GET", "/cases/export.csv?ward=phuong-thu", "viewer"),
    ("GET", "/incidents/{incident}?ward=phuong-thu", "viewer"),
    ("POST", "/incidents/{incident}/move?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/undo?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/manage?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/comments?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/comments/1?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/measures?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/measures/1?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/measures/1/change?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/recurrence?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/photos?ward=phuong-thu", "inspector"),
    ("GET", "/incidents/{incident}/photos/1.jpg?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/photos/1/blur?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/photos/1/withdraw?ward=phuong-thu", "inspector"),
    ("POST", "/incidents/{incident}/photos/1/restore?ward=phuong-thu", "inspector"),
    ("GET", "/compare", "supervisor"),
    ("GET", "/api/phuong-thu/compare", "supervisor"),
    ("GET", "/api/phuong-thu/compare.csv?unit=cells", "supervisor"),
    ("GET", "/patrol", "supervisor"),
    ("GET", "/api/phuong-thu/patrol", "supervisor"),
    ("GET", "/api/phuong-thu/patrol/walk?stops=lane:1", "supervisor"),
    ("GET", "/api/phuong-thu/patrol/walk.csv?stops=lane:1", "supervisor"),
    ("POST", "/rounds/1/track", "inspector"),
    ("GET", "/rounds/1/walk.gpx", "viewer"),
    ("GET", "/rounds/1/draw", "inspector"),
    ("POST", "/rounds/1/draw", "inspector"),
    ("POST", "/api/phuong-thu/walk", "inspector"),
    ("GET", "/api/phuong-thu/patrol/walk.gpx?stops=lane:1", "supervisor"),
    ("GET", "/layers", "supervisor"),
    ("GET", "/layers/lanes", "supervisor"),
    ("GET", "/sign-in", "public"),
    ("POST", "/sign-in", "public"),
    ("POST", "/sign-out", "public"),
    ("GET", "/healthz", "public"),
    ("GET", "/static/img/mark.svg", "public"),
    ("GET", "/map/shell.js", "public"),
    ("GET", "/map/looks.js", "public"),
    ("GET", "/view.html", "public"),
    ("GET", "/words/vi/main.js", "public"),
    ("GET", "/api/phuong-thu/shares", "supervisor"),
    ("POST", "/api/phuong-thu/shares", "supervisor"),
    ("DELETE", "/api/phuong-thu/shares/1", "supervisor"),
    ("POST", "/api/phuong-thu/shares/1/restore", "supervisor"),
    ("GET", "/api/phuong-thu/layers", "public"),
    ("GET", "/tiles/phuong-thu/lanes/14/13009/7212.mvt", "public"),
    ("GET", "/tiles/phuong-thu/incidents/14/13009/7212.mvt", "viewer"),
    ("GET", "/api/phuong-thu/layers/lanes/features", "public"),
    ("GET", "/api/phuong-thu/layers/lanes/extent", "public"),
    ("GET", "/api/phuong-thu/layers/lanes/fields", "public"),
    ("GET", "/api/phuong-thu/layers/incidents/extent", "viewer"),
    ("GET", "/api/phuong-thu/layers/lanes/rows", "public"),
    ("GET", "/api/phuong-thu/layers/incidents/rows", "viewer"),
    ("GET", "/api/phuong-thu/layers/sites/features", "viewer"),
    ("GET", "/api/phuong-thu/layers/incidents/features", "viewer"),
    ("GET", "/api/phuong-thu/layers/incidents/features/{incident}", "viewer"),
    ("GET", "/api/phuong-thu/layers/lanes/export.geojson", "public"),
    ("GET", "/api/phuong-thu/layers/incidents/export.csv", "viewer"),
    ("GET", "/api/phuong-thu/layers/lanes/export", "public"),
    ("GET", "/api/phuong-thu/layers/incidents/export", "viewer"),
    ("GET", "/api/phuong-thu/layers/lanes/template.xlsx", "viewer"),
    ("GET", "/api/phuong-thu/print", "public"),
    ("GET", "/api/phuong-thu/print.pdf", "public"),
    ("GET", "/api/phuong-thu/print.png?dpi=36", "public"),
    ("POST", "/api/phuong-thu/prints?atlas=groups", "viewer"),
    ("GET", "/api/phuong-thu/prints/1.pdf", "viewer"),
    ("GET", "/api/phuong-thu/counts", "public"),
    ("GET", "/api/phuong-thu/measure?points=105.88,21.04;105.89,21.04", "public"),
    ("POST", "/api/phuong-thu/selection/state", "inspector"),
    ("POST", "/api/phuong-thu/selection/state/1/undo", "inspector"),
    ("GET", "/api/phuong-thu/here?at=21.045/105.885", "public"),
    ("GET", "/api/phuong-thu/timeline", "public"),
    ("GET", "/api/phuong-thu/search?q=to+5", "public"),
    ("GET", "/api/phuong-thu/board", "supervisor"),
    ("GET", "/api/phuong-thu/board/today", "supervisor"),
    ("GET", "/api/phuong-thu/board/methods", "supervisor"),
    ("GET", "/effect", "supervisor"),
    ("GET", "/wall", "supervisor"),
    ("GET", "/api/phuong-thu/effect?at=21.045/105.885&on=2016-03-20", "supervisor"),
    ("GET", "/api/phuong-thu/effect/lanes", "supervisor"),
    ("GET", "/api/phuong-thu/board/duties", "supervisor"),
    ("GET", "/api/phuong-thu/board/figures.csv", "supervisor"),
    ("GET", "/api/phuong-thu/rows?of=incidents", "supervisor"),
    ("POST", "/api/phuong-thu/runs", "supervisor"),
    ("GET", "/api/phuong-thu/runs/1", "supervisor"),
    ("GET", "/api/phuong-thu/runs/shown", "viewer"),
    ("GET", "/boundaries", "supervisor"),
    ("GET", "/boundaries/1", "supervisor"),
    ("GET", "/api/phuong-thu/boundaries", "supervisor"),
    ("GET", "/api/phuong-thu/boundaries/1", "supervisor"),
    ("GET", "/api/phuong-thu/boundaries/1/shapes", "supervisor"),
    ("POST", "/api/phuong-thu/boundaries/plan", "supervisor"),
    ("POST", "/api/phuong-thu/boundaries/load", "supervisor"),
    ("PATCH", "/api/phuong-thu/boundaries/1/pairs/1", "supervisor"),
    ("POST", "/api/phuong-thu/boundaries/1/confirm", "supervisor"),
    ("POST", "/api/phuong-thu/boundaries/1/undo", "supervisor"),
    ("POST", "/api/phuong-thu/boundaries/recast", "supervisor"),
    ("GET", "/import", "supervisor"),
    ("GET", "/import/1/file", "supervisor"),
    ("GET", "/imports", "supervisor"),
    ("GET", "/imports/1", "supervisor"),
    ("GET", "/reports", "viewer"),
    ("POST", "/reports/new", "supervisor"),
    ("GET", "/reports/1", "viewer"),
    ("POST", "/reports/1/freeze", "supervisor"),
    ("POST", "/reports/1/remove", "supervisor"),
    ("GET", "/reports/1/edit/order", "supervisor"),
    ("POST", "/reports/1/say", "supervisor"),
    ("GET", "/reports/1/file.docx", "viewer"),
    ("GET", "/reports/1/maps/map_order.png", "viewer"),
    ("GET", "/reports/1/changes", "viewer"),
    ("GET", "/reports/1/check", "supervisor"),
    ("GET", "/reports/template", "supervisor"),
    ("GET", "/reports/template.docx", "supervisor"),
    ("POST", "/reports/template", "supervisor"),
    ("POST", "/reports/template/own", "supervisor"),
    ("GET", "/reports/1/figures", "viewer"),
    ("GET", "/reports/1/figures.csv", "viewer"),
    ("GET", "/reports/1/figures/incidents", "viewer"),
    ("GET", "/reports/1/figures/incidents/rows.csv", "viewer"),
    ("GET", "/registers", "viewer"),
    ("GET", "/registers/late", "viewer"),
    ("GET", "/registers/late/export.csv", "viewer"),
    ("GET", "/registers/broadcasts", "viewer"),
    ("GET", "/registers/broadcasts/export.csv", "viewer"),
    ("GET", "/registers/cell_reports/table/on_time", "viewer"),
    ("GET", "/registers/cell_reports/check/reconcile", "viewer"),
    ("GET", "/registers/cell_reports/check/reconcile/export.csv", "viewer"),
    ("GET", "/registers/shortcomings/view/drawn", "viewer"),
    ("GET", "/registers/broadcasts/template.xlsx", "inspector"),
    ("GET", "/registers/broadcasts/load", "inspector"),
    ("POST", "/registers/broadcasts/load", "inspector"),
    ("GET", "/registers/broadcasts/1", "viewer"),
    ("GET", "/registers/broadcasts/new", "inspector"),
    ("POST", "/registers/broadcasts/new", "inspector"),
    ("GET", "/registers/broadcasts/1/edit", "inspector"),
    ("POST", "/registers/broadcasts/1/edit", "inspector"),
    ("POST", "/registers/broadcasts/1/delete", "inspector"),
    ("POST", "/registers/broadcasts/undo", "inspector"),
    ("POST", "/registers/broadcasts/loads/1/undo", "inspector"),
    ("POST", "/registers/broadcasts/1/put-back", "inspector"),
    ("POST", "/registers/broadcasts/1/restore", "inspector"),
    ("POST", "/registers/broadcasts/bulk", "inspector"),
    ("GET", "/places", "viewer"),
    ("GET", "/places/export.csv", "viewer"),
    ("GET", "/places/1", "viewer"),
    ("POST", "/places/1/state", "inspector"),
    ("POST", "/places/1/undo", "inspector"),
    ("POST", "/places/1/unconfirm", "supervisor"),
    ("POST", "/places/confirm", "supervisor"),
    ("GET", "/coverage?period=2016H1", "viewer"),
    ("GET", "/coverage.csv?period=2016H1", "viewer"),
    ("GET", "/routes", "viewer"),
    ("GET", "/routes/export.csv", "viewer"),
    ("GET", "/routes/free.csv", "viewer"),
    ("GET", "/routes/1", "viewer"),
    ("POST", "/routes/1/handover", "supervisor"),
    ("POST", "/routes/1/undo", "supervisor"),
    ("GET", "/rounds", "viewer"),
    ("GET", "/rounds/export.csv", "viewer"),
    ("GET", "/rounds/1", "viewer"),
    ("POST", "/rounds/1/lanes", "inspector"),
    ("POST", "/rounds/1/line", "inspector"),
    ("POST", "/rounds/1/incidents", "inspector"),
    ("GET", "/unplaced", "inspector"),
    ("GET", "/api/phuong-thu/unplaced", "inspector"),
    ("GET", "/api/phuong-thu/unplaced.csv", "inspector"),
    ("POST", "/api/phuong-thu/unplaced/1/place", "inspector"),
    ("POST", "/api/phuong-thu/unplaced/again", "inspector"),
    ("GET", "/api/phuong-thu/placings", "inspector"),
    ("POST", "/api/phuong-thu/placings/1/undo", "inspector"),
    ("GET", "/api/phuong-thu/default-locations", "inspector"),
    ("POST", "/api/phuong-thu/default-locations", "supervisor"),
    ("GET", "/wards/new", "admin"),
    ("POST", "/wards/new", "admin"),
    ("POST", "/api/phuong-thu/uploads", "supervisor"),
    ("POST", "/api/phuong-thu/uploads/1/companions", "supervisor"),
    ("GET", "/api/phuong-thu/uploads/1", "supervisor"),
    ("PATCH", "/api/phuong-thu/uploads/1", "supervisor"),
    ("DELETE", "/api/phuong-thu/uploads/1", "supervisor"),
    ("POST", "/api/phuong-thu/uploads/1/check", "supervisor"),
    ("GET", "/api/phuong-thu/uploads/1/issues.xlsx", "supervisor"),
    ("GET", "/api/phuong-thu/imports", "supervisor"),
    ("GET", "/api/phuong-thu/imports/1", "supervisor"),
    ("POST", "/api/phuong-thu/imports/1/undo", "supervisor"),
    ("GET", "/api/phuong-thu/imports/1/file", "supervisor"),
    ("GET", "/runs", "supervisor"),
    ("GET", "/runs/1", "supervisor"),
    ("GET", "/api/methods", "public"),
    ("GET", "/api/methods/gi_star", "public"),
    ("GET", "/api/phuong-thu/runs", "supervisor"),
    ("GET", "/api/phuong-thu/runs/1/units", "supervisor"),
    ("GET", "/api/phuong-thu/runs/1/compare/2", "viewer"),
    ("GET", "/api/phuong-thu/runs/1/export.csv", "supervisor"),
    ("POST", "/api/phuong-thu/runs/1/rerun", "supervisor"),
    ("POST", "/api/phuong-thu/runs/1/keep", "supervisor"),
    ("DELETE", "/api/phuong-thu/runs/1", "supervisor"),
    ("GET", "/notices", "viewer"),
    ("GET", "/notices/1", "viewer"),
    ("POST", "/notices/1/read", "viewer"),
    ("POST", "/notices/read", "viewer"),
    ("GET", "/notices/new", "viewer"),
    ("POST", "/notices/new", "viewer"),
    ("GET", "/notices/subscriptions/1", "viewer"),
    ("POST", "/notices/subscriptions/1", "viewer"),
    ("POST", "/notices/subscriptions/1/pause", "viewer"),
    ("POST", "/notices/subscriptions/1/remove", "viewer"),
    ("POST", "/notices/subscriptions/1/restore", "viewer"),
    ("GET", "/api/phuong-thu/notices/count", "viewer"),
    ("POST", "/notices/mail", "viewer"),
    ("POST", "/notices/mail/forget", "viewer"),
    ("GET", "/notices/confirm/no-such-token", "public"),
    ("POST", "/notices/confirm/no-such-token", "public"),
    ("GET", "/notices/unsubscribe/no-such-token", "public"),
    ("POST", "/notices/unsubscribe/no-such-token", "public"),
    ("POST", "/notices/feed", "viewer"),
    ("POST", "/notices/feed/end", "viewer"),
    ("GET", "/feed/no-such-token.atom", "public"),
    ("GET", "/api/phuong-thu/watch", "supervisor"),
    ("POST", "/api/phuong-thu/watch", "supervisor"),
    ("POST", "/api/phuong-thu/watch/1/seen", "supervisor"),
    ("GET", "/api/phuong-thu/jobs", "supervisor"),
    ("GET", "/api/phuong-thu/jobs/1", "viewer"),
    ("POST", "/api/phuong-thu/jobs/1/cancel", "viewer"),
    ("GET", "/api/phuong-thu/views", "viewer"),
    ("POST", "/api/phuong-thu/views", "viewer"),
    ("PATCH", "/api/phuong-thu/views/1", "viewer"),
    ("DELETE", "/api/phuong-thu/views/1", "viewer"),
    ("POST", "/api/phuong-thu/views/1/restore", "viewer"),
    ("GET", "/api/phuong-thu/own-layers", "supervisor"),
    ("GET", "/api/phuong-thu/own-layers/own_cay", "supervisor"),
    ("PATCH", "/api/phuong-thu/own-layers/own_cay", "supervisor"),
    ("DELETE", "/api/phuong-thu/own-layers/own_cay", "supervisor"),
    ("POST", "/api/phuong-thu/own-layers/own_cay/restore", "supervisor"),
    ("GET", "/api/phuong-thu/own-layers/own_cay/look?look=single", "supervisor"),
    ("GET", "/api/phuong-thu/own-layers/own_cay/fields", "supervisor"),
    ("PUT", "/api/phuong-thu/own-layers/own_cay/style", "supervisor"),
    ("PUT", "/api/phuong-thu/own-layers/own_cay/access", "supervisor"),
    ("GET", "/api/phuong-thu/edits/incidents/new", "inspector"),
    ("GET", "/api/phuong-thu/edits/incidents/{incident}", "inspector"),
    ("POST", "/api/phuong-thu/edits/incidents/plan", "inspector"),
    ("POST", "/api/phuong-thu/edits/incidents", "inspector"),
    ("GET", "/api/phuong-thu/edits/sites/new", "supervisor"),
    ("GET", "/api/phuong-thu/edits/sites/1", "supervisor"),
    ("GET", "/api/phuong-thu/edits/sites/1/versions/0", "supervisor"),
    ("POST", "/api/phuong-thu/edits/sites/plan", "supervisor"),
    ("POST", "/api/phuong-thu/edits/sites", "supervisor"),
    ("POST", "/api/phuong-thu/edits/1/undo", "inspector"),
    ("POST", "/api/phuong-thu/edits/typed", "inspector"),
    ("POST", "/api/phuong-thu/edits/lanes/1/split", "supervisor"),
    ("POST", "/api/phuong-thu/edits/lanes/1/merge", "supervisor"),
]
# What a caller who is let in may get: the answer, a mistake in what was sent, nothing found.
LET_IN = {200, 201, 202, 302, 400, 403, 404, 422}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "address", "needed"), ROUTES)
def test_route_answers_those_who_may_call_it(
    client_as: ClientAs,
    conn: connection,
    ward: Ward,
    method: str,
    address: str,
    needed: str,
    role: str,
) -> None:
    add_area(conn, ward)
    address = address.format(incident=add_incident(conn, ward))
    answer = client_as(role).open(address, method=method)
    answer.close()
    if Role.parse(role) >= Role.parse(needed):
        # A wrong password, an administrator of one ward who would make another, and who asks for
        # the work of somebody else are 403 too.
        is_told_403 = address in ("/sign-in", "/wards/new", "/people/1", "/people/of/lan")
        assert answer.status_code in LET_IN - (set() if is_told_403 else {403})
        assert "/sign-in?" not in answer.headers.get("Location", "")
    elif role == "public" and not address.startswith(("/api/", "/tiles/")):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=")
    else:
        assert answer.status_code == (401 if role == "public" else 403)


def test_every_route_is_walked(app: Flask) -> None:
    """A route that is not in the table above is one whose access nobody tested."""
    adapter = app.url_map.bind("localhost")
    walked = {
        adapter.match(address.partition("?")[0].format(incident=1), method=method)[0]
        for method, address, _ in ROUTES
    }
    assert walked == set(app.view_functions)


def test_app_does_not_start_with_a_silent_route(own_app: Flask) -> None:
    own_app.add_url_rule("/forgotten", "forgotten", lambda: "open to all by mistake")
    with pytest.raises(UndeclaredRoute, match="forgotten"):
        check_declarations(own_app)


@pytest.mark.parametrize("mark", [public, role_required("viewer")])
def test_app_starts_with_a_declared_route(own_app: Flask, mark: Callable[..., object]) -> None:

    @mark
    def declared() -> str:
        return ""

    own_app.add_url_rule("/declared", "declared", declared)
    check_declarations(own_app)


def test_role_ends_at_the_border_of_the_ward(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    """Somebody bound to one ward is a member of the public in another."""
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    admin = client_as("admin", of=other)
    assert admin.get("/api/phuong-khac/layers/incidents/features").status_code == 200
    assert admin.get(f"/api/{ward.code}/layers/incidents/features").status_code == 403
    assert admin.get(f"/api/{ward.code}/board").status_code == 403
    assert admin.get(f"/board?ward={ward.code}").status_code == 403
    assert admin.get(f"/api/{ward.code}/layers/lanes/features").status_code == 200


def test_somebody_of_all_wards_has_their_role_everywhere(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    viewer = client_as("viewer", of=None)
    for code in (ward.code, "phuong-khac"):
        assert viewer.get(f"/api/{code}/layers/incidents/features").status_code == 200


def test_public_layer_of_counts_is_not_for_staff(client_as: ClientAs, ward: Ward) -> None:
    address = f"/tiles/{ward.code}/incident_cells/12/3252/1803.mvt"
    assert client_as("public").get(address).status_code == 200
    assert client_as("viewer").get(address).status_code == 404


def test_layer_list_holds_what_the_role_may_see(client_as: ClientAs, ward: Ward) -> None:
    def names(role: str) -> set[str]:
        listed = client_as(role).get(f"/api/{ward.code}/layers").json["layers"]
        return {layer["name"] for layer in listed}

    assert "incidents" not in names("public")
    assert "incident_cells" in names("public")
    assert "incidents" in names("viewer")
    assert "incident_cells" not in names("viewer")


@pytest.mark.parametrize("change", ["session_epoch = 2", "is_active = false"])
def test_session_ends_when_the_account_changes(
    app: Flask, conn: connection, ward: Ward, change: str
) -> None:
    user_id = add_user(conn, "tam-nghi", "viewer", ward)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{user_id}:1"
    assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 200
    with conn.cursor() as cursor:
        cursor.execute(f'UPDATE "user" SET {change} WHERE id = %s', (user_id,))
    assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 401


def test_session_that_somebody_made_up_is_nobody(app: Flask, ward: Ward) -> None:
    client = app.test_client()
    for made_up in ("1", "x:1", "1:x", ":", "99999999999999999999:1", "1:99999999999999999999"):
        with client.session_transaction() as session:
            session["_user_id"] = made_up
        assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 401


def test_secret_key_of_another_service_opens_nothing(
    conn: connection, ward: Ward, client_as: ClientAs
) -> None:
    cookie = client_as("admin").get_cookie("session")
    other = create_app(settings(), connect=lambda: conn)
    other.secret_key = "another key, of at least 32 characters"
    client = other.test_client()
    assert cookie is not None
    client.set_cookie("session", cookie.value)
    assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 401

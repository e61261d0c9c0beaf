"""Whatever body is sent, the answer is an answer: refused with words, never a fault."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from psycopg2.extensions import connection

from geo.text import Text
from layers.contract import Field
from layers.queries.wards import Ward
from layers.roles import Role
from layers.settings import FileSettings
from tests.conftest import Databases
from tests.factories import add_area, add_custom_layer, add_feature, add_unplaced
from tests.web.conftest import ClientAs, serving
from tests.web.test_hostile import NASTY

OWN = "own_cay_xanh"
FIELD = {"name": "loai", "title": {"vi": "Loài", "en": "Species"}, "type": "text"}
ODD: list[Any] = [
    None, True, -1, 0, 2**70, 1e308, "", "\x7f", "'; --", "ế" * 300, [], [[]], [None], {},
    {"a": {}},
    [{"name": None}], {"kind": [], "classes": [{}]}, "9999-99-99", float("nan"), "\ud800",
]  # fmt: skip
CALLS: list[tuple[str, str, tuple[str, ...]]] = [
    ("post", "/runs", ("method", "parameters", "filter", "seed")),
    ("patch", f"/own-layers/{OWN}", ("title", "label", "attribution", "min_zoom", "max_zoom",
                                     "default_on", "fields", "revision")),
    ("put", f"/own-layers/{OWN}/style", ("style", "revision")),
    ("put", f"/own-layers/{OWN}/access", ("visible_to", "shown_fields", "revision")),
    ("post", "/unplaced/{row}/place", ("lon", "lat", "lane", "same")),
    ("post", "/default-locations", ("lon", "lat", "is_default", "note")),
    ("post", "/boundaries/plan", ("upload", "wish")),
    ("patch", "/boundaries/1/pairs/1", ("share_area", "kind", "is_sliver", "reason")),
    ("post", "/boundaries/recast", ("kind", "values", "since", "until", "by")),
    ("patch", "/uploads/{upload}", ("layer", "said")),
]  # fmt: skip
WHOLE: dict[str, dict[str, Any]] = {
    "/runs": {"method": "gi_star"},
    f"/own-layers/{OWN}/access": {"visible_to": "public", "shown_fields": ["loai"]},
    "/unplaced/{row}/place": {"lon": 105.884, "lat": 21.045},
    "/default-locations": {"lon": 105.884, "lat": 21.045, "is_default": True},
    "/boundaries/plan": {"wish": {"kind": "group", "starts_on": "2025-07-01"}},
    "/boundaries/1/pairs/1": {"reason": "x"},
    "/boundaries/recast": {"values": {"1": 2}, "since": "2016-01-01", "until": "2025-07-01"},
}


ASKED: list[tuple[str, tuple[str, ...]]] = [
    ("/layers", ("run", "run2")),
    ("/counts", ("areas", "runs")),
    ("/layers/incidents/export", ("areas", "run")),
    ("/layers/lanes/export.csv", ("crs", "areas")),
    ("/layers/lanes/template.xlsx", ("crs",)),
    ("/imports", ("limit", "before")),
    ("/jobs", ("limit",)),
    ("/runs", ("method", "before", "removed")),
    ("/runs/shown", ("areas", "from")),
    ("/unplaced", ("limit", "offset")),
    (f"/own-layers/{OWN}/look", ("look",)),
]


@pytest.mark.parametrize(("path", "names"), ASKED, ids=[each[0] for each in ASKED])
def test_no_parameter_of_a_page_for_staff_makes_a_fault(
    client_as: ClientAs, ward: Ward, numbers: dict[str, int], path: str, names: tuple[str, ...]
) -> None:
    client = client_as("supervisor")
    for name in names:
        for value in NASTY:
            with client.get(f"/api/{ward.code}{path}", query_string={name: value}) as answer:
                assert answer.status_code in {200, 400}, (name, value)


@pytest.fixture
def app(conn: connection, databases: Databases, tmp_path: Path) -> Flask:
    """The application with a folder of its own for what is uploaded."""
    return serving(lambda: conn, databases.web_role, files=FileSettings(tmp_path))


@pytest.fixture
def numbers(conn: connection, ward: Ward, client_as: ClientAs) -> dict[str, int]:
    """A ward with something for each call to be about."""
    field = Field("loai", Text("Loài", "Species"), "text", Role.PUBLIC, {})
    add_custom_layer(conn, ward, OWN, fields=(field,), visible_to=Role.SUPERVISOR)
    add_feature(conn, ward, OWN, {"loai": "Sấu"})
    add_area(conn, ward)
    sent = client_as("supervisor").post(
        f"/api/{ward.code}/uploads?name=a.csv&layer=incidents",
        data=b"a,b\n1,2\n",
        content_type="application/octet-stream",
    )
    return {"row": add_unplaced(conn, ward, "ngõ 99"), "upload": sent.json["id"]}


@pytest.mark.parametrize(("method", "path", "keys"), CALLS, ids=[each[1] for each in CALLS])
def test_no_body_makes_a_fault(
    client_as: ClientAs, ward: Ward, numbers: dict[str, int],
    method: str, path: str, keys: tuple[str, ...],
) -> None:  # fmt: skip
    client = client_as("supervisor")
    address = f"/api/{ward.code}{path.format(**numbers)}"
    whole = WHOLE.get(path, {}) | {"upload": numbers["upload"]}
    bodies = [*ODD, *(whole | {key: value} for key in keys for value in ODD)]
    faults = []
    for body in bodies:
        # Escaped as a program would: half a character reaches the service this way.
        answer = getattr(client, method)(
            address, data=json.dumps(body), content_type="application/json"
        )
        words = answer.json.get("error", {}) if answer.status_code >= 400 else None
        if answer.status_code >= 500 or (words is not None and not words.get("vi")):
            faults.append((body, answer.status_code, answer.json))
    assert faults == []


def test_no_form_and_no_name_makes_a_fault(client_as: ClientAs, ward: Ward) -> None:
    everywhere = client_as("admin", None)
    form = {"name_vi": "Phường", "code": "phuong", "srid": "5897"}
    for value in NASTY:
        for name in ("name_vi", "name_en", "code", "srid", "attribution"):
            answer = everywhere.post("/wards/new", data=form | {"code": "", name: value})
            assert answer.status_code in {302, 400}, (name, value)
        for name in ("name", "layer"):
            query = {"name": "a.csv", "layer": "incidents", name: value}
            answer = everywhere.post(
                f"/api/{ward.code}/uploads",
                data=b"",
                content_type="application/octet-stream",
                query_string=query,
            )
            assert answer.status_code in {201, 400, 404}, (name, value)

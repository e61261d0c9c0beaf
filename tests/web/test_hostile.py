"""Whatever is sent, the answer is an answer: never a fault, never somebody else's text as HTML."""

from urllib.parse import quote

import pytest
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from tests.factories import add_incident, add_lane
from tests.web.conftest import ClientAs

NASTY = [
    "\0",
    "'",
    '"><script>',
    "%",
    "\\",
    "1e999",
    "-1",
    "9" * 30,
    "ế" * 300,
    "\ud7ff",
    " ",
    "{}",
]
NAMES = ["from", "to", "field", "category", "group", "lane", "state", "bbox", "limit", "after",
         "run", "q", "of", "offset", "min_events", "cells.cell_m", "lang", "v", "next"]  # fmt: skip
OF_PAGES = ["lang", "v", "next"]
PAGES = ["/", "/sign-in", "/board", "/map/shell.js"]
CALLS = [
    "/api/phuong-thu/layers",
    "/api/phuong-thu/counts",
    "/api/phuong-thu/search",
    "/api/phuong-thu/rows",
    "/api/phuong-thu/layers/incidents/features",
    "/tiles/phuong-thu/incidents/12/3252/1803.mvt",
]


@pytest.mark.parametrize("address", [*PAGES, *CALLS])
def test_no_parameter_makes_a_fault(
    client_as: ClientAs, conn: connection, ward: Ward, address: str
) -> None:
    add_lane(conn, ward)
    add_incident(conn, ward)
    client = client_as("admin")
    for name in OF_PAGES if address in PAGES else NAMES:
        for value in NASTY:
            answer = client.get(f"{address}?{name}={quote(value)}")
            assert answer.status_code in {200, 400}, (name, value)
            assert b'"><script>' not in answer.data or b'\\"><' in answer.data


@pytest.mark.parametrize("part", [quote(each, safe="") for each in NASTY])
def test_no_address_makes_a_fault(client_as: ClientAs, ward: Ward, part: str) -> None:
    client = client_as("admin")
    for address in (
        f"/{part}",
        f"/?ward={part}",
        f"/api/{part}/layers",
        f"/api/{ward.code}/layers/{part}/features",
        f"/api/{ward.code}/layers/lanes/features/{part}",
        f"/api/{ward.code}/layers/lanes/export.{part}",
        f"/api/{ward.code}/runs/{part}",
        f"/api/{ward.code}/board/{part}.csv",
        f"/tiles/{ward.code}/lanes/{part}/0/0.mvt",
        f"/static/{part}",
    ):
        assert client.get(address).status_code in {400, 404}, address


@pytest.mark.parametrize("value", NASTY)
def test_no_sign_in_makes_a_fault(client_as: ClientAs, value: str) -> None:
    answer = client_as("public").post("/sign-in", data={"login": value, "password": value})
    assert answer.status_code in {400, 403}


def test_body_that_is_no_run_is_refused(client_as: ClientAs, ward: Ward) -> None:
    client = client_as("supervisor")
    for body in (b"", b"[", b"null", b'{"method": "gi_star", "filter": {"field": "\\u0000"}}'):
        answer = client.post(f"/api/{ward.code}/runs", data=body, content_type="application/json")
        assert answer.status_code == 400


def test_request_that_is_too_large_is_refused(client_as: ClientAs) -> None:
    answer = client_as("public").post("/sign-in", data={"login": "x" * 2_000_000})
    assert answer.status_code == 413

"""The half of a map's data that a browser keeps: whole, of the caller's role, under its hash."""

import json
import re

from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from layers.registry import visible_layers
from layers.roles import Role
from tests.web.conftest import ClientAs

ADDRESS = re.compile(r'src="(/map/looks\.js[^"]*)"')


def _looks(text: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(
        text.removeprefix("globalThis.layerLooks = ")[:-2]
    )
    return found


def test_page_and_looks_are_one_description(client_as: ClientAs, ward: Ward) -> None:
    for role in ("public", "viewer", "supervisor"):
        client = client_as(role)
        page = client.get("/?lang=en").text
        found = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
        assert found is not None
        layers = json.loads(found[1])["layers"]
        assert {"name", "version", "run"} == set().union(*layers)
        address = ADDRESS.search(page)[1].replace("&amp;", "&")  # type: ignore[index]
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        looks = _looks(answer.text)
        assert list(looks) == [each["name"] for each in layers]
        for layer in visible_layers(Role.parse(role)):
            fields = [each["name"] for each in looks[layer.name]["fields"]]
            assert fields == [each.name for each in layer.fields_for(Role.parse(role))]


def test_looks_of_another_hash_are_not_kept(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    client = client_as("viewer")
    before = ADDRESS.search(client.get("/").text)[1]  # type: ignore[index]
    assert client.get("/map/looks.js?v=old").headers["Cache-Control"] == "private, no-cache"
    db.execute(conn, "UPDATE ward SET name_vi = 'khác'")
    assert ADDRESS.search(client.get("/").text)[1] == before  # type: ignore[index]
    assert ADDRESS.search(client.get("/?lang=en").text)[1] != before  # type: ignore[index]

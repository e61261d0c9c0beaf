"""What every answer carries, and what pages may load."""

import gzip
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from tests.factories import add_incident
from tests.web.conftest import ClientAs, settings
from web import create_app
from web.assets import asset
from web.basemap import Basemap

PAGES = ["/", "/design", "/sign-in", "/no-such-page"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_carries_the_security_headers(
    client: FlaskClient, ward: Ward, address: str
) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "address", ["/api/phuong-thu/layers", "/tiles/x/y/1/0/0.mvt", "/words/vi/main.js",
                "/static/js/main.js", "/static/img/mark.svg"],
)  # fmt: skip
def test_what_is_no_page_may_load_nothing_and_be_framed_nowhere(
    client: FlaskClient, ward: Ward, address: str
) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_words_of_a_language_are_kept_until_they_change(client: FlaskClient, ward: Ward) -> None:
    page = client.get("/?lang=en").text
    address = re.search(r'"words": ?"([^"]+)"', page)
    assert address is not None
    kept = client.get(address[1].replace("\\u0026", "&"))
    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.text.startswith('export default {"') and '"map.total":"{n} incidents"' in kept.text
    assert client.get("/words/en/main.js").headers["Cache-Control"] == "public, no-cache"
    tag = kept.headers["ETag"]
    assert client.get("/words/en/main.js", headers={"If-None-Match": tag}).status_code == 304
    for wrong in ("/words/fr/main.js", "/words/en/none.js", "/words/en/..%2Fmain.js"):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_fonts_are_named_with_their_hash(client: FlaskClient, encoding: str) -> None:
    answer = client.get("/static/css/tokens.css", headers={"Accept-Encoding": encoding})
    body = gzip.decompress(answer.data) if encoding == "gzip" else answer.data
    fonts = re.findall(r'url\("\.\./([^"]+)"\)', body.decode())
    assert len(fonts) == 4
    for each in fonts:
        with client.get(f"/static/{each}") as font:
            assert "immutable" in font.headers["Cache-Control"]


def test_nonce_is_of_this_answer_and_for_the_import_map_only(
    client: FlaskClient, ward: Ward
) -> None:
    first, second = client.get("/"), client.get("/")
    nonces = [re.search(r"'nonce-([^']+)'", each.headers["Content-Security-Policy"])
              for each in (first, second)]  # fmt: skip
    assert nonces[0] is not None
    assert nonces[1] is not None
    assert nonces[0][1] != nonces[1][1]
    assert re.findall(r'<script type="(\w+)"[^>]*nonce="', first.text) == ["importmap"]
    assert f'nonce="{nonces[0][1]}"' in first.text


@pytest.mark.parametrize("address", PAGES)
def test_page_has_no_inline_script_or_style(client: FlaskClient, ward: Ward, address: str) -> None:
    page = client.get(address).text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in each or "application/json" in each or "importmap" in each
               for each in scripts)  # fmt: skip
    assert "<style" not in page
    assert not re.search(r"\s(style|on[a-z]+)=\"", page)


def test_page_data_cannot_end_its_script(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    db.execute(conn, "UPDATE ward SET name_vi = %s", ("</script><script>alert(1)</script>",))
    page = client_as("viewer").get("/").text
    assert "<script>alert" not in page
    found = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    assert "<" not in found[1]
    assert json.loads(found[1])["ward"]["name"] == "</script><script>alert(1)</script>"


def test_page_data_has_what_the_scripts_read(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_incident(conn, ward, on="2016-03-15")
    page = client_as("viewer").get("/?lang=en").text
    found = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["lang"] == "en"
    assert all(isinstance(each["title"], str) for each in data["groups"])  # one language only
    assert data["role"] == "viewer"
    assert data["ward"]["code"] == ward.code
    assert len(data["ward"]["bounds"]) == 4
    assert data["filter_defaults"] == {"from": "2016-01-01", "to": "2016-06-30"}
    assert data["periods"][0]["value"] == "2016H1"
    assert data["csrf"]


def test_language_is_remembered(client: FlaskClient, ward: Ward) -> None:
    assert 'lang="vi"' in client.get("/").text
    answer = client.get("/?lang=en")
    assert answer.headers["Content-Language"] == "en"
    assert 'lang="en"' in client.get("/").text
    assert 'lang="en"' in client.get("/?lang=xx").text


def test_long_text_travels_compressed(client: FlaskClient, ward: Ward) -> None:
    address = f"/api/{ward.code}/layers"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = client.get(address)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_static_file_with_its_hash_is_kept_for_ever(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        address = asset("img/mark.svg")
    with client.get(address) as named, client.get("/static/img/mark.svg") as unnamed:
        assert "immutable" in named.headers["Cache-Control"]
        assert "no-cache" in unnamed.headers["Cache-Control"]
        assert named.mimetype == "image/svg+xml"


def test_static_files_end_at_their_folder(client: FlaskClient) -> None:
    for address in ("/static/../settings.py", "/static/%2e%2e/settings.py", "/static//etc/passwd"):
        assert client.get(address).status_code in {308, 404}


def test_health_says_that_it_can_serve(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"ok": True, "migrations_missing": 0}


def test_health_says_that_migrations_are_missing(client: FlaskClient, conn: connection) -> None:
    db.execute(conn, "DELETE FROM migration WHERE name LIKE '0003%'")
    assert client.get("/healthz").status_code == 503


def test_only_pictures_of_a_named_base_map_may_come_from_outside(conn: connection) -> None:
    basemap = Basemap("https://tiles.example/{z}/{x}/{y}.png", "Nguồn")
    client = create_app(settings(basemap=basemap), lambda: conn).test_client()
    policy = client.get("/sign-in").headers["Content-Security-Policy"].split("; ")
    outside = [part for part in policy if "tiles.example" in part]
    assert outside == ["img-src 'self' https://tiles.example data: blob:"]


@pytest.mark.parametrize(
    "address",
    ["/", "/board", "/sign-in", "/api/{0}/search?q=ngo", "/api/{0}/board", "/api/{0}/runs/shown",
     "/api/{0}/rows?of=incidents", "/api/{0}/board/figures.csv", "/api/{0}/layers"],
)  # fmt: skip
def test_nothing_of_staff_is_kept_by_a_browser_or_on_the_way(
    client_as: ClientAs, ward: Ward, address: str
) -> None:
    answer = client_as("supervisor").get(address.format(ward.code))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]

"""Static files: compressed once, kept by their hash, and nothing but our own folder."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.assets import COMMENTS, STATIC, asset

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("name", ["js/main.js", "css/base.css", "img/icons.svg"])
def test_our_own_text_travels_compressed(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/static/{name}", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    sent = gzip.decompress(answer.data)
    with client.get(f"/static/{name}") as plain:
        assert sent == plain.data
    assert len(answer.data) < (STATIC / name).stat().st_size / 2


def test_plain_and_compressed_have_tags_of_their_own(client: FlaskClient) -> None:
    packed = client.get("/static/js/main.js", headers=GZIP)
    with client.get("/static/js/main.js") as plain:
        assert "Content-Encoding" not in plain.headers
        assert plain.headers["ETag"] != packed.headers["ETag"]
    known = GZIP | {"If-None-Match": packed.headers["ETag"]}
    again = client.get("/static/js/main.js", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    with client.get("/static/js/main.js", headers={"If-None-Match": known["If-None-Match"]}) as new:
        assert new.status_code == 200


def test_only_the_right_hash_is_kept_for_ever(client: FlaskClient, app: Flask) -> None:
    """A page of yesterday must not make a browser keep today's file under yesterday's name."""
    with app.test_request_context():
        address = asset("js/main.js")
    assert "immutable" in client.get(address, headers=GZIP).headers["Cache-Control"]
    other = client.get("/static/js/main.js?v=000000000000", headers=GZIP)
    assert other.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "path", ["../assets.py", "%2e%2e/assets.py", "js/../../settings.py", "js", "a" * 300 + ".js"]
)
def test_nothing_else_is_sent(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}", headers=GZIP).status_code in {308, 404}


@pytest.mark.parametrize("name", ["js/main.js", "js/api.js", "css/base.css"])
def test_our_own_scripts_go_without_their_comments(client: FlaskClient, name: str) -> None:
    source, sent = (STATIC / name).read_text("utf-8"), client.get(f"/static/{name}").text
    assert "/**" in source or "/*" in source
    assert "/*" not in sent
    code = [
        line.strip()
        for line in source.splitlines()
        if re.match(r"\s*(?:export|import|[.#@a-z])", line)
    ]
    assert [line for line in code if line not in sent.splitlines()] == []


def test_no_text_of_our_scripts_goes_over_several_lines() -> None:
    """What is cut off a line, comment and indentation, would be cut out of such a text too."""
    for file in (STATIC / "js").rglob("*.js"):
        code = COMMENTS[".js"].sub(b"", file.read_bytes())
        for line in code.splitlines():
            assert line.count(b"`") % 2 == 0, f"{file.name}: {line.decode()[:60]}"

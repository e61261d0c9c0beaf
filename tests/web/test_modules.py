"""Every module of ours lies under an address with one hash, and brings just the words it says."""

import json
import re
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_scripts import KEYS, SCRIPTS, read
from web.modules import (
    import_map,
    module_preloads,
    modules_of,
    script_address,
    words_module,
)


@pytest.mark.parametrize("entry", ["main.js", "board.js", "registers.js"])
def test_all_modules_of_a_page_lie_under_one_hash(
    app: Flask, client: FlaskClient, entry: str
) -> None:
    """What one imports is asked for beside it, and so under the same hash: no map names them."""
    with app.test_request_context():
        start, named = script_address(entry), import_map(entry)["imports"]
    assert not [each for each in named if each.startswith(("/", "."))]
    for path in modules_of(entry):
        address = urljoin(start, path.relative_to(SCRIPTS).as_posix())
        answer = client.get(address)
        assert answer.data and "immutable" in answer.headers["Cache-Control"]


def test_modules_under_another_hash_are_not_kept(client: FlaskClient) -> None:
    """A page of yesterday finds today's modules, and keeps none under yesterday's name."""
    answer = client.get("/static/js@000000000000/main.js")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, no-cache")
    assert client.get("/static/js@000000000000/none.js").status_code == 404
    assert client.get("/static/js@000000000000/../../assets.py").status_code == 404


def test_modules_that_a_page_needs_are_loaded_at_once(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        addresses = module_preloads("main.js")
    names = [each.partition("?")[0].rpartition("/")[2] for each in addresses]
    assert "api.js" in names
    assert "later.js" in names and "print.js" not in names
    assert len(addresses) == len(set(addresses))
    assert any(each.startswith("/words/vi/main.js") for each in addresses)
    for each in addresses:
        with client.get(each) as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize("entry", sorted(each.name for each in SCRIPTS.glob("*.js")))
def test_a_page_has_all_words_that_its_scripts_name(app: Flask, entry: str) -> None:
    named = {key for file in modules_of(entry) for key in KEYS.findall(read(file))}
    assert named - _words(entry).keys() - _words(entry, later=True).keys() == set()


def test_words_of_the_map_are_a_part_of_the_catalogue() -> None:
    first, later = _words("main.js"), _words("main.js", later=True)
    assert "print.area_ward" in later and "print.area_ward" not in first
    assert not first.keys() & later.keys()
    assert "sign_in.failed" not in first | later


def test_words_begin_as_a_script_names_them() -> None:
    """Words are chosen by the beginnings that scripts hold: one made of a variable is none."""
    for file in SCRIPTS.rglob("*.js"):
        assert re.findall(r"""\bt\(\s*`\$\{[^}]*\}\.""", read(file)) == [], file.name


def _words(entry: str, *, later: bool = False) -> dict[str, str]:
    text = words_module("vi", entry, later=later)
    words: dict[str, str] = json.loads(text.removeprefix("export default ").rstrip(";\n"))
    return words

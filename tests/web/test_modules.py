"""The import map names every module of ours under an address with its hash."""

import json
import re

import pytest
from flask import Flask

from tests.web.test_scripts import KEYS, SCRIPTS, read
from web.assets import STATIC
from web.modules import import_map, module_preloads, modules_of, words_module


@pytest.mark.parametrize("entry", ["main.js", "board.js", "import.js"])
def test_every_module_of_a_page_is_in_its_import_map(app: Flask, entry: str) -> None:
    with app.test_request_context():
        named = import_map(entry)["imports"]
    assert len([each for each in named if each.startswith("/static/js/")]) == len(modules_of(entry))
    for path in modules_of(entry):
        address = f"/static/{path.relative_to(STATIC).as_posix()}"
        assert re.fullmatch(re.escape(address) + r"\?v=[0-9a-f]{12}", named[address])


def test_modules_that_a_page_needs_are_loaded_at_once(app: Flask) -> None:
    with app.test_request_context():
        addresses = [each.partition("?")[0] for each in module_preloads("main.js")]
    assert "/static/js/main.js" not in addresses
    assert "/static/js/api.js" in addresses
    assert len(addresses) == len(set(addresses))
    assert "/words/vi/main.js" in addresses
    files = [STATIC / each.removeprefix("/static/") for each in addresses if "/words/" not in each]
    assert all(each.is_file() for each in files)


@pytest.mark.parametrize("entry", sorted(each.name for each in SCRIPTS.glob("*.js")))
def test_a_page_has_all_words_that_its_scripts_name(app: Flask, entry: str) -> None:
    named = {key for file in modules_of(entry) for key in KEYS.findall(read(file))}
    words = json.loads(words_module("vi", entry).removeprefix("export default ").rstrip(";\n"))
    assert named - set(words) == set()


def test_words_of_the_map_are_a_part_of_the_catalogue() -> None:
    words = words_module("vi", "main.js")
    assert '"print.title"' in words  # asked for later
    assert '"sign_in.failed"' not in words

"""The import map names every module of ours under an address with its hash."""

import re

from flask import Flask

from web.assets import STATIC
from web.modules import import_map, module_preloads


def test_every_module_is_in_the_import_map(app: Flask) -> None:
    with app.test_request_context():
        named = import_map()["imports"]
    for path in (STATIC / "js").rglob("*.js"):
        address = f"/static/{path.relative_to(STATIC).as_posix()}"
        assert re.fullmatch(re.escape(address) + r"\?v=[0-9a-f]{12}", named[address])


def test_modules_that_a_page_needs_are_loaded_at_once(app: Flask) -> None:
    with app.test_request_context():
        addresses = [each.partition("?")[0] for each in module_preloads("main.js")]
    assert "/static/js/main.js" not in addresses
    assert "/static/js/api.js" in addresses
    assert len(addresses) == len(set(addresses))
    assert "/words/vi.js" in addresses
    files = [STATIC / each.removeprefix("/static/") for each in addresses if "/words/" not in each]
    assert all(each.is_file() for each in files)

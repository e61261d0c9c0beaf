"""House rules of the page's own scripts."""

import json
import re

import pytest

from web.i18n import TRANSLATIONS
from web.modules import SCRIPTS

FILES = sorted(SCRIPTS.rglob("*.js"))
WRITES_HTML = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b")
# t("a.key"), ui texts given as { title: "a.key" }; keys that are put together are not seen here.
KEYS = re.compile(r"""\bt\(\s*["']([a-z_]+\.[a-z0-9_.]+[a-z0-9])["']""")
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def read(file):
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_text_never_becomes_html(file):
    assert WRITES_HTML.findall(read(file)) == []


def test_only_one_module_calls_the_server():
    """The bell stands on pages without the page data that it reads."""
    calling = {file.name for file in FILES if "fetch(" in read(file)}
    assert calling == {"api.js", "bell.js"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_stay_short_enough_to_read(file):
    assert len(read(file).splitlines()) <= 300


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_name_is_declared_twice(file):
    """A browser refuses the whole module, and with it the page."""
    names = DECLARED.findall(read(file))
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_message_that_scripts_and_templates_name_exists(language):
    messages = json.loads((TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8"))
    templates = (SCRIPTS.parents[1] / "templates").rglob("*.html")
    named = {key for file in [*FILES, *templates] for key in KEYS.findall(read(file))}
    assert len(named) > 80
    assert named - set(messages) == set()

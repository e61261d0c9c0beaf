"""Vietnamese first, English second, and nothing in one language only."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.hotspots import METHODS
from geo.text import Text

Finder = Callable[..., list[Path]]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _catalogue(root: Path, language: str) -> dict[str, str]:
    path = root / "web" / "translations" / f"{language}.json"
    return dict(json.loads(path.read_text("utf-8"), object_pairs_hook=_no_key_twice))


def _no_key_twice(pairs: list[tuple[str, str]]) -> dict[str, str]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"named twice: {', '.join(twice)}")
    return dict(pairs)


def test_a_key_named_twice_is_found() -> None:
    with pytest.raises(ValueError, match=r"named twice: a\.b$"):
        json.loads('{"a.b": "x", "a.c": "y", "a.b": "z"}', object_pairs_hook=_no_key_twice)


def test_both_catalogues_say_the_same_things(root: Path) -> None:
    vi, en = _catalogue(root, "vi"), _catalogue(root, "en")
    assert sorted(vi) == sorted(en)
    assert [key for key in vi if not vi[key].strip() or not en[key].strip()] == []
    assert [
        key for key in vi if set(PLACEHOLDER.findall(vi[key])) != set(PLACEHOLDER.findall(en[key]))
    ] == []


def test_every_message_that_is_used_is_in_the_catalogue(root: Path, project_files: Finder) -> None:
    known = _catalogue(root, "vi")
    used = {
        (key, path.name)
        for path in project_files("web", suffixes=(".html", ".js", ".py"))
        for key in re.findall(
            r"""\bt\(\s*["']([a-z][\w.]*\.[\w.]*[a-z0-9_])["']\s*[,)]""", path.read_text("utf-8")
        )
    }
    assert used, "no message found: the pattern looks at nothing"
    assert sorted(each for each in used if each[0] not in known) == []


def test_every_method_is_described_in_both_languages() -> None:
    assert METHODS
    for method in METHODS:
        texts: list[Text] = [method.title, method.summary, *method.caution]
        for parameter in method.parameters:
            texts += [parameter.title, parameter.reason]
        assert all(text.vi.strip() and text.en.strip() for text in texts), method.name
        assert method.reference.strip() and method.caution, method.name


def test_the_place_where_incidents_recur_has_one_word(project_files: Finder) -> None:
    """`điểm tái phạm`, as the half-year report says; `tái phạm` alone is of a person, in law."""
    other = re.compile("điểm " + "tái diễn", re.IGNORECASE)
    suffixes = (".json", ".html", ".js", ".py", ".toml", ".sql", ".md")
    files = [
        path
        for folder in ("web", "layers", "geo", "scripts", "docs")
        for path in project_files(folder, suffixes=suffixes)
    ]
    assert len(files) > 500
    assert [path.name for path in files if other.search(path.read_text("utf-8"))] == []

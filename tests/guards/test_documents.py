"""What the documents promise is there."""

import re
from pathlib import Path

import pytest

from geo.hotspots import METHODS
from scripts.docs.method_pages import made_pages

METHOD_PAGES = [f"docs/methods/{each.name}.md" for each in METHODS]
DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    "docs/overview.md",
    "docs/loading-files.md",
    "docs/adding-a-layer.md",
    "docs/adding-a-method.md",
    "docs/adding-a-register.md",
    "docs/systems.md",
    "docs/journeys.md",
    "docs/decisions.md",
    "docs/methods/README.md",
    "docs/design-system.html",
    *METHOD_PAGES,
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_s_links_lead_somewhere(document: str, root: Path) -> None:
    path = root / document
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)\)", text)
    local = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_every_method_is_documented(root: Path) -> None:
    listed = (root / "geo" / "hotspots" / "__init__.py").read_text(encoding="utf-8")
    files = {path.stem for path in (root / "geo" / "hotspots").glob("[a-z]*.py")} - {"base"}
    methods = {
        name for name in files if "METHOD" in (root / f"geo/hotspots/{name}.py").read_text("utf-8")
    }
    assert methods
    assert {name for name in methods if not re.search(rf"\b{name}\b", listed)} == set()
    pages = {path.stem for path in (root / "docs" / "methods").glob("*.md")}
    assert methods - pages == set()


def test_pages_of_methods_are_as_declared(root: Path) -> None:
    """`./scripts/ward docs` brings them up to date."""
    stale = [
        path.name
        for path, text in made_pages(root).items()
        if path.read_text(encoding="utf-8") != text
    ]
    assert stale == []


def test_every_method_has_a_small_picture(root: Path) -> None:
    images = root / "docs" / "methods" / "images"
    sizes = {each.name: (images / f"{each.name}.png").stat().st_size for each in METHODS}
    assert {name: size for name, size in sizes.items() if size > 80_000} == {}

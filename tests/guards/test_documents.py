"""What the documents promise is there."""

import re
from pathlib import Path

import pytest

DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    "docs/overview.md",
    "docs/loading-files.md",
    "docs/adding-a-layer.md",
    "docs/adding-a-method.md",
    "docs/decisions.md",
    "docs/methods.md",
    "docs/design-system.html",
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
    text = (root / "docs" / "methods.md").read_text(encoding="utf-8")
    assert {name for name in methods if f"`{name}`" not in text} == set()

"""The design page in docs/ is the live one, and loads nothing."""

import re
from pathlib import Path

from flask import Flask

from web.design_page import standalone

DOCUMENT = Path(__file__).parents[2] / "docs" / "design-system.html"


def test_the_document_is_made_from_the_live_templates(app: Flask) -> None:
    """Make it anew: var/venv/bin/python -m web.design_page docs/design-system.html"""
    assert DOCUMENT.read_text(encoding="utf-8") == standalone(app)


def test_it_loads_nothing(app: Flask) -> None:
    page = standalone(app)
    assert not re.search(r"<script|<link|<img|url\(|src=", page)
    assert 'href="#' in page and '<symbol id="search"' in page

"""docs/design-system.html: the live design page as one file that opens without a server.

Make it anew after a change of templates or styles:

    var/venv/bin/python -m web.design_page docs/design-system.html
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from flask import Flask, render_template

from layers.settings import DatabaseSettings
from web import create_app
from web.assets import STATIC
from web.settings import WebSettings

SHEETS = ("tokens", "base", "components", "tables", "design")
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
LOADED = re.compile(r"[ \t]*(?:<script\b[^>]*>.*?</script>|<link\b[^>]*>)[ \t]*\n?", re.DOTALL)
ICON_ADDRESS = re.compile(r'(href|data-icons)="/static/img/icons\.svg[^"#]*(#?)')
MARK = re.compile(r'<img class="brand__mark"[^>]*>')
TOKEN = re.compile(r'<input type="hidden" name="csrf_token"[^>]*>')


def standalone(app: Flask, language: str = "vi") -> str:
    """Render the design page with its styles and icons inside, and nothing to load."""
    with app.test_request_context(f"/design?lang={language}"):
        page = render_template(
            "design/index.html", ward=None, wards=[], role_name="public", user=None, page_data={}
        )
    page = TOKEN.sub("", MARK.sub("", LOADED.sub("", page)))
    page = ICON_ADDRESS.sub(r'\1="\2', page)
    page = page.replace("</head>", f"<style>\n{_styles()}</style>\n</head>")
    page = page.replace("</body>", f"{_icons()}\n</body>")
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _styles() -> str:
    """The style sheets, with the reader's own font in place of ours."""
    texts = [(STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    return FONT_FACE.sub("", "\n".join(texts))


def _icons() -> str:
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    return sprite.replace("<svg ", "<svg hidden ", 1)


def main(target: str) -> None:
    """Write the page; no database is asked."""
    settings = WebSettings(DatabaseSettings("postgresql://"), secret_key="not used: no session" * 2)
    Path(target).write_text(standalone(create_app(settings)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

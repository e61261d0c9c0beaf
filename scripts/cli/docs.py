"""`ward docs`: the parts of the documents that come from the code."""

from pathlib import Path

import click

from scripts.docs.method_pages import write_pages

ROOT = Path(__file__).parents[2]


@click.command("docs")
def command() -> None:
    """Write what the pages of the methods take from their declarations (viết lại tài liệu).

    Text written by hand round it stays as it is. The pictures are made by
    `PICTURES_TO=docs/methods/images ./scripts/test tests/browser/test_results_on_map.py`.

    \b
    Example:
      ./scripts/ward docs
    """
    changed = write_pages(ROOT)
    names = [str(path.relative_to(ROOT)) for path in changed]
    click.echo("\n".join(names) if names else "Up to date · Không có gì đổi")

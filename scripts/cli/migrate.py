"""`ward migrate`: bring the database to this version."""

import click

from layers.migrate import migrate
from scripts.cli import _run


@click.command("migrate")
def command() -> None:
    """Apply missing migrations, then views and functions (nâng cấp cơ sở dữ liệu).

    Safe to call again and again, and by two programs at once.

    \b
    Example:
      ./scripts/ward migrate
    """
    with _run.database(as_it_is=True) as conn:
        applied = migrate(conn)
    click.echo("\n".join(applied) if applied else "Up to date · Đã ở bản mới nhất")

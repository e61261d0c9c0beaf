"""`ward demo`: load the demonstration ward."""

import click

from scripts.cli import _demonstration, _run


@click.command("demo")
@click.option("--if-missing", is_flag=True, help="Do nothing where it is there already.")
def command(if_missing: bool) -> None:
    """Load the demonstration ward, made up from a seed (nạp phường minh hoạ).

    Four half-years of one ward; the first half of 2016 gives the figures of the source report.
    All of it or nothing; where the ward is there already it is an error, and nothing changes.

    \b
    Examples:
      ./scripts/ward demo
      ./scripts/ward demo --if-missing
    """
    with _run.database() as conn:
        _demonstration.load(conn, if_missing=if_missing)

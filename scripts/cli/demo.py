"""`ward demo`: load the demonstration ward."""

import time

import click
from psycopg2.extensions import connection

from scripts.cli import _run


@click.command("demo")
@click.option("--if-missing", is_flag=True, help="Do nothing where it is there already.")
def command(if_missing: bool) -> None:
    """Load the demonstration ward, made up from a seed (nạp phường minh hoạ).

    Four half-years of one ward; the first half of 2016 gives the figures of the source report.
    Loading again replaces it: all of it, or nothing.

    \b
    Examples:
      ./scripts/ward demo
      ./scripts/ward demo --if-missing
    """
    with _run.database() as conn:
        load(conn, if_missing=if_missing)


def load(conn: connection, *, if_missing: bool) -> None:
    """Load the ward and say so; skipped where it exists and `if_missing`."""
    # numpy and shapely take 0.4 s that every later start can save.
    from scripts.demo import load as demo  # noqa: PLC0415

    if if_missing and demo.demo_exists(conn):
        click.echo("Demonstration ward: there · Phường minh hoạ: đã có")
        return
    started = time.perf_counter()
    demo.load_demo(conn)
    seconds = time.perf_counter() - started
    click.echo(f"Demonstration ward: loaded in {seconds:.1f} s · Phường minh hoạ: đã nạp")

"""Loading the demonstration ward, for the commands that may be the first to run."""

import time

import click
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import list_wards


def load(conn: connection, *, if_missing: bool) -> None:
    """Load the ward and its first analyses, and say so; skipped where it is there."""
    if if_missing and any(ward.is_demo for ward in list_wards(conn)):
        click.echo("Demonstration ward: there · Phường minh hoạ: đã có", err=True)
        return
    # numpy, scipy and shapely take 0.3 s that every later start saves.
    from scripts.demo.load import load_demo  # noqa: PLC0415

    started = time.perf_counter()
    with db.transaction(conn):
        load_demo(conn)
        _analyse_all(conn)
    seconds = time.perf_counter() - started
    click.echo(f"Demonstration ward: loaded in {seconds:.1f} s · Phường minh hoạ: đã nạp", err=True)


def _analyse_all(conn: connection) -> None:
    """Store the analyses of every half-year: the map shows them from the first minute."""
    from layers.queries.board import board_runs  # noqa: PLC0415
    from layers.queries.status import half_years, report_filter  # noqa: PLC0415

    for ward in list_wards(conn):
        if ward.is_demo:
            for period in half_years(conn, ward):
                board_runs(conn, ward, report_filter(period), actor="demo")

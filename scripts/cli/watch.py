"""`ward watch`: what is new in the ward since the last watch."""

from datetime import date, datetime

import click

from layers.computing.choice import computing
from layers.queries.watch import unseen
from layers.settings import ComputeSettings
from layers.watch import watch
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option


@click.command("watch")
@ward_option
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Look as if it were this day; without it the day of the last incident (ngày).",
)
def command(ward_code: str | None, as_of: datetime | None) -> None:
    """Find what is new: repeat points, clusters going on, rising cells (canh hằng đêm).

    Meant for cron. Each finding is put on the board once, until a supervisor has seen it.

    \b
    Example, every night at two:
      0 2 * * *  cd /path/to/diem-nong && ./scripts/ward watch
    """
    day: date | None = None if as_of is None else as_of.date()
    settings = ComputeSettings.from_env()
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        with computing(settings, lambda *_: None) as compute:
            done = watch(conn, ward, day, compute=compute)
        if done is None:
            click.echo("Chưa có gì để canh. · There is nothing to watch yet.")
            return
        click.echo(f"{ward.name.vi} · {done.as_of}: {done.found} · mới · new: {done.new}")
        for each in unseen(conn, ward)[: done.new]:
            click.echo(f"  {each['reason']['vi']}\n  {each['reason']['en']}")

"""`ward work`: do the jobs that pages and commands have asked for."""

import logging
import os

import click

from layers.jobs.worker import Worker
from layers.settings import ComputeSettings, DatabaseSettings
from scripts.cli import _run


@click.command("work")
@click.option(
    "--at-once",
    type=click.IntRange(1, 64),
    default=lambda: min(2, os.cpu_count() or 1),
    show_default="2, or 1 on one processor",
    help="Jobs done at the same time (số việc làm cùng lúc).",
)
@click.option("--until-idle", is_flag=True, help="Stop when no job is left (dừng khi hết việc).")
@click.option("--name", default="", help="Tells this worker from others in a list of processes.")
def command(at_once: int, until_idle: bool, name: str) -> None:
    """Do jobs until stopped (làm các việc đang chờ cho đến khi dừng).

    ./scripts/serve runs one of these; more may run, also on other machines with the same
    DATABASE_URL. A job whose process dies is begun once more; Ctrl-C puts the jobs at work back.

    \b
    Examples:
      ./scripts/ward work
      ./scripts/ward work --until-idle
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    with _run.database():
        pass
    worker = Worker(
        DatabaseSettings.from_env().url, ComputeSettings.from_env(), at_once, until_idle
    )
    worker.run(lambda: None if name else _tell_ready())


def _tell_ready() -> None:
    click.echo("Sẵn sàng nhận việc. · Ready for jobs.", err=True)

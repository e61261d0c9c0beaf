"""`ward rerun`: do a stored run again and say whether every bit is the same."""

import sys

import click

from geo.text import Text
from layers.analysis import Rerun, rerun
from layers.computing.choice import computing
from layers.settings import ComputeSettings
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option

DIFFERS = 6
WORDS = {
    "same_input": Text("dữ liệu đầu vào", "input"),
    "same_code": Text("mã chương trình", "code"),
    "same_result": Text("kết quả", "result"),
}


@click.command("rerun", epilog=f"Exit codes: 0 the same to the last bit, {DIFFERS} it is not.")
@click.argument("run_id", metavar="ID", type=click.IntRange(1))
@ward_option
def command(run_id: int, ward_code: str | None) -> None:
    """Do a stored run again and compare (chạy lại một lần phân tích đã lưu và đối chiếu).

    Nothing is stored. What differs is named: the input (rows, boundaries), the code, the result.

    \b
    Example:
      ./scripts/ward rerun 12
    """
    settings = ComputeSettings.from_env()
    with _run.database(as_it_is=True) as conn, computing(settings, lambda *_: None) as compute:
        again = rerun(conn, chosen_ward(conn, ward_code), run_id, compute=compute)
    for line in _lines(again):
        click.echo(line)
    if not again.same_result:
        sys.stdout.flush()
        raise click.exceptions.Exit(DIFFERS)


def _lines(again: Rerun) -> list[str]:
    lines = [
        f"{WORDS[name].vi} · {WORDS[name].en}: "
        + ("như cũ · the same" if is_same else "khác · differs")
        for name, is_same in again.same().items()
    ]
    return [f"run {again.run.id} ({again.run.method}):", *(f"  {line}" for line in lines)]

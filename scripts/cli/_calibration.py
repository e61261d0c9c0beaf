"""`ward bench calibration`: how often methods cry wolf, and how often they find what is planted."""

import json
from pathlib import Path
from typing import Any

import click

from scripts.bench.calibration.cases import names
from scripts.bench.calibration.measure import rows
from scripts.bench.calibration.page import page
from scripts.cli._file import whole_file
from scripts.cli._table import table

HEADER = ("work", "draws", "false", "found", "planted", "goal", "met", "seconds")
WORDS = {True: "yes · đạt", False: "no · không"}
USUAL_DRAWS, QUICK_DRAWS = 500, 2


@click.command("calibration")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of the table.")
@click.option("--quick", is_flag=True, help="A few draws: whether it works, not how it does.")
@click.option(
    "--draws", type=click.IntRange(1), default=USUAL_DRAWS, show_default=True, help="Of each kind."
)
@click.option(
    "--method", "wanted", multiple=True, type=click.Choice(names()), help="Only this method."
)
@click.option(
    "--kept",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Take the rows of an earlier --json instead of measuring these methods again.",
)
@click.option("--markdown", type=click.Path(path_type=Path), metavar="FILE", help="Also a page.")
def calibration(
    as_json: bool,
    quick: bool,
    draws: int,
    wanted: tuple[str, ...],
    kept: tuple[Path, ...],
    markdown: Path | None,
) -> None:
    """Count false discoveries and what is missed (báo nhầm và bỏ sót của từng phương pháp).

    Incidents are drawn where nothing happens, and with something planted; the same every time. It
    takes half an hour, which --method and --kept cut into pieces. Nothing is decided by the
    figures: the exit code is 0.

    \b
    Examples:
      ./scripts/ward bench calibration --method gi_star --draws 100
      ./scripts/ward bench calibration --markdown docs/calibration.md
    """
    earlier = [row for file in kept for row in json.loads(file.read_text(encoding="utf-8"))]
    known = {row["method"] for row in earlier}
    left = tuple(name for name in wanted or names() if name not in known)
    found: list[dict[str, Any]] = [*earlier]
    for row in rows(QUICK_DRAWS if quick else draws, left) if left else ():
        click.echo(f"{row['work']}: false {row['false']:.1%}, found {row['found']:.1%}", err=True)
        found.append(row)
    found.sort(key=lambda row: names().index(row["method"]))
    if markdown is not None:
        with whole_file(markdown) as file:
            said = f"./scripts/ward bench calibration --markdown {markdown}"
            file.write(page(found, said).encode())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(table(HEADER, [_cells(row) for row in found])))


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    return (
        row["work"], row["size"], f"{row['false']:.1%}", f"{row['found']:.1%}", row["planted"],
        row["goal"], WORDS[row["met"]], round(row["seconds"], 1),
    )  # fmt: skip

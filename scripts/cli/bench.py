"""`ward bench`: how fast we are, beside other programs, measured here and now."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from layers.settings import DatabaseSettings
from scripts.bench.imports import rows_of as import_rows
from scripts.bench.page.run import rows_of as page_rows
from scripts.bench.report import rows_of as report_rows
from scripts.bench.runner import rows_of
from scripts.bench.serving.run import rows_of as serving_rows
from scripts.bench.table import page, seconds
from scripts.bench.works import chosen, names
from scripts.cli._calibration import calibration
from scripts.cli._file import whole_file
from scripts.cli._table import table

Row = dict[str, Any]

HEADER = ("work", "size", "ours", "MB", "peer", "theirs", "MB", "ratio", "goal", "met")
SERVING_HEADER = (
    "request", "ours/s", "p50 ms", "p95 ms", "peer", "theirs/s", "p50 ms", "p95 ms", "ratio",
    "goal", "met",
)  # fmt: skip
PAGE_HEADER = ("ward", "reader", "device", "figure", "value", "", "goal", "met", "note")
REPORT_HEADER = ("request", "incidents", "first s", "median s", "kB", "goal", "met")
WORDS = {True: "yes · đạt", False: "no · không", None: ""}


@click.group("bench")
def command() -> None:
    """Measure speed and memory against other programs, and how right we are (đo tốc độ, độ đúng).

    \b
    Examples:
      ./scripts/ward bench hotspots --json --quick
      ./scripts/ward bench calibration --quick
    """


command.add_command(calibration)


@command.command("hotspots")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of the table.")
@click.option("--quick", is_flag=True, help="Tiny sizes: whether it works, not how fast it is.")
@click.option("--work", "wanted", multiple=True, type=click.Choice(names()), help="Only this work.")
@click.option("--markdown", type=click.Path(path_type=Path), metavar="FILE", help="Also a page.")
def hotspots(as_json: bool, quick: bool, wanted: tuple[str, ...], markdown: Path | None) -> None:
    """Measure the hotspot methods (các phương pháp điểm nóng).

    Each figure is the median of several calls in a process of its own. A peer that is missing is
    told with its reason. Nothing is decided by the figures: the exit code is 0.

    \b
    Examples:
      ./scripts/ward bench hotspots --json
      ./scripts/ward bench hotspots --work density --work clusters
      ./scripts/ward bench hotspots --markdown docs/benchmarks.md
    """
    found = (row for work in chosen(wanted) for row in rows_of(work, quick=quick))
    rows = _all_told(found, _told)
    if markdown is not None:
        with whole_file(markdown) as file:
            file.write(page(rows, f"./scripts/ward bench hotspots --markdown {markdown}").encode())
    _print(rows, HEADER, _cells, as_json=as_json)


@command.command("import")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of the table.")
@click.option("--quick", is_flag=True, help="A tiny file: whether it works, not how fast it is.")
def imports(as_json: bool, quick: bool) -> None:
    """Measure loading a file, with all checks, beside ogr2ogr (nạp tệp, so với ogr2ogr).

    The same files of 50,000 and 1,000,000 incidents (CSV, FlatGeobuf, GeoPackage) are loaded by
    both, each as a whole process into a database of its own on the same server, which is dropped
    again. `ratio` is the peer's time over ours. Without ogr2ogr (Debian: gdal-bin) its figures are
    missing, and the note says so.

    \b
    Example:
      ./scripts/ward bench import --json
    """
    rows = _all_told(import_rows(DatabaseSettings.from_env().url, quick=quick), _told)
    _print(rows, HEADER, _cells, as_json=as_json)


@command.command("serving")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of the table.")
@click.option("--quick", is_flag=True, help="A tiny ward: whether it works, not how fast it is.")
def serving(as_json: bool, quick: bool) -> None:
    """Measure tiles and features beside tipg and pygeoapi (tốc độ phục vụ bản đồ).

    One ward of 1,000,000 incidents in a database of its own, dropped again. Each server is asked
    the same by eight connections, ours signed in and with the tile cache off. wrk and the peers
    are installed when missing; a peer that does not start is told with its reason.

    \b
    Example:
      ./scripts/ward bench serving --json
    """
    rows = serving_rows(DatabaseSettings.from_env().url, quick=quick)
    told = _all_told(rows, lambda row: f"{row['work']}: {row['ours_per_s']:,} /s {_beside(row)}")
    _print(told, SERVING_HEADER, _serving_cells, as_json=as_json)


@command.command("page")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of the table.")
@click.option("--quick", is_flag=True, help="Tiny wards, one visit: whether it works.")
def page_(as_json: bool, quick: bool) -> None:
    """Measure the map in a browser: first view, weight, panning (đo trang bản đồ).

    On the demonstration ward and on one of 1,000,000 incidents, each in a database of its own that
    is dropped again; for the public and a supervisor; on a desk, and on a phone at 4 Mbit/s, 40 ms
    and a processor four times slower. The first view stands when all tiles are drawn.

    \b
    Example:
      ./scripts/ward bench page --json
    """
    rows = page_rows(DatabaseSettings.from_env().url, quick=quick)
    told = _all_told(rows, lambda row: " · ".join(map(str, _page_cells(row))))
    _print(told, PAGE_HEADER, _page_cells, as_json=as_json)


@command.command("report")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of the table.")
@click.option("--quick", is_flag=True, help="A small ward: whether it works, not how fast it is.")
def report(as_json: bool, quick: bool) -> None:
    """Measure the report of a year of 100,000 incidents (đo báo cáo năm).

    The demonstration ward with 100,000 incidents more in one year, in a database of its own that is
    dropped again, served as `./scripts/serve` does: page, rows of a figure, DOCX and PDF of a draft
    and of a frozen edition. `first` has the analyses that are then kept.

    \b
    Example:
      ./scripts/ward bench report --json
    """
    rows = report_rows(DatabaseSettings.from_env().url, quick=quick)
    told = _all_told(rows, lambda row: f"{row['request']}: {row['first_s']} s, {row['median_s']} s")
    _print(told, REPORT_HEADER, _report_cells, as_json=as_json)


def _report_cells(row: Row) -> tuple[object, ...]:
    told = ("request", "incidents", "first_s", "median_s", "kb", "goal")
    return (*(row[name] for name in told), WORDS[row["met"]])


def _all_told(rows: Iterable[Row], words: Callable[[Row], str]) -> list[Row]:
    """Take all rows, saying each on the way: some take minutes."""
    taken = []
    for row in rows:
        click.echo(words(row), err=True)
        taken.append(row)
    return taken


def _print(
    rows: list[Row],
    header: tuple[str, ...],
    cells: Callable[[Row], tuple[object, ...]],
    *,
    as_json: bool,
) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(table(header, [cells(row) for row in rows])))


def _page_cells(row: Row) -> tuple[object, ...]:
    told = ("ward", "reader", "device", "figure", "value", "unit", "goal")
    return (*(row[name] for name in told), WORDS[row["met"]], row.get("note", ""))


def _beside(row: Row) -> str:
    return f"({row['peer']} {row['peer_per_s']}: {row['note']})" if row["peer"] else ""


def _serving_cells(row: Row) -> tuple[object, ...]:
    return (
        row["work"], row["ours_per_s"], row["ours_p50_ms"], row["ours_p95_ms"], row["peer"],
        row.get("peer_per_s", ""), row.get("peer_p50_ms", ""), row.get("peer_p95_ms", ""),
        row.get("ratio", ""), row.get("goal", ""), WORDS[row.get("met")],
    )  # fmt: skip


def _told(row: Row) -> str:
    peer = f", {row['peer']} {seconds(row['peer_s'])}" if row["peer"] else ""
    return f"{row['work']}, {row['size']}: {seconds(row['ours_s'])}{peer}"


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row["work"], row["size"], seconds(row["ours_s"]), row["ours_mb"], row["peer"],
        seconds(row["peer_s"]), row["peer_mb"], row["ratio"], row["goal"], WORDS[row["met"]],
    )  # fmt: skip

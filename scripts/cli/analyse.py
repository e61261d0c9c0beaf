"""`ward analyse`: find repeat points and hot cells in a terminal, and write them as GeoJSON."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from psycopg2.extensions import connection

from geo.hotspots import METHODS, get_method
from layers.analysis import DEFAULT_SEED, run_hotspots
from layers.periods import period_title
from layers.queries.board import completed
from layers.queries.board_places import members_in_common
from layers.queries.runs import Run, cells, run_geojson, run_json
from scripts.cli import _run
from scripts.cli._choice import (
    chosen_filter,
    chosen_period,
    chosen_ward,
    filter_options,
    period_option,
    ward_option,
)
from scripts.cli._file import whole_file
from scripts.cli._table import table

STANDARD_OUTPUT = "-"
MOST_SEED = 2**63 - 1  # what the database can keep
POINT_HEADER = ("rank", "where · nơi", "group · tổ", "most in window", "in all", "last · vụ cuối")
CELL_HEADER = (
    "rank",
    "where · nơi",
    "group · tổ",
    "n",
    "expected",
    "z",
    "p",
    "p adjusted",
    "class",
)
CLASSES = {3: "hot 99 %", 2: "hot 95 %", 1: "hot 90 %", -1: "cold 90 %", -2: "cold 95 %"}


def _methods_in_words() -> str:
    """List the methods and their parameters as the declarations have them."""
    lines = []
    for method in METHODS:
        lines.append(f"  {method.name}: {method.title.en} · {method.title.vi}")
        for each in method.parameters:
            default = "auto" if each.default is None else each.default
            lines.append(f"      {each.name}={default}  {each.title.en} · {each.title.vi}")
    return "\b\nMethods and parameters:\n" + "\n".join(lines)


@click.command("analyse", epilog=_methods_in_words())
@click.argument("method", type=click.Choice([method.name for method in METHODS]))
@ward_option
@period_option
@filter_options
@click.option(
    "--param", "-p", "pairs", metavar="NAME=VALUE", multiple=True, help="A parameter (tham số)."
)
@click.option(
    "--seed",
    type=click.IntRange(0, MOST_SEED),
    default=DEFAULT_SEED,
    show_default=True,
    help="For chance.",
)
@click.option("--geojson", metavar="FILE", help="Write all cells with all numbers; - for stdout.")
@click.option("--json", "as_json", is_flag=True, help="The run as JSON instead of a table.")
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, help="Lines shown.")
def command(
    method: str,
    ward_code: str | None,
    period: str | None,
    pairs: tuple[str, ...],
    seed: int,
    geojson: str | None,
    as_json: bool,
    top: int,
    **lists: str,
) -> None:
    """Find where incidents recur or gather (tìm điểm tái phạm, ô nóng).

    The run is stored: the board and the map show the same one, and asking again for the same
    gives the stored answer. Without --field it looks at urban order (TTĐT) where the ward has any.

    \b
    Examples:
      ./scripts/ward analyse repeat_points --period 2016H1
      ./scripts/ward analyse gi_star --period 2016H1 -p cell_m=75 --geojson hot.geojson
      ./scripts/ward analyse gi_star -p unit_kind=areas --field ttdt,vsmt
    """
    parameters = dict(_pair(each) for each in pairs)
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        days = chosen_period(conn, ward, period)
        chosen = completed(conn, ward, chosen_filter(days, lists))
        run = run_hotspots(conn, ward, method, parameters, chosen, seed=seed, actor=_run.actor())
        if geojson:
            _write(geojson, json.dumps(run_geojson(conn, run), ensure_ascii=False))
        if geojson == STANDARD_OUTPUT:
            return
        if as_json:
            click.echo(json.dumps(run_json(run), ensure_ascii=False, indent=2))
            return
        title = period_title(days)
        click.echo(f"{ward.name.vi} · {title.vi} · {title.en}")
        for line in _lines(conn, run, top):
            click.echo(line)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise click.BadParameter(f"'{text}' is not NAME=VALUE", param_hint="--param")
    return name.strip(), value.strip()


def _lines(conn: connection, run: Run, top: int) -> list[str]:
    title, rule = get_method(run.method).title, run.summary["rule"]
    found = [cell for cell in cells(conn, run, limit=top) if cell["class_code"] != 0]
    shared = members_in_common(conn, run, found)
    is_point = run.method == "repeat_points"
    header, row = (POINT_HEADER, _point) if is_point else (CELL_HEADER, _cell)
    rows = [row(cell, shared.get(cell["cell_no"], {})) for cell in found]
    return [
        f"{title.vi} · {title.en}",
        f"  {rule['vi']}",
        f"  {rule['en']}",
        "",
        *(table(header, rows) if rows else ["Không tìm thấy nơi nào. · Nothing found."]),
        "",
        *(f"! {note['text']['vi']} · {note['text']['en']}" for note in run.notes),
        f"run {run.id}: {run.input_rows} incidents, {run.summary['units']} units,"
        f" seed {run.seed}, rows {run.input_sha256[:12]}, {run.code_version}, {run.seconds:.2f} s",
    ]


def _point(cell: dict[str, Any], shared: dict[str, Any]) -> tuple[object, ...]:
    named = (shared[name] for name in ("place", "address", "lane"))
    where = next((name for name in named if name), cell["label"])
    days = shared["days"]
    return (cell["rank"], where, shared["group"], int(cell["value"]), len(days), days[-1])


def _cell(cell: dict[str, Any], shared: dict[str, Any]) -> tuple[object, ...]:
    where = shared.get("lane") or cell["label"]
    numbers = (cell[name] for name in ("expected", "score", "p", "p_adjusted"))
    level = CLASSES.get(cell["class_code"], "cold 99 %")
    return (cell["rank"], where, shared.get("group"), int(cell["value"]), *numbers, level)


def _write(file: str, text: str) -> None:
    """Write to stdout or to a file."""
    if file == STANDARD_OUTPUT:
        sys.stdout.write(text + "\n")
        return
    path = Path(file)
    with whole_file(path) as target:
        target.write(f"{text}\n".encode())
    click.echo(f"{path}: {len(text) / 1e6:.1f} MB", err=True)

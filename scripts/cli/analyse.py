"""`ward analyse`: find repeat points and hot cells of a ward or of a file; table, JSON, GeoJSON."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
from psycopg2.extensions import connection

from geo.hotspots import METHODS, get_method
from layers.analysis import DEFAULT_SEED, run_hotspots
from layers.periods import period_title
from layers.plain_run import analyse_file, result_geojson
from layers.queries.board import completed
from layers.queries.board_places import members_in_common
from layers.queries.runs import Run, cells, run_document, run_geojson
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
from scripts.cli._plain import (
    plain_lines,
    plain_options,
    require_one_source,
    said_in_words,
    taken_options,
)
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
_CLASS_WORDS = {
    3: "hot 99 %",
    2: "hot 95 %",
    1: "hot 90 %",
    -1: "cold 90 %",
    -2: "cold 95 %",
    -3: "cold 99 %",
}


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
@plain_options
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
@click.option(
    "--json",
    "as_json",
    metavar="[FILE]",
    is_flag=False,
    flag_value=STANDARD_OUTPUT,
    help="Write every statistic as JSON: to a file, or instead of the table.",
)
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, help="Lines shown.")
def command(
    method: str,
    ward_code: str | None,
    period: str | None,
    pairs: tuple[str, ...],
    seed: int,
    geojson: str | None,
    as_json: str | None,
    top: int,
    input_file: Path | None,
    **said: Any,
) -> None:
    """Find where incidents recur or gather (tìm điểm tái phạm, ô nóng).

    The run is stored: the board and the map show the same one, and asking again for the same
    gives the stored answer. Without --field it looks at urban order (TTĐT) where the ward has any.
    With --input it analyses a plain file, needs no database and stores nothing.

    \b
    Examples:
      ./scripts/ward analyse repeat_points --period 2016H1
      ./scripts/ward analyse gi_star --period 2016H1 -p cell_m=75 --geojson hot.geojson
      ./scripts/ward analyse gi_star -p unit_kind=areas --field ttdt,vsmt
      ./scripts/ward analyse gi_star --input vu.csv --x lon --y lat --time ngay --crs EPSG:4326 \\
          --json hot.json
    """
    parameters = dict(_pair(each) for each in pairs)
    outputs = Outputs(as_json, geojson)
    plain = taken_options(said)
    require_one_source(input_file, plain, {"ward": ward_code, "period": period, **said})
    if input_file is not None:
        document = analyse_file(input_file, plain, method, parameters, seed)
        if not outputs.write(lambda: document, lambda: result_geojson(document)):
            click.echo("\n".join(plain_lines(document, top)))
        return
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        days = chosen_period(conn, ward, period)
        chosen = completed(conn, ward, chosen_filter(days, said))
        run = run_hotspots(conn, ward, method, parameters, chosen, seed=seed, actor=_run.actor())
        if outputs.write(lambda: run_document(conn, run), lambda: run_geojson(conn, run)):
            return
        title = period_title(days)
        click.echo(f"{ward.name.vi} · {title.vi} · {title.en}")
        for line in _lines(conn, run, top):
            click.echo(line)


class Outputs(NamedTuple):
    """The files asked for; at most one of them may be the terminal."""

    json_file: str | None
    geojson_file: str | None

    def write(
        self, document: Callable[[], Mapping[str, Any]], geojson: Callable[[], Mapping[str, Any]]
    ) -> bool:
        """Write what was asked for; say whether one of them went to stdout."""
        if self.json_file == self.geojson_file == STANDARD_OUTPUT:
            raise click.UsageError("--json and --geojson cannot both go to stdout")
        if self.geojson_file is not None:
            _write(self.geojson_file, json.dumps(geojson(), ensure_ascii=False))
        if self.json_file is not None:
            _write(self.json_file, json.dumps(document(), ensure_ascii=False, indent=1))
        return STANDARD_OUTPUT in self


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise click.BadParameter(f"'{text}' is not NAME=VALUE", param_hint="--param")
    return name.strip(), value.strip()


def _lines(conn: connection, run: Run, top: int) -> list[str]:
    title, rule = get_method(run.method).title, run.summary["rule"]
    found = [cell for cell in cells(conn, run, limit=top) if cell["class_code"] != 0]
    shared = members_in_common(conn, run, found)
    header, row = _shape(run.method)
    rows = [row(cell, shared.get(cell["cell_no"], {})) for cell in found]
    return [
        f"{title.vi} · {title.en}",
        f"  {rule['vi']}",
        f"  {rule['en']}",
        *said_in_words(run.summary),
        *_boundary_lines(run),
        "",
        *(table(header, rows) if rows else ["Không tìm thấy nơi nào. · Nothing found."]),
        "",
        *(f"! {note['text']['vi']} · {note['text']['en']}" for note in run.notes),
        f"run {run.id}: {run.input_rows} incidents, {run.summary['units']} units,"
        f" seed {run.seed}, rows {run.input_sha256[:12]}, {run.code_version}, {run.seconds:.2f} s",
    ]


def _boundary_lines(run: Run) -> list[str]:
    """Say which boundaries a run stands on; runs stored before there was a choice are silent."""
    words = run.summary.get("boundaries")
    return [f"  {words['vi']} · {words['en']}"] if words else []


def _shape(method: str) -> tuple[tuple[str, ...], Callable[..., tuple[object, ...]]]:
    if method == "repeat_points":
        return POINT_HEADER, _point
    return CELL_HEADER, _cell if get_method(method).classes_are_levels else _step


def _point(cell: dict[str, Any], shared: dict[str, Any]) -> tuple[object, ...]:
    named = (shared[name] for name in ("place", "address", "lane"))
    where = next((name for name in named if name), cell["label"])
    days = shared["days"]
    return (cell["rank"], where, shared["group"], int(cell["value"]), len(days), days[-1])


def _cell(cell: dict[str, Any], shared: dict[str, Any]) -> tuple[object, ...]:
    where = shared.get("lane") or cell["label"]
    value, code = cell["value"], cell["class_code"]
    shown = int(value) if value == int(value) else value
    numbers = (cell[name] for name in ("expected", "score", "p", "p_adjusted"))
    return (cell["rank"], where, shared.get("group"), shown, *numbers, _CLASS_WORDS[code])


def _step(cell: dict[str, Any], shared: dict[str, Any]) -> tuple[object, ...]:
    """A row of a method whose classes are steps of its own rule, not levels of confidence."""
    words = cell["properties"].get("category") or f"step {cell['class_code']} · mức"
    return (*_cell(cell, shared)[:-1], words)


def _write(file: str, text: str) -> None:
    """Write to stdout or to a file."""
    if file == STANDARD_OUTPUT:
        sys.stdout.write(text + "\n")
        return
    path = Path(file)
    with whole_file(path) as target:
        target.write(f"{text}\n".encode())
    click.echo(f"{path}: {len(text) / 1e6:.1f} MB", err=True)

"""`ward import`: load a file into a layer."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import Any

import click
from psycopg2.extensions import connection

from geo.crs import HANOI
from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import ImportRejected
from layers.file_store import FileStore
from layers.importing import ImportOptions, ImportReport, check_file, import_file
from layers.importing.checking import CLEAN, OPEN, REFUSED
from layers.importing.load import Progress
from layers.importing.options import AREA_KINDS, DATE_PRECISIONS
from layers.queries.wards import Ward, create_ward, get_ward, list_wards
from layers.settings import FileSettings
from scripts.cli import _run
from scripts.cli._import_report import check_lines, report_lines

STEPS = 1000
VERDICT_CODES = {CLEAN: _run.OK, OPEN: 3, REFUSED: _run.REFUSED}
"""Exit codes of --check. Its 3 is the issue's: a check asks no rights, so nothing else means 3."""


@click.command("import")
@click.argument("layer")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ward", "ward_code", required=True, metavar="CODE", help="The ward it belongs to.")
@click.option(
    "--create-ward", metavar="TÊN|NAME", help="Make the ward first, with these two names."
)
@click.option(
    "--srid-measure",
    type=int,
    default=HANOI,
    show_default=True,
    help="EPSG code in whose metres a new ward measures.",
)
@click.option("--attribution", default="", help="Source and licence, shown with a new ward's map.")
@click.option(
    "--map", "columns", multiple=True, metavar="OURS=THEIRS", help="Which column of the file."
)
@click.option(
    "--set", "constants", multiple=True, metavar="OURS=VALUE", help="One value for all rows."
)
@click.option("--x", metavar="COLUMN", help="Column of the longitude or easting (tables).")
@click.option("--y", metavar="COLUMN", help="Column of the latitude or northing (tables).")
@click.option("--wkt", metavar="COLUMN", help="Column of shapes as well-known text (tables).")
@click.option("--crs", metavar="EPSG:CODE", help="Coordinate system, where the file states none.")
@click.option("--date-format", metavar="FORMAT", help="Such as %d/%m/%Y; only ISO dates need none.")
@click.option(
    "--date-precision", type=click.Choice(DATE_PRECISIONS), help="To what dates are known."
)
@click.option(
    "--new-categories",
    metavar="FIELD",
    help="Make categories the ward lacks, in ttdt, ttxd or vsmt.",
)
@click.option("--kind", type=click.Choice(AREA_KINDS), help="Kind of the areas.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day in force, where no column says it.",
)
@click.option("--basis", default="", help="The document that the areas rest on.")
@click.option("--table", help="Which table or sheet of a file that has several.")
@click.option(
    "--encoding",
    help="Such as tcvn3, vni, cp1258; tcvn3-in-utf8 where it was saved as Unicode.",
)
@click.option(
    "--repair",
    is_flag=True,
    default=None,
    help="Repair invalid polygons; the originals are kept. Over 1 % of area is asked.",
)
@click.option("--skip-bad", is_flag=True, help="Load the clean rows and leave the faulty ones out.")
@click.option(
    "--replace-all", is_flag=True, help="Take the place of all rows of a layer of one's own."
)
@click.option("--update", is_flag=True, help="Replace rows that are there with other content.")
@click.option(
    "--check", is_flag=True, help="Only look: what is detected, open, wrong; nothing is written."
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=OPTION",
    help="Answer a question of --check.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    layer: str,
    file: Path,
    ward_code: str,
    create_ward: str | None,
    srid_measure: int,
    attribution: str,
    check: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Load a file into a layer: all of it, or nothing (nạp tệp vào một lớp bản đồ).

    Reads GeoJSON (also .geojsonl), GeoPackage, FlatGeobuf, Shapefile (also zipped), MapInfo TAB and
    MIF, KML, KMZ, GPX, DXF, CSV and TSV (also .gz), XLSX, XLS, ODS. Nothing is guessed: what a file
    leaves open (encoding, coordinate system, order of day and month, decimal comma …) is put as a
    question with its options and the evidence for each. The same file again changes nothing.

    \b
    With --check nothing is written. It prints what was detected, the open questions and the
    faults, and ends with 0: clean, 3: questions are open, 4: refused.

    \b
    Layers: groups, ward_border, lanes, incidents, sites, facilities, routes, and your own.

    \b
    Examples:
      ./scripts/ward import groups groups.gpkg --ward gia-thuy --map code=ma_to --map name=ten_to \\
          --valid-from 2016-01-01
      ./scripts/ward import incidents vu.csv --ward gia-thuy --x kinh_do --y vi_do \\
          --crs EPSG:4326 --map occurred_at=ngay --map category=hanh_vi --date-format %d/%m/%Y
    """  # fmt: skip
    options = _options(said)
    if check:
        _check(layer, file, options, ward_code, create_ward, srid_measure, as_json)
        return
    with _run.database() as conn, _progress(quiet=as_json) as progress:
        try:
            report = _load(conn, layer, file, options, progress, ward_code, create_ward,
                           srid_measure, attribution)  # fmt: skip
        except ImportRejected as rejected:
            if isinstance(rejected.report, ImportReport):
                _show(rejected.report, as_json)
            raise
    _show(report, as_json)


def _check(layer: str, file: Path, options: ImportOptions, ward_code: str, names: str | None,
           srid: int, as_json: bool) -> None:  # fmt: skip
    """Look at the file and leave with the code of the verdict; a ward made for it is unmade."""
    with (
        _run.database() as conn,
        _progress(quiet=as_json) as progress,
        suppress(_Undo),
        db.transaction(conn),
    ):
        ward = _ward(conn, ward_code, names, srid, "")
        checked = check_file(conn, ward, layer, file, options, progress)
        raise _Undo
    if as_json:
        click.echo(json.dumps(checked.to_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(check_lines(checked)))
    raise click.exceptions.Exit(VERDICT_CODES[checked.verdict])


class _Undo(Exception):
    """Ends the transaction of a check, of which nothing stays."""


def _load(conn: connection, layer: str, file: Path, options: ImportOptions, progress: Progress,
          ward_code: str, names: str | None, srid: int,
          attribution: str) -> ImportReport:  # fmt: skip
    """Import; a ward made for it stands or falls with the import."""
    with db.transaction(conn) if names is not None else nullcontext():
        ward = _ward(conn, ward_code, names, srid, attribution)
        return import_file(conn, ward, layer, file, options, progress, _store())


def _store() -> FileStore:
    return FileStore(FileSettings.from_env().folder)


def _ward(conn: connection, code: str, names: str | None, srid: int, attribution: str) -> Ward:
    if names is None or code in {ward.code for ward in list_wards(conn)}:
        return get_ward(conn, code)
    vietnamese, _, english = (part.strip() for part in names.partition("|"))
    return create_ward(
        conn, code, Text(vietnamese, english or vietnamese), srid, attribution=attribution
    )


def _options(said: dict[str, Any]) -> ImportOptions:
    valid_from = said.pop("valid_from")
    answers = _pairs("answer", said.pop("answers"))
    options = ImportOptions(
        columns=_pairs("map", said.pop("columns")),
        constants=_pairs("set", said.pop("constants")),
        valid_from=None if valid_from is None else date.fromisoformat(f"{valid_from:%Y-%m-%d}"),
        actor=_run.actor(),
        **said,
    )
    return options.answered(answers)


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """Read OURS=THEIRS pairs."""
    pairs = [text.partition("=") for text in texts]
    wrong = [
        text for text, (name, equals, _) in zip(texts, pairs, strict=True) if not (name and equals)
    ]
    if wrong:
        raise InputError(
            Text(
                f"--{option} '{wrong[0]}': cần viết cột=giá trị.",
                f"--{option} '{wrong[0]}': write column=value.",
            ),
            field=option,
            value=wrong[0],
        )
    return {name.strip(): value.strip() for name, _, value in pairs}


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """Show a bar on stderr, where a person looks at it."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, fraction: None
        return
    with click.progressbar(
        length=STEPS, file=sys.stderr, item_show_func=str, show_pos=False
    ) as bar:

        def tell(stage: Text, fraction: float) -> None:
            bar.update(max(0, round(fraction * STEPS) - bar.pos), f"{stage.vi} · {stage.en}")

        yield tell


def _show(report: ImportReport, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(report_lines(report)))

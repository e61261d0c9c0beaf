"""`ward export`: write a layer to a file."""

from pathlib import Path

import click

from geo.errors import InputError
from geo.text import Text
from layers.boundaries.as_of import ready
from layers.export import FORMATS, export_layer
from layers.filters import Filter
from layers.periods import parse_period
from layers.registry import layer_of
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, filter_options, ward_option
from scripts.cli._file import whole_file


@click.command("export")
@click.argument("layer_name", metavar="LAYER")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@ward_option
@click.option(
    "--period", metavar="PERIOD", help="2016H1, 2016Q2, 2016-03, 2016 …; without it all (kỳ)."
)
@filter_options
@click.option(
    "--format",
    "file_format",
    type=click.Choice(list(FORMATS)),
    help="Without it by the file's name.",
)
@click.option(
    "--role",
    default="viewer",
    show_default=True,
    help="Whose fields: public, viewer, inspector, supervisor, admin.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file where it exists.")
def command(
    layer_name: str,
    file: Path,
    ward_code: str | None,
    period: str | None,
    file_format: str | None,
    role: str,
    overwrite: bool,
    **lists: str,
) -> None:
    """Write a layer to a file, with a filter (xuất một lớp bản đồ ra tệp).

    GeoJSON, CSV or GeoPackage, in degrees (EPSG:4326). Texts that a spreadsheet would run as a
    formula get an apostrophe in front in CSV.

    \b
    Examples:
      ./scripts/ward export incidents vu.csv --period 2016H1 --field ttdt
      ./scripts/ward export lanes ngo.gpkg --ward gia-thuy
    """  # fmt: skip
    seen_by = Role.parse(role)
    wanted = file_format or _format_of(file)
    _require_free(file, overwrite)
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        layer = layer_of(conn, ward, layer_name, seen_by)
        chosen = ready(conn, ward.id, _filter(period, lists))
        parts = export_layer(conn, ward, layer, seen_by, chosen, wanted)
        with whole_file(file) as target:
            size = sum(target.write(part) for part in parts)
    click.echo(f"{file}: {size:,} byte · {ward.code}/{layer.name}")
    click.echo(f"{chosen.boundaries.words().vi} · {chosen.boundaries.words().en}")


def _filter(period: str | None, lists: dict[str, str]) -> Filter:
    query = {name: value for name, value in lists.items() if value}
    if period and period != "all":
        first, last = parse_period(period)
        query |= {"from": first.isoformat(), "to": last.isoformat()}
    return Filter.from_query(query)


def _format_of(file: Path) -> str:
    by_suffix = {form.suffix: name for name, form in FORMATS.items()} | {".json": "geojson"}
    if file.suffix.lower() in by_suffix:
        return by_suffix[file.suffix.lower()]
    known = ", ".join(by_suffix)
    raise InputError(
        Text(
            f"Không biết dạng tệp '{file.name}'; đặt đuôi {known} hoặc nêu --format.",
            f"The format of '{file.name}' is not clear; end it in {known}, or state --format.",
        ),
        field="format",
        value=file.name,
    )


def _require_free(file: Path, overwrite: bool) -> None:
    if file.exists() and not overwrite:
        raise InputError(
            Text(
                f"Đã có tệp '{file}'; muốn thay: --overwrite.",
                f"There is a file '{file}' already; to replace it: --overwrite.",
            ),
            field="file",
            value=str(file),
        )

"""`ward export`: write a layer to a file."""

from pathlib import Path
from urllib.parse import urlencode

import click

from geo.errors import InputError
from geo.text import Text
from layers.boundaries.as_of import ready
from layers.contract import Layer
from layers.exporting import FORMATS, Request, export_layer, get_format, system_for
from layers.filters import Filter
from layers.periods import parse_period
from layers.queries.map_runs import runs_of_map
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, filter_options, ward_option
from scripts.cli._file import require_free, whole_file


@click.command("export")
@click.argument("layer_name", metavar="LAYER")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file, as FILE; without either WARD-LAYER in this folder.",
)
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
    "--crs",
    metavar="CRS",
    help="EPSG:4326 (degrees), ward (its VN-2000), or an EPSG code in metres; without it degrees,"
    " for DXF the ward's (hệ tọa độ).",
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
    file: Path | None,
    out: Path | None,
    ward_code: str | None,
    period: str | None,
    file_format: str | None,
    crs: str | None,
    role: str,
    overwrite: bool,
    **lists: str,
) -> None:
    """Write a layer to a file, with a filter (xuất một lớp bản đồ ra tệp).

    XLSX, GeoJSON, GeoPackage, zipped Shapefile, CSV, KML or DXF; what each cannot hold stands in
    docs/files-out.md. In degrees or in VN-2000, with the accuracy said. Texts that a spreadsheet
    would run as a formula are disarmed. `ward import` reads each of these files back without a
    question.

    \b
    Examples:
      ./scripts/ward export incidents vu.csv --period 2016H1 --field ttdt
      ./scripts/ward export lanes ngo.gpkg --ward gia-thuy
      ./scripts/ward export groups --format shp --crs ward --out to.shp.zip
    """  # fmt: skip
    seen_by, file = Role.parse(role), _one_file(file, out)
    wanted = file_format or _format_of(file)
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        layer = layer_of(conn, ward, layer_name, seen_by)
        form = get_format(wanted)
        file = file or Path(f"{ward.code}-{layer.name}{form.suffix}")
        require_free(file, overwrite=overwrite)
        chosen = ready(conn, ward.id, _filter(period, lists))
        is_of_map = layer.needs_run and not layer.run_id
        run = runs_of_map(conn, ward, chosen).get(layer.needs_run or "", 0) if is_of_map else None
        asked = Request(wanted, chosen, crs, run, _permalink(ward, layer, chosen))
        parts = export_layer(conn, ward, layer, seen_by, asked)
        with whole_file(file) as target:
            size = sum(target.write(part) for part in parts)
    system = system_for(form, crs, ward)
    click.echo(f"{file}: {size:,} byte · {ward.code}/{layer.name} · {system.code}")
    click.echo(system.accuracy.vi)
    click.echo(system.accuracy.en)


def _one_file(file: Path | None, out: Path | None) -> Path | None:
    """Take the file from its place or from --out; InputError where both name one."""
    if file is not None and out is not None and file != out:
        raise InputError(
            Text("Chỉ nêu một tệp: FILE hoặc --out.", "Name one file: FILE or --out."),
            field="out",
            value=str(out),
        )
    return file or out


def _permalink(ward: Ward, layer: Layer, chosen: Filter) -> str:
    return "/?" + urlencode({"ward": ward.code, **chosen.to_query(), "layers": layer.name})


def _filter(period: str | None, lists: dict[str, str]) -> Filter:
    query = {name: value for name, value in lists.items() if value}
    if period and period != "all":
        first, last = parse_period(period)
        query |= {"from": first.isoformat(), "to": last.isoformat()}
    return Filter.from_query(query)


def _format_of(file: Path | None) -> str:
    by_suffix = {form.suffix: name for name, form in FORMATS.items()}
    by_suffix |= {".json": "geojson", ".zip": "shp"}
    name = "" if file is None else file.name.lower()
    for suffix, found in by_suffix.items():
        if name.endswith(suffix):
            return found
    known = ", ".join(by_suffix)
    raise InputError(
        Text(
            f"Không biết dạng tệp '{name}'; đặt đuôi {known} hoặc nêu --format.",
            f"The format of '{name}' is not clear; end it in {known}, or state --format.",
        ),
        field="format",
        value=name,
    )

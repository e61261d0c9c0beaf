"""`ward template`: a blank spreadsheet to fill in and import."""

from pathlib import Path

import click

from layers.exporting import make_template
from layers.registry import layer_of
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._file import require_free, whole_file


@click.command("template")
@click.argument("layer_name", metavar="LAYER")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; without it WARD-LAYER-mau.xlsx in this folder.",
)
@ward_option
@click.option(
    "--crs",
    metavar="CRS",
    help="Of the coordinates: EPSG:4326 (default), ward (its VN-2000), or an EPSG code in metres.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file where it exists.")
def command(
    layer_name: str, out: Path | None, ward_code: str | None, crs: str | None, overwrite: bool
) -> None:
    """Write a blank spreadsheet for a layer (mẫu nhập liệu trống cho một lớp bản đồ).

    XLSX with Vietnamese titles, drop-down lists of what may stand in a cell, and a sheet that
    explains each column. Filled in, `ward import` loads it without a question.

    \b
    Examples:
      ./scripts/ward template incidents --out mau-vu.xlsx --ward gia-thuy
      ./scripts/ward template sites --crs ward
    """  # fmt: skip
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        file = out or Path(f"{ward.code}-{layer_name}-mau.xlsx")
        require_free(file, overwrite=overwrite)
        made = make_template(conn, ward, layer_of(conn, ward, layer_name), crs)
        with whole_file(file) as target:
            target.write(made)
    click.echo(f"{file}: {len(made):,} byte · {ward.code}/{layer_name}")

"""`ward pile-ups`: coordinates that hold many rows, and what a person says of them."""

import json

import click

from layers.queries.default_locations import decide_location, list_locations
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._table import table

OPTIONS = {"ignore_unknown_options": True}


@click.group("pile-ups", invoke_without_command=True)
@ward_option
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_context
def command(context: click.Context, ward_code: str | None, as_json: bool) -> None:
    """List coordinates that hold many rows (vị trí mặc định), and say what they are.

    Rows on a default location are drawn apart and kept out of analysis until a person says that
    the place is real. What was said stands with name and day, and holds for later files.

    \b
    Examples:
      ./scripts/ward pile-ups
      ./scripts/ward pile-ups real 105.88 21.04 --note "cổng chợ"
      ./scripts/ward pile-ups default 105.88 21.04
    """
    context.obj = ward_code
    if context.invoked_subcommand is not None:
        return
    with _run.database() as conn:
        found = list_locations(conn, chosen_ward(conn, ward_code))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"{len(found)} vị trí · {len(found)} coordinates")
    if found:
        header = ("lon", "lat", "rows", "left out", "said", "by", "note")
        click.echo("\n".join(table(header, [_cells(row) for row in found])))


@command.command("real", context_settings=OPTIONS)
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--note", default="", help="Why (lý do).")
@click.pass_obj
def real(ward_code: str | None, lon: float, lat: float, note: str) -> None:
    """Say that LON LAT is a real place: its rows come into the analysis."""
    _decide(ward_code, lon, lat, note, is_default=False)


@command.command("default", context_settings=OPTIONS)
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--note", default="", help="Why (lý do).")
@click.pass_obj
def default(ward_code: str | None, lon: float, lat: float, note: str) -> None:
    """Say that LON LAT is a default location: its rows are kept out of analysis."""
    _decide(ward_code, lon, lat, note, is_default=True)


def _decide(ward_code: str | None, lon: float, lat: float, note: str, *, is_default: bool) -> None:
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        changed = decide_location(
            conn, ward, lon, lat, _run.actor(), is_default=is_default, note=note
        )
    click.echo(f"{changed} vụ thay đổi · {changed} incidents changed")


def _cells(row: dict[str, object]) -> tuple[object, ...]:
    said = {True: "default", False: "real", None: ""}[row["is_default"]]  # type: ignore[index]
    by = row["decided_by"] or ""
    return (
        f"{row['lon']}",
        f"{row['lat']}",
        row["rows"],
        row["left_out"],
        said,
        by,
        row["note"] or "",
    )

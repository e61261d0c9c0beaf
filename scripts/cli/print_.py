"""`ward print`: a view of the map to scale on paper."""

from pathlib import Path
from urllib.parse import parse_qsl

import click

from geo.sheet import ORIENTATIONS, PAPERS
from layers import clock
from layers.printing import ATLASES, DPI, page_picture
from layers.printing.of_view import print_view
from layers.printing.view_query import request_of_query
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._file import require_free, whole_file


@click.command("print")
@click.option("--view", default="", metavar="QUERY", help="The address of the map behind its '?'.")
@ward_option
@click.option("--paper", type=click.Choice(list(PAPERS)), default="A4", show_default=True)
@click.option(
    "--orientation", type=click.Choice(ORIENTATIONS), default="landscape", show_default=True
)
@click.option("--scale", default="fit", show_default=True, help="1000 for 1:1,000, or fit (tỷ lệ).")
@click.option("--title", default="", help="Without it the name of the ward (tên tờ).")
@click.option(
    "--atlas",
    type=click.Choice([each for each in ATLASES if each]),
    help="A sheet for each resident group, or each lane (tập bản đồ).",
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option(
    "--role",
    default="viewer",
    show_default=True,
    help="Whose map: public, viewer, inspector, supervisor, admin.",
)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.pdf, or FILE.png for the first page at 300 dpi.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file where it exists.")
def command(
    view: str, ward_code: str | None, role: str, out: Path, overwrite: bool, **paper: str | None
) -> None:
    """Print a view of the map to scale (in bản đồ đúng tỷ lệ).

    Made without a browser. A sheet is drawn in the ward's own metres: a lane of 100 m is 100 mm
    long at 1:1,000. The view is the address of the map page: ward, layers, filter, place.

    \b
    Examples:
      ./scripts/ward print --view "?from=2016-01-01&to=2016-06-30" --paper A3 -o phuong.pdf
      ./scripts/ward print --view "?group=to-05&layers=groups,lanes,repeat_points" -o to-5.pdf
      ./scripts/ward print --atlas groups --scale 1000 -o tap-ban-do.pdf
    """
    seen_by = Role.parse(role)
    query = dict(parse_qsl(view.lstrip("?"), keep_blank_values=True))
    asked_paper = {name: value for name, value in paper.items() if value}
    require_free(out, overwrite=overwrite)
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code or query.get("ward"))
        asked = request_of_query(conn, ward, seen_by, query | asked_paper)
        made = print_view(conn, ward, seen_by, asked, made_at=clock.now())
    is_picture = out.suffix.lower() == ".png"
    with whole_file(out) as target:
        size = target.write(page_picture(made) if is_picture else made)
    click.echo(f"{out}: {size:,} byte · {f'{DPI} dpi · ' if is_picture else ''}{ward.code}")

"""`ward unplaced`: incidents known by their address only, until somebody places them."""

import csv
import json
import sys

import click

from layers import db
from layers.placing.lanes import LaneRegister
from layers.placing.place import place_at, place_on_lane, place_sure, undo_placing
from layers.queries.unplaced import (
    CSV_HEADER,
    count_waiting,
    csv_rows,
    list_placed,
    list_waiting,
    same_address,
)
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._table import table


@click.group("unplaced", invoke_without_command=True)
@ward_option
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print them as CSV, one candidate a line.")
@click.option("--limit", default=200, show_default=True, help="How many to list.")
@click.pass_context
def command(
    context: click.Context, ward_code: str | None, as_json: bool, as_csv: bool, limit: int
) -> None:
    """List incidents that wait to be placed (vụ chưa định vị), and place them.

    They came with an address and no coordinates. Where the address surely means one lane they were
    put on it; the others wait here: counted, never drawn, never lost.

    \b
    Examples:
      ./scripts/ward unplaced
      ./scripts/ward unplaced again                  # after lanes were added
      ./scripts/ward unplaced lane 41 12 --same      # row 41 and all of its address: lane 12
      ./scripts/ward unplaced at 41 105.8851 21.0452
      ./scripts/ward unplaced placed
      ./scripts/ward unplaced undo 7
    """
    context.obj = ward_code
    if context.invoked_subcommand is not None:
        return
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        rows = list_waiting(conn, ward, LaneRegister(conn, ward), limit=limit)
        total = count_waiting(conn, ward)
    if as_json:
        click.echo(json.dumps({"total": total, "rows": rows}, ensure_ascii=False, indent=2))
        return
    lines = csv_rows(rows)
    if as_csv:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(CSV_HEADER)
        out.writerows(lines)
        return
    click.echo(f"{total} vụ chưa định vị · {total} incidents wait to be placed")
    if lines:
        click.echo("\n".join(table(CSV_HEADER, lines)))


@command.command("again")
@click.pass_obj
def again(ward_code: str | None) -> None:
    """Match the waiting addresses once more, as after an import (đối chiếu lại)."""
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        with db.acting_as(conn, _run.actor()):
            placed = place_sure(conn, ward, _run.actor())
        left = count_waiting(conn, ward)
    click.echo(f"Đã đặt {placed}, còn {left} · placed {placed}, {left} left")


@command.command("lane")
@click.argument("row", type=int)
@click.argument("lane", type=int)
@click.option("--same", is_flag=True, help="All that wait with the same address.")
@click.pass_obj
def lane(ward_code: str | None, row: int, lane: int, same: bool) -> None:
    """Put row ROW on lane LANE (the number beside a candidate): somewhere on it."""
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        rows = same_address(conn, ward, row) if same else [row]
        _tell(place_on_lane(conn, ward, rows, lane, _run.actor()))


@command.command("at", context_settings={"ignore_unknown_options": True})
@click.argument("row", type=int)
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--same", is_flag=True, help="All that wait with the same address.")
@click.pass_obj
def at(ward_code: str | None, row: int, lon: float, lat: float, same: bool) -> None:
    """Put row ROW at a longitude and latitude (đặt tại kinh độ, vĩ độ)."""
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        rows = same_address(conn, ward, row) if same else [row]
        _tell(place_at(conn, ward, rows, lon, lat, _run.actor()))


@command.command("placed")
@click.pass_obj
def placed(ward_code: str | None) -> None:
    """List what was placed: by whom, when, how, how exactly (đã định vị)."""
    with _run.database() as conn:
        rows = list_placed(conn, chosen_ward(conn, ward_code))
    header = ("placing", "row", "address", "method", "lane", "± m", "by", "at")
    cells = [
        (
            row["id"], row["unplaced_id"], row["address"], row["method"], row["lane_name"],
            row["precision_m"], row["placed_by"], row["placed_at"][:16],
        )
        for row in rows
    ]  # fmt: skip
    click.echo("\n".join(table(header, cells)))


@command.command("undo")
@click.argument("placing", type=int)
@click.pass_obj
def undo(ward_code: str | None, placing: int) -> None:
    """Take placing PLACING back: the incident waits again (hoàn tác)."""
    with _run.database() as conn:
        row = undo_placing(conn, chosen_ward(conn, ward_code), placing, _run.actor())
    click.echo(f"Dòng {row} chờ định vị lại · row {row} waits again")


def _tell(placings: list[int]) -> None:
    numbers = ", ".join(map(str, placings))
    click.echo(f"Đã đặt {len(placings)} vụ (lần {numbers}) · placed {len(placings)} ({numbers})")

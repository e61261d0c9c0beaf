"""`ward undo-import`: take an import back as a whole."""

import json

import click

from layers.importing.undo import undo_import
from layers.queries.wards import get_ward
from scripts.cli import _run


@click.command("undo-import")
@click.argument("import_id", metavar="ID", type=click.IntRange(min=1))
@click.option("--ward", "ward_code", required=True, metavar="CODE", help="The ward it belongs to.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(import_id: int, ward_code: str, as_json: bool) -> None:
    """Undo an import: all of it, or nothing (hoàn tác một lần nạp).

    Rows that it inserted are removed, rows that it replaced are put back to what they were. Refused
    (exit code 4) where a row was changed since, or something was built on it: the rows are named.

    \b
    Examples:
      ./scripts/ward imports --ward gia-thuy
      ./scripts/ward undo-import 12 --ward gia-thuy
    """
    with _run.database() as conn:
        undone = undo_import(conn, get_ward(conn, ward_code), import_id, _run.actor())
    if as_json:
        click.echo(json.dumps(undone.to_json(), ensure_ascii=False))
        return
    click.echo(
        f"Đã hoàn tác lần nạp {undone.import_id}: bỏ {undone.removed}, trả lại {undone.restored}"
        f" · import {undone.import_id} undone: removed {undone.removed},"
        f" put back {undone.restored}"
    )

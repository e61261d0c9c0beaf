"""`ward imports`: the files that were loaded into a ward."""

import json

import click

from layers.queries.imports import ImportRecord, list_imports
from layers.queries.wards import get_ward
from scripts.cli import _run
from scripts.cli._table import table


@click.command("imports")
@click.option("--ward", "ward_code", required=True, metavar="CODE", help="The ward it is about.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def command(ward_code: str, limit: int, as_json: bool) -> None:
    """List what was loaded into a ward, newest first (các lần nạp tệp).

    \b
    Examples:
      ./scripts/ward imports --ward gia-thuy
      ./scripts/ward imports --ward gia-thuy --limit 5 --json
    """
    with _run.database() as conn:
        found = list_imports(conn, get_ward(conn, ward_code), limit)
    if as_json:
        click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
    elif found:
        click.echo("\n".join(table(_HEAD, [_line(each) for each in found])))
    else:
        click.echo("Chưa nạp tệp nào · No file has been loaded")


_HEAD = ("ID", "Lớp · Layer", "Tệp · File", "SHA-256", "Dòng · Rows", "Ai · Who", "Lúc · When", "")


def _line(record: ImportRecord) -> tuple[str, ...]:
    state = "đã hoàn tác · undone" if record.undone_at else ""
    when = f"{record.finished_at:%Y-%m-%d %H:%M}"
    return (
        str(record.id), record.layer, record.file_name, record.file_sha256[:12],
        str(record.rows_loaded), record.actor, when, state,
    )  # fmt: skip


def _plain(record: ImportRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "layer": record.layer,
        "file_name": record.file_name,
        "file_sha256": record.file_sha256,
        "kept": [each.to_json() for each in record.files],
        "rows_read": record.rows_read,
        "rows_loaded": record.rows_loaded,
        "actor": record.actor,
        "finished_at": record.finished_at.isoformat(timespec="seconds"),
        "undone_at": record.undone_at and record.undone_at.isoformat(timespec="seconds"),
        "undone_by": record.undone_by,
    }

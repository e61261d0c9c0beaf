"""`ward layer`: layers that a ward makes itself."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geo.errors import InputError
from geo.text import Text
from layers.custom.draft import KINDS, Wishes
from layers.custom.edit import change_layer, fields_to_show, share_layer, style_layer
from layers.custom.looks import Look, propose_style
from layers.custom.make import Proposal, make_layer, propose_layer
from layers.custom.stored import row_from_layer
from layers.errors import ImportRejected
from layers.file_store import FileStore
from layers.filters import Filter
from layers.importing import ImportOptions, ImportReport, import_file
from layers.importing.checking import CLEAN, OPEN, REFUSED
from layers.queries.counts import class_counts
from layers.queries.custom_layers import (
    RESTORABLE_DAYS,
    delete_layer,
    list_with_history,
    purge_deleted,
    read_with_history,
    restore_layer,
)
from layers.registry import layer_of
from layers.roles import Role
from layers.settings import FileSettings
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._import_report import check_lines, report_lines
from scripts.cli._table import table

VERDICT_CODES = {CLEAN: _run.OK, OPEN: 3, REFUSED: _run.REFUSED}
ROLES = [role.code for role in Role]
name_argument = click.argument("name")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("layer")
def command() -> None:
    """Make, style, share and delete layers of the ward's own (lớp riêng của phường).

    A file that is none of the known layers becomes a layer of its own. Its rows are added to with
    `ward import NAME FILE`, and written to a file with `ward export NAME FILE`.

    \b
    Examples:
      ./scripts/ward layer add cay-xanh.geojson --check
      ./scripts/ward layer add cay-xanh.geojson --title "Cây xanh|Trees" --key "Mã cây"
      ./scripts/ward layer style own_cay_xanh natural:vong_than:5:cool
      ./scripts/ward layer share own_cay_xanh viewer
      ./scripts/ward layer delete own_cay_xanh
    """


@command.command("list")
@ward_option
@json_option
def list_(ward_code: str | None, as_json: bool) -> None:
    """List the layers, and those deleted in the last 30 days (danh sách lớp riêng)."""
    with _run.database() as conn:
        found = list_with_history(conn, chosen_ward(conn, ward_code))
    if as_json:
        rows = [
            {"name": e.layer.name, "title": e.layer.title.to_json(), "rows": e.rows,
             "geometry": e.layer.geometry, "visible_to": e.layer.visible_to.code,
             "changed_by": e.changed_by, "changed_at": e.changed_at.isoformat(),
             "deleted_at": e.deleted_at.isoformat() if e.deleted_at else None}
            for e in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    lines = [
        (
            each.layer.name,
            each.layer.title.vi,
            each.layer.geometry,
            each.rows,
            each.layer.visible_to.code,
            each.changed_by,
            f"{each.deleted_at:%Y-%m-%d}" if each.deleted_at else "",
        )
        for each in found
    ]
    head = ("layer", "lớp", "shape", "rows", "visible to", "changed by", "deleted")
    click.echo("\n".join(table(head, lines)))


@command.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@ward_option
@click.option("--title", metavar="TÊN|NAME", help="Two names; without them the file's name.")
@click.option("--to", "to_layer", metavar="LAYER", help="Put the rows in the place of its rows.")
@click.option("--visible-to", default="supervisor", show_default=True,
              type=click.Choice([r for r in ROLES if r != "public"]))  # fmt: skip
@click.option("--key", metavar="COLUMN", help="Tells rows apart when the file comes again.")
@click.option("--geometry", type=click.Choice(list(KINDS)), help="Of a file with several kinds.")
@click.option("--type", "types", multiple=True, metavar="COLUMN=TYPE", help="Else inferred.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="A column not to keep.")
@click.option("--x", metavar="COLUMN", help="Column of the longitude or easting (tables).")
@click.option("--y", metavar="COLUMN", help="Column of the latitude or northing (tables).")
@click.option("--wkt", metavar="COLUMN", help="Column of shapes as text (tables).")
@click.option("--crs", metavar="EPSG:CODE", help="Where the file states none.")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=OPTION",
              help="Answer a question of --check.")  # fmt: skip
@click.option("--repair", is_flag=True, default=None, help="Repair invalid polygons.")
@click.option("--skip-bad", is_flag=True, help="Leave faulty rows out and load the others.")
@click.option("--check", is_flag=True, help="Only look; nothing is written.")
@json_option
def add(
    file: Path,
    ward_code: str | None,
    title: str | None,
    to_layer: str | None,
    check: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Make a layer from a file, or replace the rows of one (tạo lớp từ tệp).

    Fields, types and titles come from the file. With --check nothing is written; it ends with
    0: clean, 3: questions are open, 4: refused. Rows are added to a layer with `ward import`.
    """
    options, wishes = _options(said), _wishes(title, said)
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        if check:
            proposal = propose_layer(conn, ward, file, options, wishes)
            _show_proposal(proposal, as_json)
            raise click.exceptions.Exit(VERDICT_CODES[proposal.checked.verdict])
        store = FileStore(FileSettings.from_env().folder)
        try:
            if to_layer:
                layer = layer_of(conn, ward, to_layer)
                whole = replace(options, replace_all=True)
                report = import_file(conn, ward, layer.name, file, whole, store=store)
            else:
                layer, report = make_layer(conn, ward, file, options, wishes, store=store)
        except ImportRejected as rejected:
            if isinstance(rejected.report, ImportReport):
                click.echo("\n".join(report_lines(rejected.report)))
            raise
    if as_json:
        click.echo(json.dumps(report.to_json() | {"name": layer.name}, ensure_ascii=False))
    else:
        click.echo("\n".join([f"{layer.name}: {layer.title.vi} · {layer.title.en}",
                              *report_lines(report)]))  # fmt: skip


@command.command("show")
@name_argument
@ward_option
@json_option
def show(name: str, ward_code: str | None, as_json: bool) -> None:
    """Show a layer: its fields, its legend with counts, who changed it (xem một lớp)."""
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        found = read_with_history(conn, ward, name)
        counts = class_counts(conn, ward, found.layer, Filter())
    layer = found.layer
    if as_json:
        more = {"rows": found.rows, "counts": counts, "revision": found.revision}
        click.echo(json.dumps(row_from_layer(layer) | more, ensure_ascii=False, indent=2))
        return
    click.echo(f"{layer.name}: {layer.title.vi} · {layer.title.en} ({layer.geometry},"
               f" {layer.visible_to.code}, zoom {layer.min_zoom}–{layer.max_zoom})")  # fmt: skip
    click.echo(f"{found.created_by} {found.created_at:%Y-%m-%d} → {found.changed_by}"
               f" {found.changed_at:%Y-%m-%d}, {found.rows} rows · dòng")  # fmt: skip
    fields = [
        (f.name, f.title.vi, f.type, f.visible_to.code, "yes" if f.in_popup else "")
        for f in layer.fields
    ]
    click.echo("\n".join(table(("field", "trường", "type", "visible to", "pop-up"), fields)))
    legend = [(c.title.vi, c.colour, n) for c, n in zip(layer.style.classes, counts, strict=True)]
    click.echo(f"\n{layer.style.kind} {layer.style.method} {layer.style.field}".rstrip())
    click.echo("\n".join(table(("legend · chú giải", "colour", "rows"), legend)))


@command.command("style")
@name_argument
@click.argument("look")
@ward_option
@click.option("--check", is_flag=True, help="Only show what it would be.")
def style(name: str, look: str, ward_code: str | None, check: bool) -> None:
    """Tell rows apart by a field (cách vẽ và chú giải).

    LOOK is single, category:FIELD:8, or WAY:FIELD:CLASSES:PALETTE with the ways quantiles, natural
    and equal and the palettes warm and cool, or limits:FIELD:10;20;50:PALETTE. The classes are kept
    as they are when rows change; the same command again computes them anew, and --check says how
    many rows would change class.
    """
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        layer = read_with_history(conn, ward, name).layer
        made = propose_style(conn, ward, layer, Look.parse(look))
        if not check:
            style_layer(conn, ward, name, made.style, _run.actor())
    legend = zip(made.style.classes, made.counts, strict=True)
    rows = [(each.title.vi, each.title.en, each.colour, n) for each, n in legend]
    click.echo("\n".join(table(("chú giải", "legend", "colour", "rows"), rows)))
    if made.moved is not None:
        click.echo(f"{made.moved} dòng đổi lớp · rows change class")


@command.command("rename")
@name_argument
@click.argument("title", metavar="TÊN|NAME")
@ward_option
def rename(name: str, title: str, ward_code: str | None) -> None:
    """Give a layer another title; its name in addresses stays (đổi tên hiển thị)."""
    words = _title(title)
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        change_layer(conn, ward, name, {"title": words.to_json()}, _run.actor())
    click.echo(f"{name}: {words.vi} · {words.en}")


@command.command("share")
@name_argument
@click.argument("role", type=click.Choice(ROLES))
@ward_option
@click.option("--show", "fields", multiple=True, metavar="FIELD",
              help="A field that the public sees; again for each.")  # fmt: skip
def share(name: str, role: str, ward_code: str | None, fields: tuple[str, ...]) -> None:
    """Say from which role on a layer is seen (ai được xem).

    For the public each field that is shown is named with --show; without any the fields are listed
    with what looks personal, and nothing is opened.
    """
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        wanted = Role.parse(role)
        if wanted is Role.PUBLIC and not fields:
            _list_fields(fields_to_show(conn, ward, read_with_history(conn, ward, name).layer))
        share_layer(conn, ward, name, wanted, _run.actor(), fields or None)
    click.echo(f"{name}: {role}")


@command.command("delete")
@name_argument
@ward_option
def delete(name: str, ward_code: str | None) -> None:
    """Hide a layer at once; it can be restored for 30 days (xoá, phục hồi được 30 ngày)."""
    with _run.database() as conn:
        delete_layer(conn, chosen_ward(conn, ward_code), name, _run.actor())
    click.echo(f"{name}: deleted, restorable for {RESTORABLE_DAYS} days with `ward layer restore`"
               f" · đã xoá, phục hồi được trong {RESTORABLE_DAYS} ngày")  # fmt: skip


@command.command("restore")
@name_argument
@ward_option
def restore(name: str, ward_code: str | None) -> None:
    """Bring a deleted layer back as it was (phục hồi lớp đã xoá)."""
    with _run.database() as conn:
        restore_layer(conn, chosen_ward(conn, ward_code), name, _run.actor())
    click.echo(f"{name}: restored · đã phục hồi")


@command.command("purge")
def purge() -> None:
    """Remove for good what was deleted over 30 days ago (dọn lớp đã xoá quá 30 ngày).

    The service does the same at each start and with each deletion.
    """
    with _run.database() as conn:
        gone = purge_deleted(conn)
    click.echo(f"{gone} layers purged · lớp đã dọn")


def _options(said: dict[str, Any]) -> ImportOptions:
    own = {key: said[key] for key in ("x", "y", "wkt", "crs", "geometry", "repair", "skip_bad")}
    answers = _pairs("answer", said["answers"])
    return ImportOptions(actor=_run.actor(), **own).answered(answers)


def _wishes(title: str | None, said: dict[str, Any]) -> Wishes:
    return Wishes(
        title=None if title is None else _title(title),
        visible_to=Role.parse(said["visible_to"]),
        key=said["key"],
        types=_pairs("type", said["types"]),
        left_out=said["leave_out"],
    )


def _title(text: str) -> Text:
    vietnamese, _, english = (part.strip() for part in text.partition("|"))
    return Text(vietnamese, english or vietnamese)


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts)
    if any(not name or "=" not in text for name, text in zip(pairs, texts, strict=False)):
        raise InputError(
            Text(f"--{option}: cần viết tên=giá trị.", f"--{option}: write name=value."),
            field=option,
        )
    return pairs


def _list_fields(listed: list[Any]) -> None:
    rows = [
        (each.field.name, each.field.title.vi, each.risk.vi if each.risk else "",
         each.risk.en if each.risk else "", ", ".join(each.samples))
        for each in listed
    ]  # fmt: skip
    click.echo("\n".join(table(("field", "trường", "rủi ro", "risk", "values"), rows)))


def _show_proposal(proposal: Proposal, as_json: bool) -> None:
    layer = proposal.layer
    if as_json:
        made = None if layer is None else row_from_layer(layer)
        risks = {name: risk.to_json() for name, risk in proposal.risks.items()}
        found = proposal.checked.to_json() | {"proposed": made, "risks": risks}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    if layer is not None:
        click.echo(f"{layer.name}: {layer.title.vi} ({layer.geometry})")
        rows = [
            (f.column, f.name, f.type, f.visible_to.code,
             proposal.risks[f.name].vi if f.name in proposal.risks else "",
             ", ".join(proposal.samples[f.name]))
            for f in layer.fields
        ]  # fmt: skip
        head = ("column", "field", "type", "visible to", "risk · rủi ro", "values")
        click.echo("\n".join(table(head, rows)))
    click.echo("\n".join(check_lines(proposal.checked)))

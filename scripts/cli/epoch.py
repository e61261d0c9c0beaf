"""`ward epoch`: boundaries in time, from a file to a confirmed lineage."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from geo.errors import InputError
from geo.lineage import KINDS, SLIVER_SHARE
from geo.text import Text
from layers.boundaries.adopting import adopt_epoch
from layers.boundaries.basis import read_basis
from layers.boundaries.editing import confirm_epoch, correct_pair, undo_epoch
from layers.boundaries.loading import load_epoch, plan_epoch
from layers.boundaries.reading import read_epoch, read_epochs
from layers.boundaries.recasting import WAYS, recast_totals
from layers.boundaries.wish import SCOPES, EpochWish
from layers.errors import ImportRejected
from layers.file_store import FileStore
from layers.importing import ImportOptions, ImportReport
from layers.importing.options import AREA_KINDS
from layers.settings import FileSettings
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._epoch_lines import detail_lines, list_lines, loaded_lines, recast_lines
from scripts.cli._import_report import report_lines

Command = Callable[..., Any]
DAY = click.DateTime(["%Y-%m-%d"])
json_option = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
epoch_argument = click.argument("epoch_id", metavar="ID", type=click.IntRange(min=1))


@click.group("epoch")
def command() -> None:
    """Boundaries in time: load an epoch, judge its lineage, confirm it (ranh giới qua thời gian).

    \b
    Examples:
      ./scripts/ward epoch plan wards.gpkg --ward long-bien --kind ward --from 2025-07-01 \\
          --number 1656/NQ-UBTVQH15 --title "Sắp xếp đơn vị hành chính" --dated 2025-06-16
      ./scripts/ward epoch load wards.gpkg …the same…
      ./scripts/ward epoch show 1
      ./scripts/ward epoch correct 1 12 --people 0 --reason "Chỉ có đất trống"
      ./scripts/ward epoch confirm 1
    """


def _file_options(command: Command) -> Command:
    """Add what plan and load both ask for."""
    for option in reversed(
        (
            click.argument("file", type=click.Path(path_type=Path)),
            ward_option,
            click.option("--kind", type=click.Choice(AREA_KINDS), default="group",
                         show_default=True, help="Kind of the areas (cấp)."),
            click.option("--from", "starts_on", type=DAY, required=True,
                         help="First day in force (ngày có hiệu lực)."),
            click.option("--number", default="", help="Number of the document (số văn bản)."),
            click.option("--title", default="", help="Title of the document (trích yếu)."),
            click.option("--dated", type=DAY, help="Date of the document (ngày văn bản)."),
            click.option("--scope", type=click.Choice(SCOPES), default="all", show_default=True,
                         help="all: the file is every area of the kind; touched: what it does not"
                         " touch stays in force."),
            click.option("--sliver", type=float, default=SLIVER_SHARE, show_default=True,
                         help="An overlap below this share of both areas is a sliver."),
            click.option("--map", "columns", multiple=True, metavar="OURS=THEIRS",
                         help="Which column of the file."),
            click.option("--crs", metavar="EPSG:CODE", help="Where the file states none."),
            click.option("--answer", "answers", multiple=True, metavar="QUESTION=OPTION",
                         help="Answer a question that the file leaves open."),
            json_option,
        )
    ):  # fmt: skip
        command = option(command)
    return command


@command.command("plan")
@_file_options
def plan(file: Path, ward_code: str | None, as_json: bool, **said: Any) -> None:
    """Say what loading would do: areas that end and begin, lineage; nothing is written."""
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        planned = _reporting(lambda: plan_epoch(conn, ward, file, _wish(said)), as_json)
    _print(planned, as_json, lambda: loaded_lines(planned, planned["epoch"], is_plan=True))


@command.command("load")
@_file_options
def load(file: Path, ward_code: str | None, as_json: bool, **said: Any) -> None:
    """Load an epoch: old areas end on the day, new ones begin; all of it, or nothing."""
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        store = FileStore(FileSettings.from_env().folder)
        done = _reporting(
            lambda: load_epoch(conn, ward, file, _wish(said), store=store).to_json(), as_json
        )
        epoch = read_epoch(conn, ward, done["id"])
    _print(done | {"epoch": epoch}, as_json, lambda: loaded_lines(done, epoch, is_plan=False))


@command.command("show")
@click.argument("epoch_id", metavar="[ID]", type=click.IntRange(min=1), required=False)
@ward_option
@json_option
def show(epoch_id: int | None, ward_code: str | None, as_json: bool) -> None:
    """List the epochs of a ward, or one with its lineage and its log."""
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        if epoch_id is None:
            epochs = read_epochs(conn, ward)
            _print(epochs, as_json, lambda: list_lines(epochs))
            return
        epoch = read_epoch(conn, ward, epoch_id)
    _print(epoch, as_json, lambda: detail_lines(epoch))


@command.command("correct")
@epoch_argument
@click.argument("pair_id", metavar="PAIR", type=click.IntRange(min=1))
@ward_option
@click.option("--area", type=float, help="Share of ground, 0 to 1 (diện tích).")
@click.option("--incidents", type=float, help="Share of incidents (số vụ).")
@click.option("--people", type=float, help="Share of people (số dân).")
@click.option("--kind", type=click.Choice(KINDS), help="What happened.")
@click.option("--sliver/--no-sliver", default=None, help="Whether it is only a sliver.")
@click.option("--reason", default="", help="Why; required (lý do).")
def correct(epoch_id: int, pair_id: int, ward_code: str | None, reason: str, **said: Any) -> None:
    """Correct one pair of a lineage; what was computed is kept beside it."""
    names = {"area": "share_area", "incidents": "share_incidents", "people": "share_people",
             "kind": "kind", "sliver": "is_sliver"}  # fmt: skip
    changes = {names[name]: value for name, value in said.items() if value is not None}
    if not changes:
        raise click.UsageError("say what to correct: --area, --incidents, --people, --kind …")
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        correct_pair(conn, ward, epoch_id, pair_id, changes, reason, _run.actor())
    click.echo(f"Đã sửa cặp {pair_id} · pair {pair_id} corrected")


@command.command("confirm")
@epoch_argument
@ward_option
def confirm(epoch_id: int, ward_code: str | None) -> None:
    """Confirm a lineage, as the person who answers for it."""
    with _run.database() as conn:
        confirm_epoch(conn, chosen_ward(conn, ward_code), epoch_id, _run.actor())
    click.echo(f"Đã xác nhận thời kỳ {epoch_id} · epoch {epoch_id} confirmed")


@command.command("undo")
@epoch_argument
@ward_option
def undo(epoch_id: int, ward_code: str | None) -> None:
    """Take an epoch back: what it opened goes, what it closed is in force again."""
    with _run.database() as conn:
        done = undo_epoch(conn, chosen_ward(conn, ward_code), epoch_id, _run.actor())
    click.echo(
        f"Đã hoàn tác: bỏ {done['removed']}, mở lại {done['reopened']} khu vực"
        f" · undone: {done['removed']} areas removed, {done['reopened']} in force again"
    )


@command.command("adopt")
@ward_option
@click.option("--kind", type=click.Choice(AREA_KINDS), default="group", show_default=True)
@click.option("--from", "starts_on", type=DAY, required=True, help="The day they began.")
@click.option("--number", default="", help="Number of the document (số văn bản).")
@click.option("--title", default="", help="Title of the document (trích yếu).")
@click.option("--dated", type=DAY, help="Date of the document (ngày văn bản).")
def adopt(
    ward_code: str | None, kind: str, starts_on: Any, number: str, title: str, dated: Any
) -> None:
    """Give areas that were loaded as a plain file their document and lineage."""
    basis = read_basis(number, title, dated.date() if dated else None)
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        epoch_id = adopt_epoch(conn, ward, kind, starts_on.date(), basis, _run.actor())
        for line in detail_lines(read_epoch(conn, ward, epoch_id)):
            click.echo(line)


@command.command("recast")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@ward_option
@click.option("--kind", type=click.Choice(AREA_KINDS), default="group", show_default=True)
@click.option("--since", type=DAY, required=True, help="Day of the boundaries of the table.")
@click.option("--until", type=DAY, required=True, help="Day of the boundaries that are wanted.")
@click.option("--by", type=click.Choice(list(WAYS)), default="area", show_default=True)
@json_option
def recast(
    file: Path, ward_code: str | None, kind: str, since: Any, until: Any, by: Any, as_json: bool
) -> None:
    """Share a table of totals (CSV: code, value) out over the areas of another day."""
    values = _totals(file)
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        made = recast_totals(conn, ward, kind, values, since.date(), until.date(), by)
    _print(made, as_json, lambda: recast_lines(made))


def _wish(said: dict[str, Any]) -> EpochWish:
    dated = said["dated"]
    options = ImportOptions(
        columns=_pairs("map", said["columns"]), crs=said["crs"], actor=_run.actor()
    )
    return EpochWish(
        kind=said["kind"],
        starts_on=said["starts_on"].date(),
        basis=read_basis(said["number"], said["title"], dated.date() if dated else None),
        options=options.answered(_pairs("answer", said["answers"])),
        scope=said["scope"],
        sliver_share=said["sliver"],
    )


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for text, (name, equals, _) in zip(texts, pairs, strict=True):
        if not (name and equals):
            raise click.UsageError(f"--{option} '{text}': write name=value")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _reporting(action: Callable[[], dict[str, Any]], as_json: bool) -> dict[str, Any]:
    """Do it; where the file is refused, print why before the refusal goes on."""
    try:
        return action()
    except ImportRejected as rejected:
        if isinstance(rejected.report, ImportReport):
            if as_json:
                click.echo(json.dumps(rejected.report.to_json(), ensure_ascii=False, indent=1))
            else:
                click.echo("\n".join(report_lines(rejected.report)))
        raise


def _totals(file: Path) -> dict[str, float]:
    """Read two columns, code and value; InputError names the line that is wrong."""
    values: dict[str, float] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            if number == 1 and row[1:] and not _is_number(row[1]):
                continue
            if len(row) != 2 or not _is_number(row[1]) or row[0].strip() in values:
                raise _wrong_line(file, number, row)
            values[row[0].strip()] = float(row[1])
    return values


def _is_number(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False


def _wrong_line(file: Path, number: int, row: list[str]) -> InputError:
    return InputError(
        Text(
            f"{file.name}, dòng {number}: cần mã và một số ≥ 0, mỗi mã một lần; có {row}.",
            f"{file.name}, line {number}: needs a code and a number ≥ 0, each code once; it has"
            f" {row}.",
        ),
        field="file",
        value=number,
    )


def _print(value: Any, as_json: bool, lines: Callable[[], Any]) -> None:
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=1))
        return
    for line in lines():
        click.echo(line)

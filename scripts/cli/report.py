"""`ward report`: the report of a period, its figures, its editions and files."""

import hashlib
from pathlib import Path

import click
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers.errors import Stale
from layers.queries.wards import Ward
from layers.reports.contract import Slot
from layers.reports.editions import (
    STATES,
    Edition,
    get_edition,
    list_editions,
    make_edition,
    read_report,
    require_draft,
)
from layers.reports.files import check_files, make_file
from layers.reports.freezing import ensure_frozen
from layers.reports.model import Paragraph, Report, for_role, printed
from layers.reports.tables import MEDIA as FIGURE_MEDIA
from layers.reports.tables import figures_file
from layers.reports.wording import paragraph_words, slot_words
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._choice import areas_option, chosen_ward, ward_option
from scripts.cli._file import require_free, whole_file
from scripts.cli._table import table

ACTOR = "command line"


@click.command("report")
@click.argument("period", required=False)
@ward_option
@areas_option
@click.option("--edition", type=int, metavar="N", help="This edition of the period (bản).")
@click.option("--freeze", is_flag=True, help="Freeze the draft: it never changes again (chốt).")
@click.option("--list", "as_list", is_flag=True, help="The editions there are (các bản).")
@click.option("--figures", is_flag=True, help="Only the figures (chỉ số liệu).")
@click.option("--check", is_flag=True, help="Make a frozen one again, compare every bit.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.docx, FILE.pdf; FILE.xlsx or FILE.csv for all figures (tệp).",
)
@click.option("--overwrite", is_flag=True, help="Replace the file where it exists.")
@click.option(
    "--role", default="viewer", show_default=True, help="Whose report: viewer, supervisor, admin."
)
def command(
    period: str | None,
    ward_code: str | None,
    areas: str,
    edition: int | None,
    role: str,
    out: Path | None,
    *,
    overwrite: bool,
    check: bool,
    freeze: bool,
    as_list: bool,
    figures: bool,
) -> None:
    """Write the report of a month, quarter, half-year or year (lập báo cáo của kỳ).

    Without --edition it is the open draft, made where there is none. Figures of a draft are those
    of now; those of a frozen edition are what they were. --freeze waits for
    whoever is freezing it already.

    \b
    Examples:
      ./scripts/ward report 2016H1
      ./scripts/ward report 2016-03 --figures
      ./scripts/ward report 2016H1 --freeze
      ./scripts/ward report 2016H1 --edition 1 -o bao-cao.docx
      ./scripts/ward report 2016H1 --edition 1 --check
      ./scripts/ward report --list
    """
    reader = Role.parse(role)
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        if as_list or period is None:
            _tell_editions(conn, ward)
            return
        found = _edition(conn, ward, period, edition, areas)
        if freeze:
            require_draft(found)
            found = ensure_frozen(conn, ward, found.id, ACTOR, role=Role.SUPERVISOR)
        click.echo(_title(found))
        if check:
            _tell_check(conn, ward, found)
            return
        if out is not None:
            _write(conn, ward, found, reader, out, overwrite=overwrite)
            return
        report = printed(for_role(read_report(conn, ward, found), reader))
        for line in _figure_lines(report) if figures else _text_lines(report):
            click.echo(line)


def _write(
    conn: connection, ward: Ward, edition: Edition, role: Role, out: Path, *, overwrite: bool
) -> None:
    """Write the report, or its figures, in the format that the name of the file says."""
    require_free(out, overwrite=overwrite)
    kind = out.suffix.lower().lstrip(".")
    if kind in FIGURE_MEDIA:
        report = for_role(read_report(conn, ward, edition), role)
        body = figures_file(kind, report, edition)
    else:
        body = make_file(conn, ward, edition, kind, role)
    with whole_file(out) as target:
        target.write(body)
    click.echo(f"{out}: {len(body):,} byte · {hashlib.sha256(body).hexdigest()}")


def _tell_check(conn: connection, ward: Ward, edition: Edition) -> None:
    """Say for each file of a frozen edition whether it is the same when made again."""
    checked = check_files(conn, ward, edition)
    if not checked:
        raise InputError(
            Text("Bản đang soạn chưa có gì để đối chiếu.", "A draft has nothing to compare yet."),
            field="edition",
        )
    for each in checked:
        word = "same · như cũ" if each.is_same else "DIFFERS · KHÁC"
        click.echo(f"{each.kind:<5} {each.role:<11} {word}  {each.sha256}")
    if not all(each.is_same for each in checked):
        raise Stale(
            Text("Có tệp làm lại khác lúc chốt.", "Some files differ from when frozen."), {}
        )


def _edition(conn: connection, ward: Ward, period: str, number: int | None, areas: str) -> Edition:
    """Return the edition that was named, else the open draft, else a new one."""
    known = [
        each for each in list_editions(conn, ward, Role.ADMIN) if each.period == period.upper()
    ]
    if number is not None:
        wanted = next((each.id for each in known if each.edition == number), 0)
        return get_edition(conn, ward, wanted, Role.ADMIN)
    draft = next((each for each in known if not each.is_frozen), None)
    return draft or make_edition(conn, ward, period, ACTOR, areas=areas, role=Role.SUPERVISOR)


def _title(edition: Edition) -> str:
    words = STATES[edition.state]
    return f"{edition.period} · bản {edition.edition} · {words.vi} · {words.en}"


def _tell_editions(conn: connection, ward: Ward) -> None:
    rows = [
        (each.id, each.period, each.edition, STATES[each.state].vi, each.as_of or "–")
        for each in list_editions(conn, ward, Role.ADMIN)
    ]
    for line in table(("id", "period · kỳ", "edition · bản", "state", "as of"), rows):
        click.echo(line)


def _figure_lines(report: Report) -> list[str]:
    return [
        f"{slot_words(each, Slot(each.name)):>20}  {each.title.vi} · {each.title.en}"
        for each in report.figures.values()
        if "." not in each.name
    ]


def _text_lines(report: Report) -> list[str]:
    lines: list[str] = []
    for number, section in enumerate(report.sections, start=1):
        lines += ["", f"{number}. {section.title}"]
        lines += [
            f"   {paragraph_words(block, report.figures)}"
            for block in section.blocks
            if isinstance(block, Paragraph)
        ]
    return lines

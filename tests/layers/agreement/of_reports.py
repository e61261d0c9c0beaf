"""A report of a made-up ward: each figure = its rows = CSV = XLSX = page = DOCX = sum of parts."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl

from layers import db
from layers.boundaries.as_of import ready
from layers.cases.ages import AGED_DAYS
from layers.filters import Filter
from layers.periods import parse_period
from layers.registers.reading import find_register
from layers.reports.contract import Figure, FigureDef, Slot
from layers.reports.counting import FIELD_HEAD, FIELDS, asked_for, count_figure, find_figure
from layers.reports.docx_file import docx_of
from layers.reports.docx_template import own_template
from layers.reports.editions import (
    Edition,
    asked_of,
    list_editions,
    make_edition,
    read_report,
    remove_draft,
)
from layers.reports.head import first_head
from layers.reports.kinds import ids_of
from layers.reports.model import Line, Paragraph, Report, Section, Table, for_role, printed
from layers.reports.reading import report_sections
from layers.reports.rows import open_figure
from layers.reports.tables import figures_file, rows_file
from layers.reports.wording import number_of, slot_words
from layers.roles import Role
from tests.layers.agreement.checks import AREAS, SPANS, Case
from tests.layers.agreement.reading_back import csv_lines, docx_words, xlsx_lines

WRITER = Role.ADMIN
FORMS = {"csv": csv_lines, "xlsx": xlsx_lines}
Kind = TypeVar("Kind")
OPENED, IN_FILES, OF_DEFINED = 12, 2, 6
"""Of how many figures, thrown anew each time, the rows are opened, and put into files."""
OF_FIELDS = ("sanitation", "construction")
MONTH = FigureDef("", "")
OF_INCIDENTS = ("incidents", "sanitation", "construction", "rounds", "sites", "aged")
OPEN_STATES = "SELECT code FROM incident_state WHERE is_open"


def check_part_of_report(case: Case) -> None:
    """Count some figures and two lines of a table: value = rows behind it = file of them = DOCX."""
    draft = _draft(case)
    asked = asked_of(case.conn, case.ward, draft)
    known = {each.name: each for section in report_sections() for each in section.figures}
    names = {*OF_FIELDS, *case.dice.sample(sorted(known), OF_DEFINED)}
    figures = {name: count_figure(asked, known[name]) for name in sorted(names)}
    months = sorted({f"{row['on']:%Y-%m}" for row in case.judge.incidents(_whole(case, draft))})
    lines = []
    for month in case.dice.sample(months, min(2, len(months))):
        cells = [f"by_month.{month}.{kind}" for kind in (*FIELDS, "all")]
        figures |= {name: find_figure(asked, name)[1] for name in cells}
        lines.append(Line(month, tuple(cells)))
        assert sum(figures[name].value for name in cells[:3]) == figures[cells[3]].value
    _incidents_are_right(case, draft, figures)
    for figure in figures.values():
        if _is_count(figure):
            assert len(ids_of(asked_for(asked, figure), figure.source)) == figure.value, figure
    name = case.dice.choice([each for each in figures if not known.get(each, MONTH).period])
    _opens_its_rows(case, draft, figures[name], (case.dice.choice(list(FORMS)),))
    slots = tuple(Slot(each) for each in sorted(names))
    blocks = (
        Paragraph("some", ("",) * (len(slots) + 1), slots),
        Table("by_month", "Theo tháng", ("Tháng", *FIELD_HEAD), tuple(lines)),
    )
    head = first_head(case.ward, draft.days, draft.last_day)
    _is_in_docx(Report(head, (Section("some", "Một phần", blocks),), figures))


def _draft(case: Case) -> Edition:
    period, areas = case.dice.choice(SPANS), case.dice.choice(AREAS)
    for other in list_editions(case.conn, case.ward, WRITER):
        remove_draft(case.conn, case.ward, other.id, "lan", WRITER)
    return make_edition(case.conn, case.ward, period, "lan", areas=areas, role=WRITER)


def _whole(case: Case, draft: Edition) -> Filter:
    return ready(case.conn, case.ward.id, Filter(draft.first_day, draft.last_day))


def check_report(case: Case) -> None:
    """Count a draft of some period under some boundaries, and hold all against all."""
    draft = _draft(case)
    report = read_report(case.conn, case.ward, draft)
    figures = report.figures
    _figures_are_right(case, draft, figures)
    _cells_add_up(case, report, figures)
    opened = case.dice.sample(sorted(figures), min(OPENED, len(figures)))
    for name in {*OF_INCIDENTS, *opened}:
        forms = tuple(FORMS) if name in opened[:IN_FILES] else ()
        _opens_its_rows(case, draft, figures[name], forms)
    _paper_says_the_figures(report, draft)


def _filter(case: Case, draft: Edition, figure: Figure, **others: object) -> Filter:
    kind, _, rest = figure.source.partition(":")
    query = dict(parse_qsl(rest)) if kind == "incidents" else {}
    month = query.pop("month", "")
    said = {"from": str(figure.first), "to": str(figure.last), "areas": draft.areas} | query
    chosen = replace(Filter.from_query(said), **others)
    if month:
        first, last = parse_period(month)
        chosen = replace(chosen, first=max(first, figure.first), last=min(last, figure.last))
    return ready(case.conn, case.ward.id, chosen)


def _figures_are_right(case: Case, draft: Edition, figures: dict[str, Figure]) -> None:
    """The figures of the map's layers are what plain counting gives."""
    judge = case.judge
    _incidents_are_right(case, draft, figures)
    order = figures["incidents"]
    assert order.value == judge.count(_filter(case, draft, order, fields=("ttdt",)))
    for name in ("rounds", "sites"):
        assert figures[name].value == judge.layer(name, _filter(case, draft, order)), name
    until = order.last
    phase = [each for each in case.kept.town["lane_project"] if each["phase"] == 2]
    begun = [(each["started_on"] or each["finished_on"] or until) <= until for each in phase]
    lanes = {each["lane"] for each, is_begun in zip(phase, begun, strict=True) if is_begun}
    assert figures["lanes_phase_2"].value == len(lanes)
    states = tuple(row["code"] for row in db.rows(case.conn, OPEN_STATES))
    until = figures["aged"].as_of - timedelta(days=AGED_DAYS)
    aged = _filter(case, draft, order, first=None, last=until, states=states)
    assert figures["aged"].value == judge.count(aged)


def _incidents_are_right(case: Case, draft: Edition, figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        if figure.source.startswith("incidents:"):
            assert figure.value == case.judge.count(_filter(case, draft, figure)), figure


def _cells_add_up(case: Case, report: Report, figures: dict[str, Figure]) -> None:
    """The cells of a line make its sum; the lines of a table make the figures of the fields."""
    whole = {
        "ttdt": figures["incidents"].value,
        "ttxd": figures["construction"].value,
        "vsmt": figures["sanitation"].value,
    }
    for table in _blocks(report, Table):
        sums = dict.fromkeys((*whole, "all"), Decimal(0))
        for line in table.lines:
            cells = {name.rpartition(".")[2]: figures[name].value for name in line.figures}
            assert cells["all"] == sum(cells[field] for field in whole), line
            sums = {kind: number + cells[kind] for kind, number in sums.items()}
        if table.lines:
            assert sums == whole | {"all": sum(whole.values())}, table
        elif table.name != "by_group":  # a ward without any group has no such table
            assert not any(whole.values()), table


def _opens_its_rows(case: Case, draft: Edition, figure: Figure, forms: tuple[str, ...]) -> None:
    conn, ward = case.conn, case.ward
    opened = open_figure(conn, ward, draft, figure.name, WRITER, limit=None)
    assert opened.figure.value == figure.value, figure
    assert len(opened.rows) == opened.total, figure
    if _is_count(figure):
        assert opened.total == figure.value, (figure, opened.total)
    page = open_figure(conn, ward, draft, figure.name, WRITER, offset=1, limit=2)
    assert page.rows == opened.rows[1:3] and page.total == opened.total, figure
    for form in forms:
        lines = FORMS[form](rows_file(form, opened, draft))
        assert [int(line[0]) for line in lines] == [number for number, _ in opened.rows], figure


def _is_count(figure: Figure) -> bool:
    """Say whether a figure counts the rows behind it."""
    kind, _, rest = figure.source.partition(":")
    if kind != "register":
        return True
    register, _, name = rest.partition(":")
    return next(f for f in find_register(register).figures if f.name == name).value == "count(*)"


def _paper_says_the_figures(report: Report, draft: Edition) -> None:
    """Page, CSV, XLSX and DOCX hold the same numbers."""
    seen = printed(for_role(report, WRITER))
    values = {name: float(each.value) for name, each in seen.figures.items()}
    in_csv = csv_lines(figures_file("csv", seen, draft))
    in_book = xlsx_lines(figures_file("xlsx", seen, draft))
    assert {line[0]: float(line[2]) for line in in_csv} == values
    assert {line[0]: float(line[2]) for line in in_book} == values
    _is_in_docx(seen)


def _is_in_docx(seen: Report) -> None:
    text, tables = docx_words(docx_of(seen, {}, _template(), datetime(2016, 7, 1)))
    for block in _blocks(seen, Paragraph):
        for slot in block.slots:
            assert slot_words(seen.figures[slot.figure], slot) in text, slot
    for table in _blocks(seen, Table):
        if table.lines:
            cells = [
                [number_of(seen.figures[n], seen.figures[n].value) for n in line.figures]
                for line in table.lines
            ]
            assert [list(table.head)] in [each[:1] for each in tables], table
            assert cells in [[row[1:] for row in each[1:]] for each in tables], table


def _blocks(report: Report, kind: type[Kind]) -> list[Kind]:
    return [b for section in report.sections for b in section.blocks if isinstance(b, kind)]


@lru_cache
def _template() -> bytes:
    return own_template()

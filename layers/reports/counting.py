"""Count a report: every figure of its sections, its tables, and what draws itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from geo.text import Text
from layers.boundaries.choice import Boundaries
from layers.errors import NotFound
from layers.filter_values import write_list
from layers.periods import Period
from layers.queries.counts import read_facets
from layers.queries.periods import incident_span
from layers.queries.status import FILTERED
from layers.registers.drawn import draw_shortcomings
from layers.registers.scope import Reader
from layers.reports.asking import Asked, Counted, next_period
from layers.reports.contract import (
    BlockDef,
    Figure,
    FigureDef,
    ListDef,
    MapDef,
    ParagraphDef,
    TableDef,
    split_text,
)
from layers.reports.kinds import count_source, ids_of, knows, read_rows, row_source_of
from layers.reports.model import OWN, Block, Line, Map, Paragraph, RowList, Section, Table
from layers.reports.reading import report_sections
from layers.reports.shortcomings import definition_of, drawn_definition, shortcoming
from layers.roles import Role

FIELDS = ("ttdt", "ttxd", "vsmt")
FIELD_HEAD = ("Trật tự đô thị", "Trật tự xây dựng", "Vệ sinh môi trường", "Cộng")
OVER_HEAD = {
    "field": "Lĩnh vực", "group": "Tổ dân phố", "month": "Tháng", "category": "Hành vi",
    "state": "Trạng thái",
}  # fmt: skip
WHAT = Text("số liệu", "figure")


def count_report(
    asked: Asked, told: Callable[[float], None] = lambda _: None
) -> tuple[dict[str, Figure], tuple[Section, ...]]:
    """Return all figures by name and the sections as the definitions say them.

    `told` hears which part of it is done.
    """
    definitions = list(_definitions())
    steps = len(definitions) + len(report_sections())
    figures = {}
    for at, each in enumerate(definitions):
        told(at / steps)
        figures[each.name] = count_figure(asked, each)
    sections = []
    for at, section in enumerate(report_sections(), start=len(definitions)):
        told(at / steps)
        blocks: list[Block] = []
        for block in section.blocks:
            blocks += _blocks(asked, block, figures)
        blocks.append(Paragraph(OWN, ("",), ()))
        sections.append(Section(section.name, section.title, tuple(blocks)))
    return figures, tuple(sections)


def _definitions() -> Iterator[FigureDef]:
    for section in report_sections():
        yield from section.figures


def count_figure(asked: Asked, definition: FigureDef) -> Figure:
    """Count one figure, and what it was in the period before where it lies in a period."""
    of = _of_period(asked, definition)
    found = count_source(of, definition.source)
    before = None if definition.period else _before(asked, definition)
    return _figure(of, definition, found, before)


def find_figure(asked: Asked, name: str) -> tuple[Asked, Figure]:
    """Count the figure of that name, also a cell of a table; NotFound where there is none.

    The first value is what its rows are asked of.
    """
    named = next((each for each in _definitions() if each.name == name), drawn_definition(name))
    if named is not None:
        return _of_period(asked, named), count_figure(asked, named)
    cell = _cell_definition(asked, name)
    if cell is None:
        raise NotFound(WHAT, name)
    return asked, _figure(asked, cell, count_source(asked, cell.source), None)


def _of_period(asked: Asked, definition: FigureDef) -> Asked:
    return _moved(asked, next_period(asked.period)) if definition.period == "next" else asked


def asked_for(asked: Asked, figure: Figure) -> Asked:
    """Return what the rows of a counted figure are asked of: its own period."""
    return _moved(asked, Period(figure.first, figure.last))


def _moved(asked: Asked, period: Period) -> Asked:
    """Ask of another period as of the same day, once for all figures."""
    if period == asked.period:
        return asked
    if ("period", period) not in asked.memo:
        asked.memo["period", period] = replace(asked, period=period, memo={})
    found: Asked = asked.memo["period", period]
    return found


def _before(asked: Asked, definition: FigureDef) -> Decimal | None:
    """Nothing is known before the ward's first incident, and no comparison is made up."""
    if not _knows_before(asked) or not knows(asked.before(), definition.source):
        return None
    return count_source(asked.before(), definition.source).value


def _knows_before(asked: Asked) -> bool:
    if "known" not in asked.memo:
        span = incident_span(asked.conn, asked.ward.id)
        asked.memo["known"] = span is not None and span.first <= asked.before().period.last
    return bool(asked.memo["known"])


def _figure(asked: Asked, definition: FigureDef, found: Counted, before: Decimal | None) -> Figure:
    return Figure(
        name=definition.name,
        value=found.value,
        title=definition.title or found.title,
        unit=definition.unit or found.unit,
        source=definition.source,
        rule=found.rule,
        first=asked.period.first,
        last=asked.period.last,
        as_of=asked.as_of,
        boundaries=_words(asked.boundaries),
        decimals=found.decimals,
        before=before,
        expected=found.expected,
        role=found.role,
        live=dict(found.live),
    )


def _words(boundaries: Boundaries) -> Text:
    return boundaries.words()


def _blocks(asked: Asked, block: BlockDef, figures: dict[str, Figure]) -> Iterable[Block]:
    if isinstance(block, ParagraphDef):
        words, slots = split_text(block.text)
        return [Paragraph(block.name, words, slots)]
    if isinstance(block, TableDef):
        return [_table(asked, block, figures)]
    if isinstance(block, ListDef):
        return [_list(asked, block, figures)]
    if isinstance(block, MapDef):
        return [Map(block.name, block.title, block.layers)]
    drawn = draw_shortcomings(asked.conn, Reader(asked.ward, Role.VIEWER, ""), asked.period)
    figures |= {each.name: count_figure(asked, each) for each in map(definition_of, drawn)}
    return [shortcoming(each) for each in drawn]


def _table(asked: Asked, block: TableDef, figures: dict[str, Figure]) -> Table:
    """Count the cells by the facets of the map: what a cell says, its filter opens."""
    counts = {each: _facet(asked, block.over, each) for each in FIELDS}
    titles = {value: title for found in counts.values() for value, (title, _) in found.items()}
    lines = []
    for value in titles if block.over == "month" else _in_order(counts):
        cells = [counts[each].get(value, ("", 0))[1] for each in FIELDS]
        if not any(cells) and block.over in ("category", "state"):
            continue
        names = []
        for kind, number in (*zip(FIELDS, cells, strict=True), ("all", sum(cells))):
            name = f"{block.name}.{value}.{kind}"
            made = _cell(block, value, kind)
            figures[name] = _figure(asked, made, _counted_cell(titles[value], number), None)
            names.append(name)
        lines.append(Line(titles[value], tuple(names)))
    return Table(block.name, block.title, (OVER_HEAD[block.over], *FIELD_HEAD), tuple(lines))


def _in_order(counts: dict[str, dict[str, tuple[str, int]]]) -> list[str]:
    order: dict[str, None] = {}
    for found in counts.values():
        order |= dict.fromkeys(found)
    last = [each for each in order if each == "-"]
    return [each for each in order if each != "-"] + last


def _facet(asked: Asked, over: str, field: str) -> dict[str, tuple[str, int]]:
    key = ("facets", field)
    if key not in asked.memo:
        chosen = asked.filter({"field": field})
        names = sorted({b.over for s in report_sections() for b in s.blocks
                        if isinstance(b, TableDef)})  # fmt: skip
        asked.memo[key] = read_facets(asked.conn, asked.ward, chosen, names)
    rows: list[dict[str, Any]] = asked.memo[key][over]
    return {row["value"]: (row["title"]["vi"], row["n"]) for row in rows}


def _counted_cell(title: str, number: int) -> Counted:
    return Counted(Decimal(number), Text(title, title), Text("vụ", "incidents"), FILTERED)


def _cell(block: TableDef, value: str, kind: str) -> FigureDef:
    # A code may hold a comma, which stands between two values else.
    query = {block.over: write_list([value])} | ({"field": kind} if kind != "all" else {})
    if kind == "all":
        query.setdefault("field", ",".join(FIELDS))
    return FigureDef(f"{block.name}.{value}.{kind}", f"incidents:{urlencode(query)}")


def _cell_definition(asked: Asked, name: str) -> FigureDef | None:
    table, _, rest = name.partition(".")
    value, _, kind = rest.rpartition(".")
    block = next(
        (b for s in report_sections() for b in s.blocks
         if isinstance(b, TableDef) and b.name == table), None,
    )  # fmt: skip
    if block is None or not value or kind not in (*FIELDS, "all"):
        return None
    found = [_facet(asked, block.over, field).get(value) for field in FIELDS]
    title = next((each[0] for each in found if each), None)
    if title is None:
        return None
    return replace(_cell(block, value, kind), title=Text(title, title))


def _list(asked: Asked, block: ListDef, figures: dict[str, Figure]) -> RowList:
    figure = figures[block.figure]
    of = _of_period(asked, next(each for each in _definitions() if each.name == block.figure))
    ids = ids_of(of, figure.source)
    rows = read_rows(of, row_source_of(of, figure.source), ids[: block.most])
    columns = [each for name in block.columns for each in rows.columns if each.name == name]
    lines = tuple(
        tuple(_shown(rows.by_id[row_id][each.name]) for each in columns)
        for row_id in ids[: block.most]
        if row_id in rows.by_id
    )
    head = tuple(each.title["vi"] for each in columns)
    return RowList(
        block.name, block.title, block.figure, head, lines, max(0, len(ids) - len(lines))
    )


def _shown(value: Any) -> str:
    return str(value["vi"] if isinstance(value, dict) else "" if value is None else value)

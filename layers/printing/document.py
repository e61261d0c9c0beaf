"""A print as a PDF: a sheet, or an atlas of an overview, an index and its sheets."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import connection

from geo.crs import grid_convergence_deg
from geo.sheet import Box
from geo.text import Text
from layers.contract import Layer
from layers.printing import words
from layers.printing.content import NO_RUNS, Scene, Shown, read_scene, read_sheet
from layers.printing.facts import facts_of, source_words, system_words
from layers.printing.furniture import Fact, Page, draw_facts, draw_foot, draw_title, facts_height
from layers.printing.index_pages import draw_frames, draw_index, index_pages
from layers.printing.layout import Layout, columns, page_layout, whole_page, with_facts
from layers.printing.legend import draw_legend, flow, legend_lines
from layers.printing.map_drawing import draw_map
from layers.printing.pen import Pen
from layers.printing.request import PrintRequest
from layers.printing.sheets import Sheet, overview_frame, page_key, plan_sheets
from layers.queries.wards import Ward

Progress = Callable[[Text, float], None]


def _silent(stage: Text, fraction: float) -> None:
    """Tell nobody."""


@dataclass
class Work:
    """A print at work: what all its pages share, and the number of the page at hand."""

    conn: connection
    asked: PrintRequest
    layout: Layout
    scene: Scene
    facts: list[Fact]
    pen: Pen
    of: int = 1
    number: int = 0
    legend_page: int | None = None


def make_pdf(
    conn: connection,
    ward: Ward,
    layers: tuple[Layer, ...],
    asked: PrintRequest,
    *,
    made_at: datetime,
    runs: Mapping[str, int] = NO_RUNS,
    progress: Progress = _silent,
) -> bytes:
    """Return the file. `layers` are those that the reader may see, from the lowest to the topmost.

    `asked.chosen` is ready (layers/boundaries/as_of.py). `runs` names the run of each method that
    is shown, as on the page.
    """
    progress(words.READING, 0.0)
    layout = page_layout(asked.paper, asked.orientation)
    sheets = plan_sheets(conn, ward, asked, layout)
    scene = read_scene(conn, ward, layers, asked.chosen, runs, asked.opacity)
    facts = facts_of(conn, scene, made_at)
    spare = 2 if asked.atlas and asked.scale else 0
    height = facts_height(facts, spare, layout.facts.width, asked.language)
    layout = with_facts(layout, height)
    file = io.BytesIO()
    pen = Pen(file, layout.width, layout.height, title_of(ward, asked))
    _draw_all(Work(conn, asked, layout, scene, facts, pen), sheets, progress)
    pen.save()
    return file.getvalue()


def title_of(ward: Ward, asked: PrintRequest) -> str:
    return asked.title.strip() or ward.name.in_language(asked.language)


def _draw_all(work: Work, sheets: list[Sheet], progress: Progress) -> None:
    index = index_pages(sheets, work.layout) if work.asked.atlas else []
    first_sheet = 2 + len(index) if work.asked.atlas else 1
    work.of = first_sheet - 1 + len(sheets)
    empty = [_nothing_of(work.scene, layer) for layer in work.scene.layers]
    if not flow(legend_lines(empty, work.asked.language), work.layout.legend).is_whole:
        work.of += 1
        work.legend_page = work.of
    if work.asked.atlas:
        _draw_overview(work, sheets, first_sheet)
        for rows in index:
            _begin_page(work, words.INDEX.in_language(work.asked.language))
            draw_index(work.pen, rows, work.layout, first_sheet, work.asked.language)
    for at, sheet in enumerate(sheets):
        stage = Text(*(each.format(n=at + 1, m=len(sheets)) for each in words.DRAWING))
        progress(stage, (at + 0.5) / (len(sheets) + 1))
        _draw_sheet(work, sheet)
    if work.legend_page:
        _begin_page(work, words.LEGEND.in_language(work.asked.language))
        boxes = columns(whole_page(work.layout), 3, gap=8)
        draw_legend(work.pen, legend_lines(empty, work.asked.language), boxes, work.asked.language)


def _nothing_of(scene: Scene, layer: Layer) -> Shown:
    total = scene.totals[layer.name]
    return Shown(layer, [], [0] * len(total), total, 1)


def _draw_overview(work: Work, sheets: list[Sheet], first_sheet: int) -> None:
    frame = overview_frame(sheets, work.layout)
    overview = Sheet(words.OVERVIEW.in_language(work.asked.language), frame)
    _draw_sheet(work, overview)
    draw_frames(work.pen, frame, sheets, first_sheet)


def _draw_sheet(work: Work, sheet: Sheet) -> None:
    shown = read_sheet(work.conn, work.scene, sheet.frame)
    _begin_page(work, sheet.name)
    draw_map(work.pen, sheet.frame, shown, sheet.focus)
    language = work.asked.language
    notes = [words.thinned(each.step, each.layer.title) for each in shown if each.step > 1]
    asked_scale = work.asked.scale if work.asked.atlas and sheet.focus is not None else None
    if said := words.gave_way(asked_scale, sheet.frame):
        notes.append(said)
    x, y = sheet.frame.centre
    north = grid_convergence_deg(x, y, work.scene.ward.srid_measure)
    draw_facts(work.pen, work.layout.facts, sheet.frame, north, work.facts, notes, language)
    lines = legend_lines(shown, language)
    draw_legend(work.pen, lines, work.layout.legend, language, work.legend_page)


def _begin_page(work: Work, name: str) -> None:
    if work.number:
        work.pen.turn_page()
    work.number += 1
    language, ward = work.asked.language, work.scene.ward
    title = title_of(ward, work.asked)
    period = words.period_words(work.asked.chosen).in_language(language)
    page = Page(
        title=f"{title} · {name}" if name else title,
        subtitle=f"{ward.name.in_language(language)} · {period}",
        mark=words.DEMO.in_language(language) if ward.is_demo else "",
        source=source_words(ward, work.scene.layers, language),
        system=system_words(ward, language),
        number=work.number,
        of=work.of,
    )
    work.pen.mark_page(page_key(work.number), page.title)
    draw_title(work.pen, work.layout.title, page)
    draw_foot(work.pen, Box(*work.layout.foot), page, language)

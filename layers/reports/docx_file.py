"""A report as DOCX: a template filled in, the same bytes for the same report at any time."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm

from geo.text import for_xml
from layers.reports.contract import Figure
from layers.reports.docx_parts import (
    BOTH,
    CENTRE,
    LEFT,
    RIGHT,
    TABLE_PT,
    bordered,
    cell_text,
    held,
    lay,
    repeated,
    whole,
    widths,
    write,
)
from layers.reports.docx_template import BODY, PLACE, PLACES, paragraphs_of, saved
from layers.reports.model import Block, Map, Paragraph, Report, RowList, Table
from layers.reports.wording import number_of, paragraph_words

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
WIDTH_MM = 160.0


def docx_of(
    report: Report, pictures: Mapping[str, bytes], template: bytes, made_at: datetime
) -> bytes:
    """Return the file of a report as it is printed; `made_at` is all that it knows of time."""
    document = Document(io.BytesIO(template))
    _forget_preview(document)
    _say_properties(document, report, made_at)
    for paragraph in list(paragraphs_of(document)):
        if paragraph.text.strip() == f"{{{{{BODY}}}}}":
            _write_body(document, paragraph, report, pictures)
        else:
            fill(paragraph, report.head)
    return steady(saved(document))


def steady(docx: bytes) -> bytes:
    """Return the same file without anything that hangs on the moment or on a compressor."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as made, zipfile.ZipFile(file, "w") as kept:
        names = sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, DAY_OF_ZIP)
            entry.create_system, entry.external_attr = 0, 0
            kept.writestr(entry, made.read(name), zipfile.ZIP_STORED)
    return file.getvalue()


def fill(paragraph: Any, head: Mapping[str, str]) -> None:
    """Put the texts of the head in their places, also where a place is split between runs."""
    while found := PLACE.search("".join(run.text for run in paragraph.runs)):
        words = held(head.get(PLACES.get(found[1], ""), ""))
        _replace(paragraph.runs, found.start(), found.end(), words)


def _replace(runs: list[Any], start: int, end: int, words: str) -> None:
    at = 0
    for run in runs:
        first, last = at, at + len(run.text)
        at = last
        if last <= start or first >= end:
            continue
        before = run.text[: max(0, start - first)]
        after = run.text[max(0, min(last, end) - first) :]
        run.text = before + (words if first <= start else "") + after


def _forget_preview(document: Any) -> None:
    """Take away the small picture of another document that a template may carry."""
    links = document.part.package.rels
    for name in [n for n, each in links.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del links[name]


def _say_properties(document: Any, report: Report, made_at: datetime) -> None:
    about = document.core_properties
    about.title = for_xml(f"{report.head['kind']} {report.head['summary']}")[:255]
    about.author = about.last_modified_by = for_xml(report.head["body"].replace("\n", " "))[:255]
    about.created = about.modified = made_at
    about.comments, about.keywords, about.subject, about.revision = "", "", "", 1
    about.language = "vi-VN"


def _write_body(document: Any, place: Any, report: Report, pictures: Mapping[str, bytes]) -> None:
    for number, section in enumerate(report.sections):
        heading = lay(document.add_paragraph(), LEFT, before=12, after=6, indent=True)
        write(heading, f"{ROMAN[number]}. {section.title.upper()}", bold=True)
        heading.paragraph_format.keep_with_next = True
        made = [heading._p]
        for block in section.blocks:
            made += _block(document, block, report.figures, pictures)
        for each in made:
            place._p.addprevious(each)
    place._p.getparent().remove(place._p)


def _block(
    document: Any, block: Block, figures: Mapping[str, Figure], pictures: Mapping[str, bytes]
) -> list[Any]:
    if isinstance(block, Paragraph):
        lines = paragraph_words(block, dict(figures)).strip().split("\n")
        return [_text(document, line) for line in lines if line.strip()]
    if isinstance(block, Map):
        return _map(document, block, pictures)
    if isinstance(block, Table):
        rows = [
            (line.title, *(number_of(figures[n], figures[n].value) for n in line.figures))
            for line in block.lines
        ]
        return _table(document, block.title, block.head, rows, numbers=True)
    return _table(document, block.title, block.head, list(block.lines), numbers=False) + _more(
        document, block
    )


def _text(document: Any, words: str) -> Any:
    paragraph = lay(document.add_paragraph(), BOTH, after=6, indent=True)
    write(paragraph, words)
    return paragraph._p


def _more(document: Any, block: RowList) -> list[Any]:
    return [_text(document, f"(Còn {block.left_out} dòng nữa.)")] if block.left_out else []


def _map(document: Any, block: Map, pictures: Mapping[str, bytes]) -> list[Any]:
    if block.name not in pictures:
        return []
    title = lay(document.add_paragraph(), CENTRE, before=6, after=3)
    write(title, block.title, 13, bold=True)
    title.paragraph_format.keep_with_next = True
    place = lay(document.add_paragraph(), CENTRE, after=6)
    place.add_run().add_picture(io.BytesIO(pictures[block.name]), width=Mm(WIDTH_MM))
    return [title._p, place._p]


def _table(
    document: Any,
    title: str,
    head: tuple[str, ...],
    rows: list[tuple[str, ...]],
    *,
    numbers: bool,
) -> list[Any]:
    if not rows:
        return []
    caption = lay(document.add_paragraph(), CENTRE, before=6, after=3)
    write(caption, title, 13, bold=True)
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(head))
    bordered(table)
    for at, cells in enumerate((head, *rows)):
        row = table.add_row()
        whole(row)
        for column, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
            align = CENTRE if at == 0 else RIGHT if numbers and column else LEFT
            cell_text(cell, words, TABLE_PT, align, bold=at == 0)
    repeated(table.rows[0])
    widths(table, _shares(len(head), numbers=numbers))
    after = lay(document.add_paragraph(), LEFT, after=6)
    return [caption._p, table._tbl, after._p]


def _shares(columns: int, *, numbers: bool) -> tuple[float, ...]:
    first = WIDTH_MM * (0.36 if numbers else 0.4)
    rest = (WIDTH_MM - first) / max(1, columns - 1)
    return (first, *([rest] * (columns - 1))) if columns > 1 else (WIDTH_MM,)

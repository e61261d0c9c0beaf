"""A report as PDF, laid out as its DOCX is, with a typeface of ours: same report, same bytes."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import fontpkg_spectral
from reportlab.lib.colors import black, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Image,
    KeepTogether,
    LongTable,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from layers.printing.pen import composed
from layers.reports.contract import Figure
from layers.reports.docx_file import ROMAN
from layers.reports.docx_template import MOTTO, NATION
from layers.reports.model import Block, Map, Paragraph, Report, RowList, Table
from layers.reports.wording import number_of, paragraph_words

MEDIA = "application/pdf"
FONT = "Spectral"
WIDTH = 160 * mm
FACES = {"": "Regular", "b": "Bold", "i": "Italic", "bi": "BoldItalic"}


def pdf_of(report: Report, pictures: Mapping[str, bytes]) -> bytes:
    """Return the file of a report as it is printed; it holds no day but those of its text."""
    _register_fonts()
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=30 * mm, rightMargin=20 * mm, topMargin=20 * mm,
        bottomMargin=20 * mm, title=composed(report.head["summary"]), creator="Điểm Nóng",
        author=composed(report.head["body"].replace("\n", " ")), lang="vi", invariant=1,
    )  # fmt: skip
    parts = [*_head(report), *_body(report, pictures), *_foot(report)]
    document.build(parts, onLaterPages=_number)
    return file.getvalue()


@cache
def _register_fonts() -> None:
    for kind, face in FACES.items():
        path = fontpkg_spectral.ROOT / "files" / f"Spectral-{face}.ttf"
        pdfmetrics.registerFont(TTFont(f"{FONT}{kind}", str(path)))
    pdfmetrics.registerFontFamily(
        FONT, normal=FONT, bold=f"{FONT}b", italic=f"{FONT}i", boldItalic=f"{FONT}bi"
    )


def _number(canvas: Any, _: Any) -> None:
    """Number a page at the top, in its middle, from the second page on."""
    canvas.setFont(FONT, 13)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 13 * mm, str(canvas.getPageNumber()))


def _style(size: float, align: int = TA_LEFT, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=FONT, fontSize=size, leading=size * 1.3, alignment=align,
                          **more)  # fmt: skip


def _say(words: str, size: float, align: int = TA_LEFT, mark: str = "", **more: Any) -> Text:
    said = escape(composed(words)).replace("  ", "\u00a0\u00a0").replace("\n", "<br/>")
    for each in mark:
        said = f"<{each}>{said}</{each}>"
    return Text(said, _style(size, align, **more))


def _head(report: Report) -> list[Any]:
    head = report.head
    left = [
        _say(head["parent_body"], 13, TA_CENTER),
        _say(head["body"], 13, TA_CENTER, "b"),
        _say(head["number"], 13, TA_CENTER, spaceBefore=6),
    ]
    right = [
        _say(NATION, 12, TA_CENTER, "b"),
        _say(MOTTO, 13, TA_CENTER, "bu"),
        _say(f"{head['place']}, {head['day']}", 13, TA_CENTER, "i", spaceBefore=6),
    ]
    top = Grid([[left, right]], colWidths=[60 * mm, 100 * mm])
    top.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_TIGHT]))
    return [
        top,
        Spacer(1, 14),
        _say(head["kind"], 14, TA_CENTER, "b"),
        _say(head["summary"], 14, TA_CENTER, "b", spaceAfter=10),
    ]


_TIGHT = [
    (side, (0, 0), (-1, -1), 0)
    for side in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
]


def _body(report: Report, pictures: Mapping[str, bytes]) -> list[Any]:
    parts: list[Any] = []
    for number, section in enumerate(report.sections):
        heading = _say(
            f"{ROMAN[number]}. {section.title.upper()}", 13, TA_LEFT, "b",
            spaceBefore=10, spaceAfter=4, keepWithNext=1,
        )  # fmt: skip
        parts.append(heading)
        for block in section.blocks:
            parts += _block(block, report.figures, pictures)
    return parts


def _block(block: Block, figures: Mapping[str, Figure], pictures: Mapping[str, bytes]) -> list[Any]:
    if isinstance(block, Paragraph):
        lines = paragraph_words(block, dict(figures)).strip().split("\n")
        return [_text(line) for line in lines if line.strip()]
    if isinstance(block, Map):
        return _map(block, pictures)
    if isinstance(block, Table):
        rows = [
            (line.title, *(number_of(figures[n], figures[n].value) for n in line.figures))
            for line in block.lines
        ]
        return _table(block.title, block.head, rows, numbers=True)
    return [*_table(block.title, block.head, list(block.lines), numbers=False), *_more(block)]


def _text(words: str) -> Text:
    return _say(words, 13.5, TA_JUSTIFY, firstLineIndent=10 * mm, spaceAfter=5)


def _more(block: RowList) -> list[Text]:
    return [_text(f"(Còn {block.left_out} dòng nữa.)")] if block.left_out else []


def _caption(words: str) -> Text:
    return _say(words, 12.5, TA_CENTER, "b", spaceBefore=6, spaceAfter=4, keepWithNext=1)


def _map(block: Map, pictures: Mapping[str, bytes]) -> list[Any]:
    if block.name not in pictures:
        return []
    picture = ImageReader(io.BytesIO(pictures[block.name]))
    across, down = picture.getSize()
    image = Image(io.BytesIO(pictures[block.name]), WIDTH, WIDTH * down / across)
    return [KeepTogether([_caption(block.title), image, Spacer(1, 8)])]


def _table(
    title: str, head: tuple[str, ...], rows: list[tuple[str, ...]], *, numbers: bool
) -> list[Any]:
    if not rows:
        return []
    first = WIDTH * (0.36 if numbers else 0.4)
    rest = (WIDTH - first) / max(1, len(head) - 1)
    caption = [_say(title, 12.5, TA_CENTER, "b"), *[""] * (len(head) - 1)]
    cells = [caption, [_say(each, 11, TA_CENTER, "b") for each in head]]
    for row in rows:
        cells.append(
            [_say(each, 11, TA_RIGHT if numbers and at else TA_LEFT) for at, each in enumerate(row)]
        )
    table = LongTable(cells, colWidths=[first, *[rest] * (len(head) - 1)], repeatRows=2)
    table.setStyle(
        TableStyle(
            [
                ("SPAN", (0, 0), (-1, 0)),
                ("GRID", (0, 1), (-1, -1), 0.4, black),
                ("BACKGROUND", (0, 0), (-1, -1), white),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return [Spacer(1, 6), table, Spacer(1, 8)]


def _foot(report: Report) -> list[Any]:
    head = report.head
    left = [_say("Nơi nhận:", 12, TA_LEFT, "bi"), _say(head["recipients"], 11)]
    right = [
        _say(head["authority"], 13.5, TA_CENTER, "b"),
        _say(head["signer_post"], 13.5, TA_CENTER, "b"),
        Spacer(1, 22 * mm),
        _say(head["signer"], 13.5, TA_CENTER, "b"),
    ]
    foot = Grid([[left, right]], colWidths=[80 * mm, 80 * mm])
    foot.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_TIGHT]))
    return [KeepTogether([Spacer(1, 16), foot])]

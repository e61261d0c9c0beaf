"""Pieces of a DOCX as Decree 30/2020/NĐ-CP lays an administrative document out."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geo.text import for_xml

FONT = "Times New Roman"
BODY_PT, TABLE_PT = 14, 12
INDENT_MM = 10
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def write(
    paragraph: Any,
    words: str,
    size: float = BODY_PT,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
) -> Any:
    """Add words to a paragraph in the document's typeface; lines part at line feeds.

    What XML cannot hold is left out: typed or pasted text may bring it, and no file is lost for it.
    """
    run = paragraph.add_run(held(words))
    run.font.name, run.font.size = FONT, Pt(size)
    run.font.bold, run.font.italic, run.font.underline = bold, italic, underline
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    return run


def held(words: str) -> str:
    """Return words as a DOCX can hold them; a vertical tab is how Word copies its line break."""
    return for_xml(words.replace("\v", "\n"))


def lay(
    paragraph: Any, align: Any = LEFT, *, before: float = 0, after: float = 0, indent: bool = False
) -> Any:
    """Set how a paragraph lies: its side, the room round it in points, its first line."""
    how = paragraph.paragraph_format
    how.alignment, how.line_spacing = align, 1.0
    how.space_before, how.space_after = Pt(before), Pt(after)
    how.first_line_indent = Mm(INDENT_MM) if indent else Mm(0)
    return paragraph


def cell_text(cell: Any, words: str, size: float, align: Any = LEFT, **look: bool) -> None:
    """Write into the first paragraph of a cell."""
    paragraph = cell.paragraphs[0]
    lay(paragraph, align)
    write(paragraph, words, size, **look)


def bordered(table: Any) -> None:
    """Draw thin lines round all cells, whatever styles the template has."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    after = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # the order that Word asks for
    table._tbl.tblPr.insert_element_before(borders, *after)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER


def repeated(row: Any) -> None:
    """Let a row stand again at the top of each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def page_number(paragraph: Any) -> None:
    """Write the number of the page."""
    run = write(paragraph, "", 13)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._element.append(part)


def widths(table: Any, millimetres: tuple[float, ...]) -> None:
    """Give the columns of a table their widths, in every row."""
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)

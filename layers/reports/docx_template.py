"""The template of the DOCX: the program's own, or one of the ward's, checked before it is taken."""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from functools import cache
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm
from docx.table import _Cell
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NotAllowed, TooLarge
from layers.queries.wards import Ward
from layers.reports.docx_parts import CENTRE, LEFT, cell_text, lay, page_number, widths, write
from layers.roles import Role

PLACES = {
    "CO_QUAN_CHU_QUAN": "parent_body",
    "CO_QUAN": "body",
    "SO_KY_HIEU": "number",
    "DIA_DANH": "place",
    "NGAY": "day",
    "LOAI": "kind",
    "TRICH_YEU": "summary",
    "NOI_NHAN": "recipients",
    "THAM_QUYEN": "authority",
    "CHUC_VU": "signer_post",
    "NGUOI_KY": "signer",
}
"""Placeholders of a template, `{{CO_QUAN}}`, and which text of the head each takes."""
BODY = "NOI_DUNG"
"""Where the sections go: a paragraph of its own."""
PLACE = re.compile(r"\{\{\s*([A-Za-z_]+)\s*\}\}")
LARGEST, LARGEST_OPEN, MOST_PARTS = 2_000_000, 30_000_000, 500
_PIECE = 1 << 16
NO_ZIP = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
)  # fmt: skip
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@cache
def own_template() -> bytes:
    """Return the program's template: Decree 30/2020/NĐ-CP, Annex I."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = lay(section.header.paragraphs[0], CENTRE)
    page_number(number)
    _head(document)
    for name, before in (("LOAI", 18), ("TRICH_YEU", 0)):
        paragraph = lay(document.add_paragraph(), CENTRE, before=before, after=0)
        write(paragraph, f"{{{{{name}}}}}", bold=True)
    write(lay(document.add_paragraph(), CENTRE, after=12), "__________", 10)
    lay(document.add_paragraph(f"{{{{{BODY}}}}}"), LEFT)
    _foot(document)
    return saved(document)


def saved(document: Any) -> bytes:
    """Return the file that a document makes."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _head(document: Any) -> None:
    table = document.add_table(rows=2, cols=2)
    widths(table, (62, 98))
    left, right = table.rows[0].cells
    cell_text(left, "{{CO_QUAN_CHU_QUAN}}", 13, CENTRE)
    write(lay(left.add_paragraph(), CENTRE), "{{CO_QUAN}}", 13, bold=True)
    write(lay(left.add_paragraph(), CENTRE), "_______", 8)
    cell_text(right, NATION, 13, CENTRE, bold=True)
    write(lay(right.add_paragraph(), CENTRE), MOTTO, 14, bold=True, underline=True)
    left, right = table.rows[1].cells
    cell_text(left, "{{SO_KY_HIEU}}", 13, CENTRE)
    cell_text(right, "{{DIA_DANH}}, {{NGAY}}", 14, CENTRE, italic=True)


def _foot(document: Any) -> None:
    lay(document.add_paragraph())
    table = document.add_table(rows=1, cols=2)
    widths(table, (80, 80))
    left, right = table.rows[0].cells
    cell_text(left, "Nơi nhận:", 12, LEFT, bold=True, italic=True)
    write(lay(left.add_paragraph()), "{{NOI_NHAN}}", 11)
    cell_text(right, "{{THAM_QUYEN}}", 14, CENTRE, bold=True)
    write(lay(right.add_paragraph(), CENTRE, after=60), "{{CHUC_VU}}", 14, bold=True)
    write(lay(right.add_paragraph(), CENTRE), "{{NGUOI_KY}}", 14, bold=True)


def read_template(conn: connection, ward: Ward, template_id: int | None = None) -> bytes:
    """Return a stored template of a ward; the program's own where none is named."""
    if template_id is None:
        return own_template()
    query = "SELECT docx FROM report_template WHERE ward_id = %s AND id = %s"
    return bytes(db.value(conn, query, (ward.id, template_id)))


def template_now(conn: connection, ward: Ward) -> dict[str, Any] | None:
    """Return the ward's template in use (id, file_name, placed_at, placed_by); None: our own."""
    return db.one(
        conn,
        "SELECT id, file_name, placed_at, placed_by FROM report_template"
        " WHERE ward_id = %s AND retired_at IS NULL ORDER BY id DESC LIMIT 1",
        (ward.id,),
    )


def place_template(
    conn: connection, ward: Ward, file_name: str, docx: bytes, actor: str, role: Role
) -> int:
    """Keep a template of the ward's own from now on; InputError says what is wrong with it."""
    if role < Role.SUPERVISOR:
        raise NotAllowed(Text("Mẫu do người giám sát đặt.", "Templates are for supervisors."))
    check_template(docx)
    with db.acting_as(conn, actor):
        _retire(conn, ward)
        return int(
            db.value(
                conn,
                "INSERT INTO report_template (ward_id, file_name, docx, sha256, placed_by)"
                " VALUES (%s, %s, %s, %s, %s) RETURNING id",
                (
                    ward.id,
                    (file_name.strip() or "mau.docx")[:200],
                    docx,
                    hashlib.sha256(docx).hexdigest(),
                    actor,
                ),
            )
        )


def use_own_template(conn: connection, ward: Ward, actor: str) -> None:
    """Go back to the program's template; what was frozen keeps the one it was made with."""
    with db.acting_as(conn, actor):
        _retire(conn, ward)


def _retire(conn: connection, ward: Ward) -> None:
    db.execute(
        conn,
        "UPDATE report_template SET retired_at = now() WHERE ward_id = %s AND retired_at IS NULL",
        (ward.id,),
    )


def check_template(docx: bytes) -> None:
    """Raise InputError where a file is no DOCX, carries what we do not take, or lacks a place."""
    _check_parts(docx)
    try:
        document = Document(io.BytesIO(docx))
    except Exception as error:
        raise _wrong(
            Text("không mở được như một tệp DOCX", "cannot be opened as a DOCX")
        ) from error
    _require_inside(document)
    found = [name for each in paragraphs_of(document) for name in PLACE.findall(each.text)]
    missing = [name for name in (*PLACES, BODY) if name not in found]
    if missing:
        names = ", ".join(f"{{{{{name}}}}}" for name in missing)
        raise _wrong(Text(f"thiếu {names}", f"lacks {names}"))
    unknown = sorted(set(found) - set(PLACES) - {BODY})
    if unknown:
        names = ", ".join(f"{{{{{name}}}}}" for name in unknown)
        raise _wrong(Text(f"có chỗ không biết: {names}", f"has unknown places: {names}"))
    alone = [each for each in document.paragraphs if each.text.strip() == f"{{{{{BODY}}}}}"]
    if len(alone) != 1 or found.count(BODY) != 1:
        raise _wrong(
            Text(
                f"{{{{{BODY}}}}} phải đứng một mình trong một đoạn, ngoài bảng, đúng một lần",
                f"{{{{{BODY}}}}} must be a paragraph of its own, outside tables, exactly once",
            )
        )


def _check_parts(docx: bytes) -> None:
    if len(docx) > LARGEST:
        size = f"{LARGEST // 1_000_000} MB"
        raise TooLarge(
            Text(f"template: tệp lớn hơn {size}.", f"template: larger than {size}."),
            field="template",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS:
                raise _too_full()
            names = [each.filename for each in listed]
            _require_room(parts, listed)
    except NO_ZIP as error:
        raise _wrong(Text("không phải tệp DOCX", "is no DOCX")) from error
    if any("vba" in name.lower() or "embeddings/" in name.lower() for name in names):
        raise _wrong(Text("có macro hoặc tệp nhúng", "carries macros or embedded files"))


def _require_room(parts: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> None:
    """Refuse what opens to more than LARGEST_OPEN bytes, counted as they come, not as declared.

    Other ways of packing than deflate open whole, whatever piece is asked for: not taken.
    """
    left = LARGEST_OPEN
    for each in listed:
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _wrong(Text("nén theo cách không nhận", "is packed in a way that is not taken"))
        undeclared = copy(each)
        undeclared.file_size = 1 << 40  # else zipfile stops at the declared size and hides the rest
        with parts.open(undeclared) as packed:
            while piece := packed.read(min(_PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise _too_full()


def _require_inside(document: Any) -> None:
    """Refuse links that a reader follows by itself; a hyperlink waits for a person."""
    package = document.part.package
    links = [package.rels, *(each.rels for each in package.iter_parts())]
    outside = (each for held in links for each in held.values() if each.is_external)
    if any(each.reltype != RELATIONSHIP_TYPE.HYPERLINK for each in outside):
        raise _wrong(Text("trỏ ra tệp bên ngoài (ảnh, mẫu liên kết)", "points at outside files"))


def paragraphs_of(document: Any) -> Iterator[Any]:
    """Yield every paragraph of a document: of its body, tables, headers and footers."""
    yield from _within(document)
    for section in document.sections:
        for part in (
            section.header, section.first_page_header, section.footer, section.first_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from _within(part)


def _within(holder: Any) -> Iterator[Any]:
    yield from holder.paragraphs
    for table in holder.tables:
        for row in table.rows:
            for cell in row._tr.tc_lst:  # row.cells repeats a cell for each column that it spans
                yield from _within(_Cell(cell, table))


def _too_full() -> InputError:
    return _wrong(Text("nén quá nhiều", "holds too much"))


def _wrong(why: Text) -> InputError:
    return InputError(
        Text(f"template: {why.vi}.", f"template: {why.en}."), field="template", value=why.vi[:60]
    )

"""DOCX and PDF of a report: laid out by the decree, the same bytes later, templates checked."""

import io
import random
import struct
import zipfile
import zlib
from datetime import datetime

import pypdfium2
import pytest
from docx import Document
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.queries.wards import Ward
from layers.reports.difference import difference
from layers.reports.docx_file import docx_of, steady
from layers.reports.docx_parts import write
from layers.reports.docx_template import (
    PLACES,
    check_template,
    own_template,
    paragraphs_of,
    place_template,
    saved,
    template_now,
    use_own_template,
)
from layers.reports.editions import Edition, make_edition, read_report
from layers.reports.events import say_event
from layers.reports.files import check_files, make_file
from layers.reports.freezing import freeze_edition
from layers.reports.model import Report
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_round, add_site

WRITER = Role.SUPERVISOR
KINDS = ("docx", "pdf")
OTHERS = {"round": add_round, "lane": add_lane, "site": add_site}
SETTINGS_LINKS = "word/_rels/settings.xml.rels"


@pytest.fixture
def draft(conn: connection, ward: Ward) -> Edition:
    add_area(conn, ward)
    for on in ("2016-01-20", "2016-03-15", "2016-03-16"):
        add_incident(conn, ward, on=on)
    return make_edition(conn, ward, "2016H1", "lan", role=WRITER)


@pytest.fixture
def frozen(conn: connection, ward: Ward, draft: Edition) -> Edition:
    return freeze_edition(conn, ward, draft.id, "lan", role=WRITER)


def words_of(docx: bytes) -> str:
    return "\n".join(each.text for each in paragraphs_of(Document(io.BytesIO(docx))))


def edit_at_random(conn: connection, ward: Ward, times: int, seed: int) -> None:
    """Do edits of every kind to what the report counts."""
    dice = random.Random(seed)
    for number in range(times):
        kind = dice.choice(("add", "move", "state", "drop", "word", "round", "lane", "site"))
        if kind == "add":
            day = f"2016-{dice.randint(1, 6):02}-{dice.randint(1, 28):02}"
            field = dice.choice((("ttdt", "lan_chiem_via_he"), ("vsmt", "do_phe_thai")))
            add_incident(conn, ward, on=day, field=field[0], category=field[1])
            continue
        if kind in OTHERS:
            OTHERS[kind](conn, ward, code=f"X{number}")
            continue
        ids = [row["id"] for row in db.rows(conn, "SELECT id FROM incident WHERE ward_id = %s",
                                            (ward.id,))]  # fmt: skip
        if not ids:
            continue
        statement = {
            "move": "UPDATE incident SET geom = ST_Translate(geom, 0.0001, 0) WHERE id = %s",
            "state": "UPDATE incident SET address = address || '.' WHERE id = %s",
            "drop": "DELETE FROM incident WHERE id = %s",
            "word": "UPDATE incident SET description = 'khác' WHERE id = %s",
        }[kind]
        db.execute(conn, statement, (dice.choice(ids),))


def test_frozen_files_are_the_same_bytes_after_many_edits(
    conn: connection, ward: Ward, frozen: Edition
) -> None:
    before = {kind: make_file(conn, ward, frozen, kind, Role.VIEWER) for kind in KINDS}
    edit_at_random(conn, ward, 1_000, seed=20160630)
    db.execute(conn, "UPDATE ward SET name_vi = 'Tên khác' WHERE id = %s", (ward.id,))
    after = {kind: make_file(conn, ward, frozen, kind, Role.VIEWER) for kind in KINDS}
    assert before == after
    checked = check_files(conn, ward, frozen)
    assert len(checked) == 6 and all(each.is_same for each in checked)
    assert {each.role for each in checked} == {"viewer", "supervisor"}


def test_file_that_is_not_as_it_was_is_told(conn: connection, ward: Ward, frozen: Edition) -> None:
    db.execute(conn, "ALTER TABLE report_figure DISABLE TRIGGER report_figure_is_final")
    db.execute(conn, "UPDATE report_figure SET value = 99 WHERE name = 'incidents'")
    assert not any(each.is_same for each in check_files(conn, ward, frozen))


def test_docx_lies_as_the_decree_says(conn: connection, ward: Ward, frozen: Edition) -> None:
    document = Document(io.BytesIO(make_file(conn, ward, frozen, "docx", Role.VIEWER)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25 and 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35 and 15 <= round(section.right_margin.mm) <= 20
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].alignment == 1
    runs = [run for each in document.paragraphs for run in each.runs if run.text.strip()]
    assert {run.font.name for run in runs} == {"Times New Roman"}
    body = next(run for run in runs if "3 vụ" in run.text)
    assert 13 <= body.font.size.pt <= 14
    words = words_of(make_file(conn, ward, frozen, "docx", Role.VIEWER))
    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO",
                 "Nơi nhận:", "/BC-UBND"):  # fmt: skip
        assert said in words
    assert "{{" not in words


def test_pdf_says_what_the_docx_says(conn: connection, ward: Ward, frozen: Edition) -> None:
    document = pypdfium2.PdfDocument(make_file(conn, ward, frozen, "pdf", Role.VIEWER))
    pages = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    first = " ".join(pages[0].split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first and "3 vụ vi phạm" in first
    assert pages[1].split()[0] == "2" and pages[0].split()[0] != "1"
    assert round(document[0].get_width() / 72 * 25.4) == 210


def test_files_leave_out_what_a_role_may_not_see(
    conn: connection, ward: Ward, frozen: Edition
) -> None:
    for role, is_there in ((Role.INSPECTOR, False), (Role.SUPERVISOR, True)):
        words = words_of(make_file(conn, ward, frozen, "docx", role))
        assert ("thực thi công vụ" in words) == is_there


def test_draft_says_that_it_is_one(conn: connection, ward: Ward, draft: Edition) -> None:
    assert "DỰ THẢO" in words_of(make_file(conn, ward, draft, "docx", WRITER))
    with pytest.raises(InputError, match="odt"):
        make_file(conn, ward, draft, "odt", WRITER)


def test_zip_knows_no_moment(conn: connection, ward: Ward, frozen: Edition) -> None:
    made = make_file(conn, ward, frozen, "docx", Role.VIEWER)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist()[0] == "[Content_Types].xml"
        assert not any("thumbnail" in name for name in parts.namelist())
    assert steady(made) == made


def test_ward_s_own_template_is_used_and_kept_by_what_was_frozen(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    document = Document(io.BytesIO(own_template()))
    document.paragraphs[-1].add_run("Mẫu riêng của phường")
    place_template(conn, ward, "rieng.docx", saved(document), "lan", WRITER)
    frozen = freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    use_own_template(conn, ward, "lan")
    assert template_now(conn, ward) is None
    assert "Mẫu riêng của phường" in words_of(make_file(conn, ward, frozen, "docx", WRITER))
    assert all(each.is_same for each in check_files(conn, ward, frozen))


def _template(change) -> bytes:
    document = Document(io.BytesIO(own_template()))
    change(document)
    return saved(document)


def _without(name: str):
    def change(document) -> None:
        for paragraph in paragraphs_of(document):
            for run in paragraph.runs:
                run.text = run.text.replace(f"{{{{{name}}}}}", "")

    return change


def _zip_with(name: str, body: bytes, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO(own_template())
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr(name, body, how)
    return file.getvalue()


def _outside(encoding: str = "utf-8", mode: str = '"External"') -> bytes:
    """Links of the settings: a template elsewhere, written in one of the ways XML allows."""
    office = "http://schemas.openxmlformats.org"
    kind = f"{office}/officeDocument/2006/relationships"
    words = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<Relationships xmlns="{office}/package/2006/relationships">'
        f'<Relationship Id="r" Type="{kind}/attachedTemplate" Target="http://a" TargetMode={mode}/>'
        f'<Relationship Id="s" Type="{kind}/hyperlink" Target="http://x/b" TargetMode="External"/>'
        "</Relationships>"
    )
    return words.encode(encoding)


def _hiding() -> bytes:
    """A template with a part of 40 MB that says it has 1000 bytes, checksum and all."""
    name, body = "word/media/x.bin", bytes(40_000_000)
    made = _zip_with(name, body)
    size, crc = (struct.pack("<I", each) for each in (len(body), zlib.crc32(body)))
    small, other = struct.pack("<I", 1000), struct.pack("<I", zlib.crc32(body[:1000]))
    return made.replace(size, small).replace(crc, other)


def _spanning(columns: int) -> bytes:
    def change(document) -> None:
        cell = document.tables[0].rows[0].cells[0]
        cell._tc.get_or_add_tcPr().get_or_add_gridSpan().val = columns

    return _template(change)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: b"no file", "no DOCX"),
        (lambda: b"PK\x05\x06" + bytes(18), "cannot be opened"),
        (lambda: _template(_without("CO_QUAN")), "lacks {{CO_QUAN}}"),
        (lambda: _template(_without("NOI_DUNG")), "lacks {{NOI_DUNG}}"),
        (
            lambda: _template(lambda d: d.add_paragraph("{{LA_LUNG}}")),
            "unknown places: {{LA_LUNG}}",
        ),
        (lambda: _template(lambda d: d.add_paragraph("{{NOI_DUNG}}")), "exactly once"),
        (lambda: _zip_with("word/vbaProject.bin", b"x"), "macros"),
        (lambda: _zip_with(SETTINGS_LINKS, _outside()), "outside"),
        (lambda: _zip_with(SETTINGS_LINKS, _outside(mode="'External'")), "outside"),
        (lambda: _zip_with(SETTINGS_LINKS, _outside("utf-16")), "outside"),
        (_hiding, "too much"),
        (lambda: _zip_with("word/x.bin", bytes(9), zipfile.ZIP_BZIP2), "packed in a way"),
        (lambda: _zip_with("word/media/x.bin", bytes(31_000_000)), "larger than|too much"),
        (lambda: bytes(2_000_001), "larger than 2 MB"),
    ],
)
def test_wrong_template_is_refused_in_words(made, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_template(made())


def test_cell_over_many_columns_is_read_once() -> None:
    words = [each.text for each in paragraphs_of(Document(io.BytesIO(_spanning(200_000))))]
    assert words.count("{{CO_QUAN}}") == 1


def test_what_xml_cannot_hold_breaks_no_file() -> None:
    document = Document(io.BytesIO(own_template()))
    write(document.add_paragraph(), "một\x0bhai\x00\x1f ba")
    assert "một\nhai ba" in words_of(saved(document))
    head = dict.fromkeys(PLACES.values(), "x\x07y")
    made = docx_of(Report(head, ()), {}, own_template(), datetime(2016, 7, 1))
    assert "xy" in words_of(made)


def test_own_template_is_good_and_split_places_are_filled() -> None:
    check_template(own_template())
    document = Document(io.BytesIO(own_template()))
    paragraph = document.add_paragraph("Ký: {{NGU")
    paragraph.add_run("OI_").bold = True
    paragraph.add_run("KY}} hết")
    head = dict.fromkeys(
        ("parent_body", "body", "number", "place", "day", "kind", "summary", "recipients",
         "authority", "signer_post"), "x") | {"signer": "Nguyễn Văn A"}  # fmt: skip
    made = docx_of(Report(head, ()), {}, saved(document), datetime(2016, 7, 1))
    assert "Ký: Nguyễn Văn A hết" in words_of(made)


def test_approval_is_by_another_and_signing_follows(
    conn: connection, ward: Ward, frozen: Edition
) -> None:
    with pytest.raises(InputError, match="does not approve"):
        say_event(conn, ward, frozen.id, "approved", "", "lan", WRITER)
    with pytest.raises(InputError, match="now only"):
        say_event(conn, ward, frozen.id, "signed", "", "minh", WRITER)
    before = make_file(conn, ward, frozen, "docx", Role.VIEWER)
    assert say_event(conn, ward, frozen.id, "approved", "", "minh", WRITER).state == "approved"
    signed = say_event(conn, ward, frozen.id, "signed", "12/BC-UBND", "minh", WRITER)
    assert signed.state == "signed"
    assert make_file(conn, ward, signed, "docx", Role.VIEWER) == before
    with pytest.raises(InputError, match="reason"):
        say_event(conn, ward, frozen.id, "withdrawn", " ", "minh", WRITER)


def test_second_edition_says_what_is_other(conn: connection, ward: Ward, frozen: Edition) -> None:
    add_incident(conn, ward, on="2016-05-05")
    db.execute(conn, "DELETE FROM incident WHERE ward_id = %s AND occurred_on = '2016-01-20'",
               (ward.id,))  # fmt: skip
    second = make_edition(conn, ward, "2016H1", "lan", role=WRITER)
    for _ in range(2):  # as a draft, then frozen: the same
        found = difference(conn, ward, frozen, second, Role.VIEWER)
        changed = {each.figure.name: each for each in found.changed}
        assert (changed["incidents"].came, changed["incidents"].went) == (1, 1)
        assert changed["incidents"].then == changed["incidents"].now == 3
        assert "minutes" not in changed and found.same > 40
        assert read_report(conn, ward, second).figures["incidents"].value == 3
        if not second.is_frozen:
            second = freeze_edition(conn, ward, second.id, "lan", role=WRITER)

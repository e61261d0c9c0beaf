"""The report of the first half of 2016: its DOCX says what the database holds."""

import io
import re

import pytest
from docx import Document

from layers import db
from layers.queries.wards import get_ward
from layers.reports.docx_template import paragraphs_of
from layers.reports.editions import make_edition, read_report
from layers.reports.files import check_files, make_file
from layers.reports.freezing import freeze_edition
from layers.reports.rows import open_figure
from layers.roles import Role
from scripts.demo.load import load_demo

H1 = "BETWEEN '2016-01-01' AND '2016-06-30'"
VIOLATION = "state NOT IN ('huy', 'khong_du_can_cu')"
# What the DOCX must say, and the query that says it of the tables themselves.
SAID = [
    (15, "15 đợt kiểm tra", f"SELECT count(*) FROM inspection_round WHERE started_on {H1}"),
    (205, "205 vụ vi phạm trật tự đô thị",
     f"SELECT count(*) FROM incident WHERE {VIOLATION} AND field_code = 'ttdt'"
     f" AND occurred_on {H1}"),
    (16, "16 điểm tái phạm", "SELECT count(DISTINCT repeat_point) FROM register_recommendation"
     f" WHERE repeat_point <> '' AND kind = 'kien_nghi' AND sent_on {H1}"),
    (40, "40 nhà đang xây dựng", "SELECT count(*) FROM site WHERE watched_from <= '2016-06-30'"
     " AND coalesce(watched_to >= '2016-01-01', true)"),
    (25, "25 ngõ giai đoạn 2", "SELECT count(*) FROM lane_project WHERE phase = 2"),
    (390, "390 phút trên 390 phút", "SELECT sum(minutes) FROM register_broadcast"
     f" WHERE state = 'da_phat' AND broadcast_on {H1}"),
    (26, "phát 26 buổi", "SELECT count(*) FROM register_broadcast"
     f" WHERE state = 'da_phat' AND broadcast_on {H1}"),
    (2, "2 dự án nhà văn hóa", "SELECT count(*) FROM register_project"
     " WHERE kind = 'nha_van_hoa' AND state = 'dang_xay'"),
    (84, "84 báo cáo hằng tháng", "SELECT count(*) FROM register_cell_report"
     f" WHERE submitted_on IS NOT NULL AND month {H1}"),
    (61, "61 vụ vi phạm vệ sinh môi trường",
     f"SELECT count(*) FROM incident WHERE {VIOLATION} AND field_code = 'vsmt'"
     f" AND occurred_on {H1}"),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(databases, template):
    conn = db.connect(databases.url(databases.create(template)))
    load_demo(conn)
    ward = get_ward(conn, "gia-thuy")
    draft = make_edition(conn, ward, "2016H1", "lan", role=Role.SUPERVISOR)
    edition = freeze_edition(conn, ward, draft.id, "lan", role=Role.SUPERVISOR)
    docx = make_file(conn, ward, edition, "docx", Role.VIEWER)
    yield conn, ward, edition, Document(io.BytesIO(docx))
    conn.close()


@pytest.mark.parametrize(("value", "words", "query"), SAID)
def test_docx_says_what_the_database_holds(made, value: int, words: str, query: str) -> None:
    conn, _, _, document = made
    assert db.value(conn, query) == value
    assert words in "\n".join(each.text for each in paragraphs_of(document))


def test_tables_of_the_docx_add_up_to_the_database(made) -> None:
    conn, _, _, document = made
    tables = [each for each in document.tables if each.rows[0].cells[-1].text == "Cộng"]
    assert len(tables) == 3
    for at, code in enumerate(("ttdt", "ttxd", "vsmt"), start=1):
        query = f"SELECT count(*) FROM incident WHERE {VIOLATION} AND field_code = %s"
        held = db.value(conn, f"{query} AND occurred_on {H1}", (code,))
        for table in tables:
            assert sum(int(row.cells[at].text) for row in table.rows[1:]) == held
    for table in tables:
        for row in table.rows[1:]:
            *parts, total = (int(cell.text) for cell in row.cells[1:])
            assert sum(parts) == total


def test_every_number_of_a_text_is_a_figure(made) -> None:
    """Apart from what names a thing (a phase, "five regulations" in words), nothing is typed."""
    conn, ward, edition, _ = made
    for section in read_report(conn, ward, edition).sections:
        for block in section.blocks:
            typed = re.findall(r"\d+", " ".join(getattr(block, "words", ())))
            assert set(typed) <= {"2"}, (section.name, block.name)


def test_figures_that_count_rows_open_as_many(made) -> None:
    conn, ward, edition, _ = made
    figures = read_report(conn, ward, edition).figures
    counted = [each for each in figures.values() if each.source.split(":")[0] != "register"]
    assert len(counted) > 150
    for each in counted:
        assert open_figure(conn, ward, edition, each.name, Role.ADMIN).total == each.value


def test_files_made_again_are_the_same(made) -> None:
    conn, ward, edition, _ = made
    checked = check_files(conn, ward, edition)
    assert len(checked) == 6 and all(each.is_same for each in checked)

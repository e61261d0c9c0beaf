"""`ward report`: makes, tells, freezes, writes files, and checks what was frozen."""

import io
from pathlib import Path

import pytest
from docx import Document

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward
from tests.factories import add_area, add_incidents


@pytest.fixture
def report(own, run_ward):
    """Call `ward report` in a ward with a group and three incidents."""
    ward = create_ward(own, "thu", Text("Phường Thử", "Test ward"), 5897)
    add_area(own, ward)
    add_incidents(own, ward, 3, on="2016-03-15")
    return lambda *arguments: run_ward("report", *arguments, "--ward", "thu")


def test_report_is_told_in_words_and_figures(report) -> None:
    said = report("2016H1")
    assert said.code == 0, said.err
    assert "bản 1 · Đang soạn" in said.out and "phát hiện 3 vụ vi phạm" in said.out
    figures = report("2016-03", "--figures")
    assert "3 vụ  Vụ vi phạm trật tự đô thị" in figures.out
    assert "thực thi công vụ" not in said.out
    assert "thực thi công vụ" in report("2016H1", "--role", "supervisor").out


def test_frozen_report_is_written_and_checked(report, own, tmp_path: Path) -> None:
    assert "Đã chốt" in report("2016H1", "--freeze").out
    files = [tmp_path / f"r.{kind}" for kind in ("docx", "pdf", "xlsx", "csv")]
    for file in files:
        assert report("2016H1", "--edition", "1", "-o", str(file)).code == 0
    assert Document(io.BytesIO(files[0].read_bytes())).tables
    assert report("2016H1", "--edition", "1", "-o", str(files[0])).code == 2
    checked = report("2016H1", "--edition", "1", "--check")
    assert checked.code == 0 and checked.out.count("same · như cũ") == 6
    db.execute(own, "ALTER TABLE report_figure DISABLE TRIGGER report_figure_is_final")
    db.execute(own, "UPDATE report_figure SET value = 9 WHERE name = 'incidents'")
    broken = report("2016H1", "--edition", "1", "--check")
    assert broken.code != 0 and "DIFFERS" in broken.out
    assert "2016H1" in report("--list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2016H9",), "2016H9"),
        (("2016H1", "--edition", "7"), "edition"),
        (("2016H1", "--check"), "nothing to compare"),
        (("2016H1", "--role", "boss"), "boss"),
    ],
)
def test_wrong_use_is_told(report, arguments, said: str) -> None:
    found = report(*arguments)
    assert found.code == 2 and said in found.err


def test_unknown_format_is_told(report, tmp_path: Path) -> None:
    found = report("2016H1", "-o", str(tmp_path / "r.odt"))
    assert found.code == 2 and "odt" in found.err and not (tmp_path / "r.odt").exists()

"""The report of an import as lines for a terminal, Vietnamese and English."""

from collections.abc import Iterator

from geo.text import Text
from layers.importing import Checked
from layers.importing.checking import CLEAN, OPEN, REFUSED
from layers.importing.issues import Issue
from layers.importing.questions import Question
from layers.importing.report import ImportReport

SHOWN = 20
TOLD = 5


def report_lines(report: ImportReport) -> Iterator[str]:
    """Yield the report: figures, issues with row, field and value, notes."""
    yield from _figures(report)
    if report.counts:
        yield "Lỗi theo loại · Faults by kind: " + ", ".join(
            f"{kind} {n}" for kind, n in report.counts
        )
    faults = _alike([each for each in report.issues if each.severity == "refuse"])
    for alike in faults[:SHOWN]:
        yield from _issue_lines(alike[0], report.row_word, len(alike) - 1)
    hidden = sum(n for _, n in report.counts) - sum(len(alike) for alike in faults[:SHOWN])
    if hidden > 0:
        yield f"  … còn {hidden} lỗi, xem --json · {hidden} more, see --json"
    yield from _told_lines(report)
    for question in report.questions:
        yield from _question_lines(question)
    for note in report.notes:
        yield f"! {note.vi}"
        yield f"  {note.en}"


def _alike(faults: list[Issue]) -> list[list[Issue]]:
    """Group the faults that say the same of different rows, in the order they came."""
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for each in faults:
        groups.setdefault((each.kind, each.field, each.message.vi), []).append(each)
    return list(groups.values())


def _told_lines(report: ImportReport) -> Iterator[str]:
    """Yield the findings that keep no row out, the first of each kind."""
    if report.told:
        yield "Cần biết · To be known: " + ", ".join(f"{kind} {n}" for kind, n in report.told)
    for kind, count in report.told:
        kept = [each for each in report.issues if each.kind == kind and each.severity != "refuse"]
        for issue in kept[:TOLD]:
            yield from _issue_lines(issue, report.row_word)
        if count > TOLD:
            yield f"  … {kind}: còn {count - TOLD}, xem --json · {count - TOLD} more, see --json"


def check_lines(checked: Checked) -> Iterator[str]:
    """Yield a check: what was detected, the questions with their options, then the report."""
    yield VERDICTS[checked.verdict]
    for each in checked.report.detected:
        yield f"· {each.what}: {each.value} ({each.evidence.vi} · {each.evidence.en})"
    for question in checked.questions:
        yield from _question_lines(question)
    if checked.assumed:
        pairs = ", ".join(f"{name} = {value}" for name, value in checked.assumed.items())
        yield f"Xem tiếp với giả định · looking further on the assumption: {pairs}"
    yield from report_lines(checked.report)


def _question_lines(question: Question) -> Iterator[str]:
    yield f"? {question.id}: {question.text.vi}"
    yield f"  {question.id}: {question.text.en}"
    for option in question.options[:SHOWN]:
        yield f"    --answer {question.id}={option.value}  {option.evidence.vi}"
        yield f"        {option.title.en}: {option.evidence.en}"


VERDICTS = {
    CLEAN: "Sạch: nạp được · Clean: can be loaded",
    OPEN: "Còn câu hỏi · Questions are open",
    REFUSED: "Bị từ chối · Refused",
}


def _figures(report: ImportReport) -> Iterator[str]:
    yield f"{report.file_name} ({report.file_format}{_crs(report)}) → {report.ward}/{report.layer}"
    yield (
        f"Đọc {report.read}, mới {report.loaded}, thay {report.updated}, đã có {report.unchanged},"
        f" lỗi {report.bad}"
        f" · read {report.read}, new {report.loaded}, replaced {report.updated}, there already"
        f" {report.unchanged}, faulty {report.bad}"
    )
    if report.seconds:
        yield (
            f"{report.seconds:.2f} s, {report.rows_per_second:,.0f} dòng/s"
            f" · {report.rows_per_second:,.0f} rows/s"
        )
    if report.precision:
        exact = f"{report.precision.decimals}, ~{report.precision.metres:.2g} m"
        yield f"Tọa độ: số chữ số thập phân {exact} · Coordinates: decimals {exact}"
    if report.time_precision:
        yield f"Thời điểm biết đến · Moments known to the: {report.time_precision}"
    if report.by_address:
        waiting = report.by_address - report.placed
        yield (
            f"Chỉ có địa chỉ {report.by_address}: lần này đặt lên ngõ {report.placed}, còn lại"
            f" {waiting} · by address only {report.by_address}: put on a lane {report.placed},"
            f" others {waiting} (ward unplaced)"
        )
    if report.new_categories:
        yield f"Hành vi mới · New categories: {', '.join(report.new_categories)}"
    if report.import_id is not None:
        undo = f"./scripts/ward undo-import {report.import_id} --ward {report.ward}"
        yield f"Lần nạp · import {report.import_id}; muốn hoàn tác · to undo it: {undo}"
    if report.unchanged == report.read and not report.counts:
        yield "Không có gì thay đổi: mọi dòng đã có · Nothing changed: every row is there already"


def _crs(report: ImportReport) -> str:
    return f", {report.crs}" if report.crs else ""


def _issue_lines(issue: Issue, row_word: Text, others: int = 0) -> Iterator[str]:
    place = Text("tệp", "file")
    if issue.line is not None:
        place = Text(f"{row_word.vi} {issue.line}", f"{row_word.en} {issue.line}")
    if others:
        place = Text(f"{place.vi} và {others} dòng nữa", f"{place.en} and {others} more")
    field = f", {issue.field}" if issue.field else ""
    yield f"- {place.vi}{field}: {issue.message.vi}"
    yield f"  {place.en}{field}: {issue.message.en}"

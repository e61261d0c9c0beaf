"""Pass the rows of a file through the steps, part by part, onto disk: memory stays as it is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np

from geo.text import Text
from layers.importing.batch import Batch, Context, Findings, Gathered
from layers.importing.concluding import conclude
from layers.importing.issues import Issues, refused
from layers.importing.load import Progress
from layers.importing.recognised import as_own
from layers.importing.room import Reading
from layers.importing.rows import Rows
from layers.importing.settling import settle
from layers.importing.source import Source
from layers.importing.spill import write_rows
from layers.importing.steps.cast import cast
from layers.importing.steps.check_area import check_area
from layers.importing.steps.check_geometry import check_geometry
from layers.importing.steps.check_topology import check_topology
from layers.importing.steps.classify import classify
from layers.importing.steps.deduplicate import deduplicate
from layers.importing.steps.find_pile_ups import find_pile_ups
from layers.importing.steps.find_table_faults import find_table_faults, leave_totals
from layers.importing.steps.locate import locate
from layers.importing.steps.rename import rename
from layers.importing.steps.reproject import reproject
from layers.importing.steps.say_codes import say_codes
from layers.importing.steps.trim import trim
from layers.importing.waiting import set_apart

Step = Callable[[Batch, Context], Batch]

STEPS: tuple[tuple[Text, Step], ...] = (
    (Text("bỏ dòng cộng", "leaving totals out"), leave_totals),
    (Text("chọn cột", "choosing columns"), rename),
    (Text("làm sạch", "trimming"), trim),
    (Text("tìm lỗi bảng tính", "finding spreadsheet faults"), find_table_faults),
    (Text("đổi chữ thành mã", "turning words into codes"), say_codes),
    (Text("đọc giá trị", "casting"), cast),
    (Text("phân loại", "classifying"), classify),
    (Text("đọc tọa độ", "locating"), locate),
    (Text("đổi hệ tọa độ", "reprojecting"), reproject),
    (Text("kiểm tra hình", "checking geometry"), check_geometry),
    (Text("lọc trùng", "finding repeats"), deduplicate),
    (Text("so với hàng xóm", "comparing with neighbours"), check_topology),
    (Text("so với ranh giới", "comparing with boundaries"), check_area),
    (Text("tìm vị trí mặc định", "finding default locations"), find_pile_ups),
)


def no_progress(stage: Text, fraction: float) -> None:
    """Tell nobody."""


def pass_parts(
    reading: Reading,
    context: Context,
    issues: Issues,
    progress: Progress,
    look: Callable[[Source, Batch], None] | None = None,
) -> Rows:
    """Pass a file through all steps; what is clean lies on disk then, what is wrong in `issues`.

    Incidents pass part by part. What only the whole can tell is settled before, from a sample and
    single columns, or judged at the end, from a few numbers a row; both give the same for any size
    of the parts. Areas and lanes are few and compared with each other: they pass at once.
    `look` is called with each part as it was read and as the steps left it.
    """
    _require_rows(reading.rows)
    is_many = context.target.table == "incident" and not reading.about().date_cells
    found = Findings(gathered=Gathered() if is_many else None)
    if is_many and reading.parts > 1:
        found.settled = settle(reading, context, partial(pass_steps, progress=no_progress))
    rows = Rows(issues, found, reading.folder / "spill")
    parts = reading.parts if is_many else 1
    with rows.spill.open("w", encoding="utf-8", newline="\n") as spill:
        for number in range(parts):
            source = reading.part(number) if is_many else reading.whole()
            within = partial(_within, progress, number, parts)
            batch = pass_steps(source, context, issues, found, within)
            if look:
                look(source, batch)
            _add(rows, batch, context, spill)
    found.notes = list(dict.fromkeys(found.notes))
    rows.order.sort()
    rows.bad_unpassed = len(issues.bad_lines)
    return conclude(rows, reading, context)


def check(source: Source, context: Context, issues: Issues, progress: Progress) -> Batch:
    """Pass a file of few rows through all steps at once and keep its clean rows."""
    _require_rows(len(source.frame))
    return _clean(pass_steps(source, context, issues, Findings(), progress))


def is_refused(batch: Batch, context: Context) -> bool:
    """Say whether the faults of a file, or its open questions, keep all of it out."""
    kept, bad = _count(_clean(batch)), len(batch.issues.bad_lines)
    rows = Rows(batch.issues, batch.found, Path(), passed=kept, bad_unpassed=bad)
    return rows.is_refused(context)


def rows_of(batch: Batch, context: Context, spill: Path) -> Rows:
    """Put the clean rows of a batch onto disk."""
    rows = Rows(batch.issues, batch.found, spill, bad_unpassed=len(batch.issues.bad_lines))
    with spill.open("w", encoding="utf-8", newline="\n") as file:
        _add(rows, batch, context, file)
    rows.order.sort()
    return rows


def _clean(batch: Batch) -> Batch:
    """Return a batch without the rows that have issues; those that wait for a place set apart."""
    return set_apart(batch.only(~batch.frame.index.isin(list(batch.issues.bad_lines))))


def _count(clean: Batch) -> int:
    return len(clean.frame) + (0 if clean.waiting is None else len(clean.waiting[0]))


def pass_steps(
    source: Source, context: Context, issues: Issues, found: Findings, progress: Progress
) -> Batch:
    """Pass some rows through all steps; nothing is stored, everything wrong is in `issues`."""
    source, context = as_own(source, context)
    batch = Batch.of(source, issues, found)
    for number, (stage, step) in enumerate(STEPS, 1):
        batch = step(batch, context)
        progress(stage, number / len(STEPS))
    return batch


def _add(rows: Rows, batch: Batch, context: Context, spill: TextIO) -> None:
    """Put the clean rows of a part aside."""
    clean = _clean(batch)
    rows.order = np.concatenate([rows.order, write_rows(spill, clean, context.target)])
    rows.add_waiting(clean.waiting)
    rows.passed += _count(clean)


def _within(progress: Progress, part: int, parts: int, stage: Text, fraction: float) -> None:
    progress(stage, 0.1 + 0.25 * (part + fraction) / parts)


def _require_rows(rows: int) -> None:
    if not rows:
        raise refused(
            "file",
            "empty",
            "",
            Text("Tệp không có dòng dữ liệu nào.", "The file has no rows of data."),
        )

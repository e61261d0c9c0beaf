"""Which steps a file passes, in which order, and what comes of it."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import geopandas as gpd
import pandas as pd
import psycopg2
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import ImportRejected, Unavailable
from layers.file_store import FileStore, KeptFile
from layers.importing.batch import Batch, Context, Findings
from layers.importing.issues import FileRefused, Issue, Issues, refused, shorten
from layers.importing.load import File, Loaded, Progress, load
from layers.importing.options import ImportOptions
from layers.importing.questions import Asked
from layers.importing.recognised import as_own
from layers.importing.report import ImportReport
from layers.importing.room import read_apart
from layers.importing.source import LINE, Source
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
from layers.importing.targets import Target, find_target
from layers.importing.vocabulary import read_context
from layers.importing.waiting import set_apart
from layers.queries.wards import Ward

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


def import_file(
    conn: connection,
    ward: Ward,
    layer_name: str,
    path: Path,
    options: ImportOptions,
    progress: Progress = no_progress,
    store: FileStore | None = None,
) -> ImportReport:
    """Load a file into a layer: all of it, or nothing; the original is kept in `store`.

    Raises ImportRejected, with the report, when the file or any of its rows cannot be loaded
    (with `skip_bad`: when no row can), InputError when the options do not fit the file.
    """
    target = find_target(conn, ward, layer_name)
    return import_into(conn, ward, target, path, options, progress, store)


def import_into(
    conn: connection,
    ward: Ward,
    target: Target,
    path: Path,
    options: ImportOptions,
    progress: Progress = no_progress,
    store: FileStore | None = None,
) -> ImportReport:
    """Load a file into a target, as `import_file` does."""
    started = time.perf_counter()
    context = read_context(conn, ward, target, options)
    issues, blank = Issues(), blank_report(context, path)
    try:
        source, blank = read_source(path, context, issues, blank, progress)
        batch = check(source, context, issues, progress)
        file = File(path.name, blank.file_sha256, blank.read, _keeper(store, path))
        report = store_batch(conn, batch, context, file, blank, progress)
    except FileRefused as refusal:
        reject(refusal_report(blank, refusal))
    progress(Text("xong", "done"), 1.0)
    return replace(report, seconds=time.perf_counter() - started)


def _keeper(store: FileStore | None, path: Path) -> Callable[[], tuple[KeptFile, ...]]:
    return tuple if store is None else partial(store.keep_with_companions, path)


def blank_report(context: Context, path: Path) -> ImportReport:
    """Return the report of a file of which nothing is known yet."""
    return ImportReport(context.target.layer, context.ward.code, path.name, "", "", LINE)


def read_source(
    path: Path, context: Context, issues: Issues, blank: ImportReport, progress: Progress
) -> tuple[Source, ImportReport]:
    """Read the file; return it with a report of what reading it told."""
    progress(Text("đọc tệp", "reading the file"), 0.0)
    source = read_apart(path, context.options, issues)
    report = replace(
        blank,
        file_format=source.file_format,
        file_sha256=_sha256(path),
        row_word=source.row_word,
        read=len(source.frame) + len(issues.bad_lines - set(source.frame.index)),
        detected=source.detected,
        notes=source.notes,
    )
    return source, report


def refusal_report(blank: ImportReport, refusal: FileRefused) -> ImportReport:
    """Report a file given up as a whole: for its one issue, and the questions it leaves open."""
    questions = refusal.questions if isinstance(refusal, Asked) else ()
    issue = refusal.issue
    return replace(blank, issues=(issue,), counts=((issue.kind, 1),), questions=questions)


def check(source: Source, context: Context, issues: Issues, progress: Progress) -> Batch:
    """Pass a file through all steps and keep its clean rows."""
    return clean_rows(pass_steps(source, context, issues, progress))


def clean_rows(batch: Batch) -> Batch:
    """Return a batch without the rows that have issues; those that wait for a place set apart."""
    return set_apart(batch.only(~batch.frame.index.isin(list(batch.issues.bad_lines))))


def pass_steps(source: Source, context: Context, issues: Issues, progress: Progress) -> Batch:
    """Pass a file through all steps; nothing is stored, everything wrong is in `issues`."""
    if not len(source.frame):
        raise refused(
            "file",
            "empty",
            "",
            Text("Tệp không có dòng dữ liệu nào.", "The file has no rows of data."),
        )
    source, context = as_own(source, context)
    nothing = pd.DataFrame(index=source.frame.index)
    shapes = [None] * len(nothing) if source.geometry is None else source.geometry
    geometry = gpd.GeoSeries(shapes, index=source.frame.index)
    batch = Batch(source, issues, Findings(), nothing, nothing, geometry)
    for number, (stage, step) in enumerate(STEPS, 1):
        batch = step(batch, context)
        progress(stage, 0.1 + 0.25 * number / len(STEPS))
    return batch


def store_batch(
    conn: connection,
    batch: Batch,
    context: Context,
    file: File,
    blank: ImportReport,
    progress: Progress,
) -> ImportReport:
    """Load what is clean, if that may be; the transaction ends here, either way."""
    if is_refused(batch, context):
        reject(build_report(blank, batch, Loaded()))
    try:
        with db.acting_as(conn, context.options.actor):
            loaded = load(conn, batch, context, file, progress)
            report = build_report(blank, batch, loaded)
            if is_refused(batch, context):
                reject(replace(report, loaded=0, updated=0))
    except psycopg2.OperationalError as error:
        raise Unavailable(
            Text(
                f"Mất kết nối cơ sở dữ liệu khi nạp; chưa dòng nào được ghi: {error}",
                f"The database went away while loading; no row was written: {error}",
            )
        ) from error
    except (psycopg2.IntegrityError, psycopg2.DataError, psycopg2.InternalError) as error:
        reject(_refused_by_database(blank, batch, error))
    return report


def is_refused(batch: Batch, context: Context) -> bool:
    """Say whether the faults of a file, or its open questions, keep all of it out."""
    if batch.found.questions:
        return True
    lines = {int(line) for line in _kept_lines(batch)}
    clean = bool(lines - batch.issues.bad_lines)
    return bool(batch.issues.bad_lines) and not (context.options.skip_bad and clean)


def build_report(blank: ImportReport, batch: Batch, loaded: Loaded) -> ImportReport:
    """Report what the steps found and what loading did."""
    found, issues = batch.found, batch.issues
    notes = [*blank.notes, *found.notes, *_load_notes(loaded)]
    return replace(
        blank,
        kept=len(set(map(int, _kept_lines(batch))) - issues.bad_lines),
        bad=len(issues.bad_lines),
        loaded=loaded.inserted,
        updated=loaded.updated,
        unchanged=loaded.unchanged + loaded.kept_as_is,
        duplicates=found.duplicates,
        issues=issues.in_order(),
        counts=tuple(issues.counts.most_common()),
        told=tuple(issues.told.most_common()),
        questions=tuple(found.questions),
        notes=tuple(notes),
        pile_ups=found.pile_ups,
        precision=found.precision,
        time_precision=found.time_precision,
        new_categories=tuple(category.code for category in found.new_categories),
        outside_areas=found.outside_areas,
        crs=found.crs,
        import_id=loaded.import_id,
        by_address=0 if batch.waiting is None else len(batch.waiting[0]),
        placed=loaded.placed,
    )


def _kept_lines(batch: Batch) -> list[int]:
    waiting = [] if batch.waiting is None else list(batch.waiting[0].index)
    return [*batch.frame.index, *waiting]


def _load_notes(loaded: Loaded) -> list[Text]:
    if not loaded.kept_as_is:
        return []
    return [
        Text(
            f"{loaded.kept_as_is} dòng khác với dữ liệu của phường, nhưng chính tệp này đã"
            " được nạp trước"
            " đó: giữ nguyên những gì đã sửa trong phường. Muốn ghi đè: --update.",
            f"{loaded.kept_as_is} rows differ from the ward's, but this very file was loaded"
            " before: what"
            " was changed in the ward stays. To overwrite it: --update.",
        )
    ]


def _refused_by_database(blank: ImportReport, batch: Batch, error: psycopg2.Error) -> ImportReport:
    """Tell a rule of the database that no step foresaw."""
    reason = shorten((error.diag.message_primary or str(error)).strip())
    rule = error.diag.constraint_name or ""
    issue = Issue(
        None,
        rule,
        "database",
        rule,
        Text(f"Cơ sở dữ liệu không nhận: {reason}.", f"The database refuses it: {reason}."),
    )
    report = build_report(blank, batch, Loaded())
    return replace(report, issues=(issue, *report.issues), counts=(("database", 1), *report.counts))


def reject(report: ImportReport) -> NoReturn:
    refusing = (each.message for each in report.issues if each.severity == "refuse")
    first = next(refusing, None) or report.questions[0].text
    where = Text("", "")
    if report.bad:
        where = Text(f"{report.bad} dòng có lỗi. ", f"{report.bad} rows have faults. ")
    raise ImportRejected(
        Text(
            f"Chưa nạp gì từ '{report.file_name}'. {where.vi}{first.vi}",
            f"Nothing was loaded from '{report.file_name}'. {where.en}{first.en}",
        ),
        report,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

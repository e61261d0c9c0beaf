"""From a file to its report: read, passed through the steps, loaded whole or refused."""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import psycopg2
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import ImportRejected, Unavailable
from layers.file_store import FileStore, KeptFile
from layers.importing.batch import Batch, Context
from layers.importing.issues import FileRefused, Issue, Issues, shorten
from layers.importing.load import File, Loaded, Progress, load
from layers.importing.options import ImportOptions
from layers.importing.passing import no_progress, pass_parts, rows_of
from layers.importing.questions import Asked
from layers.importing.report import ImportReport
from layers.importing.room import Reading, open_apart
from layers.importing.rows import Rows
from layers.importing.source import LINE, Source
from layers.importing.targets import Target, find_target
from layers.importing.vocabulary import read_context
from layers.queries.wards import Ward


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
        with open_source(path, context, issues, blank, progress) as (reading, told):
            blank = told
            rows = pass_parts(reading, context, issues, progress)
            file = File(path.name, blank.file_sha256, blank.read, _keeper(store, path))
            report = store_rows(conn, rows, context, file, blank, progress)
    except FileRefused as refusal:
        reject(refusal_report(blank, refusal))
    progress(Text("xong", "done"), 1.0)
    return replace(report, seconds=time.perf_counter() - started)


def _keeper(store: FileStore | None, path: Path) -> Callable[[], tuple[KeptFile, ...]]:
    return tuple if store is None else partial(store.keep_with_companions, path)


def blank_report(context: Context, path: Path) -> ImportReport:
    """Return the report of a file of which nothing is known yet."""
    return ImportReport(context.target.layer, context.ward.code, path.name, "", "", LINE)


@contextmanager
def open_source(
    path: Path,
    context: Context,
    issues: Issues,
    blank: ImportReport,
    progress: Progress,
) -> Iterator[tuple[Reading, ImportReport]]:
    """Read the file; give it part by part, with a report of what reading it told."""
    progress(Text("đọc tệp", "reading the file"), 0.0)
    with open_apart(path, context.options, issues) as reading:
        source = reading.about()
        yield (
            reading,
            replace(
                blank,
                file_format=source.file_format,
                file_sha256=_sha256(path),
                row_word=source.row_word,
                read=reading.rows + reading.left_out,
                detected=source.detected,
                notes=source.notes,
            ),
        )


def read_source(
    path: Path, context: Context, issues: Issues, blank: ImportReport, progress: Progress
) -> tuple[Source, ImportReport]:
    """Read a file of few rows at once, as `open_source` does."""
    with open_source(path, context, issues, blank, progress) as (reading, told):
        return reading.whole(), told


def refusal_report(blank: ImportReport, refusal: FileRefused) -> ImportReport:
    """Report a file given up as a whole: for its one issue, and the questions it leaves open."""
    questions = refusal.questions if isinstance(refusal, Asked) else ()
    issue = refusal.issue
    return replace(blank, issues=(issue,), counts=((issue.kind, 1),), questions=questions)


def store_batch(
    conn: connection,
    batch: Batch,
    context: Context,
    file: File,
    blank: ImportReport,
    progress: Progress,
) -> ImportReport:
    """Load the rows of a batch, as `store_rows` does."""
    with tempfile.TemporaryDirectory(prefix="diemnong-") as folder:
        rows = rows_of(batch, context, Path(folder) / "spill")
        return store_rows(conn, rows, context, file, blank, progress)


def store_rows(
    conn: connection,
    rows: Rows,
    context: Context,
    file: File,
    blank: ImportReport,
    progress: Progress,
) -> ImportReport:
    """Load what is clean, if that may be; the transaction ends here, either way."""
    if rows.is_refused(context):
        reject(build_report(blank, rows, Loaded()))
    try:
        with db.acting_as(conn, context.options.actor):
            loaded = load(conn, rows, context, file, progress)
            report = build_report(blank, rows, loaded)
            if rows.is_refused(context):
                reject(replace(report, loaded=0, updated=0))
    except psycopg2.OperationalError as error:
        raise Unavailable(
            Text(
                f"Mất kết nối cơ sở dữ liệu khi nạp; chưa dòng nào được ghi: {error}",
                f"The database went away while loading; no row was written: {error}",
            )
        ) from error
    except (psycopg2.IntegrityError, psycopg2.DataError, psycopg2.InternalError) as error:
        reject(_refused_by_database(blank, rows, error))
    return report


def build_report(blank: ImportReport, rows: Rows, loaded: Loaded) -> ImportReport:
    """Report what the steps found and what loading did."""
    found, issues = rows.found, rows.issues
    notes = [*blank.notes, *found.notes, *_load_notes(loaded)]
    return replace(
        blank,
        kept=rows.kept,
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
        by_address=0 if rows.waiting is None else len(rows.waiting[0]),
        placed=loaded.placed,
    )


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


def _refused_by_database(blank: ImportReport, rows: Rows, error: psycopg2.Error) -> ImportReport:
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
    report = build_report(blank, rows, Loaded())
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

"""Look at a file without loading it: what was detected, what is open, what is wrong."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.importing.batch import Batch, Context, Findings
from layers.importing.column_names import ColumnsNeeded
from layers.importing.conflicts import count_staged, find_conflicts
from layers.importing.differences import Difference, read_differences
from layers.importing.issues import SHOWN_PER_KIND, FileRefused, Issues
from layers.importing.load import Loaded, Progress, hold_waiting
from layers.importing.options import ImportOptions
from layers.importing.passing import no_progress, pass_parts
from layers.importing.pipeline import (
    blank_report,
    build_report,
    open_source,
    refusal_report,
)
from layers.importing.questions import Asked, Question
from layers.importing.replacing import make_room
from layers.importing.report import ImportReport
from layers.importing.rows import Rows
from layers.importing.shown import Shown
from layers.importing.source import Source
from layers.importing.staging import stage
from layers.importing.steps.reproject import reproject
from layers.importing.targets import Target, find_target
from layers.importing.vocabulary import read_context
from layers.importing.waiting import foresee
from layers.queries.wards import Ward

CLEAN, OPEN, REFUSED = "clean", "open", "refused"
MOST_QUESTIONS = 20


@dataclass
class Looked:
    """How far a look at a file came: what was read, then all its rows as the steps left them.

    `batch` is None where a question or a refusal ended the look before the last step. Of a file in
    several parts it has the faulty rows and some of the others.
    """

    context: Context
    issues: Issues
    source: Source | None = None
    batch: Batch | None = None
    differences: tuple[Difference, ...] = ()
    differing: int = 0

    @property
    def read(self) -> Source | None:
        """What was read, with its columns named as the steps know them."""
        if self.source is None or self.batch is None:
            return self.source
        names = self.batch.source.frame.columns
        return replace(self.source, frame=self.source.frame.set_axis(names, axis=1))


@dataclass(frozen=True)
class Checked:
    """What a check found. `assumed` are the proposals that were followed to look further.

    Issues found behind an assumption hold only if it is the answer; nothing was stored.
    `looked` is the last look, for who wants to show more of the file than the report.
    """

    report: ImportReport
    questions: tuple[Question, ...]
    assumed: Mapping[str, str]
    verdict: str
    looked: Looked = field(repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        found = self.report.to_json()
        open_questions = [question.to_json() for question in self.questions]
        return {"verdict": self.verdict, "assumed": dict(self.assumed)} | found | {
            "questions": open_questions
        }  # fmt: skip


def check_file(
    conn: connection,
    ward: Ward,
    layer_name: str,
    path: Path,
    options: ImportOptions,
    progress: Progress = no_progress,
    shown_per_kind: int = SHOWN_PER_KIND,
) -> Checked:
    """Pass a file through reader and steps, collecting every question on the way.

    Behind each question the proposal is followed, if there is one; without one the look ends
    there. Raises InputError where the options do not fit the file.
    """
    target = find_target(conn, ward, layer_name)
    return check_against(conn, ward, target, path, options, progress, shown_per_kind)


def check_against(
    conn: connection,
    ward: Ward,
    target: Target,
    path: Path,
    options: ImportOptions,
    progress: Progress = no_progress,
    shown_per_kind: int = SHOWN_PER_KIND,
) -> Checked:
    """Check a file against a target, as `check_file` does."""
    started = time.perf_counter()
    context = read_context(conn, ward, target, options)
    questions: dict[str, Question] = {}
    assumed: dict[str, str] = {}
    while True:
        given = replace(context, options=options.answered(assumed))
        looked = Looked(given, Issues(shown_per_kind))
        report, asked = _look(conn, looked, path, progress)
        fresh = {q.id: q for q in asked if q.id not in questions}
        questions |= fresh
        proposals = {q.id: q.proposal for q in fresh.values() if q.proposal is not None}
        if len(proposals) < len(asked) or not asked or len(questions) > MOST_QUESTIONS:
            break
        assumed |= proposals
    report = replace(report, questions=(), seconds=time.perf_counter() - started)
    verdict = _verdict(questions, report)
    return Checked(report, tuple(questions.values()), assumed, verdict, looked)


def _verdict(questions: Mapping[str, Question], report: ImportReport) -> str:
    if questions:
        return OPEN
    return REFUSED if report.counts else CLEAN


def _look(
    conn: connection, looked: Looked, path: Path, progress: Progress
) -> tuple[ImportReport, tuple[Question, ...]]:
    """Go as far as the first open question; return what is known by then."""
    context, issues = looked.context, looked.issues
    blank = blank_report(context, path)
    try:
        with open_source(path, context, issues, blank, progress) as (reading, told):
            blank = told
            looked.source = reading.sample() if reading.parts > 1 else reading.whole()
            shown = Shown(reading.rows)
            rows = pass_parts(reading, context, issues, progress, shown.look)
            looked.source, looked.batch = shown.source(), shown.batch()
            loaded = _compare(conn, looked, rows, blank.file_sha256)
    except ColumnsNeeded as needed:
        return blank, (*needed.questions, *_place_before_columns(looked))
    except FileRefused as refusal:
        asked = refusal.questions if isinstance(refusal, Asked) else ()
        report = refusal_report(blank, refusal)
        return (replace(blank, issues=(), counts=()) if asked else report), asked
    report = build_report(blank, rows, loaded)
    if rows.found.questions:
        return report, tuple(rows.found.questions)
    if not rows.is_refused(context) and context.options.skip_bad:
        only_told = tuple(each for each in report.issues if each.severity != "refuse")
        report = replace(report, counts=(), issues=only_told)
    return report, ()


def _place_before_columns(looked: Looked) -> tuple[Question, ...]:
    """Look where the shapes of a file are, although its columns are not understood yet.

    Its coordinate system is a question about the file: it does not wait for the columns.
    """
    source = looked.source
    if source is None or source.geometry is None:
        return ()
    try:
        looked.batch = reproject(Batch.of(source, Issues(), Findings()), looked.context)
    except FileRefused as refusal:
        return refusal.questions if isinstance(refusal, Asked) else ()
    return ()


class _Undo(Exception):
    """Ends the transaction of a comparison: nothing of it stays."""


def _compare(conn: connection, looked: Looked, rows: Rows, sha256: str) -> Loaded:
    """Find rows that the ward has otherwise, which become issues; say how many are there already.

    The rows are staged as for loading, in a transaction that is undone.
    """
    context, loaded = looked.context, Loaded()
    with suppress(_Undo), db.transaction(conn):
        make_room(conn, context)
        stage(conn, rows, context.target)
        conflicts = find_conflicts(conn, rows, context, sha256)
        _, existing = count_staged(conn, context)
        changed = len(conflicts.replaced) + conflicts.kept_as_is
        looked.differing = len(conflicts.differing)
        looked.differences = read_differences(conn, context, conflicts)
        waiting = hold_waiting(conn, rows, context, sha256)
        unchanged = max(0, existing - changed) + waiting.known - len(waiting.changed)
        placed = foresee(conn, rows, context)
        loaded = Loaded(unchanged=unchanged, kept_as_is=conflicts.kept_as_is, placed=placed)
        raise _Undo
    return loaded

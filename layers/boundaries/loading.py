"""Load a new epoch of areas from a file: old ones close, new ones open, or nothing happens."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.boundaries.changes import Changes, find_changes, in_force
from layers.boundaries.reading import read_epoch
from layers.boundaries.tracing import trace_epoch
from layers.boundaries.wish import EpochWish
from layers.file_store import FileStore
from layers.importing.batch import Batch, Context
from layers.importing.issues import FileRefused, Issues
from layers.importing.load import File, Progress
from layers.importing.passing import check, is_refused, no_progress
from layers.importing.pipeline import (
    blank_report,
    read_source,
    refusal_report,
    reject,
    store_batch,
)
from layers.importing.report import ImportReport
from layers.importing.targets import find_target
from layers.importing.vocabulary import read_context
from layers.queries.wards import Ward


@dataclass(frozen=True)
class EpochLoaded:
    """What an epoch did, or would do: counts, and the lineage that was computed."""

    epoch_id: int
    report: ImportReport
    opened: int
    closed: int
    went_on: int
    incidents_moved: int

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.epoch_id,
            "opened": self.opened,
            "closed": self.closed,
            "went_on": self.went_on,
            "incidents_moved": self.incidents_moved,
            "report": self.report.to_json(),
        }


class _Undo(Exception):
    """Ends the transaction of a plan, of which nothing stays."""


def load_epoch(
    conn: connection,
    ward: Ward,
    path: Path,
    wish: EpochWish,
    progress: Progress = no_progress,
    store: FileStore | None = None,
) -> EpochLoaded:
    """Load an epoch and compute its lineage in one transaction.

    Raises ImportRejected with the report where the file cannot be loaded as a whole or leaves a
    question open; InputError where the epoch does not fit what is known.
    """
    with db.acting_as(conn, wish.options.actor):
        return _load(conn, ward, path, wish, progress, store)


def plan_epoch(
    conn: connection, ward: Ward, path: Path, wish: EpochWish, progress: Progress = no_progress
) -> dict[str, Any]:
    """Say what `load_epoch` would do, by doing it in a transaction that is undone."""
    plan: dict[str, Any] = {}
    with suppress(_Undo), db.transaction(conn):
        done = load_epoch(conn, ward, path, wish, progress)
        plan = done.to_json() | {"epoch": read_epoch(conn, ward, done.epoch_id)}
        raise _Undo
    return plan


def _load(
    conn: connection,
    ward: Ward,
    path: Path,
    wish: EpochWish,
    progress: Progress,
    store: FileStore | None,
) -> EpochLoaded:
    db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('diemnong.import'), %s)", (ward.id,))
    known = in_force(conn, ward, wish)
    target = find_target(conn, ward, wish.layer)
    context = _alone(read_context(conn, ward, target, wish.import_options()))
    issues, blank = Issues(), blank_report(context, path)
    try:
        source, blank = read_source(path, context, issues, blank, progress)
        batch = check(source, context, issues, progress)
        changes = _changes(known, batch, ward, wish, clean=not is_refused(batch, context))
        moved = _incidents_of(conn, ward, wish, changes)
        _close(conn, wish, changes)
        kept = tuple if store is None else (lambda: store.keep_with_companions(path))
        file = File(path.name, blank.file_sha256, blank.read, kept)
        fresh = batch.only(changes.opens) if len(changes.opens) == len(batch.frame) else batch
        report = store_batch(conn, fresh, context, file, blank, progress)
    except FileRefused as refusal:
        reject(refusal_report(blank, refusal))
    epoch_id, opened = _record(conn, ward, wish, changes, report)
    progress(Text("tính nguồn gốc", "computing lineage"), 0.97)
    trace_epoch(conn, ward, epoch_id)
    return EpochLoaded(epoch_id, report, opened, len(changes.ends), len(changes.goes_on), moved)


def _alone(context: Context) -> Context:
    """Let areas of the file be compared with each other only: those in force are about to end."""
    known = context.neighbours
    return context if known is None else replace(context, neighbours=known.iloc[:0])


def _changes(
    known: tuple[Any, ...], batch: Batch, ward: Ward, wish: EpochWish, *, clean: bool
) -> Changes:
    """Compare, where the file is clean; a file with faults is refused by the loading itself."""
    if not clean:
        return Changes((), (), batch.frame.index.to_numpy() >= 0)
    changes = find_changes(known, batch, ward, wish)
    if not changes.opens.any() and not changes.ends:
        raise InputError(
            Text(
                "Tệp giống hệt ranh giới đang có hiệu lực: không có gì để nạp.",
                "The file equals the boundaries in force: there is nothing to load.",
            ),
            field="file",
        )
    if not changes.opens.any():
        raise InputError(
            Text(
                "Tệp không có khu vực mới nào, chỉ thiếu khu vực đang có hiệu lực.",
                "The file has no new area, it only lacks areas that are in force.",
            ),
            field="file",
        )
    return changes


def _incidents_of(conn: connection, ward: Ward, wish: EpochWish, changes: Changes) -> int:
    """Count the incidents from the day on that lay in an area which ends: their group changes."""
    if wish.kind != "group":
        return 0
    query = """
        SELECT count(*) FROM incident
         WHERE ward_id = %s AND occurred_on >= %s AND group_id = ANY(%s)
    """
    ids = [each.id for each in changes.ends]
    return int(db.value(conn, query, (ward.id, wish.starts_on, ids)))


def _close(conn: connection, wish: EpochWish, changes: Changes) -> None:
    """End areas, and keep the end that each had before in a temporary column of the record."""
    ids = [each.id for each in changes.ends]
    db.execute(conn, "DROP TABLE IF EXISTS pg_temp.closed_area")
    db.execute(
        conn,
        "CREATE TEMP TABLE closed_area ON COMMIT DROP AS"
        " SELECT id, valid_to FROM area WHERE id = ANY(%s)",
        (ids,),
    )
    query = "UPDATE area SET valid_to = %s WHERE id = ANY(%s)"
    db.execute(conn, query, (wish.starts_on, ids))


def _record(
    conn: connection, ward: Ward, wish: EpochWish, changes: Changes, report: ImportReport
) -> tuple[int, int]:
    """Write the epoch with its document, and which areas it opened and closed."""
    basis = wish.basis
    epoch_id = db.value(
        conn,
        """
        INSERT INTO area_epoch (ward_id, kind, starts_on, basis_number, basis_title, basis_on,
                                scope, file_name, file_sha256, import_id, sliver_share, loaded_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        (
            ward.id, wish.kind, wish.starts_on, basis.number, basis.title, basis.on, wish.scope,
            report.file_name, report.file_sha256, report.import_id, wish.sliver_share,
            wish.options.actor,
        ),
    )  # fmt: skip
    opened = db.execute(
        conn,
        "INSERT INTO area_epoch_area (epoch_id, ward_id, area_id, is_opened)"
        " SELECT %s, ward_id, id, true FROM area"
        "  WHERE ward_id = %s AND kind = %s AND valid_from = %s",
        (epoch_id, ward.id, wish.kind, wish.starts_on),
    )
    db.execute(
        conn,
        "INSERT INTO area_epoch_area (epoch_id, ward_id, area_id, is_opened, valid_to_before)"
        " SELECT %s, %s, id, false, valid_to FROM pg_temp.closed_area",
        (epoch_id, ward.id),
    )
    return int(epoch_id), opened

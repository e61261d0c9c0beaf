"""Put checked rows into place: all of them in one transaction, or none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.cases.acting import because
from layers.file_store import KeptFile
from layers.importing.batch import Category, Context
from layers.importing.bulk import is_bulk, lock_for_bulk, set_aside
from layers.importing.conflicts import (
    Conflicts,
    count_staged,
    find_conflicts,
    match_condition,
    was_loaded,
)
from layers.importing.links import LINKS, drop_links, link_staged, link_stored
from layers.importing.replacing import forbid_undo, make_room
from layers.importing.rows import Rows
from layers.importing.spill import stored_columns
from layers.importing.staging import STAGING, drop_staging, forget, stage
from layers.importing.targets import Target
from layers.importing.waiting import (
    Compared,
    Waited,
    compare_waiting,
    report_changed,
    settle_by_file,
    write_waiting,
)
from layers.registers.following import hold_all

CHUNK = 50_000  # rows a statement: often enough to show progress and to be interrupted
ANALYZE_FROM = 1_000

Progress = Callable[[Text, float], None]


@dataclass(frozen=True)
class File:
    """Which file an import is of; `keep` puts the original away and says where it lies."""

    name: str
    sha256: str
    rows_read: int
    keep: Callable[[], tuple[KeptFile, ...]] = tuple


@dataclass(frozen=True)
class Loaded:
    """`kept_as_is` rows differ, but this very file was loaded before: the ward's version stays.

    `import_id` is the record of the import; None where nothing had to be written.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_as_is: int = 0
    placed: int = 0
    import_id: int | None = None


def load(conn: connection, rows: Rows, context: Context, file: File, progress: Progress) -> Loaded:
    """Write the rows that the ward lacks; rows that cannot be written become issues.

    The caller has a transaction open and ends it: rows, categories, links and the record of the
    import stand or fall together. With new issues nothing is written unless bad rows are skipped.
    """
    db.execute(
        conn, "SELECT pg_advisory_xact_lock(hashtext('diemnong.import'), %s)", (context.ward.id,)
    )
    hold_all(conn, context.ward, context.target.table)
    make_room(conn, context)
    stage(conn, rows, context.target)
    progress(Text("đối chiếu", "comparing"), 0.4)
    conflicts = find_conflicts(conn, rows, context, file.sha256)
    waiting = hold_waiting(conn, rows, context, file.sha256)
    if (conflicts.bad_lines or rows.issues.bad_lines) and not context.options.skip_bad:
        return Loaded()
    forget(conn, list(conflicts.bad_lines))
    loaded = _write(conn, rows, context, file, conflicts, waiting, progress)
    forbid_undo(conn, context, loaded.import_id)
    drop_staging(conn)
    return loaded


def hold_waiting(conn: connection, rows: Rows, context: Context, sha256: str) -> Compared:
    """Compare the rows without coordinates; where they differ and may not be replaced: issues."""
    compared = compare_waiting(conn, rows, context)
    if not compared.changed or context.options.update:
        return compared
    if not was_loaded(conn, context, sha256):
        report_changed(rows, compared.changed)
    return replace(compared, changed=())


def _forget_existing(conn: connection, context: Context) -> None:
    """Take rows that the ward has out of the staging table: asked once, not with each chunk."""
    query = sql.SQL("DELETE FROM {} AS s USING {} AS t WHERE {}").format(
        STAGING, sql.Identifier(context.target.table), match_condition(context.target)
    )
    db.execute(conn, query, {"ward": context.ward.id, "layer": context.target.layer})


def _write(
    conn: connection,
    rows: Rows,
    context: Context,
    file: File,
    conflicts: Conflicts,
    waiting: Compared,
    progress: Progress,
) -> Loaded:
    staged, existing = count_staged(conn, context)
    new, changed = staged - existing, len(conflicts.replaced)
    unchanged = existing - changed - conflicts.kept_as_is
    import_id, waited = None, Waited()
    written = new + changed + waiting.new + len(waiting.changed)
    if written:
        table = context.target.table
        bulk = is_bulk(conn, table, new)
        if bulk:
            lock_for_bulk(conn, table)
        _make_categories(conn, context, rows.found.new_categories)
        first_change = _latest_change(conn)
        import_id = _record(conn, rows, context, file, written)
        with _importing(conn, import_id):
            with because(conn, f"Nạp tệp {file.name} (lần nạp {import_id})"):
                _update(conn, context, import_id, conflicts)
            if existing:
                _forget_existing(conn, context)
            with set_aside(conn, table, context.ward.id) if bulk else nullcontext():
                if new:
                    _insert(conn, context, import_id, rows.order, progress)
        progress(Text("gắn với ngõ và tổ", "linking to lanes and groups"), 0.95)
        link_stored(conn, context, import_id, changed)
        if context.target.table == "incident":
            settle_by_file(conn, context, import_id)
            with _importing(conn, import_id):
                waited = write_waiting(conn, rows, context, import_id, waiting)
        _record_changes(conn, import_id, first_change)
    if new + changed >= ANALYZE_FROM:
        db.execute(conn, sql.SQL("ANALYZE {}").format(sql.Identifier(context.target.table)))
    return Loaded(
        new + waited.new,
        changed + waited.updated,
        unchanged + waiting.known - len(waiting.changed),
        conflicts.kept_as_is,
        waited.placed,
        import_id,
    )


@contextmanager
def _importing(conn: connection, import_id: int) -> Iterator[None]:
    """Have the change log know whose rows are inserted: they are recorded once, by their import."""
    db.execute(conn, "SELECT set_config('diemnong.import', %s, true)", (str(import_id),))
    yield
    db.execute(conn, "SELECT set_config('diemnong.import', '', true)")


def _latest_change(conn: connection) -> int:
    return int(db.value(conn, "SELECT last_value FROM change_log_id_seq"))


def _record_changes(conn: connection, import_id: int, first: int) -> None:
    """Note among which entries of the change log the import's own lie: what undo starts from."""
    db.execute(
        conn,
        "UPDATE import_run SET changes_from = %s, changes_to = %s WHERE id = %s",
        (first, _latest_change(conn), import_id),
    )


def _make_categories(conn: connection, context: Context, fresh: tuple[Category, ...]) -> None:
    for sort, category in enumerate(fresh, 100):
        db.execute(
            conn,
            "INSERT INTO category (ward_id, code, field_code, name_vi, name_en, sort)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (ward_id, code) DO NOTHING",
            (
                context.ward.id,
                category.code,
                category.field_code,
                category.name_vi,
                category.name_en,
                sort,
            ),
        )


def _record(conn: connection, rows: Rows, context: Context, file: File, written: int) -> int:
    """Write the record of the import; every row it writes names it."""
    found = rows.found
    facts = {
        "crs": found.crs,
        "precision": None if found.precision is None else vars(found.precision),
        "time_precision": found.time_precision,
        "pile_ups": [vars(pile) for pile in found.pile_ups],
        "outside_areas": found.outside_areas,
        "new_categories": [category.code for category in found.new_categories],
    }
    made = db.value(
        conn,
        "INSERT INTO import_run (ward_id, layer, file_name, file_sha256, options, rows_read,"
        " rows_loaded,"
        " issues, actor, files) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (
            context.ward.id,
            context.target.layer,
            file.name,
            file.sha256,
            Json({"said": context.options.to_json(), "found": facts}),
            file.rows_read,
            written,
            Json([issue.to_json() for issue in rows.issues.in_order()]),
            context.options.actor,
            Json([each.to_json() for each in file.keep()]),
        ),
    )
    return int(made)


def _insert(
    conn: connection,
    context: Context,
    import_id: int,
    order: NDArray[np.int64],
    progress: Progress,
) -> None:
    """Insert the staged rows that are left, chunk by chunk along the curve, near ones together."""
    target = context.target
    if target.table == "incident":
        link_staged(conn, context)
    query = _insert_query(target)
    values: dict[str, Any] = {
        "ward": context.ward.id,
        "import": import_id,
        "layer": target.layer,
    }
    bounds = [*dict.fromkeys(order[::CHUNK].tolist()), int(order[-1]) + 1]
    for number, (first, last) in enumerate(pairwise(bounds), 1):
        db.execute(conn, query, values | {"first": first, "last": last})
        progress(Text("ghi", "writing"), 0.4 + 0.5 * number / len(bounds))
    drop_links(conn)


def _insert_query(target: Target) -> sql.Composable:
    """Insert one chunk; incidents take their links along, features the name of their layer."""
    columns = sql.SQL(", ").join(map(sql.Identifier, stored_columns(target)))
    more: sql.Composable = sql.SQL("")
    values: sql.Composable = sql.SQL("")
    join: sql.Composable = sql.SQL("")
    if target.table == "feature":
        more, values = sql.SQL("layer, "), sql.SQL("%(layer)s, ")
    if target.table == "incident":
        more = sql.SQL("lane_id, group_id, place_id, ")
        values = sql.SQL("l.lane_id, l.group_id, l.place_id, ")
        join = sql.SQL("LEFT JOIN {} AS l ON l.id = s.line").format(LINKS)
    return sql.SQL(
        "INSERT INTO {table} (ward_id, import_id, {more}{columns})"
        " SELECT %(ward)s, %(import)s, {values}{columns} FROM {staging} AS s {join}"
        "  WHERE s.seq >= %(first)s AND s.seq < %(last)s"
        "  ORDER BY s.seq, s.line"
    ).format(
        table=sql.Identifier(target.table),
        more=more,
        columns=columns,
        values=values,
        staging=STAGING,
        join=join,
    )


def _update(conn: connection, context: Context, import_id: int, conflicts: Conflicts) -> None:
    """Replace the columns that the file gives, in the rows that differ."""
    if not conflicts.replaced:
        return
    target = context.target
    assignments = sql.SQL(", ").join(
        sql.SQL("properties = t.properties || s.properties")
        if name == "properties"
        else sql.SQL("{0} = s.{0}").format(sql.Identifier(name))
        for name in conflicts.compared
    )
    query = sql.SQL(
        "UPDATE {table} AS t SET import_id = %(import)s, {assignments} FROM {staging} AS s"
        " WHERE {match} AND s.line = ANY(%(lines)s)"
    ).format(
        table=sql.Identifier(target.table),
        assignments=assignments,
        staging=STAGING,
        match=match_condition(target),
    )
    values = {
        "ward": context.ward.id,
        "import": import_id,
        "layer": target.layer,
        "lines": list(conflicts.replaced),
    }
    db.execute(conn, query, values)

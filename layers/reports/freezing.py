"""Freeze a draft: count it once more, and keep figures, rows, texts and maps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.analysis import no_progress
from layers.computing.base import Progress
from layers.errors import NotAllowed
from layers.queries.wards import Ward
from layers.reports.asking import Asked, ReportColumn
from layers.reports.contract import Figure
from layers.reports.counting import asked_for
from layers.reports.editions import (
    Edition,
    asked_of,
    count_draft,
    get_edition,
    require_begun,
    require_draft,
    settled_areas,
)
from layers.reports.files import draw_pictures, keep_files, store_map_runs, template_of
from layers.reports.frozen import content_of, write_figures, write_rows
from layers.reports.kinds import ids_of, read_rows, row_source_of, store_point_runs
from layers.roles import Role

ISOLATED = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


def freeze_edition(
    conn: connection,
    ward: Ward,
    edition_id: int,
    actor: str,
    *,
    role: Role,
    progress: Progress = no_progress,
) -> Edition:
    """Freeze a draft as the records are at one moment.

    One transaction that sees one state of the database: figures and rows cannot disagree, and
    whatever ends it leaves a draft. Waits for another session that is freezing it; NotAllowed
    where it is frozen already, or is after that; InputError before its period begins: figures are
    those of today or of an earlier day.
    """
    draft = get_edition(conn, ward, edition_id, role)
    require_draft(draft)
    require_begun(draft.period, draft.days)
    with _alone(conn, edition_id):
        edition = get_edition(conn, ward, edition_id, role)
        require_draft(edition)
        progress(COUNTING, 0.0)
        # Boundaries of "now" and analyses are made in transactions of their own: the long one would
        # keep every other analysis of the ward waiting.
        first = asked_of(conn, ward, edition)
        store_point_runs(first)
        store_map_runs(first)
        is_inner = _is_inner(conn)
        with db.transaction(conn):
            if not is_inner:
                db.execute(conn, ISOLATED)
            db.execute(
                conn,
                "SELECT set_config('diemnong.actor', %s, true),"
                " set_config('diemnong.freezing', %s, true)",
                (actor, str(edition_id)),
            )
            locked = "SELECT id FROM report_edition WHERE id = %s FOR UPDATE"
            db.execute(conn, locked, (edition_id,))
            _keep(conn, ward, edition, actor, progress)
    return get_edition(conn, ward, edition_id, role)


def ensure_frozen(
    conn: connection,
    ward: Ward,
    edition_id: int,
    actor: str,
    *,
    role: Role,
    progress: Progress = no_progress,
) -> Edition:
    """Freeze a draft, or wait for whoever is freezing it already: then it is theirs."""
    try:
        return freeze_edition(conn, ward, edition_id, actor, role=role, progress=progress)
    except NotAllowed:
        edition = get_edition(conn, ward, edition_id, role)
        if not edition.is_frozen:
            raise
        return edition


@contextmanager
def _alone(conn: connection, edition_id: int) -> Iterator[None]:
    """Hold an edition alone: who writes into it now is waited for, who comes later is refused.

    The lock is taken before the transaction that freezes, so that it sees all that was confirmed
    (layers/migrations/0027_freezing_reports.sql); it is gone with its session.
    """
    scope = "_xact" if _is_inner(conn) else ""
    db.execute(conn, f"SELECT pg_advisory{scope}_lock(report_lock(%s))", (edition_id,))
    try:
        yield
    finally:
        if not scope and not conn.closed:
            db.execute(conn, "SELECT pg_advisory_unlock(report_lock(%s))", (edition_id,))


def _is_inner(conn: connection) -> bool:
    return conn.info.transaction_status != TRANSACTION_STATUS_IDLE


def _keep(conn: connection, ward: Ward, edition: Edition, actor: str, progress: Progress) -> None:
    asked = asked_of(conn, ward, edition)
    report = count_draft(asked, edition, lambda share: progress(COUNTING, share * 0.3))
    progress(ROWS, 0.3)
    kept = [_with_rows(asked, figure) for figure in report.figures.values()]
    write_figures(conn, edition.id, kept)
    columns = _keep_rows(asked, edition.id, kept, progress)
    template_id = template_of(conn, ward, edition)
    moment = db.value(conn, "SELECT now()")
    as_frozen = replace(edition, frozen_at=moment, template_id=template_id)
    progress(FILES, 0.7)
    pictures = draw_pictures(asked, report)
    keep_files(
        conn, ward, as_frozen, report, pictures, lambda share: progress(FILES, 0.75 + share * 0.25)
    )
    params: dict[str, Any] = {
        "template": template_id,
        "id": edition.id,
        "actor": actor,
        "as_of": asked.as_of,
        "areas": settled_areas(asked),
        "content": Json(content_of(report, columns)),
    }
    db.execute(conn, FREEZE, params)


COUNTING = Text("Đang đếm số liệu", "Counting the figures")
ROWS = Text("Đang giữ các dòng sau từng số liệu", "Keeping the rows behind each figure")
FILES = Text("Đang vẽ bản đồ và lập tệp", "Drawing the maps and making the files")
FREEZE = """
    UPDATE report_edition
       SET frozen_at = now(), frozen_by = %(actor)s, as_of = %(as_of)s, areas = %(areas)s,
           content = %(content)s, template_id = %(template)s
     WHERE id = %(id)s
"""


def _with_rows(asked: Asked, figure: Figure) -> tuple[Figure, str, list[int]]:
    of = asked_for(asked, figure)
    return figure, row_source_of(of, figure.source), ids_of(of, figure.source)


def _keep_rows(
    asked: Asked,
    edition_id: int,
    kept: list[tuple[Figure, str, list[int]]],
    progress: Progress,
) -> dict[str, list[ReportColumn]]:
    wanted: dict[str, set[int]] = {}
    for _, source, ids in kept:
        wanted.setdefault(source, set()).update(ids)
    columns = {}
    for at, (source, found) in enumerate(wanted.items()):
        progress(ROWS, 0.35 + 0.35 * at / len(wanted))
        rows = read_rows(asked, source, sorted(found))
        write_rows(asked.conn, edition_id, source, rows)
        columns[source] = rows.columns
    return columns

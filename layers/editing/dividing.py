"""One record made two by a line across it, or two neighbours made one.

The first piece stays under the record that there was, unless the layer has a way of its own.
"""

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.dividing import join_areas, join_lines, split_area, split_line
from geo.text import Text
from layers import db
from layers.editing.contract import NOTHING, Changed, Division, Row, ids_of, moved_shapes
from layers.editing.editable import Subject
from layers.editing.edited import find_subject
from layers.editing.pieces import copy_row, named, refused
from layers.editing.record import newest_change, record_edit
from layers.editing.rows import read_row, remove_row, write_row
from layers.editing.save import Outcome, checked_reason, only_planned, require_version
from layers.editing.shapes import as_kept, read_shape
from layers.importing.targets import TARGETS
from layers.queries.wards import Ward
from layers.roles import Role


def plan_division(conn: connection, ward: Ward, wish: Division, role: Role) -> Outcome:
    """Return what a split or a merge would do; nothing is kept."""
    return only_planned(conn, lambda: _divide(conn, ward, wish, role, "plan", is_plan=True))


def save_division(conn: connection, ward: Ward, wish: Division, role: Role, actor: str) -> Outcome:
    """Split or merge in one transaction; Stale or InputError, and nothing is written, else."""
    return _divide(conn, ward, wish, role, actor, is_plan=False)


def _divide(
    conn: connection, ward: Ward, wish: Division, role: Role, actor: str, *, is_plan: bool
) -> Outcome:
    subject = find_subject(wish.layer, role)
    rule = subject.rule
    if subject.target.geometry == "Point":
        why = Text("điểm không tách, không nhập được", "points are neither split nor merged")
        raise refused("layer", wish.layer, why)
    if rule.no_division is not None:
        raise refused("layer", wish.layer, rule.no_division)
    reason = checked_reason(subject, wish.reason, is_plan=is_plan)
    with db.acting_as(conn, actor):
        rule.lock(conn, ward)
        since = newest_change(conn)
        rows = [_locked(conn, ward, subject, *each) for each in _asked(wish)]
        pieces = _pieces(conn, ward, subject, wish, rows)
        taken = rule.take_along(conn, rows[1].id, rows[0].id) if wish.other else NOTHING
        changed = rule.divide(conn, ward, subject, wish, rows, pieces, actor)
        if changed is None:
            changed = _in_place(conn, ward, subject, wish, rows, pieces)
        incidents = rule.after_move(conn, ward, _touched(rows, changed))
        action = "merge" if wish.other else "split"
        edit = record_edit(
            conn, ward, subject, action, reason, actor, ids_of(changed), since, beside=taken.rows
        )
    return Outcome(subject, action, tuple(changed), incidents, edit, taken.notes)


def _asked(wish: Division) -> list[tuple[int, int | None]]:
    first = (wish.row_id, wish.version)
    if wish.other is None:
        return [first]
    if wish.other[0] == wish.row_id:
        raise refused("other", wish.row_id, Text("cần một đối tượng khác", "it needs another one"))
    return [first, wish.other]


def _locked(
    conn: connection, ward: Ward, subject: Subject, row_id: int, version: int | None
) -> Row:
    row = read_row(conn, ward, subject, row_id, lock=True)
    require_version(conn, ward, subject, row, version)
    return row


def _touched(rows: list[Row], changed: list[Changed]) -> list[BaseGeometry]:
    return [row.shape for row in rows] + moved_shapes(changed)


def _pieces(
    conn: connection, ward: Ward, subject: Subject, wish: Division, rows: list[Row]
) -> list[BaseGeometry]:
    is_area = subject.target.geometry == "MultiPolygon"
    if len(rows) == 2:
        first, second = (row.shape for row in rows)
        return [join_areas([first, second]) if is_area else join_lines(first, second)]
    cut = read_shape(conn, ward, TARGETS["lanes"], wish.cut)
    return list((split_area if is_area else split_line)(rows[0].shape, cut))


def _in_place(
    conn: connection,
    ward: Ward,
    subject: Subject,
    wish: Division,
    rows: list[Row],
    pieces: list[BaseGeometry],
) -> list[Changed]:
    """Give the first row its piece; the second piece is a new row, or the second row goes."""
    kept = rows[0]
    write_row(conn, ward, subject, kept.id, {}, as_kept(pieces[0], subject.target.geometry))
    changed = [Changed(kept, read_row(conn, ward, subject, kept.id))]
    if len(rows) == 2:
        remove_row(conn, subject, rows[1].id)
        return [*changed, Changed(rows[1], None)]
    new_id = copy_row(conn, ward, subject, kept, named(wish, 0, kept), pieces[1])
    return [*changed, Changed(None, read_row(conn, ward, subject, new_id))]

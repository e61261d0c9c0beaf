"""One save of an edit, or its plan: the plan is the save itself, undone, so that both agree."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.day_words import short_moment
from layers.editing.attempts import attempt_of, saved_already
from layers.editing.choices import choices_of, require_chosen
from layers.editing.contract import NOTHING, Changed, Row, Wish, ids_of, moved_shapes
from layers.editing.editable import Editable, Subject
from layers.editing.edited import find_subject
from layers.editing.record import newest_change, record_edit
from layers.editing.rows import read_row, remove_row, write_row
from layers.editing.shapes import read_shape
from layers.editing.values import checked_values
from layers.errors import Stale
from layers.queries.wards import Ward
from layers.roles import Role

LONGEST_REASON = 500


class Outcome(NamedTuple):
    """What an edit did. `edit_id` None: it was only planned."""

    subject: Subject
    action: str
    rows: tuple[Changed, ...]
    incidents: int
    edit_id: int | None
    notes: tuple[Text, ...] = ()


class _Planned(Exception):
    """Ends the transaction of a plan."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def plan_edit(conn: connection, ward: Ward, wish: Wish, role: Role) -> Outcome:
    """Return what a save would do; nothing is kept."""
    return only_planned(conn, lambda: _edit(conn, ward, wish, role, "plan", is_plan=True))


def save_edit(conn: connection, ward: Ward, wish: Wish, role: Role, actor: str) -> Outcome:
    """Save one edit in one transaction.

    Stale where somebody else has changed the row since `wish.version`; InputError where a value or
    the shape cannot be, or nothing changes. Then nothing is written. A new row whose form was
    saved already is not written again: the answer is that of the first time.
    """
    return _edit(conn, ward, wish, role, actor, is_plan=False)


def only_planned(conn: connection, act: Callable[[], Outcome]) -> Outcome:
    """Do something, undo it, and return what it did."""
    try:
        with db.transaction(conn):
            raise _Planned(act())
    except _Planned as done:
        return done.outcome._replace(edit_id=None)


def checked_reason(
    subject: Subject, reason: str, *, is_plan: bool = False, is_new: bool = False
) -> str:
    """Return a reason in one line; InputError where one is needed and missing."""
    words = " ".join(reason.split())
    if len(words) > LONGEST_REASON or (
        subject.rule.needs_reason(is_new=is_new) and not words and not is_plan
    ):
        raise InputError(
            Text(
                f"Lý do: cần ghi lý do, nhiều nhất {LONGEST_REASON} ký tự.",
                f"Reason: it needs a reason of at most {LONGEST_REASON} characters.",
            ),
            field="reason",
            value=words[:40],
        )
    return words


def _edit(
    conn: connection, ward: Ward, wish: Wish, role: Role, actor: str, *, is_plan: bool
) -> Outcome:
    subject = find_subject(wish.layer, role)
    rule = subject.rule
    reason = checked_reason(subject, wish.reason, is_plan=is_plan, is_new=wish.row_id is None)
    _require_allowed(rule, wish)
    attempt = None if is_plan else attempt_of(wish)
    with db.acting_as(conn, actor):
        earlier = attempt and saved_already(conn, ward, subject, attempt)
        if earlier:
            return Outcome(subject, "create", (Changed(None, earlier.row),), 0, earlier.edit_id)
        rule.lock(conn, ward)
        since = newest_change(conn)
        before = _locked(conn, ward, subject, wish)
        taken = NOTHING
        if before is not None:
            rule.require_open(conn, subject, before, role)
            taken = rule.take_along(conn, before.id, None) if wish.remove else NOTHING
        changed = _write(conn, ward, subject, wish, before)
        if changed.before is not None and changed.after is not None:
            rule.require_kept(conn, changed.before, changed.after, reason, is_plan=is_plan)
        rows = [changed, *rule.followers(conn, ward, subject, changed)]
        why = None if reason or is_plan else rule.why_explained(conn, ward)
        if why is not None:
            raise InputError(why, field="reason")
        notes = taken.notes + rule.notes_on(conn, ward, rows)
        linked = rule.after_move(conn, ward, moved_shapes(rows))
        action = "create" if before is None else "remove" if wish.remove else "change"
        edit_id = record_edit(
            conn, ward, subject, action, reason, actor, ids_of(rows), since,
            beside=taken.rows, attempt=attempt,
        )  # fmt: skip
    return Outcome(subject, action, tuple(rows), linked, edit_id, notes)


def _require_allowed(rule: Editable, wish: Wish) -> None:
    """Refuse a new row, or a removal, in a layer that says why there is none here."""
    if (wish.row_id is None or wish.remove) and rule.no_new is not None:
        raise InputError(rule.no_new, field="id")
    if wish.remove and rule.no_removal is not None:
        raise InputError(rule.no_removal, field="remove")


def _locked(conn: connection, ward: Ward, subject: Subject, wish: Wish) -> Row | None:
    if wish.row_id is None:
        return None
    row = read_row(conn, ward, subject, wish.row_id, lock=True)
    require_version(conn, ward, subject, row, wish.version)
    return row


def require_version(
    conn: connection, ward: Ward, subject: Subject, row: Row, version: int | None
) -> None:
    """Refuse a change that began from another version; the answer holds the one of now."""
    if row.version == version:
        return
    last = db.one(conn, "SELECT actor, at FROM change_log WHERE id = %s", (row.version,)) or {}
    who, at = last.get("actor", "?"), last.get("at")
    when = short_moment(at) if at else same("?")
    raise Stale(
        Text(
            f"{who} đã sửa bản ghi này lúc {when.vi}, sau khi bạn mở nó. Chưa lưu gì cả; phần bạn"
            " sửa còn nguyên.",
            f"{who} changed this record at {when.en}, after you had opened it. Nothing was saved;"
            " what you changed is still here.",
        ),
        {"row": row, "subject": subject, "actor": who, "at": at},
    )


def _write(
    conn: connection, ward: Ward, subject: Subject, wish: Wish, before: Row | None
) -> Changed:
    if wish.remove:
        assert before is not None
        remove_row(conn, subject, before.id)
        return Changed(before, None)
    values = checked_values(subject, wish.values, before.values if before else None)
    require_chosen(subject, choices_of(conn, ward, subject, wish.row_id), values)
    shape = _shape(conn, ward, subject, wish, before)
    if before and shape.equals_exact(before.shape, 0) and _same(values, before.values):
        raise InputError(
            Text(
                "Không có gì thay đổi so với bản đang lưu.", "Nothing differs from what is saved."
            ),
            field="values",
        )
    is_moved = before is None or not shape.equals_exact(before.shape, 0)
    values |= subject.rule.written_beside(conn, ward, values, before, is_moved=is_moved)
    row_id = write_row(conn, ward, subject, wish.row_id, values, shape)
    subject.rule.after_write(conn, ward, row_id, is_moved=is_moved)
    return Changed(before, read_row(conn, ward, subject, row_id))


def _shape(
    conn: connection, ward: Ward, subject: Subject, wish: Wish, before: Row | None
) -> BaseGeometry:
    if before is not None and wish.geometry is None:
        return before.shape
    return read_shape(conn, ward, subject.target, wish.geometry)


def _same(values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    return all(before[name] == value for name, value in values.items())

"""One save of an edit, or its plan: the plan is the save itself, undone, so that both agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.day_words import short_moment
from layers.editing import incidents
from layers.editing.areas import count_stale_shares, follow_border
from layers.editing.choices import choices_of, require_chosen
from layers.editing.editable import Subject, find_subject, require_new_allowed, require_removable
from layers.editing.holders import require_holder_kept
from layers.editing.links import derive_near, lock_links
from layers.editing.record import newest_change, record_edit
from layers.editing.rows import Changed, Row, read_row, remove_row, write_row
from layers.editing.shapes import outside_note, read_shape
from layers.editing.values import checked_values
from layers.errors import Stale
from layers.queries.wards import Ward
from layers.roles import Role
from layers.rounds.lane_notes import NOTHING, take_along

LONGEST_REASON = 500


@dataclass(frozen=True)
class Wish:
    """What is wanted of one row; `row_id` None: a new one. `version` is what it began from."""

    layer: str
    row_id: int | None
    version: int | None
    geometry: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    remove: bool = False


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
    the shape cannot be, or nothing changes. Then nothing is written.
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
    reason = checked_reason(subject, wish.reason, is_plan=is_plan, is_new=wish.row_id is None)
    if wish.row_id is None or wish.remove:
        require_new_allowed(subject)
    if wish.remove:
        require_removable(subject)
    with db.acting_as(conn, actor):
        lock_links(conn, ward, subject.target.table)
        since = newest_change(conn)
        before = _locked(conn, ward, subject, wish)
        if before is not None and subject.target.table == incidents.TABLE:
            incidents.require_open(conn, subject, before, role)
        taken = NOTHING
        if wish.remove and before is not None and subject.target.table == "lane":
            taken = take_along(conn, before.id, None)
        rows = [_write(conn, ward, subject, wish, before)]
        require_holder_kept(conn, subject, before, rows[0].after, reason, is_plan=is_plan)
        notes = taken.notes
        if subject.rule.is_area:
            rows += follow_border(conn, ward, subject, rows[0])
            notes = _notes(conn, ward, rows)
        elif rows[0].after is not None and moved_shapes(rows):
            notes = outside_note(conn, ward, rows[0].after.shape)
        linked = derive_near(conn, ward, subject.target.table, moved_shapes(rows))
        action = "create" if before is None else "remove" if wish.remove else "change"
        edit_id = record_edit(
            conn, ward, subject, action, reason, actor, ids_of(rows), since, beside=taken.rows
        )
    return Outcome(subject, action, tuple(rows), linked, edit_id, notes)


def _notes(conn: connection, ward: Ward, rows: list[Changed]) -> tuple[Text, ...]:
    pairs = count_stale_shares(conn, ward, rows) if moved_shapes(rows) else 0
    if not pairs:
        return ()
    return (
        Text(
            f"{pairs} cặp trong quan hệ ranh giới đã tính theo đường cũ: xem lại ở trang Ranh"
            " giới.",
            f"{pairs} pairs of lineage were computed with the earlier outlines: look at them on the"
            " page of boundaries.",
        ),
    )


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
    if subject.target.table == incidents.TABLE:
        values |= incidents.derived_columns(conn, ward, values, before, is_moved=is_moved)
    row_id = write_row(conn, ward, subject, wish.row_id, values, shape)
    if subject.target.table == incidents.TABLE:
        incidents.link(conn, ward, row_id, is_moved=is_moved)
    return Changed(before, read_row(conn, ward, subject, row_id))


def _shape(
    conn: connection, ward: Ward, subject: Subject, wish: Wish, before: Row | None
) -> BaseGeometry:
    if before is not None and wish.geometry is None:
        return before.shape
    return read_shape(conn, ward, subject.target, wish.geometry)


def _same(values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    return all(before[name] == value for name, value in values.items())


def moved_shapes(rows: list[Changed]) -> list[BaseGeometry]:
    """Return old and new shapes of the rows whose shape changed."""
    found = []
    for before, after in rows:
        if before is None or after is None or not before.shape.equals_exact(after.shape, 0):
            found += [each.shape for each in (before, after) if each is not None]
    return found


def ids_of(rows: list[Changed]) -> list[int]:
    return [(after or before).id for before, after in rows]  # type: ignore[union-attr]

"""One record made two by a line across it, or two neighbours made one.

Lines keep their first piece under the record that there was. Resident groups are legal things:
what is divided or merged ends on a stated day, its successors begin, and the document is the epoch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.dividing import join_areas, join_lines, split_area, split_line
from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.boundaries.adopting import adopt_epoch
from layers.boundaries.basis import Basis, read_basis
from layers.day_words import short_day
from layers.editing.editable import Subject, find_subject
from layers.editing.links import derive_near, lock_links
from layers.editing.record import newest_change, record_edit
from layers.editing.rows import Changed, Row, read_row, remove_row, write_row
from layers.editing.save import (
    Outcome,
    checked_reason,
    ids_of,
    moved_shapes,
    only_planned,
    require_version,
)
from layers.editing.shapes import as_kept, read_shape
from layers.importing.targets import TARGETS
from layers.queries.wards import Ward
from layers.roles import Role
from layers.rounds.lane_notes import NOTHING, take_along

ONE_EACH = Text(
    "mỗi hình là của một dòng trong sổ, không tách, không nhập; hãy ghi dòng mới vào sổ"
    " rồi vẽ hình",
    "each shape is of one row of the register and is neither split nor merged; write the new row in"
    " the register, then draw its shape",
)


@dataclass(frozen=True)
class Division:
    """What somebody wants divided or merged: `cut` across one row, or the `other` row beside it.

    `names` gives code and name of the new rows: of the second piece of a line; of both pieces, or
    of the whole, where areas are ended. For areas `document` says number, title, date and the day.
    """

    layer: str
    row_id: int
    version: int | None
    cut: Any = None
    other: tuple[int, int | None] | None = None
    names: tuple[Mapping[str, Any], ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


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
    if subject.target.geometry == "Point":
        why = Text("điểm không tách, không nhập được", "points are neither split nor merged")
        raise _refused("layer", wish.layer, why)
    if not subject.is_divided:
        raise _refused("layer", wish.layer, ONE_EACH)
    reason = checked_reason(subject, wish.reason, is_plan=is_plan)
    with db.acting_as(conn, actor):
        lock_links(conn, ward, subject.target.table)
        since = newest_change(conn)
        rows = [_locked(conn, ward, subject, *each) for each in _asked(wish)]
        pieces = _pieces(conn, ward, subject, wish, rows)
        taken = NOTHING
        if len(rows) == 2 and subject.target.table == "lane":
            taken = take_along(conn, rows[1].id, rows[0].id)
        if subject.rule.is_area:
            changed = _by_epoch(conn, ward, subject, wish, rows, pieces, actor)
        else:
            changed = _in_place(conn, ward, subject, wish, rows, pieces)
        incidents = derive_near(conn, ward, subject.target.table, _touched(rows, changed))
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
        raise _refused("other", wish.row_id, Text("cần một đối tượng khác", "it needs another one"))
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
    named = _named(wish, 0, kept)
    new_id = _copy(conn, ward, subject, kept, named, pieces[1])
    return [*changed, Changed(None, read_row(conn, ward, subject, new_id))]


def _by_epoch(
    conn: connection,
    ward: Ward,
    subject: Subject,
    wish: Division,
    rows: list[Row],
    pieces: list[BaseGeometry],
    actor: str,
) -> list[Changed]:
    """End the areas on the day of the document and begin their successors: an epoch."""
    basis, day = _document(wish)
    for row in rows:
        _require_in_force(row, day)
        db.execute(conn, "UPDATE area SET valid_to = %s WHERE id = %s", (day, row.id))
    fresh = {"valid_from": day, "valid_to": rows[0].values["valid_to"], "basis": basis.words()}
    made = [
        _copy(conn, ward, subject, rows[0], {**_named(wish, at, rows[0]), **fresh}, piece)
        for at, piece in enumerate(pieces)
    ]
    epoch = adopt_epoch(conn, ward, str(rows[0].values["kind"]), day, basis, actor)
    db.execute(conn, "UPDATE area_epoch SET scope = 'touched' WHERE id = %s", (epoch,))
    for row in rows:
        db.execute(
            conn,
            "UPDATE area_epoch_area SET valid_to_before = %s WHERE epoch_id = %s AND area_id = %s",
            (row.values["valid_to"], epoch, row.id),
        )
    ended = [Changed(row, read_row(conn, ward, subject, row.id)) for row in rows]
    return [*ended, *(Changed(None, read_row(conn, ward, subject, each)) for each in made)]


def _document(wish: Division) -> tuple[Basis, date]:
    said = wish.document
    number, title = (str(said.get(name) or "") for name in ("number", "title"))
    return read_basis(number, title, _day(said, "on")), _day(said, "starts_on")


def _day(said: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(said.get(name) or ""))
    except ValueError:
        why = Text("cần một ngày, ví dụ 2026-01-01", "it needs a day, such as 2026-01-01")
        raise _refused(name, said.get(name), why) from None


def _require_in_force(row: Row, day: date) -> None:
    first, last = row.values["valid_from"], row.values["valid_to"]
    if not first < day or (last is not None and day >= last):
        name, since = row.values["name"], short_day(first)
        until = short_day(last) if last is not None else same("…")
        raise _refused(
            "starts_on",
            day,
            Text(
                f"{name} có hiệu lực {since.vi} – {until.vi}: cần một ngày ở giữa",
                f"{name} is in force {since.en} – {until.en}: it needs a day in between",
            ),
        )


def _named(wish: Division, at: int, row: Row) -> dict[str, Any]:
    """Return code and name for a new row; a code has to be said, a name may stay."""
    said = wish.names[at] if at < len(wish.names) else {}
    code, name = (" ".join(str(said.get(each) or "").split()) for each in ("code", "name"))
    if not code:
        raise _refused("code", "", Text("đối tượng mới cần mã", "the new one needs a code"))
    return {"code": code, "name": name or row.values["name"]}


def _copy(
    conn: connection,
    ward: Ward,
    subject: Subject,
    row: Row,
    changes: Mapping[str, Any],
    shape: BaseGeometry,
) -> int:
    """Insert a row like another one; what the layer does not know of it is copied too."""
    people = {"people": None} if subject.rule.is_area else {}  # nobody has counted them yet
    values = {**row.values, **people, **changes}
    new_id = write_row(conn, ward, subject, None, values, as_kept(shape, subject.target.geometry))
    if subject.target.keeps_extra:
        query = sql.SQL(
            "UPDATE {table} AS t SET properties = like_it.properties FROM {table} AS like_it"
            " WHERE t.id = %s AND like_it.id = %s AND like_it.properties <> t.properties"
        ).format(table=subject.table)
        db.execute(conn, query, (new_id, row.id))
    return new_id


def _refused(name: str, value: Any, why: Text) -> InputError:
    return InputError(Text(f"{name}: {why.vi}.", f"{name}: {why.en}."), field=name, value=value)

"""A contracted route handed over: its period ends that day, and one with the same line begins.

One edit, undone as a whole. Incidents follow: each belongs to the contract of its day. So do rows
of registers.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from geo.written import short_day
from layers import clock, db
from layers.editing.contract import Row
from layers.editing.editable import Subject
from layers.editing.edited import find_subject
from layers.editing.record import newest_change, record_edit, undo_edit
from layers.editing.routes import TABLE, holder_words
from layers.editing.rows import read_row
from layers.editing.save import LONGEST_REASON, require_version
from layers.errors import NotFound
from layers.queries.route_pages import WHAT, read_route_history
from layers.queries.wards import Ward
from layers.registers.following import follow, hold_all, tell_followers
from layers.roles import Role

LAYER = "routes"
LONGEST_HOLDER = 200
FARTHEST_DAYS = 366
"""So far ahead a handover may be written down."""

AROUND = """
    SELECT (SELECT min(r.valid_from) FROM route AS r
             WHERE r.ward_id = t.ward_id AND r.code = t.code AND r.valid_from > %(on)s)
             AS next_from,
           (SELECT r.holder_unit FROM route AS r
             WHERE r.ward_id = t.ward_id AND r.code = t.code AND r.id <> t.id AND r.valid @> %(on)s
           ) AS held_by
      FROM route AS t WHERE t.id = %(id)s
"""
BEGIN = """
    INSERT INTO route (ward_id, code, name, holder_unit, holder_name, valid_from, valid_to, geom)
    SELECT ward_id, code, name, %(unit)s, %(name)s, %(on)s, %(until)s, geom
      FROM route WHERE id = %(id)s RETURNING id
"""


@dataclass(frozen=True)
class Handover:
    """Who holds a contract's line from a day on, and why; `version` is what the person saw."""

    route_id: int
    version: int | None
    unit: str
    name: str
    on: date
    reason: str


class HandedOver(NamedTuple):
    """The contract in force from the day on, how many incidents are its own, and the edit.

    `notes` tell which rows of registers went along.
    """

    route_id: int
    incidents: int
    edit_id: int
    notes: tuple[Text, ...] = ()


def hand_over(conn: connection, ward: Ward, wish: Handover, role: Role, actor: str) -> HandedOver:
    """Write a handover down; InputError where day, holder or reason cannot be, Stale where outrun.

    From the first day of the period itself nobody held it before: the holder was written down
    wrongly, and is put right with the reason.
    """
    subject = find_subject(LAYER, role)
    with db.acting_as(conn, actor):
        hold_all(conn, ward, TABLE)
        since = newest_change(conn)
        row = read_row(conn, ward, subject, wish.route_id, lock=True)
        require_version(conn, ward, subject, row, wish.version)
        unit, name, reason = _checked(wish, row)
        route_id = _write(conn, row, unit, name, wish.on)
        rows = sorted({row.id, route_id})
        edit_id = record_edit(conn, ward, subject, "handover", reason, actor, rows, since)
        notes = tell_followers(conn, ward, TABLE, [row.values["code"]])
        follow(conn, ward, TABLE)
        counted = "SELECT count(*) FROM incident_route WHERE route_id = %s"
        return HandedOver(route_id, int(db.value(conn, counted, (route_id,))), edit_id, notes)


def undo_handover(
    conn: connection, ward: Ward, route_id: int, edit_id: int, role: Role, actor: str
) -> int:
    """Take back an edit of a route; return a contract of the route that is there afterwards.

    NotFound for an edit that is not this route's, UndoRefused where a row was changed since.
    """
    history = read_route_history(conn, ward, route_id, role)
    if edit_id not in [entry["id"] for entry in history]:
        raise NotFound(Text("lần sửa", "edit"), edit_id)
    code = db.value(conn, "SELECT code FROM route WHERE id = %s", (route_id,))
    undo_edit(conn, ward, edit_id, role, actor)
    query = "SELECT id FROM route WHERE ward_id = %s AND code = %s ORDER BY id = %s DESC, id DESC"
    left = db.value(conn, query, (ward.id, code, route_id))
    if left is None:
        raise NotFound(WHAT, route_id)
    return int(left)


def version_of(conn: connection, ward: Ward, route_id: int, role: Role) -> int:
    """Return the version that a handover of this contract begins from."""
    return read_row(conn, ward, _subject(role), route_id).version


def _subject(role: Role) -> Subject:
    return find_subject(LAYER, role)


def _checked(wish: Handover, row: Row) -> tuple[str, str, str]:
    """Return unit, name and reason, each in one line."""
    unit, name = (" ".join(each.split()) for each in (wish.unit, wish.name))
    reason = " ".join(wish.reason.split())
    if not unit:
        raise _refused("holder_unit", unit, Text(
            "Đơn vị nhận khoán: cần điền đơn vị nhận tuyến.",
            "Holder (unit): which unit takes the route is needed.",
        ))  # fmt: skip
    for field, said in (("holder_unit", unit), ("holder_name", name)):
        if len(said) > LONGEST_HOLDER:
            raise _refused(field, said, Text(
                f"Bên nhận '{said[:40]}…': nhiều nhất {LONGEST_HOLDER} ký tự.",
                f"Holder '{said[:40]}…': at most {LONGEST_HOLDER} characters.",
            ))  # fmt: skip
    if not reason or len(reason) > LONGEST_REASON:
        raise _refused("reason", reason, Text(
            f"Lý do: cần ghi vì sao bàn giao, nhiều nhất {LONGEST_REASON} ký tự.",
            f"Reason: why it is handed over is needed, in at most {LONGEST_REASON} characters.",
        ))  # fmt: skip
    if (unit, name) == (row.values["holder_unit"], row.values["holder_name"]):
        holder = holder_words(unit, name)
        raise _refused("holder_unit", unit, Text(
            f"'{holder}' đang giữ tuyến này: hãy ghi bên nhận mới.",
            f"'{holder}' holds this route already: write the new holder.",
        ))  # fmt: skip
    _require_day(wish.on, row)
    return unit, name, reason


def _require_day(on: date, row: Row) -> None:
    first, last = row.values["valid_from"], clock.today() + timedelta(FARTHEST_DAYS)
    if first <= on <= last:
        return
    said, begins, ends = short_day(on), short_day(first), short_day(last)
    raise _refused("on", on.isoformat(), Text(
        f"Từ ngày '{said.vi}': cần một ngày từ {begins.vi} (ngày kỳ này bắt đầu) đến {ends.vi}.",
        f"From the day '{said.en}': needs a day from {begins.en} (when this period began) to"
        f" {ends.en}.",
    ))  # fmt: skip


def _write(conn: connection, row: Row, unit: str, name: str, on: date) -> int:
    """End the period and begin the next; return the contract in force from the day on."""
    if on == row.values["valid_from"]:
        query = "UPDATE route SET holder_unit = %s, holder_name = %s WHERE id = %s"
        db.execute(conn, query, (unit, name, row.id))
        return row.id
    until = row.values["valid_to"]
    if until is None or on < until:
        db.execute(conn, "UPDATE route SET valid_to = %s WHERE id = %s", (on, row.id))
    else:
        until = _free_until(conn, row, on)
    values = {"unit": unit, "name": name, "on": on, "until": until, "id": row.id}
    return int(db.value(conn, BEGIN, values))


def _free_until(conn: connection, row: Row, on: date) -> date | None:
    """Return when the next contract begins after a day on which nobody holds the route."""
    around: dict[str, Any] = db.one(conn, AROUND, {"on": on, "id": row.id}) or {}
    if around["held_by"] is not None:
        said, holder = short_day(on), around["held_by"] or "?"
        raise _refused("on", on.isoformat(), Text(
            f"Từ ngày '{said.vi}': khi đó '{holder}' giữ tuyến; hãy bàn giao từ kỳ ấy.",
            f"From the day '{said.en}': '{holder}' holds the route then; hand over from that"
            " period.",
        ))  # fmt: skip
    found: date | None = around["next_from"]
    return found


def _refused(field: str, value: object, text: Text) -> InputError:
    return InputError(text, field=field, value=value)

"""Who held a route stays as it was once incidents are theirs: a new holder is a handover.

Rows of registers that name a route follow it, as incidents do (layers/registers/following.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.names import fold
from geo.text import Text
from geo.written import short_day, short_days
from layers import clock, db
from layers.editing.contract import Changed, Row
from layers.editing.editable import Editable
from layers.editing.holders import changed_holders, remember_holders, told
from layers.editing.links import lock_links
from layers.errors import UndoRefused
from layers.queries.wards import Ward
from layers.registers.contract import Register
from layers.registers.following import days_naming, follow, give_back, hold_all, tell_followers

TABLE = "route"
HOLDER = ("holder_unit", "holder_name")

DONE_BY = """
    SELECT action, row_id, before FROM change_log
     WHERE id = ANY(%s) AND table_name = 'route' ORDER BY id
"""
HAD_BEGUN = """
    SELECT EXISTS (
      SELECT FROM change_log AS c
       CROSS JOIN LATERAL (VALUES (c.before), (c.after)) AS stood (row)
       WHERE c.table_name = 'route' AND c.row_id = %s::text
         AND (stood.row ->> 'valid_from')::date <= %s)
"""

# Line or period were others once: incidents of those days may have been taken off it.
WAS_MOVED = """
    SELECT count(DISTINCT (stood.row -> 'valid_from', stood.row -> 'valid_to',
                           stood.row -> 'geom')) > 1
      FROM change_log AS c
     CROSS JOIN LATERAL (VALUES (c.before), (c.after)) AS stood (row)
     WHERE c.table_name = 'route' AND c.row_id = %s::text AND stood.row IS NOT NULL
"""


def holder_words(unit: str, name: str) -> str:
    """Return unit and person as one says them."""
    return " · ".join(each for each in (unit, name) if each)


@dataclass(frozen=True)
class Routes(Editable):
    """The hooks of contracted routes; a handover is an edit of its own (handover.py)."""

    def lock(self, conn: connection, ward: Ward) -> None:
        """Wait for imports and whoever names a route, and remember who answers for what."""
        lock_links(conn, ward)
        hold_all(conn, ward, TABLE)
        remember_holders(conn, ward)

    def require_kept(
        self, conn: connection, before: Row, after: Row, reason: str, *, is_plan: bool
    ) -> None:
        _require_holder_kept(conn, before, after, reason, is_plan=is_plan)

    def why_explained(self, conn: connection, ward: Ward) -> Text | None:
        """Ask for a reason where another holder answers for incidents of the past."""
        notes = told(changed_holders(conn, ward))
        if not notes:
            return None
        return Text(f"Lý do: {notes[0].vi}", f"Reason: {notes[0].en}")

    def notes_on(self, conn: connection, ward: Ward, rows: list[Changed]) -> tuple[Text, ...]:
        """Tell which incidents change their holder, and which rows follow; then of the shape."""
        stood = [row for each in rows for row in (each.before, each.after) if row is not None]
        codes = sorted({row.values["code"] for row in stood})
        followers = tell_followers(conn, ward, TABLE, codes)
        return told(changed_holders(conn, ward)) + followers + super().notes_on(conn, ward, rows)

    def after_move(self, conn: connection, ward: Ward, shapes: list[BaseGeometry]) -> int:
        """Have rows of registers name the contract of their day; incidents are kept in step."""
        follow(conn, ward, TABLE)
        return super().after_move(conn, ward, shapes)

    def undo_whole(
        self, conn: connection, ward: Ward, edit: Mapping[str, Any], actor: str
    ) -> list[int] | None:
        """Give rows of a contract that an edit made to the one before; then entry by entry.

        UndoRefused where there will be none on their day.
        """
        entries = db.rows(conn, DONE_BY, (list(edit["changes"]),))
        made = [int(row["row_id"]) for row in entries if row["action"] == "insert"]
        stood = [row["before"] for row in entries if row["action"] == "update"]
        give_back(conn, ward, TABLE, made, stood)
        named = [each for row_id in made for each in days_naming(conn, ward, TABLE, row_id)]
        if named:
            raise _still_named(named)
        return None


ROUTES = Routes()


def _still_named(named: list[tuple[Register, list[date]]]) -> UndoRefused:
    said = [(register.title, short_days(days)) for register, days in named]
    vi = "; ".join(f"{title.vi}: {days.vi}" for title, days in said)
    en = "; ".join(f"{title.en}: {days.en}" for title, days in said)
    return UndoRefused(
        Text(
            "Không hoàn tác được: khi ấy không ai giữ tuyến, mà có dòng sổ (cả dòng đã xóa) thuộc"
            f" kỳ này ({vi}). Hãy bỏ tuyến khoán khỏi các dòng ấy trước.",
            "It cannot be undone: nobody would hold the route, and rows of registers (deleted ones"
            f" too) are of this period ({en}). Take the route out of those rows first.",
        )
    )


def _require_holder_kept(
    conn: connection, before: Row, after: Row, reason: str, *, is_plan: bool
) -> None:
    """Refuse another holder for a period that has begun, with the way to the handover.

    The spelling may be put right, and a person added to the unit that is there, with a reason; so
    may the holder of a period that never answered for an incident and lies where it always lay.
    """
    was, now = ([str(row.values[name] or "") for name in HOLDER] for row in (before, after))
    if was == now or not _has_begun(conn, before, after):
        return
    answered = "SELECT count(*) FROM incident_route WHERE route_id = %s"
    incidents = int(db.value(conn, answered, (before.id,)))
    is_free = not incidents and not db.value(conn, WAS_MOVED, (before.id,))
    if not is_free and not _is_spelling(was, now):
        raise _is_handover(before, holder_words(*was), incidents)
    if not reason and not is_plan:
        raise InputError(
            Text(
                f"Lý do: kỳ này đã bắt đầu ({incidents} vụ); sửa bên nhận khoán cần ghi lý do.",
                f"Reason: this period has begun ({incidents} incidents); to put its holder right"
                " needs a reason.",
            ),
            field="reason",
        )


def _has_begun(conn: connection, before: Row, after: Row) -> bool:
    """Whether the period is current or past, was so at any time, or would be."""
    today = clock.today()
    if any(row.values["valid_from"] <= today for row in (before, after)):
        return True
    return bool(db.value(conn, HAD_BEGUN, (before.id, today)))


def _is_spelling(was: list[str], now: list[str]) -> bool:
    unit, name = ([fold(each) for each in pair] for pair in zip(was, now, strict=True))
    is_added = unit[0] != "" and name[0] == ""
    return unit[0] == unit[1] and (name[0] == name[1] or is_added)


def _is_handover(before: Row, holder: str, incidents: int) -> InputError:
    first, who = short_day(before.values["valid_from"]), holder or "–"
    return InputError(
        Text(
            f"Bên nhận khoán: từ {first.vi} '{who}' giữ tuyến này, {incidents} vụ thuộc kỳ ấy. Đổi"
            " ở đây là viết lại ai đã chịu trách nhiệm; hãy dùng «Bàn giao tuyến» ở trang"
            f" /routes/{before.id}. Ở đây chỉ sửa được chính tả (dấu, chữ hoa, khoảng trắng) hoặc"
            " thêm tên người của đơn vị ấy, kèm lý do.",
            f"Holder: '{who}' holds this route since {first.en}, and {incidents} incidents are of"
            " that period. A change here would rewrite who answered for them; use “Hand the route"
            f" over” on the page /routes/{before.id}. Here only the spelling (marks, capitals,"
            " spaces) is put right, or a person of that unit added, with a reason.",
        ),
        field="holder_unit",
        value=holder[:60],
    )

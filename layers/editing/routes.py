"""Who held a route stays as it was once incidents are theirs: a new holder is a handover."""

from dataclasses import dataclass

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.names import fold
from geo.text import Text
from geo.written import short_day
from layers import db
from layers.editing.contract import Row
from layers.editing.editable import Editable

HOLDER = ("holder_unit", "holder_name")


def holder_words(unit: str, name: str) -> str:
    """Return unit and person as one says them."""
    return " · ".join(each for each in (unit, name) if each)


@dataclass(frozen=True)
class Routes(Editable):
    """The hook of contracted routes; a handover is an edit of its own (handover.py)."""

    def require_kept(
        self, conn: connection, before: Row, after: Row, reason: str, *, is_plan: bool
    ) -> None:
        _require_holder_kept(conn, before, after, reason, is_plan=is_plan)


ROUTES = Routes()


def _require_holder_kept(
    conn: connection, before: Row, after: Row, reason: str, *, is_plan: bool
) -> None:
    """Refuse another holder for a period that answered for incidents, with the way to the handover.

    The spelling may be put right, and a person added to the unit that is there, with a reason.
    """
    was, now = ([str(row.values[name] or "") for name in HOLDER] for row in (before, after))
    if was == now:
        return
    answered = "SELECT count(*) FROM incident_route WHERE route_id = %s"
    incidents = int(db.value(conn, answered, (before.id,)))
    if not incidents:
        return
    if not _is_spelling(was, now):
        raise _is_handover(before, holder_words(*was), incidents)
    if not reason and not is_plan:
        raise InputError(
            Text(
                f"Lý do: kỳ này đã có {incidents} vụ; sửa chính tả bên nhận khoán cần ghi lý do.",
                f"Reason: {incidents} incidents are of this period; to put the spelling of its"
                " holder right needs a reason.",
            ),
            field="reason",
        )


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

"""Give many incidents one state at once, in one transaction, and take that back as a whole.

Each of them moves by the rules of its own case: where one may not, none does.
"""

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.refusals import refused
from geo.text import Text
from layers import db
from layers.cases.acting import working
from layers.cases.refusals import LONGEST_REASON, state_names
from layers.editing.editable import Editable, Subject
from layers.editing.record import newest_change, record_edit, require_newest
from layers.errors import NotAllowed, NotFound, Stale
from layers.filters import Filter, incident_condition
from layers.importing.targets import TARGETS
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role

MOST = 2000
"""Incidents that one change may touch: more is an import, not a decision."""
LAYER = "incidents"


def change_states(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    state: str,
    reason: str,
    expected: int,
    actor: str,
) -> dict[str, int]:
    """Give all incidents of a filter a state; return the edit, how many there were and changed.

    `expected` is how many the person saw: Stale where they are another number by now. InputError
    for a state there is none, for none or too many incidents, for nothing to change, and where the
    rules of a case refuse the move (no such step, reason, proof, another person); NotAllowed where
    the role does not reach it. Then nothing is written.
    """
    told = _checked(conn, state, reason)
    condition, params = incident_condition(ward.id, chosen, "i")
    query = sql.SQL(
        "SELECT i.id, i.state FROM incident AS i WHERE {} ORDER BY i.id LIMIT %(most)s FOR UPDATE"
    ).format(condition)
    with working(conn, actor, told):
        found = db.rows(conn, query, params | {"most": MOST + 1})
        _require_as_seen(len(found), expected)
        ids = [row["id"] for row in found if row["state"] != state]
        if not ids:
            raise refused("state", state, _NOTHING)
        since = newest_change(conn)
        db.execute(
            conn,
            "UPDATE incident SET state = %s WHERE ward_id = %s AND id = ANY(%s)",
            (state, ward.id, ids),
        )
        edit_id = record_edit(conn, ward, _subject(), "change", told, actor, ids, since)
    return {"edit": edit_id, "found": len(found), "changed": len(ids)}


def undo_states(
    conn: connection, ward: Ward, edit_id: int, role: Role, actor: str
) -> dict[str, int]:
    """Take such a change back: every incident has the state that it had.

    NotFound where there is none (a correction of an incident is none either); NotAllowed where
    somebody else made it, below a supervisor; UndoRefused where an incident was changed since,
    InputError where a case ended more than a week ago. Then nothing is written.
    """
    with working(conn, actor, undo=True):
        edit = db.one(
            conn,
            _CHANGE_OF_STATE,
            {"ward": ward.id, "edit": edit_id, "layer": LAYER},
        )
        if edit is None:
            raise NotFound(Text("lần đổi trạng thái", "change of state"), edit_id)
        if edit["actor"] != actor and role < Role.SUPERVISOR:
            raise NotAllowed(
                Text(
                    f"Chỉ {edit['actor']} hoặc người giám sát được hoàn tác.",
                    f"Only {edit['actor']} or a supervisor may undo this.",
                )
            )
        ids = _lock(conn, ward, edit["changes"])
        require_newest(conn, edit)
        since = newest_change(conn)
        db.execute(conn, _PUT_BACK, {"ward": ward.id, "changes": edit["changes"]})
        undo_id = record_edit(
            conn, ward, _subject(), "undo", edit["reason"], actor, ids, since, edit_id
        )
    return {"edit": undo_id, "undid": edit_id, "changed": len(ids)}


_CHANGE_OF_STATE = """
    SELECT * FROM edit AS e
     WHERE e.ward_id = %(ward)s AND e.id = %(edit)s AND e.layer = %(layer)s AND e.action = 'change'
       AND EXISTS (SELECT FROM change_log AS c
                    WHERE c.id = ANY(e.changes)
                      AND c.before ->> 'state' IS DISTINCT FROM c.after ->> 'state')
       FOR UPDATE
"""
_PUT_BACK = """
    UPDATE incident AS i SET state = c.before ->> 'state'
      FROM change_log AS c
     WHERE c.id = ANY(%(changes)s) AND i.ward_id = %(ward)s AND i.id = c.row_id::bigint
"""


def _lock(conn: connection, ward: Ward, changes: list[int]) -> list[int]:
    found = db.rows(
        conn,
        "SELECT i.id FROM incident AS i WHERE i.ward_id = %s AND i.id IN"
        " (SELECT row_id::bigint FROM change_log WHERE id = ANY(%s)) ORDER BY i.id FOR UPDATE",
        (ward.id, changes),
    )
    return [row["id"] for row in found]


def _subject() -> Subject:
    """Return what a change of state is recorded under: it edits no other field."""
    return Subject(get_layer(LAYER), TARGETS[LAYER], Editable(), ())


def _checked(conn: connection, state: str, reason: str) -> str:
    """Return the reason in one line."""
    states = state_names(conn)
    if state not in states:
        allowed = ", ".join(states)
        raise refused("state", state, Text(f"chọn: {allowed}", f"choose: {allowed}"))
    told = " ".join(reason.split())
    if len(told) > LONGEST_REASON:
        raise refused("reason", told, _REASON)
    return told


def _require_as_seen(found: int, expected: int) -> None:
    if found > MOST:
        raise refused("expected", expected, _TOO_MANY)
    if found != expected:
        raise Stale(
            Text(
                f"Vùng chọn có {found} vụ, không phải {expected} như đã thấy: hãy xem lại.",
                f"The selection has {found} incidents, not {expected} as seen: look again.",
            ),
            {"found": found},
        )


_NOTHING = Text("không vụ nào đổi trạng thái", "no incident would change its state")
_REASON = Text(f"nhiều nhất {LONGEST_REASON} ký tự", f"at most {LONGEST_REASON} characters")
_TOO_MANY = Text(
    f"một lần đổi nhiều nhất {MOST} vụ; hãy chọn hẹp hơn",
    f"one change takes {MOST} incidents at most; select fewer",
)

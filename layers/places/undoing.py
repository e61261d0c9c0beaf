"""Mistakes with places taken back: the newest state, and a point confirmed that is none."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import NotAllowed, UndoRefused
from layers.places.moving import lock_place, place_rules, require_role
from layers.queries.wards import Ward
from layers.registers.reading import all_registers
from layers.roles import Role

ACTIONS = "place_actions"
"""Recorded actions are told by themselves, see LATER."""
NEWEST = "SELECT * FROM place_standing WHERE place_id = %s ORDER BY id DESC LIMIT 1"

# What the confirmation did has the moment of its transaction; all else was done to the place later.
LATER = """
WITH begun AS (
  SELECT id, at, after FROM change_log
   WHERE table_name = 'place' AND row_id = %(id)s::bigint::text AND action = 'insert'
   ORDER BY id DESC LIMIT 1
), now AS (
  SELECT after FROM change_log
   WHERE table_name = 'place' AND row_id = %(id)s::bigint::text AND action <> 'delete'
   ORDER BY id DESC LIMIT 1
)
SELECT p.confirmed_by <> '' AND p.import_id IS NULL AS is_confirmed,
       (SELECT count(*) FROM place_standing AS e WHERE e.place_id = p.id) - 1 AS steps,
       (SELECT count(*) FROM register_place_action AS a WHERE a.place_id = p.id) AS actions,
       (SELECT count(*) FROM incident AS i
         WHERE i.place_id = p.id AND NOT EXISTS (
           SELECT FROM change_log AS c
            WHERE c.table_name = 'incident' AND c.row_id = i.id::text AND c.at = begun.at
              AND c.action = 'update' AND c.after ->> 'place_id' = p.id::text)) AS incidents,
       (begun.after - 'state') IS DISTINCT FROM (now.after - 'state') AS is_edited
  FROM place AS p CROSS JOIN begun CROSS JOIN now
 WHERE p.id = %(id)s AND p.ward_id = %(ward)s
"""


def step_to_undo(conn: connection, place_id: int, role: Role, actor: str) -> dict[str, Any] | None:
    """Return the newest step of a place where this person may take it back: their own, or any."""
    step = db.one(conn, NEWEST, (place_id,))
    if step is None or step["from_state"] is None or role < Role.INSPECTOR:
        return None
    return step if step["actor"] == actor or role >= Role.SUPERVISOR else None


def undo_step(
    conn: connection, ward: Ward, place_id: int, event_id: int, role: Role, actor: str
) -> None:
    """Take the newest step of a place back; the history keeps both.

    UndoRefused where `event_id` is the newest step no more, NotAllowed for somebody else's step.
    """
    require_role(role, Role.INSPECTOR)
    with place_rules(), db.acting_as(conn, actor):
        lock_place(conn, ward, place_id)
        newest = db.one(conn, NEWEST, (place_id,))
        if newest is None or newest["id"] != event_id or newest["from_state"] is None:
            raise UndoRefused(
                Text(
                    "Không hoàn tác: chỉ bước mới nhất của điểm, và chỉ một lần.",
                    "It is not undone: only the newest step of a place is, and once.",
                )
            )
        if step_to_undo(conn, place_id, role, actor) is None:
            raise NotAllowed(
                Text(
                    "Chỉ người đã ghi bước này, hoặc người giám sát, hoàn tác được.",
                    "Only who took this step, or a supervisor, undoes it.",
                )
            )
        db.execute(
            conn,
            "INSERT INTO place_event (ward_id, place_id, to_state, happened_on, actor, undoes)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (ward.id, place_id, newest["from_state"], newest["happened_on"], actor, event_id),
        )


def confirmed_on_its_own(conn: connection, ward: Ward, place_id: int) -> bool:
    """Say whether a place came by a confirmation and nothing else was done with it."""
    found = db.one(conn, LATER, {"id": place_id, "ward": ward.id})
    if found is None or not found["is_confirmed"]:
        return False
    return not _done(found) and not _named_in(conn, place_id)


def undo_confirmation(conn: connection, ward: Ward, place_id: int, role: Role, actor: str) -> None:
    """Take a confirmation back: the place goes, its incidents belong to none, as before.

    UndoRefused where something was done with the place since, and says what.
    """
    require_role(role, Role.SUPERVISOR)
    with db.acting_as(conn, actor):
        lock_place(conn, ward, place_id)
        found = db.one(conn, LATER, {"id": place_id, "ward": ward.id})
        if found is None or not found["is_confirmed"]:
            raise UndoRefused(
                Text(
                    "Điểm này không do xác nhận mà có: chuyển sang «Xóa điểm» khi không còn.",
                    "This place did not come by a confirmation: move it to “Removed” when over.",
                )
            )
        done = [*_done(found), *_named_in(conn, place_id)]
        if done:
            raise UndoRefused(
                Text(
                    "Không bỏ xác nhận được: sau đó đã có " + ", ".join(d.vi for d in done) + "."
                    " Hãy hoàn tác hoặc gỡ trước, hay chuyển trạng thái của điểm.",
                    "The confirmation stays: since then there are "
                    + ", ".join(d.en for d in done)
                    + ". Take them back first, or move the state of the place.",
                )
            )
        db.execute(conn, "UPDATE incident SET place_id = NULL WHERE place_id = %s", (place_id,))
        db.execute(conn, "DELETE FROM place WHERE id = %s", (place_id,))


def _named_in(conn: connection, place_id: int) -> list[Text]:
    """Word which registers name a place: also in rows that were deleted, for these are kept."""
    said = []
    for register in all_registers():
        for column in register.columns:
            if column.ref != "place" or register.name == ACTIONS:
                continue
            query = sql.SQL("SELECT count(*) FROM {} WHERE {} = %s").format(
                sql.Identifier(register.table), sql.Identifier(column.name)
            )
            number = db.value(conn, query, (place_id,))
            if number:
                title = register.title
                said.append(
                    Text(
                        f"{number} dòng trong sổ «{title.vi}» (kể cả dòng đã xóa)",
                        f"rows of “{title.en}”: {number} (deleted ones too)",
                    )
                )
    return said


def _done(found: dict[str, Any]) -> list[Text]:
    """Word what was done with a place since it was confirmed."""
    steps, actions, incidents = found["steps"], found["actions"], found["incidents"]
    said = [
        (steps, Text(f"{steps} bước trạng thái", f"steps of its state: {steps}")),
        (actions, Text(f"{actions} việc đã làm", f"recorded actions: {actions}")),
        (incidents, Text(f"{incidents} vụ gắn thêm", f"incidents added: {incidents}")),
        (found["is_edited"], Text("bản ghi đã sửa", "its record was changed")),
    ]
    return [words for is_so, words in said if is_so]

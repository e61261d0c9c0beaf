"""One case as somebody may see it, and what they may do next."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.cases.refusals import why_text
from layers.errors import NotFound
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role


@dataclass(frozen=True)
class Case:
    """`version` is what a change begins from; `due_on` None: nothing is due."""

    id: int
    number: str
    occurred_on: date
    state: str
    state_name: Text
    is_open: bool
    is_counted: bool
    handler: str | None
    handler_name: str | None
    version: int
    blocked_by: str
    since_on: date
    due_on: date | None
    due_is_set: bool


class Move(NamedTuple):
    """A step from the state of a case; `why_not` None: this person may take it."""

    to_state: str
    name: Text
    needs_reason: bool
    needs_proof: bool
    is_end: bool
    lacks_proof: bool
    why_not: Text | None


class Person(NamedTuple):
    login: str
    name: str


def read_case(conn: connection, ward: Ward, incident_id: int, *, lock: bool = False) -> Case:
    """Return a case; NotFound where the ward has none such. `lock` keeps others off its row."""
    if lock:
        db.execute(
            conn,
            "SELECT 1 FROM incident WHERE ward_id = %s AND id = %s FOR UPDATE",
            (ward.id, incident_id),
        )
    row = db.one(conn, read_sql("case"), {"ward": ward.id, "id": incident_id})
    if row is None:
        raise NotFound(Text("vụ", "case"), incident_id)
    return Case(
        id=row["id"], number=row["source_key"], occurred_on=row["occurred_on"],
        state=row["state"], state_name=Text(row["state_vi"], row["state_en"]),
        is_open=row["is_open"], is_counted=row["is_counted"], handler=row["handler"],
        handler_name=row["handler_name"],
        version=row["version"], blocked_by=row["blocked_by"], since_on=row["since_on"],
        due_on=row["due_on"], due_is_set=row["due_is_set"],
    )  # fmt: skip


def next_moves(conn: connection, ward: Ward, case: Case, who: str) -> list[Move]:
    """Return the steps that lead on; those above the role are left out, others say why not."""
    params = {"ward": ward.id, "id": case.id, "who": who}
    return [
        Move(
            row["to_state"],
            Text(row["name_vi"], row["name_en"]),
            row["needs_reason"],
            row["needs_proof"],
            not row["is_open"],
            row["why"] == "proof",
            None if row["why"] is None else why_text(conn, row["why"], case.state),
        )
        for row in db.rows(conn, read_sql("case_moves"), params)
        if row["why"] not in ("role", "person")
    ]


def may_undo(conn: connection, case: Case, who: str, role: Role) -> dict[str, Any] | None:
    """Return the newest step of a case that stands, where this person may take it back."""
    step = db.one(
        conn,
        "SELECT (step).* FROM (SELECT standing_step(%s) AS step OFFSET 0) AS found",
        (case.id,),
    )
    if step is None or step["to_state"] != case.state:
        return None
    if role < Role.INSPECTOR or (step["actor"] != who and role < Role.SUPERVISOR):
        return None
    is_late = not case.is_open and db.value(
        conn, "SELECT %s < now() - interval '7 days'", (step["at"],)
    )
    return None if is_late else step


def handlers_of(conn: connection, ward: Ward) -> list[Person]:
    """Return who may handle cases of a ward, by name."""
    found = db.rows(
        conn,
        "SELECT login, display_name FROM \"user\" WHERE is_active AND role <> 'viewer'"
        " AND (ward_id IS NULL OR ward_id = %s) ORDER BY display_name COLLATE vietnamese, login",
        (ward.id,),
    )
    return [Person(row["login"], row["display_name"]) for row in found]

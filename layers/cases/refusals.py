"""What the database says when it refuses a move of a case, in words for the person who asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import psycopg2.errors
from psycopg2.extensions import connection

from geo.errors import InputError, ServiceError
from geo.text import Text
from layers import db
from layers.errors import NotAllowed

MOVE_RULE = "incident_move"
STAYS_RULE = "incident_case_stays"
LONGEST_REASON = 500

_FIELDS = {"no_move": "state", "no_undo": "undo", "ended": "undo"}
_WHY = {
    "person": Text("cần biết ai thực hiện", "it must be known who does it"),
    "role": Text("vai trò của bạn không đủ cho bước này", "your role does not reach this step"),
    "reason": Text("bước này cần ghi lý do, căn cứ", "this step needs its reason in words"),
    "other": Text(
        "người đóng phải khác người thụ lý và người đã ghi khắc phục lần này, kể cả kiểm tra lại",
        "it is closed by somebody who never handled it, nor put it right, a re-check included",
    ),
    "proof": Text(
        "cần ảnh đã khắc phục, hoặc kiểm tra lại trước",
        "it needs a photo of the remedy, or a re-check first",
    ),
    "no_undo": Text(
        "chỉ hoàn tác được bước mới nhất, một lần", "only the newest step is undone, and once"
    ),
    "ended": Text(
        "vụ đã kết thúc quá 7 ngày: nếu tái diễn, hãy ghi vụ mới",
        "it ended more than 7 days ago: what comes back is a new incident",
    ),
}


@contextmanager
def case_rules(conn: connection) -> Iterator[None]:
    """Turn a refused move into InputError naming states and reason, or NotAllowed for a role.

    The caller's transaction is over then, or at its savepoint.
    """
    try:
        yield
    except psycopg2.errors.CheckViolation as error:
        if error.diag.constraint_name != MOVE_RULE:
            raise
        said = json.loads(error.diag.message_detail or "{}")
    else:
        return
    raise refusal(conn, said["why"], said["from"], said["to"], said["incident"])


def refusal(
    conn: connection, why: str, from_state: str, to_state: str, incident: int
) -> ServiceError:
    """Return what to raise: it names the case, both states, and what the database asks for."""
    names = state_names(conn)
    was, wanted = names.get(from_state, _code(from_state)), names.get(to_state, _code(to_state))
    more = why_text(conn, why, from_state)
    text = Text(
        f"Vụ {incident}: từ '{was.vi}' sang '{wanted.vi}': {more.vi}.",
        f"Case {incident}: from '{was.en}' to '{wanted.en}': {more.en}.",
    )
    if why == "role":
        return NotAllowed(text)
    return InputError(text, field=_FIELDS.get(why, why), value=to_state)


def why_text(conn: connection, why: str, from_state: str) -> Text:
    """Return the reason of a refusal; where there is no such move, the ones there are."""
    if why != "no_move":
        return _WHY[why]
    names = state_names(conn)
    ways = [names[code] for code in moves_from(conn, from_state)]
    if not ways:
        return Text(
            "trạng thái này là kết thúc; nếu tái diễn, hãy ghi vụ mới",
            "this state ends a case; what comes back is a new incident",
        )
    return Text(
        "không có bước này; có thể: " + ", ".join(way.vi for way in ways),
        "there is no such step; there are: " + ", ".join(way.en for way in ways),
    )


def state_names(conn: connection) -> dict[str, Text]:
    """Return the states by code, in their order."""
    found = db.rows(conn, "SELECT code, name_vi, name_en FROM incident_state ORDER BY sort")
    return {row["code"]: Text(row["name_vi"], row["name_en"]) for row in found}


def moves_from(conn: connection, state: str) -> list[str]:
    """Return the states that a case in `state` may go to, by whoever may."""
    query = (
        "SELECT m.to_state FROM incident_move AS m JOIN incident_state AS s ON s.code = m.to_state"
        " WHERE m.from_state = %s ORDER BY s.sort"
    )
    return [row["to_state"] for row in db.rows(conn, query, (state,))]


def _code(state: str) -> Text:
    return Text(state, state)

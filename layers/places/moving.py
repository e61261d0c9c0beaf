"""Places confirmed and moved by people: each step is an event that the database holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg2
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.refusals import needs, not_one_of
from geo.text import Text
from geo.written import short_moment
from layers import db
from layers.errors import NotAllowed, NotFound, Stale
from layers.places.reading import STATES, WHAT, least_role, read_place
from layers.queries.wards import Ward
from layers.roles import Role

LONGEST_REASON = 500
NEWEST_EVENT = "SELECT * FROM place_event WHERE place_id = %s ORDER BY id DESC LIMIT 1"


def move_place(
    conn: connection,
    ward: Ward,
    place_id: int,
    to_state: str,
    happened_on: date,
    reason: str,
    role: Role,
    actor: str,
    version: int | None = None,
) -> None:
    """Move a place to a state as of a day; InputError where the rules of the database say no.

    `version` is the newest event that the person saw: Stale where there is a newer one. NotAllowed
    below the role that takes a place there: only a supervisor removes one.
    """
    require_role(role, least_role(to_state))
    read_place(conn, ward, place_id, happened_on, role)
    words = " ".join(reason.split())
    if to_state not in STATES:
        raise not_one_of("to_state", to_state, STATES)
    if not words or len(words) > LONGEST_REASON:
        raise InputError(
            Text(
                f"Lý do: cần ghi lý do, nhiều nhất {LONGEST_REASON} ký tự.",
                f"Reason: it needs a reason of at most {LONGEST_REASON} characters.",
            ),
            field="reason",
            value=words[:40],
        )
    with place_rules(), db.acting_as(conn, actor):
        lock_place(conn, ward, place_id)
        _require_seen(conn, place_id, version)
        _require_way(conn, place_id, to_state)
        db.execute(
            conn,
            "INSERT INTO place_event (ward_id, place_id, to_state, happened_on, reason, actor)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (ward.id, place_id, to_state, happened_on, words, actor),
        )


def confirm_candidate(
    conn: connection, ward: Ward, run_id: int, cell_no: int, role: Role, actor: str
) -> int:
    """Make a computed repeat point a place of the register, with its rule and incidents.

    Returns its id; NotFound where the ward has no such point, InputError where it is one already.
    """
    require_role(role, Role.SUPERVISOR)
    found = db.one(
        conn,
        "SELECT concat_ws(' · ', (SELECT nullif(l.name, '') FROM lane AS l WHERE l.ward_id = %s"
        "         ORDER BY l.geom <-> c.geom LIMIT 1), nullif(c.label, '')) AS label, c.members,"
        "       r.summary -> 'rule' AS rule, r.parameters, c.geom::text AS geom"
        "  FROM run_cell AS c JOIN run AS r ON r.id = c.run_id"
        " WHERE r.ward_id = %s AND r.method = 'repeat_points' AND r.removed_at IS NULL"
        "   AND c.run_id = %s AND c.cell_no = %s AND ST_GeometryType(c.geom) = 'ST_Point'",
        (ward.id, ward.id, run_id, cell_no),
    )
    if found is None:
        raise NotFound(WHAT, f"{run_id}/{cell_no}")
    rule = found["rule"] or {}
    radius = float(found["parameters"].get("radius_m") or 10)
    with db.acting_as(conn, actor):
        code = f"P{run_id}-{cell_no}"
        place_id = db.value(
            conn,
            "INSERT INTO place (ward_id, code, name, state, geom, radius_m, rule_vi, rule_en,"
            "                   confirmed_by, confirmed_on)"
            " VALUES (%s, %s, %s, 'repeat', %s::geometry, %s, %s, %s, %s, current_date)"
            " ON CONFLICT (ward_id, code) DO NOTHING RETURNING id",
            (ward.id, code, found["label"] or code, found["geom"], min(radius, 500),
             rule.get("vi", ""), rule.get("en", ""), actor),
        )  # fmt: skip
        if place_id is None:
            raise needs("cell", code, Text("điểm chưa xác nhận", "a point not confirmed yet"))
        db.execute(
            conn,
            "UPDATE incident SET place_id = %s WHERE id = ANY(%s) AND ward_id = %s"
            " AND place_id IS NULL",
            (place_id, found["members"], ward.id),
        )
    return int(place_id)


def lock_place(conn: connection, ward: Ward, place_id: int) -> None:
    """Wait for those who work on a place; NotFound where the ward has none such."""
    query = "SELECT id FROM place WHERE id = %s AND ward_id = %s FOR UPDATE"
    if db.value(conn, query, (place_id, ward.id)) is None:
        raise NotFound(WHAT, place_id)


def _require_seen(conn: connection, place_id: int, version: int | None) -> None:
    """Refuse a step that began from an earlier event, and say who did what since."""
    newest = db.one(conn, NEWEST_EVENT, (place_id,))
    if version is None or newest is None or newest["id"] == version:
        return
    who, state = newest["actor"], STATES[newest["to_state"]]
    did = (
        Text("hoàn tác về", "put it back to")
        if newest["undoes"]
        else Text("chuyển sang", "moved it to")
    )
    at = short_moment(newest["at"])
    raise Stale(
        Text(
            f"{who} đã {did.vi} '{state.vi}' lúc {at.vi}, sau khi bạn mở trang này."
            " Chưa lưu gì cả; phần bạn gõ còn nguyên.",
            f"{who} {did.en} '{state.en}' at {at.en}, after you had opened this page."
            " Nothing was saved; what you typed is still here.",
        ),
        {"version": newest["id"], "state": newest["to_state"]},
    )


def _require_way(conn: connection, place_id: int, to_state: str) -> None:
    """Refuse a state that does not follow the one of now, with those that do, in words."""
    query = "SELECT state, place_moves(state) AS moves FROM place WHERE id = %s"
    found = db.one(conn, query, (place_id,)) or {}
    if to_state in found["moves"]:
        return
    was, wanted = STATES[found["state"]], STATES[to_state]
    ways = [STATES[code] for code in found["moves"]]
    raise InputError(
        Text(
            f"Từ '{was.vi}' không chuyển sang '{wanted.vi}' được; chỉ đến: "
            + ", ".join(way.vi for way in ways)
            + ".",
            f"'{wanted.en}' cannot follow '{was.en}'; only: "
            + ", ".join(way.en for way in ways)
            + ".",
        ),
        field="to_state",
        value=to_state,
    )


@contextmanager
def place_rules() -> Iterator[None]:
    """Turn what the database refuses of an event into InputError, in both languages."""
    try:
        yield
    except psycopg2.errors.CheckViolation as error:
        vi, en = error.diag.message_primary or "", error.diag.message_hint or ""
        raise InputError(Text(vi, en), field=error.diag.column_name or "to_state") from error


def require_role(role: Role, needed: Role) -> None:
    """Refuse a role that does not reach so far."""
    if role < needed:
        raise NotAllowed(
            Text(f"Việc này cần vai trò {needed.code}.", f"This needs the role {needed.code}.")
        )

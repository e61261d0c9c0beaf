"""Links to a view for people without an account: made, listed, opened, revoked, restored."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.errors import InputError
from geo.text import Text
from layers import clock, db
from layers.day_words import short_day
from layers.errors import NotAllowed, NotFound
from layers.queries.wards import Ward
from layers.roles import Role

TOKEN_BYTES = 24
LONGEST_TOKEN = 64
LONGEST_DAYS = 366
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Share:
    """A link that opens: `role` is never above what its maker has today.

    `view` is the address query it was made of; `is_locked`: layers and filter stay as they are.
    `origins` are the sites that may show it in a frame.
    """

    id: int
    ward_id: int
    role: Role
    is_redacted: bool
    is_locked: bool
    view: Mapping[str, str]
    origins: tuple[str, ...]
    ends_on: date


@dataclass(frozen=True)
class ShareWish:
    """What a link is to be."""

    role: Role
    is_redacted: bool
    is_locked: bool
    view: Mapping[str, str]
    ends_on: date
    origins: Sequence[str] = field(default_factory=tuple)
    note: str = ""


ADD = """
    INSERT INTO share_link (ward_id, token_hash, role, is_redacted, is_locked, view, origins, note,
                            ends_on, made_by)
    VALUES (%(ward)s, %(hash)s, %(role)s, %(redacted)s, %(locked)s, %(view)s, %(origins)s, %(note)s,
            %(ends_on)s, %(maker)s)
    RETURNING id
"""
OPEN = """
    SELECT share.id, share.ward_id, share.role, share.is_redacted, share.is_locked, share.view,
           share.origins, share.ends_on, maker.role AS maker_role
      FROM share_link AS share
      JOIN "user" AS maker ON maker.id = share.made_by AND maker.is_active
       AND (maker.ward_id IS NULL OR maker.ward_id = share.ward_id)
     WHERE share.token_hash = %s AND share.revoked_at IS NULL AND share.ends_on >= current_date
"""
LISTED = """
    SELECT share.id, share.role, share.is_redacted, share.is_locked, share.view, share.origins,
           share.note, share.ends_on, share.made_at, share.uses, share.last_used_at,
           share.revoked_at, share.ends_on < current_date AS is_over, maker.login AS made_by
      FROM share_link AS share JOIN "user" AS maker ON maker.id = share.made_by
     WHERE share.ward_id = %s
     ORDER BY share.id DESC
     LIMIT 200
"""


def make_share(
    conn: connection, ward: Ward, maker_id: int, highest: Role, wish: ShareWish
) -> tuple[int, str]:
    """Keep a link and return its id and its token, which is told this once.

    InputError for an end outside today to 366 days, or a long note; NotAllowed for a role above
    `highest`, what the maker may see.
    """
    _check(wish, highest)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = db.value(
        conn,
        ADD,
        {
            "ward": ward.id,
            "hash": _hash(token),
            "role": wish.role.code,
            "redacted": wish.is_redacted,
            "locked": wish.is_locked,
            "view": Json(dict(wish.view)),
            "origins": list(wish.origins),
            "note": wish.note,
            "ends_on": wish.ends_on,
            "maker": maker_id,
        },
    )
    return int(made), token


def open_share(conn: connection, token: str) -> Share | None:
    """Return the link of a token; None alike where it is unknown, over or revoked.

    It is over too once its maker is switched off or works for another ward.
    """
    row = db.one(conn, OPEN, (_hash(token[: LONGEST_TOKEN + 1]),))
    if row is None:
        return None
    role = min(Role.parse(row["role"]), Role.parse(row["maker_role"]))
    return Share(
        row["id"],
        row["ward_id"],
        role,
        row["is_redacted"],
        row["is_locked"],
        row["view"],
        tuple(row["origins"]),
        row["ends_on"],
    )


def count_use(conn: connection, share: Share) -> None:
    """Note that somebody has opened the page of a link."""
    db.execute(
        conn,
        "UPDATE share_link SET uses = uses + 1, last_used_at = now() WHERE id = %s",
        (share.id,),
    )


def list_shares(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    """Return the links of a ward, newest first, with how often and when they were opened."""
    return [_listed(row) for row in db.rows(conn, LISTED, (ward.id,))]


def revoke_share(conn: connection, ward: Ward, share_id: int, actor: str) -> None:
    """End a link now; NotFound where the ward has none such, or it is revoked already."""
    touched = db.execute(
        conn,
        "UPDATE share_link SET revoked_at = now(), revoked_by = %s"
        " WHERE id = %s AND ward_id = %s AND revoked_at IS NULL",
        (actor, share_id, ward.id),
    )
    if not touched:
        raise _not_there(share_id)


def restore_share(conn: connection, ward: Ward, share_id: int, highest: Role) -> None:
    """Open a revoked link again; NotAllowed where its role is above `highest`."""
    role = db.value(
        conn,
        "SELECT role FROM share_link WHERE id = %s AND ward_id = %s AND revoked_at IS NOT NULL",
        (share_id, ward.id),
    )
    if role is None:
        raise _not_there(share_id)
    _check_role(Role.parse(role), highest)
    db.execute(
        conn,
        "UPDATE share_link SET revoked_at = NULL, revoked_by = NULL WHERE id = %s",
        (share_id,),
    )


def _hash(token: str) -> bytes:
    """The token is random, so a plain hash of it cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _check(wish: ShareWish, highest: Role) -> None:
    _check_role(wish.role, highest)
    today = clock.today()
    last = today + timedelta(days=LONGEST_DAYS)
    if not today <= wish.ends_on <= last:
        wished, first, end = short_day(wish.ends_on), short_day(today), short_day(last)
        raise InputError(
            Text(
                f"ends_on={wished.vi}: liên kết phải hết hạn từ {first.vi} đến {end.vi}.",
                f"ends_on={wished.en}: a link has to end between {first.en} and {end.en}.",
            ),
            field="ends_on",
            value=wish.ends_on,
        )
    if len(wish.note) > LONGEST_NOTE:
        raise InputError(
            Text(
                f"note: dài {len(wish.note)} ký tự; nhiều nhất {LONGEST_NOTE}.",
                f"note: {len(wish.note)} characters; at most {LONGEST_NOTE}.",
            ),
            field="note",
            value=wish.note[:40],
        )


def _check_role(role: Role, highest: Role) -> None:
    if role > highest:
        allowed = ", ".join(each.code for each in Role if each <= highest)
        raise NotAllowed(
            Text(
                f"role={role.code}: không thể chia sẻ quá quyền của mình; chọn: {allowed}.",
                f"role={role.code}: nobody can share more than they may see; choose: {allowed}.",
            )
        )


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    state = "revoked" if row["revoked_at"] else "over" if row["is_over"] else "open"
    moments = {
        name: row[name].isoformat(timespec="seconds") if row[name] else None
        for name in ("made_at", "last_used_at", "revoked_at")
    }
    return row | moments | {"ends_on": row["ends_on"].isoformat(), "state": state}


def _not_there(share_id: int) -> NotFound:
    return NotFound(Text("liên kết chia sẻ", "share link"), share_id)

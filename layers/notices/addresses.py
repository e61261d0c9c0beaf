"""Where a person's mails go: an address its owner has confirmed, and an end to it in one step."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.notices.tokens import hash_of, make_token
from layers.queries.wards import Ward

LONGEST = 254
CONFIRM_DAYS = 3
MOST_CONFIRMS = 5
"""Mails to confirm an address that one person may have sent in a day."""
FORM = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Address(NamedTuple):
    """Where mails go; they do once it is confirmed."""

    address: str
    confirmed_at: datetime | None
    language: str


def read_address(conn: connection, user_id: int) -> Address | None:
    """Return a person's address; None where they have said none."""
    row = db.one(
        conn,
        "SELECT address, confirmed_at, language FROM notice_reader"
        " WHERE user_id = %s AND address <> ''",
        (user_id,),
    )
    return None if row is None else Address(**row)


def ask_address(conn: connection, ward: Ward, user_id: int, address: str, language: str) -> None:
    """Keep an address, unconfirmed, and have a mail sent there that asks its owner.

    InputError for what is no address, and for more than five such mails in a day.
    """
    said = _checked(address)
    with db.transaction(conn):
        _require_few(conn, user_id)
        db.execute(
            conn,
            "INSERT INTO notice_reader (user_id, language, address)"
            " VALUES (%(user)s, %(language)s, %(address)s) ON CONFLICT (user_id) DO UPDATE"
            " SET language = %(language)s, address = %(address)s, confirmed_at = NULL,"
            " confirm_hash = NULL, confirm_until = NULL",
            {"user": user_id, "language": language, "address": said},
        )
        db.execute(
            conn,
            "INSERT INTO notice_mail (ward_id, user_id, kind, address)"
            " VALUES (%s, %s, 'confirm', %s)",
            (ward.id, user_id, said),
        )
        db.execute(conn, "SELECT ask_for_notices(%s)", (ward.id,))


def begin_confirming(conn: connection, user_id: int, now: datetime) -> str:
    """Return the token of the link that confirms an address; an older link opens nothing."""
    token = make_token()
    db.execute(
        conn,
        "UPDATE notice_reader SET confirm_hash = %s, confirm_until = %s WHERE user_id = %s",
        (hash_of(token), now + timedelta(days=CONFIRM_DAYS), user_id),
    )
    return token


def confirm_address(conn: connection, token: str) -> bool:
    """Confirm the address of a token; False alike where it is unknown, used or too old."""
    query = (
        "UPDATE notice_reader SET confirmed_at = now(), confirm_hash = NULL, confirm_until = NULL"
        " WHERE confirm_hash = %s AND confirm_until > now() AND address <> ''"
    )
    return db.execute(conn, query, (hash_of(token),)) > 0


def forget_address(conn: connection, user_id: int) -> None:
    """Send a person no more mails, and forget where they went."""
    with db.transaction(conn):
        db.execute(
            conn,
            "UPDATE notice_reader SET address = '', confirmed_at = NULL, confirm_hash = NULL,"
            " confirm_until = NULL WHERE user_id = %s",
            (user_id,),
        )
        _stop(conn, user_id)


def unsubscribe(conn: connection, token: str) -> bool:
    """End the mails of whoever got the mail of a token; False where there was no such mail.

    The subscriptions stay, in the pages. A second time does the same.
    """
    query = "SELECT user_id FROM notice_mail WHERE unsubscribe_hash = %s"
    user_id = db.value(conn, query, (hash_of(token),))
    if user_id is None:
        return False
    with db.transaction(conn):
        _stop(conn, user_id)
    return True


def _stop(conn: connection, user_id: int) -> None:
    db.execute(conn, "UPDATE subscription SET by_mail = false WHERE owner_id = %s", (user_id,))
    db.execute(
        conn,
        "UPDATE notice_mail SET state = 'dropped', ended_at = now()"
        " WHERE user_id = %s AND state = 'waiting' AND kind = 'notices'",
        (user_id,),
    )


def _checked(address: str) -> str:
    said = address.strip()
    if len(said) <= LONGEST and FORM.fullmatch(said):
        return said
    raise InputError(
        Text(
            f"address={said[:40]}: cần một địa chỉ thư, ví dụ lan@example.org.",
            f"address={said[:40]}: needs a mail address, such as lan@example.org.",
        ),
        field="address",
        value=said[:40],
    )


def _require_few(conn: connection, user_id: int) -> None:
    query = (
        "SELECT count(*) FROM notice_mail WHERE user_id = %s AND kind = 'confirm'"
        " AND made_at > now() - interval '1 day'"
    )
    if db.value(conn, query, (user_id,)) >= MOST_CONFIRMS:
        raise InputError(
            Text(
                f"address: đã gửi {MOST_CONFIRMS} thư xác nhận trong một ngày; hãy đợi đến mai.",
                f"address: {MOST_CONFIRMS} mails to confirm were sent today; wait until tomorrow.",
            ),
            field="address",
            value=MOST_CONFIRMS,
        )

"""Signing in: constant work for any login, and limits that hold over all worker processes."""

from dataclasses import dataclass
from datetime import timedelta

from argon2.exceptions import InvalidHashError, VerificationError
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import ServiceError
from geo.text import Text
from layers import db
from layers.queries.users import HASHER, LONGEST_PASSWORD, User, get_user

KEPT = timedelta(days=30)
# What an unknown login is compared with, so that it takes as long as a known one: the hash of 32
# random bytes that nobody has kept. Making one at every start would cost a tenth of a second.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$Iqw+ynqkhEoSzRoGgorKuA$h3AYie623Qb89AT1TDnybMXyouAzPOsIsCyXm2TTTh0"
)


@dataclass(frozen=True)
class Limit:
    """So many failures within a time are borne; the next attempt is refused."""

    column: str
    failures: int
    within: timedelta


PER_LOGIN = Limit("login", 5, timedelta(minutes=15))
PER_ADDRESS = Limit("address", 20, timedelta(minutes=1))


class TooManyAttempts(ServiceError):
    """The limit of failed sign-ins is reached; says when to come back."""

    def __init__(self, retry_after_s: int) -> None:
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(
            Text(
                f"Đăng nhập sai quá nhiều lần; thử lại sau {minutes} phút.",
                f"Too many failed sign-ins; try again in {minutes} minutes.",
            )
        )
        self.retry_after_s = retry_after_s


def authenticate(conn: connection, login: str, password: str, address: str) -> User | None:
    """Return the person, or None for a wrong login, a wrong password or an account switched off.

    Raises TooManyAttempts when a limit is reached. The attempt counts as failed until the password
    has proved right, so attempts made at the same time cannot slip past the limit together.
    """
    login, password = login.strip().lower()[:80], password[: LONGEST_PASSWORD + 1]
    attempt = _note_attempt(conn, login, address)
    row = db.one(
        conn,
        'SELECT id, password_hash, is_active FROM "user" WHERE login = %s',
        (login,),
    )
    is_right = _matches(row["password_hash"] if row else NOBODY, password)
    if row is None or not is_right or not row["is_active"]:
        return None
    _let_in(conn, attempt, row["id"], row["password_hash"], password)
    return get_user(conn, row["id"])


def _note_attempt(conn: connection, login: str, address: str) -> int:
    """Record the attempt as failed, or refuse it; one at a time per login and per address."""
    with db.transaction(conn):
        for key in sorted({f"login:{login}", f"address:{address}"}):
            db.execute(conn, "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))
        for limit, who in ((PER_LOGIN, login), (PER_ADDRESS, address)):
            _check_limit(conn, limit, who)
        return int(
            db.value(
                conn,
                "INSERT INTO sign_in_attempt (login, address, at, is_good)"
                " VALUES (%s, %s, clock_timestamp(), false) RETURNING id",
                (login, address),
            )
        )


def _check_limit(conn: connection, limit: Limit, who: str) -> None:
    """Raise when the failures in the window have reached the limit.

    An account's count starts again after a good sign-in; an address's does not.
    """
    since_good = (
        " AND id > coalesce("
        "(SELECT max(id) FROM sign_in_attempt WHERE login = %(who)s AND is_good), 0)"
        if limit is PER_LOGIN
        else ""
    )
    statement = sql.SQL(
        "SELECT ceil(extract(epoch FROM at + %(within)s - clock_timestamp()))::integer AS wait_s"
        " FROM sign_in_attempt"
        " WHERE {column} = %(who)s AND NOT is_good AND at > clock_timestamp() - %(within)s"
        "{since_good} ORDER BY at DESC OFFSET %(borne)s LIMIT 1"
    ).format(column=sql.Identifier(limit.column), since_good=sql.SQL(since_good))
    wait_s = db.value(
        conn, statement, {"who": who, "within": limit.within, "borne": limit.failures - 1}
    )
    if wait_s is not None:
        raise TooManyAttempts(max(1, int(wait_s)))


def _let_in(conn: connection, attempt: int, user_id: int, hashed: str, password: str) -> None:
    """Mark the attempt as good; renew a hash made with older parameters; forget old attempts."""
    with db.transaction(conn):
        db.execute(conn, "UPDATE sign_in_attempt SET is_good = true WHERE id = %s", (attempt,))
        db.execute(conn, 'UPDATE "user" SET last_sign_in_at = now() WHERE id = %s', (user_id,))
        if HASHER.check_needs_rehash(hashed):
            db.execute(
                conn,
                'UPDATE "user" SET password_hash = %s WHERE id = %s',
                (HASHER.hash(password), user_id),
            )
        db.execute(conn, "DELETE FROM sign_in_attempt WHERE at < now() - %s", (KEPT,))


def _matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False

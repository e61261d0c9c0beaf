"""People who sign in: created, listed, changed; every change ends their open sessions."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.queries.wards import Ward
from layers.roles import Role

LOGIN = re.compile(r"[a-z0-9._@-]{3,80}")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
FIRST_ADMIN = "admin"
# Two first starts at once make one administrator ("diemnong" and "user" on a telephone's keys).
ADMIN_LOCK = 3436666648737

HASHER = PasswordHasher()


@dataclass(frozen=True)
class User:
    """A person; ward_id None: all wards. A session names id and session_epoch."""

    id: int
    login: str
    display_name: str
    role: Role
    ward_id: int | None
    is_active: bool
    session_epoch: int


def create_user(
    conn: connection,
    login: str,
    password: str,
    role: Role,
    *,
    display_name: str = "",
    ward_id: int | None = None,
    actor: str = "cli",
) -> User:
    """Add a person in a transaction of its own; InputError for a bad or taken login."""
    login = _checked_login(login)
    hashed = HASHER.hash(checked_password(password))
    with db.acting_as(conn, actor):
        row = db.one(
            conn,
            'INSERT INTO "user" (login, display_name, role, ward_id, password_hash)'
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (login) DO NOTHING"
            " RETURNING id, login, display_name, role, ward_id, is_active, session_epoch",
            (login, display_name or login, _stored_role(role), ward_id, hashed),
        )
    if row is None:
        raise InputError(
            Text(f"Tên đăng nhập '{login}' đã có.", f"The login '{login}' is taken."),
            field="login",
            value=login,
        )
    return user_of(row)


def list_users(conn: connection) -> list[User]:
    query = (
        "SELECT id, login, display_name, role, ward_id, is_active, session_epoch"
        ' FROM "user" ORDER BY login'
    )
    return [user_of(row) for row in db.rows(conn, query)]


def get_user(conn: connection, user_id: int) -> User | None:
    """Return the person with this id, or None."""
    query = (
        "SELECT id, login, display_name, role, ward_id, is_active, session_epoch"
        ' FROM "user" WHERE id = %s'
    )
    row = db.one(conn, query, (user_id,)) if user_id < 2**31 else None
    return None if row is None else user_of(row)


def find_user(conn: connection, login: str) -> User:
    """Return the person with this login; NotFound where there is none."""
    query = (
        "SELECT id, login, display_name, role, ward_id, is_active, session_epoch"
        ' FROM "user" WHERE login = %s'
    )
    row = db.one(conn, query, (login.strip().lower(),))
    if row is None:
        raise NotFound(Text("tài khoản", "account"), login)
    return user_of(row)


def role_in(conn: connection, login: str, ward: Ward) -> Role:
    """Return the role that a login has in a ward now: public where it has none, or is locked."""
    query = (
        'SELECT role FROM "user"'
        " WHERE login = %s AND is_active AND (ward_id IS NULL OR ward_id = %s)"
    )
    row = db.one(conn, query, (login, ward.id))
    return Role.PUBLIC if row is None else Role.parse(row["role"])


def set_role(conn: connection, login: str, role: Role, *, actor: str = "cli") -> None:
    """Give a person another role; open sessions end."""
    _change(conn, login, "role", _stored_role(role), actor)


def set_password(conn: connection, login: str, password: str, *, actor: str = "cli") -> None:
    """Give a person another password; open sessions end."""
    _change(conn, login, "password_hash", HASHER.hash(checked_password(password)), actor)


def set_active(conn: connection, login: str, active: bool, *, actor: str = "cli") -> None:
    """Let a person in or keep them out; open sessions end."""
    _change(conn, login, "is_active", active, actor)


def ensure_admin(conn: connection) -> tuple[str, str | None]:
    """Return an administrator's login, and the password when this call made the account.

    The password is random and known only to the caller: print it once.
    """
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(%s)", (ADMIN_LOCK,))
        login = db.value(
            conn, "SELECT login FROM \"user\" WHERE role = 'admin' ORDER BY id LIMIT 1"
        )
        if login is not None:
            return str(login), None
        password = secrets.token_urlsafe(15)
        create_user(
            conn, FIRST_ADMIN, password, Role.ADMIN, display_name="Quản trị", actor="first start"
        )
    return FIRST_ADMIN, password


def checked_password(password: str) -> str:
    """Return a password that may be used; InputError says how long it must be."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            Text(
                f"Mật khẩu cần từ {SHORTEST_PASSWORD} đến {LONGEST_PASSWORD} ký tự.",
                f"A password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            ),
            field="password",
        )
    return password


def end_sessions(conn: connection, user: User) -> None:
    """End every open session of a person, also those whose cookie somebody else has kept."""
    with db.acting_as(conn, user.login):
        db.execute(
            conn,
            'UPDATE "user" SET session_epoch = session_epoch + 1 WHERE id = %s',
            (user.id,),
        )


def _change(conn: connection, login: str, column: str, value: object, actor: str) -> None:
    """Write one column and raise the epoch, which ends every session of the person."""
    user = find_user(conn, login)
    statement = sql.SQL(
        'UPDATE "user" SET {} = %s, session_epoch = session_epoch + 1 WHERE id = %s'
    ).format(sql.Identifier(column))
    with db.acting_as(conn, actor):
        db.execute(conn, statement, (value, user.id))


def _checked_login(login: str) -> str:
    plain = login.strip().lower()
    if not LOGIN.fullmatch(plain):
        raise InputError(
            Text(
                f"Tên đăng nhập '{login}': 3 đến 80 ký tự a-z, 0-9, . _ @ -",
                f"Login '{login}': 3 to 80 characters a-z, 0-9, . _ @ -",
            ),
            field="login",
            value=login,
        )
    return plain


def _stored_role(role: Role) -> str:
    if role is Role.PUBLIC:
        raise InputError(
            Text(
                "Một tài khoản cần vai trò cao hơn 'public'.",
                "An account needs more than 'public'.",
            ),
            field="role",
            value="public",
        )
    return role.code


def user_of(row: dict[str, Any]) -> User:
    """Return the person of a row."""
    return User(
        id=row["id"],
        login=row["login"],
        display_name=row["display_name"],
        role=Role.parse(row["role"]),
        ward_id=row["ward_id"],
        is_active=row["is_active"],
        session_epoch=row["session_epoch"],
    )

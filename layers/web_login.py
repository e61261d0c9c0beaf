"""The login of the web server's role: made where it is missing, checked, and let in."""

import hashlib
import hmac
from typing import NamedTuple

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, encrypt_password, make_dsn, parse_dsn

from geo.text import Text
from layers import db, migrate, web_role
from layers.errors import Unavailable

SETTING = "DIEMNONG_WEB_DATABASE_URL"
LONGEST_NAME = 63


class WebLogin(NamedTuple):
    """The address for the web server, and what a person should know of it."""

    url: str
    remarks: list[Text]


def web_login(owner_url: str, named_url: str, secret: str, superuser_url: str = "") -> WebLogin:
    """Return with which address the web server connects; its role may write rows and no more.

    `named_url` is what a person chose, or empty: then the role is called after the database, and
    its password follows from `secret`. `superuser_url` is that of the private cluster, whose roles
    are all ours: there it is made, or given its password, by the superuser; elsewhere it is made
    by the owner, and one that is there already is never changed: another server may work by it.
    Raises Unavailable with what to do where the role may not be made or may not sign in.
    """
    owner = db.connect(owner_url)
    try:
        url = named_url or _own_url(owner, owner_url, secret)
        role = _user_of(url)
        is_new = False
        if not named_url and not _may_sign_in(url):
            is_new = _make(owner, superuser_url, role, parse_dsn(url)["password"])
        is_known = bool(named_url) or is_new or _is_known(owner, role)
        # Before it connects: it may have to be let into the database at all.
        remarks = _let_in(owner, superuser_url, role) if is_known else []
        try:
            db.connect(url).close()
        except Unavailable as reason:
            if is_new:
                _unmake(owner, role)
            raise (_keeps_out if is_new or named_url else _other_key)(role, reason) from reason
        return WebLogin(url, remarks if is_known else _let_in(owner, superuser_url, role))
    finally:
        owner.close()


def _own_url(owner: connection, owner_url: str, secret: str) -> str:
    password = hmac.new(secret.encode(), b"role of the web server", hashlib.sha256).hexdigest()
    name = f"{db.value(owner, 'SELECT current_database()')}_web"
    if len(name.encode()) > LONGEST_NAME:
        name = f"diemnong_{hashlib.sha256(name.encode()).hexdigest()[:16]}_web"
    return make_dsn(owner_url, user=name, password=password)


def _user_of(url: str) -> str:
    named = parse_dsn(url).get("user")
    if named:
        return str(named)
    conn = db.connect(url)
    conn.close()
    return str(conn.info.user)


def _may_sign_in(url: str) -> bool:
    try:
        db.connect(url).close()
    except Unavailable:
        return False
    return True


def _make(owner: connection, superuser_url: str, role: str, password: str) -> bool:
    """Make the role where it is missing; say whether we did. Starts at once come to the same.

    Only the superuser of the private cluster gives one that is there its password anew.
    """
    # Hashed here, as a server would: no password stands in its log, nor in what we say.
    verifier = encrypt_password(password, role, owner, "scram-sha-256")
    exists = _exists(owner, role)
    if exists and not superuser_url:
        return False
    who = sql.Identifier(role)
    make = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(who, sql.Literal(verifier))
    change = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(who, sql.Literal(verifier))
    maker = db.connect(superuser_url) if superuser_url else owner
    try:
        is_new = not exists and _run(maker, make)
        if not is_new and superuser_url:
            _run(maker, change)
        if is_new or superuser_url:
            # The owner may look through its eyes (SET ROLE), as the tests do.
            grant = sql.SQL("GRANT {} TO {}").format(who, sql.Identifier(owner.info.user))
            _run(maker, grant)
        return is_new and not superuser_url
    except psycopg2.errors.InsufficientPrivilege as error:
        raise _may_not(role, _for_an_administrator(owner, who, make)) from error
    finally:
        if superuser_url:
            maker.close()


def _run(maker: connection, statement: sql.Composed) -> bool:
    """Say whether it was done: another start may have made the role between our look and word."""
    while True:
        try:
            db.execute(maker, statement)
            return True
        except (psycopg2.errors.DuplicateObject, psycopg2.errors.UniqueViolation):
            return False
        except psycopg2.errors.InternalError_ as error:
            if "concurrently updated" not in str(error):
                raise


def _unmake(owner: connection, role: str) -> None:
    """Take back the role that we have just made, with what it was given here."""
    with db.transaction(owner):
        if web_role.has_roles(owner):
            db.execute(owner, "DELETE FROM diemnong.web_role WHERE name = %s", (role,))
        db.execute(owner, sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        db.execute(owner, sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _for_an_administrator(owner: connection, who: sql.Identifier, make: sql.Composed) -> str:
    """The statements that an administrator has to run, without the last semicolon."""
    query = (
        "SELECT datname FROM pg_database WHERE datname = current_database()"
        "   AND NOT has_database_privilege('public', oid, 'CONNECT')"
    )
    closed = db.value(owner, query)
    if closed is None:
        return make.as_string(owner)
    enter = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(closed), who)
    return f"{make.as_string(owner)};\n  {enter.as_string(owner)}"


def _exists(owner: connection, role: str) -> bool:
    return bool(db.value(owner, "SELECT true FROM pg_roles WHERE rolname = %s", (role,)))


def _is_known(owner: connection, role: str) -> bool:
    if not web_role.has_roles(owner):
        return False
    query = "SELECT true FROM diemnong.web_role WHERE name = %s"
    return bool(db.value(owner, query, (role,)))


def _let_in(owner: connection, superuser_url: str, role: str) -> list[Text]:
    """Let the role in where the tables are there; say what keeps it from being harmless."""
    if not web_role.has_roles(owner) or not _exists(owner, role):
        return []
    if web_role.is_owner(owner, role):
        return [_too_strong(role)]
    with db.transaction(owner):
        db.execute(owner, "SELECT pg_advisory_xact_lock(%s)", (migrate.LOCK,))
        closed = web_role.let_in(owner, role)
    if superuser_url:  # nobody but us works in the private cluster
        above = db.connect(make_dsn(superuser_url, dbname=owner.info.dbname))
        for statement in closed.left:
            db.execute(above, statement)
        above.close()
        return []
    remarks = [_closed(closed.done)] if closed.done else []
    return [*remarks, _not_closed(closed.left)] if closed.left else remarks


def _other_key(role: str, reason: Unavailable) -> Unavailable:
    return Unavailable(
        Text(
            f"Vai trò '{role}' đã có, nhưng mật khẩu suy ra từ khóa bí mật của máy này không vào"
            " được; không đổi mật khẩu vì có thể một dịch vụ web khác đang dùng. Hãy đặt"
            " DIEMNONG_SECRET_KEY giống dịch vụ kia (var/secret_key của nó), hoặc đặt"
            f" {SETTING} là địa chỉ dịch vụ web dùng để kết nối,"
            f" ví dụ postgresql://{role}:PASSWORD@host:5432/diemnong.\n{reason.text.vi}",
            f"There is a role '{role}' already, and the password that follows from this server's"
            " secret key does not open it; it was not changed, as another web server may work by"
            " it. Set DIEMNONG_SECRET_KEY to that of the other (its var/secret_key), or"
            f" {SETTING} to the address with which the web server is to connect, such as"
            f" postgresql://{role}:PASSWORD@host:5432/diemnong.\n{reason.text.en}",
        )
    )


def _keeps_out(role: str, reason: Unavailable) -> Unavailable:
    return Unavailable(
        Text(
            f"Máy chủ cơ sở dữ liệu không cho vai trò '{role}' của dịch vụ web vào. Hãy đặt"
            f" {SETTING} là địa chỉ mà pg_hba.conf của máy chủ cho vào, ví dụ"
            f" postgresql://{role}:PASSWORD@host:5432/diemnong (đặt bằng DATABASE_URL thì dùng"
            f" chung một vai trò, không có lớp bảo vệ này).\n{reason.text.vi}",
            f"The database server does not let the web server's role '{role}' in. Set {SETTING}"
            " to an address that its pg_hba.conf lets in, such as"
            f" postgresql://{role}:PASSWORD@host:5432/diemnong (to the very DATABASE_URL, to go"
            f" without this protection).\n{reason.text.en}",
        )
    )


def _may_not(role: str, statement: str) -> Unavailable:
    return Unavailable(
        Text(
            f"Dịch vụ web cần vai trò riêng '{role}' chỉ đọc và ghi dữ liệu, mà người dùng này"
            f" không được tạo vai trò. Nhờ quản trị máy chủ chạy:\n  {statement};\n"
            f"hoặc đặt {SETTING}"
            " (đặt bằng DATABASE_URL thì dùng chung một vai trò, không có lớp bảo vệ này).",
            f"The web server needs a role '{role}' of its own that reads and writes rows only, and"
            f" this user may not make roles. Ask an administrator of the server to run:\n"
            f"  {statement};\nor set {SETTING} (to the very DATABASE_URL, to go without this"
            " protection).",
        )
    )


def _too_strong(role: str) -> Text:
    return Text(
        f"Cảnh báo: vai trò '{role}' của dịch vụ web sở hữu các bảng, có thể tắt trigger. Hãy đặt"
        f" {SETTING} là một vai trò khác.",
        f"Warning: the web server's role '{role}' owns the tables and could take their triggers"
        f" away. Set {SETTING} to another role.",
    )


def _closed(statements: list[str]) -> Text:
    lines = "".join(f"\n  {each};" for each in statements)
    return Text(
        "Đã đổi quyền của cơ sở dữ liệu để dịch vụ web không làm được gì ngoài đọc và ghi dòng;"
        " vai trò khác cần bảng tạm hay cần tạo trong public thì cấp riêng (GRANT TEMPORARY ON"
        f" DATABASE … TO vai_tro; GRANT CREATE ON SCHEMA public TO vai_tro):{lines}",
        "Rights on the database were changed, so that the web server can do no more than read and"
        " write rows; another role that needs temporary tables, or to make things in public, is"
        " given that by name (GRANT TEMPORARY ON DATABASE … TO that_role; GRANT CREATE ON SCHEMA"
        f" public TO that_role):{lines}",
    )


def _not_closed(statements: list[str]) -> Text:
    lines = "".join(f"\n  {each};" for each in statements)
    return Text(
        "Cơ sở dữ liệu còn mở hơn mức an toàn cho vai trò của dịch vụ web (bảng tạm, tạo trong"
        f" public) hoặc chưa cho nó kết nối. Nhờ quản trị máy chủ chạy:{lines}",
        "The database is more open than is safe for the web server's role (temporary tables,"
        " making things in public), or does not let it connect. Ask an administrator of the server"
        f" to run:{lines}",
    )

"""Ask a database server that somebody else runs whether it can carry the service."""

import psycopg2
from psycopg2.extensions import connection, make_dsn, parse_dsn

from geo.text import Text, same
from layers.errors import Unavailable

OLDEST_SERVER = 140000
OLDEST_POSTGIS = (3, 3)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
_CONNECT_SECONDS = 10

# What libpq says when it is refused carries no code, only words; these are the causes it tells.
_CAUSES = (
    (
        ("password authentication failed", "no password supplied"),
        Text("sai tên hoặc mật khẩu", "wrong user or password"),
    ),
    (
        ('role "',),
        Text("máy chủ không có người dùng này", "the server has no such user"),
    ),
    (
        ("does not exist",),
        Text("máy chủ không có cơ sở dữ liệu này", "the server has no such database"),
    ),
    (
        ("no pg_hba.conf entry",),
        Text("máy chủ không nhận kết nối từ đây", "the server accepts no one from here"),
    ),
    (
        ("could not translate host name",),
        Text("không tìm thấy máy chủ", "there is no such host"),
    ),
    (
        (
            "Connection refused",
            "timeout expired",
            "No route to host",
            "unreachable",
            "No such file",
        ),
        Text("không có máy chủ trả lời", "no server answers there"),
    ),
)


def check(database_url: str) -> str:
    """Describe the server if it can carry the service; raise Unavailable with the reason if not."""
    where = _without_password(database_url)
    conn = _connect(database_url, where)
    try:
        version = _check_version(conn)
        postgis = _check_extensions(conn)
        _check_rights(conn)
        check_collations(conn)
    finally:
        conn.close()
    return f"PostgreSQL {version}, PostGIS {postgis}, {where}"


def _connect(database_url: str, where: str) -> connection:
    try:
        conn = psycopg2.connect(make_dsn(database_url, connect_timeout=_CONNECT_SECONDS))
    except psycopg2.OperationalError as error:
        cause = _cause(str(error))
        raise Unavailable(
            Text(
                f"Không dùng được cơ sở dữ liệu {where}: {cause.vi}.",
                f"The database {where} cannot be used: {cause.en}.",
            )
        ) from error
    conn.autocommit = True
    return conn


def _cause(words: str) -> Text:
    for signs, cause in _CAUSES:
        if any(sign in words for sign in signs):
            return cause
    return same(words.strip().splitlines()[-1])


def _without_password(database_url: str) -> str:
    """Name the database for a message; an address that cannot be read is refused here."""
    try:
        parts = parse_dsn(database_url)
    except psycopg2.ProgrammingError as error:
        raise Unavailable(
            Text(
                "DATABASE_URL không đúng dạng postgresql://tên:mật-khẩu@máy:cổng/cơ-sở-dữ-liệu.",
                "DATABASE_URL is not of the form postgresql://user:password@host:port/database.",
            )
        ) from error
    host, port = parts.get("host", "local"), parts.get("port", "5432")
    return f"{parts.get('user', '')}@{host}:{port}/{parts.get('dbname', '')}"


def _check_version(conn: connection) -> str:
    if conn.server_version < OLDEST_SERVER:
        raise Unavailable(
            Text(
                f"PostgreSQL {conn.server_version // 10000} quá cũ: cần từ bản 14.",
                f"PostgreSQL {conn.server_version // 10000} is too old: 14 or newer is needed.",
            )
        )
    return f"{conn.server_version // 10000}.{conn.server_version % 10000}"


def _check_extensions(conn: connection) -> str:
    """Each extension is there, or may be made by us (a superuser, or a trusted extension)."""
    with conn.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.name,
                   e.extversion,
                   a.default_version,
                   r.rolsuper
                     OR (v.trusted
                         AND has_database_privilege(current_database(), 'CREATE')) AS may_make
            FROM pg_available_extensions AS a
              JOIN pg_available_extension_versions AS v
                ON v.name = a.name AND v.version = a.default_version
              JOIN pg_roles AS r ON r.rolname = current_user
              LEFT JOIN pg_extension AS e ON e.extname = a.name
            WHERE a.name = ANY (%(names)s)
            """,
            {"names": list(EXTENSIONS)},
        )
        rows = {name: (there, offered, may) for name, there, offered, may in cursor}
    for name in EXTENSIONS:
        _check_extension(name, *rows.get(name, (None, None, False)))
    there, offered, _may = rows["postgis"]
    return _check_postgis(there or offered)


def _check_extension(name: str, there: str | None, offered: str | None, may_make: bool) -> None:
    if there:
        return
    if not offered:
        raise Unavailable(
            Text(
                f"Máy chủ không có phần mở rộng {name}: hãy cài gói của nó trên máy chủ.",
                f"The server does not have the extension {name}: install its package there.",
            )
        )
    if not may_make:
        raise Unavailable(
            Text(
                f"Cơ sở dữ liệu chưa có {name} và người dùng này không được tạo. "
                f"Nhờ quản trị chạy: CREATE EXTENSION {name};",
                f"The database lacks {name}, and this user may not make it. "
                f"Ask an administrator to run there: CREATE EXTENSION {name};",
            )
        )


def _check_postgis(version: str) -> str:
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGIS:
        raise Unavailable(
            Text(
                f"PostGIS {version} quá cũ: cần từ bản 3.3.",
                f"PostGIS {version} is too old: 3.3 or newer is needed.",
            )
        )
    return version


def _check_rights(conn: connection) -> None:
    with conn.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
        (may_create,) = cursor.fetchone() or (False,)
    if not may_create:
        raise Unavailable(
            Text(
                "Người dùng này không được tạo bảng trong cơ sở dữ liệu.",
                "This user may not make tables in the database. Ask its owner to run: "
                "GRANT CREATE ON DATABASE ... TO ...;",
            )
        )


def check_collations(conn: connection, provider: str = "i") -> None:
    """Raise Unavailable where the server was built without the order of names of a provider.

    `provider` is as in pg_collation: 'i' is ICU, of which the server has collations if it has any.
    """
    with conn.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_collation WHERE collprovider = %s)", (provider,)
        )
        (is_there,) = cursor.fetchone() or (False,)
    if not is_there:
        raise Unavailable(
            Text(
                "PostgreSQL này được dựng không có ICU, nên không xếp được tên theo tiếng Việt: hãy"
                " dùng bản có ICU (các gói của Debian, Ubuntu và PostgreSQL đều có).",
                "This PostgreSQL was built without ICU, which puts names in Vietnamese order: use"
                " one with ICU (the packages of Debian, Ubuntu and PostgreSQL have it).",
            )
        )

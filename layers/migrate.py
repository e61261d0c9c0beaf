"""Bring a database to this version: numbered migrations once each, then views and functions."""

import hashlib
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import Unavailable
from layers.readiness import OLDEST_POSTGIS, OLDEST_SERVER, check_collations
from layers.web_role import harden_triggers, let_in_again

MIGRATIONS = Path(__file__).parent / "migrations"
FUNCTIONS = Path(__file__).parent / "functions"
# Two at once wait for each other under this advisory lock ("diemnong" on a telephone's keys).
LOCK = 343666664


def migrate(conn: connection) -> list[str]:
    """Apply what is missing in one transaction; return the names of what was applied.

    Safe against a second process doing the same: it waits and then finds nothing to do.
    Raises Unavailable where PostgreSQL or PostGIS is too old or may not be installed.
    """
    check_server(conn)
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        db.execute(conn, "CREATE SCHEMA IF NOT EXISTS diemnong")
        db.execute(
            conn,
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, sha256 text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())",
        )
        done = {row["name"]: row["sha256"] for row in db.rows(conn, "SELECT * FROM migration")}
        applied = [name for name in _numbered() if name not in done]
        _refuse_unknown(done)
        for name in applied:
            _apply(conn, name, (MIGRATIONS / name).read_text(encoding="utf-8"))
        _check_postgis(conn)
        applied += _refresh_functions(conn, done.get("functions"), force=bool(applied))
        if applied:
            harden_triggers(conn)
            let_in_again(conn)
    return applied


def pending(conn: connection) -> list[str]:
    """Name the migrations that this database still lacks."""
    if db.value(conn, "SELECT to_regclass('diemnong.migration')") is None:
        return _numbered()
    done = {row["name"]: row["sha256"] for row in db.rows(conn, "SELECT * FROM migration")}
    missing = [name for name in _numbered() if name not in done]
    return missing + (["functions"] if done.get("functions") != _functions_hash() else [])


def check_server(conn: connection) -> None:
    """Refuse a server older than we can use, or without the order of names that lists have."""
    version = int(db.value(conn, "SHOW server_version_num"))
    if version < OLDEST_SERVER:
        raise Unavailable(
            Text(
                f"PostgreSQL {version // 10000} quá cũ; cần từ 14 trở lên.",
                f"PostgreSQL {version // 10000} is too old; 14 or later is needed.",
            )
        )
    check_collations(conn)


def _numbered() -> list[str]:
    return sorted(path.name for path in MIGRATIONS.glob("*.sql"))


def _refuse_unknown(done: dict[str, str]) -> None:
    unknown = sorted(set(done) - set(_numbered()) - {"functions"})
    if unknown:
        raise Unavailable(
            Text(
                f"Cơ sở dữ liệu đã ở bản mới hơn chương trình này ({', '.join(unknown)}).",
                f"The database is newer than this program ({', '.join(unknown)}).",
            )
        )


def _apply(conn: connection, name: str, text: str) -> None:
    try:
        db.execute(conn, text)
    except (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.UndefinedFile) as error:
        raise Unavailable(
            Text(
                f"Không cài được phần mở rộng PostGIS: {error}".strip(),
                f"PostGIS cannot be installed in this database: {error}".strip(),
            )
        ) from error
    _note(conn, name, hashlib.sha256(text.encode()).hexdigest())


def _check_postgis(conn: connection) -> None:
    version = str(db.value(conn, "SELECT postgis_lib_version()"))
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGIS:
        raise Unavailable(
            Text(
                f"PostGIS {version} quá cũ; cần từ 3.3 trở lên.",
                f"PostGIS {version} is too old; 3.3 or later is needed.",
            )
        )


def _function_files() -> list[Path]:
    return sorted(FUNCTIONS.glob("*.sql"))


def _functions_hash() -> str:
    texts = b"\0".join(path.read_bytes() for path in _function_files())
    return hashlib.sha256(texts).hexdigest()


def _refresh_functions(conn: connection, known: str | None, *, force: bool) -> list[str]:
    """Re-create views and functions when their text, or a table below them, has changed."""
    wanted = _functions_hash()
    if known == wanted and not force:
        return []
    for view in db.rows(
        conn,
        "SELECT viewname FROM pg_views WHERE schemaname = %s AND viewname LIKE 'layer\\_%%'",
        (db.SCHEMA,),
    ):
        db.execute(
            conn,
            sql.SQL("DROP VIEW IF EXISTS {} CASCADE").format(sql.Identifier(view["viewname"])),
        )
    for path in _function_files():
        db.execute(conn, path.read_text(encoding="utf-8"))
    _note(conn, "functions", wanted)
    return ["functions"]


def _note(conn: connection, name: str, sha256: str) -> None:
    db.execute(
        conn,
        "INSERT INTO migration (name, sha256) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()",
        (name, sha256),
    )

"""The role of the database with which a web server works: it has rows to read and write, no tables.

So what the triggers of the tables refuse (a step that there is not, an end without proof, a change
of history) stays refused whatever SQL that role sends: it can neither take a trigger away nor have
a table of its own. The owner of the tables migrates, loads and does the jobs.
"""

from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db

READ_ONLY = (
    "migration",
    "web_role",
    "change_log",
    "incident_event",
    "incident_move",
    "incident_state",
)
"""Histories, which triggers write as the owner, and the rules that the triggers read."""
NO_DELETE = ("incident_case", "place_event", "report_event", "user")
USER_COLUMNS = ("password_hash", "session_epoch", "last_sign_in_at")
"""What a sign-in changes of a user; roles and names are given at the terminal (`ward user`)."""

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_PATH = "search_path = diemnong, public, pg_temp"
# No schema in which anybody but the owner may ever make a function or an operator.
_PATH_OF_OWNER = "search_path = diemnong, pg_temp"


class Closed(NamedTuple):
    """What of the database was closed to all roles, and what only its owner can close, as SQL."""

    done: list[str]
    left: list[str]


def let_in(conn: connection, role: str) -> Closed:
    """Give a role exactly its rights on all there is now; close what would make it more.

    Called again by every migration for the roles that were let in once. The caller's transaction.
    """
    db.execute(
        conn, "INSERT INTO web_role (name) VALUES (%s) ON CONFLICT (name) DO NOTHING", (role,)
    )
    who = sql.Identifier(role)
    for statement in (
        "GRANT USAGE ON SCHEMA diemnong TO {}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA diemnong FROM {}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA diemnong TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA diemnong TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA diemnong GRANT SELECT ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA diemnong GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        db.execute(conn, sql.SQL(statement).format(who))
    _grant(conn, who, _ALL, _tables(conn, (*READ_ONLY, *NO_DELETE)))
    _grant(conn, who, "INSERT, UPDATE", ["incident_case"])
    _grant(conn, who, "INSERT", ["place_event", "report_event"])
    _grant(conn, who, f"UPDATE ({', '.join(USER_COLUMNS)})", ["user"])
    return _close(conn, role)


def has_roles(conn: connection) -> bool:
    """Whether the database is migrated so far that it remembers roles of web servers."""
    return db.value(conn, "SELECT to_regclass('diemnong.web_role')") is not None


def let_in_again(conn: connection) -> None:
    """Let in all roles that were let in before, as far as this server has them."""
    if not has_roles(conn):
        return
    for row in db.rows(
        conn, "SELECT name FROM web_role WHERE name IN (SELECT rolname FROM pg_roles) ORDER BY name"
    ):
        let_in(conn, row["name"])


def harden_triggers(conn: connection) -> None:
    """Fix where functions of triggers look, temporary tables last, and keep them to our triggers.

    A table that a session made for itself is then never taken for one of ours. Those that work as
    the owner do not look into public at all: they name what they need of it.
    """
    for row in db.rows(
        conn,
        "SELECT proname, prosecdef FROM pg_proc WHERE pronamespace = 'diemnong'::regnamespace"
        "   AND prorettype = 'trigger'::regtype ORDER BY proname",
    ):
        name = sql.Identifier(db.SCHEMA, row["proname"])
        path = _PATH_OF_OWNER if row["prosecdef"] else _PATH
        db.execute(conn, sql.SQL("ALTER FUNCTION {}() SET " + path).format(name))
        db.execute(conn, sql.SQL("REVOKE EXECUTE ON FUNCTION {}() FROM PUBLIC").format(name))


def is_owner(conn: connection, role: str) -> bool:
    """Whether a role could change the tables: their owner, a member of it, a superuser."""
    query = "SELECT pg_has_role(%s, relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass"
    return bool(db.value(conn, query, (role, "diemnong.incident")))


def _tables(conn: connection, but: tuple[str, ...]) -> list[str]:
    """The tables of ours; views are read only, because a view is written as its owner."""
    return [
        row["relname"]
        for row in db.rows(
            conn,
            "SELECT relname FROM pg_class WHERE relnamespace = 'diemnong'::regnamespace"
            "   AND relkind IN ('r', 'p') AND relname <> ALL (%s) ORDER BY relname",
            (list(but),),
        )
    ]


def _grant(conn: connection, who: sql.Identifier, rights: str, tables: list[str]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(db.SCHEMA, table) for table in tables)
    db.execute(conn, sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), names, who))


def _close(conn: connection, role: str) -> Closed:
    """Let a role connect, and nobody but an owner make temporary tables or anything in public.

    Whoever makes functions in public can have the owner call them (PostgreSQL 14, and what was
    upgraded from it, lets everybody).
    """
    of = db.one(
        conn,
        "SELECT datname, pg_has_role(datdba, 'MEMBER') AS owns_database,"
        "       pg_has_role(nspowner, 'MEMBER') AS owns_public,"
        "       has_database_privilege(%(role)s, d.oid, 'CONNECT') AS connects,"
        "       has_database_privilege('public', d.oid, 'TEMP') AS has_temp,"
        "       has_schema_privilege(%(role)s, n.oid, 'CREATE') AS creates"
        "  FROM pg_database AS d, pg_namespace AS n"
        " WHERE datname = current_database() AND nspname = 'public'",
        {"role": role},
    )
    assert of is not None
    closed = Closed([], [])
    names = {
        "database": sql.Identifier(of["datname"]),
        "role": sql.Identifier(role),
        "me": sql.Identifier(conn.info.user),
    }

    def say(statement: str, is_ours: bool) -> None:
        composed = sql.SQL(statement).format(**names)
        if is_ours:
            db.execute(conn, composed)
        (closed.done if is_ours else closed.left).append(composed.as_string(conn))

    if not of["connects"]:
        say("GRANT CONNECT ON DATABASE {database} TO {role}", of["owns_database"])
    if of["has_temp"]:
        if not of["owns_database"]:
            say("GRANT TEMPORARY ON DATABASE {database} TO {me}", False)
        say("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC", of["owns_database"])
    if of["creates"]:
        say("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}", of["owns_public"])
    return closed

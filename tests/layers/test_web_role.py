"""What the role of the web server may not do, asked of the database in plain SQL as that role."""

from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.migrate import migrate
from layers.queries.wards import Ward, create_ward
from layers.web_role import READ_ONLY, let_in
from tests.conftest import Databases
from tests.factories import add_incident, add_place, add_user, move_incident

NOT_ALLOWED = psycopg2.errors.InsufficientPrivilege
NO_WAY = psycopg2.errors.CheckViolation
AS_INSPECTOR = "SELECT set_config('diemnong.actor', 'kiem-tra', true),"
TO = "UPDATE incident SET state = '{}' WHERE source_key = '{}'"
REFUSED = {
    "no such step": (NO_WAY, TO.format("ket_thuc", "moi")),
    "a supervisor's step": (NO_WAY, TO.format("huy", "moi")),
    "an end without proof": (NO_WAY, TO.format("ket_thuc", "tai-cho")),
    "nobody": (
        NO_WAY, "SELECT set_config('diemnong.actor', '', true); " + TO.format("nhac_nho", "moi"),
    ),
    "a false terminal": (
        NO_WAY,
        "SELECT set_config('diemnong.actor', 'terminal:root', true),"
        " set_config('diemnong.reason', 'vì', true); " + TO.format("huy", "moi"),
    ),
    "a step of its own": (
        NOT_ALLOWED, "INSERT INTO incident_move VALUES ('phat_hien', 'ket_thuc')",
    ),
    "a step made easy": (NOT_ALLOWED, "UPDATE incident_move SET needs_proof = false"),
    "an event written": (
        NOT_ALLOWED,
        "INSERT INTO incident_event (ward_id, incident_id, kind, actor)"
        " SELECT ward_id, id, 'photo', 'x' FROM incident",
    ),
    "an event changed": (NOT_ALLOWED, "UPDATE incident_event SET actor = 'x'"),
    "an event deleted": (NOT_ALLOWED, "DELETE FROM incident_event"),
    "events emptied": (NOT_ALLOWED, "TRUNCATE incident_event"),
    "the log changed": (NOT_ALLOWED, "UPDATE change_log SET actor = 'x'"),
    "the log written": (
        NOT_ALLOWED,
        "INSERT INTO change_log (actor, table_name, row_id, action, after)"
        " VALUES ('x', 'incident', '1', 'insert', '{}')",
    ),
    "a case deleted": (NOT_ALLOWED, "DELETE FROM incident_case"),
    "an incident with work deleted": (
        psycopg2.errors.RestrictViolation, "DELETE FROM incident WHERE source_key = 'tai-cho'",
    ),
    "a place moved by hand": (NOT_ALLOWED, "UPDATE place SET state = 'removed'"),
    "a place's history": (NOT_ALLOWED, "UPDATE place_event SET actor = 'x'"),
    "a role of a person": (NOT_ALLOWED, "UPDATE \"user\" SET role = 'admin'"),
    "a new person": (
        NOT_ALLOWED,
        "INSERT INTO \"user\" (login, display_name, role, password_hash)"
        " VALUES ('x', 'x', 'admin', 'x')",
    ),
    "trigger off": (NOT_ALLOWED, "ALTER TABLE incident DISABLE TRIGGER move_case"),
    "all triggers off": (NOT_ALLOWED, "ALTER TABLE incident_event DISABLE TRIGGER ALL"),
    "trigger dropped": (NOT_ALLOWED, "DROP TRIGGER move_case ON incident"),
    "trigger replaced": (
        NOT_ALLOWED, "CREATE OR REPLACE FUNCTION diemnong.move_case() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ),
    "a trigger of its own": (
        NOT_ALLOWED, "CREATE TRIGGER own BEFORE UPDATE ON incident FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ),
    "triggers by session": (NOT_ALLOWED, "SET session_replication_role = replica"),
    "another role": (NOT_ALLOWED, "SET ROLE postgres"),
    "a table dropped": (NOT_ALLOWED, "DROP TABLE incident_event CASCADE"),
    "a table altered": (NOT_ALLOWED, "ALTER TABLE incident ADD COLUMN x text"),
    "a rule": (NOT_ALLOWED, "CREATE RULE r AS ON UPDATE TO incident DO INSTEAD NOTHING"),
    "a table": (NOT_ALLOWED, "CREATE TABLE diemnong.own (x text)"),
    "a temporary table": (
        NOT_ALLOWED, "CREATE TEMP TABLE incident_move (LIKE diemnong.incident_move)",
    ),
    "a temporary function": (
        NOT_ALLOWED, "CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ),
    "a schema": (NOT_ALLOWED, "CREATE SCHEMA own"),
    "a view": (NOT_ALLOWED, "UPDATE open_round SET code = 'x'"),
    "triggers called": (NOT_ALLOWED, "SELECT keep_change_log('incident', ARRAY['id'])"),
    "itself let in": (NOT_ALLOWED, "INSERT INTO web_role VALUES ('x')"),
}  # fmt: skip


@pytest.fixture(scope="module")
def worked_on(databases: Databases, template: str) -> Iterator[tuple[connection, connection]]:
    """A ward with a new case, one put right on the spot and a place: its owner, the web server."""
    name = databases.create(template)
    owner, web = db.connect(databases.url(name)), db.connect(databases.web_url(name))
    ward = create_ward(owner, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    _fill(owner, ward)
    yield owner, web
    web.close()
    owner.close()
    databases.drop_soon(name)


def _fill(owner: connection, ward: Ward) -> None:
    add_user(owner, "kiem-tra", "inspector", ward)
    add_incident(owner, ward, source_key="moi")
    add_place(owner, ward)
    worked = add_incident(owner, ward, source_key="tai-cho")
    move_incident(owner, ward, worked, "nhac_nho")
    db.execute(owner, "BEGIN")
    db.execute(
        owner,
        "SELECT set_config('diemnong.actor', 'can-bo', true),"
        " set_config('diemnong.reason', 'thử', true)",
    )
    db.execute(owner, TO.format("khac_phuc_tai_cho", "tai-cho"))
    db.execute(owner, "COMMIT")


def _standing(owner: connection) -> list[dict[str, object]]:
    return db.rows(
        owner,
        "SELECT i.id, i.state, i.address, c.handler, c.version,"
        "       (SELECT count(*) FROM incident_event) AS events,"
        "       (SELECT count(*) FROM change_log) AS changes, (SELECT state FROM place) AS place"
        "  FROM incident AS i LEFT JOIN incident_case AS c ON c.incident_id = i.id ORDER BY i.id",
    )


@pytest.mark.parametrize("attempt", REFUSED)
def test_refused_to_the_web_server(worked_on: tuple[connection, connection], attempt: str) -> None:
    """Each for its own reason, and nothing is changed by it."""
    owner, web = worked_on
    before = _standing(owner)
    refusal, statement = REFUSED[attempt]
    with pytest.raises(refusal), db.transaction(web):
        db.execute(web, AS_INSPECTOR + " set_config('diemnong.reason', 'đã xem', true)")
        db.execute(web, statement)
        db.execute(web, "SET CONSTRAINTS ALL IMMEDIATE")
    assert _standing(owner) == before


def test_what_a_step_writes_is_written_for_the_web_server(
    worked_on: tuple[connection, connection],
) -> None:
    """An allowed step goes through and has its event and its line in the log, by who made it."""
    owner, web = worked_on
    with db.transaction(web):
        db.execute(web, AS_INSPECTOR + " set_config('diemnong.reason', 'đã xem', true)")
        assert db.execute(web, TO.format("nhac_nho", "moi")) == 1
    event = db.one(
        owner, "SELECT kind, from_state, actor FROM incident_event ORDER BY id DESC LIMIT 1"
    )
    assert event == {"kind": "move", "from_state": "phat_hien", "actor": "kiem-tra"}
    assert db.value(owner, "SELECT actor FROM change_log ORDER BY id DESC LIMIT 1") == "kiem-tra"


def test_the_web_server_owns_nothing_and_reads_everything(
    worked_on: tuple[connection, connection], databases: Databases
) -> None:
    owner, _ = worked_on
    rights = db.rows(
        owner,
        "SELECT c.relname, c.relkind::text AS kind, pg_get_userbyid(c.relowner) AS owner,"
        "  has_table_privilege(%(role)s, c.oid, 'SELECT') AS reads,"
        "  has_any_column_privilege(%(role)s, c.oid, 'INSERT, UPDATE')"
        "    OR has_table_privilege(%(role)s, c.oid, 'DELETE') AS writes,"
        "  has_table_privilege(%(role)s, c.oid, 'TRUNCATE, TRIGGER, REFERENCES') AS commands"
        "  FROM pg_class AS c WHERE c.relnamespace = 'diemnong'::regnamespace"
        "   AND c.relkind IN ('r', 'p', 'v', 'm')",
        {"role": databases.web_role},
    )
    assert len(rights) > 80
    assert all(row["reads"] and not row["commands"] for row in rights)
    assert databases.web_role not in {row["owner"] for row in rights}
    assert {row["relname"] for row in rights if row["kind"] == "r" and not row["writes"]} == set(
        READ_ONLY
    )
    assert not any(row["writes"] for row in rights if row["kind"] == "v")


def test_a_later_migration_lets_it_in(databases: Databases, empty_database_url: str) -> None:
    """What comes after the role was let in is open to it as the rest is."""
    conn = db.connect(empty_database_url)
    migrate(conn)
    let_in(conn, databases.web_role)
    db.execute(conn, "INSERT INTO web_role (name) VALUES ('of another server')")
    db.execute(conn, "CREATE TABLE diemnong.later (x text)")
    may = "SELECT has_table_privilege(%s, 'diemnong.later', %s)"
    assert db.value(conn, may, (databases.web_role, "SELECT"))
    db.execute(conn, "DELETE FROM migration WHERE name = 'functions'")
    assert migrate(conn) == ["functions"]
    assert db.value(conn, may, (databases.web_role, "INSERT"))
    assert not db.value(conn, may, (databases.web_role, "TRUNCATE"))
    conn.close()


HOSTILE = """
CREATE FUNCTION public.{name}({left}, {right}) RETURNS {gives} LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> '{role}' THEN RAISE EXCEPTION 'taken over as %', current_user; END IF;
  RETURN {answer};
END $$"""


def test_what_the_web_server_makes_in_public_is_never_called_as_the_owner(
    databases: Databases, template: str
) -> None:
    """Where PUBLIC may make functions (PostgreSQL 14, upgraded databases): closer matches of ours.

    Letting in closes that; before it, the functions that work as the owner look elsewhere.
    """
    name = databases.create(template)
    owner, web = db.connect(databases.url(name)), db.connect(databases.web_url(name))
    ward = create_ward(owner, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    _fill(owner, ward)
    db.execute(owner, "GRANT CREATE ON SCHEMA public TO PUBLIC")
    for function, left, right, gives, answer in (
        ("format", "text", "text", "text", "'SELECT 1'"),
        ("format", "text", "name", "text", "'SELECT 1'"),
        ("joined", "text", "name", "text", "pg_catalog.concat($1, $2)"),
        ("in_force", "daterange", "date", "boolean", "true"),
    ):
        made = HOSTILE.format(
            name=function, left=left, right=right, gives=gives, answer=answer,
            role=databases.web_role,
        )  # fmt: skip
        db.execute(web, made)
    for operator, left, right, function in (
        ("||", "text", "name", "joined"), ("@>", "daterange", "date", "in_force"),
    ):  # fmt: skip
        operands = f"LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = public.{function}"
        db.execute(web, f"CREATE OPERATOR public.{operator} ({operands})")
    # A trap that is laid: the web server's own words fall into it.
    assert db.value(web, "SELECT format('%s'::text, 'x'::text)") == "SELECT 1"

    for function in ("scratch_table", "scratch_table_filled"):
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match="no scratch table"):
            db.execute(web, f"SELECT {function}('x')")
    with db.transaction(web):
        db.execute(web, "SELECT scratch_table('undo_row'), scratch_table_filled('undo_row')")
        assert db.value(web, "SELECT count(*) FROM undo_row") == 0
    assert db.value(web, "SELECT group_set_of(%s, '2026-01-01')", (ward.id,)) is not None
    # Triggers that work as the web server fall into this one too: as nobody but itself.
    db.execute(web, "DROP FUNCTION public.format(text, text), public.format(text, name)")
    with db.transaction(web):
        assert db.execute(web, "UPDATE incident SET address = 'x'") == 2
        db.execute(web, AS_INSPECTOR + " set_config('diemnong.reason', 'đã xem', true)")
        assert db.execute(web, TO.format("nhac_nho", "moi")) == 1

    closed = let_in(owner, databases.web_role)
    assert closed.left == []
    assert closed.done == [
        f'REVOKE CREATE ON SCHEMA public FROM PUBLIC, "{databases.web_role}"'
    ]  # fmt: skip
    with pytest.raises(NOT_ALLOWED):
        db.execute(web, "CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS ''")
    assert let_in(owner, databases.web_role) == ([], [])
    web.close()
    owner.close()
    databases.drop_soon(name)

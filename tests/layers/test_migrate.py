"""Migrations: once each, in one transaction, locked against two at once; what is refused."""

import threading
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection

from layers import db, migrate
from layers.errors import Unavailable
from layers.queries.wards import Ward
from tests.factories import move_incident

POINT = "ST_SetSRID(ST_Point(105.886, 21.048), 4326)"
SQUARE = "ST_Multi(ST_MakeEnvelope({0}, 21.04, {1}, 21.05, 4326))"


def test_second_migration_finds_nothing_to_do(empty_database_url: str) -> None:
    conn = db.connect(empty_database_url)
    assert migrate.pending(conn)[0] == "0001_wards_and_reference.sql"
    assert migrate.migrate(conn)[-1] == "functions"
    assert migrate.pending(conn) == []
    assert migrate.migrate(conn) == []
    conn.close()


def test_two_at_once_apply_each_migration_once(empty_database_url: str) -> None:
    applied: list[list[str]] = []

    def run() -> None:
        conn = db.connect(empty_database_url)
        applied.append(migrate.migrate(conn))
        conn.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, applied)) == [False, False, True]


def test_a_failed_migration_leaves_nothing(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0001_good.sql").write_text("CREATE TABLE good (id integer);")
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE bad (id integer); SELECT 1 / 0;")
    monkeypatch.setattr(migrate, "MIGRATIONS", tmp_path)
    conn = db.connect(empty_database_url)
    with pytest.raises(psycopg2.errors.DivisionByZero):
        migrate.migrate(conn)
    assert db.value(conn, "SELECT to_regclass('diemnong.good')") is None
    conn.close()


def test_nobody_writes_while_a_migration_fills_from_incidents(empty_database_url: str) -> None:
    """Until the triggers are there, which are made last, a row written beside it would be lost."""
    conn, other = (db.connect(empty_database_url) for _ in range(2))
    db.execute(conn, "CREATE SCHEMA diemnong")
    fills = ("0015", "0016", "0017")
    for path in sorted(migrate.MIGRATIONS.glob("*.sql")):
        if path.name[:4] > fills[-1]:
            break
        with db.transaction(conn):
            db.execute(conn, path.read_text("utf-8"))
            if path.name[:4] in fills:
                with pytest.raises(psycopg2.errors.LockNotAvailable), db.transaction(other):
                    db.execute(other, "LOCK TABLE incident IN ROW EXCLUSIVE MODE NOWAIT")
    conn.close()
    other.close()


def test_a_database_of_a_newer_program_is_refused(conn: connection) -> None:
    db.execute(conn, "INSERT INTO migration (name, sha256) VALUES ('9999_future.sql', '')")
    with pytest.raises(Unavailable, match="9999_future"):
        migrate.migrate(conn)


def test_unreachable_database_says_so() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        db.connect("postgresql://nobody@127.0.0.1:1/none")


def _area(conn: connection, ward: Ward, code: str, first: str, last: str | None) -> None:
    db.execute(
        conn,
        "INSERT INTO area (ward_id, kind, code, name, valid_from, valid_to, geom)"
        f" VALUES (%s, 'ward', %s, %s, %s, %s, {SQUARE.format(105.8, 105.9)})",
        (ward.id, code, code, first, last),
    )


def test_a_code_may_come_back_in_another_period_only(conn: connection, ward: Ward) -> None:
    _area(conn, ward, "00118", "2004-01-01", "2025-07-01")
    _area(conn, ward, "00118", "2025-07-01", None)
    with pytest.raises(psycopg2.errors.ExclusionViolation):
        _area(conn, ward, "00118", "2026-01-01", None)


@pytest.mark.parametrize(
    ("field", "category", "state", "error"),
    [
        ("ttxd", "mai_che", "phat_hien", psycopg2.errors.ForeignKeyViolation),
        ("ttdt", "nothing", "phat_hien", psycopg2.errors.ForeignKeyViolation),
        ("ttdt", "mai_che", "nothing", psycopg2.errors.ForeignKeyViolation),
    ],
)
def test_an_incident_s_category_belongs_to_its_field(
    conn: connection, ward: Ward, field: str, category: str, state: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        _incident(conn, ward, "1", field=field, category=category, state=state)


def _incident(
    conn: connection,
    ward: Ward,
    key: str,
    field: str = "ttdt",
    category: str = "mai_che",
    state: str = "phat_hien",
    geom: str = POINT,
) -> int:
    return int(
        db.value(
            conn,
            "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code,"
            f" state, geom) VALUES (%s, %s, '2016-03-05 08:30', %s, %s, %s, {geom}) RETURNING id",
            (ward.id, key, field, category, state),
        )
    )


@pytest.mark.parametrize(
    "geom",
    [
        "ST_SetSRID(ST_Point(591914, 2328628), 5897)",
        "ST_SetSRID('POINT EMPTY'::geometry, 4326)",
        "ST_SetSRID(ST_MakeLine(ST_Point(0, 0), ST_Point(1, 1)), 4326)",
    ],
)
def test_wrong_crs_type_or_empty_geometry_is_refused(
    conn: connection, ward: Ward, geom: str
) -> None:
    with pytest.raises((psycopg2.errors.InvalidParameterValue, psycopg2.errors.CheckViolation)):
        _incident(conn, ward, "1", geom=geom)


def test_an_invalid_polygon_is_refused(conn: connection, ward: Ward) -> None:
    bow_tie = "ST_Multi(ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 1,0 0))', 4326))"
    with pytest.raises(psycopg2.errors.CheckViolation):
        db.execute(
            conn,
            "INSERT INTO area (ward_id, kind, code, name, valid_from, geom)"
            f" VALUES (%s, 'group', '1', '1', '2016-01-01', {bow_tie})",
            (ward.id,),
        )


def test_every_change_is_logged_in_its_own_transaction(conn: connection, ward: Ward) -> None:
    with db.acting_as(conn, "lan"):
        row = _incident(conn, ward, "1")
    with db.acting_as(conn, "minh"):
        db.execute(conn, "UPDATE incident SET address = 'số 5' WHERE id = %s", (row,))
        db.execute(conn, "UPDATE incident SET address = 'số 5' WHERE id = %s", (row,))
        db.execute(conn, "DELETE FROM incident WHERE id = %s", (row,))
    log = db.rows(
        conn,
        "SELECT actor, action, before ->> 'address' AS before, after ->> 'address' AS after"
        " FROM change_log WHERE table_name = 'incident' AND row_id = %s ORDER BY id",
        (str(row),),
    )
    assert [tuple(entry.values()) for entry in log] == [
        ("lan", "insert", None, ""),
        ("minh", "update", "", "số 5"),
        ("minh", "delete", "số 5", None),
    ]


@pytest.mark.parametrize("statement", ["DELETE FROM", "TRUNCATE"])
def test_the_change_log_cannot_be_changed(conn: connection, ward: Ward, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        db.execute(conn, f"{statement} change_log")


def test_passwords_never_reach_the_change_log(conn: connection, ward: Ward) -> None:
    db.execute(
        conn,
        """INSERT INTO "user" (login, display_name, role, password_hash)
           VALUES ('lan', 'Lan', 'viewer', 'secret-hash')""",
    )
    assert (
        db.value(conn, "SELECT count(*) FROM change_log WHERE after::text LIKE '%secret-hash%'")
        == 0
    )
    assert db.value(conn, "SELECT count(*) FROM change_log WHERE table_name = 'user'") == 1


def test_the_stored_grid_stays_in_step_with_the_incidents(conn: connection, ward: Ward) -> None:
    ids = [_incident(conn, ward, str(number)) for number in range(5)]
    move_incident(conn, ward, ids[0], "huy")
    db.execute(
        conn,
        "UPDATE incident SET geom = ST_SetSRID(ST_Point(105.9, 21.05), 4326) WHERE id = %s",
        (ids[1],),
    )
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (ids[2],))
    kept = db.rows(
        conn,
        "SELECT cell_x, cell_y, state, n FROM incident_grid WHERE ward_id = %s ORDER BY 1, 2, 3",
        (ward.id,),
    )
    counted = db.rows(
        conn,
        "SELECT grid_column(geom_3857) AS cell_x, grid_row(geom_3857) AS cell_y, state,"
        " count(*)::integer AS n FROM incident WHERE ward_id = %s"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (ward.id,),
    )
    assert kept == counted
    assert sum(row["n"] for row in kept) == 4


def test_a_version_moves_with_every_write(conn: connection, ward: Ward) -> None:
    def version() -> int:
        query = "SELECT version FROM table_version WHERE ward_id = %s AND table_name = 'incident'"
        return db.value(conn, query, (ward.id,)) or 0

    seen = [version()]
    row = _incident(conn, ward, "1")
    seen.append(version())
    db.execute(conn, "UPDATE incident SET address = 'số 5' WHERE id = %s", (row,))
    seen.append(version())
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (row,))
    seen.append(version())
    assert seen == sorted(set(seen))


def test_links_follow_the_boundaries_of_the_incident_s_own_day(
    conn: connection, ward: Ward
) -> None:
    for code, first, last in (("old", "2004-01-01", "2016-03-05"), ("new", "2016-03-05", None)):
        db.execute(
            conn,
            "INSERT INTO area (ward_id, kind, code, name, valid_from, valid_to, geom)"
            f" VALUES (%s, 'group', %s, %s, %s, %s, {SQUARE.format(105.88, 105.89)})",
            (ward.id, code, code, first, last),
        )
    near, far = 105.8862, 105.8868  # about 21 m and 83 m east of the incident
    for code, x in (("near", near), ("far", far)):
        db.execute(
            conn,
            "INSERT INTO lane (ward_id, code, kind, geom) VALUES (%s, %s, 'ngo',"
            " ST_Multi(ST_SetSRID(ST_MakeLine(ST_Point(%s, 21.04), ST_Point(%s, 21.05)), 4326)))",
            (ward.id, code, x, x),
        )
    row = _incident(conn, ward, "1")
    assert db.value(conn, "SELECT derive_incident_links(%s)", (ward.id,)) == 1
    found = db.one(
        conn,
        "SELECT l.code AS lane, a.code AS area FROM incident i JOIN lane l ON l.id = i.lane_id"
        " JOIN area a ON a.id = i.group_id WHERE i.id = %s",
        (row,),
    )
    assert found == {"lane": "near", "area": "new"}
    assert db.value(conn, "SELECT derive_incident_links(%s)", (ward.id,)) == 0
    logged = "SELECT count(*) FROM change_log WHERE table_name = 'incident' AND action = 'update'"
    assert db.value(conn, logged) == 0


def test_transaction_is_undone_as_a_whole(database_url: str) -> None:
    conn = db.connect(database_url)
    with pytest.raises(RuntimeError), db.transaction(conn):
        db.execute(conn, "INSERT INTO field VALUES ('x', 'x', 'x', 9)")
        with db.transaction(conn):
            db.execute(conn, "INSERT INTO field VALUES ('y', 'y', 'y', 9)")
        raise RuntimeError
    assert db.value(conn, "SELECT count(*) FROM field") == 3
    conn.close()

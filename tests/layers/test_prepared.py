"""Look-ups whose plan is kept: the same answers, also after a table has changed."""

import pytest
from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db, prepared


def test_a_look_up_is_planned_once_and_answers_each_time(conn: connection) -> None:
    query = sql.SQL("SELECT %(a)s::integer + %(b)s::integer AS sum, '100 %%' AS text")
    for a in range(9):
        assert prepared.one(conn, query, {"b": 1, "a": a}) == {"sum": a + 1, "text": "100 %"}
    kept = db.value(
        conn, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%::integer + $%'"
    )
    assert kept == 1


def test_without_a_row_there_is_none(conn: connection) -> None:
    query = 'SELECT id FROM "user" WHERE id = %(id)s'
    assert prepared.one(conn, query, {"id": -1}) is None
    assert prepared.rows(conn, query, {"id": -1}) == []


def test_a_table_that_changed_is_planned_anew(conn: connection) -> None:
    db.execute(conn, "CREATE TEMP TABLE changing (id integer PRIMARY KEY, word text)")
    db.execute(conn, "INSERT INTO changing VALUES (1, 'one')")
    query = "SELECT row_to_json(c) AS row FROM (SELECT * FROM changing) AS c WHERE id = %(id)s"
    assert prepared.one(conn, query, {"id": 1}) == {"row": {"id": 1, "word": "one"}}
    db.execute(conn, "CREATE INDEX ON changing (word)")
    db.execute(conn, "UPDATE changing SET word = 'two'")
    assert prepared.one(conn, query, {"id": 1}) == {"row": {"id": 1, "word": "two"}}


def test_more_than_a_connection_keeps_are_run_as_they_are(
    conn: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MOST", 0)
    assert prepared.one(conn, "SELECT %(a)s::text AS a, 'more' AS b", {"a": "x"}) == {
        "a": "x",
        "b": "more",
    }

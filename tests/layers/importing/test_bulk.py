"""A load larger than its table makes indexes and foreign keys anew: the same comes of it."""

import pytest

from layers import db
from layers.importing import bulk
from tests.factories import add_area, add_lane

ROWS = "day,what,x,y\n" + "".join(
    f"2016-03-{day:02},vut_rac,{105.88 + day / 10000:.4f},21.045\n" for day in range(1, 21)
)


@pytest.fixture
def in_bulk(monkeypatch):
    monkeypatch.setattr(bulk, "BULK_FROM", 10)


def _rules(conn):
    return db.rows(
        conn,
        "SELECT pg_get_constraintdef(oid) AS made FROM pg_constraint"
        " WHERE conrelid = 'incident'::regclass"
        " UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'incident'::regclass ORDER BY 1",
    )


def _stored(conn):
    return db.rows(
        conn,
        "SELECT source_key, occurred_at, lane_id IS NULL AS laneless, a.code, i.geom_3857"
        " FROM incident AS i LEFT JOIN area AS a ON a.id = i.group_id ORDER BY source_key",
    )


def test_what_is_stored_and_every_rule_are_the_same(bring, events, conn, ward, monkeypatch):
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.8811, 21.05))
    add_lane(conn, ward, points=[(105.8805, 21.045), (105.882, 21.045)])
    rules = _rules(conn)
    for least in (10, 1_000):
        monkeypatch.setattr(bulk, "BULK_FROM", least)
        assert bring("incidents", ROWS, **events).loaded == 20
        assert _rules(conn) == rules
        if least == 10:
            in_bulk = _stored(conn)
            assert sum(row["code"] == "5" for row in in_bulk) == 11
            db.execute(conn, "DELETE FROM incident")
    assert _stored(conn) == in_bulk
    assert db.value(conn, "SELECT sum(n) FROM incident_grid") == 20


def test_a_table_that_holds_more_keeps_its_indexes(in_bulk, bring, events, conn):
    bring("incidents", ROWS, **events)
    kept = "SELECT oid FROM pg_class WHERE relname = 'incident_counted_day'"
    before = db.value(conn, kept)
    more = ROWS.replace("2016-03", "2015-03").splitlines(keepends=True)
    bring("incidents", "".join(more[:13]), **events)
    assert db.value(conn, kept) == before
    bring("incidents", ROWS.replace("2016", "2014") + "".join(more[13:]) * 2, **events)
    assert db.value(conn, kept) != before


def test_what_a_rule_refuses_is_refused_and_the_rules_stay(in_bulk, refused, events, conn, ward):
    rules = _rules(conn)
    db.execute(conn, "ALTER TABLE incident ADD CHECK (occurred_at <> '2016-03-20')")
    try:
        report = refused("incidents", ROWS, **events)
    finally:
        db.execute(conn, "ALTER TABLE incident DROP CONSTRAINT incident_occurred_at_check")
    assert report.issues[0].kind == "database"
    assert _rules(conn) == rules
    assert db.value(conn, "SELECT count(*) FROM incident") == 0


def test_points_are_not_compared_with_lanes_that_the_planner_knows_nothing_of(
    bring, events, conn, ward
):
    add_lane(conn, ward, "L1")
    add_area(conn, ward, "1")
    bring("incidents", ROWS, **events)
    known = "SELECT DISTINCT tablename FROM pg_stats WHERE tablename IN ('area', 'lane')"
    assert {row["tablename"] for row in db.rows(conn, known)} == {"area", "lane"}

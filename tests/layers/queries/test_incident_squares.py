"""The squares that the public sees are kept in step with the incidents, whatever is written."""

from datetime import timedelta
from random import Random
from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from tests.mixed_ward import FIRST, KINDS, fill_mixed

KEPT = """
    SELECT month, field_code, category_code, is_pile_up, column_no, row_no, n
      FROM incident_square WHERE ward_id = %s ORDER BY 1, 2, 3, 4, 5, 6
"""
PLAIN = """
    SELECT date_trunc('month', occurred_on)::date AS month, field_code, category_code, is_pile_up,
           floor(ST_X(ST_Transform(geom, 5897)) / 250)::integer AS column_no,
           floor(ST_Y(ST_Transform(geom, 5897)) / 250)::integer AS row_no, count(*)::integer AS n
      FROM incident WHERE ward_id = %s AND state NOT IN ('huy', 'khong_du_can_cu')
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
"""


def _squares(conn: connection, ward: Ward, query: str) -> list[dict[str, Any]]:
    return db.rows(conn, query, (ward.id,))


def test_squares_follow_every_write(conn: connection, ward: Ward) -> None:
    random = Random(20160630)
    fill_mixed(conn, ward, random)
    assert _squares(conn, ward, KEPT) == _squares(conn, ward, PLAIN) != []
    some = "id IN (SELECT id FROM incident WHERE ward_id = %s ORDER BY random() LIMIT %s)"
    for _ in range(12):
        field, category = random.choice(KINDS)
        written, said = random.choice(
            (
                (
                    f"UPDATE incident SET geom = ST_Translate(geom, 0.002, 0) WHERE {some}",
                    (),
                ),
                (
                    "UPDATE incident SET occurred_at = %s, is_pile_up = NOT is_pile_up"
                    f" WHERE {some}",
                    (FIRST + timedelta(days=random.randrange(200)),),
                ),
                (
                    f"UPDATE incident SET field_code = %s, category_code = %s WHERE {some}",
                    (field, category),
                ),
                (f"UPDATE incident SET address = 'Khác' WHERE {some}", ()),
                (f"DELETE FROM incident WHERE {some}", ()),
            )
        )
        db.execute(conn, written, (*said, ward.id, random.choice((1, 9))))
        assert _squares(conn, ward, KEPT) == _squares(conn, ward, PLAIN), written
    db.execute(conn, "DELETE FROM incident WHERE ward_id = %s", (ward.id,))
    assert _squares(conn, ward, KEPT) == []


def test_what_a_large_load_leaves_uncounted_is_counted_at_its_end(
    conn: connection, ward: Ward
) -> None:
    random = Random(1)
    fill_mixed(conn, ward, random)
    latest = db.value(conn, "SELECT max(id) FROM incident")
    db.execute(conn, "SELECT set_config('diemnong.grid_later', 'on', true)")
    db.execute(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)"
        " SELECT ward_id, source_key || 'b', occurred_at, field_code, category_code, geom"
        "   FROM incident WHERE ward_id = %s",
        (ward.id,),
    )
    db.execute(conn, "SELECT set_config('diemnong.grid_later', '', true)")
    assert _squares(conn, ward, KEPT) != _squares(conn, ward, PLAIN)
    db.execute(conn, "SELECT count_into_squares(%s, %s)", (ward.id, latest))
    assert _squares(conn, ward, KEPT) == _squares(conn, ward, PLAIN)

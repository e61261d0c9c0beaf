"""Rows of a sheet: where they are too many, as large a share of each part of it is drawn."""

from collections import Counter

from psycopg2.extensions import connection

from geo.sheet import Box
from layers import db
from layers.filters import Filter
from layers.queries.sheet_rows import read_sheet_rows
from layers.queries.wards import Ward
from layers.registry import get_layer

SPREAD = """
    INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)
    SELECT %s, 'N' || n, '2016-03-15', 'ttdt', 'lan_chiem_via_he',
           ST_SetSRID(ST_MakePoint(105.88 + (n %% 4) * 0.002 + n * 1e-8, 21.04), 4326)
      FROM generate_series(1, 800) AS n
"""
GROUND = Box(580_000, 2_320_000, 600_000, 2_340_000)


def test_thinning_leaves_each_place_its_share_whatever_the_ids(
    conn: connection, ward: Ward
) -> None:
    """Every fourth row lies at the same place: by id, a quarter would be one place alone."""
    db.execute(conn, SPREAD, (ward.id,))
    found = read_sheet_rows(
        conn, ward, get_layer("incidents"), Filter(), GROUND, around_m=0.0, most=200
    )
    assert (found.step, sum(found.counts), len(found.rows)) == (4, 800, 200)
    west = min(row.shape.x for row in found.rows)
    at = Counter(round((row.shape.x - west) / 208) for row in found.rows)
    assert len(at) == 4
    assert set(at.values()) == {50}


def test_few_rows_are_all_drawn(conn: connection, ward: Ward) -> None:
    db.execute(conn, SPREAD, (ward.id,))
    found = read_sheet_rows(conn, ward, get_layer("incidents"), Filter(), GROUND)
    assert (found.step, len(found.rows)) == (1, 800)

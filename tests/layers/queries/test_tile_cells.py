"""Cells of tiles added up ready: the same bytes as counting, in step with every write."""

import random
from datetime import date, timedelta

import pytest
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers import db
from layers.filters import Filter
from layers.queries import tile_cells
from layers.queries.tile_cells import cells_tile, fits_cells, is_crowded
from layers.queries.tiles import _grid_tile, as_drawn, tile
from layers.queries.wards import Ward
from layers.registry import get_layer
from tests.factories import LAT, LON, add_incident, add_incidents
from tests.mvt import read_tile

INCIDENTS = get_layer("incidents")
ALL = Filter()
WHOLE_HALVES = [
    ALL,
    Filter(first=date(2016, 1, 1), last=date(2016, 6, 30)),
    Filter(first=date(2015, 7, 1), last=date(2016, 6, 30)),
    Filter(first=date(2016, 1, 1)),
    Filter(last=date(2015, 12, 31)),
]


@pytest.mark.parametrize("z", [0, 7, 10, 13, 14])
@pytest.mark.parametrize("chosen", WHOLE_HALVES)
def test_ready_cells_and_counting_give_the_same_bytes(
    conn: connection, ward: Ward, chosen: Filter, z: int
) -> None:
    _scatter(conn, ward, 200)
    at = tile_of(LON, LAT, z)
    assert fits_cells(chosen)
    ready = cells_tile(conn, ward, INCIDENTS, at, chosen)
    assert ready == _grid_tile(conn, ward, INCIDENTS, at, chosen, stored=False)
    assert ready != b""


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(first=date(2016, 2, 1)),
        Filter(last=date(2016, 3, 31)),
        Filter(last=date(2016, 6, 29)),
        Filter(fields=("ttdt",)),
        Filter(states=("ket_thuc",)),
        Filter(categories=("vut_rac",)),
        Filter(groups=("5",)),
        Filter(text="nguyen"),
    ],
)
def test_what_the_cells_do_not_know_is_not_asked_of_them(chosen: Filter) -> None:
    assert not fits_cells(chosen)


def test_cells_follow_every_write(conn: connection, ward: Ward) -> None:
    _scatter(conn, ward, 120)
    for write in (
        "UPDATE incident SET geom = ST_Translate(geom, 0.002, 0) WHERE id % 3 = 1",
        "UPDATE incident SET is_pile_up = NOT is_pile_up WHERE id % 4 = 0",
        "UPDATE incident SET occurred_at = occurred_at + interval '200 days' WHERE id % 5 = 0",
        "UPDATE incident SET address = 'khác'",
        "DELETE FROM incident WHERE id % 7 = 0",
        "DELETE FROM incident",
    ):
        db.execute(conn, write)
        assert _kept(conn, ward) == _counted(conn, ward), write
    assert _kept(conn, ward) == []
    assert db.value(conn, "SELECT count(*) FROM incident_grid") == 0


def test_cells_follow_a_step_of_case_work(conn: connection, ward: Ward) -> None:
    _scatter(conn, ward, 60)
    with db.acting_as(conn, "terminal"):
        db.execute(conn, "UPDATE incident SET state = 'nhac_nho' WHERE id % 3 = 0")
    assert _kept(conn, ward) == _counted(conn, ward) != []


def test_cells_of_a_ward_go_with_it(conn: connection, ward: Ward) -> None:
    _scatter(conn, ward, 20)
    db.execute(conn, "DELETE FROM incident")
    add_incident(conn, ward)
    db.execute(conn, "DELETE FROM incident_grid")
    assert db.value(conn, "SELECT count(*) FROM incident_tile_cell") == 0


def test_a_field_without_a_column_is_counted_as_no_class(conn: connection, ward: Ward) -> None:
    db.execute(
        conn, "INSERT INTO field (code, name_vi, name_en, sort) VALUES ('pccc', 'x', 'y', 9)"
    )
    db.execute(
        conn,
        "INSERT INTO category (ward_id, code, field_code, name_vi, name_en)"
        " VALUES (%s, 'lua', 'pccc', 'x', 'y')",
        (ward.id,),
    )
    add_incidents(conn, ward, 3, field="pccc", category="lua")
    (cell,) = read_tile(tile(conn, ward, INCIDENTS, tile_of(LON, LAT, 12), ALL))["incidents"]
    assert cell.properties == {"n": 3, "c": -1}


def test_a_crowded_ward_is_counted_one_zoom_longer(
    conn: connection, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all its tiles alike, and the page is told: no seam between points and counts."""
    add_incidents(conn, ward, 4)
    at = tile_of(LON, LAT, 14)
    assert not is_crowded(conn, ward.id)
    assert as_drawn(conn, ward, INCIDENTS) == INCIDENTS
    assert len(read_tile(tile(conn, ward, INCIDENTS, at, ALL))["incidents"]) == 4
    monkeypatch.setattr(tile_cells, "CROWDED", 3)
    assert as_drawn(conn, ward, INCIDENTS).grid_below == 15
    (cell,) = read_tile(tile(conn, ward, INCIDENTS, at, ALL))["incidents"]
    assert cell.properties == {"n": 4, "c": 0}
    some_days = Filter(first=date(2000, 1, 2))
    (cell,) = read_tile(tile(conn, ward, INCIDENTS, at, some_days))["incidents"]
    assert cell.properties == {"n": 4, "c": 0}
    assert len(read_tile(tile(conn, ward, INCIDENTS, tile_of(LON, LAT, 15), ALL))["incidents"]) == 4
    lanes = get_layer("lanes")
    assert as_drawn(conn, ward, lanes) == lanes


def _scatter(conn: connection, ward: Ward, number: int) -> None:
    """Spread incidents of all kinds over two years; the same ones each time."""
    choose = random.Random(11)
    kinds = [("ttdt", "ban_hang_rong"), ("vsmt", "vut_rac"), ("ttxd", "sai_phep")]
    for _ in range(number):
        field, category = choose.choice(kinds)
        add_incident(
            conn,
            ward,
            LON + choose.gauss(0, 0.002),
            LAT + choose.gauss(0, 0.002),
            on=date(2015, 1, 1) + timedelta(days=choose.randrange(700)),
            field=field,
            category=category,
            is_pile_up=choose.random() < 0.1,
        )


def _kept(conn: connection, ward: Ward) -> list[dict[str, object]]:
    query = """
        SELECT zoom, tile_x, tile_y, half, spot, ttdt, ttxd, vsmt, pile_up, other
          FROM incident_tile_cell WHERE ward_id = %s ORDER BY 1, 2, 3, 4, 5
    """
    return db.rows(conn, query, (ward.id,))


def _counted(conn: connection, ward: Ward) -> list[dict[str, object]]:
    query = """
        SELECT zoom::smallint, grid_column(geom_3857) >> (20 - zoom) AS tile_x,
               grid_row(geom_3857) >> (20 - zoom) AS tile_y, half,
               ((((grid_row(geom_3857) >> (14 - zoom)) & 63) << 6)
                + ((grid_column(geom_3857) >> (14 - zoom)) & 63))::smallint AS spot,
               (count(*) FILTER (WHERE NOT is_pile_up AND field_code = 'ttdt'))::integer AS ttdt,
               (count(*) FILTER (WHERE NOT is_pile_up AND field_code = 'ttxd'))::integer AS ttxd,
               (count(*) FILTER (WHERE NOT is_pile_up AND field_code = 'vsmt'))::integer AS vsmt,
               (count(*) FILTER (WHERE is_pile_up))::integer AS pile_up, 0 AS other
          FROM incident, generate_series(10, 14) AS zoom,
               LATERAL (VALUES (half_year_of(occurred_on)), ('-infinity')) AS kept (half)
         WHERE ward_id = %s
         GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    """
    return db.rows(conn, query, (ward.id,))

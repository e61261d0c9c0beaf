"""Pages of a part of the map that holds very many incidents: the same pages, found another way."""

import json
import random
from datetime import date, timedelta

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.errors import NotFound
from layers.filters import Filter
from layers.queries import features
from layers.queries.features import features_page, read_feature
from layers.queries.tile_cells import holds_more
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_lane

INCIDENTS = get_layer("incidents")
BOX = (LON - 0.004, LAT - 0.003, LON + 0.002, LAT + 0.004)


@pytest.fixture
def scattered(conn: connection, ward: Ward) -> None:
    """Spread incidents over three blocks of ids, in the order of no place."""
    choose = random.Random(3)
    for number in range(180):
        if number % 60 == 0:
            db.execute(
                conn,
                "SELECT setval(pg_get_serial_sequence('incident', 'id'),"
                " (nextval(pg_get_serial_sequence('incident', 'id')) / 1024 + 1) * 1024)",
            )
        day = date(2015, 1, 1) + timedelta(days=choose.randrange(700))
        x, y = LON + choose.gauss(0, 0.003), LAT + choose.gauss(0, 0.003)
        add_incident(conn, ward, x, y, on=day)


@pytest.mark.parametrize("chosen", [Filter(), Filter(first=date(2016, 1, 1))])
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_by_block_are_those_by_id(
    conn: connection, ward: Ward, scattered: None, monkeypatch: pytest.MonkeyPatch,
    chosen: Filter, limit: int,
) -> None:  # fmt: skip
    plain = _walk(conn, ward, chosen, limit)
    monkeypatch.setattr(features, "COUNT_CAP", 20)
    assert holds_more(conn, ward, INCIDENTS, chosen, BOX, 20)
    by_block = _walk(conn, ward, chosen, limit)
    assert [page[:2] for page in by_block] == [page[:2] for page in plain]
    assert [page.next_after for page in by_block] == [page.next_after for page in plain]
    assert {page.matched for page in by_block} == {None}
    assert sum(page.returned for page in plain) == plain[0].matched > 20


def test_a_box_never_holds_more_than_there_is(
    conn: connection, ward: Ward, scattered: None
) -> None:
    """However the box is cut: what is claimed is at most what a count finds."""
    choose = random.Random(5)
    surely = 0
    for _ in range(60):
        west, south = LON + choose.gauss(0, 0.004), LAT + choose.gauss(0, 0.004)
        box = (west, south, west + choose.random() * 0.01, south + choose.random() * 0.01)
        source = features.in_box(features.drawn_source(ward, INCIDENTS, Filter()), box)
        counted = features.count_matched(conn, source)
        assert counted is not None
        assert not holds_more(conn, ward, INCIDENTS, Filter(), box, counted)
        surely += holds_more(conn, ward, INCIDENTS, Filter(), box, counted // 3)
    assert surely > 10


def test_what_the_cells_do_not_know_is_counted(
    conn: connection, ward: Ward, scattered: None
) -> None:
    assert not holds_more(conn, ward, INCIDENTS, Filter(text="x"), BOX, 1)
    assert not holds_more(conn, ward, get_layer("sites"), Filter(), BOX, 0)


def test_a_block_grows_with_what_moves_into_new_places(
    conn: connection, ward: Ward, scattered: None
) -> None:
    db.execute(conn, "UPDATE incident SET geom = ST_Translate(geom, 0.05, 0) WHERE id % 9 = 0")
    outside = db.value(
        conn,
        "SELECT count(*) FROM incident AS i LEFT JOIN incident_block AS b"
        " ON b.ward_id = i.ward_id AND b.block = i.id / 1024"
        " AND ST_X(i.geom) BETWEEN b.west AND b.east AND ST_Y(i.geom) BETWEEN b.south AND b.north"
        " WHERE b.block IS NULL",
    )
    assert outside == 0
    assert db.value(conn, "SELECT count(*) FROM incident_block WHERE ward_id = %s", (ward.id,)) >= 3


def test_one_feature_is_that_of_its_page(conn: connection, ward: Ward) -> None:
    incident, lane = add_incident(conn, ward, description="ai đó"), add_lane(conn, ward, 'Ngõ "1"')
    for name, record, role in (
        ("incidents", incident, Role.VIEWER),
        ("incidents", incident, Role.INSPECTOR),
        ("lanes", lane, Role.PUBLIC),
    ):
        layer = get_layer(name)
        one = read_feature(conn, ward, layer, record, role, Filter())
        assert one == features_page(conn, ward, layer, Filter(), role).features
        assert set(json.loads(one)["properties"]) == {each.name for each in layer.fields_for(role)}
    with pytest.raises(NotFound):
        read_feature(conn, ward, INCIDENTS, incident + 1, Role.ADMIN, Filter())


def _walk(conn: connection, ward: Ward, chosen: Filter, limit: int) -> list[features.Page]:
    pages, after = [], 0
    while True:
        page = features_page(
            conn, ward, INCIDENTS, chosen, Role.VIEWER, bbox=BOX, limit=limit, after=after
        )
        pages.append(page)
        if page.next_after is None:
            return pages
        after = page.next_after

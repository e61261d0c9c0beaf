"""Vector tiles: what they carry, where points land, and both ways to the same counts."""

import random
from datetime import date, timedelta

import pytest
from psycopg2.extensions import connection

from geo.tiles import Tile, tile_of
from layers import db
from layers.filters import Filter
from layers.queries.tiles import _grid_tile, fits_stored_grid, tile
from layers.queries.versions import layer_version
from layers.queries.wards import Ward
from layers.registry import get_layer
from tests.factories import (
    LAT,
    LON,
    add_area,
    add_feature,
    add_incident,
    add_incidents,
    add_lane,
    add_site,
    move_incident,
)
from tests.mvt import Feature, read_tile

ALL = Filter()


def _features(
    conn: connection, ward: Ward, name: str, z: int, chosen: Filter = ALL, **place: float
) -> list[Feature]:
    at = tile_of(place.get("lon", LON), place.get("lat", LAT), z)
    return read_tile(tile(conn, ward, get_layer(name), at, chosen)).get(name, [])


def test_point_lies_where_it_should(conn: connection, ward: Ward) -> None:
    """The middle of a tile lands in the middle of its 4096 units."""
    at = Tile(16, 52044, 28846)
    west, south, east, north = at.bounds_4326
    incident = add_incident(conn, ward, (west + east) / 2, (south + north) / 2)
    (found,) = read_tile(tile(conn, ward, get_layer("incidents"), at, ALL))["incidents"]
    assert found.id == incident
    assert abs(found.points[0][0] - 2048) <= 1
    assert abs(found.points[0][1] - 2048) <= 1


def test_tile_carries_a_class_and_nothing_of_the_record(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, field="vsmt", category="vut_rac", address="số nhà bí mật")
    body = tile(conn, ward, get_layer("incidents"), tile_of(LON, LAT, 16), ALL)
    (found,) = read_tile(body)["incidents"]
    assert found.properties == {"c": 2}
    assert "bí mật".encode() not in body


def test_pile_up_has_a_class_of_its_own(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, is_pile_up=True)
    (found,) = _features(conn, ward, "incidents", 16)
    assert found.properties["c"] == 3


def test_labelled_layer_carries_its_names(conn: connection, ward: Ward) -> None:
    lane = add_lane(conn, ward, "Ngõ 12 Nguyễn Văn Cừ", kind="ngach")
    (found,) = _features(conn, ward, "lanes", 16)
    assert found.id == lane
    assert found.properties == {"c": 3, "name": "Ngõ 12 Nguyễn Văn Cừ"}


def test_layer_below_its_zoom_is_empty(conn: connection, ward: Ward) -> None:
    add_feature(conn, ward, "certificates")
    assert _features(conn, ward, "certificates", 12) != []
    assert _features(conn, ward, "certificates", 11) == []


def test_rows_of_another_layer_or_ward_are_not_drawn(conn: connection, ward: Ward) -> None:
    add_feature(conn, ward, "something_else")
    assert _features(conn, ward, "certificates", 16) == []


def test_point_just_outside_is_drawn_in_the_margin_only(conn: connection, ward: Ward) -> None:
    """Symbols on a border appear in both tiles, those further away in one."""
    at = tile_of(LON, LAT, 16)
    west, south, east, north = at.bounds_4326
    width, middle = east - west, (south + north) / 2
    add_site(conn, ward, west - width * 0.01, middle)
    add_site(conn, ward, west - width * 0.03, middle)
    assert len(read_tile(tile(conn, ward, get_layer("sites"), at, ALL))["sites"]) == 1


def test_neighbours_share_their_border_after_drawing(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1", box=(105.8801, 21.0401, 105.8855, 21.0499))
    add_area(conn, ward, "2", box=(105.8855, 21.0401, 105.8899, 21.0499))
    one, two = _features(conn, ward, "groups", 13)
    assert len(set(one.points) & set(two.points)) == 2


def test_boundaries_are_those_of_the_last_day(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1", valid_from="2010-01-01", valid_to="2015-01-01")
    add_area(conn, ward, "2", valid_from="2015-01-01")
    for last, name in ((date(2014, 12, 31), "Tổ dân phố 1"), (date(2015, 1, 1), "Tổ dân phố 2")):
        (found,) = _features(conn, ward, "groups", 14, Filter(last=last))
        assert found.properties["name"] == name


def test_boundaries_without_a_day_are_the_newest_there_were(conn: connection, ward: Ward) -> None:
    """A ward whose groups have all ended still shows the last ones."""
    add_area(conn, ward, "1", valid_from="2010-01-01", valid_to="2015-01-01")
    add_area(conn, ward, "2", valid_from="2015-01-01", valid_to="2025-07-01")
    (found,) = _features(conn, ward, "groups", 14)
    assert found.properties["name"] == "Tổ dân phố 2"
    add_area(conn, ward, "3", valid_from="2025-07-01")
    (found,) = _features(conn, ward, "groups", 14)
    assert found.properties["name"] == "Tổ dân phố 3"


def test_cells_sum_to_the_incidents(conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 3)
    add_incidents(conn, ward, 2, LON + 0.004)
    cells = _features(conn, ward, "incidents", 12)
    assert sorted(cell.properties["n"] for cell in cells) == [2, 3]
    assert all(cell.properties["c"] == 0 for cell in cells)


def test_cell_is_a_point_in_the_middle_of_its_square(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    (cell,) = _features(conn, ward, "incidents", 10)
    assert [each % 64 for each in cell.points[0]] == [32, 32]


@pytest.mark.parametrize(("second", "expected"), [(1, 0), (2, -1)])
def test_cell_has_the_class_of_its_majority(
    conn: connection, ward: Ward, second: int, expected: int
) -> None:
    """Half is no majority: such a cell is drawn as mixed."""
    add_incidents(conn, ward, 2)
    add_incidents(conn, ward, second, field="vsmt", category="vut_rac")
    (cell,) = _features(conn, ward, "incidents", 12)
    assert cell.properties == {"n": 2 + second, "c": expected}


FILTERS = [
    ALL,
    Filter(first=date(2016, 1, 1), last=date(2016, 3, 31)),
    Filter(first=date(2016, 2, 1)),
    Filter(fields=("ttdt",)),
    Filter(categories=("vut_rac", "ban_hang_rong")),
    Filter(states=("ket_thuc",), last=date(2016, 4, 30)),
]


@pytest.mark.parametrize("z", [6, 11, 13])
@pytest.mark.parametrize("chosen", FILTERS)
def test_stored_grid_and_counting_give_the_same_bytes(
    conn: connection, ward: Ward, chosen: Filter, z: int
) -> None:
    _scatter(conn, ward, 250)
    layer, at = get_layer("incidents"), tile_of(LON, LAT, z)
    assert fits_stored_grid(chosen)
    stored = _grid_tile(conn, ward, layer, at, chosen, stored=True)
    counted = _grid_tile(conn, ward, layer, at, chosen, stored=False)
    assert stored == counted
    assert stored != b""


def test_stored_grid_follows_changes_and_deletions(conn: connection, ward: Ward) -> None:
    _scatter(conn, ward, 60)
    move_incident(conn, ward, add_incident(conn, ward), "ket_thuc")
    db.execute(conn, "UPDATE incident SET is_pile_up = NOT is_pile_up WHERE id % 3 = 0")
    db.execute(conn, "UPDATE incident SET geom = ST_Translate(geom, 0.002, 0) WHERE id % 3 = 1")
    db.execute(conn, "DELETE FROM incident WHERE id % 5 = 0 AND state <> 'ket_thuc'")
    layer, at = get_layer("incidents"), tile_of(LON, LAT, 13)
    stored = _grid_tile(conn, ward, layer, at, ALL, stored=True)
    assert stored == _grid_tile(conn, ward, layer, at, ALL, stored=False)


def test_filter_the_grid_does_not_know_is_counted(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "5")
    add_incident(conn, ward, on="2016-03-15")
    add_incident(conn, ward, on="2016-03-16")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    for chosen, n in (
        (Filter(first=date(2016, 3, 16)), 1),
        (Filter(groups=("5",)), 2),
    ):
        assert not fits_stored_grid(chosen)
        (cell,) = _features(conn, ward, "incidents", 12, chosen)
        assert cell.properties["n"] == n


def test_tiles_of_a_level_count_every_incident_once(conn: connection, ward: Ward) -> None:
    _scatter(conn, ward, 100)
    layer = get_layer("incidents")
    total = 0
    near = range(-9, 9)
    for tile_id in {tile_of(LON + x / 500, LAT + y / 500, 13) for x in near for y in near}:
        cells = read_tile(tile(conn, ward, layer, tile_id, ALL)).get("incidents", [])
        total += sum(cell.properties["n"] for cell in cells)
    assert total == 100


def test_version_moves_with_every_write(conn: connection, ward: Ward) -> None:
    layer = get_layer("incidents")
    seen = [layer_version(conn, ward.id, layer)]
    incident = add_incident(conn, ward)
    seen.append(layer_version(conn, ward.id, layer))
    db.execute(conn, "UPDATE incident SET address = 'số 5' WHERE id = %s", (incident,))
    seen.append(layer_version(conn, ward.id, layer))
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (incident,))
    seen.append(layer_version(conn, ward.id, layer))
    assert len(set(seen)) == 4


def test_version_stays_when_other_tables_move(conn: connection, ward: Ward) -> None:
    layer = get_layer("lanes")
    before = layer_version(conn, ward.id, layer)
    add_incident(conn, ward)
    assert layer_version(conn, ward.id, layer) == before


def _scatter(conn: connection, ward: Ward, number: int) -> None:
    """Spread incidents of all kinds; the same ones each time."""
    choose = random.Random(7)
    kinds = [("ttdt", "ban_hang_rong"), ("ttdt", "lan_chiem_via_he"), ("vsmt", "vut_rac")]
    for _ in range(number):
        field, category = choose.choice(kinds)
        add_incident(
            conn,
            ward,
            LON + choose.gauss(0, 0.003),
            LAT + choose.gauss(0, 0.003),
            on=date(2016, 1, 1) + timedelta(days=choose.randrange(180)),
            field=field,
            category=category,
            state=choose.choice(["phat_hien", "ket_thuc"]),
            is_pile_up=choose.random() < 0.05,
        )


def _dated(
    conn: connection, ward: Ward, name: str, chosen: Filter, dates: str = "day"
) -> list[Feature]:
    body = tile(conn, ward, get_layer(name), tile_of(LON, LAT, 16), chosen, dates=dates)
    return read_tile(body).get(name, [])


def _number(day: str) -> int:
    return (date.fromisoformat(day) - date(2000, 1, 1)).days


def test_dated_tile_carries_the_days_of_its_features(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, on="2016-03-05")
    add_site(conn, ward, watched_from="2016-01-10", watched_to="2016-02-20")
    (incident,) = _dated(conn, ward, "incidents", ALL)
    assert incident.properties == {"c": 0, "d": _number("2016-03-05")}
    (site,) = _dated(conn, ward, "sites", ALL)
    assert (site.properties["d"], site.properties["e"]) == (
        _number("2016-01-10"),
        _number("2016-02-20"),
    )


def test_dated_tile_has_no_last_day_where_that_is_open(conn: connection, ward: Ward) -> None:
    add_site(conn, ward, watched_from="2016-01-10", watched_to=None)
    (site,) = _dated(conn, ward, "sites", ALL)
    assert "e" not in site.properties


def test_days_to_the_month_are_the_ends_of_months(conn: connection, ward: Ward) -> None:
    """Under windows of whole months they choose the same features as the days themselves."""
    add_site(conn, ward, watched_from="2016-01-10", watched_to="2016-02-20")
    (site,) = _dated(conn, ward, "sites", ALL, "month")
    assert (site.properties["d"], site.properties["e"]) == (
        _number("2016-01-01"),
        _number("2016-02-29"),
    )


def test_dated_tile_has_the_boundaries_of_every_day(conn: connection, ward: Ward) -> None:
    """Not only those of the last day: a page that walks back in time asks nothing again."""
    add_area(conn, ward, "1", valid_from="2010-01-01", valid_to="2015-01-01")
    add_area(conn, ward, "2", valid_from="2015-01-01")
    chosen = Filter(first=date(2014, 7, 1), last=date(2015, 6, 30))
    found = {
        each.properties["name"]: each.properties for each in _dated(conn, ward, "groups", chosen)
    }
    assert found["Tổ dân phố 1"]["e"] == found["Tổ dân phố 2"]["d"] == _number("2015-01-01")
    assert "e" not in found["Tổ dân phố 2"]


def test_layer_that_follows_no_time_has_no_days(conn: connection, ward: Ward) -> None:
    add_lane(conn, ward)
    (lane,) = _dated(conn, ward, "lanes", ALL)
    assert set(lane.properties) == {"c", "name"}

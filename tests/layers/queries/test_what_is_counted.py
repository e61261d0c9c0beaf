"""What was cancelled or found unfounded is no violation: in no number, back when that is undone."""

from collections.abc import Callable
from datetime import date

import pytest
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers import db
from layers.cases.acting import working
from layers.filters import Filter
from layers.migrate import MIGRATIONS
from layers.queries.board import board, span_of
from layers.queries.board_counts import lanes, trend
from layers.queries.counts import read_counts, read_facets
from layers.queries.events import events_in
from layers.queries.everything import search_everything
from layers.queries.features import features_page, read_feature
from layers.queries.recurrences import recurrences
from layers.queries.row_lists import count_incidents, list_rows
from layers.queries.row_tables import Paging
from layers.queries.tiles import tile
from layers.queries.wards import Ward
from layers.registers.scope import Reader, Window
from layers.registry import get_layer
from layers.roles import Role
from layers.rounds.reading import read_incidents, read_lanes, read_walked
from tests.factories import (
    LAT,
    LON,
    add_incident,
    add_lane,
    add_round,
    add_route,
    move_incident,
)
from tests.mvt import read_tile

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
DAYS = Filter(first=date(2016, 3, 1), last=date(2016, 3, 31), fields=("ttdt",))
INCIDENTS = get_layer("incidents")
VOID = ("huy", "khong_du_can_cu")
LINE = [(LON, LAT - 0.001), (LON, LAT + 0.001)]
SUMS = (
    "SELECT month, field_code, column_no, row_no, n FROM incident_square ORDER BY 1, 2, 3, 4",
    "SELECT zoom, tile_x, tile_y, half, spot, ttdt, ttxd, vsmt, pile_up, other"
    " FROM incident_tile_cell ORDER BY 1, 2, 3, 4, 5",
)


def _drawn(conn: connection, ward: Ward, zoom: int, chosen: Filter) -> int:
    drawn = read_tile(tile(conn, ward, INCIDENTS, tile_of(LON, LAT, zoom), chosen))
    return sum(each.properties.get("n", 1) for each in drawn.get("incidents", []))


NUMBERS: dict[str, Callable[[connection, Ward], int]] = {
    "counts": lambda c, w: read_counts(c, w, [INCIDENTS], HALF, Role.SUPERVISOR)["total"],
    "counts of some days": lambda c, w: read_counts(c, w, [], DAYS, Role.SUPERVISOR)["total"],
    "counts of the public": lambda c, w: sum(
        row["n"] for row in read_facets(c, w, HALF, ["field"])["field"]
    ),
    "tile of half-years": lambda c, w: _drawn(c, w, 12, HALF),
    "tile of months": lambda c, w: _drawn(c, w, 12, DAYS),
    "tile of points": lambda c, w: _drawn(c, w, 16, HALF),
    "rows": lambda c, w: list_rows(c, w, "incidents", HALF, Role.VIEWER, Paging(9)).table["total"],
    "page": lambda c, w: features_page(c, w, INCIDENTS, HALF, Role.VIEWER).returned,
    "board": lambda c, w: board(c, w, DAYS, role=Role.SUPERVISOR)["figures"]["incidents"]["value"],
    "lanes": lambda c, w: sum(row["count"] for row in lanes(c, w, HALF, span_of(HALF))),
    "trend": lambda c, w: sum(row["total"] for row in trend(c, w, HALF, span_of(HALF))),
    "analysis": lambda c, w: len(events_in(c, w, HALF).x),
    "round": lambda c, w: sum(
        walked.incidents
        for walked in read_walked(
            c, w, [r["id"] for r in db.rows(c, "SELECT id FROM inspection_round")]
        ).values()
    ),
    "round on the map": lambda c, _: db.value(c, "SELECT sum(incidents) FROM layer_rounds"),
}


@pytest.fixture
def three(conn: connection, ward: Ward) -> list[int]:
    """Three incidents in March 2016 on a lane of a holder, found by one round."""
    lane = add_lane(conn, ward, "L1", points=LINE)
    add_route(conn, ward, points=LINE)
    walk = add_round(conn, ward, code="D1")
    db.execute(
        conn,
        "INSERT INTO inspection_round_lane (round_id, lane_id, ward_id) VALUES (%s, %s, %s)",
        (walk, lane, ward.id),
    )
    made = [
        add_incident(conn, ward, on=f"2016-03-{day}", round_id=walk, source_key=f"VU-{day}")
        for day in (10, 12, 14)
    ]
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return made


@pytest.mark.parametrize("name", NUMBERS)
def test_a_cancelled_one_is_in_no_number_until_that_is_undone(
    conn: connection, ward: Ward, three: list[int], name: str
) -> None:
    number = NUMBERS[name]
    assert number(conn, ward) == 3
    move_incident(conn, ward, three[1], "huy")
    assert number(conn, ward) == 2
    with working(conn, "can-bo", undo=True):
        db.execute(conn, "UPDATE incident SET state = 'phat_hien' WHERE id = %s", (three[1],))
    assert number(conn, ward) == 3


def test_a_filter_by_its_state_shows_it(conn: connection, ward: Ward, three: list[int]) -> None:
    move_incident(conn, ward, three[0], "huy")
    counts = read_counts(conn, ward, [INCIDENTS], HALF, Role.SUPERVISOR)
    told = {row["value"]: row["n"] for row in counts["facets"]["state"] if row["n"]}
    assert told == {"phat_hien": 2, "huy": 1}
    named = Filter(states=("huy",))
    assert count_incidents(conn, ward, named) == 1
    assert _drawn(conn, ward, 12, named) == _drawn(conn, ward, 16, named) == 1
    # Where facets must add up to the total, it is not among them.
    (locked,) = [row for row in read_facets(conn, ward, HALF, ["state"])["state"] if row["n"]]
    assert (locked["value"], locked["n"]) == ("phat_hien", 2)


def test_it_is_found_by_its_number_and_opened(
    conn: connection, ward: Ward, three: list[int]
) -> None:
    move_incident(conn, ward, three[0], "huy")
    reader = Reader(ward, Role.VIEWER, "xem")
    window = Window(date(2016, 1, 1), date(2016, 6, 30), date(2016, 6, 30))
    (found,) = [
        each
        for each in search_everything(conn, reader, "VU-1", window)
        if each.title.en == "Incidents"
    ]
    assert found.total == len(found.hits) == 3
    assert str(three[0]) in read_feature(conn, ward, INCIDENTS, three[0], Role.VIEWER, HALF)


def test_a_round_lists_it_and_counts_it_not(conn: connection, ward: Ward, three: list[int]) -> None:
    move_incident(conn, ward, three[2], "huy")
    walk = db.value(conn, "SELECT id FROM inspection_round")
    listed = read_incidents(conn, walk)
    assert [row["is_counted"] for row in listed] == [True, True, False]
    assert [row["incidents"] for row in read_lanes(conn, ward, walk)] == [2]


def test_it_is_no_recurrence(conn: connection, ward: Ward, three: list[int]) -> None:
    add_incident(conn, ward, on="2016-03-01", state="ket_thuc")
    again = [each.id for each in recurrences(conn, ward, HALF, {"radius_m": 50})]
    move_incident(conn, ward, three[1], "huy")
    left = [each.id for each in recurrences(conn, ward, HALF, {"radius_m": 50})]
    assert (set(again), set(again) - set(left)) == (set(three), {three[1]})


@pytest.mark.parametrize("state", VOID)
def test_sums_made_before_lose_what_does_not_count(
    conn: connection, ward: Ward, state: str
) -> None:
    """The migration of a ward whose stored sums held them."""
    add_incident(conn, ward, state="phat_hien")
    kept = [db.rows(conn, query) for query in SUMS]
    assert all(kept)
    db.execute(
        conn,
        "CREATE OR REPLACE FUNCTION is_counted(state text) RETURNS boolean LANGUAGE sql IMMUTABLE"
        " AS 'SELECT true'",
    )
    for pile_up in (False, True):
        add_incident(conn, ward, LON + 0.01, LAT, state=state, is_pile_up=pile_up)
        add_incident(conn, ward, state=state, is_pile_up=pile_up)
    assert all(held != db.rows(conn, query) for held, query in zip(kept, SUMS, strict=True))
    db.execute(conn, (MIGRATIONS / "0051_what_is_counted.sql").read_text(encoding="utf-8"))
    assert [db.rows(conn, query) for query in SUMS] == kept

"""A layer of kind `state`: all its rows always, as they were on the last day of the period."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers.filters import Filter
from layers.queries.counts import class_counts
from layers.queries.features import features_page, read_feature
from layers.queries.records import read_record
from layers.queries.tiles import tile
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_lane, add_lane_project
from tests.mvt import read_tile

LAYER = get_layer("lane_projects")
STARTED, FINISHED = date(2016, 3, 10), date(2016, 5, 20)
DATED: Mapping[str, Any] = {"started_on": STARTED, "finished_on": FINISHED}


def _on(day: str | None) -> Filter:
    return Filter.from_query({"from": "2010-01-01", "to": day} if day else {})


@pytest.mark.parametrize(
    ("written", "columns", "day", "state"),
    [
        ("done", DATED, "2016-03-09", "planned"),
        ("done", DATED, "2016-03-10", "building"),
        ("done", DATED, "2016-05-19", "building"),
        ("done", DATED, "2016-05-20", "done"),
        ("accepted", DATED, "2016-05-19", "building"),
        ("accepted", DATED, "2016-05-20", "accepted"),
        ("building", DATED, "2016-12-31", "building"),  # the end is only planned
        ("planned", DATED, "2016-12-31", "planned"),  # and here the start is, too
        ("building", {"started_on": STARTED}, "2016-03-01", "planned"),
        ("done", {"finished_on": FINISHED}, "2016-03-01", "building"),
        ("done", {}, "2014-01-01", "done"),  # no day says since when
        ("done", DATED, None, "done"),
    ],
)
def test_state_is_that_of_the_last_day(
    conn: connection,
    ward: Ward,
    written: str,
    columns: Mapping[str, Any],
    day: str | None,
    state: str,
) -> None:
    project = add_lane_project(conn, ward, add_lane(conn, ward), 2, written, **columns)
    chosen = _on(day)
    (listed,) = json.loads(f"[{features_page(conn, ward, LAYER, chosen, Role.VIEWER).features}]")
    one = json.loads(read_feature(conn, ward, LAYER, project, Role.VIEWER, chosen))
    card = read_record(conn, ward, LAYER, project, Role.VIEWER, chosen)
    assert listed["properties"]["state"] == one["properties"]["state"] == state
    words = LAYER.field("state").codes[state].to_json()  # type: ignore[union-attr]
    assert next(each for each in card["fields"] if each["name"] == "state")["text"] == words


def test_every_project_is_counted_and_drawn_once_whatever_the_day(
    conn: connection, ward: Ward
) -> None:
    names = [each.value for each in LAYER.style.classes]
    made = [
        add_lane_project(conn, ward, add_lane(conn, ward), 2, state, **DATED)
        for state in ("planned", "building", "done", "accepted")
    ]
    for day, classes in {
        "2016-01-31": {"2_planned": 4},
        "2016-04-30": {"2_planned": 1, "2_building": 3},
        "2016-06-30": {"2_planned": 1, "2_building": 1, "2_done": 2},
    }.items():
        counts = dict(zip(names, class_counts(conn, ward, LAYER, _on(day)), strict=True))
        assert {name: n for name, n in counts.items() if n} == classes
        body = tile(conn, ward, LAYER, tile_of(LON, LAT, 15), _on(day), dates="day")
        drawn = read_tile(body)["lane_projects"]
        assert sorted(each.id for each in drawn) == made
        shown = [names[int(each.properties["c"])] for each in drawn]
        assert {name: shown.count(name) for name in set(shown)} == classes


def test_field_filter_asks_for_the_state_of_the_day(conn: connection, ward: Ward) -> None:
    add_lane_project(conn, ward, add_lane(conn, ward), 2, "done", **DATED)
    asked = {"from": "2016-01-01", "where": "lane_projects.state:building"}
    page = features_page(
        conn, ward, LAYER, Filter.from_query(asked | {"to": "2016-04-30"}), Role.VIEWER
    )
    assert page.returned == 1
    page = features_page(
        conn, ward, LAYER, Filter.from_query(asked | {"to": "2016-06-30"}), Role.VIEWER
    )
    assert page.returned == 0

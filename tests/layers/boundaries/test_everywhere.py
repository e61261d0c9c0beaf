"""Everything that looks at groups takes the boundaries that were asked for, and says so."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers import clock, db
from layers.analysis import rerun, run_hotspots
from layers.boundaries.adopting import adopt_epoch
from layers.boundaries.as_of import ready
from layers.boundaries.basis import Basis
from layers.exporting import Request, export_layer
from layers.filters import Filter
from layers.queries.board import board
from layers.queries.board_rows import board_rows
from layers.queries.features import features_page
from layers.queries.records import read_record
from layers.queries.runs import cells, latest_run
from layers.queries.tiles import tile
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_area, add_incident
from tests.mvt import read_tile

BOSS = Role.SUPERVISOR
TURN = date(2025, 7, 1)
WEST, EAST = (105.88, 21.04, 105.885, 21.05), (105.885, 21.04, 105.89, 21.05)
HALF = {"from": "2025-01-01", "to": "2025-06-30"}


@pytest.fixture
def incidents(conn: connection, ward: Ward) -> list[int]:
    """Six incidents of spring 2025 in group 5, which then became 6 (four of them) and 7 (two)."""
    add_area(conn, ward, "00130", kind="ward", name="Phường cũ", valid_to=TURN)
    add_area(conn, ward, "00118", kind="ward", name="Phường mới", valid_from=TURN)
    add_area(conn, ward, "5", valid_to=TURN, people=600)
    add_area(conn, ward, "6", box=WEST, valid_from=TURN)
    add_area(conn, ward, "7", box=EAST, valid_from=TURN)
    lons = (105.881, 105.882, 105.883, 105.884, 105.886, 105.888)
    made = [add_incident(conn, ward, lon, on=date(2025, 3, 1)) for lon in lons]
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return made


def _filter(conn: connection, ward: Ward, **more: str) -> Filter:
    return ready(conn, ward.id, Filter.from_query(HALF | more))


def _names_drawn(conn: connection, ward: Ward, layer: str, chosen: Filter) -> set[Any]:
    made = tile(conn, ward, get_layer(layer), tile_of(105.885, 21.045, 14), chosen)
    return {each.properties.get("name") for each in read_tile(made).get(layer, [])}


def test_map_draws_the_boundaries_that_were_asked_for(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    was, now = _filter(conn, ward), _filter(conn, ward, areas="now")
    assert _names_drawn(conn, ward, "groups", was) == {"Tổ dân phố 5"}
    assert _names_drawn(conn, ward, "groups", now) == {"Tổ dân phố 6", "Tổ dân phố 7"}
    assert _names_drawn(conn, ward, "ward_border", was) == {"Phường cũ"}
    assert _names_drawn(conn, ward, "ward_border", now) == {"Phường mới"}


@pytest.mark.parametrize(
    ("areas", "group", "n"), [("was", "5", 6), ("now", "6", 4), ("now", "5", 0)]
)
def test_pages_rows_and_files_are_filtered_by_the_group_of_the_day(
    conn: connection, ward: Ward, incidents: list[int], areas: str, group: str, n: int
) -> None:
    chosen, layer = _filter(conn, ward, areas=areas, group=group), get_layer("incidents")
    page = features_page(conn, ward, layer, chosen, BOSS)
    assert page.matched == n
    features = json.loads(f"[{page.features}]")
    named = {
        (each["properties"]["group_name"], each["properties"]["group_on"]) for each in features
    }
    day = "2025-03-01" if areas == "was" else clock.today().isoformat()
    assert named == ({(f"Tổ dân phố {group}", day)} if n else set())
    parts = export_layer(conn, ward, layer, BOSS, Request("csv", chosen))
    lines = list(csv.DictReader(io.StringIO(b"".join(parts).decode("utf-8-sig"))))
    assert [line["group_name"] for line in lines] == [f"Tổ dân phố {group}"] * n


def test_record_of_an_incident_names_the_group_of_the_day(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    places = {
        areas: read_record(
            conn, ward, get_layer("incidents"), incidents[5], BOSS, _filter(conn, ward, areas=areas)
        )["place"]["group"]["code"]
        for areas in ("was", "now")
    }
    assert places == {"was": "5", "now": "7"}


def test_board_counts_opens_and_names_by_the_day(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    made = board(conn, ward, _filter(conn, ward, areas="now"), role=BOSS)
    counted = {row["code"]: (row["count"], row["of"]) for row in made["groups"]}
    assert counted == {"6": (4, "group:6"), "7": (2, "group:7")}
    for n, of in counted.values():
        rows = board_rows(conn, ward, of, _filter(conn, ward, areas="now"), role=BOSS)
        assert rows["total"] == n
    assert made["boundaries"]["areas"] == "now"
    assert made["filter"]["areas"] == "now"


@pytest.mark.parametrize("method", ["gi_star", "rates"])
def test_analysis_by_group_takes_the_day_and_its_record_says_so(
    conn: connection, ward: Ward, incidents: list[int], method: str
) -> None:
    labels = {}
    for areas in ("was", "2025-08-01", "now"):
        run = run_hotspots(
            conn, ward, method, {"unit_kind": "areas"}, Filter.from_query(HALF | {"areas": areas})
        )
        labels[areas] = {cell["label"] for cell in cells(conn, run)}
        assert run.input["areas"] == areas
        assert run.input["filter"].get("areas", "was") == areas
        assert run.summary["boundaries"]["vi"].startswith("Ranh giới")
        again = rerun(conn, ward, run.id)
        assert again.same_input and again.same_result
    assert labels["was"] == {"Tổ dân phố 5"}
    assert labels["now"] == labels["2025-08-01"] == {"Tổ dân phố 6", "Tổ dân phố 7"}


def test_border_strips_follow_the_borders_of_the_day(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    def strips(areas: str) -> int:
        chosen = Filter.from_query(HALF | {"areas": areas})
        return len(cells(conn, run_hotspots(conn, ward, "border", {}, chosen)))

    assert strips("now") > strips("was")


def test_run_of_other_boundaries_is_not_shown_for_these(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    board(conn, ward, Filter.from_query(HALF | {"areas": "now"}), role=BOSS)
    assert latest_run(conn, ward, "gi_star", Filter.from_query(HALF)) is None
    layer = get_layer("hot_spots")
    shown = features_page(conn, ward, layer, _filter(conn, ward), BOSS)
    assert shown.matched == 0


def test_analysis_by_group_over_a_change_says_which_groups_it_uses(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    add_incident(conn, ward, 105.887, on=date(2025, 8, 1))
    chosen = Filter(date(2025, 1, 1), date(2025, 12, 31))
    run = run_hotspots(conn, ward, "gi_star", {"unit_kind": "areas"}, chosen)
    (note,) = [each for each in run.notes if each["code"] == "boundaries_changed"]
    assert "01/07/2025" in note["text"]["vi"] and "31 Dec 2025" in note["text"]["en"]


def test_incidents_in_no_group_are_counted_listed_and_opened(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    outside = add_incident(conn, ward, 105.95, on=date(2025, 3, 2))
    made = board(conn, ward, _filter(conn, ward, areas="now"), role=BOSS)
    (row,) = [each for each in made["groups"] if each["code"] is None]
    rows = board_rows(conn, ward, row["of"], _filter(conn, ward, areas="now"), role=BOSS)
    assert [each["id"] for each in rows["rows"]] == [outside]
    chosen = _filter(conn, ward, areas="now", group="-")
    assert features_page(conn, ward, get_layer("incidents"), chosen, BOSS).matched == 1


def test_people_of_a_new_group_are_handed_down_and_said_to_be_estimated(
    conn: connection, ward: Ward, incidents: list[int]
) -> None:
    adopt_epoch(conn, ward, "group", TURN, Basis("1/NQ", "Sắp xếp", TURN), "can-bo")
    made = board(conn, ward, _filter(conn, ward, areas="now"), role=BOSS)
    rates = {
        row["code"]: (row["per_1000_people"], row["people_estimated"]) for row in made["groups"]
    }
    # 600 people, half of the ground each: 4 incidents and 2 a 300 people.
    assert rates == {"6": (13.3, True), "7": (6.7, True)}
    assert [note["about"] for note in made["notes"]].count("groups") == 1
    was = board(conn, ward, _filter(conn, ward), role=BOSS)
    assert [(row["per_1000_people"], row["people_estimated"]) for row in was["groups"]] == [
        (10.0, False)
    ]

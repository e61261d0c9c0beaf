"""Candidates open as many rows as they say; the sheet walks lanes in the ward's metres."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from geo.walk import Pace
from layers import db
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.gpx import NAMESPACE as GPX
from layers.patrol.candidates import patrol_candidates
from layers.patrol.files import sheet_csv, sheet_gpx
from layers.patrol.sheet import patrol_sheet
from layers.patrol.wish import Wish, read_wish
from layers.queries.board_rows import board_rows
from layers.queries.board_today import board_today
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_round

BOSS = Role.SUPERVISOR
HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
WEST, EAST, SOUTH, NORTH = 105.881, 105.884, 21.042, 21.045
ROAD_M = 312


@pytest.fixture
def town(conn: connection, ward: Ward) -> Ward:
    """One road from west to east that was walked; a lane north from its middle that was not."""
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.89, 21.05))
    add_lane(conn, ward, "Phố 1", points=[(WEST, SOUTH), (EAST, SOUTH)], kind="pho")
    add_lane(conn, ward, "Ngõ 2", points=[(105.8825, SOUTH), (105.8825, 21.0435)])
    add_round(conn, ward, points=[(WEST, SOUTH), (EAST, SOUTH)])
    for day in ("2016-06-01", "2016-06-05", "2016-06-09"):
        add_incident(conn, ward, WEST, SOUTH, on=day, address="12 Phố 1")
    for day in ("2016-03-01", "2016-03-05", "2016-03-09"):
        add_incident(conn, ward, EAST, SOUTH, on=day, address="90 Phố 1")
    add_incident(conn, ward, 105.8825, 21.0434, on="2016-05-01")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


def groups(conn: connection, ward: Ward) -> dict[str, dict[str, Any]]:
    found = patrol_candidates(conn, ward, HALF, role=BOSS)
    return {group["kind"]: group for group in found["groups"]}


def keys(group: dict[str, Any]) -> list[str]:
    return [row["key"] for row in group["rows"]]


def wish(*stops: str, **more: Any) -> Wish:
    return replace(Wish(stops, (WEST, SOUTH), returns=False, pace=Pace()), **more)


def test_every_candidate_opens_as_many_rows_as_it_says(conn: connection, town: Ward) -> None:
    found = groups(conn, town)
    rows = [row for group in found.values() for row in group["rows"]]
    assert len(rows) >= 3
    for row in rows:
        assert board_rows(conn, town, row["of"], HALF, role=BOSS)["total"] == row["count"], row


def test_what_recurred_last_comes_first_and_lanes_agree_with_today(
    conn: connection, town: Ward
) -> None:
    found = groups(conn, town)
    assert [row["title"]["vi"] for row in found["repeat_points"]["rows"]] == [
        "12 Phố 1",
        "90 Phố 1",
    ]
    assert "yên 21 ngày" in found["repeat_points"]["rows"][0]["reason"]["vi"]
    assert [row["title"]["vi"] for row in found["unwalked"]["rows"]] == ["Ngõ 2"]
    today = board_today(conn, town, HALF, role=BOSS)["coverage"]
    assert today["unwalked"] == len(found["unwalked"]["rows"])


def test_walk_goes_along_lanes_and_walks_the_unwalked_lane_whole(
    conn: connection, town: Ward
) -> None:
    found = groups(conn, town)
    lane = found["unwalked"]["rows"][0]["key"]
    far = keys(found["repeat_points"])[1]
    sheet = patrol_sheet(conn, town, HALF, wish(far, lane), role=BOSS)
    first, last = sheet["stops"]
    assert (first["key"], last["key"]) == (far, lane)
    length = db.value(
        conn, "SELECT ST_Length(ST_Transform(geom, 5897)) FROM lane WHERE name = 'Ngõ 2'"
    )
    assert last["stop_metres"] == pytest.approx(length, abs=0.1)
    assert last["metres"] == pytest.approx(ROAD_M / 2, abs=1)
    assert [(step["lane"], step["turn"]) for step in last["steps"]] == [("Phố 1", "back")]
    total = sheet["total"]
    assert total["metres"] == pytest.approx(1.5 * ROAD_M + length, abs=1)
    assert total["minutes"] == pytest.approx(total["metres"] / 75 + 2 * 5, abs=0.1)
    assert last["after_minutes"] == pytest.approx(total["minutes"], abs=0.1)
    assert (sheet["is_exact"], sheet["notes"]) == (True, [])
    assert all(stop["is_seen_from_lane"] for stop in sheet["stops"])
    assert {stop["kind"] for stop in sheet["stops"]} == {"repeat_points", "unwalked"}


def test_broken_network_is_said_and_counted_in_metres(conn: connection, town: Ward) -> None:
    add_lane(conn, town, "Ngõ 9", points=[(105.8825, NORTH), (105.8835, NORTH)])
    found = groups(conn, town)
    lane = next(row for row in found["unwalked"]["rows"] if row["title"]["vi"] == "Ngõ 9")
    sheet = patrol_sheet(conn, town, HALF, wish(lane["key"]), role=BOSS)
    gap = next(step for step in sheet["stops"][0]["steps"] if step["is_gap"])
    assert gap["metres"] == pytest.approx(sheet["total"]["gap_m"]) == pytest.approx(166, abs=1)
    assert "không theo ngõ nào" in sheet["notes"][0]["vi"]


def test_back_to_the_start_is_a_way_of_its_own(conn: connection, town: Ward) -> None:
    far = keys(groups(conn, town)["repeat_points"])[1]
    sheet = patrol_sheet(conn, town, HALF, wish(far, returns=True), role=BOSS)
    assert sheet["home"]["metres"] == pytest.approx(ROAD_M, abs=1)
    assert patrol_sheet(conn, town, HALF, wish(far), role=BOSS)["home"] is None


def test_older_addresses_still_open_and_lost_stops_are_refused(
    conn: connection, town: Ward
) -> None:
    """A stop of an older run, and a lane that was walked after all, keep their place."""
    point = keys(groups(conn, town)["repeat_points"])[0]
    road = db.value(conn, "SELECT id FROM lane WHERE name = 'Phố 1'")
    later = Filter(first=date(2016, 7, 1), last=date(2016, 12, 31))
    sheet = patrol_sheet(conn, town, later, wish(point, f"lane:{road}"), role=BOSS)
    assert {stop["key"] for stop in sheet["stops"]} == {point, f"lane:{road}"}
    for lost in ("cell:99999:1", "lane:99999999"):
        with pytest.raises(InputError, match="không còn trong phường"):
            patrol_sheet(conn, town, HALF, wish(lost), role=BOSS)


def test_another_ward_s_stops_and_lower_roles_are_refused(conn: connection, town: Ward) -> None:
    point = keys(groups(conn, town)["repeat_points"])[0]
    lane = db.value(conn, "SELECT id FROM lane WHERE name = 'Ngõ 2'")
    other = create_ward(conn, "khac", Text("Phường khác", "Other"), 5897)
    add_lane(conn, other, "Ngõ khác")
    for key in (point, f"lane:{lane}"):
        with pytest.raises(InputError):
            patrol_sheet(conn, other, HALF, wish(key), role=BOSS)
    for call in (
        lambda: patrol_candidates(conn, town, HALF, role=Role.INSPECTOR),
        lambda: patrol_sheet(conn, town, HALF, wish(point), role=Role.INSPECTOR),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_start_far_away_and_a_ward_without_lanes_are_refused(conn: connection, town: Ward) -> None:
    point = keys(groups(conn, town)["repeat_points"])[0]
    with pytest.raises(InputError, match="20 km"):
        patrol_sheet(conn, town, HALF, wish(point, start=(106.5, 21.0)), role=BOSS)
    db.execute(conn, "UPDATE incident SET lane_id = NULL WHERE ward_id = %s", (town.id,))
    db.execute(conn, "DELETE FROM lane WHERE ward_id = %s", (town.id,))
    with pytest.raises(InputError, match="chưa có ngõ"):
        patrol_sheet(conn, town, HALF, wish(point), role=BOSS)


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("stops", ""),
        ("stops", "place:1"),
        ("stops", "cell:1"),
        ("stops", ",".join(f"lane:{n}" for n in range(61))),
        ("start", "105.8"),
        ("start", "x,21"),
        ("start", "nan,21"),
        ("end", "home"),
        ("speed", "fast"),
        ("minutes", "-1"),
    ],
)
def test_what_cannot_be_read_names_its_field(field: str, raw: str) -> None:
    with pytest.raises(InputError) as refused:
        read_wish({"stops": "lane:1"} | {field: raw})
    assert refused.value.field == field


def test_wish_of_an_address() -> None:
    found = read_wish({"stops": "lane:1,cell:7:3,lane:1", "start": "105.88,21.04", "end": "start",
                       "speed": "3.5", "minutes": "0"})  # fmt: skip
    assert found == Wish(("lane:1", "cell:7:3"), (105.88, 21.04), True, Pace(3.5, 0.0))


def test_files_hold_the_stops_in_order_and_the_way(conn: connection, town: Ward) -> None:
    found = groups(conn, town)
    add_lane(conn, town, "=cmd()", points=[(105.8825, NORTH), (105.8835, NORTH)])
    found = groups(conn, town)
    stops = [*keys(found["unwalked"]), keys(found["repeat_points"])[1]]
    sheet = patrol_sheet(conn, town, HALF, wish(*stops), role=BOSS)
    lines = list(csv.reader(io.StringIO(sheet_csv(sheet, "vi").removeprefix("\ufeff"))))
    assert [line[0] for line in lines[1:]] == ["1", "2", "3"]
    assert "'=cmd()" in [line[1] for line in lines[1:]]
    assert lines[1][5].startswith("bắt đầu theo Phố 1 (")
    root = ElementTree.fromstring(sheet_gpx(sheet, "en"))
    names = [node.text for node in root.iterfind(f"{{{GPX}}}wpt/{{{GPX}}}name")]
    assert [name.split(".")[0] for name in names] == ["1", "2", "3"]
    segments = root.findall(f"{{{GPX}}}trk/{{{GPX}}}trkseg")
    assert len(segments) >= 3  # the lanes before the gap, the gap, the lanes after it

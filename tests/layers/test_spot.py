"""What is here: the nearest of each layer in metres, by day and by role."""

import json

import pytest
from psycopg2.extensions import connection

from geo.crs import to_wgs84
from geo.errors import InputError
from layers.boundaries.as_of import ready
from layers.filters import Filter
from layers.queries.features import features_page
from layers.queries.spot import read_spot
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import (
    LAT,
    LON,
    add_area,
    add_facility,
    add_incident,
    add_lane,
    add_route,
    add_site,
)

EASTING, NORTHING = 591_800.0, 2_328_200.0
HALF = Filter.from_query({"from": "2016-01-01", "to": "2016-06-30"})


def at(east_m: float = 0.0, north_m: float = 0.0) -> tuple[float, float]:
    lon, lat = to_wgs84(EASTING + east_m, NORTHING + north_m, 5897)
    return float(lon), float(lat)


def ask(
    conn: connection, ward: Ward, chosen: Filter = HALF, role: Role = Role.SUPERVISOR
) -> dict[str, dict]:
    found = read_spot(conn, ward, *at(), chosen, role, {})
    return {part["layer"]: part for part in found["parts"]}


def test_incidents_are_counted_within_fifty_metres_and_no_more(
    conn: connection, ward: Ward
) -> None:
    inside = [add_incident(conn, ward, *at(each)) for each in (0, 30, 49.9)]
    inside.append(add_incident(conn, ward, *at(35.3, 35.3)))
    for far in ((50.2, 0), (36, 36)):
        add_incident(conn, ward, *at(*far))
    add_incident(conn, ward, *at(), on="2015-03-01")
    part = ask(conn, ward)["incidents"]
    assert part["total"] == 4 == len(part["rows"])
    assert part["within_m"] == 50
    assert {row["id"] for row in part["rows"]} == set(inside)
    assert [row["away_m"] for row in part["rows"]] == [0.0, 30.0, 49.9, 49.9]


def test_the_figure_agrees_with_the_rows_of_its_circle(conn: connection, ward: Ward) -> None:
    for east in range(0, 80, 7):
        add_incident(conn, ward, *at(east))
    lon, lat = at()
    part = ask(conn, ward)["incidents"]
    circle = Filter.from_query({**HALF.to_query(), "shape": f"{lon:.7f},{lat:.7f},50"})
    page = features_page(conn, ward, get_layer("incidents"), circle, Role.VIEWER)
    assert page.matched == part["total"] == 8


def test_group_lane_and_holder_are_those_of_the_day(conn: connection, ward: Ward) -> None:
    lon, lat = at()
    box = (lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)
    old = add_area(conn, ward, "5", box=box, valid_to="2016-03-01")
    new = add_area(conn, ward, "7", box=box, valid_from="2016-03-01")
    beside = add_lane(conn, ward, points=[at(-100, 20), at(100, 20)])
    add_lane(conn, ward, "Ngõ xa", points=[at(-100, 40), at(100, 40)])
    line = [at(-100, 5), at(100, 5)]
    add_route(conn, ward, points=line, holder_unit="Hội cũ", valid_to="2016-03-01")
    add_route(conn, ward, points=line, holder_unit="Hội Phụ nữ", valid_from="2016-03-01")
    parts = ask(conn, ward)
    assert [row["id"] for row in parts["groups"]["rows"]] == [new]
    assert [(row["id"], row["away_m"]) for row in parts["lanes"]["rows"]] == [(beside, 20.0)]
    holders = [row["fields"][0]["text"]["vi"] for row in parts["routes"]["rows"]]
    assert holders == ["Hội Phụ nữ"]
    assert parts["routes"]["on"] == "2016-06-30"
    early = ask(conn, ward, Filter.from_query({"from": "2016-01-01", "to": "2016-02-28"}))
    assert [row["id"] for row in early["groups"]["rows"]] == [old]
    assert early["routes"]["rows"][0]["fields"][0]["text"]["vi"] == "Hội cũ"


def test_names_of_people_are_for_those_whose_role_has_them(conn: connection, ward: Ward) -> None:
    add_route(conn, ward, points=[at(-9), at(9)], holder_unit="Hội", holder_name="Nguyễn Thị A")
    add_site(conn, ward, *at(3), owner_name="Trần Văn B")
    add_incident(conn, ward, *at())

    def said(role: Role) -> str:
        return str(read_spot(conn, ward, *at(), HALF, role, {}))

    assert "Nguyễn Thị A" in said(Role.INSPECTOR)
    assert "Nguyễn Thị A" not in said(Role.VIEWER)
    assert "Trần Văn B" not in said(Role.ADMIN)
    assert "Hội" in said(Role.VIEWER)


def test_the_public_learns_places_and_no_case(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, *at())
    add_site(conn, ward, *at())
    add_route(conn, ward, points=[at(-9), at(9)], holder_unit="Hội")
    culture = add_facility(conn, ward, "Nhà văn hóa", *at(10))
    parts = ask(conn, ward, role=Role.PUBLIC)
    assert {"incidents", "sites", "routes", "repeat_points"}.isdisjoint(parts)
    assert [row["id"] for row in parts["facilities"]["rows"]] == [culture]
    assert parts["incident_cells"]["total"] == 0  # fewer than five are no square


def test_the_public_gets_the_square_it_stands_in(conn: connection, ward: Ward) -> None:
    for _ in range(6):
        add_incident(conn, ward, *at())
    part = ask(conn, ward, role=Role.PUBLIC)["incident_cells"]
    assert part["total"] == 1
    assert part["rows"][0]["fields"][0]["value"] == 5  # six, rounded down


def test_a_spot_with_nothing_says_so_and_has_coordinates(conn: connection, ward: Ward) -> None:
    found = read_spot(conn, ward, 105.886281, 21.048956, HALF, Role.VIEWER, {})
    assert {part["total"] for part in found["parts"]} == {0}
    said = found["coordinates"]
    assert (said["easting"], said["northing"]) == (591914.15, 2328628.29)
    assert said["plane"] == "2328628.29 591914.15"
    assert said["accuracy_m"] == 1.0
    assert found["on"] == "2016-06-30"


@pytest.mark.parametrize(
    "shape",
    [
        "105.88,21.04",
        "105.88,21.04;105.89,21.05",
        "105.88,21.04,0",
        "105.88,21.04,5001",
        "105.88,21.04,-5",
        "nan,21.04,5",
        "x",
        "205.88,21.04;105.89,21.05;105.9,21",
        "105.88,21.04;105.89,21.05;105.89,21.04;105.88,21.05",
        "0,0;1,1;2,2",
    ],
)
def test_a_shape_that_is_none_is_refused_by_name(shape: str) -> None:
    with pytest.raises(InputError) as refused:
        Filter.from_query({"shape": shape})
    assert refused.value.field == "shape"
    assert refused.value.text.vi != refused.value.text.en


def test_a_drawn_shape_keeps_what_lies_in_it_for_every_layer(conn: connection, ward: Ward) -> None:
    inside = add_incident(conn, ward, LON, LAT)
    add_incident(conn, ward, LON + 0.002, LAT)
    lane = add_lane(conn, ward)
    add_lane(conn, ward, "Ngõ khác", points=[(LON, LAT + 0.01), (LON, LAT + 0.02)])
    corners = [(LON - 0.001, LAT - 0.001), (LON + 0.001, LAT - 0.001), (LON, LAT + 0.001)]
    words = ";".join(f"{lon},{lat}" for lon, lat in corners)
    chosen = Filter.from_query({"shape": words})
    assert Filter.from_query(chosen.to_query()) == chosen
    for name, wanted in (("incidents", inside), ("lanes", lane)):
        page = features_page(conn, ward, get_layer(name), chosen, Role.VIEWER)
        assert page.matched == 1
        assert [each["id"] for each in json.loads(f"[{page.features}]")] == [wanted]


def test_a_radius_that_rounds_to_nothing_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        Filter.from_query({"shape": "105,21,0.0000001"})
    assert refused.value.field == "shape"


@pytest.mark.parametrize(("lon", "lat"), [(15, 0), (15.5, 0.2)])
def test_a_place_that_the_ward_s_metres_cannot_tell_is_refused(
    conn: connection, ward: Ward, lon: float, lat: float
) -> None:
    with pytest.raises(InputError) as refused:
        read_spot(conn, ward, lon, lat, HALF, Role.PUBLIC, {})
    assert (refused.value.field, refused.value.value) == ("at", f"{lat:g}/{lon:g}")
    with pytest.raises(InputError) as refused:
        ready(conn, ward.id, Filter.from_query({"shape": f"{lon},{lat},50"}))
    assert (refused.value.field, refused.value.value) == ("shape", f"{lon:g},{lat:g},50")


@pytest.mark.parametrize(("lon", "lat"), [(0, 0), (-75, 0), (15, 20), (105, 85), (15.01, 30)])
def test_what_is_not_refused_is_answered_however_far(
    conn: connection, ward: Ward, lon: float, lat: float
) -> None:
    try:
        read_spot(conn, ward, lon, lat, HALF, Role.PUBLIC, {})
        chosen = ready(conn, ward.id, Filter.from_query({"shape": f"{lon},{lat},5000"}))
        features_page(conn, ward, get_layer("incidents"), chosen, Role.VIEWER)
    except InputError as refused:
        assert refused.field in ("at", "shape")

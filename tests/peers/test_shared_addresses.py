"""Street names of Hanoi as people list them, against the street lines of OpenStreetMap."""

import json
from pathlib import Path

import pytest

from geo.address_match import LaneNames
from geo.names import match_key

DATA = Path(__file__).parents[3] / "shared" / "data"
STREETS = DATA / "vn_hanoi_street_list_2019" / "HN.json"
LINES = DATA / "osm_hanoi_inner_streets"

# Districts, the lines of each, and what was measured: names of the lines, of the list.
DISTRICTS = [("Hoàn Kiếm", "hoan_kiem", 309, 218), ("Ba Đình", "ba_dinh", 401, 115)]


def _lanes(name):
    features = json.loads((LINES / f"{name}.geojson").read_bytes())["features"]
    return [(at, each["properties"]["name"] or "") for at, each in enumerate(features)]


def _streets(district):
    districts = json.loads(STREETS.read_bytes())["district"]
    return next(each["street"] for each in districts if each["name"] == district)


@pytest.mark.parametrize(("district", "name", "lines", "streets"), DISTRICTS)
def test_the_names_of_the_lines_mean_themselves(district, name, lines, streets):
    """All but those that name no street ("Ngõ 158") or that stand in two kinds."""
    lanes = _lanes(name)
    known = {" ".join(each.split()) for _, each in lanes if each}
    register = LaneNames(lanes)
    found = {each: register.sure(each) for each in known}
    lost = {each for each, lane in found.items() if lane is None}
    assert len(known) == lines
    assert lost <= {"Ngách 118/6", "Ngõ 158", "Ngõ 45"}
    numbers = {each: {at for at, name in lanes if " ".join(name.split()) == each} for each in known}
    assert all(numbers[each] <= set(lane.lanes) for each, lane in found.items() if lane)


@pytest.mark.parametrize(("district", "name", "lines", "streets"), DISTRICTS)
def test_listed_streets_are_found_or_offered_and_no_other_is_taken(district, name, lines, streets):
    lanes, listed = LaneNames(_lanes(name)), _streets(district)
    sure = {each: lanes.sure(f"Số 5 {each}") for each in listed}
    taken = {each: lane.name for each, lane in sure.items() if lane}
    assert len(listed) == streets
    assert len(taken) / len(listed) >= 0.7
    # What is taken bears the very name, marks and all.
    assert all(match_key(lane).endswith(match_key(each)) for each, lane in taken.items())
    # What is not is a street outside these lines, or one that a person has to tell from another.
    offered = [each for each in listed if each not in taken and lanes.find(f"Số 5 {each}")]
    assert len(offered) / len(listed) <= 0.1

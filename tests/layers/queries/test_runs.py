import json
from datetime import date

import pytest
import shapely
from psycopg2.extensions import connection

from geo.text import same
from layers.analysis import run_hotspots
from layers.errors import RunNotFound
from layers.filters import Filter
from layers.queries.runs import cell_members, cells, get_run, latest_run, run_geojson
from layers.queries.wards import Ward, create_ward
from tests.factories import add_area, add_incidents

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))


@pytest.fixture
def gathered(conn: connection, ward: Ward) -> Ward:
    """Three places with 5, 4 and 3 incidents each."""
    add_area(conn, ward, "00130", kind="ward")
    for n, lon in ((3, 105.882), (5, 105.885), (4, 105.888)):
        add_incidents(conn, ward, n, lon)
    return ward


def test_cells_come_by_rank_with_place_and_members(conn: connection, gathered: Ward) -> None:
    run = run_hotspots(conn, gathered, "repeat_points", {}, HALF)
    found = cells(conn, run)
    assert [cell["value"] for cell in found] == [5, 4, 3]
    assert [round(cell["lon"], 3) for cell in found] == [105.885, 105.888, 105.882]
    assert len(cell_members(conn, gathered, run.id, found[0]["cell_no"])) == 5
    assert len(cells(conn, run, limit=2)) == 2


def test_newest_run_is_found_by_method_and_by_filter(conn: connection, gathered: Ward) -> None:
    half = run_hotspots(conn, gathered, "repeat_points", {}, HALF)
    whole = run_hotspots(conn, gathered, "repeat_points", {}, Filter())
    assert latest_run(conn, gathered, "repeat_points") == whole
    assert latest_run(conn, gathered, "repeat_points", HALF) == half
    assert latest_run(conn, gathered, "gi_star") is None


def test_run_of_another_ward_is_not_there(conn: connection, gathered: Ward) -> None:
    run = run_hotspots(conn, gathered, "repeat_points", {}, HALF)
    other = create_ward(conn, "khac", same("Khác"), 5897)
    assert get_run(conn, gathered, run.id) == run
    with pytest.raises(RunNotFound):
        get_run(conn, other, run.id)
    with pytest.raises(RunNotFound):
        cell_members(conn, other, run.id, 1)


def test_missing_cell_is_not_found(conn: connection, gathered: Ward) -> None:
    run = run_hotspots(conn, gathered, "repeat_points", {}, HALF)
    with pytest.raises(RunNotFound):
        cell_members(conn, gathered, run.id, 99)


@pytest.mark.parametrize("method", ["repeat_points", "gi_star"])
def test_geojson_is_valid_and_says_everything(
    conn: connection, gathered: Ward, method: str
) -> None:
    run = run_hotspots(conn, gathered, method, {}, HALF)
    text = json.dumps(run_geojson(conn, run), allow_nan=False)
    shapes = shapely.from_geojson(text)
    read = json.loads(text)
    assert shapely.is_valid(shapes)
    assert len(read["features"]) == run.summary["units"]
    assert read["run"]["seed"] == run.seed
    properties = read["features"][0]["properties"]
    assert {"rank", "value", "expected", "score", "p", "p_adjusted", "members"} <= set(properties)
    west, south, east, north = shapely.bounds(shapes)
    assert 105.87 < west <= east < 105.9
    assert 21.03 < south <= north < 21.06

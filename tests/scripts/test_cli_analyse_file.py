"""`ward analyse … --input FILE`: a plain file, no database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.hotspots import METHODS
from scripts.setup.ward import needs_database

RunWard = Callable[..., Any]
ROWS = """x,y,day,n
105.8851,21.0451,2016-03-01,1
105.8851,21.0451,2016-03-04,1
105.8851,21.0451,2016-03-09,2
105.8871,21.0461,2016-03-09,1
105.8811,21.0421,2016-04-09,1
"""


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection would be refused at once."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")


@pytest.fixture
def rows(tmp_path: Path) -> str:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    return str(file)


def _read(said: Any) -> dict[str, Any]:
    assert said.code == 0, said.err
    document: dict[str, Any] = json.loads(said.out)
    return document


def _degrees(file: str) -> tuple[str, ...]:
    return ("--input", file, "--x", "x", "--y", "y", "--time", "day", "--crs", "EPSG:4326")


def test_table_shows_rule_places_and_where_it_was_measured(run_ward: RunWard, rows: str) -> None:
    said = run_ward("analyse", "repeat_points", *_degrees(rows))
    assert said.code == 0
    assert "At least 3 events within 30 days" in said.out
    assert "105.885100, 21.045100" in said.out
    assert "5 rows, 1 units, measured in EPSG:32648" in said.out


def test_json_holds_every_statistic_and_all_origins(run_ward: RunWard, rows: str) -> None:
    read = _read(
        run_ward("analyse", "gi_star", *_degrees(rows), "--seed", "7", "-p", "cell_m=50", "--json")
    )
    assert set(read) == {
        *("method", "parameters", "seed", "input", "rows", "rows_sha256", "code_version"),
        *("summary", "notes", "units"),
    }
    assert (read["seed"], read["parameters"]["cell_m"], read["rows"]) == (7, 50.0, 5)
    assert read["input"]["file"] == "rows.csv" and len(read["input"]["sha256"]) == 64
    fixed = {"value", "expected", "score", "p", "p_adjusted", "class_code", "rank", "label"}
    assert fixed | {"members", "geometry", "p_normal"} <= set(read["units"][0])
    assert [unit["rank"] for unit in read["units"]] == list(range(1, len(read["units"]) + 1))
    assert sorted(line for unit in read["units"] for line in unit["members"]) == [2, 3, 4, 5, 6]


def test_json_takes_a_file_and_geojson_another(
    run_ward: RunWard, rows: str, tmp_path: Path
) -> None:
    out, shapes = tmp_path / "out.json", tmp_path / "out.geojson"
    said = run_ward(
        *("analyse", "clusters", *_degrees(rows), "-p", "min_events=3"),
        *("--json", str(out), "--geojson", str(shapes)),
    )
    assert said.code == 0 and "DBSCAN" in said.out
    document = json.loads(out.read_text("utf-8"))
    assert document["units"][0]["value"] == 3
    features = json.loads(shapes.read_text("utf-8"))["features"]
    assert features[0]["geometry"] == document["units"][0]["geometry"]
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_same_file_gives_the_same_bytes(run_ward: RunWard, rows: str) -> None:
    arguments = ("analyse", "near_repeat", *_degrees(rows), "-p", "permutations=99", "--json")
    assert run_ward(*arguments).out == run_ward(*arguments).out


def test_area_and_its_parts_are_read(run_ward: RunWard, rows: str, tmp_path: Path) -> None:
    boxes = [shapely.box(105.88, 21.04, 105.885, 21.05), shapely.box(105.885, 21.04, 105.89, 21.05)]
    area = tmp_path / "area.geojson"
    gpd.GeoDataFrame({"name": ["West", "East"]}, geometry=boxes, crs=4326).to_file(area)
    read = _read(
        run_ward(
            *("analyse", "gi_star", *_degrees(rows), "-p", "unit_kind=areas"),
            *("--area", str(area), "--area-label", "name", "--json"),
        )
    )
    assert {unit["label"]: unit["value"] for unit in read["units"]} == {"West": 1, "East": 4}
    assert read["input"]["area"]["shapes"] == 2
    assert "area_from_incidents" not in [note["code"] for note in read["notes"]]


def test_local_coordinates_stay_planar(run_ward: RunWard, tmp_path: Path) -> None:
    file = tmp_path / "yard.csv"
    file.write_text("x,y\n1,1\n2,2\n3,1\n", encoding="utf-8")
    arguments = ("--input", str(file), "--x", "x", "--y", "y", "--crs", "local")
    read = _read(run_ward("analyse", "clusters", *arguments, "-p", "min_events=3", "--json"))
    assert shapely.geometry.shape(read["units"][0]["geometry"]).contains(shapely.Point(2, 1.5))


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_every_method_takes_a_file(
    run_ward: RunWard, rows: str, tmp_path: Path, method: str
) -> None:
    area, lanes = tmp_path / "area.gpkg", tmp_path / "lanes.gpkg"
    boxes = [shapely.box(105.88, 21.04, 105.885, 21.05), shapely.box(105.885, 21.04, 105.89, 21.05)]
    gpd.GeoDataFrame(geometry=boxes, crs=4326).to_file(area)
    line = shapely.LineString([(105.8811, 21.0421), (105.8851, 21.0451), (105.8871, 21.0461)])
    gpd.GeoDataFrame(geometry=[line], crs=4326).to_file(lanes)
    files = ("--area", str(area), "--lanes", str(lanes))
    read = _read(run_ward("analyse", method, *_degrees(rows), *files, "--json"))
    assert read["method"] == method
    assert read["summary"]["units"] == len(read["units"])


def test_a_treated_place_is_given_in_degrees(run_ward: RunWard, rows: str) -> None:
    said = ("-p", "unit_kind=place", "-p", "treated_on=2016-03-08")
    at = ("-p", "centre=105.8851, 21.0451")
    read = _read(run_ward("analyse", "effect", *_degrees(rows), *said, *at, "--json"))
    treated = read["units"][0]
    assert (treated["role"], treated["before"], treated["after"]) == ("treated", 2, 1)
    middle = shapely.geometry.shape(treated["geometry"]).centroid
    assert (middle.x, middle.y) == pytest.approx((105.8851, 21.0451), abs=1e-7)
    shown = run_ward("analyse", "effect", *_degrees(rows), *said, *at)
    assert "The treated place: 2 incidents before, 1 after" in shown.out


def test_faulty_rows_are_refused_with_row_field_and_value(
    run_ward: RunWard, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS.replace("21.0461", "abc"), encoding="utf-8")
    said = run_ward("analyse", "gi_star", *_degrees(str(file)))
    assert said.code == 4
    assert "dòng 5, y: không dùng được 'abc'" in said.err
    assert "line 5, y: 'abc' cannot be used" in said.err
    assert run_ward("analyse", "gi_star", *_degrees(str(file)), "--skip-bad").code == 0


def test_order_of_day_and_month_is_asked_for(run_ward: RunWard, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS.replace("2016-04-09", "09/04/2016"), encoding="utf-8")
    said = run_ward("analyse", "gi_star", *_degrees(str(file)))
    assert said.code == 4 and "--date-format" in said.err
    file.write_text("x,y,day\n105.88,21.04,31/12/2016\n105.89,21.05,01/12/2016\n", "utf-8")
    read = _read(
        run_ward(
            *("analyse", "repeat_points", *_degrees(str(file))),
            *("--date-format", "%d/%m/%Y", "-p", "min_events=2", "--json"),
        )
    )
    assert read["summary"]["events_without_date"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--period", "2016H1"), "--period: do not go with --input"),
        (("--ward", "x"), "--ward: do not go with --input"),
        (("--field", "ttdt"), "--field: do not go with --input"),
        (("--value", "none"), "no such column"),
        (("--measure-crs", "EPSG:4326"), "not metres"),
        (("-p", "unit_kind=areas"), "state --area FILE"),
        (("--json", "-", "--geojson", "-"), "cannot both go to stdout"),
    ],
)
def test_wrong_use_exits_with_2(
    run_ward: RunWard, rows: str, arguments: tuple[str, ...], words: str
) -> None:
    said = run_ward("analyse", "gi_star", *_degrees(rows), *arguments)
    assert said.code == 2
    assert words in said.err


def test_options_of_a_file_need_one(run_ward: RunWard) -> None:
    said = run_ward("analyse", "gi_star", "--crs", "EPSG:4326", "--address-column", "where")
    assert said.code == 2
    assert "--address-column" in said.err and "only go with --input" in said.err


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["analyse", "gi_star", "--input", "a.csv"], False),
        (["analyse", "--input=a.csv", "gi_star"], False),
        (["analyse", "gi_star"], True),
        (["import", "lanes", "--input"], True),
        (["analyse", "--help"], False),
        ([], False),
    ],
)
def test_the_private_database_starts_only_for_those_who_need_it(
    arguments: list[str], needed: bool
) -> None:
    assert needs_database(arguments) is needed


def test_exposures_are_columns_of_the_lanes(run_ward: RunWard, rows: str, tmp_path: Path) -> None:
    file = tmp_path / "lanes.geojson"
    line = shapely.LineString([(105.8840, 21.0451), (105.8860, 21.0451)])
    other = shapely.LineString([(105.8840, 21.0461), (105.8880, 21.0461)])
    gpd.GeoDataFrame(
        {"inspected": [4.0, None], "geometry": [line, other]}, crs="EPSG:4326"
    ).to_file(file)
    said = ("-p", "exposure=inspected", "--lanes", str(file), "--json")
    read = _read(run_ward("analyse", "rates", *_degrees(rows), *said))
    (unit,) = read["units"]
    assert (unit["value"], unit["inspected_km"]) == (3 / 4, 4)
    assert read["summary"]["events_without_exposure"] == 1

"""A plain file gives the very statistics that the database gives for the same rows."""

import csv
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.hotspots import get_method
from geo.result import HotspotResult
from layers.analysis import EPOCH, compute, read_input
from layers.errors import ImportRejected
from layers.exporting import Request, export_layer
from layers.filters import Filter
from layers.plain_input import PlainInput, PlainOptions, read_plain
from layers.plain_run import analyse_file, result_geojson
from layers.queries.wards import Ward, get_ward
from layers.registry import get_layer
from layers.roles import Role
from scripts.demo.load import CODE, load_demo

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30), fields=("ttdt",))
DEGREES = PlainOptions(x="longitude_epsg4326", y="latitude_epsg4326", crs="EPSG:4326")
METRES = PlainOptions(x="x", y="y", time="day", crs="EPSG:5897")
METHODS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("repeat_points", {}),
    ("gi_star", {}),
    ("density", {}),
    ("clusters", {"min_events": 3}),
    ("near_repeat", {"permutations": 99}),
)
STATISTICS = ("value", "score", "p", "p_adjusted", "class_code", "rank")

WriteTable = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteTable:
    """Write a CSV with a header and rows; return its path."""

    def write(*rows: tuple[object, ...], header: str = "x,y", name: str = "rows.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])
        return path

    return write


@pytest.fixture
def demo(conn: connection) -> Ward:
    load_demo(conn)
    return get_ward(conn, CODE)


def _run(read: PlainInput, method: str, parameters: Mapping[str, Any]) -> HotspotResult:
    how, given = get_method(method), read.given
    return how.run(given.events, given.area, how.check(parameters), 20160630, given.units)


def _export(
    conn: connection, ward: Ward, layer: str, file_format: str, path: Path, chosen: Filter
) -> Path:
    parts = export_layer(conn, ward, get_layer(layer), Role.ADMIN, Request(file_format, chosen))
    path.write_bytes(b"".join(parts))
    return path


def test_demo_exported_in_metres_gives_the_same_bits(
    conn: connection, demo: Ward, write: WriteTable, tmp_path: Path
) -> None:
    """Rows and area as the database measures them: every column of every method, to the bit."""
    given = read_input(conn, demo, get_method("gi_star"), {}, HALF)
    events = given.events
    days = [EPOCH + timedelta(days=int(day)) for day in np.asarray(events.day)]
    rows = zip(map(repr, events.x.tolist()), map(repr, events.y.tolist()), days, strict=True)
    file = write(*rows, header="x,y,day")
    border = tmp_path / "border.gpkg"
    gpd.GeoDataFrame(geometry=[given.area], crs=5897).to_file(border)
    read = read_plain(file, PlainOptions(**{**vars(METRES), "area": border}))
    for method, parameters in METHODS:
        ours, theirs = _run(read, method, parameters), compute(conn, demo, method, parameters, HALF)
        assert list(ours.columns) == list(theirs.columns)
        for name, column in theirs.columns.items():
            if name != "category":
                np.testing.assert_array_equal(ours.columns[name], column, f"{method}.{name}")
        assert shapely.to_wkb(ours.units.geometry).tolist() == (
            shapely.to_wkb(theirs.units.geometry).tolist()
        )


def test_demo_exported_in_degrees_gives_the_same_statistics(
    conn: connection, demo: Ward, tmp_path: Path
) -> None:
    """PROJ here and PROJ in the database may differ in the last bit of a metre, and no more."""
    file = _export(conn, demo, "incidents", "csv", tmp_path / "vu.csv", HALF)
    border = _export(conn, demo, "ward_border", "gpkg", tmp_path / "border.gpkg", HALF)
    said = PlainOptions(
        **{**vars(DEGREES), "time": "occurred_at", "measure_crs": "EPSG:5897", "area": border}
    )
    read = read_plain(file, said)
    for method, parameters in METHODS:
        ours, theirs = _run(read, method, parameters), compute(conn, demo, method, parameters, HALF)
        for name in STATISTICS:
            np.testing.assert_allclose(
                ours.columns[name].astype(float),
                theirs.columns[name].astype(float),
                rtol=1e-9,
                atol=1e-9,
                err_msg=f"{method}.{name}",
            )


def test_areas_of_the_file_are_compared(conn: connection, demo: Ward, tmp_path: Path) -> None:
    file = _export(conn, demo, "incidents", "csv", tmp_path / "vu.csv", HALF)
    groups = _export(conn, demo, "groups", "gpkg", tmp_path / "groups.gpkg", HALF)
    said = PlainOptions(
        **{**vars(DEGREES), "measure_crs": "EPSG:5897", "area": groups, "area_label": "name"}
    )
    document = analyse_file(file, said, "gi_star", {"unit_kind": "areas"}, 20160630)
    theirs = compute(conn, demo, "gi_star", {"unit_kind": "areas"}, HALF)
    ours = {unit["label"]: (unit["value"], unit["score"]) for unit in document["units"]}
    assert ours == {row.label: (row.value, row.score) for row in theirs.rows()}


def test_members_are_lines_of_the_table_and_features_of_other_files(
    write: WriteTable, tmp_path: Path
) -> None:
    rows = [(500 + 3 * each, 500) for each in range(4)]
    table = write(*rows)
    said = PlainOptions(x="x", y="y", crs="local")
    found = analyse_file(table, said, "clusters", {"min_events": 3}, 1)
    assert [unit["members"] for unit in found["units"]] == [[2, 3, 4, 5]]
    assert found["input"]["members_are"] == "line"
    shapes = tmp_path / "rows.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.Point(*row) for row in rows], crs=5897).to_file(shapes)
    found = analyse_file(shapes, PlainOptions(), "clusters", {"min_events": 3}, 1)
    assert [unit["members"] for unit in found["units"]] == [[1, 2, 3, 4]]
    assert found["input"]["crs"] == "EPSG:5897"


def test_local_coordinates_stay_planar_however_small(write: WriteTable) -> None:
    rows = [(x, y) for x in range(1, 6) for y in range(1, 6)]
    found = analyse_file(
        write(*rows), PlainOptions(x="x", y="y", crs="local"), "clusters", {"eps_m": 1}, 1
    )
    box = shapely.geometry.shape(found["units"][0]["geometry"]).bounds
    assert box[0] >= 0 and box[2] <= 6
    assert found["input"]["measured_in"] == "local"


def test_degrees_are_measured_in_the_utm_zone_of_the_middle_and_it_is_said(
    write: WriteTable,
) -> None:
    file = write((-87.65, 41.85), (-87.63, 41.88), (-87.64, 41.86))
    found = analyse_file(file, PlainOptions(x="x", y="y", crs="EPSG:4326"), "density", {}, 1)
    assert found["input"]["measured_in"] == "EPSG:32616"
    said = {note["code"]: note["text"] for note in found["notes"]}
    assert "EPSG:32616" in said["projected"]["vi"] and "EPSG:32616" in said["projected"]["en"]
    assert "area_from_incidents" in said
    lon, lat = shapely.geometry.shape(found["units"][0]["geometry"]).centroid.coords[0]
    assert lon == pytest.approx(-87.64, abs=0.05) and lat == pytest.approx(41.86, abs=0.05)


def test_feet_are_converted_to_metres(write: WriteTable) -> None:
    """Two points 30 feet apart on the Illinois plane lie 9.1 m apart, within 10 m."""
    file = write((1176000, 1900000), (1176030, 1900000), (1176000, 1900000))
    said = PlainOptions(x="x", y="y", crs="EPSG:3435")
    found = analyse_file(file, said, "clusters", {"eps_m": 10, "min_events": 3}, 1)
    assert [unit["value"] for unit in found["units"]] == [3]


def test_weights_count_as_so_many_events(write: WriteTable) -> None:
    rows = [(1000 + 100 * at, 1000, at) for at in range(8)]
    said = PlainOptions(x="x", y="y", value="n", crs="local")
    found = analyse_file(write(*rows, header="x,y,n"), said, "gi_star", {"cell_m": 100}, 1)
    assert sum(unit["value"] for unit in found["units"]) == sum(range(8))


def test_document_and_geojson_say_the_same(write: WriteTable) -> None:
    said = PlainOptions(x="x", y="y", crs="local")
    file = write((1000, 1000), (1300, 1200), (1000, 1300))
    document = analyse_file(file, said, "gi_star", {}, 7)
    assert document == analyse_file(file, said, "gi_star", {}, 7)
    collection = result_geojson(document)
    assert len(collection["features"]) == len(document["units"])
    assert collection["features"][0]["properties"]["rank"] == 1
    assert collection["run"]["seed"] == 7


@pytest.mark.parametrize(
    ("row", "said", "words"),
    [
        (("abc", 2, 3, "2016-01-01"), {}, ("dòng 3, x", "line 3, x", "'abc'", "decimal point")),
        (("", 2, 3, "2016-01-01"), {}, ("line 3, x", "missing")),
        (("nan", 2, 3, "2016-01-01"), {}, ("line 3, x", "'nan'")),
        (("1e400", 2, 3, "2016-01-01"), {}, ("line 3, x", "'1e400'")),
        ((1, 2, -3, "2016-01-01"), {}, ("line 3, n", "'-3'", "from 0 up", "từ 0 trở lên")),
        ((1, 2, 3, "2016-13-01"), {}, ("line 3, day", "2016-13-01")),
        ((1, 2, 3, "soon"), {"date_format": "%Y-%m-%d"}, ("line 3, day", "soon", "%Y-%m-%d")),
        ((200, 2, 3, "2016-01-01"), {"crs": "EPSG:4326"}, ("line 3, x", "200", "longitude")),
        (("105,8", 2, 3, "2016-01-01"), {}, ("line 3, x", "write '105.8'")),
    ],
)
def test_faulty_rows_are_named_in_both_languages(
    write: WriteTable, row: tuple[object, ...], said: dict[str, str], words: tuple[str, ...]
) -> None:
    file = write((105, 21, 1, "2016-01-01"), row, header="x,y,n,day")
    base = {"x": "x", "y": "y", "value": "n", "time": "day", "crs": "local", **said}
    with pytest.raises(ImportRejected) as refused:
        read_plain(file, PlainOptions(**base))
    text = str(refused.value)
    assert [word for word in words if word not in text] == []


def test_faulty_rows_can_be_left_out_and_are_counted(write: WriteTable) -> None:
    file = write((1, 2), ("", 3), (4, 5), (6, 7, 8))
    read = read_plain(file, PlainOptions(x="x", y="y", crs="local", skip_bad=True))
    assert read.given.events.ids.tolist() == [2, 4]
    assert read.given.description["left_out"] == 2
    assert "rows_left_out" in [note.code for note in read.given.notes]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"x": "lon", "y": "y", "crs": "local"}, "no such column"),
        ({"y": "y", "crs": "local"}, "--x"),
        ({"x": "x", "y": "y"}, "State --crs"),
        ({"x": "x", "y": "y", "crs": "EPSG:99999999"}, "no known coordinate system"),
        ({"x": "x", "y": "y", "crs": "EPSG:5897"}, "State --crs EPSG:4326"),
        ({"x": "x", "y": "y", "crs": "EPSG:4326", "measure_crs": "EPSG:3857"}, "3857"),
        ({"x": "x", "y": "y", "crs": "local", "measure_crs": "EPSG:5897"}, "no position"),
        ({"x": "x", "y": "y", "crs": "local", "time": "when"}, "no such column"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    write: WriteTable, said: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read_plain(write((105.88, 21.04), (105.89, 21.05)), PlainOptions(**said))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Point(1, 2), "Polygon"),
        (shapely.Polygon([(0, 0), (9, 9), (0, 9), (9, 0)]), "not valid"),
    ],
)
def test_area_must_be_valid_polygons(
    write: WriteTable, tmp_path: Path, shape: shapely.Geometry, words: str
) -> None:
    area = tmp_path / "area.gpkg"
    gpd.GeoDataFrame(geometry=[shape], crs=5897).to_file(area)
    said = PlainOptions(x="x", y="y", crs="local", area=area)
    with pytest.raises(ImportRejected, match=words):
        read_plain(write((105, 21), (500, 600)), said)


def test_two_systems_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 2_300_000)], crs=5897).to_file(file)
    with pytest.raises(InputError, match="declares"):
        read_plain(file, PlainOptions(crs="EPSG:32648"))


def test_no_file_and_unknown_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRejected, match=r"There is no file"):
        read_plain(tmp_path / "none.csv", DEGREES)
    (tmp_path / "a.xyz").write_text("x")
    with pytest.raises(ImportRejected, match=r"\.csv"):
        read_plain(tmp_path / "a.xyz", DEGREES)

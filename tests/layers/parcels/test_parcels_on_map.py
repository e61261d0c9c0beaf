"""Parcels as a layer: as their register says, measured, drawn, moved, taken back."""

import pytest
import shapely
from psycopg2.extensions import connection

from geo.crs import HANOI, to_wgs84
from geo.errors import InputError
from layers import db
from layers.editing.contract import Division, Wish
from layers.editing.described import describe_new, describe_outcome, describe_row, read_version
from layers.editing.dividing import plan_division
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from layers.errors import NotFound, Stale, UndoRefused
from layers.filters import Filter
from layers.parcels.picture import draw_parcel
from layers.parcels.reading import shapes_of_project
from layers.queries.counts import class_counts
from layers.queries.features import features_page
from layers.queries.records import read_record
from layers.queries.wards import Ward, create_ward
from layers.registers.listing import read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.writing import add_row, remove_row, restore_row, set_state
from layers.registry import get_layer, visible_layers
from layers.roles import Role
from tests.factories import LAT, LON

BOSS = Role.SUPERVISOR
EAST, NORTH = 591800.0, 2328300.0
PARCELS = find_register("parcels")


def rectangle(wide_m: float, high_m: float, east: float = EAST, north: float = NORTH) -> dict:
    """A rectangle of exactly so many metres in the ward's own system, in degrees."""
    corners = ((0, 0), (wide_m, 0), (wide_m, high_m), (0, high_m), (0, 0))
    lon, lat = to_wgs84([east + x for x, _ in corners], [north + y for _, y in corners], HANOI)
    ring = [list(each) for each in zip(lon.tolist(), lat.tolist(), strict=True)]
    return {"type": "Polygon", "coordinates": [ring]}


def reader(ward: Ward) -> Reader:
    return Reader(ward, Role.ADMIN, "lan")


def add(conn: connection, ward: Ward, register: str, **said: str) -> int:
    return add_row(conn, find_register(register), reader(ward), said)


@pytest.fixture
def project(conn: connection, ward: Ward) -> int:
    return add(conn, ward, "projects", name="Chợ mới", kind="cho", state="chuan_bi")


@pytest.fixture
def parcel(conn: connection, ward: Ward, project: int) -> int:
    return add(conn, ward, "parcels", code="TĐ-1", project_id=str(project), stage="chi_tra",
               stage_on="2016-03-01", area_m2="48", obstacle="đơn giá")  # fmt: skip


def draw(conn: connection, ward: Ward, parcel: int, shape: dict | None = None):
    wish = Wish("parcels", None, None, shape or rectangle(10, 5), {"parcel_id": str(parcel)})
    return save_edit(conn, ward, wish, BOSS, "an")


def fields(conn: connection, ward: Ward, shape_id: int, role: Role = Role.VIEWER) -> dict:
    record = read_record(conn, ward, get_layer("parcels"), shape_id, role, Filter())
    return {each["name"]: each["value"] for each in record["fields"]}


def test_a_parcel_says_what_its_register_says_and_is_measured(conn, ward, parcel) -> None:
    done = draw(conn, ward, parcel)
    (row,) = describe_outcome(conn, ward, done)["rows"]
    assert (row["action"], row["title"], row["code"]) == ("create", "TĐ-1", "TĐ-1")
    assert [each["after"]["vi"] for each in row["changes"]] == ["TĐ-1"]
    assert row["size"]["after"] == pytest.approx(50, abs=0.1)
    said = fields(conn, ward, row["id"])
    assert said == {
        "code": "TĐ-1", "project": "Chợ mới", "stage": "chi_tra", "stage_on": "2016-03-01",
        "area_m2": 48, "measured_m2": 50, "differs_m2": 2, "obstacle": "đơn giá",
    }  # fmt: skip
    window = window_of(conn, PARCELS, reader(ward), View())
    version = read_row(conn, PARCELS, reader(ward), parcel, window)["version"]
    set_state(conn, PARCELS, reader(ward), [(parcel, version)], "ban_giao", window)
    assert fields(conn, ward, row["id"])["stage"] == "ban_giao"
    assert class_counts(conn, ward, get_layer("parcels"), Filter()) == [0, 0, 0, 1]


@pytest.mark.parametrize(("wide", "differs"), [(9.6, None), (9.65, None), (9.8, 1), (9, -3)])
def test_less_than_half_a_square_metre_is_no_difference(conn, ward, parcel, wide, differs) -> None:
    shape = draw(conn, ward, parcel, rectangle(wide, 5)).rows[0].after.id
    assert fields(conn, ward, shape)["differs_m2"] == differs


def test_the_filter_is_by_stage_and_by_project(conn, ward, project, parcel) -> None:
    other = add(conn, ward, "parcels", code="TĐ-2", project_id=str(project), stage="kiem_dem",
                stage_on="2016-03-01")  # fmt: skip
    draw(conn, ward, parcel)
    draw(conn, ward, other, rectangle(10, 5, EAST + 20))
    for where, seen in (
        ("parcels.stage:chi_tra", 1),
        ("parcels.stage:chi_tra|kiem_dem", 2),
        ("parcels.project:cho moi", 2),
        ("parcels.project:nha khac", 0),
    ):
        chosen = Filter(where=(where,))
        page = features_page(conn, ward, get_layer("parcels"), chosen, Role.VIEWER)
        assert page.matched == seen, where


def test_a_move_is_a_version_and_is_taken_back(conn, ward, parcel) -> None:
    shape = draw(conn, ward, parcel).rows[0].after.id
    first = describe_row(conn, ward, "parcels", shape, BOSS)
    assert (first["called"], first["values"]) == ("TĐ-1", {"parcel_id": parcel})
    before = db.value(conn, "SELECT ST_AsText(geom) FROM parcel_shape")
    moved = Wish("parcels", shape, first["version"], rectangle(10, 6), {"parcel_id": parcel})
    assert plan_edit(conn, ward, moved, BOSS).edit_id is None
    done = save_edit(conn, ward, moved, BOSS, "an")
    with pytest.raises(Stale):
        save_edit(conn, ward, moved, BOSS, "binh")
    now = describe_row(conn, ward, "parcels", shape, BOSS)
    assert [each["action"] for each in now["versions"]] == ["change", "create"]
    earlier = read_version(conn, ward, "parcels", shape, first["version"], BOSS)
    assert shapely.geometry.shape(earlier["geometry"]).equals_exact(shapely.from_wkt(before), 1e-12)
    undo_edit(conn, ward, done.edit_id, BOSS, "an")
    assert db.value(conn, "SELECT ST_AsText(geom) FROM parcel_shape") == before


def test_a_parcel_has_one_shape_and_only_those_without_are_offered(conn, ward, parcel) -> None:
    offered = describe_new(conn, ward, "parcels", BOSS)["form"][0]
    assert (offered["name"], offered["type"]) == ("parcel_id", "code")
    assert offered["codes"] == {str(parcel): {"vi": "TĐ-1 · Chợ mới", "en": "TĐ-1 · Chợ mới"}}
    draw(conn, ward, parcel)
    assert describe_new(conn, ward, "parcels", BOSS)["form"][0]["codes"] == {}
    for wrong in (str(parcel), "999999", "x", ""):
        with pytest.raises(InputError) as refused:
            draw(conn, ward, wrong)  # type: ignore[arg-type]
        assert refused.value.field == "parcel_id", wrong


def test_a_parcel_of_another_ward_is_not_to_choose(conn, ward, parcel) -> None:
    other = create_ward(conn, "khac", ward.name, HANOI)
    wish = Wish("parcels", None, None, rectangle(10, 5), {"parcel_id": parcel})
    with pytest.raises(InputError, match="danh sách"):
        save_edit(conn, other, wish, BOSS, "an")


def test_a_deleted_parcel_is_off_the_map_and_comes_back_with_its_shape(conn, ward, parcel) -> None:
    shape = draw(conn, ward, parcel).rows[0].after.id
    window = window_of(conn, PARCELS, reader(ward), View())
    version = read_row(conn, PARCELS, reader(ward), parcel, window)["version"]
    remove_row(conn, PARCELS, reader(ward), parcel, version, window)
    with pytest.raises(NotFound):
        fields(conn, ward, shape)
    with pytest.raises(NotFound):
        describe_row(conn, ward, "parcels", shape, BOSS)
    restore_row(conn, PARCELS, reader(ward), parcel)
    assert fields(conn, ward, shape)["code"] == "TĐ-1"


def test_a_shape_that_was_removed_comes_back_unless_another_stands_there(
    conn, ward, parcel
) -> None:
    shape = draw(conn, ward, parcel).rows[0].after.id
    version = describe_row(conn, ward, "parcels", shape, BOSS)["version"]
    gone = save_edit(conn, ward, Wish("parcels", shape, version, remove=True), BOSS, "an")
    window = window_of(conn, PARCELS, reader(ward), View())
    assert read_row(conn, PARCELS, reader(ward), parcel, window)["code"] == "TĐ-1"
    again = draw(conn, ward, parcel)
    with pytest.raises(UndoRefused):
        undo_edit(conn, ward, gone.edit_id, BOSS, "an")
    undo_edit(conn, ward, again.edit_id, BOSS, "an")
    undo_edit(conn, ward, gone.edit_id, BOSS, "an")
    assert fields(conn, ward, shape)["code"] == "TĐ-1"


def test_parcels_are_neither_split_nor_merged(conn, ward, parcel) -> None:
    shape = draw(conn, ward, parcel).rows[0].after.id
    found = describe_row(conn, ward, "parcels", shape, BOSS)
    assert (found["is_divided"], found["beside"]) == (False, [])
    cut = {"type": "LineString", "coordinates": [[LON, LAT - 0.001], [LON, LAT + 0.001]]}
    with pytest.raises(InputError, match="một dòng trong sổ"):
        plan_division(conn, ward, Division("parcels", shape, found["version"], cut), BOSS)


def test_stage_and_obstacle_are_not_written_on_the_map(conn, ward, parcel) -> None:
    wish = {"parcel_id": parcel, "obstacle": "x"}
    with pytest.raises(InputError, match="sửa được: parcel_id"):
        save_edit(conn, ward, Wish("parcels", None, None, rectangle(9, 5), wish), BOSS, "an")


def test_the_public_is_not_told_of_the_layer(conn, ward, parcel) -> None:
    draw(conn, ward, parcel)
    assert "parcels" not in [each.name for each in visible_layers(Role.PUBLIC)]
    shown = get_layer("parcels", Role.VIEWER).fields_for(Role.PUBLIC)
    assert "obstacle" not in [each.name for each in shown]  # not even were it opened


def test_row_and_project_are_drawn(conn, ward, project, parcel) -> None:
    assert draw_parcel(conn, ward, parcel) is None
    draw(conn, ward, parcel)
    found = draw_parcel(conn, ward, parcel)
    assert found is not None and (found.measured.vi, found.differs.vi) == ("50", "+2")
    assert [each.title for each in found.locator.shown] == ["TĐ-1"]
    assert [each.code for each in shapes_of_project(conn, ward, project)] == ["TĐ-1"]

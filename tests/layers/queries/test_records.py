"""One record: its fields in words, its place, its history, each as the role may see it."""

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.analysis import run_hotspots
from layers.errors import NotFound
from layers.filters import Filter
from layers.queries.records import read_record
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import (
    add_area,
    add_facility,
    add_feature,
    add_incident,
    add_lane,
    add_round,
    add_site,
    add_user,
)


def _read(conn: connection, ward: Ward, layer: str, record_id: int, role: Role) -> dict:  # type: ignore[type-arg]
    return read_record(conn, ward, get_layer(layer), record_id, role, Filter())


def test_codes_are_said_in_both_languages(conn: connection, ward: Ward) -> None:
    incident = add_incident(conn, ward, state="ket_thuc", category="ban_hang_rong")
    found = _read(conn, ward, "incidents", incident, Role.VIEWER)
    words = {field["name"]: field["text"] for field in found["fields"]}
    assert found["title"] == {"vi": "Bán hàng rong", "en": "Street vending"}
    assert words["state"] == {"vi": "Kết thúc", "en": "Closed"}
    assert words["field_code"]["en"] == "Urban order"
    assert words["is_pile_up"] == {"vi": "không", "en": "no"}


def test_incident_knows_its_place(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "5")
    add_lane(conn, ward, "Ngõ 12")
    incident = add_incident(conn, ward, round_id=add_round(conn, ward))
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    place = _read(conn, ward, "incidents", incident, Role.VIEWER)["place"]
    assert place["group"]["code"] == "5"
    assert place["lane"]["name"] == "Ngõ 12"
    assert place["round"]["name"] == "MTTQ"


def test_other_points_know_the_group_around_and_the_lane_beside(
    conn: connection, ward: Ward
) -> None:
    add_area(conn, ward, "5")
    add_lane(conn, ward, "Ngõ 12")
    place = _read(conn, ward, "facilities", add_facility(conn, ward), Role.PUBLIC)["place"]
    assert place["group"]["code"] == "5"
    assert place["lane"]["name"] == "Ngõ 12"


def test_lane_further_than_30_m_is_not_beside(conn: connection, ward: Ward) -> None:
    facility = add_facility(conn, ward)
    add_lane(conn, ward, points=[(105.881, 21.04531), (105.889, 21.04531)])
    assert "lane" not in _read(conn, ward, "facilities", facility, Role.PUBLIC)["place"]


def test_history_says_who_changed_what(conn: connection, ward: Ward) -> None:
    with db.acting_as(conn, "lan"):
        incident = add_incident(conn, ward)
    add_user(conn, "minh", "inspector")
    with db.acting_as(conn, "minh"):
        db.execute(conn, "UPDATE incident SET state = 'nhac_nho' WHERE id = %s", (incident,))
    newest, first = _read(conn, ward, "incidents", incident, Role.INSPECTOR)["history"]
    assert (first["actor"], first["action"], first["changes"]) == ("lan", "insert", [])
    assert newest["actor"] == "minh"
    seen = _read(conn, ward, "incidents", incident, Role.VIEWER)["history"]
    assert [each["actor"] for each in seen] == ["", ""]
    newest = seen[0]
    (change,) = newest["changes"]
    assert change["before"]["en"] == "Found"
    assert change["after"]["en"] == "Reminded"


def test_history_of_a_field_above_the_role_is_not_told(conn: connection, ward: Ward) -> None:
    site = add_site(conn, ward, owner_name="Người Thứ Nhất")
    db.execute(conn, "UPDATE site SET owner_name = 'Người Thứ Hai' WHERE id = %s", (site,))
    low = _read(conn, ward, "sites", site, Role.VIEWER)
    high = _read(conn, ward, "sites", site, Role.SUPERVISOR)
    assert "Người Thứ" not in str(low)
    assert "Người Thứ Nhất" in str(high["history"])
    assert low["history"][0]["changes"] == []


def test_history_is_for_staff(conn: connection, ward: Ward) -> None:
    lane = add_lane(conn, ward)
    assert _read(conn, ward, "lanes", lane, Role.PUBLIC)["history"] == []
    assert _read(conn, ward, "lanes", lane, Role.VIEWER)["history"] != []


def test_move_is_told_without_coordinates(conn: connection, ward: Ward) -> None:
    site = add_site(conn, ward)
    db.execute(conn, "UPDATE site SET geom = ST_Translate(geom, 0.001, 0) WHERE id = %s", (site,))
    (change,) = _read(conn, ward, "sites", site, Role.VIEWER)["history"][0]["changes"]
    assert change == {"field": {"vi": "Vị trí", "en": "Location"}, "before": None, "after": None}


def test_change_of_a_generic_record_is_told_by_field(conn: connection, ward: Ward) -> None:
    feature = add_feature(conn, ward, "certificates", {"stage": "một", "kin": "bí mật"})
    statement = 'UPDATE feature SET properties = properties || \'{"stage": "hai"}\' WHERE id = %s'
    db.execute(conn, statement, (feature,))
    found = _read(conn, ward, "certificates", feature, Role.VIEWER)
    (change,) = found["history"][0]["changes"]
    assert (change["before"]["vi"], change["after"]["vi"]) == ("một", "hai")
    assert "bí mật" not in str(found)


def test_record_outside_the_period_of_the_filter_can_be_opened(
    conn: connection, ward: Ward
) -> None:
    old = add_area(conn, ward, "9", valid_from="2001-01-01", valid_to="2005-01-01")
    assert _read(conn, ward, "groups", old, Role.PUBLIC)["id"] == old


@pytest.mark.parametrize("layer", ["incidents", "certificates", "repeat_points", "incident_cells"])
def test_record_that_is_not_there_is_not_found(conn: connection, ward: Ward, layer: str) -> None:
    with pytest.raises(NotFound):
        _read(conn, ward, layer, 12, Role.VIEWER)


def test_record_of_another_layer_is_not_found(conn: connection, ward: Ward) -> None:
    feature = add_feature(conn, ward, "something_else")
    with pytest.raises(NotFound):
        _read(conn, ward, "certificates", feature, Role.VIEWER)


FIRST_HALF = Filter.from_query({"from": "2016-01-01", "to": "2016-06-30"})


@pytest.fixture
def run_point(conn: connection, ward: Ward) -> int:
    """A repeat point of 2016, where the group has been another one since 2025."""
    add_area(conn, ward, "5", valid_to="2025-07-01")
    add_area(conn, ward, "BD-9", valid_from="2025-07-01", name="Tổ 9 Bồ Đề")
    for day in ("2016-03-01", "2016-03-09", "2016-03-20"):
        add_incident(conn, ward, on=day, address="Số 12 Ngõ 12", description="bí mật")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    run = run_hotspots(conn, ward, "repeat_points", {}, FIRST_HALF)
    return run.id * 1_000_000 + 1


def test_point_of_a_run_is_named_in_words_and_lies_in_the_group_of_its_period(
    conn: connection, ward: Ward, run_point: int
) -> None:
    found = _read(conn, ward, "repeat_points", run_point, Role.VIEWER)
    assert found["title"]["vi"] == "Điểm tái phạm số 1 · Số 12 Ngõ 12"
    assert found["title"]["en"] == "Repeat point 1 · Số 12 Ngõ 12"
    assert found["place"]["group"]["code"] == "5"
    assert "10 m" in found["run"]["rule"]["vi"]
    assert found["run"]["period"]["en"] == "First half of 2016"
    assert (found["run"]["first_on"], found["run"]["last_on"]) == ("2016-03-01", "2016-03-20")


def test_point_of_a_run_lists_its_incidents_with_the_fields_of_the_role(
    conn: connection, ward: Ward, run_point: int
) -> None:
    run = _read(conn, ward, "repeat_points", run_point, Role.VIEWER)["run"]
    assert [each["occurred_at"][:10] for each in run["members"]] == [
        "2016-03-20", "2016-03-09", "2016-03-01",
    ]  # fmt: skip
    assert run["total"] == 3
    assert "bí mật" not in str(run)
    assert _read(conn, ward, "repeat_points", run_point, Role.PUBLIC)["run"]["members"] == []


def test_hot_cell_is_named_by_its_kind(conn: connection, ward: Ward, run_point: int) -> None:
    add_area(conn, ward, "00130", kind="ward")
    run = run_hotspots(conn, ward, "gi_star", {}, FIRST_HALF)
    query = "SELECT cell_no FROM run_cell WHERE run_id = %s AND members <> '{}'"
    cell_no = db.value(conn, query, (run.id,))
    found = _read(conn, ward, "hot_spots", run.id * 1_000_000 + cell_no, Role.VIEWER)
    assert len(found["run"]["members"]) == 3
    assert found["title"]["en"].split()[0] in {"Hot", "Cold", "Cell"}
    assert "#" not in found["title"]["vi"]
    assert found["place"].get("group", {}).get("code") in {"5", None}


def test_group_of_a_record_is_that_of_the_filter_s_last_day(
    conn: connection, ward: Ward, run_point: int
) -> None:
    facility = add_facility(conn, ward)
    layer = get_layer("facilities")
    then = read_record(conn, ward, layer, facility, Role.PUBLIC, FIRST_HALF)
    now = read_record(conn, ward, layer, facility, Role.PUBLIC, Filter())
    assert (then["place"]["group"]["code"], now["place"]["group"]["code"]) == ("5", "BD-9")

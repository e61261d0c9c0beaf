"""Border queue and contracted routes: numbers open their rows; rates have Garwood's interval."""

from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection
from scipy import stats

from geo.errors import InputError
from layers import db
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.queries.board_duties import board_duties
from layers.queries.board_rows import board_rows
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_area, add_incident, add_incidents, add_route

BOSS = Role.SUPERVISOR
HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
BORDER = 105.885
METRES_20 = 0.000192


@pytest.fixture
def town(conn: connection, ward: Ward) -> Ward:
    """Two groups; three incidents near their border, two near the outer one, one in the middle."""
    add_area(conn, ward, "5", box=(105.88, 21.04, BORDER, 21.05))
    add_area(conn, ward, "10", box=(BORDER, 21.04, 105.89, 21.05))
    add_incidents(conn, ward, 2, BORDER - METRES_20, 21.045, state="phat_hien")
    add_incident(conn, ward, BORDER + METRES_20, 21.045, state="ket_thuc")
    add_incidents(conn, ward, 2, 105.88 + METRES_20, 21.045, state="ket_thuc")
    add_incident(conn, ward, 105.8825, 21.045)
    add_incident(conn, ward, is_pile_up=True)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


def shown(conn: connection, ward: Ward, **border: object) -> dict[str, Any]:
    return board_duties(conn, ward, HALF, border, role=BOSS)


def test_pair_of_units_with_most_open_incidents_stands_first(conn: connection, town: Ward) -> None:
    first, second = shown(conn, town)["borders"]["rows"]
    assert first["pair"]["vi"] == "Tổ dân phố 5 | Tổ dân phố 10"
    assert [first[name] for name in ("count", "open", "first", "second")] == [3, 2, 2, 1]
    assert second["pair"] == {
        "vi": "Tổ dân phố 5 | ngoài phường",
        "en": "Tổ dân phố 5 | outside the ward",
    }
    assert [second[name] for name in ("count", "open", "second")] == [2, 0, None]


def test_border_rows_open_and_follow_the_width(conn: connection, town: Ward) -> None:
    for row in shown(conn, town)["borders"]["rows"]:
        assert board_rows(conn, town, row["of"], HALF, role=BOSS)["total"] == row["count"]
    assert shown(conn, town, width_m="10")["borders"]["rows"] == []
    with pytest.raises(InputError):
        shown(conn, town, width_m="x")


def test_ward_without_groups_has_no_border_queue(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    assert shown(conn, ward)["borders"] is None


@pytest.fixture
def routes(conn: connection, ward: Ward) -> Ward:
    """A route of 520 m that is handed over on 1 April, and one 100 m north of it."""
    points = [(105.881, 21.045), (105.886, 21.045)]
    north = [(lon, 21.0459) for lon, _ in points]
    add_route(conn, ward, "Cũ", code="KQ-1", points=points, valid_to="2016-04-01")
    add_route(conn, ward, "Mới", code="KQ-1", points=points, valid_from="2016-04-01")
    add_route(conn, ward, "Bắc", code="KQ-2", points=north, holder_name="Bà Hoa")
    add_route(conn, ward, "Đã hết", code="KQ-3", points=points, valid_to="2015-12-31")
    for day in ("2016-03-31", "2016-04-01", "2016-04-02"):
        add_incident(conn, ward, 105.883, 21.0451, on=day)
    add_incident(conn, ward, 105.883, 21.0457, on="2016-05-01")
    add_incident(conn, ward, 105.889, 21.049, on="2016-05-01")
    return ward


def test_incident_is_of_the_nearest_route_of_its_day(conn: connection, routes: Ward) -> None:
    found = shown(conn, routes)["routes"]
    counts = {row["name"]: row["count"] for row in found["rows"]}
    assert counts == {"Cũ": 1, "Mới": 2, "Bắc": 1}
    assert (found["all"]["count"], found["nowhere"]) == (4, 1)
    for row in [*found["rows"], {"of": found["of"], "count": found["nowhere"]}]:
        assert board_rows(conn, routes, row["of"], HALF, role=BOSS)["total"] == row["count"]


def test_rate_is_per_km_and_days_of_contract_with_garwood_s_interval(
    conn: connection, routes: Ward
) -> None:
    rows = {row["name"]: row for row in shown(conn, routes)["routes"]["rows"]}
    assert (rows["Cũ"]["days"], rows["Mới"]["days"], rows["Bắc"]["days"]) == (91, 91, 182)
    new = rows["Mới"]
    assert new["km"] == pytest.approx(0.520, abs=0.002)
    exposed = new["km"] * new["days"] / 30
    assert new["rate"] == pytest.approx(2 / exposed, rel=0.01)
    assert new["low"] == pytest.approx(stats.chi2.ppf(0.025, 4) / 2 / exposed, rel=0.01)
    assert new["high"] == pytest.approx(stats.chi2.ppf(0.975, 6) / 2 / exposed, rel=0.01)


def test_ward_without_routes_has_no_rate(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    found = shown(conn, ward)["routes"]
    assert (found["rows"], found["all"]["rate"], found["nowhere"]) == ([], None, 1)


def test_lower_roles_are_refused(conn: connection, ward: Ward) -> None:
    with pytest.raises(NotAllowed):
        board_duties(conn, ward, HALF, role=Role.INSPECTOR)

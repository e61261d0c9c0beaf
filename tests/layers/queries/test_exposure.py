from datetime import date

import numpy as np
import pytest
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.errors import InputError
from layers.analysis import rerun, run_hotspots
from layers.filters import Filter
from layers.queries.events import events_in, group_units, lane_units
from layers.queries.exposure import with_exposure
from layers.queries.runs import cells
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_area, add_incident, add_lane, add_round

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30), fields=("ttdt",))


def _lanes(conn: connection, ward: Ward, chosen: Filter) -> np.ndarray:
    units = lane_units(conn, ward)
    assert units is not None
    events = events_in(conn, ward, chosen)
    return with_exposure(conn, ward, units, "inspected", chosen, events).columns["inspected"]


def test_only_rounds_of_the_period_and_the_fields_count(conn: connection, ward: Ward) -> None:
    add_lane(conn, ward)
    for start, end in (("2016-01-01", "2016-01-02"), ("2015-12-31", "2016-01-01")):
        add_round(conn, ward, start, end)
    add_round(conn, ward, "2015-12-01", "2015-12-31")
    add_round(conn, ward, fields=("vsmt",))
    once = _lanes(
        conn, ward, Filter(first=date(2016, 1, 2), last=date(2016, 2, 1), fields=("ttdt",))
    )
    assert once[0] == pytest.approx(0.83, abs=0.02)  # eight thousandths of a degree
    np.testing.assert_allclose(_lanes(conn, ward, HALF), 2 * once)
    whole = Filter(first=date(2015, 1, 1), last=date(2016, 12, 31))
    np.testing.assert_allclose(_lanes(conn, ward, whole), 4 * once)


def test_a_run_per_km_inspected_is_stored_and_done_again(conn: connection, ward: Ward) -> None:
    add_lane(conn, ward)
    add_lane(conn, ward, points=[(105.881, LAT + 0.002), (105.889, LAT + 0.002)])
    add_area(conn, ward, "00130", kind="ward", box=(105.88, 21.04, 105.89, 21.06))
    for day in (1, 5, 9):
        add_incident(conn, ward, LON, LAT, on=date(2016, 3, day))
    with pytest.raises(InputError, match="'inspected' is not known"):
        run_hotspots(conn, ward, "rates", {"exposure": "inspected"}, HALF)
    add_round(conn, ward)
    run = run_hotspots(conn, ward, "rates", {"exposure": "inspected"}, HALF)
    (cell,) = cells(conn, run)
    assert cell["value"] == pytest.approx(3 / 0.83, rel=0.03)
    assert run.summary["units_without_exposure"] == 1
    assert rerun(conn, ward, run.id).same_result
    add_round(conn, ward)
    assert not rerun(conn, ward, run.id).same_input


def test_people_and_households_of_groups(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1", people=1200, properties=Json({"households": "310"}))
    add_area(
        conn, ward, "2", box=(105.89, 21.04, 105.9, 21.05), properties=Json({"households": "?"})
    )
    units = group_units(conn, ward, date(2016, 6, 30))
    assert units is not None
    events = events_in(conn, ward, HALF)
    for exposure, known in (("people", 1200), ("households", 310)):
        found = with_exposure(conn, ward, units, exposure, HALF, events).columns[exposure]
        assert found[0] == known
        assert np.isnan(found[1])

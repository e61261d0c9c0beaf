import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.analysis import rerun
from layers.errors import NotAllowed, RunNotFound
from layers.filters import Filter
from layers.periods import Period, parse_period
from layers.queries.board import board, completed, previous_period
from layers.queries.board_rows import board_rows
from layers.queries.board_shapes import Board
from layers.queries.board_tables import TABLES, board_csv, board_table
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import (
    LAT,
    LON,
    add_area,
    add_incident,
    add_incidents,
    add_lane,
    add_round,
    add_site,
)

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
BOSS = Role.SUPERVISOR


@pytest.fixture
def town(conn: connection, ward: Ward) -> Ward:
    """Two groups and two lanes; a repeat point, a quiet place, other fields, other periods."""
    add_area(conn, ward, "00130", kind="ward")
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.885, 21.05), people=500)
    add_area(conn, ward, "10", box=(105.885, 21.04, 105.89, 21.05))
    add_lane(conn, ward, "Ngõ 1", points=[(105.881, 21.042), (105.884, 21.042)])
    add_lane(conn, ward, "Ngõ 2", points=[(105.886, 21.048), (105.889, 21.048)])
    for day in ("2016-06-01", "2016-06-04", "2016-06-04", "2016-06-20"):
        add_incident(conn, ward, 105.882, 21.042, on=day, address="12 Ngõ 1", state="ket_thuc")
    add_incidents(conn, ward, 2, 105.887, 21.048, on="2016-02-01")
    add_incident(conn, ward, 105.888, 21.045, on="2015-11-11")
    add_incident(conn, ward, 106.5, 21.0, on="2016-01-01")
    add_incident(conn, ward, is_pile_up=True, on="2016-05-05")
    add_incident(conn, ward, field="vsmt", category="vut_rac", on="2016-03-03")
    add_round(conn, ward)
    add_site(conn, ward)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


def show(conn: connection, ward: Ward, chosen: Filter = HALF, **rest: Any) -> Board:
    return board(conn, ward, chosen, role=BOSS, **rest)


def count(conn: connection, ward: Ward, of: str, chosen: Filter = HALF) -> int:
    return board_rows(conn, ward, of, chosen, role=BOSS)["total"]


def test_board_is_plain_json(conn: connection, town: Ward) -> None:
    assert json.loads(json.dumps(show(conn, town), allow_nan=False))["ward"] == town.code


def test_board_without_field_reports_urban_order_and_says_so(conn: connection, town: Ward) -> None:
    shown = show(conn, town)
    assert shown["filter"] == {"from": "2016-01-01", "to": "2016-06-30", "field": "ttdt"}
    assert shown["selection"]["value"] == 8
    assert any(note["about"] == "selection" for note in shown["notes"])
    all_fields = show(conn, town, Filter(HALF.first, HALF.last, ("ttdt", "vsmt")))
    assert all_fields["selection"]["value"] == 9
    assert not any(note["about"] == "selection" for note in all_fields["notes"])


def test_board_without_period_shows_the_last_half_year(conn: connection, town: Ward) -> None:
    assert completed(conn, town, Filter()).to_query() == show(conn, town)["filter"]


def test_open_period_is_closed_at_the_incidents(conn: connection, town: Ward) -> None:
    assert completed(conn, town, Filter(first=date(2016, 2, 1))).last == date(2016, 6, 20)
    assert completed(conn, town, Filter(last=date(2016, 2, 1))).first == date(2015, 11, 11)


def test_ward_without_urban_order_is_shown_whole(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, field="vsmt", category="vut_rac")
    assert show(conn, ward)["selection"]["value"] == 1


def test_trend_has_twelve_months_by_field(conn: connection, town: Ward) -> None:
    trend = show(conn, town)["trend"]
    assert (trend[0]["month"], trend[-1]["month"]) == ("2015-07", "2016-06")
    assert len(trend) == 12
    by_month = {month["month"]: month for month in trend}
    assert by_month["2016-03"]["fields"] == {"ttdt": 0, "ttxd": 0, "vsmt": 1}
    assert by_month["2015-11"]["total"] == 1
    assert [month["in_period"] for month in trend] == [False] * 6 + [True] * 6


def test_groups_show_rates_and_those_without_incidents(conn: connection, town: Ward) -> None:
    add_area(conn, town, "2", box=(105.9, 21.04, 105.91, 21.05))
    groups = {group["code"]: group for group in show(conn, town)["groups"]}
    assert {code: group["count"] for code, group in groups.items()} == {
        "5": 4,
        "10": 2,
        None: 2,
        "2": 0,
    }
    assert groups["5"]["per_km2"] == pytest.approx(4 / 0.575, rel=0.02)
    assert groups["5"]["per_1000_people"] == 8.0
    assert (groups["5"]["last_on"], groups["5"]["days_since_last"]) == ("2016-06-20", 10)
    assert groups["10"]["previous"] == 1
    assert (groups["2"]["last_on"], groups["2"]["days_since_last"]) == (None, None)


def test_lanes_show_rate_by_length(conn: connection, town: Ward) -> None:
    first, *_, last = show(conn, town)["lanes"]
    assert (first["name"]["vi"], first["count"]) == ("Ngõ 1", 4)
    assert first["length_m"] == pytest.approx(312, abs=3)
    assert first["per_100_m"] == pytest.approx(1.28, abs=0.02)
    assert (last["id"], last["count"], last["of"]) == (None, 2, "lane:-")


def test_repeat_points_carry_what_their_incidents_share(conn: connection, town: Ward) -> None:
    table = show(conn, town)["repeat_points"]
    [point] = table["rows"]
    assert table["total"] == 1
    assert (point["label"], point["lane"]) == ("12 Ngõ 1", "Ngõ 1")
    assert point["group"] == "Tổ dân phố 5"
    assert (point["in_window"], point["total"], point["open"]) == (4, 4, 0)
    assert (point["gaps"], point["days_since_last"]) == ([3, 0, 16], 10)
    assert point["state"] == "active"
    assert point["feature"] == table["run"] * 1_000_000 + point["id"]
    assert (point["lon"], point["lat"]) == pytest.approx((105.882, 21.042), abs=1e-6)


def test_rule_changes_what_is_found_and_is_said(conn: connection, town: Ward) -> None:
    shown = show(conn, town, rule={"min_events": "2", "window_days": "0"})
    assert shown["repeat_points"]["total"] == shown["figures"]["repeat_points"]["value"] == 2
    assert "2" in shown["repeat_points"]["rule"]["vi"]
    assert shown["repeat_points"]["rule"]["en"] in shown["figures"]["repeat_points"]["rule"]["en"]
    with pytest.raises(InputError):
        show(conn, town, rule={"min_events": "none"})


def test_hot_cells_are_those_significant_after_correction(conn: connection, town: Ward) -> None:
    for east in (-0.001, 0, 0.001):
        for north in (-0.001, 0, 0.001):
            add_incidents(conn, town, 6, LON + east, LAT + north)
            add_incidents(conn, town, 2, LON + east, LAT + north, on="2015-10-10")
    shown = show(conn, town, cells={"cell_m": "100"})
    table = shown["hot_cells"]
    assert table["total"] == len(table["rows"]) > 0
    assert all(cell["p_adjusted"] <= 0.1 and cell["z"] > 0 for cell in table["rows"])
    assert [cell["rank"] for cell in table["rows"]] == list(range(1, table["total"] + 1))
    assert sum(cell["previous"] or 0 for cell in table["rows"]) == 0  # history starts in October
    add_incident(conn, town, on="2015-01-01")
    table = show(conn, town, cells={"cell_m": "100"})["hot_cells"]
    assert sum(cell["previous"] or 0 for cell in table["rows"]) >= 2


def test_notes_stand_beside_the_figures(conn: connection, town: Ward) -> None:
    add_incident(conn, town, time_precision="month")
    about = {(note["about"], note["level"]) for note in show(conn, town)["notes"]}
    assert {("repeat_points", "warning"), ("hot_cells", "warning"), ("hot_cells", "info")} <= about


def test_runs_can_be_run_again(conn: connection, town: Ward) -> None:
    runs = show(conn, town)["runs"]
    assert [run["method"] for run in runs] == ["repeat_points", "gi_star"]
    assert all(rerun(conn, town, run["id"]).same_result for run in runs)
    assert show(conn, town)["runs"] == runs


def test_empty_ward_has_a_board_without_cells(conn: connection, ward: Ward) -> None:
    shown = show(conn, ward)
    assert shown["hot_cells"]["run"] is None
    assert [figure["value"] for figure in shown["figures"].values()] == [0] * 5


def test_ward_with_one_incident_and_no_outline_says_what_is_weak(
    conn: connection, ward: Ward
) -> None:
    add_incident(conn, ward)
    texts = " ".join(note["text"]["en"] for note in show(conn, ward)["notes"])
    assert "hull" in texts
    assert "fewer than 30" in texts


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.VIEWER, Role.INSPECTOR])
def test_board_is_for_supervisors(conn: connection, town: Ward, role: Role) -> None:
    with pytest.raises(NotAllowed):
        board(conn, town, HALF, role=role)
    with pytest.raises(NotAllowed):
        board_rows(conn, town, "incidents", HALF, role=role)


def openings(shown: Board) -> list[tuple[str, int]]:
    """Every number of a board with the word that opens its rows."""
    return [
        (shown["selection"]["of"], shown["selection"]["value"]),
        *((figure["of"], figure["value"]) for figure in shown["figures"].values()),
        *((month["of"], month["total"]) for month in shown["trend"]),
        *(
            (f"{month['of']}:{field}", n)
            for month in shown["trend"]
            for field, n in month["fields"].items()
        ),
        *((group["of"], group["count"]) for group in shown["groups"]),
        *((lane["of"], lane["count"]) for lane in shown["lanes"]),
        *((point["of"], point["total"]) for point in shown["repeat_points"]["rows"]),
        *((cell["of"], cell["count"]) for cell in shown["hot_cells"]["rows"]),
    ]


def test_every_number_opens_its_rows(conn: connection, town: Ward) -> None:
    for of, n in openings(show(conn, town)):
        assert (of, count(conn, town, of)) == (of, n)


incidents = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 3),
        st.integers(0, 400),
        st.sampled_from([("ttdt", "mai_che"), ("ttdt", "cho_coc"), ("vsmt", "vut_rac")]),
        st.booleans(),
    ),
    max_size=40,
)
filters = st.builds(
    Filter,
    first=st.dates(date(2015, 10, 1), date(2016, 3, 1)),
    last=st.dates(date(2016, 3, 1), date(2016, 9, 1)),
    fields=st.sampled_from([(), ("ttdt",), ("vsmt",), ("ttdt", "vsmt")]),
    categories=st.sampled_from([(), ("mai_che",), ("vut_rac", "cho_coc")]),
    groups=st.sampled_from([(), ("1",), ("1", "2")]),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(incidents=incidents, chosen=filters)
def test_numbers_agree_with_rows_for_any_data(
    conn: connection, incidents: list[Any], chosen: Filter
) -> None:
    with undone(conn):
        ward = a_town_of(conn, incidents)
        shown = show(conn, ward, chosen, cells={"cell_m": 100})
        for of, n in openings(shown):
            assert (of, count(conn, ward, of, chosen)) == (of, n)
        total = shown["selection"]["value"]
        assert sum(group["count"] for group in shown["groups"]) == total
        assert sum(lane["count"] for lane in shown["lanes"]) == total


@contextmanager
def undone(conn: connection) -> Iterator[None]:
    """Take back what one example wrote, before the next example."""
    db.execute(conn, "SAVEPOINT example")
    try:
        yield
    finally:
        db.execute(conn, "ROLLBACK TO SAVEPOINT example")


def a_town_of(conn: connection, incidents: list[Any]) -> Ward:
    ward = create_ward(conn, "sinh", same("Sinh"), 5897)
    add_area(conn, ward, "00130", kind="ward")
    add_area(conn, ward, "1", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "2", box=(105.885, 21.04, 105.888, 21.05), valid_to="2016-02-01")
    add_lane(conn, ward, "Ngõ 1", points=[(105.881, 21.042), (105.884, 21.042)])
    for column, row, day, (field, category), is_pile_up in incidents:
        add_incident(
            conn,
            ward,
            105.8805 + column / 1000,
            21.042 + row / 1000,
            on=date(2015, 9, 1) + timedelta(days=day),
            field=field,
            category=category,
            is_pile_up=is_pile_up,
        )
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


@pytest.mark.parametrize(
    "of",
    ["", "people", "month", "month:2016", "month:2016-13", "group", "lane:x", "cell:1", "rounds:1"],
)
def test_unknown_word_is_an_input_error(conn: connection, town: Ward, of: str) -> None:
    with pytest.raises(InputError):
        count(conn, town, of)


def test_cell_of_another_ward_does_not_open(conn: connection, town: Ward) -> None:
    point = show(conn, town)["repeat_points"]["rows"][0]
    other = create_ward(conn, "khac", same("Khác"), 5897)
    with pytest.raises(RunNotFound):
        count(conn, other, point["of"])


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2016H1", "2015H2"),
        ("2016-03", "2016-02"),
        ("2016", "2015"),
        ("2016Q1", "2015Q4"),
        ("2016-03-10..2016-03-19", "2016-02-29..2016-03-09"),
        ("2016-01-01..2016-06-29", "2015-07-04..2015-12-31"),
    ],
)
def test_period_before_has_the_same_length(period: str, before: str) -> None:
    assert previous_period(Period(*parse_period(period))) == parse_period(before)


@pytest.mark.parametrize("name", list(TABLES))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_table_has_a_line_for_every_row(
    conn: connection, town: Ward, name: str, language: str
) -> None:
    shown = show(conn, town)
    header, lines = board_table(shown, name, language)
    assert all(len(line) == len(header) for line in lines)
    assert len(lines) == len(TABLES[name].rows(shown))
    read = list(csv.reader(io.StringIO(board_csv(shown, name, language))))
    assert len(read) == len(lines) + 1


def test_unknown_table_is_an_input_error(conn: connection, town: Ward) -> None:
    with pytest.raises(InputError, match="hot_cells"):
        board_table(show(conn, town), "people", "vi")


def test_csv_holds_no_formula(conn: connection, town: Ward) -> None:
    db.execute(conn, "UPDATE incident SET address = '=HYPERLINK(\"http://x\")'")
    lines = csv.reader(io.StringIO(board_csv(show(conn, town), "repeat_points", "vi")))
    assert '\'=HYPERLINK("http://x")' in list(lines)[1]


def test_hot_cell_without_incidents_is_placed_by_where_it_lies(
    conn: connection, town: Ward
) -> None:
    for east in (-0.001, 0, 0.001):
        for north in (-0.001, 0, 0.001):
            if (east, north) != (0, 0):
                add_incidents(conn, town, 9, 105.8824 + east, 21.0424 + north)
    rows = show(conn, town, cells={"cell_m": "100"})["hot_cells"]["rows"]
    assert all(row["group"] for row in rows)

from datetime import date

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.errors import LayerNotFound
from layers.periods import parse_period
from layers.queries.row_tables import Paging
from layers.queries.status import (
    LAYER_OF,
    figure_rows,
    half_year_figures,
    half_years,
    latest_half_year,
    report_filter,
)
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import (
    add_incident,
    add_incidents,
    add_lane,
    add_lane_project,
    add_round,
    add_site,
)

H1, H2 = parse_period("2016H1"), parse_period("2016H2")
COUNTED = [name for name in LAYER_OF if name != "repeat_points"]


@pytest.fixture
def report(conn: connection, ward: Ward) -> Ward:
    """Three of everything in the half-year, and one of everything that must not be counted."""
    for number in range(3):
        lane = add_lane(conn, ward, f"L{number}")
        add_round(conn, ward, "2016-03-01", "2016-03-02")
        add_site(conn, ward, watched_from="2016-02-01", watched_to="2016-04-01")
        add_lane_project(conn, ward, lane, phase=2)
    add_incidents(conn, ward, 3, on="2016-03-15")
    add_round(conn, ward, "2015-12-30", "2015-12-31")
    add_site(conn, ward, watched_from="2016-07-01")
    add_lane_project(conn, ward, lane, phase=1)
    add_incident(conn, ward, field="vsmt", category="vut_rac", on="2016-03-15")
    add_incident(conn, ward, on="2016-07-01")
    return ward


def test_figures_count_what_their_rules_say(conn: connection, report: Ward) -> None:
    values = {figure.name: figure.value for figure in half_year_figures(conn, report, H1)}
    assert values == {
        "rounds": 3,
        "incidents": 3,
        "repeat_points": 1,
        "sites": 3,
        "lanes_phase_2": 3,
    }


def test_a_lane_begun_later_is_none_of_the_reports_before(conn: connection, report: Ward) -> None:
    for number, day in enumerate(("2016-07-01", "2016-06-30")):
        lane = add_lane(conn, report, f"N{number}")
        add_lane_project(conn, report, lane, phase=2, started_on=day)
    assert half_year_figures(conn, report, H1).lanes_phase_2.value == 4
    assert half_year_figures(conn, report, H2).lanes_phase_2.value == 5


def test_a_lane_with_two_upgrades_of_a_phase_is_one_lane(conn: connection, report: Ward) -> None:
    lane = add_lane(conn, report, "N")
    add_lane_project(conn, report, lane, phase=2, started_on="2016-07-01")
    add_lane_project(conn, report, lane, phase=2, started_on="2016-05-01")
    for period in (H1, H2):
        assert half_year_figures(conn, report, period).lanes_phase_2.value == 4
        table = figure_rows(conn, report, "lanes_phase_2", report_filter(period), Role.SUPERVISOR)
        assert table["total"] == len(table["rows"]) == 4


def test_round_or_site_that_touches_the_period_counts(conn: connection, ward: Ward) -> None:
    add_round(conn, ward, "2015-12-31", "2016-01-01")
    add_site(conn, ward, watched_from="2010-01-01")
    figures = half_year_figures(conn, ward, H1)
    assert (figures.rounds.value, figures.sites.value) == (1, 1)


@pytest.mark.parametrize("name", COUNTED)
def test_figure_agrees_with_its_rows(conn: connection, report: Ward, name: str) -> None:
    figure = getattr(half_year_figures(conn, report, H1), name)
    table = figure_rows(conn, report, name, report_filter(H1), Role.SUPERVISOR)
    assert table["total"] == len(table["rows"]) == figure.value
    columns = {column["name"] for column in table["columns"]}
    assert all(columns | {"id", "lon", "lat"} == set(row) for row in table["rows"])


def test_rows_come_page_by_page(conn: connection, report: Ward) -> None:
    pages = [
        figure_rows(conn, report, "sites", report_filter(H1), Role.SUPERVISOR, Paging(2, offset))
        for offset in (0, 2)
    ]
    assert [page["total"] for page in pages] == [3, 3]
    assert len({row["id"] for page in pages for row in page["rows"]}) == 3


def test_rows_show_only_fields_of_the_role(conn: connection, report: Ward) -> None:
    def columns(role: Role) -> set[str]:
        table = figure_rows(conn, report, "sites", report_filter(H1), role)
        return {column["name"] for column in table["columns"]}

    assert "owner_name" in columns(Role.SUPERVISOR)
    assert "owner_name" not in columns(Role.VIEWER)


def test_the_public_opens_no_rows(conn: connection, report: Ward) -> None:
    with pytest.raises(LayerNotFound):
        figure_rows(conn, report, "incidents", report_filter(H1), Role.PUBLIC)


def test_unknown_figure_names_those_there_are(conn: connection, report: Ward) -> None:
    with pytest.raises(InputError, match="rounds, incidents, sites, lanes_phase_2"):
        figure_rows(conn, report, "people", report_filter(H1), Role.ADMIN)


def test_default_location_counts_as_incident_but_makes_no_repeat_point(
    conn: connection, ward: Ward
) -> None:
    add_incidents(conn, ward, 5, is_pile_up=True)
    figures = half_year_figures(conn, ward, H1)
    assert (figures.incidents.value, figures.repeat_points.value) == (5, 0)


def test_figures_of_an_empty_ward_are_zero_and_store_nothing(conn: connection, ward: Ward) -> None:
    assert [figure.value for figure in half_year_figures(conn, ward, H1)] == [0] * 5
    assert db.value(conn, "SELECT count(*) FROM run") == 0


def test_every_figure_says_its_rule_in_both_languages(conn: connection, ward: Ward) -> None:
    for figure in half_year_figures(conn, ward, H1):
        for text in (figure.title, figure.unit, figure.rule):
            assert text.vi
            assert text.en
            assert text.vi != text.en


def test_latest_half_year_is_that_of_the_last_incident(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, on="2015-02-01")
    add_incident(conn, ward, on="2016-08-01")
    assert latest_half_year(conn, ward) == (date(2016, 7, 1), date(2016, 12, 31))


def test_half_years_run_from_first_to_last_incident(conn: connection, ward: Ward) -> None:
    assert half_years(conn, ward) == []
    add_incident(conn, ward, on="2015-02-01")
    add_incident(conn, ward, on="2016-07-01")
    names = ["2015H1", "2015H2", "2016H1", "2016H2"]
    assert half_years(conn, ward) == [parse_period(name) for name in names]

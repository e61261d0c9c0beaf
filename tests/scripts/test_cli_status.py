import json
from collections.abc import Callable
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.text import same
from layers.queries.wards import Ward, create_ward
from tests.factories import add_area, add_incidents, add_round

RunWard = Callable[..., Any]


@pytest.fixture
def small(own: connection) -> Ward:
    ward = create_ward(own, "phuong-thu", same("Phường Thử"), 5897)
    add_area(own, ward, "00130", kind="ward", valid_to="2020-01-01")
    add_incidents(own, ward, 4, on="2016-03-15")
    add_round(own, ward)
    return ward


def test_json_has_the_five_figures(run_ward: RunWard, small: Ward) -> None:
    said = run_ward("status", "--ward", small.code, "--period", "2016H1", "--json")
    assert said.code == 0
    assert json.loads(said.out) == {
        "rounds": 1,
        "incidents": 4,
        "repeat_points": 1,
        "sites": 0,
        "lanes_phase_2": 0,
    }


def test_text_says_figure_rule_and_rows(run_ward: RunWard, small: Ward) -> None:
    said = run_ward("status")
    assert said.code == 0
    assert "6 tháng đầu năm 2016 · First half of 2016" in said.out
    assert "4 vụ" in said.out
    assert "Ít nhất 3 vụ trong 30 ngày" in said.out
    assert "At least 3 events within 30 days" in said.out
    [border] = [line for line in said.out.splitlines() if line.startswith("ward_border")]
    assert border.split()[-2] == "1"


def test_unknown_ward_or_period_names_what_there_is(run_ward: RunWard, small: Ward) -> None:
    said = run_ward("status", "--ward", "gia-thui")
    assert said.code == 2
    assert "phuong-thu" in said.err
    assert run_ward("status", "--period", "2016H3").code == 2


def test_table_of_layers_shows_no_second_number_of_repeat_points(
    run_ward: RunWard, small: Ward
) -> None:
    """The rows of whichever run is newest would stand below the figure of the period."""
    shown = run_ward("status").out.partition("Migrations")[2]
    assert "incidents" in shown
    assert "repeat_points" not in shown

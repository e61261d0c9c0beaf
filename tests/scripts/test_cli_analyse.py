import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.hotspots import METHODS
from geo.text import same
from layers import db
from layers.queries.wards import Ward, create_ward
from tests.factories import add_area, add_incidents

RunWard = Callable[..., Any]


@pytest.fixture
def small(own: connection) -> Ward:
    """A ward with one repeat point of four, and one of another field."""
    ward = create_ward(own, "phuong-thu", same("Phường Thử"), 5897)
    add_area(own, ward, "00130", kind="ward")
    add_incidents(own, ward, 4, on="2016-03-15", address="12 Ngõ 5")
    add_incidents(own, ward, 3, 105.887, 21.047, field="vsmt", category="vut_rac", on="2016-03-15")
    return ward


def test_table_shows_rule_places_and_notes(run_ward: RunWard, small: Ward) -> None:
    said = run_ward("analyse", "repeat_points", "--period", "2016H1")
    assert said.code == 0
    assert "Ít nhất 3 vụ trong 30 ngày" in said.out
    assert "12 Ngõ 5" in said.out
    assert "fewer than 30" in said.out
    assert "4 incidents, 1 units, seed 20160630" in said.out


def test_parameters_and_filter_are_used(run_ward: RunWard, small: Ward) -> None:
    said = run_ward("analyse", "repeat_points", "--field", "ttdt,vsmt", "-p", "min_events=4")
    assert "At least 4 events" in said.out
    assert "7 incidents, 1 units" in said.out


def test_nothing_found_is_said(run_ward: RunWard, small: Ward) -> None:
    assert "Nothing found" in run_ward("analyse", "repeat_points", "-p", "min_events=9").out


def test_same_question_gets_the_stored_answer(
    run_ward: RunWard, small: Ward, own: connection
) -> None:
    first = json.loads(run_ward("analyse", "gi_star", "--json").out)
    again = json.loads(run_ward("analyse", "gi_star", "--json").out)
    assert first == again
    assert db.value(own, "SELECT count(*) FROM run") == 1


@pytest.mark.parametrize("method", ["repeat_points", "gi_star"])
def test_geojson_goes_to_a_file_or_to_stdout(
    run_ward: RunWard, small: Ward, tmp_path: Path, method: str
) -> None:
    file = tmp_path / "hot.geojson"
    assert run_ward("analyse", method, "--geojson", str(file)).code == 0
    read = json.loads(file.read_text(encoding="utf-8"))
    assert read["type"] == "FeatureCollection"
    assert read["features"]
    assert read["run"]["method"] == method
    assert json.loads(run_ward("analyse", method, "--geojson", "-").out) == read
    assert [path.name for path in tmp_path.iterdir()] == ["hot.geojson"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("kde",),
        ("gi_star", "-p", "cell_m"),
        ("gi_star", "-p", "cell_m=-1"),
        ("gi_star", "-p", "cells=3"),
        ("gi_star", "-p", "unit_kind=areas"),
        ("gi_star", "--period", "2016H9"),
        ("gi_star", "--ward", "nowhere"),
        ("gi_star", "--lane", "x"),
        ("gi_star", "--geojson", "/no/such/folder/x.geojson"),
    ],
)
def test_wrong_use_exits_with_2(run_ward: RunWard, small: Ward, arguments: tuple[str]) -> None:
    said = run_ward("analyse", *arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_help_lists_methods_with_their_parameters(run_ward: RunWard) -> None:
    said = run_ward("analyse", "--help")
    assert "gi_star" in said.out
    assert "window_days=30" in said.out


def test_steps_of_a_rule_are_never_shown_as_confidence(run_ward: RunWard, own: connection) -> None:
    """Only a method that tests something may say 99 %."""
    run_ward("demo")
    for method in METHODS:
        said = run_ward("analyse", method.name, "--period", "2016H1", "--top", "5")
        assert said.code == 0
        found = said.out.split("\n\n")[1]
        assert method.classes_are_levels or "%" not in found, method.name

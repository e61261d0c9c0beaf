import json
from collections.abc import Callable
from typing import Any

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.analysis import rerun
from layers.queries.wards import default_ward

RunWard = Callable[..., Any]


def test_empty_database_gets_tables_and_one_administrator(
    run_ward: RunWard, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    first = run_ward("prepare", "--no-demo")
    assert first.code == 0
    assert "password" in first.out
    again = run_ward("prepare", "--no-demo")
    assert again.code == 0
    assert "password" not in again.out
    assert run_ward("migrate").out.startswith("Up to date")


def test_demonstration_gives_the_figures_of_the_report_and_first_analyses(
    run_ward: RunWard, own: connection
) -> None:
    assert run_ward("prepare").code == 0
    said = run_ward("status", "--period", "2016H1", "--json")
    assert json.loads(said.out) == {
        "rounds": 15,
        "incidents": 205,
        "repeat_points": 16,
        "sites": 40,
        "lanes_phase_2": 25,
    }
    ward = default_ward(own)
    runs = db.rows(own, "SELECT id FROM run ORDER BY id")
    assert len(runs) == 8
    assert all(rerun(own, ward, run["id"]).same_result for run in runs)
    before = db.value(own, "SELECT count(*) FROM change_log")
    assert "there" in run_ward("prepare").err
    assert "there" in run_ward("demo", "--if-missing").err
    assert run_ward("demo").code == 2
    assert db.value(own, "SELECT count(*) FROM change_log") == before


def test_a_first_status_on_a_new_database_sets_it_up(
    run_ward: RunWard, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    said = run_ward("status", "--period", "2016H1", "--json")
    assert said.code == 0
    assert json.loads(said.out)["incidents"] == 205


def test_a_database_without_a_ward_says_how_to_get_one(run_ward: RunWard, own: connection) -> None:
    said = run_ward("status")
    assert said.code == 2
    assert "--create-ward" in said.err and "ward demo" in said.err

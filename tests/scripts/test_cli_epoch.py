"""`ward epoch`: from a file to a confirmed lineage, in a terminal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import get_ward
from tests.factories import add_incident

WARD = ["--ward", "phuong-thu"]
BASIS = ["--number", "12/NQ", "--title", "Sắp xếp tổ", "--dated", "2025-06-16"]
RunWard = Callable[..., Any]
Square = tuple[float, float]


def _file(path: Path, **areas: Square) -> Path:
    """Write areas between two longitudes as GeoJSON, named by their codes."""
    features = []
    for code, (west, east) in areas.items():
        ring = [[west, 21.04], [east, 21.04], [east, 21.05], [west, 21.05], [west, 21.04]]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": code, "name": f"Tổ {code}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def new_file(own: connection, run_ward: RunWard, tmp_path: Path) -> str:
    """A ward with one group, and a file in which it has become two."""
    old = _file(tmp_path / "old.geojson", a=(105.88, 105.89))
    made = ["--create-ward", "Phường thử|Test ward", "--valid-from", "2016-01-01"]
    assert run_ward("import", "groups", str(old), *WARD, *made).code == 0
    return str(_file(tmp_path / "new.geojson", b=(105.88, 105.886), c=(105.886, 105.89)))


def test_epoch_is_planned_loaded_corrected_confirmed_and_undone(
    own: connection, run_ward: RunWard, new_file: str
) -> None:
    said = [new_file, *WARD, "--from", "2025-07-01", *BASIS]
    planned = run_ward("epoch", "plan", *said)
    assert (planned.code, "2 areas begin, 1 end" in planned.out) == (0, True)
    assert "No epoch was loaded yet" in run_ward("epoch", "show", *WARD).out

    loaded = json.loads(run_ward("epoch", "load", *said, "--json").out)
    epoch, pairs = str(loaded["id"]), loaded["epoch"]["pairs"]
    assert [pair["new"]["code"] for pair in pairs] == ["b", "c"]

    correct = ["epoch", "correct", epoch, str(pairs[0]["id"]), *WARD, "--people", "1"]
    silent = run_ward(*correct)
    assert (silent.code, "needs its reason" in silent.err) == (2, True)
    assert run_ward(*correct, "--reason", "Ở đó có hết dân").code == 0
    assert run_ward("epoch", "confirm", epoch, *WARD).code == 0
    shown = run_ward("epoch", "show", epoch, *WARD).out
    assert "Đã xác nhận" in shown and "Ở đó có hết dân" in shown and "60.0%" in shown

    assert run_ward("epoch", "undo", epoch, *WARD).code == 0
    assert db.rows(own, "SELECT code FROM area") == [{"code": "a"}]


def test_epoch_without_a_document_is_refused(run_ward: RunWard, new_file: str) -> None:
    said = run_ward("epoch", "load", new_file, *WARD, "--from", "2025-07-01")
    assert said.code == 2
    assert "Thiếu số văn bản" in said.err and "number of the document" in said.err


def test_table_of_totals_is_recast(run_ward: RunWard, new_file: str, tmp_path: Path) -> None:
    assert run_ward("epoch", "load", new_file, *WARD, "--from", "2025-07-01", *BASIS).code == 0
    totals = tmp_path / "people.csv"
    totals.write_text("code,people\na,1000\n")
    days = ["--since", "2025-06-30", "--until", "2025-07-01"]
    made = json.loads(run_ward("epoch", "recast", str(totals), *WARD, *days, "--json").out)
    assert {row["code"]: round(row["value"]) for row in made["rows"]} == {"b": 600, "c": 400}
    totals.write_text("code,people\na,nhiều\n")
    wrong = run_ward("epoch", "recast", str(totals), *WARD, *days)
    assert (wrong.code, "line 2" in wrong.err) == (2, True)


def test_status_counts_by_group_under_the_boundaries_that_are_named(
    own: connection, run_ward: RunWard, new_file: str
) -> None:
    add_incident(own, get_ward(own, "phuong-thu"), 105.881, on="2025-03-01")
    assert run_ward("epoch", "load", new_file, *WARD, "--from", "2025-07-01", *BASIS).code == 0
    asked = ["status", *WARD, "--period", "2025H1", "--areas"]
    was, now = run_ward(*asked, "was").out, run_ward(*asked, "now").out
    assert "as they were on each day" in was and "Tổ a" in was and "Tổ b" not in was
    assert "as they are now" in now and "Tổ b" in now and "Tổ a" not in now
    assert run_ward(*asked, "yesterday").code == 2

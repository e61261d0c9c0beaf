"""Odd use of the commands: what is wrong is said, with the right exit code and no trace."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.queries.wards import Ward, create_ward
from tests.factories import add_incident

RunWard = Callable[..., Any]


@pytest.fixture
def small(own: connection) -> Ward:
    """A ward with one incident."""
    ward = create_ward(own, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    add_incident(own, ward)
    return ward


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "incidents", "no/such/folder/a.csv"),
        ("export", "incidents", "/proc/a.csv"),
        ("analyse", "repeat_points", "--geojson", "no/such/folder/a.geojson"),
        ("analyse", "repeat_points", "--geojson", "/proc/a.geojson"),
    ],
)
def test_file_that_cannot_be_written_is_2(
    run_ward: RunWard, small: Ward, arguments: tuple[str, ...]
) -> None:
    said = run_ward(*arguments)
    assert said.code == 2
    assert "cannot be written" in said.err
    assert "Traceback" not in said.err


def test_broken_export_leaves_no_file(run_ward: RunWard, small: Ward, tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    assert run_ward("export", "incidents", str(tmp_path / "a.csv"), "--overwrite").code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("seed", ["-1", str(2**63), "x"])
def test_seed_that_cannot_be_kept_is_2(run_ward: RunWard, small: Ward, seed: str) -> None:
    assert run_ward("analyse", "gi_star", "--seed", seed).code == 2


@pytest.mark.parametrize("period", ["0001", "9999", "1899-12-31..1900-01-01"])
def test_period_beyond_all_records_is_2(run_ward: RunWard, small: Ward, period: str) -> None:
    said = run_ward("status", "--period", period)
    assert said.code == 2
    assert f"'{period}'" in said.err


@pytest.mark.parametrize("names", ["", " ", "|Name"])
def test_ward_without_a_name_is_2(
    run_ward: RunWard, own: connection, tmp_path: Path, names: str
) -> None:
    said = run_ward("import", "incidents", str(tmp_path / "a.csv"), "--ward", "moi",
                    "--create-ward", names)  # fmt: skip
    assert said.code == 2
    assert db.value(own, "SELECT count(*) FROM ward") == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "nonsense"), ("DIEMNONG_POOL_SIZE", "many")],
)
def test_setting_that_cannot_be_read_is_5(
    run_ward: RunWard, own: connection, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = run_ward("status")
    assert said.code == 5
    assert "Traceback" not in said.err


def test_reader_that_has_gone_is_no_defect(small: Ward) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "scripts.cli", "status"]
    with os.fdopen(write, "wb") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")

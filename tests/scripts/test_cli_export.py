"""`ward export` and `ward template`: formats by name, coordinates, what is said."""

from pathlib import Path

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.exporting import FORMATS
from scripts.cli.__main__ import main

GOOD = "day,what,lon,lat\n2016-03-01,vut_rac,105.886281,21.048956\n"
NEW = ("--ward", "thu", "--create-ward", "Phường Thử|Test ward")
SAID = ("--x", "lon", "--y", "lat", "--crs", "EPSG:4326", "--map", "occurred_at=day",
        "--map", "category=what")  # fmt: skip


@pytest.fixture
def own(database_url, monkeypatch, tmp_path):
    """A database of the test's own with one incident, in a folder of its own."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DIEMNONG_FILES", str(tmp_path / "files"))
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(GOOD)
    assert main(["import", "incidents", "a.csv", *NEW, *SAID]) == 0
    conn = db.connect(database_url)
    yield conn
    conn.close()


def test_out_and_in_again_by_command(own: connection, capsys):
    for form, kind in FORMATS.items():
        name = f"out{kind.suffix}"
        crs = () if kind.only_srid else ("--crs", "ward")
        assert main(["export", "incidents", "--out", name, "--ward", "thu", *crs]) == 0
        told = capsys.readouterr().out
        assert ("accuracy: 1 m" in told) == bool(crs), form
        assert main(["import", "incidents", name, "--ward", "thu", "--check"]) == 0, form
        assert main(["import", "incidents", name, "--ward", "thu"]) == 0
        assert "Nothing changed" in capsys.readouterr().out


def test_format_names_the_file(own: connection, capsys):
    assert main(["export", "incidents", "--format", "shp", "--ward", "thu"]) == 0
    assert Path("thu-incidents.shp.zip").stat().st_size > 1000
    assert main(["export", "incidents", "--format", "shp", "--ward", "thu"]) == 2
    assert "--overwrite" in capsys.readouterr().err


@pytest.mark.parametrize(
    "said",
    [("a.kml", "--crs", "ward"), ("a.gpkg", "--crs", "abc"), ("a.gpkg", "--out", "b.gpkg"),
     ("a.xls",), ()],
)  # fmt: skip
def test_wrong_use_is_2_and_leaves_nothing(own: connection, capsys, said):
    before = sorted(Path().iterdir())
    assert main(["export", "incidents", *said, "--ward", "thu"]) == 2
    assert capsys.readouterr().err.strip()
    assert sorted(Path().iterdir()) == before


def test_template_is_written_once(own: connection, capsys):
    assert main(["template", "sites", "--out", "mau.xlsx", "--ward", "thu", "--crs", "ward"]) == 0
    assert Path("mau.xlsx").read_bytes().startswith(b"PK")
    assert main(["template", "sites", "--out", "mau.xlsx", "--ward", "thu"]) == 2
    assert main(["template", "hot_spots", "--ward", "thu"]) == 2
    assert "worked out" in capsys.readouterr().err

"""What GDAL reads in blocks leaves in the folder what the whole leaves."""

import json
import sqlite3
import struct
import tracemalloc

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.importing import readers
from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.room import wire

ROWS = 30
PART = 4
OPENED = 27
BLOCK = 2_000
LINE_BYTES = 24  # twice the eight of a number, and some room; a shape takes over sixty


@pytest.fixture
def left(tmp_path, monkeypatch):
    """Read a file with blocks of about so many rows; return all that is left in the folder."""

    def _left(path, block):
        monkeypatch.setattr(readers, "BLOCK_ROWS", block)
        monkeypatch.setattr(wire, "SAMPLE_ROWS", 7)
        folder = tmp_path / f"left-{block}"
        folder.mkdir()
        issues = Issues()
        source = readers.read_file(path, ImportOptions(), issues, PART)
        wire.write_source(source, issues, folder, PART)
        return {each.name: each.read_bytes() for each in folder.iterdir()}

    return _left


def _frame(shapes):
    """Values of every kind that are all there in some blocks, and missing in others."""
    gone = np.arange(ROWS) % 11 == 5
    columns = {
        "name": pd.array([f"Ngõ {i}" for i in range(ROWS)], dtype="string"),
        "people": pd.array(range(ROWS), dtype="Int64"),
        "is_lit": pd.array([i % 2 == 0 for i in range(ROWS)], dtype="boolean"),
        "width": pd.array([i / 4 for i in range(ROWS)], dtype="Float64"),
        "day": pd.to_datetime(["2016-03-01"] * ROWS).to_series(index=range(ROWS)),
    }
    frame = pd.DataFrame(columns)
    frame.loc[gone, :] = None
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


POINTS = shapely.points(105.88 + np.arange(ROWS) / 1e4, 21.04)
SQUARES = shapely.box(105.88, 21.04, 105.89, 21.05 + np.arange(ROWS) / 1e4)


@pytest.mark.parametrize("shapes", [POINTS, SQUARES], ids=["points", "areas"])
@pytest.mark.parametrize("name", ["a.fgb", "a.gpkg", "a.shp"])
def test_blocks_leave_what_the_whole_leaves(left, tmp_path, name, shapes):
    frame = _frame(shapes)
    path = tmp_path / name
    if name == "a.shp":  # which knows days, and no moments
        frame.drop(columns="day").to_file(path, encoding="UTF-8")
    else:
        frame.to_file(path)
    in_blocks, whole = left(path, 8), left(path, 1_000)
    assert in_blocks == whole
    assert json.loads(in_blocks["result.json"])["rows"] == ROWS
    assert len(in_blocks["sample.0"].split(b"\0")) == 6


def test_of_the_blocks_read_before_only_the_line_numbers_stay_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "BLOCK_ROWS", BLOCK)
    monkeypatch.setattr(wire, "SAMPLE_ROWS", 7)

    def peak(rows):
        path = tmp_path / f"{rows}.fgb"
        points = shapely.points(105.88 + np.arange(rows) / 1e7, 21.04)
        gpd.GeoDataFrame({"code": ["a"] * rows}, geometry=points, crs=4326).to_file(path)
        folder = tmp_path / str(rows)
        folder.mkdir()
        issues = Issues()
        tracemalloc.start()
        wire.write_source(
            readers.read_file(path, ImportOptions(), issues, BLOCK), issues, folder, BLOCK
        )
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(BLOCK)  # what is kept from the first reading on is no part of it
    grown = peak(BLOCK * 20) - peak(BLOCK * 2)
    assert grown / (BLOCK * 18) < LINE_BYTES


@pytest.mark.parametrize("rows", [8, 16])
def test_a_table_that_ends_with_a_block_ends_there(left, tmp_path, rows):
    _frame(POINTS).head(rows).to_file(tmp_path / "a.fgb")
    told = json.loads(left(tmp_path / "a.fgb", 8)["result.json"])
    assert (told["rows"], told["parts"]) == (rows, rows // PART)


def test_a_ring_left_open_in_a_later_block_is_told_with_its_number(left, tmp_path):
    path = tmp_path / "a.gpkg"
    _frame(SQUARES).to_file(path, SPATIAL_INDEX="NO")
    with sqlite3.connect(path) as database:
        (blob,) = database.execute("SELECT geom FROM a WHERE fid = ?", (OPENED,)).fetchone()
        moved = blob[:-16] + struct.pack("<2d", 105.885, 21.045)
        database.execute("UPDATE a SET geom = ? WHERE fid = ?", (moved, OPENED))
    database.close()
    in_blocks, whole = left(path, 8), left(path, 1_000)
    assert json.loads(in_blocks["result.json"])["open_rings"] == [OPENED]
    assert in_blocks == whole

"""The reading process reaches its own file and nothing else; what would hold it up is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers.importing.issues import FileRefused, Issues
from layers.importing.options import ImportOptions
from layers.importing.room import Limits, read_apart
from layers.importing.room.confinement import is_available
from tests.layers.importing.files import making

ROOT = Path(__file__).parents[4]
TRY = """
import sys
from pathlib import Path
from layers.importing.room.confinement import confine
own, folder, *others = sys.argv[1:]
print(confine(Path(own), Path(folder)))
for path, mode in [(own, "r"), (own, "a"), (f"{folder}/new", "w"), *((o, "r") for o in others)]:
    try:
        open(path, mode).close()
        print("open")
    except OSError as error:
        print(type(error).__name__)
try:
    list(Path(own).parent.iterdir())
except OSError as error:
    print(type(error).__name__)
import zoneinfo, pyproj
print(pyproj.CRS.from_epsg(5897).name)
"""


def _refusal(path, **limits):
    with pytest.raises(FileRefused) as caught:
        read_apart(path, ImportOptions(), Issues(), Limits(**limits))
    assert caught.value.issue.message.vi != caught.value.issue.message.en
    return caught.value.issue


def _refused_kind(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return _refusal(path).kind


def test_only_the_file_and_the_folder_of_the_answer_are_left(tmp_path):
    """On a kernel without Landlock the other bounds hold; the test says which one this is."""
    own, secret, room = tmp_path / "a.csv", tmp_path / "secret.csv", tmp_path / "room"
    room.mkdir()
    for each in (own, secret):
        each.write_text("a\n1\n")
    (tmp_path / "a.dbf").write_text("of no csv")
    others = [secret, tmp_path / "a.dbf", "/etc/passwd", "/proc/self/environ"]
    told = subprocess.run(
        [sys.executable, "-c", TRY, own, room, *others],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    denied = ["PermissionError"] if is_available() else ["open"]
    assert told[:4] == [str(is_available()), "open", *denied, "open"]
    if is_available():
        assert told[4:9] == denied * 5
        assert told[9].startswith("VN-2000")


def test_a_shapefile_is_read_with_its_companions_and_a_link_to_elsewhere_is_not(tmp_path):
    for suffix, body in making.shapefile(stage=["Xong"]).items():
        (tmp_path / f"a.{suffix}").write_bytes(body)
    assert len(read_apart(tmp_path / "a.shp", ImportOptions(), Issues()).frame) == 1
    moved = tmp_path / "elsewhere"
    (tmp_path / "a.dbf").rename(moved)
    (tmp_path / "a.dbf").symlink_to(moved)
    if is_available():
        assert _refusal(tmp_path / "a.shp").kind in ("incomplete", "unreadable")


def test_the_reader_leaves_nothing_beside_a_geopackage(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(making.written(".gpkg", "GPKG", stage=["x"])["gpkg"])
    before = path.read_bytes()
    assert len(read_apart(path, ImportOptions(), Issues()).frame) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.gpkg"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("address", ["/vsicurl/http://127.0.0.1/a.geojson", "/vsizip/a.zip/a.shp",
                                     "http://127.0.0.1/a.csv"])  # fmt: skip
def test_an_address_is_no_file(address):
    assert _refusal(Path(address)).kind == "not_a_file"


def test_pipes_and_devices_are_no_files(tmp_path):
    pipe, zero = tmp_path / "a.csv", tmp_path / "b.csv"
    os.mkfifo(pipe)
    zero.symlink_to("/dev/zero")
    assert [_refusal(each).kind for each in (pipe, zero, Path("/dev/zero"))] == ["not_a_file"] * 3


def test_a_file_without_end_is_not_opened(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(1 << 42)
    assert _refusal(path).kind == "too_large"


def test_what_points_elsewhere_is_refused_by_any_name(tmp_path):
    virtual = "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd"
    virtual += "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    for suffix in ("vrt", "kml", "gpx", "geojson", "fgb", "gpkg", "shp", "dxf"):
        kind = _refused_kind(tmp_path / f"a.{suffix}", virtual)
        assert kind in ("format", "unreadable", "header", "incomplete", "empty"), suffix


def test_slow_reading_ends_with_the_clock(tmp_path):
    deep = '{"type":"FeatureCollection","features":' + "[" * 200_000
    assert _refused_kind(tmp_path / "deep.geojson", deep) in ("unreadable", "reader_crashed")
    wide = tmp_path / "wide.csv"
    wide.write_text("a,b\n" + "1,2\n" * 400_000)
    assert _refusal(wide, wall_seconds=0.05).kind == "too_slow"

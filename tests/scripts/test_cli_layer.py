"""`ward layer`: a layer from its file to its end, by command."""

import json
from pathlib import Path

import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward
from tests.scripts.conftest import RunWard

WARD = ("--ward", "thu")


@pytest.fixture
def trees(own: connection, tmp_path: Path) -> Path:
    create_ward(own, "thu", Text("Phường Thử", "Test ward"), 5897)
    path = tmp_path / "Cây xanh.csv"
    rows = [f"C{n},{('Sấu', 'Đa')[n % 2]},{n * n},Nguyễn Văn A,105.88{n},21.04" for n in range(9)]
    path.write_text("Mã,Loài,Vòng,Chủ hộ,lon,lat\n" + "\n".join(rows), encoding="utf-8")
    return path


SAID = ("--x", "lon", "--y", "lat", "--crs", "EPSG:4326")


def test_file_is_looked_at_first(trees: Path, run_ward: RunWard, own: connection) -> None:
    looked = run_ward("layer", "add", str(trees), *WARD, "--check", "--json")
    found = json.loads(looked.out)
    assert looked.code == 3
    assert {each["id"] for each in found["questions"]} == {"x", "y", "crs"}
    clean = run_ward("layer", "add", str(trees), *WARD, *SAID, "--check")
    assert clean.code == 0
    assert "có vẻ là họ tên người" in clean.out
    assert db.value(own, "SELECT count(*) FROM custom_layer") == 0


def test_layer_from_its_file_to_its_end(trees: Path, run_ward: RunWard) -> None:
    title = ("--title", "Cây <b>|Trees", "--key", "Mã")
    made = run_ward("layer", "add", str(trees), *WARD, *SAID, *title)
    assert (made.code, "own_cay_b:" in made.out) == (0, True)
    styled = run_ward("layer", "style", "own_cay_b", "natural:vong:3", *WARD)
    assert (styled.code, "trên" in styled.out) == (0, True)
    shown = json.loads(run_ward("layer", "show", "own_cay_b", *WARD, "--json").out)
    assert (sum(shown["counts"]), shown["rows"]) == (9, 9)
    again = run_ward("import", "own_cay_b", str(trees), *WARD, *SAID, "--map", "source_key=Mã")
    assert "Nothing changed" in again.out
    assert run_ward("layer", "rename", "own_cay_b", "Cây|Trees", *WARD).code == 0
    assert run_ward("layer", "delete", "own_cay_b", *WARD).code == 0
    assert run_ward("layer", "show", "own_cay_b", *WARD).code == 2
    assert run_ward("layer", "restore", "own_cay_b", *WARD).code == 0
    listed = json.loads(run_ward("layer", "list", *WARD, "--json").out)
    assert [(each["title"]["vi"], each["rows"]) for each in listed] == [("Cây", 9)]
    assert "0 layers" in run_ward("layer", "purge").out


def test_public_is_opened_field_by_field(trees: Path, run_ward: RunWard, tmp_path: Path) -> None:
    run_ward("layer", "add", str(trees), *WARD, *SAID)
    asked = run_ward("layer", "share", "own_cay_xanh", "public", *WARD)
    assert asked.code == 2
    assert "looks like names of people" in asked.out
    opened = run_ward("layer", "share", "own_cay_xanh", "public", "--show", "loai", *WARD)
    assert opened.code == 0
    out = tmp_path / "out.csv"
    assert run_ward("export", "own_cay_xanh", str(out), "--role", "public", *WARD).code == 0
    columns = out.read_text("utf-8-sig").splitlines()[0].split(",")
    assert columns[0] == "loai"
    assert not {"ma", "vong", "chu_ho"} & set(columns)


def test_refused_file_makes_nothing_and_says_why(
    own: connection, trees: Path, run_ward: RunWard, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(trees.read_text("utf-8").replace("105.880", "x"), encoding="utf-8")
    refused = run_ward("layer", "add", str(bad), *WARD, *SAID)
    assert refused.code == 4
    assert "no number" in refused.out
    assert db.value(own, "SELECT count(*) FROM custom_layer") == 0
    assert run_ward("layer", "add", str(bad), *WARD, *SAID, "--skip-bad").code == 0


def test_wrong_use_is_told(trees: Path, run_ward: RunWard) -> None:
    for arguments in (
        ("style", "own_x", "natural:y:3"),
        ("delete", "lanes"),
        ("restore", "own_x"),
        ("add", str(trees), "--type", "x"),
    ):
        assert run_ward("layer", *arguments, *WARD).code == 2, arguments

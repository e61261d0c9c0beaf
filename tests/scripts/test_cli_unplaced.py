"""`ward unplaced` and `ward pile-ups`, and what `ward import --check --json` says of findings."""

import json

import pytest

from layers import db
from layers.queries.wards import get_ward
from scripts.cli.__main__ import main
from tests.factories import LAT, LON, add_incidents, add_lane, add_unplaced

ADDRESSES = "day,what,address\n2016-03-01,vut_rac,ngõ 12 Nguyễn Văn Cừ\n2016-03-02,vut_rac,chợ\n"
MAPPED = ["--map", "occurred_at=day", "--map", "category=what", "--map", "address=address"]
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[105, 21], [105.1, 21.1], [105.1, 21], [105, 21.1], [105, 21]]],
}


@pytest.fixture
def call(own, monkeypatch, tmp_path, capsys):
    """Call `ward` for a ward of the test's own; returns the exit code and what was printed."""
    monkeypatch.chdir(tmp_path)

    def _call(*arguments):
        capsys.readouterr()
        code = main(list(arguments))
        return code, capsys.readouterr().out

    (tmp_path / "a.csv").write_text("day,what,x,y\n2016-03-02,vut_rac,105.885,21.045\n")
    said = ["--x", "x", "--y", "y", "--crs", "EPSG:4326", *MAPPED[:4]]
    assert (
        _call("import", "incidents", "a.csv", "--ward", "thu", "--create-ward", "Thử|Test", *said)[
            0
        ]
        == 0
    )
    return _call


def test_addresses_are_loaded_listed_placed_and_taken_back(call, own, tmp_path):
    add_lane(own, get_ward(own, "thu"), name="Ngõ 12 Nguyễn Văn Cừ")
    (tmp_path / "b.csv").write_text(ADDRESSES)
    code, _ = call("import", "incidents", "b.csv", "--ward", "thu", *MAPPED)
    assert code == 4
    code, told = call(
        "import", "incidents", "b.csv", "--ward", "thu", "--answer", "positions=address", *MAPPED
    )
    assert code == 0 and "put on a lane 1, others 1" in told
    code, told = call("unplaced", "--ward", "thu")
    assert code == 0 and "1 incidents wait" in told and "chợ" in told
    row = json.loads(call("unplaced", "--ward", "thu", "--json")[1])["rows"][0]["id"]
    assert call("unplaced", "--ward", "thu", "at", str(row), str(LON), str(LAT))[0] == 0
    assert "0 incidents wait" in call("unplaced", "--ward", "thu")[1]
    placing = db.value(own, "SELECT id FROM placement WHERE method = 'map'")
    assert "chợ" in call("unplaced", "--ward", "thu", "placed")[1]
    assert call("unplaced", "--ward", "thu", "undo", str(placing))[0] == 0
    assert call("unplaced", "--ward", "thu", "undo", str(placing))[0] == 2
    assert "row,key,day" in call("unplaced", "--ward", "thu", "--csv")[1]


def test_status_says_how_many_wait(call, own):
    add_unplaced(own, get_ward(own, "thu"), "ngõ 99", on="2016-03-01")
    _, told = call("status", "--ward", "thu", "--period", "2016H1")
    assert "1 vụ chưa định vị" in told


def test_a_pile_is_called_a_place_and_back(call, own):
    add_incidents(own, get_ward(own, "thu"), 3, is_pile_up=True)
    assert "105.885" in call("pile-ups", "--ward", "thu")[1]
    code, told = call(
        "pile-ups", "--ward", "thu", "real", "105.885", "21.045", "--note", "cổng chợ"
    )
    assert code == 0 and "3 incidents changed" in told
    (row,) = json.loads(call("pile-ups", "--ward", "thu", "--json")[1])
    assert (row["is_default"], row["note"]) == (False, "cổng chợ")
    assert call("pile-ups", "--ward", "thu", "real", "1", "1")[0] == 2


def test_a_check_prints_findings_with_severity_and_place(call, tmp_path):
    feature = {"type": "Feature", "properties": {"code": "1", "name": "a"}, "geometry": BOW_TIE}
    (tmp_path / "a.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    code, told = call(
        "import", "groups", "a.geojson", "--ward", "thu", "--valid-from", "2016-01-01", "--check",
        "--json",
    )  # fmt: skip
    found = json.loads(told)
    assert (code, found["verdict"]) == (3, "open")
    assert [question["id"] for question in found["questions"]] == ["repair", "repair_large"]
    (issue,) = found["issues"]
    assert (issue["severity"], issue["location"]["type"]) == ("tell", "Point")
    assert found["told"] == {"repaired": 1}

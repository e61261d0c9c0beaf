"""`ward map-file`: a view as one HTML file, as a role sees it."""

import json
import re
from pathlib import Path

import pytest

from geo.text import Text
from layers.queries.wards import create_ward
from tests.factories import add_area, add_incidents

DATA = re.compile(r'<script type="application/json" id="view-data">(.*?)</script>', re.DOTALL)
VIEW = "?ward=thu&from=2016-01-01&to=2016-06-30&field=ttdt&layers=groups,incidents,incident_cells"


@pytest.fixture
def kept(own, run_ward, tmp_path, monkeypatch):
    """Keep the view of a ward with a group and five incidents; what was said, and the file."""
    ward = create_ward(own, "thu", Text("Phường Thử", "Test ward"), 5897)
    add_area(own, ward)
    add_incidents(own, ward, 5)

    def run(*arguments: str) -> tuple[object, Path]:
        file = tmp_path / "map.html"
        return run_ward("map-file", "--view", VIEW, "-o", str(file), *arguments), file

    return run


def data_of(file: Path) -> dict:
    return json.loads(DATA.search(file.read_text(encoding="utf-8"))[1])


def test_file_holds_what_the_role_sees_and_names_the_filter_as_people_do(kept) -> None:
    said, file = kept("--role", "viewer")
    assert said.code == 0, said.err
    found = data_of(file)
    assert [layer["name"] for layer in found["layers"]] == ["incidents", "groups"]
    assert found["filter"] == ["Từ: 01/01/2016", "Đến: 30/06/2016", "Lĩnh vực: Trật tự đô thị"]
    said, file = kept("--overwrite", "--lang", "en")
    assert said.code == 0, said.err
    found = data_of(file)
    assert [layer["name"] for layer in found["layers"]] == ["incident_cells", "groups"]
    assert found["filter"][0] == "From: 01 Jan 2016"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("--role", "king"), 2),
        (("--view", "?ward=khong-co"), 2),
        (("--view", "?ward=thu&map=1/2"), 2),
        (("--view", "?ward=thu&from=2016-01-05"), 2),
        (("--view", "?ward=thu&run=1"), 3),
        (("--view", "?ward=thu&run=1", "--role", "viewer"), 2),
    ],
)
def test_wrong_wish_is_said_and_leaves_no_file(kept, wrong, code) -> None:
    said, file = kept(*wrong)
    assert said.code == code, said.err
    assert "Traceback" not in said.err
    assert not file.exists()


def test_file_that_is_there_is_not_overwritten_unasked(kept) -> None:
    assert kept()[0].code == 0
    assert kept()[0].code == 2

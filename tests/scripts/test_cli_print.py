"""`ward print`: a view of the map to scale, without a browser."""

from datetime import date
from pathlib import Path

import pytest

from geo.text import Text
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.printing.view_query import request_of_query
from layers.queries.wards import create_ward, get_ward
from layers.roles import Role
from tests.factories import add_area, add_incidents
from tests.pdf_reading import page_size_mm, pages, text_of

VIEW = "?ward=thu&from=2016-01-01&to=2016-06-30&layers=groups,incidents&map=16/21.045/105.885"


@pytest.fixture
def printed(own, run_ward, tmp_path):
    """Print from a ward with a group and three incidents; returns what was said, and the file."""
    ward = create_ward(own, "thu", Text("Phường Thử", "Test ward"), 5897)
    add_area(own, ward)
    add_incidents(own, ward, 3)

    def run(*arguments: str, name: str = "to.pdf") -> tuple[object, Path]:
        file = tmp_path / name
        return run_ward("print", "--view", VIEW, "-o", str(file), *arguments), file

    return run


def test_view_is_printed_at_its_scale_on_its_paper(printed) -> None:
    said, file = printed("--paper", "A3", "--scale", "1000", "--orientation", "portrait")
    assert said.code == 0, said.err
    pdf = file.read_bytes()
    assert page_size_mm(pdf) == (297, 420)
    text = text_of(pdf)
    assert "1:1.000" in text
    assert "3 / 3" in text


def test_atlas_and_picture_are_files_of_their_own(printed) -> None:
    said, file = printed("--atlas", "groups", name="tap.pdf")
    assert (said.code, pages(file.read_bytes())) == (0, 3)
    said, file = printed(name="to.png")
    assert (said.code, file.read_bytes()[:4]) == (0, b"\x89PNG")
    assert "300 dpi" in said.out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--scale", "100"),
        ("--scale", "x"),
        ("--role", "king"),
        ("--view", "?ward=thu&map=16/21"),
        ("--view", "?ward=thu&opacity=lanes:200"),
        ("--view", "?ward=thu&run=x"),
    ],
)
def test_wrong_wish_is_wrong_use_and_leaves_no_file(printed, wrong) -> None:
    said, file = printed(*wrong)
    assert said.code == 2
    assert not file.exists()


def test_order_opacity_and_run_of_the_view_are_obeyed(own, printed) -> None:
    """What the command asks is what the page asks: groups over incidents, half as strong."""
    ward = get_ward(own, "thu")
    view = {"layers": "groups,incidents", "order": "groups", "opacity": "groups:50"}
    asked = request_of_query(own, ward, Role.VIEWER, view)
    assert asked.layers == ("incidents", "groups")
    assert asked.opacity == {"groups": 0.5}
    assert request_of_query(own, ward, Role.VIEWER, {"layers": "groups,incidents"}).layers == (
        "groups",
        "incidents",
    )
    chosen = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
    run = run_hotspots(own, ward, "repeat_points", {}, chosen, actor="ai")
    alone = request_of_query(own, ward, Role.VIEWER, {"run": str(run.id)}).layers
    assert f"run_{run.id}" in alone and "groups" in alone and "incidents" not in alone
    said, _ = printed("--view", f"?ward=thu&run={run.id}&scale=5000")
    assert said.code == 0, said.err
    said, _ = printed("--view", "?ward=thu&run=999999", "--overwrite")
    assert said.code == 2
    said, _ = printed("--view", f"?ward=thu&run={run.id}", "--role", "public", "--overwrite")
    assert said.code == 3


def test_file_that_is_there_is_not_overwritten_unasked(printed) -> None:
    assert printed()[0].code == 0
    assert printed()[0].code == 2
    assert printed("--overwrite")[0].code == 0

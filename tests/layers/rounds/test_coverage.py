"""Coverage of a period: groups add up, hidden and planned rounds do not count."""

import pytest

from layers.periods import parse_period
from layers.rounds.coverage import coverage_picture, read_coverage
from tests.factories import add_area, add_lane, add_round

H1 = parse_period("2016H1")
LINE = [(105.881, 21.045), (105.889, 21.045)]


def test_figures_add_up_and_open_their_rows(conn, ward) -> None:
    add_area(conn, ward, code="to-01")
    add_lane(conn, ward, points=LINE)
    add_lane(conn, ward, "Ngõ xa", points=[(105.881, 21.048), (105.889, 21.048)])
    add_round(conn, ward, points=LINE)
    found = read_coverage(conn, ward, H1)
    assert found.rounds == 1
    assert sum(each.length_m for each in found.groups) == pytest.approx(found.whole.length_m)
    assert sum(each.walked_m for each in found.lines) == pytest.approx(found.whole.walked_m)
    assert {line.name for line in found.rows(None, "unwalked")} == {"Ngõ xa"}
    for shown, metres in (("walked", "walked_m"), ("unwalked", "unwalked_m")):
        whole = sum(getattr(line, metres) for line in found.rows(None, shown))
        assert whole == pytest.approx(getattr(found.whole, metres), abs=0.1)
    for each in found.groups:
        assert len(found.rows(each.group_id, "all")) == each.lines
    picture = coverage_picture(conn, ward, found, H1)
    assert {shape.kind for shape in picture.shown} == {"walked", "unwalked"}


def test_other_periods_and_hidden_rounds_do_not_count(conn, ward) -> None:
    add_lane(conn, ward, points=LINE)
    add_round(conn, ward, "2015-03-01", "2015-03-01", points=LINE)
    add_round(conn, ward, points=LINE, kind="dot_xuat", state="dang_di")
    add_round(conn, ward, points=LINE, state="du_kien")
    assert read_coverage(conn, ward, H1).whole.walked_m == 0

"""Typed corners: degrees as the map shows them, metres of the ward's system, nothing guessed."""

import pytest

from geo.crs import HANOI
from geo.errors import InputError
from geo.typed_coordinates import MOST_LINES, read_corners


def test_degrees_are_latitude_first_and_turn_round():
    assert read_corners("21.048956, 105.886281", HANOI) == [[(105.886281, 21.048956)]]


def test_metres_of_hanoi_come_to_the_golden_point():
    ((lon, lat),) = read_corners("591914.15 2328628.29", HANOI)[0]
    assert lon == pytest.approx(105.886281, abs=1e-7)
    assert lat == pytest.approx(21.048956, abs=1e-7)


@pytest.mark.parametrize(
    "line",
    ["21.5,105.5", "21.5, 105.5", "21.5;105.5", "21,5 105,5", "21,5; 105,5", " 21.5\t105.5 "],
)
def test_the_ways_people_part_two_numbers(line):
    assert read_corners(line, HANOI) == [[(105.5, 21.5)]]


def test_an_empty_line_parts_a_shape():
    assert read_corners("\n21 105\n22 105\n\n\n21 106\n", HANOI) == [
        [(105.0, 21.0), (105.0, 22.0)],
        [(106.0, 21.0)],
    ]
    assert read_corners(" \n", HANOI) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("105.88 21.04", "latitude comes first"),
        ("21.04", "two numbers"),
        ("21,04,105,88", "two numbers"),
        ("21.04 105.88 3", "two numbers"),
        ("21°02' 105°53'", "two numbers"),
        ("591914.15 21.04", "easting, northing"),
        ("21.04 591914", "easting, northing"),
        ("9" * 400 + " 1", "too large"),
    ],
)
def test_what_is_neither_is_refused_with_its_line(line, words):
    with pytest.raises(InputError, match=words) as refused:
        read_corners(f"21 105\n{line}", HANOI)
    assert "Line 2" in refused.value.text.en


def test_there_is_an_end():
    with pytest.raises(InputError, match=str(MOST_LINES)):
        read_corners("21 105\n" * (MOST_LINES + 1), HANOI)

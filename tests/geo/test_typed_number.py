"""One way to read a typed number, for the search and for the corners of a shape alike."""

import re

import pytest

from geo.spot_words import read_typed_place
from geo.typed_coordinates import read_corners
from geo.typed_number import NUMBER, typed_number

HANOI = 5897


@pytest.mark.parametrize(
    ("words", "value"),
    [("21", 21), ("21.5", 21.5), ("21,5", 21.5), ("-3", -3), ("−3,25", -3.25), ("+7", 7)],
)
def test_a_typed_number_is_read(words: str, value: float) -> None:
    assert re.fullmatch(NUMBER, words)
    assert typed_number(words) == value


@pytest.mark.parametrize("words", ["", "1e5", "1.000.000", "nan", ".5", "5.", "１２a"])
def test_other_words_are_no_number(words: str) -> None:
    assert not re.fullmatch(NUMBER, words)


@pytest.mark.parametrize("words", ["21.04896; 105.88628", "−21,5; +105,25"])
def test_search_and_corners_read_the_same_place(words: str) -> None:
    place = read_typed_place(words, HANOI)
    assert place is not None
    assert read_corners(words, HANOI) == [[(place.lon, place.lat)]]

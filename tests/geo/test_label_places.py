"""Names on paper: where they stand, and that none covers another."""

import math

import numpy as np
import pytest

from geo.label_places import Name, Spot, along_line, inside_area, place_names

FRAME = (0.0, 0.0, 100.0, 100.0)


def _name(text: str, x: float, y: float, rank: float = 1.0, angle: float = 0.0) -> Name:
    return Name(text, Spot(x, y, angle, 50), 20, 3, rank, "line")


def test_name_stands_on_the_longest_straight_stretch_and_reads_upright() -> None:
    line = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, -40.0]])
    spot = along_line([line])
    assert spot is not None
    assert (spot.x, spot.y, spot.room) == pytest.approx((10, -20, 40))
    assert spot.angle == pytest.approx(math.pi / 2)


def test_name_of_a_bow_lies_on_the_bow_and_not_on_its_chord() -> None:
    turns = np.linspace(0.0, 0.3, 9)
    spot = along_line([np.column_stack([np.sin(turns), 1 - np.cos(turns)]) * 100])
    assert spot is not None
    assert math.hypot(spot.x, spot.y - 100) == pytest.approx(100, abs=0.1)


def test_name_of_a_bent_area_stands_inside_it() -> None:
    ring = np.array([[0, 0], [30, 0], [30, 5], [5, 5], [5, 30], [0, 30]], dtype=float)
    spot = inside_area([ring])
    assert spot is not None
    assert 0 < spot.x < 5
    assert spot.room == pytest.approx(5)
    assert inside_area([]) is None


def test_no_two_names_overlap_and_the_more_important_stays() -> None:
    names = [_name("Ngõ 1", 30, 50), _name("Ngõ 2", 40, 51, rank=2), _name("Ngõ 3", 80, 50)]
    assert [each.text for each in place_names(names, FRAME)] == ["Ngõ 2", "Ngõ 3"]


def test_slanting_names_side_by_side_both_have_room() -> None:
    names = [_name("Ngõ 1", 40, 50, angle=0.8), _name("Ngõ 2", 46, 44, angle=0.8)]
    assert len(place_names(names, FRAME)) == 2


def test_a_text_is_written_once_and_never_over_the_edge() -> None:
    names = [_name("Ngõ 1", 30, 20), _name("Ngõ 1", 30, 70), _name("Ngõ 9", 95, 50)]
    assert [each.text for each in place_names(names, FRAME)] == ["Ngõ 1"]

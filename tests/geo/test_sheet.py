"""Sheets of paper: scales, frames, bars."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.sheet import (
    Box,
    MapFrame,
    bar_length_m,
    fitting_scale,
    frame_on,
    holds_in_reading_order,
    paper_size,
)

PAPER = Box(10, 20, 210, 220)


def test_hundred_metres_are_a_hundred_millimetres_at_one_to_a_thousand() -> None:
    frame = MapFrame(PAPER, (591_914.15, 2_328_628.29), 1000)
    ends = frame.to_paper(np.array([[591_900.0, 2_328_600.0], [591_960.0, 2_328_680.0]]))
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(100, abs=1e-6)
    assert frame.ground == pytest.approx((591_814.15, 2_328_528.29, 592_014.15, 2_328_728.29))


def test_middle_of_the_ground_is_the_middle_of_the_frame() -> None:
    frame = frame_on(Box(0, 0, 100, 50), PAPER, 1000)
    assert frame.to_paper(np.array([[50.0, 25.0]]))[0] == pytest.approx(PAPER.centre)


@pytest.mark.parametrize(("metres", "scale"), [(90, 500), (180, 1000), (190, 1250), (1900, 12_500)])
def test_scale_that_fits_is_round_and_leaves_a_margin(metres: float, scale: int) -> None:
    assert fitting_scale(Box(0, 0, metres, 1), PAPER) == scale


def test_scale_gives_way_only_where_all_must_be_seen() -> None:
    ground = Box(0, 0, 900, 10)
    assert frame_on(ground, PAPER, 1000).scale == 1000
    assert frame_on(ground, PAPER, 1000, keeps=True).scale == 5000
    assert frame_on(ground, PAPER, 7500, keeps=True).scale == 7500


def test_bar_is_a_round_length_that_has_room() -> None:
    assert [bar_length_m(scale, 45) for scale in (500, 1000, 5000, 25_000)] == [20, 20, 200, 1000]


def test_unknown_paper_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="A5 portrait"):
        paper_size("A5", "portrait")
    assert paper_size("A3", "landscape") == (420, 297)


def test_index_reads_from_the_north_west() -> None:
    boxes = [Box(10, 0, 20, 10), Box(0, 20, 10, 30), Box(0, 1, 10, 11), Box(10, 21, 20, 31)]
    assert holds_in_reading_order(boxes) == [1, 3, 2, 0]

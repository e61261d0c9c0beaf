"""Counts that may be published together: nothing small can be worked out of them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.small_counts import FEW, Part, Spans, Split, span_of, step_for, told


@pytest.mark.parametrize(
    ("number", "step", "words"),
    [(0, 5, FEW), (1, 5, FEW), (4, 5, FEW), (5, 5, 5), (9, 5, 5), (10, 5, 10), (7, 10, 5),
     (154, 5, 150), (154, 100, 100)],
)  # fmt: skip
def test_counts_are_told_as_few_or_rounded_down(number: int, step: int, words: object) -> None:
    assert told(number, step) == words
    low, high = span_of(number, step)
    assert low <= number <= high


def split(*numbers: int) -> list[Split]:
    return [Split([Part(each) for each in numbers])]


def test_exact_total_beside_exact_parts_would_give_the_small_one_away() -> None:
    """153 = 100 + 50 + 3: with steps of five the missing part may be anything from 0 to 4."""
    assert step_for(153, split(100, 50, 3)) == 5


def test_small_counts_at_their_most_need_a_coarser_step() -> None:
    """25 = 9 + 4 x 4: rounded to five, 25 and 5, only four fours are left."""
    assert step_for(25, split(9, 4, 4, 4, 4)) > 5


def test_what_the_map_shows_is_taken_into_account() -> None:
    """Five lanes of "<5" that are said to hold all of 20 would be fours each."""
    assert step_for(20, [], [Spans([(1, 4)] * 5)]) > step_for(20, [])


def test_field_beside_its_categories_gives_none_of_them_away() -> None:
    """20 = 5 x 4 within a field of a larger total, and in one that is not in the total at all."""
    field = Part(20, (4, 4, 4, 4, 4))
    assert step_for(80, [Split([field, Part(60)])]) > 5
    assert step_for(60, split(60), apart=[field]) > 5
    assert step_for(60, split(60), apart=[Part(20, (8, 8, 4))]) == 5


@given(
    shown=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    other=st.lists(st.integers(1, 60), min_size=1, max_size=3),
)
def test_every_small_count_could_be_another_number(shown: list[int], other: list[int]) -> None:
    """Of all that is published each small count may be at least two numbers."""
    total = sum(shown)
    others = [*other[:-1], max(0, total - sum(other[:-1]))]
    ways = [shown] + ([others] if sum(others) == total else [])
    step = step_for(total, [Split([Part(each) for each in way]) for way in ways])
    least, most = span_of(total, step)
    for way in ways:
        spans = [span_of(n, step) for n in way]
        least = max(least, sum(low for low, _ in spans))
        most = min(most, sum(high for _, high in spans))
    for way in ways:
        spans = [span_of(n, step) for n in way]
        for at, n in enumerate(way):
            if not 0 < n < 5:
                continue
            rest = [span for place, span in enumerate(spans) if place != at]
            low, high = sum(a for a, _ in rest), sum(b for _, b in rest)
            possible = [guess for guess in range(5)
                        if low + guess <= most and high + guess >= least]  # fmt: skip
            assert len(possible) > 1


def test_steps_are_those_people_round_by() -> None:
    numbers = product((9, 49), range(1, 9))
    found = {step_for(a + b * 4, split(a, *[4] * b)) for a, b in numbers}
    assert found <= {5, 10, 25, 50, 100, 250}


@pytest.mark.parametrize(
    ("total", "splits", "beside"),
    [
        (4, [], [Spans([(1, 4)] * 4, is_whole=False)]),
        (8, split(4, 4), [Spans([(1, 4)] * 8, is_whole=False)]),
        (8, split(4, 4), [Spans([(8, 8)], is_whole=False)]),
    ],
)
def test_no_step_is_coarse_enough_beside_some_maps(total, splits, beside) -> None:
    assert step_for(total, splits, beside) is None

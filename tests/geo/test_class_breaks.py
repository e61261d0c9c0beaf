"""Class limits: known values of mapclassify 2.10 on its example data, and the exact optimum."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.class_breaks import METHODS, class_of, equal_intervals, natural_breaks, quantiles
from geo.errors import InputError

# Employment density of 58 counties of California, the example of PySAL's mapclassify.
DENSITY = [
    329.92, 0.42, 5.9, 14.03, 2.78, 1.34, 181.27, 1.65, 10.03, 16.7, 1.32, 3.99, 3.16, 0.22, 8.7,
    6.56, 3.27, 0.33, 370.5, 4.51, 75.29, 0.99, 2.74, 8.68, 0.14, 0.92, 12.63, 28.7, 12.02, 722.85,
    36.68, 0.74, 29.82, 192.05, 3.38, 11.15, 110.74, 4111.45, 49.47, 10.33, 317.11, 20.47, 264.93,
    66.26, 5.39, 0.13, 0.61, 50.65, 40.48, 36.67, 13.09, 1.81, 0.2, 7.6, 2.51, 57.26, 24.32, 6.97,
]  # fmt: skip
NATURAL = {
    3: (192.05, 722.85),
    5: (75.29, 192.05, 370.5, 722.85),
    7: (29.82, 110.74, 192.05, 264.93, 370.5, 722.85),
}


@pytest.mark.parametrize("classes", NATURAL)
def test_natural_breaks_are_those_of_mapclassify(classes: int) -> None:
    assert natural_breaks(DENSITY, classes) == NATURAL[classes]


def test_quantiles_and_equal_intervals_are_those_of_mapclassify() -> None:
    assert quantiles(DENSITY, 5) == pytest.approx((1.464, 5.798, 13.278, 54.616))
    assert equal_intervals(DENSITY, 5) == pytest.approx((822.394, 1644.658, 2466.922, 3289.186))


def _squares(values: list[int], breaks: tuple[float, ...]) -> float:
    numbers, classes = np.array(values, float), class_of(values, breaks)
    parts = [numbers[classes == each] for each in range(len(breaks) + 1)]
    return float(sum(((part - part.mean()) ** 2).sum() for part in parts if len(part)))


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=14), st.integers(2, 5))
def test_no_other_cut_has_a_smaller_sum_of_squares(values: list[int], classes: int) -> None:
    distinct = sorted(set(values))
    wanted = min(classes, len(distinct))
    every = [tuple(map(float, cut)) for cut in combinations(distinct[:-1], wanted - 1)]
    found = natural_breaks(values, classes)
    assert len(found) == wanted - 1
    assert _squares(values, found) == pytest.approx(min(_squares(values, cut) for cut in every))


def test_order_and_repeats_of_the_values_do_not_matter() -> None:
    shuffled = np.random.default_rng(5).permutation(DENSITY * 3)
    for make in METHODS.values():
        once = make(np.array(DENSITY * 3), 4)
        assert make(shuffled, 4) == once


def test_a_limit_belongs_to_the_class_below_it() -> None:
    assert class_of([1, 2, 2.5, 5, 9], (2.0, 5.0)).tolist() == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("make", METHODS.values())
def test_equal_values_make_one_class_and_no_limit(make) -> None:
    assert make(np.array([3.0, 3.0, 3.0]), 5) == ()


def test_many_equal_values_make_fewer_quantiles_and_no_empty_class() -> None:
    values = [0] * 90 + list(range(1, 11))
    limits = quantiles(values, 5)
    assert limits == (0.0,)
    assert set(class_of(values, limits)) == {0, 1}


@pytest.mark.parametrize(
    ("values", "classes"), [([], 3), ([1, float("nan")], 3), ([1, 2], 1), ([1, 2], 8)]
)
def test_what_cannot_be_cut_is_refused(values: list[float], classes: int) -> None:
    for make in METHODS.values():
        with pytest.raises(InputError):
            make(np.array(values, float), classes)

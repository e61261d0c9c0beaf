"""Numbers and days as each language writes them."""

from datetime import date

import pytest

from geo.written import chance, short_day, shown_number


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (0.8, 2, "0,80", "0.80"),
        (-2.1, 1, "−2,1", "−2.1"),
        (-0.04, 1, "0,0", "0.0"),
        (1234.5, 2, "1.234,50", "1,234.50"),
        (1200.0, None, "1.200", "1,200"),
        (12.5, None, "12,5", "12.5"),
        (float("inf"), 2, "∞", "∞"),
        (float("nan"), 2, "–", "–"),
    ],
)
def test_a_number_in_both_languages(value, decimals, vi, en):
    assert shown_number(value, decimals) == (vi, en)


def test_a_day_in_both_languages():
    assert short_day(date(2016, 5, 1)) == ("01/05/2016", "01 May 2016")


def test_a_chance_is_never_written_as_nothing():
    assert chance(0.03149) == ("= 0,031", "= 0.031")
    assert chance(1e-9) == ("< 0,001", "< 0.001")

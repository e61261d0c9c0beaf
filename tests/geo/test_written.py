"""Numbers and days as each language writes them."""

from datetime import date, datetime

import pytest

from geo.written import chance, short_day, short_moment, short_month, shown_number


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


def test_a_month_and_a_moment_in_both_languages():
    assert short_month(date(2016, 5, 1)) == ("05/2016", "May 2016")
    moment = datetime(2016, 5, 1, 7, 5, 59)
    assert short_moment(moment) == ("07:05 01/05/2016", "01 May 2016, 07:05")


def test_a_chance_is_never_written_as_nothing():
    assert chance(0.03149) == ("= 0,031", "= 0.031")
    assert chance(1e-9) == ("< 0,001", "< 0.001")

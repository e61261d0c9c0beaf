"""Periods as people write them."""

from datetime import date

import pytest

from geo.errors import InputError
from layers.periods import Period, half_year_of, parse_period, period_title


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016H1", "2016-01-01", "2016-06-30"),
        ("2016h2", "2016-07-01", "2016-12-31"),
        ("2016Q2", "2016-04-01", "2016-06-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-01-05..2016-02-15", "2016-01-05", "2016-02-15"),
    ],
)
def test_a_period_is_read(text: str, first: str, last: str) -> None:
    assert parse_period(text) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016H3",
        "2016Q5",
        "2016-13",
        "H1",
        "2016-02-30..2016-03-01",
        "2016-02..2016-03",
        "2016-03-01..2016-02-01",
    ],
)
def test_what_is_no_period_is_refused_by_name(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_period(text)
    assert caught.value.value == text
    assert "2016H1" in caught.value.text.vi and "2016H1" in caught.value.text.en


def test_titles_in_both_languages() -> None:
    assert period_title(parse_period("2016H1")) == ("6 tháng đầu năm 2016", "First half of 2016")
    assert period_title(parse_period("2016-03")) == ("Tháng 3/2016", "March 2016")
    assert period_title(parse_period("2016-01-05..2016-02-15")).vi == "05/01/2016 – 15/02/2016"


def test_half_year_of_a_day() -> None:
    assert [half_year_of(date(2016, 6, 30)), half_year_of(date(2016, 7, 1))] == ["2016H1", "2016H2"]


def test_whole_months() -> None:
    assert parse_period("2016-02").whole_months
    assert not parse_period("2016-02-01..2016-02-28").whole_months

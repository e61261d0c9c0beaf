"""Periods as people say them: 2016H1, 2016Q2, 2016-03, 2016, 2016-01-01..2016-02-15."""

import calendar
import re
from datetime import date
from typing import NamedTuple

from geo.errors import InputError
from geo.text import Text

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PART = re.compile(r"(\d{4})([HQ])([1-4])")


class Period(NamedTuple):
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def whole_months(self) -> bool:
        return self.first.day == 1 and self.last == last_day(self.last)


def parse_period(text: str) -> Period:
    """Read a period; InputError says which forms are understood."""
    try:
        period = _parse(text.strip())
    except ValueError:
        period = None
    if period is None or period.last < period.first:
        raise InputError(
            Text(
                f"Không hiểu kỳ '{text}'; viết 2016H1, 2016Q2, 2016-03, 2016 hoặc"
                " 2016-01-01..2016-02-15.",
                f"The period '{text}' is not understood; write 2016H1, 2016Q2, 2016-03, 2016 or"
                " 2016-01-01..2016-02-15.",
            ),
            field="period",
            value=text,
        )
    return period


def _parse(text: str) -> Period | None:
    if ".." in text:
        first, last = text.split("..", 1)
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    if match := _PART.fullmatch(text.upper()):
        year, kind, number = int(match[1]), match[2], int(match[3])
        months = 6 if kind == "H" else 3
        start = (number - 1) * months + 1
        return _months(year, start, start + months - 1) if start <= 12 else None
    if match := _MONTH.fullmatch(text):
        return _months(int(match[1]), int(match[2]), int(match[2]))
    if re.fullmatch(r"\d{4}", text):
        return _months(int(text), 1, 12)
    return None


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), last_day(date(year, last, 1)))


def last_day(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def half_year_of(day: date) -> str:
    return f"{day.year:04}H{1 if day.month <= 6 else 2}"


def period_title(period: Period) -> Text:
    """Name a period: the half-year, the month or the year where it is one, else its days."""
    first, last = period
    half = parse_period(half_year_of(first))
    if period == half:
        number = 1 if first.month == 1 else 2
        words = Text("đầu" if number == 1 else "cuối", "First" if number == 1 else "Second")
        return Text(f"6 tháng {words.vi} năm {first.year}", f"{words.en} half of {first.year}")
    if period == _months(first.year, first.month, first.month):
        return Text(f"Tháng {first.month}/{first.year}", f"{first:%B} {first.year}")
    if period == _months(first.year, 1, 12):
        return Text(f"Năm {first.year}", f"{first.year}")
    return Text(f"{first:%d/%m/%Y} – {last:%d/%m/%Y}", f"{first:%d %b %Y} – {last:%d %b %Y}")

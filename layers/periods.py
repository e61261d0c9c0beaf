"""Periods as people say them: 2016H1, 2016Q2, 2016-03, 2016, 2016-01-01..2016-02-15."""

import calendar
import re
from datetime import date
from typing import NamedTuple

from geo.errors import InputError
from geo.text import Text

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PART = re.compile(r"(\d{4})([HQ])([1-4])")

# Years that a period may touch: what lies beyond is a slip, and has no period before or after it.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def known_day(text: str) -> date | None:
    """Read a day such as 2016-01-31 between FIRST_DAY and LAST_DAY; None where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


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
    if period is None or not FIRST_DAY <= period.first <= period.last <= LAST_DAY:
        raise InputError(
            Text(
                f"Không hiểu kỳ '{text}'; viết 2016H1, 2016Q2, 2016-03, 2016 hoặc"
                f" 2016-01-01..2016-02-15, từ năm {FIRST_DAY.year} đến {LAST_DAY.year}.",
                f"The period '{text}' is not understood; write 2016H1, 2016Q2, 2016-03, 2016 or"
                f" 2016-01-01..2016-02-15, from {FIRST_DAY.year} to {LAST_DAY.year}.",
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


def half_year(day: date) -> Period:
    """The half-year that a day lies in."""
    start = 1 if day.month <= 6 else 7
    return _months(day.year, start, start + 5)


def half_year_of(day: date) -> str:
    """The half-year that a day lies in, as people write it: 2016H1."""
    return f"{day.year:04}H{1 if day.month <= 6 else 2}"


def period_title(period: Period) -> Text:
    """Name a period: the half-year, the month or the year where it is one, else its days."""
    first, last = period
    half = half_year(first)
    if period == half:
        number = 1 if first.month == 1 else 2
        words = Text("đầu" if number == 1 else "cuối", "First" if number == 1 else "Second")
        return Text(f"6 tháng {words.vi} năm {first.year}", f"{words.en} half of {first.year}")
    if period == _months(first.year, first.month, first.month):
        return Text(f"Tháng {first.month}/{first.year}", f"{first:%B} {first.year}")
    if period == _months(first.year, 1, 12):
        return Text(f"Năm {first.year}", f"{first.year}")
    return Text(f"{first:%d/%m/%Y} – {last:%d/%m/%Y}", f"{first:%d %b %Y} – {last:%d %b %Y}")

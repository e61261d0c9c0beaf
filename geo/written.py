"""Numbers and days as each language writes them: 0,80 and 0.80, 01/05/2016 and 01 May 2016."""

import math
from collections.abc import Iterable
from datetime import date, datetime

from geo.text import Text, same

MINUS = "−"
LEAST_CHANCE = 0.001


def short_day(day: date) -> Text:
    """Write a day: 30/06/2016 and 30 Jun 2016."""
    return Text(f"{day:%d/%m/%Y}", f"{day:%d %b %Y}")


def short_days(days: Iterable[date]) -> Text:
    """Write days in the order they come: 30/06/2016, 01/07/2016 and 30 Jun 2016, 01 Jul 2016."""
    said = [short_day(each) for each in days]
    return Text(", ".join(each.vi for each in said), ", ".join(each.en for each in said))


def short_month(day: date) -> Text:
    """Write the month of a day: 06/2016 and Jun 2016."""
    return Text(f"{day:%m/%Y}", f"{day:%b %Y}")


def short_moment(moment: datetime) -> Text:
    """Write a moment to the minute: 14:05 30/06/2016 and 30 Jun 2016, 14:05."""
    day = short_day(moment)
    return Text(f"{moment:%H:%M} {day.vi}", f"{day.en}, {moment:%H:%M}")


def shown_number(value: float, decimals: int | None = None) -> Text:
    """Write a number: −1.234,50 and −1,234.50; without `decimals` as short as it is.

    What is infinite is ∞, what is unknown (NaN) is –.
    """
    if math.isnan(value):
        return same("–")
    if math.isinf(value):
        return same("∞" if value > 0 else f"{MINUS}∞")
    english = f"{value:,.15g}" if decimals is None else f"{value:,.{decimals}f}"
    if float(english.replace(",", "")) == 0:
        english = english.removeprefix("-")
    english = english.replace("-", MINUS)
    return Text(english.translate(str.maketrans(",.", ".,")), english)


def chance(p: float) -> Text:
    """Write how likely something is: = 0,031 and < 0,001."""
    sign, shown = ("<", LEAST_CHANCE) if p < LEAST_CHANCE else ("=", p)
    words = shown_number(shown, 3)
    return Text(f"{sign} {words.vi}", f"{sign} {words.en}")

"""A day as people write it in each language."""

from datetime import date

from geo.text import Text


def short_day(day: date) -> Text:
    """Write a day: 30/06/2016 and 30 Jun 2016."""
    return Text(f"{day:%d/%m/%Y}", f"{day:%d %b %Y}")

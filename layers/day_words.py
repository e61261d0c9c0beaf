"""Days, months and moments as people write them in each language; the forms are in geo."""

from geo.written import short_day, short_moment, short_month

__all__ = ["short_day", "short_moment", "short_month"]

"""A day as people write it in each language; the form itself is of `geo.written`."""

from geo.written import short_day

__all__ = ["short_day"]

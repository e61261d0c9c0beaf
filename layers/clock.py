"""The one clock: what day and what time it is in the ward, whatever zone the machine is set to."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from layers.settings import ClockSettings


@cache
def zone() -> ZoneInfo:
    """Return the zone in which days begin; Unavailable where the setting names none."""
    return ClockSettings.from_env().zone


def now() -> datetime:
    """Return this moment, in the ward's zone."""
    return datetime.now(zone())


def today() -> date:
    """Return the ward's day: that of `current_date` in every session (layers/db.py)."""
    return now().date()


def on_the_wall() -> datetime:
    """Return what a clock in the ward shows, without a zone: as `occurred_at` is kept."""
    return now().replace(tzinfo=None)

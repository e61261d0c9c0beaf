"""When what was gathered is told: each day or each Monday at seven, by the ward's clock."""

from datetime import datetime, time, timedelta

TOLD_AT = time(7)


def last_told(every: str, now: datetime) -> datetime:
    """Return the newest moment, up to now, at which such notices are told; `once` is now."""
    if every == "once":
        return now
    days_back = now.weekday() if every == "week" else 0
    moment = now.replace(hour=TOLD_AT.hour, minute=0, second=0, microsecond=0)
    moment -= timedelta(days=days_back)
    if moment > now:
        moment -= timedelta(days=7 if every == "week" else 1)
    return moment

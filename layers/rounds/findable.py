"""What a round can have found: incidents of its days, in the fields that it covers."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from geo.errors import InputError
from geo.text import Text
from layers.day_words import short_day
from layers.registers.listing import Row
from layers.rounds.reading import rounds_register

MOST_NAMED = 5
"""Incidents that a refusal names."""
Incident = dict[str, Any]


def require_of_round(of_round: Row, incidents: Sequence[Incident]) -> None:
    """Raise InputError where a round cannot have found some incidents: it names each, and why.

    An incident of which only the month is known is of every day of it. A round that says of no
    field that it covers it (a surprise one may) is not held to any.
    """
    wrong = [(each, why) for each in incidents if (why := _whys(of_round, each))]
    if not wrong:
        return
    named = wrong[:MOST_NAMED]
    more = len(wrong) - len(named)
    vi = " ".join(f"{each['source_key']}: {'; '.join(w.vi for w in why)}." for each, why in named)
    en = " ".join(f"{each['source_key']}: {'; '.join(w.en for w in why)}." for each, why in named)
    raise InputError(
        Text(
            f"Số hiệu vụ: {vi}{f' Và {more} vụ nữa.' if more else ''} Chưa gắn vụ nào.",
            f"Number of incident: {en}{f' And {more} more.' if more else ''} None was linked.",
        ),
        field="numbers",
        value=", ".join(each["source_key"] for each, _ in named),
    )


def not_of_round(of_round: Row, incidents: Sequence[Incident]) -> list[Incident]:
    """Return those that a round has but cannot have found: its days or fields changed since."""
    return [each for each in incidents if _whys(of_round, each)]


def _whys(of_round: Row, incident: Incident) -> list[Text]:
    found = []
    first, last = _days(incident)
    if last < of_round["started_on"] or first > of_round["ended_on"]:
        found.append(_other_day(of_round, incident))
    covered = [each for each in _ticks() if of_round[f"covers_{each}"]]
    if covered and incident["field_code"] not in covered:
        found.append(_other_field(covered, incident))
    return found


def _days(incident: Incident) -> tuple[date, date]:
    """Return the first and last day on which an incident may have been."""
    day: date = incident["occurred_on"]
    if incident["time_precision"] != "month":
        return day, day
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _ticks() -> list[str]:
    """Return the fields that a round can be ticked to cover."""
    names = [each.name for each in rounds_register().columns]
    return [name.removeprefix("covers_") for name in names if name.startswith("covers_")]


def _other_day(of_round: Row, incident: Incident) -> Text:
    day, first, last = (
        short_day(each)
        for each in (incident["occurred_on"], of_round["started_on"], of_round["ended_on"])
    )
    return Text(
        f"ngày {day.vi} ngoài những ngày của đợt ({first.vi} – {last.vi})",
        f"{day.en} is not among the days of the round ({first.en} – {last.en})",
    )


def _other_field(covered: Sequence[str], incident: Incident) -> Text:
    titles = [rounds_register().column(f"covers_{each}").title for each in covered]
    vi, en = (", ".join(getattr(title, lang) for title in titles) for lang in ("vi", "en"))
    return Text(
        f"lĩnh vực {incident['field_vi']} không thuộc đợt, chỉ có {vi}",
        f"the round does not cover {incident['field_en']}, only {en}",
    )

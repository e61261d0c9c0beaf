"""Which boundaries a figure uses: as was, as now, or as of a stated day."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from geo.errors import InputError
from geo.text import Text
from layers.day_words import short_day
from layers.periods import FIRST_DAY, LAST_DAY, known_day

PARAMETER = "areas"
WAS: Literal["was"] = "was"
NOW: Literal["now"] = "now"


@dataclass(frozen=True)
class Boundaries:
    """`asked`: "was" (those of each incident's own day), "now", or a day.

    `day` and `set_id` are looked up by `layers.boundaries.as_of.ready`: the day that is meant, and
    the stored groups of all incidents as of it. They follow from `asked`, so two choices are equal
    without them.
    """

    asked: Literal["was", "now"] | date = WAS
    day: date | None = field(default=None, compare=False)
    set_id: int | None = field(default=None, compare=False)

    @property
    def as_was(self) -> bool:
        return self.asked == WAS

    @property
    def is_now(self) -> bool:
        return self.asked == NOW

    @property
    def stated_day(self) -> date | None:
        """The day that was looked up, else the one that was asked for; None: none is stated."""
        return self.day or (self.asked if isinstance(self.asked, date) else None)

    def to_value(self) -> str:
        """Return the choice as it stands in a permalink."""
        return self.asked.isoformat() if isinstance(self.asked, date) else self.asked

    def words(self) -> Text:
        """Say which boundaries, for people; said beside every figure that depends on them."""
        if self.as_was:
            return Text("Ranh giới: như lúc xảy ra", "Boundaries: as they were on each day")
        day = short_day(self.stated_day) if self.stated_day else None
        if not self.is_now and day:
            return Text(f"Ranh giới: như ngày {day.vi}", f"Boundaries: as of {day.en}")
        vi, en = (f" (ngày {day.vi})", f" ({day.en})") if day else ("", "")
        return Text(f"Ranh giới: như hiện nay{vi}", f"Boundaries: as they are now{en}")

    def to_json(self) -> dict[str, object]:
        """Return the choice with its words, for a page or a file."""
        day = self.stated_day
        return {
            "areas": self.to_value(),
            "on": day.isoformat() if day else None,
            "words": self.words().to_json(),
        }


AS_WAS = Boundaries()


def parse_boundaries(raw: str) -> Boundaries:
    """Read `areas`: was, now, or a day; empty means as was."""
    text = raw.strip()
    if text in ("", WAS):
        return AS_WAS
    if text == NOW:
        return Boundaries(NOW)
    day = known_day(text)
    if day is None:
        years = f"{FIRST_DAY.year}–{LAST_DAY.year}"
        raise InputError(
            Text(
                f"'{PARAMETER}' phải là was (như lúc xảy ra), now (như hiện nay) hoặc một ngày dạng"
                f" 2025-07-01 (năm {years}), không phải '{text[:40]}'.",
                f"'{PARAMETER}' must be was, now, or a day such as 2025-07-01 (years {years}), not"
                f" '{text[:40]}'.",
            ),
            field=PARAMETER,
            value=text[:40],
        )
    return Boundaries(day)

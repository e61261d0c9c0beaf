"""What a figure of a report is asked about, and what an answer is."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers import clock
from layers.boundaries.as_of import ready
from layers.boundaries.choice import Boundaries
from layers.filters import Filter
from layers.periods import Period, last_day
from layers.queries.board import previous_period
from layers.queries.board_shapes import Words
from layers.queries.wards import Ward
from layers.roles import Role

NO_ROWS: dict[str, Any] = {}


@dataclass(frozen=True)
class Asked:
    """A period of a ward as of a day, under a choice of boundaries that is ready.

    Nobody in particular asks: what is hidden from those who take no part is in no figure.
    """

    conn: connection
    ward: Ward
    period: Period
    as_of: date
    boundaries: Boundaries
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    def filter(self, query: dict[str, str] | None = None) -> Filter:
        """Return the incidents of the period, narrowed by the parameters of a permalink."""
        said = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        chosen = Filter.from_query(said | (query or {}))
        return ready(self.conn, self.ward.id, replace(chosen, boundaries=self.boundaries))

    def moved(self, period: Period) -> "Asked":
        """Ask the same of another period, as of its own end."""
        return Asked(self.conn, self.ward, period, day_of(period), self.boundaries)

    def before(self) -> "Asked":
        """Ask the same of the period before, once for all figures."""
        if "before" not in self.memo:
            self.memo["before"] = self.moved(previous_period(self.period))
        found: Asked = self.memo["before"]
        return found

    @property
    def span(self) -> str:
        """The days as registers read a period."""
        return f"{self.period.first}..{self.period.last}"


def day_of(period: Period) -> date:
    """Return the day that figures of a period speak of: its last one, today while it runs."""
    return max(period.first, min(period.last, clock.today()))


def next_period(period: Period) -> Period:
    """Return the period of the same length that follows."""
    first = date.fromordinal(period.last.toordinal() + 1)
    if not period.whole_months:
        return Period(first, first + (period.last - period.first))
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month
    number = first.year * 12 + first.month - 1 + months
    return Period(first, last_day(date(number // 12, number % 12 + 1, 1)))


class Counted(NamedTuple):
    """What a source says of a figure. `live` is where its rows stand today, as page parameters."""

    value: Decimal
    title: Text
    unit: Text
    rule: Text
    decimals: int = 0
    expected: Decimal | None = None
    role: Role = Role.VIEWER
    live: dict[str, str] = NO_ROWS


class ReportColumn(NamedTuple):
    """A column of the rows behind a figure; `codes` gives the words of coded values."""

    name: str
    title: Words
    type: str
    codes: dict[str, Words]


class ReportRows(NamedTuple):
    """Rows by id, in no order; `columns` holds for all figures of one source."""

    columns: list[ReportColumn]
    by_id: dict[int, dict[str, Any]]

"""Who looks at the start page, on which day, and what is new to them."""

from dataclasses import dataclass
from datetime import date, timedelta

from psycopg2.extensions import connection

from layers import clock
from layers.people.person import Person
from layers.queries.periods import present_day
from layers.queries.wards import Ward
from layers.registers.scope import Reader, Window
from layers.today.visits import Unit, Visit


@dataclass(frozen=True)
class Situation:
    """`as_of` is the day the page speaks of; `since_on` from which day on things are new then;
    `person` None: nobody who signs in."""

    conn: connection
    reader: Reader
    as_of: date
    visit: Visit
    person: Person | None = None

    @property
    def ward(self) -> Ward:
        return self.reader.ward

    @property
    def unit(self) -> Unit | None:
        """The unit that the person chose here, else the one of the register of people."""
        return self.visit.unit or (self.person.unit if self.person else None)

    @property
    def since_on(self) -> date:
        """The same number of days before `as_of` as lie between the last visit and today."""
        away = (clock.today() - self.visit.since_at.date()).days
        return self.as_of - timedelta(days=max(away, 0))

    @property
    def window(self) -> Window:
        return Window(self.as_of, self.as_of, self.as_of)


def day_of(conn: connection, ward: Ward, asked: date | None = None) -> date:
    """Return the day a start page speaks of: the present one, unless another is asked for."""
    return present_day(conn, ward) if asked is None else asked

"""The roadmap: tasks by the month they are due, months added up to quarters, quarters to years."""

from typing import NamedTuple

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.periods import Period, parse_period
from layers.registers.listing import all_rows
from layers.registers.reading import find_register
from layers.registers.scope import STATUSES, Reader, View, Window

FIGURE = "tasks"
UNDATED = "undated"
"""Done, but on no named day: neither on time nor late."""
PARTS = (*STATUSES, UNDATED)


class Step(NamedTuple):
    """A year, quarter or month, as much of it as is looked at, and how many of its tasks stand how.

    `period` names it (2016, 2016Q1, 2016-01), or its days where the view cuts it; `total` is the
    sum of `counts`.
    """

    period: str
    title: Text
    level: int
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def days(self) -> Period:
        return parse_period(self.period)


def read_roadmap(conn: connection, reader: Reader, view: View, window: Window) -> list[Step]:
    """Return the steps of the roadmap, each year before its quarters, each quarter before its
    months; cancelled tasks are left out. Steps without a task are not listed."""
    shown = View(period=view.period, figure=FIGURE, as_of=view.as_of)
    rows = all_rows(conn, find_register("tasks"), reader, shown, window)
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        due = row["due_on"]
        for name in (f"{due:%Y}", f"{due:%Y}Q{(due.month + 2) // 3}", f"{due:%Y-%m}"):
            of = counts.setdefault(name, dict.fromkeys(PARTS, 0))
            of[row["status_now"] or UNDATED] += 1
    steps = [_step(name, counts[name]) for name in sorted(counts, key=_turn)]
    return [_cut(each, window) for each in steps] if view.period else steps


def _cut(step: Step, window: Window) -> Step:
    """Leave of a step the days of the window: what its link opens is what it counts."""
    days = Period(max(step.days.first, window.first), min(step.days.last, window.last))
    return step if days == step.days else step._replace(period=f"{days.first}..{days.last}")


def _step(name: str, counts: dict[str, int]) -> Step:
    if len(name) == 4:
        return Step(name, Text(f"Năm {name}", name), 0, counts)
    if "Q" in name:
        quarter = ("I", "II", "III", "IV")[int(name[-1]) - 1]
        return Step(
            name, Text(f"Quý {quarter}/{name[:4]}", f"Quarter {quarter} {name[:4]}"), 1, counts
        )
    return Step(name, same(f"{name[5:]}/{name[:4]}"), 2, counts)


def _turn(name: str) -> tuple[str, int, int]:
    """Sort a year before its quarters and a quarter before its months."""
    if len(name) == 4:
        return name, 0, 0
    if "Q" in name:
        return name[:4], int(name[-1]), 0
    month = int(name[5:])
    return name[:4], (month + 2) // 3, month

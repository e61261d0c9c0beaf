"""What is late: rows of registers past their day, incidents open too long."""

from datetime import timedelta

from geo.text import Text
from layers import db
from layers.cases.ages import AGED_DAYS, LONG_DAYS
from layers.cases.listing import CaseView, count_cases
from layers.filters import Filter
from layers.links import to_page
from layers.queries.periods import gone_by
from layers.queries.row_lists import count_incidents, rows_link
from layers.registers.chase import read_late
from layers.registers.counting import count_views
from layers.registers.reading import registers_for
from layers.registers.scope import View
from layers.today.shapes import Entry, Line, Part
from layers.today.situation import Situation

MOST_ENTRIES = 5
OPEN_STATES = "SELECT code FROM incident_state WHERE is_open ORDER BY sort"


def late_part(here: Situation) -> Part:
    """Return what is late on the day: over all registers, and of the incidents."""
    chased = read_late(here.conn, here.reader, here.as_of.isoformat())
    day = here.as_of.isoformat()
    entries = [
        Entry(
            each.title,
            Text(
                f"{each.register.title.vi} · quá hạn {each.days} ngày"
                + (f" · {each.unit}" if each.unit else ""),
                f"{each.register.title.en} · {each.days} days late"
                + (f" · {each.unit}" if each.unit else ""),
            ),
            to_page("registers", each.register.name, each.row_id, as_of=day),
        )
        for each in chased.rows[:MOST_ENTRIES]
    ]
    return Part(
        "late",
        Text("Trễ hạn", "Late"),
        Text(
            "Quá hạn: việc trong các sổ và vụ đã qua ngày phải xong. Vụ mở lâu tính từ ngày xảy ra:"
            f" sau {AGED_DAYS} ngày, trong đó tồn đọng là sau {LONG_DAYS} ngày.",
            "Late: rows of the registers and cases past the day on which they were due. Open for"
            f" long counts from the day it happened: {AGED_DAYS} days, and of them those"
            f" long-standing after {LONG_DAYS} days.",
        ),
        Text("Không có gì trễ hạn", "Nothing is late"),
        [*_incidents(here), _all(len(chased.rows), day), *_registers(here)],
        entries,
    )


def _all(count: int, day: str) -> Line:
    title = Text("Việc quá hạn ở mọi sổ", "Late over all registers")
    return Line("late", title, count, to_page("registers", "late", as_of=day), "bad")


def _registers(here: Situation) -> list[Line]:
    day = here.as_of.isoformat()
    asked = [
        (register, View(status="late", as_of=day))
        for register in registers_for(here.reader.role)
        if register.deadline
    ]
    counts = count_views(here.conn, here.reader, asked, here.window)
    found = [
        Line(
            f"late-{register.name}",
            register.title,
            count,
            to_page("registers", register.name, **view.to_query()),
            "bad",
        )
        for (register, view), count in zip(asked, counts, strict=True)
    ]
    return sorted(found, key=lambda line: -line.count)


def _incidents(here: Situation) -> list[Line]:
    states = tuple(row["code"] for row in db.rows(here.conn, OPEN_STATES))
    named = (
        (
            "aged",
            AGED_DAYS,
            Text(f"Vụ mở quá {AGED_DAYS} ngày", f"Open for {AGED_DAYS} days"),
            "warn",
        ),
        ("standing", LONG_DAYS, Text("Vụ tồn đọng", "Long-standing incidents"), "bad"),
    )
    then = gone_by(here.conn, here.ward, here.as_of)
    return [_overdue(here)] + [
        Line(name, title, count_incidents(here.conn, here.ward, chosen), rows_link(chosen), tone)
        for name, days, title, tone in named
        for chosen in [
            Filter(last=here.as_of - timedelta(days=days), states=states, states_on=then)
        ]
    ]


def _overdue(here: Situation) -> Line:
    """The cases past their day, as the list of cases has them."""
    view = CaseView(here.as_of, "late")
    count = count_cases(here.conn, here.ward, view)
    opens = to_page("cases", **view.to_query())
    return Line("overdue", Text("Vụ quá hạn", "Overdue incidents"), count, opens, "bad")

"""What somebody has to do: the open work of their unit, and the queues that their role empties."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers.cases.listing import CaseView, count_cases
from layers.day_words import short_day
from layers.links import to_page
from layers.people.person import Person
from layers.queries.unplaced import count_waiting
from layers.registers.chase import UNIT
from layers.registers.contract import Register
from layers.registers.counting import count_views
from layers.registers.listing import Row, list_rows
from layers.registers.reading import registers_for
from layers.registers.scope import Reader, View, Window
from layers.registers.words import row_title
from layers.roles import Role
from layers.today.jobs import count_jobs, title_of
from layers.today.shapes import Entry, Line, Part
from layers.today.situation import Situation
from layers.today.visits import Unit

MOST_ENTRIES = 6
WORDS = {"late": Text("quá hạn", "late"), "open": Text("còn hạn", "not yet due")}


@dataclass(frozen=True)
class Work:
    """The rows of one register that a unit or person has still to do, as a view that opens them."""

    register: Register
    view: View
    count: int


def mine_part(here: Situation) -> Part:
    """Return the work of the person and of their unit, and what waits for their role."""
    work = open_work(here.conn, here.reader, here.person, here.unit, here.window)
    return Part(
        "mine",
        Text("Việc của tôi", "My work"),
        Text(
            "Việc chưa xong trong các sổ ghi tên bạn hoặc mà đơn vị của bạn phải làm, vụ bạn đang"
            " thụ lý, và hàng chờ của vai trò bạn.",
            "Rows of the registers that name you or that your unit has still to do, the cases that"
            " you handle, and the queues of your role.",
        ),
        Text("Không có việc nào chờ bạn", "Nothing waits for you"),
        [*case_lines(here), *work_lines(work), *_queues(here)],
        work_entries(here.conn, here.reader, work, here.window, MOST_ENTRIES),
    )


def open_work(
    conn: connection, reader: Reader, person: Person | None, unit: Unit | None, window: Window
) -> list[Work]:
    """Return what a person has still to do by their own name, and then what their unit has."""
    own = person_work(conn, reader, person.id, window) if person and person.id else []
    return own + (unit_work(conn, reader, unit.id, window) if unit else [])


def unit_work(conn: connection, reader: Reader, unit_id: int, window: Window) -> list[Work]:
    """Return what a unit has still to do, the late before the open, by register."""
    return [
        each for status in WORDS for each in _with_status(conn, reader, unit_id, window, status)
    ]


def person_work(conn: connection, reader: Reader, person_id: int, window: Window) -> list[Work]:
    """Return what a person of the register of people has still to do, the late before the open."""
    day = window.as_of.isoformat()
    named = [
        register
        for register in registers_for(reader.role)
        if register.deadline and register.person_columns(reader.role)
    ]
    return [
        each
        for status in WORDS
        for view in [View(status=status, person=str(person_id), as_of=day)]
        for each in _counted(conn, reader, [(register, view) for register in named], window)
    ]


def _with_status(
    conn: connection, reader: Reader, unit_id: int, window: Window, status: str
) -> list[Work]:
    day = window.as_of.isoformat()
    asked = [
        (register, View(status=status, chosen=((who, unit_id),), as_of=day))
        for register in registers_for(reader.role)
        if register.deadline and (who := who_must(register, reader))
    ]
    return _counted(conn, reader, asked, window)


def _counted(
    conn: connection, reader: Reader, asked: Sequence[tuple[Register, View]], window: Window
) -> list[Work]:
    counts = count_views(conn, reader, asked, window)
    return [
        Work(register, view, count) for (register, view), count in zip(asked, counts, strict=True)
    ]


def who_must(register: Register, reader: Reader) -> str:
    """Return the column of the unit that must do a row of a register; "" where none is named."""
    name = (register.deadline.who if register.deadline else "") or UNIT
    seen = {each.name for each in register.columns_for(reader.role) if each.ref == "units"}
    return name if name in seen else ""


def work_lines(work: Sequence[Work]) -> list[Line]:
    """Return the work as figures."""
    return [
        Line(
            f"{'own' if each.view.person else 'mine'}-{each.view.status}-{each.register.name}",
            _titled(each),
            each.count,
            to_page("registers", each.register.name, **each.view.to_query()),
            "bad" if each.view.status == "late" else "",
        )
        for each in work
    ]


def case_lines(here: Situation) -> list[Line]:
    """Return the open cases that the person handles, and of them the late."""
    login = here.reader.login
    return [
        Line(f"cases-{status}", title, count, to_page("cases", **view.to_query()), tone)
        for status, title, tone in (
            ("late", Text("Vụ tôi thụ lý: quá hạn", "Cases that I handle: overdue"), "bad"),
            ("open", Text("Vụ tôi thụ lý: đang xử lý", "Cases that I handle: open"), ""),
        )
        for view in [CaseView(here.as_of, status, handler=login)]
        for count in [count_cases(here.conn, here.ward, view)]
    ]


def work_entries(
    conn: connection, reader: Reader, work: Sequence[Work], window: Window, most: int
) -> list[Entry]:
    """Return the rows that are due first, each once."""
    found: dict[tuple[Any, str, int], tuple[Work, Row]] = {}
    for each in work:
        if not each.count:
            continue
        assert each.register.deadline
        due = each.register.deadline.due
        view = replace(each.view, sort=due)
        for row in list_rows(conn, each.register, reader, view, window).rows[:most]:
            found.setdefault((row[due], each.register.name, row["id"]), (each, row))
    return [_entry(each, row, window) for _, (each, row) in sorted(found.items(), key=_due)[:most]]


def _due(item: tuple[tuple[Any, str, int], object]) -> tuple[Any, str, int]:
    return item[0]


def _entry(each: Work, row: dict[str, object], window: Window) -> Entry:
    assert each.register.deadline
    due = short_day(row[each.register.deadline.due])  # type: ignore[arg-type]
    late = WORDS["late"] if each.view.status == "late" else None
    return Entry(
        row_title(each.register, row),
        Text(
            f"{each.register.one.vi} · hạn {due.vi}" + (f" · {late.vi}" if late else ""),
            f"{each.register.one.en} · due {due.en}" + (f" · {late.en}" if late else ""),
        ),
        to_page("registers", each.register.name, row["id"], as_of=window.as_of.isoformat()),
    )


def _titled(each: Work) -> Text:
    how = WORDS[each.view.status]
    if each.view.person:
        title = each.register.title
        return Text(f"{title.vi} (ghi tên): {how.vi}", f"{title.en} (by name): {how.en}")
    return Text(f"{each.register.title.vi}: {how.vi}", f"{each.register.title.en}: {how.en}")


def _queues(here: Situation) -> list[Line]:
    found: list[Line] = []
    if here.reader.role >= Role.INSPECTOR:
        count = count_waiting(here.conn, here.ward)
        title = Text("Vụ chờ định vị", "Incidents to be placed")
        found.append(Line("unplaced", title, count, to_page("unplaced")))
    # A supervisor asks for analyses and prints; that one failed is for who keeps things running.
    for which, least, tone in (("waiting", Role.SUPERVISOR, ""), ("failed", Role.ADMIN, "bad")):
        if here.reader.role >= least:
            count = count_jobs(here.conn, here.ward, which)
            link = to_page("jobs", state=which)
            found.append(Line(f"jobs-{which}", title_of(which), count, link, tone))
    return found

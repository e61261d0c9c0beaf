"""The page of a person: what they have to do, the registers that name them, their cases, routes."""

from collections.abc import Sequence
from datetime import date

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.cases.listing import STATUSES as CASE_STATUSES
from layers.cases.listing import CaseView, list_cases, status_counts
from layers.day_words import short_day
from layers.links import Link, to_page
from layers.people.person import Person
from layers.people.routes import held_routes, person_picture
from layers.registers.contract import Register
from layers.registers.reading import find_register, registers_for
from layers.registers.scope import Reader, View
from layers.roles import Role
from layers.things.contract import Asked, Cell, Kind, Section, Step, Thing
from layers.things.parts import day_cell, number, rows_of
from layers.today.mine import WORDS, Work, open_work, work_entries

MOST = 50
SHOWN_CASES = 10
HERE = Text("ghi tên người này", "naming them")

KIND = Kind(
    path="people",
    one=Text("người làm việc", "person"),
    many=Text("Người làm việc", "People"),
    layer="",
    refers="people",
    sections=(),
)


def read_person(conn: connection, reader: Reader, person: Person, as_of: date) -> Thing:
    """Return the page of a person that the reader may see, as of a day."""
    code = str(person.id) if person.id else person.logins[0]
    asked = Asked(conn, reader, person.id or 0, code, same(person.name), as_of, {})
    work = open_work(conn, reader, person, person.unit, asked.window)
    cases = {login: _by_status(asked, login) for login in person.logins}
    locator = person_picture(conn, reader.ward, person, as_of)
    return Thing(
        kind=KIND,
        code=", ".join(person.logins),
        title=same(person.name),
        facts=_facts(person),
        around=_around(reader, person),
        sections=[
            _work(asked, work),
            *_cases(asked, cases),
            *(held_routes(asked, person) if person.id else []),
            *(_named(asked, person) if person.id else []),
        ],
        steps=[*_case_steps(asked, cases), *_work_steps(work)],
        history=[],
        versions=[],
        locator=locator,
        on_map=_on_map(locator.shown[-1].at) if locator else None,
    )


def _facts(person: Person) -> list[tuple[Text, Text]]:
    nothing = Text("chưa có", "none yet")
    unit = same(person.unit.name) if person.unit else nothing
    known = Text("chưa ghi trong sổ Người làm việc", "not yet in the register of people")
    return [
        (Text("Bộ phận", "Unit"), unit),
        (
            Text("Tên đăng nhập", "Sign-in name"),
            same(", ".join(person.logins)) if person.logins else nothing,
        ),
        *([] if person.id else [(Text("Tên trong các sổ", "Name in registers"), known)]),
    ]


def _around(reader: Reader, person: Person) -> list[tuple[Text, Link]]:
    found = [(same(person.unit.name), to_page("units", person.unit.id))] if person.unit else []
    register = find_register("people")
    if reader.role < register.visible_to:
        return found
    if person.id:
        row = Text("dòng trong sổ", "row in the register")
        return [*found, (row, to_page("registers", "people", person.id))]
    words = Text("ghi vào sổ Người làm việc", "enter in the register of people")
    fields = {"name": person.name, "logins": person.logins[0]}
    return [*found, (words, to_page("registers", "people", "new", **fields))]


def _work(asked: Asked, work: Sequence[Work]) -> Section:
    entries = work_entries(asked.conn, asked.reader, work, asked.window, MOST)
    return Section(
        "work",
        Text("Việc phải làm", "Work to do"),
        (Text("Việc", "What"), Text("Hạn", "Due")),
        [(Cell(each.title, each.opens), Cell(each.detail)) for each in entries],
        len(entries),
        Text("Không còn việc nào chưa xong", "Nothing left to do"),
        Text(
            "Dòng chưa xong trong các sổ ghi tên người này hoặc mà bộ phận của họ phải làm, kể cả"
            f" kiến nghị phải trả lời; đến hạn trước đứng trước, nhiều nhất {MOST} dòng.",
            "Rows of the registers not yet done that name them, or that their unit has to do,"
            f" recommendations to answer among them; due first before the others, at most {MOST}.",
        ),
    )


def _work_steps(work: Sequence[Work]) -> list[Step]:
    found = [each for each in work if each.count]
    return [_step(each) for each in sorted(found, key=lambda each: each.view.status != "late")]


def _step(each: Work) -> Step:
    title, how, view = each.register.title, WORDS[each.view.status], each.view
    whose = same("") if view.person else Text(" (bộ phận)", " (unit)")
    return Step(
        Text(
            f"{title.vi}: {each.count} {how.vi}{whose.vi}",
            f"{title.en}: {each.count} {how.en}{whose.en}",
        ),
        to_page("registers", each.register.name, **view.to_query()),
        "bad" if view.status == "late" else "",
    )


def _cases(asked: Asked, cases: dict[str, dict[str, int]]) -> list[Section]:
    """The cases by how they stand, a line a sign-in name, and the open ones that are due first."""
    if not cases:
        return []
    handled = Section(
        "case-counts",
        Text("Vụ đã và đang thụ lý", "Cases handled"),
        (Text("Tên đăng nhập", "Sign-in name"), *CASE_STATUSES.values()),
        [
            (Cell(same(login)), *(_count(asked, login, status, n) for status, n in counts.items()))
            for login, counts in cases.items()
        ],
        sum(counts["open"] + counts["ended"] for counts in cases.values()),
        same(""),
        Text(
            f"Tính đến {asked.as_of:%d/%m/%Y}; quá hạn, tồn đọng, vướng mắc, chờ kết thúc nằm trong"
            " số đang xử lý.",
            f"As of {asked.as_of:%d %b %Y}; overdue, long-standing, held up and to be closed are"
            " among the open.",
        ),
    )
    return [handled, *(_open_cases(asked, login) for login in cases)]


def _open_cases(asked: Asked, login: str) -> Section:
    view = CaseView(asked.as_of, handler=login, sort="due_on")
    found = list_cases(asked.conn, asked.reader.ward, view, asked.reader.role, size=SHOWN_CASES)
    return Section(
        f"open-cases-{login}",
        Text(f"Vụ đang xử lý ({login})", f"Open cases ({login})"),
        (Text("Vụ", "Case"), Text("Hành vi", "Category"), Text("Trạng thái", "State"),
         Text("Hạn", "Due")),
        [
            (
                Cell(same(row["source_key"] or str(row["id"])), to_page("incidents", row["id"])),
                Cell(Text(row["category_vi"], row["category_en"])),
                Cell(Text(row["state_vi"], row["state_en"])),
                day_cell(row["due_on"]),
            )
            for row in found.rows
        ],
        found.total,
        Text("Không có vụ nào đang xử lý", "No open cases"),
        opens=to_page("cases", **view.to_query()),
    )  # fmt: skip


def _case_steps(asked: Asked, cases: dict[str, dict[str, int]]) -> list[Step]:
    day = short_day(asked.as_of)
    steps = []
    for login, counts in cases.items():
        view, late = CaseView(asked.as_of, "late", handler=login), counts["late"]
        words = Text(f"{late} vụ quá hạn vào {day.vi}", f"{late} cases overdue on {day.en}")
        steps += [Step(words, to_page("cases", **view.to_query()), "bad")] if late else []
    return steps


def _by_status(asked: Asked, login: str) -> dict[str, int]:
    view = CaseView(asked.as_of, handler=login)
    counted = status_counts(asked.conn, asked.reader.ward, view)
    return {status: count for status, _, count in counted}


def _count(asked: Asked, login: str, status: str, count: int) -> Cell:
    view = CaseView(asked.as_of, status, handler=login)
    return number(count, opens=to_page("cases", **view.to_query()))


def _named(asked: Asked, person: Person) -> list[Section]:
    """The registers that name the person, with their first rows: tasks, assignments, rounds."""
    view = View(person=str(person.id))
    role = asked.reader.role
    sections = [
        rows_of(asked, register, view, register.name, HERE, _hidden(role, register))
        for register in registers_for(role)
        if register.person_columns(role)
    ]
    return [each for each in sections if each.total]


def _hidden(role: Role, register: Register) -> tuple[str, ...]:
    """What names the person says nothing here; where it names the row, the row needs it."""
    return (register.label, *(each.name for each in register.person_columns(role)))


def _on_map(at: str) -> Link:
    return to_page("", map=at, layers="groups,lanes,routes,incidents")

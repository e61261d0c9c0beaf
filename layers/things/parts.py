"""Sections and next steps that many kinds share: registers that speak of a thing, its incidents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from geo.text import Text, same
from layers import db
from layers.day_words import short_day
from layers.filters import Filter
from layers.links import Link, to_page
from layers.number_words import number_words
from layers.periods import Period, last_day
from layers.queries.board_counts import Span, trend
from layers.queries.row_lists import count_incidents, rows_link
from layers.queries.sources import read_sql
from layers.registers.about import Mentions, mentions_of
from layers.registers.contract import Register
from layers.registers.counting import count_views
from layers.registers.history import Event
from layers.registers.listing import list_rows
from layers.registers.scope import STATUSES, View
from layers.registers.words import row_title, words_of
from layers.things.contract import Asked, Cell, Section, Step

SHOWN = 5
MOST_COLUMNS = 4
MONTH = Text("Tháng", "Month")
TOTAL = Text("Tổng", "Total")
FIELD_NAMES = "SELECT code, name_vi, name_en FROM field ORDER BY sort"
OPEN_STATES = "SELECT code FROM incident_state WHERE is_open ORDER BY sort"

SectionOf = Callable[[Asked], list[Section]]
StepOf = Callable[[Asked], list[Step]]
FilterOf = Callable[[Asked], Filter]


def number(value: int, chosen: Filter | None = None, *, opens: Link | None = None) -> Cell:
    """Return a cell with a count that opens its rows, by filter or link; nothing is no link."""
    link = rows_link(chosen) if chosen is not None and value else opens
    return Cell(number_words(value), link if value else None, is_number=True)


def day_cell(day: date | None) -> Cell:
    """Return a cell with a day; – for none."""
    return Cell(same("–") if day is None else short_day(day))


def registers_of(refers: str) -> SectionOf:
    """Make a section for each register that speaks of the thing, with its first rows."""

    def sections(asked: Asked) -> list[Section]:
        found = mentions_of(asked.conn, asked.reader, refers, asked.id)
        return [_of_register(asked, each) for each in found if each.count]

    return sections


def register_steps(refers: str) -> StepOf:
    """Make a step for each register in which something about the thing is late or open."""

    def steps(asked: Asked) -> list[Step]:
        found = [
            each
            for each in mentions_of(asked.conn, asked.reader, refers, asked.id)
            if each.count and each.register.deadline
        ]
        return [step for status in ("late", "open") for step in _with_status(asked, found, status)]

    return steps


def incidents_by_month(chosen_of: FilterOf) -> SectionOf:
    """Make the table of the twelve months up to the page's day by field; each number opens rows."""

    def sections(asked: Asked) -> list[Section]:
        chosen = chosen_of(asked)
        period = Period(asked.as_of.replace(day=1), last_day(asked.as_of))
        months = trend(asked.conn, asked.reader.ward, chosen, Span(period, period, asked.as_of))
        fields = db.rows(asked.conn, FIELD_NAMES)
        first = date.fromisoformat(f"{months[0]['month']}-01")
        all_of = replace(chosen, first=first, last=period.last)
        rows = [_month_row(chosen, month, fields) for month in reversed(months) if month["total"]]
        names = tuple(Text(row["name_vi"], row["name_en"]) for row in fields)
        return [
            Section(
                "incidents",
                Text("Vụ vi phạm theo tháng", "Incidents by month"),
                (MONTH, TOTAL, *names),
                rows,
                sum(month["total"] for month in months),
                Text("Không có vụ nào trong 12 tháng", "No incidents in twelve months"),
                Text(
                    f"12 tháng đến {period.last:%d/%m/%Y}; tháng không có vụ nào thì không kể.",
                    f"The twelve months up to {period.last:%d %b %Y}; months without are left out.",
                ),
                rows_link(all_of),
            )
        ]

    return sections


def open_incidents(chosen_of: FilterOf) -> StepOf:
    """Make the step of the incidents that are still open."""

    def steps(asked: Asked) -> list[Step]:
        states = tuple(row["code"] for row in db.rows(asked.conn, OPEN_STATES))
        chosen = replace(chosen_of(asked), states=states, last=asked.as_of)
        count = count_incidents(asked.conn, asked.reader.ward, chosen)
        words = Text(f"{count} vụ chưa kết thúc", f"{count} incidents still open")
        return [Step(words, rows_link(chosen))] if count else []

    return steps


def asked_rows(asked: Asked, query: str, **others: Any) -> list[dict[str, Any]]:
    """Run a query of layers/sql about the thing; it may use id, ward, srid, as_of."""
    ward = asked.reader.ward
    params = {"id": asked.id, "ward": ward.id, "srid": ward.srid_measure, "as_of": asked.as_of}
    return db.rows(asked.conn, read_sql(query), params | others)


def history_entry(event: Event) -> dict[str, Any]:
    """Return a change of a row as the history of a page shows it."""
    return {
        "action": "undo" if event.action == "restore" else event.action,
        "actor": event.actor,
        "moment": event.at,
        "reason": "",
        "changes": [
            {"field": each.title.to_json(), "before": each.before.to_json(),
             "after": each.after.to_json()}
            for each in event.changes
        ],
    }  # fmt: skip


def _month_row(chosen: Filter, month: Any, fields: list[dict[str, Any]]) -> tuple[Cell, ...]:
    first = date.fromisoformat(f"{month['month']}-01")
    used = replace(chosen, first=first, last=last_day(first))
    counts = [
        number(month["fields"].get(row["code"], 0), replace(used, fields=(row["code"],)))
        for row in fields
    ]
    return (Cell(Text(f"{first:%m/%Y}", f"{first:%b %Y}")), number(month["total"], used), *counts)


def _of_register(asked: Asked, found: Mentions) -> Section:
    register, column = found.register, found.column
    view = View(chosen=((column.name, asked.id),))
    name, hidden = f"{register.name}-{column.name}", (column.name, register.label)
    return rows_of(asked, register, view, name, column.title, hidden)


def rows_of(
    asked: Asked, register: Register, view: View, name: str, how: Text, hidden: tuple[str, ...]
) -> Section:
    """Return the section of the first rows of a register's view; `how` says why they are here.

    It leaves out the columns that are `hidden`, those that say the same in all rows.
    """
    listed = list_rows(asked.conn, register, asked.reader, view, asked.window)
    seen = register.columns_for(asked.reader.role)
    columns = [each for each in seen if each.in_list and each.name not in hidden]
    columns = columns[: MOST_COLUMNS - 1]
    link = to_page("registers", register.name, **view.to_query())
    return Section(
        name,
        Text(f"{register.title.vi} ({how.vi.lower()})", f"{register.title.en} ({how.en.lower()})"),
        (register.column(register.label).title, *(each.title for each in columns)),
        [
            (
                Cell(row_title(register, row), to_page("registers", register.name, row["id"])),
                *(Cell(_or_dash(words_of(each, row))) for each in columns),
            )
            for row in listed.rows[:SHOWN]
        ],
        listed.total,
        same(""),
        same(""),
        link,
    )


def _with_status(asked: Asked, found: list[Mentions], status: str) -> list[Step]:
    """Count register by register: each names the thing in a column of its own."""
    steps = []
    for each in found:
        view = View(
            status=status,
            chosen=((each.column.name, asked.id),),
            as_of=asked.as_of.isoformat(),
        )
        (count,) = count_views(asked.conn, asked.reader, [(each.register, view)], asked.window)
        if count:
            how, title = STATUSES[status], each.register.title
            words = Text(
                f"{title.vi}: {count} {how.vi.lower()}", f"{title.en}: {count} {how.en.lower()}"
            )
            link = to_page("registers", each.register.name, **view.to_query())
            steps.append(Step(words, link, "bad" if status == "late" else ""))
    return steps


def _or_dash(words: Text) -> Text:
    return words if words.vi else same("–")

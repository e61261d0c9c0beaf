"""What no row of a register may say: days that cannot be, states that another value contradicts.

A definition names the rules (layers/registers/contract.py); a refusal names the column, its value
and what it does not go with. The form, a sheet and a change of state ask the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text, same
from geo.written import short_day
from layers import clock, db
from layers.registers.contract import AnyOf, Bar, Column, Need, NotAhead, RefDay, Register, Within
from layers.registers.references import target_of
from layers.registers.words import words_for

Values = Mapping[str, Any]
Fault = tuple[str, Text, frozenset[str]]
"""The column at fault, what is said of it, and all columns that the rule is about."""


def row_faults(register: Register, values: Values) -> dict[str, Text]:
    """Return what is wrong between the values of a row, by column."""
    found: dict[str, Text] = {}
    for name, text, _ in _faults(register, values):
        found.setdefault(name, text)
    return found


def faults_about(register: Register, values: Values, column: str) -> dict[str, Text]:
    """Return the faults of those rules that are about one column."""
    return {name: text for name, text, about in _faults(register, values) if column in about}


def ref_faults(conn: connection, register: Register, values: Values) -> dict[str, Text]:
    """Return the days that cannot be beside the rows that a row refers to."""
    found: dict[str, Text] = {}
    for rule in register.ref_days:
        day, row_id = values.get(rule.column), values.get(rule.ref)
        if day is None or row_id is None:
            continue
        column = register.column(rule.ref)
        query = sql.SQL("SELECT {}::date AS day, {} AS known_to FROM {} WHERE id = %s").format(
            sql.Identifier(rule.day),
            sql.Identifier(rule.known_to) if rule.known_to else sql.NULL,
            sql.Identifier(target_of(column).table),
        )
        theirs = db.one(conn, query, (row_id,)) or {"day": None, "known_to": None}
        if theirs["day"] is not None and not _fits(rule, day, theirs["day"], theirs["known_to"]):
            found.setdefault(rule.column, _not_that_day(register, rule, day, theirs["day"]))
    return found


def _fits(rule: RefDay, day: date, theirs: date, known_to: str | None) -> bool:
    if known_to == "month":
        day, theirs = day.replace(day=1), theirs.replace(day=1)
    return day == theirs if rule.same else day >= theirs


def _faults(register: Register, values: Values) -> Iterator[Fault]:
    for first, last in (*register.day_order, *register.not_before):
        if values.get(first) and values.get(last) and values[last] < values[first]:
            text = _out_of_order(register.column(first), register.column(last), values)
            yield last, text, frozenset((first, last))
    for need in (*register.needs, *register.asks):
        if values.get(need.column) == need.value and not values.get(need.needed):
            yield need.needed, _needed(register, need), frozenset((need.column, need.needed))
    for rule in register.any_of:
        said_no = all(values.get(each) is False for each in rule.ticks)
        if values.get(rule.column) == rule.value and said_no:
            yield rule.ticks[0], _none_of(register, rule), frozenset((rule.column, *rule.ticks))
    yield from _contradictions(register, values)
    yield from _impossible_days(register, values)


def _contradictions(register: Register, values: Values) -> Iterator[Fault]:
    for bar in register.bars:
        if values.get(bar.column) in bar.values and values.get(bar.barred):
            about = frozenset((bar.column, bar.barred))
            yield bar.barred, _barred(register, bar, values), about
    for first, last in register.differ:
        if values.get(first) is not None and values.get(first) == values.get(last):
            yield last, _same_twice(register, first, last), frozenset((first, last))

    for columns in register.some_of:
        if not any(values.get(each) for each in columns):
            yield columns[0], _nothing_of(register, columns), frozenset(columns)


def _impossible_days(register: Register, values: Values) -> Iterator[Fault]:
    today = clock.today()
    for ahead in _not_ahead(register):
        day = values.get(ahead.column)
        applies = not ahead.where or values.get(ahead.where) in ahead.values
        if applies and day is not None and day > today:
            about = frozenset((ahead.column, ahead.where))
            yield ahead.column, _ahead(register, ahead, values, today), about
    for limit in register.within:
        first, last = values.get(limit.first), values.get(limit.last)
        if first and last and last > first + timedelta(limit.days):
            yield limit.last, _too_late(register, limit, values), frozenset(limit[:2])


def _not_ahead(register: Register) -> Iterable[NotAhead]:
    """A day on which something was done is past wherever a register has deadlines."""
    done = (NotAhead(register.deadline.done),) if register.deadline else ()
    return (*register.not_ahead, *done)


def _ahead(register: Register, rule: NotAhead, values: Values, today: date) -> Text:
    column, day, now = (
        register.column(rule.column),
        short_day(values[rule.column]),
        short_day(today),
    )
    why = Text("đây là ngày đã diễn ra", "this is a day on which it happened")
    if rule.where:
        state = register.column(rule.where)
        value = words_for(state, values[rule.where])
        why = Text(f"{state.title.vi} là '{value.vi}'", f"{state.title.en} is '{value.en}'")
    return Text(
        f"{column.title.vi}: '{day.vi}' còn ở phía trước; {why.vi}, nên không sau hôm nay"
        f" ({now.vi}).",
        f"{column.title.en}: '{day.en}' is still ahead; {why.en}, so no later than today"
        f" ({now.en}).",
    )


def _barred(register: Register, bar: Bar, values: Values) -> Text:
    column, barred = register.column(bar.column), register.column(bar.barred)
    value, said = (words_for(each, values[each.name]) for each in (column, barred))
    return Text(
        f"{barred.title.vi}: '{said.vi}' không đi với {column.title.vi} '{value.vi}'; bỏ trống hoặc"
        f" đổi {column.title.vi}.",
        f"{barred.title.en}: '{said.en}' does not go with {column.title.en} '{value.en}'; leave it"
        f" out or change {column.title.en}.",
    )


def _same_twice(register: Register, first: str, last: str) -> Text:
    one, other = register.column(first).title, register.column(last).title
    return Text(
        f"{other.vi}: trùng với {one.vi}; cần hai bên khác nhau.",
        f"{other.en}: is the same as {one.en}; it takes two that differ.",
    )


def _nothing_of(register: Register, columns: tuple[str, ...]) -> Text:
    titles = [register.column(each).title for each in columns]
    vi, en = (", ".join(getattr(title, lang) for title in titles) for lang in ("vi", "en"))
    return Text(f"{vi}: cần ghi ít nhất một mục.", f"{en}: at least one is needed.")


def _too_late(register: Register, rule: Within, values: Values) -> Text:
    first, last = register.column(rule.first), register.column(rule.last)
    start, said = words_for(first, values[first.name]), short_day(values[last.name])
    latest = short_day(values[first.name] + timedelta(rule.days))
    return Text(
        f"{last.title.vi}: '{said.vi}' quá xa {first.title.vi} '{start.vi}';"
        f" chậm nhất {latest.vi}.",
        f"{last.title.en}: '{said.en}' is too far from {first.title.en} '{start.en}';"
        f" {latest.en} at the latest.",
    )


def _not_that_day(register: Register, rule: RefDay, day: date, theirs: date) -> Text:
    column, ref = register.column(rule.column), register.column(rule.ref)
    said, other = short_day(day), short_day(theirs)
    needed = Text("phải đúng ngày ấy", "it must be that day")
    if not rule.same:
        needed = Text("phải từ ngày ấy trở đi", "it must be that day or later")
    return Text(
        f"{column.title.vi}: '{said.vi}' không khớp {ref.title.vi} (ngày {other.vi}); {needed.vi}.",
        f"{column.title.en}: '{said.en}' does not fit {ref.title.en} ({other.en}); {needed.en}.",
    )


def _needed(register: Register, need: Need) -> Text:
    column, needed = register.column(need.column), register.column(need.needed)
    value = column.choices.get(need.value, same(need.value))
    return Text(
        f"{needed.title.vi}: còn trống; {column.title.vi} là '{value.vi}' thì phải có.",
        f"{needed.title.en}: is empty; it must be there where {column.title.en} is '{value.en}'.",
    )


def _none_of(register: Register, rule: AnyOf) -> Text:
    column = register.column(rule.column)
    value = column.choices.get(rule.value, same(rule.value))
    titles = [register.column(each).title for each in rule.ticks]
    vi, en = (", ".join(getattr(title, lang) for title in titles) for lang in ("vi", "en"))
    return Text(
        f"{vi}: đều là 'không'; {column.title.vi} là '{value.vi}' thì ít nhất một mục là 'có'.",
        f"{en}: all are 'no'; where {column.title.en} is '{value.en}' at least one is 'yes'.",
    )


def _out_of_order(first: Column, last: Column, values: Values) -> Text:
    a, b = values[first.name], values[last.name]
    return Text(
        f"{last.title.vi}: '{b}' đứng trước {first.title.vi} '{a}'; phải cùng ngày hoặc sau.",
        f"{last.title.en}: '{b}' comes before {first.title.en} '{a}'; the same day or later.",
    )

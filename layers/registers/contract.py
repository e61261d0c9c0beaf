"""The contract of a register: what list, row, form, figures and files ask of it.

A register comes from one file (layers/registers/reading.py). Its rows lie in a real typed table
that a migration makes; tests/layers/registers/test_tables.py holds the two against each other.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geo.text import Text
from layers.roles import Role

COLUMN_TYPES = (
    "text", "note", "integer", "number", "date", "month", "boolean", "choice", "ref", "people",
    "figure",
)  # fmt: skip
KEPT_BY_ENGINE = (
    "id", "ward_id", "version", "created_at", "created_by", "updated_at", "updated_by",
    "deleted_at",
)  # fmt: skip
"""Columns that every table of a register has, and no definition names."""


class DefinitionError(ValueError):
    """A definition file is wrong: a mistake of ours, found when the program starts."""


class Part(NamedTuple):
    """A part of the page of all registers."""

    name: str
    title: Text


PARTS = (
    Part("planning", Text("Kế hoạch, phân công", "Planning and assignment")),
    Part("enforcement", Text("Kiểm tra, xử lý", "Inspection and enforcement")),
    Part("supervision", Text("Giám sát, đôn đốc", "Supervision and chasing")),
    Part("assets", Text("Công trình, văn hóa, đất đai", "Works, culture, land")),
    Part("communication", Text("Tuyên truyền, phối hợp", "Communication and coordination")),
)


@dataclass(frozen=True)
class Column:
    """One column. `people` holds sign-in names; a `month` is its first day; a `figure` is one of a
    register, as `register:figure`.

    `ref` names a kind of layers/registers/references.py or another register; `least` and `most`
    are limits of numbers, `most` also the length of a text. `is_person`: it names who does the row.
    Without `is_amount` a whole number is a name, such as a year: written without thousands.
    """

    name: str
    title: Text
    type: str
    required: bool = False
    help: Text | None = None
    choices: dict[str, Text] = field(default_factory=dict)
    ref: str = ""
    least: float | None = None
    most: float | None = None
    visible_to: Role = Role.VIEWER
    in_list: bool = True
    default: str = ""
    is_person: bool = False
    is_amount: bool = True


@dataclass(frozen=True)
class Period:
    """Rows lie in a period if their day `start` does, or [start, end] touches it."""

    start: str
    end: str = ""


@dataclass(frozen=True)
class Deadline:
    """A row is due on the day `due`, and done on the day `done`; `who` is the unit to be chased.

    `next_month_day`: who leaves `due` empty means that day of the month after the row's period.
    """

    due: str
    done: str
    who: str = ""
    next_month_day: int = 0


@dataclass(frozen=True)
class States:
    """The column of the state, from which state one may go to which, and those with nothing left.

    Without `moves` any state may follow any other. `back`: the ways back from what was done by
    mistake, which are a supervisor's.
    """

    column: str
    closed: tuple[str, ...] = ()
    moves: dict[str, tuple[str, ...]] = field(default_factory=dict)
    back: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def ways_back(self, state: str, role: Role) -> tuple[str, ...]:
        """Return the states to which a role may take one back."""
        return self.back.get(state, ()) if role >= Role.SUPERVISOR else ()


@dataclass(frozen=True)
class Hidden:
    """Rows for which `when` (SQL on the row `r`) holds are for their maker and `members` only.

    A column in braces is looked at as it is now, and as it was on the day that figures speak of.
    """

    when: str
    members: str
    why: Text


@dataclass(frozen=True)
class NoOverlap:
    """Rows that agree in `same` have no day in common between `start` and `end`, both included."""

    same: tuple[str, ...]
    start: str
    end: str


class Need(NamedTuple):
    """Where `column` has `value`, `needed` has one too."""

    column: str
    value: str
    needed: str


class Bar(NamedTuple):
    """Where `column` has one of `values`, `barred` is empty (or 0)."""

    column: str
    values: tuple[str, ...]
    barred: str


class NotAhead(NamedTuple):
    """The day `column` is not after today; where `where` is named, only if it has one of `values`.

    The day on which a row of a deadline was done is never ahead, and needs no rule.
    """

    column: str
    where: str = ""
    values: tuple[str, ...] = ()


class Within(NamedTuple):
    """The day `last` is at most so many `days` after the day `first`."""

    first: str
    last: str
    days: int


class RefDay(NamedTuple):
    """The day `column` is the `day` of the row that `ref` names (`same`), or not before it.

    Where its column `known_to` says "month", the day only has to fit that month.
    """

    column: str
    ref: str
    day: str
    same: bool = False
    known_to: str = ""


class AnyOf(NamedTuple):
    """Where `column` has `value`, one of `ticks`, columns of yes or no, says yes."""

    column: str
    value: str
    ticks: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A number and the rows it stands on: `value` over the rows where `where` holds (SQL on `r`).

    %(as_of)s is the day it speaks of; a column in braces is what the change log knows of that day:
    what has a day of its own is told by that day, what has none by when it was written down.

    `expected` is SQL of %(first)s and %(last)s, the days of the period, both included; `worse` says
    which way is worse, "more" or "less", where one is.
    """

    name: str
    title: Text
    unit: Text
    value: str = "count(*)"
    where: str = "true"
    expected: str = ""
    decimals: int = 0
    worse: str = ""


@dataclass(frozen=True)
class Matrix:
    """A table with a line for each of `rows` (a reference), a column for each of `columns`.

    `cell` is a choice column, "status" (on time, late) or "count".
    """

    name: str
    title: Text
    lead: Text
    rows: str
    columns: str
    cell: str


@dataclass(frozen=True)
class Page:
    """A page of its own beside list, matrices and checks; web/register_views.py says what of."""

    name: str
    title: Text
    lead: Text


@dataclass(frozen=True)
class CheckColumn:
    name: str
    title: Text
    type: str = "text"


@dataclass(frozen=True)
class Check:
    """A question to the records that a file of layers/sql answers, one line a finding."""

    name: str
    title: Text
    lead: Text
    sql: str
    columns: tuple[CheckColumn, ...]


@dataclass(frozen=True)
class Register:
    """The contract. `one` is what a row is called; `label` the column that names a row.

    `asks` and `not_before` are `needs` and `day_order` for what rows of before may lack: the form,
    sheets and changes of state hold to them, the table does not.

    `home` is the address of pages of its own for list and row, where it has them. `dated_by` names
    the column of the day or month on which a row must find its resident group in force, where that
    is not the start of its period.
    """

    name: str
    title: Text
    one: Text
    lead: Text
    part: str
    order: int
    systems: tuple[str, ...]
    table: str
    visible_to: Role
    editable_by: Role
    label: str
    sort: str
    columns: tuple[Column, ...]
    home: str = ""
    dated_by: str = ""
    period: Period | None = None
    deadline: Deadline | None = None
    states: States | None = None
    hidden: Hidden | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    day_order: tuple[tuple[str, str], ...] = ()
    no_overlap: tuple[NoOverlap, ...] = ()
    needs: tuple[Need, ...] = ()
    any_of: tuple[AnyOf, ...] = ()
    asks: tuple[Need, ...] = ()
    not_before: tuple[tuple[str, str], ...] = ()
    bars: tuple[Bar, ...] = ()
    not_ahead: tuple[NotAhead, ...] = ()
    within: tuple[Within, ...] = ()
    ref_days: tuple[RefDay, ...] = ()
    differ: tuple[tuple[str, str], ...] = ()
    some_of: tuple[tuple[str, ...], ...] = ()
    figures: tuple[Figure, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    checks: tuple[Check, ...] = ()
    pages: tuple[Page, ...] = ()

    @property
    def is_of_map(self) -> bool:
        """Whether the rows are those of a table of the map, which holds more than the register."""
        return not self.table.startswith("register_")

    @property
    def dating(self) -> str:
        """The column whose day or month a row is of; "" where rows are of no day."""
        return self.dated_by or (self.period.start if self.period else "")

    def __hash__(self) -> int:
        return hash(self.name)  # the words of choices are dicts; equality compares everything

    def column(self, name: str) -> Column:
        """Return a column by its name; KeyError where there is none."""
        found = next((each for each in self.columns if each.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def person_columns(self, role: Role) -> tuple[Column, ...]:
        """Return the columns that name who does a row, as far as a role may see them."""
        return tuple(each for each in self.columns_for(role) if each.is_person)

    def columns_for(self, role: Role) -> tuple[Column, ...]:
        return tuple(each for each in self.columns if each.visible_to <= role)


def check_register(register: Register) -> None:
    """Raise DefinitionError where a register names something that there is not."""
    names = [each.name for each in register.columns]
    wrong = [
        *_unknown("part", [register.part], [each.name for each in PARTS]),
        *_unknown("type", [each.type for each in register.columns], COLUMN_TYPES),
        *_unknown("column", _named_columns(register), names),
        *_unknown("worse", [each.worse for each in register.figures], ("", "more", "less")),
        *(f"{each} is named twice" for each in names if names.count(each) > 1),
        *(f"{each} is kept by the engine" for each in names if each in KEPT_BY_ENGINE),
        *(
            f"{c.name} has no choices"
            for c in register.columns
            if c.type == "choice" and not c.choices
        ),
        *(f"{c.name} refers to nothing" for c in register.columns if c.type == "ref" and not c.ref),
    ]
    if wrong:
        raise DefinitionError(f"{register.name}: {'; '.join(wrong)}")


def _named_columns(register: Register) -> list[str]:
    """All columns that the other parts of a definition name."""
    found = [register.label, register.sort.lstrip("-")]
    found += [register.dated_by] if register.dated_by else []
    if register.period:
        found += [register.period.start, register.period.end or register.period.start]
    if register.deadline:
        found += [register.deadline.due, register.deadline.done]
        found += [register.deadline.who] if register.deadline.who else []
    if register.states:
        found.append(register.states.column)
    if register.hidden:
        found.append(register.hidden.members)
    for pair in (*register.unique, *register.day_order):
        found += pair
    for each in register.no_overlap:
        found += [*each.same, each.start, each.end]
    for need in register.needs:
        found += [need.column, need.needed]
    for rule in register.any_of:
        found += [rule.column, *rule.ticks]
    found += _columns_of_rules(register)
    for matrix in register.matrices:
        found += [matrix.rows, matrix.columns]
        found += [] if matrix.cell in ("status", "count") else [matrix.cell]
    return found


def _columns_of_rules(register: Register) -> list[str]:
    """The columns of the rules that say what no row may say (layers/registers/rules.py)."""
    named = (*register.differ, *register.not_before, *register.some_of)
    found = [each for columns in named for each in columns]
    for ask in register.asks:
        found += [ask.column, ask.needed]
    for bar in register.bars:
        found += [bar.column, bar.barred]
    for ahead in register.not_ahead:
        found += [ahead.column, *([ahead.where] if ahead.where else [])]
    for limit in register.within:
        found += [limit.first, limit.last]
    for day in register.ref_days:
        found += [day.column, day.ref]
    return found


def _unknown(what: str, values: list[str], allowed: Any) -> list[str]:
    return [f"{what} is {each!r}" for each in values if each not in allowed]

"""The contract of a page about one thing: what a definition says, and what a page shows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.links import Link
from layers.registers.locator import Locator
from layers.registers.scope import Reader, Window
from layers.roles import Role

NOTHING = same("")


class Cell(NamedTuple):
    """What stands in a table: words or a number, and where it leads."""

    words: Text
    opens: Link | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Section:
    """A table of a page: at most some of its rows, how many there are, where all of them open.

    `rule` says what is counted; `opens` None: the table shows them all.
    """

    name: str
    title: Text
    columns: tuple[Text, ...]
    rows: list[tuple[Cell, ...]]
    total: int
    empty: Text
    rule: Text = NOTHING
    opens: Link | None = None


class Step(NamedTuple):
    """Something to do next; `tone` is "bad" where it is late."""

    words: Text
    opens: Link
    tone: str = ""


class Version(NamedTuple):
    """A form that a thing had from a day on; `until` None: it has it still."""

    since: date
    until: date | None
    opens: Link


@dataclass(frozen=True)
class Asked:
    """What a page is about and who reads it; `as_of` is the day that it speaks of.

    `id` is the record on its layer, `row` what the definition wants to know of it.
    """

    conn: connection
    reader: Reader
    id: int
    code: str
    title: Text
    as_of: date
    row: dict[str, Any]

    @property
    def window(self) -> Window:
        return Window(self.as_of, self.as_of, self.as_of)


@dataclass(frozen=True)
class Kind:
    """The definition of a kind of thing.

    `path` begins its address, `refers` is its name in layers/registers/references.py, `layer` the
    map layer of its records. `columns` of the layer's view are handed to the sections in Asked.row.
    `register` is the register that supervisors write its records in, where there is one.
    With `has_versions` a code may name different things on different days. Each of `sections`
    and `steps` is asked for its part of the page, in their order.
    """

    path: str
    one: Text
    many: Text
    layer: str
    refers: str
    sections: tuple[Callable[[Asked], list[Section]], ...]
    steps: tuple[Callable[[Asked], list[Step]], ...] = ()
    columns: tuple[str, ...] = ()
    label: str = "name"
    has_versions: bool = False
    register: str = ""
    visible_to: Role = Role.VIEWER


@dataclass(frozen=True)
class Thing:
    """What a page shows of one thing, as its reader may see it."""

    kind: Kind
    code: str
    title: Text
    facts: list[tuple[Text, Text]]
    around: list[tuple[Text, Link]]
    sections: list[Section]
    steps: list[Step]
    history: list[dict[str, Any]]
    versions: list[Version]
    locator: Locator | None
    on_map: Link | None

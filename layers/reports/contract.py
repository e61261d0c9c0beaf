"""What a section of a report is made of, as its definition file says it, and a counted figure."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from geo.text import Text
from layers.roles import Role

SLOT = re.compile(r"\{([a-z0-9_]+)(?::(before|change|expected))?\}")
"""A figure within a text: its value, that of the period before, the change, what was expected."""
OVER = ("field", "group", "month", "category", "state")
PERIODS = ("", "next")


class DefinitionError(ValueError):
    """A definition file is wrong: a mistake of ours, found when it is read."""


@dataclass(frozen=True)
class FigureDef:
    """A figure: `source` names what counts it and opens its rows (layers/reports/kinds.py).

    `title` and `unit` are those of the source where nothing is said; `period` is another one than
    the report's.
    """

    name: str
    source: str
    title: Text | None = None
    unit: Text | None = None
    period: str = ""


@dataclass(frozen=True)
class ParagraphDef:
    """A text with figures in it; people may change what stands between the figures."""

    name: str
    text: str


@dataclass(frozen=True)
class TableDef:
    """Incidents counted by the values of `over`, a column a field; each cell is a figure."""

    name: str
    title: str
    over: str


@dataclass(frozen=True)
class ListDef:
    """Rows of a register: those of a figure, some of their columns, at most so many."""

    name: str
    title: str
    figure: str
    columns: tuple[str, ...]
    most: int = 20


@dataclass(frozen=True)
class MapDef:
    """A map of layers over the whole ward, as the map page draws them."""

    name: str
    title: str
    layers: tuple[str, ...]


@dataclass(frozen=True)
class AutoDef:
    """Paragraphs that draw themselves: figures that got worse, fell short, or are overdue."""

    name: str


BlockDef = ParagraphDef | TableDef | ListDef | MapDef | AutoDef


@dataclass(frozen=True)
class SectionDef:
    """One section of the report, from one file."""

    name: str
    title: str
    figures: tuple[FigureDef, ...]
    blocks: tuple[BlockDef, ...]


class Slot(NamedTuple):
    """A figure in a text: which, and which of its numbers."""

    figure: str
    part: str = ""

    def __str__(self) -> str:
        return f"{{{self.figure}:{self.part}}}" if self.part else f"{{{self.figure}}}"


class Split(NamedTuple):
    """A text cut at its figures: always one more piece of words than figures."""

    words: tuple[str, ...]
    slots: tuple[Slot, ...]


def split_text(text: str) -> Split:
    """Cut a text at its figures."""
    words, slots, at = [], [], 0
    for found in SLOT.finditer(text):
        words.append(text[at : found.start()])
        slots.append(Slot(found[1], found[2] or ""))
        at = found.end()
    return Split((*words, text[at:]), tuple(slots))


@dataclass(frozen=True)
class Figure:
    """A counted figure with its definition. `role`: who may see it at all.

    `before` is the value of the period before, `expected` what was to be reached; None: none.
    """

    name: str
    value: Decimal
    title: Text
    unit: Text
    source: str
    rule: Text
    first: date
    last: date
    as_of: date
    boundaries: Text
    decimals: int = 0
    before: Decimal | None = None
    expected: Decimal | None = None
    role: Role = Role.VIEWER
    live: dict[str, str] = field(default_factory=dict)

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before

"""The parts of the start page: figures that open their rows, and the first of those rows."""

from dataclasses import dataclass
from typing import NamedTuple

from geo.text import Text
from layers.links import Link


@dataclass(frozen=True)
class Line:
    """A number and where its rows open; `tone` is "bad", "warn" or ""."""

    name: str
    title: Text
    count: int
    opens: Link
    tone: str = ""


class Entry(NamedTuple):
    """One of the rows behind the lines; `detail` says why it stands there."""

    title: Text
    detail: Text
    opens: Link


class Part(NamedTuple):
    """What is late, say; `rule` tells how it is counted, `empty` is said where there is none."""

    name: str
    title: Text
    rule: Text
    empty: Text
    lines: list[Line]
    entries: list[Entry]

    @property
    def shown(self) -> list[Line]:
        """The lines that say something."""
        return [each for each in self.lines if each.count]

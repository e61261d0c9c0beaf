"""The contract of a way out: what a format is given, and what it says of itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from geo.text import Text
from layers.contract import Field, Layer
from layers.exporting.about import About
from layers.exporting.system import Shapes, System
from layers.queries.vocabulary import Vocabulary

Row = dict[str, Any]


class Page(NamedTuple):
    """Some rows in the order of id, and their shapes in the coordinates of the file."""

    rows: list[Row]
    shapes: Shapes


@dataclass(frozen=True)
class Table:
    """What a format writes. The pages can be gone through once."""

    layer: Layer
    fields: tuple[Field, ...]
    vocabulary: Vocabulary
    system: System
    about: About
    pages: Iterator[Page]


@dataclass(frozen=True)
class Format:
    """One way out: `stream` yields a file as its rows come, `build` makes it whole in a folder.

    `loses` is what the format cannot hold. `only_srid`: no other coordinates fit; `usual_crs`: what
    it is in where nobody says; `most_rows`: more do not go into one file.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    stream: Callable[[Table], Iterator[bytes]] | None = None
    build: Callable[[Table, Path], Path] | None = None
    loses: tuple[Text, ...] = ()
    only_srid: int | None = None
    usual_crs: str | None = None
    most_rows: int | None = None


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def as_words(value: Any) -> str:
    """Return a value as text; nothing there is ''."""
    made = plain(value)
    if isinstance(made, bool):
        return "true" if made else "false"
    return "" if made is None else str(made)

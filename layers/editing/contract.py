"""The values of an edit: what is wished, a row as it stands, what changed, what went along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from geo.text import Text


@dataclass(frozen=True)
class Wish:
    """What is wanted of one row; `row_id` None: a new one. `version` is what it began from.

    `attempt` is the key of the form of a new one, see layers/editing/attempts.py.
    """

    layer: str
    row_id: int | None
    version: int | None
    geometry: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    remove: bool = False
    attempt: str = ""


@dataclass(frozen=True)
class Division:
    """What somebody wants divided or merged: `cut` across one row, or the `other` row beside it.

    `names` gives code and name of the new rows: of the second piece of a line; of both pieces, or
    of the whole, where areas are ended. For areas `document` says number, title, date and the day.
    """

    layer: str
    row_id: int
    version: int | None
    cut: Any = None
    other: tuple[int, int | None] | None = None
    names: tuple[Mapping[str, Any], ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """One row as it stands: `version` is its newest entry in the change log, 0 for none.

    `called` is what people call it where its values have no name and no code.
    """

    id: int
    values: dict[str, Any]
    shape: BaseGeometry
    version: int
    called: str = ""

    @property
    def code(self) -> str:
        return str(self.values.get("code") or self.called)

    @property
    def title(self) -> str:
        return str(self.values.get("name") or self.values.get("address") or self.code)


class Changed(NamedTuple):
    """One row before and after; None: it was not there."""

    before: Row | None
    after: Row | None


class Taken(NamedTuple):
    """What went along with a row: table and id of each row as the change log has them; words."""

    rows: tuple[tuple[str, str], ...] = ()
    notes: tuple[Text, ...] = ()


NOTHING = Taken()


def moved_shapes(rows: list[Changed]) -> list[BaseGeometry]:
    """Return old and new shapes of the rows whose shape changed."""
    found = []
    for before, after in rows:
        if before is None or after is None or not before.shape.equals_exact(after.shape, 0):
            found += [each.shape for each in (before, after) if each is not None]
    return found


def ids_of(rows: list[Changed]) -> list[int]:
    """Return the id of each row, also of one that is gone."""
    return [(after or before).id for before, after in rows]  # type: ignore[union-attr]

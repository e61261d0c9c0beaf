"""What every hotspot method returns, in one fixed set of fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.text import Text

FIXED_COLUMNS = ("value", "expected", "score", "p", "p_adjusted", "class_code", "rank")
"""Columns that every result has; NaN where a method has no such number."""

Column = NDArray[Any]


class Note(NamedTuple):
    """A remark that must stand beside the numbers; ``code`` is stable, ``text`` is for people."""

    code: str
    level: Literal["info", "warning"]
    text: Text

    def to_json(self) -> dict[str, object]:
        """Return the note as plain values."""
        return {"code": self.code, "level": self.level, "text": self.text.to_json()}


@dataclass(frozen=True, eq=False)
class Units:
    """The places a result speaks about: geometries in metres, one label each.

    ``kind`` is "place", "square", "hexagon", "area", "lane" (a line) or what the method makes.
    ``keys`` carry the caller's own ids of given areas and lanes, empty otherwise. ``columns`` are
    what the caller knows of each beyond its shape, such as people or kilometres inspected.
    """

    kind: str
    geometry: NDArray[np.object_]
    labels: tuple[str, ...]
    keys: tuple[str, ...] = ()
    columns: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = {len(self.geometry), len(self.labels), len(self.keys) or len(self.labels)}
        sizes |= {len(column) for column in self.columns.values()}
        if len(sizes) != 1:
            raise ValueError(f"geometry, labels and columns differ in length: {sorted(sizes)}")

    def __len__(self) -> int:
        return len(self.geometry)


class UnitRow(NamedTuple):
    """One unit as plain values, ready to store: None instead of NaN, ids as a list."""

    geometry: BaseGeometry
    label: str
    value: float | None
    expected: float | None
    score: float | None
    p: float | None
    p_adjusted: float | None
    class_code: int
    rank: int
    properties: dict[str, object]
    members: list[int]


@dataclass(frozen=True, eq=False)
class HotspotResult:
    """A finished analysis: units with their columns, a summary, and notes beside the numbers.

    Per unit ``i`` there is a geometry and a label (``units``), the fixed columns

    * ``value`` what was measured, ``expected`` what chance would give, ``score`` by how much
      they differ (the method says in which measure),
    * ``p`` of the test, ``p_adjusted`` after the correction for many tests,
    * ``class_code`` 3, 2, 1 hot at 99, 95, 90 %; 0 neither; −1, −2, −3 cold,
    * ``rank`` from 1, the most urgent first; equal units are told apart by their place,

    then the columns of the method itself, and the ids of the records behind it (``members``).
    ``rows()`` gives the same per unit as plain values. ``summary`` and ``parameters`` hold
    plain values and ``Text`` only; ``parameters`` are those really used, defaults included.
    """

    method: str
    units: Units
    columns: Mapping[str, Column]
    summary: Mapping[str, object]
    notes: tuple[Note, ...]
    parameters: Mapping[str, object]
    seed: int
    members: tuple[NDArray[np.int64], ...] = field(default=())

    def __post_init__(self) -> None:
        missing = [name for name in FIXED_COLUMNS if name not in self.columns]
        if missing:
            raise ValueError(f"{self.method}: columns missing: {missing}")
        lengths = {name: len(column) for name, column in self.columns.items()}
        lengths["members"] = len(self.members)
        wrong = {name: n for name, n in lengths.items() if n != len(self.units)}
        if wrong:
            raise ValueError(f"{self.method}: {len(self.units)} units, but {wrong}")

    def __len__(self) -> int:
        return len(self.units)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Return the names of the columns this method adds to the fixed ones."""
        return tuple(name for name in self.columns if name not in FIXED_COLUMNS)

    def rows(self) -> Iterator[UnitRow]:
        """Yield every unit as plain values, in the order of the units."""
        for i in range(len(self)):
            fixed = {name: plain(self.columns[name][i]) for name in FIXED_COLUMNS}
            own = {name: plain(self.columns[name][i]) for name in self.own_columns}
            yield UnitRow(
                geometry=self.units.geometry[i],
                label=self.units.labels[i],
                properties=own,
                members=[int(record) for record in self.members[i]],
                **fixed,  # type: ignore[arg-type]
            )


def plain(value: object) -> object:
    """Turn a value into what JSON can say: NaN and NaT to None, days to ISO dates."""
    if isinstance(value, Text):
        return value.to_json()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def rank_by(*keys: Column) -> NDArray[np.int64]:
    """Rank units from 1 by the first key, ties by the next ones, all ascending."""
    order = np.lexsort(tuple(reversed(keys)))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks

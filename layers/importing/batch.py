"""What the steps hand on: the rows of one file on their way to a layer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from geo.text import Text
from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.questions import Question
from layers.importing.report import PileUp, Precision
from layers.importing.source import Source
from layers.importing.targets import Target
from layers.queries.wards import Ward


@dataclass(frozen=True)
class Category:
    code: str
    field_code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Context:
    """What the steps may know besides the file: read once, before the first step.

    `default_locations` are known ones, `real_locations` those of which a person said that many rows
    belong there. `neighbours` are the areas or lanes that the ward has, where the file brings
    more of them.
    `titles` gives the field of a title in our own spreadsheets, `words` the code of a word (as
    geo.names.match_key folds it) in the columns whose values are codes.
    """

    target: Target
    options: ImportOptions
    ward: Ward
    categories: tuple[Category, ...] = ()
    fields: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    areas: gpd.GeoSeries | None = None
    default_locations: tuple[tuple[float, float], ...] = ()
    neighbours: gpd.GeoDataFrame | None = None
    real_locations: tuple[tuple[float, float], ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Emptiness(NamedTuple):
    """How many moments are known, at midnight, and at that on the first day of a month."""

    known: int = 0
    midnight: int = 0
    first_days: int = 0


NOTHING_KNOWN = Emptiness()


@dataclass(frozen=True)
class Settled:
    """What was settled for a file as a whole, so that each of its parts is passed by itself.

    `by_format` are the columns whose days follow the stated format.
    """

    crs: pyproj.CRS | None
    precision: Precision | None
    has_keys: bool
    by_format: frozenset[str] = frozenset()
    times: Emptiness = NOTHING_KNOWN
    new_categories: tuple[Category, ...] = ()


@dataclass
class Gathered:
    """What can only be judged when all parts have been passed: a few numbers a row, not the row."""

    lines: list[NDArray[np.int64]] = field(default_factory=list)
    keys: list[NDArray[np.uint64]] = field(default_factory=list)
    placed: list[NDArray[np.int64]] = field(default_factory=list)
    xy: list[NDArray[np.float64]] = field(default_factory=list)
    first_outside: list[int] = field(default_factory=list)
    addressed: int = 0


@dataclass
class Findings:
    """What the steps found out about the file as a whole.

    `given` are the columns it fills; `mapped` says which column of the file some of them are,
    `constants` which have one value in all rows.
    `questions` keep the file out until they are answered; the steps after go on all the same.
    `settled` and `gathered` are there where a file is passed in parts.
    """

    settled: Settled | None = None
    gathered: Gathered | None = None

    given: frozenset[str] = frozenset()
    mapped: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    pile_ups: tuple[PileUp, ...] = ()
    precision: Precision | None = None
    time_precision: str | None = None
    has_keys: bool = False
    levels: set[str] = field(default_factory=set)
    by_format: set[str] = field(default_factory=set)
    new_categories: tuple[Category, ...] = ()
    duplicates: int = 0
    outside_areas: int = 0
    by_address: bool = False
    crs: str = ""


@dataclass(frozen=True)
class Batch:
    """`frame` has one column a column of the target, indexed as `source.frame` is: by line.

    `extra` are columns of the file that no column of ours took. Rows with issues stay in until
    the end, so that everything wrong with a row is said at once. `waiting` are the rows (and what
    else the file says of them) that have an address only.
    """

    source: Source
    issues: Issues
    found: Findings
    frame: pd.DataFrame
    extra: pd.DataFrame
    geometry: gpd.GeoSeries
    original: gpd.GeoSeries | None = None
    waiting: tuple[pd.DataFrame, pd.DataFrame] | None = None

    @classmethod
    def of(cls, source: Source, issues: Issues, found: Findings) -> "Batch":
        """Return rows as they were read, before the first step."""
        index = source.frame.index
        shapes = [None] * len(index) if source.geometry is None else source.geometry
        nothing = pd.DataFrame(index=index)
        return cls(source, issues, found, nothing, nothing, gpd.GeoSeries(shapes, index=index))

    def only(self, keep: NDArray[np.bool_]) -> "Batch":
        """Return the batch with some of its rows."""
        return replace(
            self,
            frame=self.frame[keep],
            extra=self.extra[keep],
            geometry=self.geometry[keep],
            original=None if self.original is None else self.original[keep],
        )

"""What is wrong with a file: one Issue a bad value, gathered and counted by kind."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.text import Text

SHOWN_PER_KIND = 50
VALUE_LENGTH = 80
LOCATION_CORNERS = 400

Severity = Literal["refuse", "ask", "tell"]
"""What a finding does: keep its row out, need a person's yes, or only want to be known."""


@dataclass(frozen=True)
class Issue:
    """One finding. `line` is the row's place in the file; None: the file as a whole.

    `location` is where it is, in degrees (WGS 84), where it is somewhere: a page can draw it.
    """

    line: int | None
    field: str
    kind: str
    value: str
    message: Text
    severity: Severity = "refuse"
    location: BaseGeometry | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "field": self.field,
            "kind": self.kind,
            "value": self.value,
            "message": self.message.to_json(),
            "severity": self.severity,
            "location": None if self.location is None else _drawn(self.location),
        }


class FileRefused(Exception):
    """The file as a whole cannot be read; `import_file` turns it into ImportRejected."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message.en)
        self.issue = issue


def refused(field: str, kind: str, value: object, message: Text) -> FileRefused:
    """Return what to raise when the whole file is given up, for one stated reason."""
    return FileRefused(Issue(None, field, kind, shorten(value), message))


class Issues:
    """All findings of one file: every bad line is known, each kind is counted, the first are kept.

    `counts` are of what refuses a row; `told` of what needs a yes or only wants to be known.
    """

    def __init__(self, shown_per_kind: int = SHOWN_PER_KIND) -> None:
        self.shown_per_kind = shown_per_kind
        self.counts: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.kept: list[Issue] = []
        self.bad_lines: set[int] = set()
        self._kept_of: Counter[tuple[str, str]] = Counter()

    def add(
        self,
        line: int,
        field: str,
        kind: str,
        value: object,
        message: Text,
        location: BaseGeometry | None = None,
    ) -> None:
        self.counts[kind] += 1
        self.bad_lines.add(line)
        self._keep(Issue(line, field, kind, shorten(value), message, location=location))

    def tell(
        self,
        line: int | None,
        field: str,
        kind: str,
        value: object,
        message: Text,
        location: BaseGeometry | None = None,
        *,
        severity: Literal["ask", "tell"] = "tell",
    ) -> None:
        """Add a finding that keeps no row out."""
        self.told[kind] += 1
        self._keep(Issue(line, field, kind, shorten(value), message, severity, location))

    def _keep(self, issue: Issue) -> None:
        """Keep the first of each kind and field: of these the first lines are shown in the end.

        Which they are does not depend on whether a file came at once or in parts.
        """
        self._kept_of[issue.kind, issue.field] += 1
        if self._kept_of[issue.kind, issue.field] <= self.shown_per_kind:
            self.kept.append(issue)

    def add_rows(
        self,
        values: "pd.Series[Any]",
        field: str,
        kind: str,
        message: Callable[[str], Text],
        locations: Mapping[int, BaseGeometry | None] | None = None,
    ) -> None:
        """Add one issue for each row of `values`, whose index holds the lines."""
        for line, value, place in self._first(values, locations):
            self.add(line, field, kind, value, message(shorten(value)), place)
        if not len(values):
            return
        rest = values.index[self.shown_per_kind :]
        self.counts[kind] += len(rest)
        self.bad_lines.update(_as_line(line) for line in rest)

    def tell_rows(
        self,
        values: "pd.Series[Any]",
        field: str,
        kind: str,
        message: Callable[[str], Text],
        locations: Mapping[int, BaseGeometry | None] | None = None,
    ) -> None:
        """Tell one finding for each row of `values`, whose index holds the lines."""
        for line, value, place in self._first(values, locations):
            self.tell(line, field, kind, value, message(shorten(value)), place)
        if len(values) > self.shown_per_kind:
            self.told[kind] += len(values) - self.shown_per_kind

    def _first(
        self, values: "pd.Series[Any]", locations: Mapping[int, BaseGeometry | None] | None
    ) -> Iterator[tuple[int, object, BaseGeometry | None]]:
        """Yield line, value and place of the rows that are shown; the others are only counted."""
        places = locations or {}
        for label, value in values.iloc[: self.shown_per_kind].items():
            line = _as_line(label)
            yield line, value, places.get(line)

    def in_order(self) -> tuple[Issue, ...]:
        """Return the first issues of each kind by line, then in the order they were found."""
        shown: Counter[str] = Counter()
        ordered = []
        for issue in sorted(self.kept, key=lambda issue: issue.line or 0):
            shown[issue.kind] += 1
            if shown[issue.kind] <= self.shown_per_kind:
                ordered.append(issue)
        return tuple(ordered)


def shorten(value: object) -> str:
    """Return a value as it can be shown in a message: one line, not endless."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    plain = " ".join(str(value).split())
    return plain if len(plain) <= VALUE_LENGTH else plain[: VALUE_LENGTH - 1] + "…"


def listing(choices: Iterable[str], limit: int = 12) -> str:
    """Return choices as one readable list, cut where it grows long."""
    names = list(choices)
    return ", ".join(names[:limit]) + (f", … ({len(names)})" if len(names) > limit else "")


def _as_line(label: Any) -> int:
    return int(label)


def _drawn(shape: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON, with no more corners than a drawing of it needs."""
    tolerance = 1e-6
    while shapely.get_num_coordinates(shape) > LOCATION_CORNERS and tolerance < 1:
        shape, tolerance = shapely.simplify(shape, tolerance), tolerance * 4
    drawn: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return drawn

"""What is wrong with a file: one Issue a bad value, gathered and counted by kind."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.text import Text

SHOWN_PER_KIND = 50
VALUE_LENGTH = 80


@dataclass(frozen=True)
class Issue:
    """One bad value. `line` is the row's place in the file; None: the file as a whole."""

    line: int | None
    field: str
    kind: str
    value: str
    message: Text

    def to_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "field": self.field,
            "kind": self.kind,
            "value": self.value,
            "message": self.message.to_json(),
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
    """All issues of one file: every bad line is known, each kind is counted, the first are kept."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kept: list[Issue] = []
        self.bad_lines: set[int] = set()

    def add(self, line: int, field: str, kind: str, value: object, message: Text) -> None:
        self.counts[kind] += 1
        self.bad_lines.add(line)
        if self.counts[kind] <= SHOWN_PER_KIND:
            self.kept.append(Issue(line, field, kind, shorten(value), message))

    def add_rows(
        self, values: "pd.Series[Any]", field: str, kind: str, message: Callable[[str], Text]
    ) -> None:
        """Add one issue for each row of `values`, whose index holds the lines."""
        for line, value in values.iloc[:SHOWN_PER_KIND].items():
            self.add(_as_line(line), field, kind, value, message(shorten(value)))
        if not len(values):
            return
        rest = values.index[SHOWN_PER_KIND:]
        self.counts[kind] += len(rest)
        self.bad_lines.update(_as_line(line) for line in rest)

    def in_order(self) -> tuple[Issue, ...]:
        """Return the kept issues by line, then in the order they were found."""
        return tuple(sorted(self.kept, key=lambda issue: issue.line or 0))


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

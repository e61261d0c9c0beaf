"""The report of one import: what was read, kept, refused, and what to know about it."""

from dataclasses import dataclass
from typing import Any

from geo.text import Text
from layers.importing.issues import Issue
from layers.importing.questions import Detected, Question


@dataclass(frozen=True)
class PileUp:
    """Many rows on one coordinate: most likely a default location, not a place."""

    longitude: float
    latitude: float
    rows: int
    share: float


@dataclass(frozen=True)
class Precision:
    """How fine the coordinates of a file are: `decimals` as written, `metres` on the ground."""

    decimals: int
    metres: float


@dataclass(frozen=True)
class ImportReport:
    """`loaded` rows are new, `updated` ones replaced, `unchanged` ones were there already.

    `bad` rows have at least one issue; `issues` holds the first of each kind; `counts` all of
    those that refuse, `told` all of those that do not. `by_address` rows have no coordinates;
    `placed` of them were put on their lane, the others wait.
    """

    layer: str
    ward: str
    file_name: str
    file_sha256: str
    file_format: str
    row_word: Text
    read: int = 0
    kept: int = 0
    bad: int = 0
    loaded: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    issues: tuple[Issue, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    told: tuple[tuple[str, int], ...] = ()
    notes: tuple[Text, ...] = ()
    pile_ups: tuple[PileUp, ...] = ()
    precision: Precision | None = None
    time_precision: str | None = None
    new_categories: tuple[str, ...] = ()
    outside_areas: int = 0
    by_address: int = 0
    placed: int = 0
    crs: str = ""
    detected: tuple[Detected, ...] = ()
    questions: tuple[Question, ...] = ()
    seconds: float = 0.0
    import_id: int | None = None

    @property
    def skipped(self) -> int:
        """Rows that were read but not written: bad, repeated, or there already."""
        return self.read - self.loaded - self.updated

    @property
    def rows_per_second(self) -> float:
        return self.read / self.seconds if self.seconds > 0 else 0.0

    @property
    def changed(self) -> bool:
        return self.loaded + self.updated > 0

    def to_json(self) -> dict[str, Any]:
        plain = {
            name: getattr(self, name)
            for name in (
                "layer", "ward", "file_name", "file_sha256", "file_format", "read", "kept", "bad",
                "loaded", "updated", "unchanged", "duplicates", "skipped", "time_precision",
                "outside_areas", "crs", "by_address", "placed", "import_id",
            )
        }  # fmt: skip
        return plain | {
            "issues": [issue.to_json() for issue in self.issues],
            "counts": dict(self.counts),
            "told": dict(self.told),
            "detected": [each.to_json() for each in self.detected],
            "questions": [question.to_json() for question in self.questions],
            "notes": [note.to_json() for note in self.notes],
            "pile_ups": [vars(pile) for pile in self.pile_ups],
            "precision": None if self.precision is None else vars(self.precision),
            "new_categories": list(self.new_categories),
            "seconds": round(self.seconds, 3),
            "rows_per_second": round(self.rows_per_second, 1),
        }

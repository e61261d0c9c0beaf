"""The rows of a file that passed the steps: on disk in the text form of COPY until loaded."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.importing.batch import Context, Findings
from layers.importing.issues import Issues


@dataclass
class Rows:
    """`passed` rows lie in `spill`, but for those `waiting`, which have an address only.

    `dropped` lines repeat others and are not wanted, `renamed` are keys and `piled` the lines on
    default locations that were known at the end only. `order` holds where each row lies on a
    curve through all places, sorted.
    """

    issues: Issues
    found: Findings
    spill: Path
    passed: int = 0
    dropped: tuple[int, ...] = ()
    renamed: dict[int, str] = field(default_factory=dict)
    piled: tuple[int, ...] = ()
    waiting: tuple[pd.DataFrame, pd.DataFrame] | None = None
    order: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    bad_unpassed: int = 0
    """How many bad lines there were before the whole was judged: none of them is in `spill`."""

    def add_waiting(self, waiting: tuple[pd.DataFrame, pd.DataFrame] | None) -> None:
        """Add the rows of a part that wait for a place."""
        if waiting is not None and self.waiting is not None:
            frame, extra = map(pd.concat, zip(self.waiting, waiting, strict=True))
            waiting = frame, extra
        self.waiting = waiting if waiting is not None else self.waiting

    def settle_waiting(self) -> None:
        """Bring into the rows that wait what was known when all parts had been passed."""
        if self.waiting is None:
            return
        gone = [*self.dropped, *self.issues.bad_lines]
        frame, extra = (each[~each.index.isin(gone)] for each in self.waiting)
        if self.renamed:
            keys = frame.index.to_series().map(self.renamed)
            frame = frame.assign(source_key=keys.where(keys.notna(), frame["source_key"]))
        self.waiting = (frame, extra) if len(frame) else None

    @property
    def kept(self) -> int:
        """Return how many rows can be loaded."""
        found_since = len(self.issues.bad_lines) - self.bad_unpassed
        return self.passed - len(self.dropped) - found_since

    def is_refused(self, context: Context) -> bool:
        """Say whether the faults of the file, or its open questions, keep all of it out."""
        if self.found.questions:
            return True
        bad = bool(self.issues.bad_lines)
        return bad and not (context.options.skip_bad and self.kept > 0)

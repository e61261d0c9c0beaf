"""Which rows of a large file are kept for a person to look at: the faulty ones, and some others."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from layers.importing.batch import Batch
from layers.importing.room.wire import PART_ROWS
from layers.importing.source import Source

MOST_FAULTY = 20_000
MOST_OTHERS = 5_000


@dataclass
class Shown:
    """Gathers rows part by part, of a file of `rows` rows; a file of one part is kept whole."""

    rows: int
    faulty: int = 0
    passed: int = 0
    parts: list[tuple[Source, Batch]] = field(default_factory=list)

    def look(self, source: Source, batch: Batch) -> None:
        """Keep some rows of a part, as it was read and as the steps left it."""
        if self.rows <= PART_ROWS:
            self.parts.append((source, batch))
            return
        index = source.frame.index
        bad = index.isin(list(batch.issues.bad_lines))
        bad &= np.cumsum(bad) <= MOST_FAULTY - self.faulty
        step = -(-self.rows // MOST_OTHERS)
        kept = bad | ((self.passed + np.arange(len(index))) % step == 0)
        self.faulty += int(bad.sum())
        self.passed += len(index)
        self.parts.append((_only(source, kept), batch.only(batch.frame.index.isin(index[kept]))))

    def source(self) -> Source:
        """Return the kept rows as they were read."""
        sources = [source for source, _ in self.parts]
        if len(sources) == 1:
            return sources[0]
        shapes = [each.geometry for each in sources if each.geometry is not None]
        return replace(
            sources[0],
            frame=pd.concat([each.frame for each in sources]),
            geometry=np.concatenate(shapes) if shapes else None,
        )

    def batch(self) -> Batch:
        """Return the kept rows as the steps left them."""
        batches = [batch for _, batch in self.parts]
        if len(batches) == 1:
            return batches[0]
        return replace(
            batches[0],
            frame=pd.concat([each.frame for each in batches]),
            extra=pd.concat([each.extra for each in batches]),
            geometry=pd.concat([each.geometry for each in batches]),
        )


def _only(source: Source, kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Source:
    shapes = None if source.geometry is None else source.geometry[kept]
    return replace(source, frame=source.frame[kept], geometry=shapes)

"""A file as it was read: its rows by line, nothing changed yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.text import Text
from layers.importing.questions import Detected

LINE = Text("dòng", "line")
FEATURE = Text("đối tượng", "feature")


@dataclass(frozen=True)
class Source:
    """`frame` holds the attributes as text, indexed by line (or by feature, counted from 1).

    `geometry` is parallel to the frame; None where coordinates stand in columns. `broken` gives
    the reason for each line whose geometry cannot be built. `crs` is what the file declares.
    `open_rings` are the lines whose outline was not closed in the file; it is closed here.
    `date_cells` are the lines, by column, whose cell a spreadsheet holds as a date.
    """

    frame: pd.DataFrame
    file_format: str
    row_word: Text
    geometry: NDArray[np.object_] | None = None
    broken: tuple[tuple[int, str], ...] = ()
    crs: str | None = None
    notes: tuple[Text, ...] = ()
    detected: tuple[Detected, ...] = ()
    date_cells: Mapping[str, frozenset[int]] = field(default_factory=dict)
    open_rings: tuple[int, ...] = ()

"""Say which rows lie outside every area of the ward: told, not refused."""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.text import Text
from layers.importing.batch import Batch, Context

SHOWN = 8


def check_area(batch: Batch, context: Context) -> Batch:
    """Count the rows that touch none of the ward's areas, of whatever period."""
    if context.target.table == "area" or not len(batch.geometry):
        return batch
    gathered = batch.found.gathered
    if context.areas is None or not len(context.areas):
        batch.found.notes.append(
            Text(
                "Phường chưa có ranh giới nào: chưa kiểm tra được vị trí có nằm trong phường"
                " không.",
                "The ward has no boundaries yet: whether rows lie inside it was not checked.",
            )
        )
        return batch
    present = batch.geometry[~(batch.geometry.isna() | batch.geometry.is_empty)]
    hits = context.areas.sindex.query(present.to_numpy(), predicate="intersects")[0]
    lonely = np.ones(len(present), dtype=bool)
    lonely[hits] = False
    batch.found.outside_areas += int(lonely.sum())
    if lonely.any():
        _tell(batch, present[lonely])
    lines = present.index[lonely].tolist()
    if gathered is not None:
        gathered.first_outside += lines[: max(0, SHOWN - len(gathered.first_outside))]
    elif lines:
        note_outside(batch, len(lines), lines[:SHOWN])
    return batch


def _tell(batch: Batch, outside: Any) -> None:
    """Tell each with its place; of many, the first."""
    most = batch.issues.shown_per_kind
    middles = shapely.centroid(outside.to_numpy()[:most])
    lines = [int(line) for line in outside.index[:most]]
    places = dict(zip(lines, middles, strict=True))
    shown = [f"{point.x:.6f}, {point.y:.6f}" for point in middles]
    values = pd.Series(
        [*shown, *([""] * (len(outside) - len(shown)))], index=outside.index, dtype=object
    )
    batch.issues.tell_rows(
        values,
        "geometry",
        "outside_areas",
        lambda at: Text(
            f"({at}) nằm ngoài mọi vùng của phường: không thuộc tổ nào.",
            f"({at}) lies outside every area of the ward, and so in no group.",
        ),
        places,
    )


def note_outside(batch: Batch, number: int, first_lines: list[int]) -> None:
    first = ", ".join(map(str, first_lines)) + (f", … ({number})" if number > SHOWN else "")
    word = batch.source.row_word
    batch.found.notes.append(
        Text(
            f"{number} dòng nằm ngoài mọi vùng của phường (không thuộc tổ nào): {word.vi} {first}.",
            f"{number} rows lie outside every area of the ward (and so in no group):"
            f" {word.en} {first}.",
        )
    )

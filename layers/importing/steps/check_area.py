"""Say which rows lie outside every area of the ward: told, not refused."""

from typing import Any

import numpy as np

from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.issues import listing


def check_area(batch: Batch, context: Context) -> Batch:
    """Count the rows that touch none of the ward's areas, of whatever period."""
    if context.target.table == "area" or not len(batch.geometry):
        return batch
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
    batch.found.outside_areas = int(lonely.sum())
    if lonely.any():
        _note(batch, present.index[lonely])
    return batch


def _note(batch: Batch, lines: Any) -> None:
    first = listing((str(line) for line in lines), limit=8)
    word = batch.source.row_word
    batch.found.notes.append(
        Text(
            f"{len(lines)} dòng nằm ngoài mọi vùng của phường (không thuộc tổ nào): {word.vi}"
            f" {first}.",
            f"{len(lines)} rows lie outside every area of the ward (and so in no group):"
            f" {word.en} {first}.",
        )
    )

"""Mark incidents that lie on a default location: many rows on one point are no hot spot."""

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import quality
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.report import PileUp

Floats = NDArray[np.float64]


def find_pile_ups(batch: Batch, context: Context) -> Batch:
    """Flag the rows on each pile, but where a person said that it is a place of its own."""
    if context.target.table != "incident":
        return batch
    present = batch.geometry[~(batch.geometry.isna() | batch.geometry.is_empty)]
    x, y = present.x.to_numpy(), present.y.to_numpy()
    if batch.found.gathered is not None:
        batch.found.gathered.placed.append(present.index.to_numpy())
        batch.found.gathered.xy.append(np.column_stack([x, y]))
        return batch
    on_pile = rows_on_piles(batch, context, x, y)
    if not on_pile.any():
        return batch
    frame = batch.frame.copy()
    frame.loc[present.index[on_pile], "is_pile_up"] = True
    return replace(batch, frame=frame)


def rows_on_piles(batch: Batch, context: Context, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Say which points lie on a pile, of their own or known before; note both."""
    piles = [p for p in quality.find_pile_ups(x, y) if (p.x, p.y) not in context.real_locations]
    on_pile = np.zeros(len(x), dtype=bool)
    for pile in piles:
        on_pile |= (x == pile.x) & (y == pile.y)
        _note(batch, pile)
    on_known = _on_known(x, y, context) & ~on_pile
    if on_known.any():
        _note_known(batch, int(on_known.sum()))
        on_pile |= on_known
    batch.found.pile_ups = tuple(PileUp(p.x, p.y, p.events, p.share) for p in piles)
    return on_pile


def _on_known(x: Floats, y: Floats, context: Context) -> NDArray[np.bool_]:
    """Say which rows lie where the ward has a pile-up: a later file may bring only a few."""
    known = np.zeros(len(x), dtype=bool)
    for lon, lat in context.default_locations:
        known |= (x == lon) & (y == lat)
    return known


def _note_known(batch: Batch, rows: int) -> None:
    batch.found.notes.append(
        Text(
            f"{rows} dòng nằm trên vị trí mặc định mà phường đã có: cũng không đưa vào phân tích.",
            f"{rows} rows lie on a default location that the ward has already: kept out of"
            " analysis as well.",
        )
    )


def _note(batch: Batch, pile: quality.PileUp) -> None:
    at = f"{pile.x:.7g}, {pile.y:.7g}"
    text = Text(
        f"{pile.events} dòng ({pile.share:.1%}) nằm trên cùng một điểm ({at}): có lẽ là vị"
        " trí mặc"
        " định. Không vẽ thành điểm nóng, không đưa vào phân tích cho đến khi có người"
        " xác nhận (trang Chưa định vị, hoặc ward pile-ups).",
        f"{pile.events} rows ({pile.share:.1%}) lie on one point ({at}): most likely a default"
        " location. Not drawn as a hot spot, and kept out of analysis until a person says"
        " otherwise (page Unplaced, or ward pile-ups).",
    )
    batch.found.notes.append(text)
    place = shapely.Point(pile.x, pile.y)
    batch.issues.tell(None, "geometry", "pile_up", f"{pile.events}", text, place)

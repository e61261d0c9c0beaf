"""Read the drawing of a DXF file: no coordinate system is stated, its layers become a column."""

from pathlib import Path

import numpy as np
import pandas as pd

from geo.text import Text
from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source
from layers.own_files.drawings import LABELS, Drawing, read_drawing, rebuilt

_STARTS = (b"0\n", b"0\r", b"999", b"AutoCAD Binary DXF")


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the entities; an export of ours gives its rows back, until a CAD program saves it."""
    gdal.require_start(path, _STARTS, "DXF")
    source = gdal.read_table(path, gdal.choose_table(path, options.table))
    drawing = read_drawing(path)
    return source if drawing is None else _own(source, drawing)


def _own(source: Source, drawing: Drawing) -> Source:
    """Put the rows of our own drawing together; where it was changed, leave it as it stands."""
    assert source.geometry is not None
    outlines = source.geometry[(source.frame["Layer"] != LABELS).to_numpy()]
    counts = [sum(parts) for parts in drawing.parts]
    if sum(counts) != len(outlines) or None in outlines:
        return source
    ends = np.cumsum(counts)
    pieces = np.split(outlines, ends[:-1]) if counts else []
    try:
        shapes = [
            rebuilt(list(piece), parts, is_area=drawing.is_area)
            for piece, parts in zip(pieces, drawing.parts, strict=True)
        ]
    except ValueError:
        return source
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    index = pd.Index(range(1, len(shapes) + 1), dtype="int64")
    frame = pd.DataFrame(drawing.rows, index=index, dtype=object).fillna("")
    note = Text("Bản vẽ do chương trình này xuất.", "A drawing that this program made.")
    return Source(
        frame, source.file_format, source.row_word, geometry, crs=drawing.crs, notes=(note,)
    )

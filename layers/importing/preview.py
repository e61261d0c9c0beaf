"""What a person sees of a file before it is loaded: columns with samples, rows, shapes."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.importing.checking import Checked, Looked
from layers.importing.issues import shorten
from layers.importing.source import Source

ROWS = 200
FAULTY_ROWS = 100
MOST_COLUMNS = 200
SHOWN_COLUMNS = 12
SAMPLES = 4
SAMPLED_ROWS = 2_000
CORNERS = 60_000  # of all shapes together: what a page draws at once without effort


def preview_of(checked: Checked) -> dict[str, Any]:
    """Return columns, rows and shapes of the last look as plain JSON; empty where nothing was read.

    Rows with faults come first in the choice: a person looks for them.
    """
    looked = checked.looked
    source = looked.read
    if source is None:
        return {"columns": [], "rows": [], "has_geometry": False}
    lines = _choose(source, looked.issues.bad_lines)
    shapes = _shapes(looked, lines)
    mapped = dict(looked.batch.found.mapped) if looked.batch else {}
    shown = _shown(source, mapped)
    return {
        "columns": [_column(str(name), source.frame[name]) for name in _columns(source)],
        "rows": [
            {
                "line": line,
                "is_faulty": line in looked.issues.bad_lines,
                "values": [shorten(source.frame.at[line, name]) for name in shown],
                "shape": shape,
            }
            for line, shape in zip(lines, _drawn(shapes), strict=True)
        ],
        "shown": [str(name) for name in shown],
        "bounds": _bounds(shapes),
        "mapped": mapped,
        "extra": [] if looked.batch is None else [str(n) for n in looked.batch.extra.columns],
        "has_geometry": source.geometry is not None,
        "differences": [each.to_json() for each in looked.differences],
        "differing": looked.differing,
    }


def _columns(source: Source) -> list[Any]:
    return list(source.frame.columns[:MOST_COLUMNS])


def _shown(source: Source, mapped: Mapping[str, str]) -> list[Any]:
    """Choose the columns of the table: those that mean something, in the order of the file."""
    used = set(mapped.values())
    names = [name for name in source.frame.columns if name in used] or _columns(source)
    return names[:SHOWN_COLUMNS]


def _column(name: str, values: "pd.Series[Any]") -> dict[str, Any]:
    """Say what stands in a column: its first different values, and how many cells have one."""
    filled = values[values.notna() & (values != "")]
    few = filled.iloc[:SAMPLED_ROWS].drop_duplicates().iloc[:SAMPLES]
    return {"name": name, "samples": [shorten(each) for each in few], "filled": len(filled)}


def _choose(source: Source, bad_lines: set[int]) -> list[int]:
    """Take up to 100 faulty rows, and of the others as many as there is room for, evenly."""
    index = source.frame.index
    is_bad = index.isin(list(bad_lines))
    bad = index[is_bad][:FAULTY_ROWS]
    good = index[~is_bad]
    room = min(len(good), ROWS - len(bad))
    at = np.unique(np.linspace(0, max(0, len(good) - 1), room).astype(int))
    return sorted(int(line) for line in [*bad, *good[at]])


def _shapes(looked: Looked, lines: list[int]) -> Any:
    if looked.batch is None:
        return np.full(len(lines), None, dtype=object)
    return np.array(looked.batch.geometry.reindex(lines).to_numpy(), dtype=object)


def _drawn(shapes: Any) -> list[dict[str, Any] | None]:
    """Return shapes as GeoJSON, with no more corners than drawing them needs."""
    drawn, tolerance = shapes, 1e-6
    while shapely.get_num_coordinates(drawn).sum() > CORNERS and tolerance < 0.1:
        drawn, tolerance = shapely.simplify(shapes, tolerance), tolerance * 4
    texts = shapely.to_geojson(drawn)
    return [None if text is None else json.loads(text) for text in texts]


def _bounds(shapes: Any) -> list[float] | None:
    box = shapely.total_bounds(shapes)
    return None if np.isnan(box).any() else [float(each) for each in box]

"""Judge a file as a whole once all parts have been passed: what stands twice, what is piled up."""

from dataclasses import replace

import numpy as np
import pandas as pd

from layers.importing.batch import Batch, Context, Gathered
from layers.importing.recognised import as_own
from layers.importing.room import Reading
from layers.importing.rows import Rows
from layers.importing.source import Source
from layers.importing.steps.by_address import rows_question
from layers.importing.steps.check_area import note_outside
from layers.importing.steps.deduplicate import (
    content_hashes,
    drop_repeated,
    note_equal_rows,
    numbered,
)
from layers.importing.steps.find_pile_ups import rows_on_piles
from layers.importing.steps.reproject import tell_coarse
from layers.importing.steps.trim import clean

KEY = "source_key"


def conclude(rows: Rows, reading: Reading, context: Context) -> Rows:
    """Find repeats, rows outside and pile-ups of all parts together; their issues are added."""
    gathered = rows.found.gathered
    if gathered is None:
        return rows
    batch = Batch.of(reading.about(), rows.issues, rows.found)
    if rows.found.settled is not None:
        tell_coarse(batch, reading.rows)
    _judge_repeats(rows, reading, context, batch, gathered)
    rows.settle_waiting()
    if gathered.addressed:
        rows.found.questions.append(rows_question(gathered.addressed))
    if gathered.first_outside:
        note_outside(batch, rows.found.outside_areas, gathered.first_outside)
    xy = np.concatenate([np.empty((0, 2)), *gathered.xy])
    piled = rows_on_piles(batch, context, xy[:, 0], xy[:, 1])
    lines = np.concatenate([np.empty(0, np.int64), *gathered.placed])
    rows.piled = tuple(map(int, lines[piled]))
    return rows


def _judge_repeats(
    rows: Rows, reading: Reading, context: Context, batch: Batch, gathered: Gathered
) -> None:
    """Look again at the rows whose keys stand twice; at no others."""
    lines = _of_repeated(gathered)
    if not len(lines):
        return
    source, _ = as_own(_again(reading, lines), context)
    content = content_hashes(source)
    if not rows.found.has_keys:
        keys = numbered(content)
        note_equal_rows(int(content.duplicated().sum()), batch)
        rows.renamed = {int(line): key for line, key in keys.items() if "-" in key}  # type: ignore[call-overload]
        return
    theirs = rows.found.mapped.get(KEY)
    said = source.frame[theirs].map(clean) if theirs else rows.found.constants[KEY]
    frame = pd.DataFrame({KEY: said}, index=source.frame.index, dtype=object)
    few = replace(batch, source=source, frame=frame, extra=frame[[]], geometry=frame[KEY])
    before = frozenset(rows.issues.bad_lines)
    left = drop_repeated(few, context, content).frame.index
    gone = set(map(int, frame.index)) - set(map(int, left))
    rows.dropped = tuple(sorted(gone - before))


def _of_repeated(gathered: Gathered) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the lines whose keys, by their numbers, are not alone."""
    keys = np.concatenate([np.empty(0, np.uint64), *gathered.keys])
    lines = np.concatenate([np.empty(0, np.int64), *gathered.lines])
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    several = np.r_[same, False] | np.r_[False, same]
    return np.sort(lines[order][several[: len(order)]])


def _again(reading: Reading, lines: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Source:
    """Read some lines of a file once more, as they stand in it."""
    frames, shapes = [], []
    for number in range(reading.parts):
        part = reading.part(number)
        wanted = part.frame.index.isin(lines)
        frames.append(part.frame[wanted])
        if part.geometry is not None:
            shapes.append(part.geometry[wanted])
    geometry = np.concatenate(shapes) if shapes else None
    return replace(reading.about(), frame=pd.concat(frames), geometry=geometry)

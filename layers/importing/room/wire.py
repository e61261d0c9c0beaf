"""What crosses from the reading process to ours: texts, numbers and WKB, never pickled objects."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.text import Text
from layers.importing.issues import FileRefused, Issue, Issues
from layers.importing.questions import Asked, Detected, Option, Question
from layers.importing.source import Source

PART_ROWS = 50_000
SAMPLE_ROWS = 50_000
LEADING = 3
_END = "\x00"  # between the cells of a column: no reader lets it through


def write_source(
    blocks: Iterator[Source], issues: Issues, folder: Path, part_rows: int = PART_ROWS
) -> None:
    """Write a source into a folder that only this reading uses, part by part, and a sample of it.

    All blocks but the last are whole parts; what is told besides rows stands in the first one.
    The sample has rows from the whole file at even steps, whatever the size of the parts.
    """
    first: Source | None = None
    rows = parts = inside = 0
    broken: list[tuple[int, str]] = []
    open_rings: list[int] = []
    for source in blocks:
        first = first or source
        broken += source.broken
        open_rings += source.open_rings
        for start in range(0, len(source.frame), part_rows):
            _write_rows(source, slice(start, start + part_rows), folder / f"part{parts}")
            parts += 1
        rows += len(source.frame)
        if issues.bad_lines:
            inside += int(source.frame.index.isin(list(issues.bad_lines)).sum())
    assert first is not None
    step = -(-rows // SAMPLE_ROWS)
    if rows > len(first.frame):
        _write_sample(folder, parts, first, step)
    elif rows > part_rows:
        _write_rows(first, slice(None, None, step), folder / "sample")
    source = first
    _write(
        folder,
        {
            "rows": rows,
            "parts": parts,
            "columns": [str(name) for name in source.frame.columns],
            "format": source.file_format,
            "row_word": source.row_word.to_json(),
            "crs": source.crs,
            "has_geometry": source.geometry is not None,
            "broken": broken,
            "open_rings": open_rings,
            "notes": [note.to_json() for note in source.notes],
            "detected": [each.to_json() for each in source.detected],
            "date_cells": {name: sorted(lines) for name, lines in source.date_cells.items()},
            "issues": [issue.to_json() for issue in issues.kept],
            "counts": dict(issues.counts),
            "bad_lines": sorted(issues.bad_lines),
            "left_out": len(issues.bad_lines) - inside,
        },
    )


def _write_rows(source: Source, which: slice, stem: Path) -> None:
    """Write some of the rows: texts column by column, points as numbers, other shapes as WKB."""
    for at in range(len(source.frame.columns)):
        cells = source.frame.iloc[which, at].tolist()
        content = _END.join(cells)
        if content.count(_END) != len(cells) - 1:
            content = _END.join(text.replace(_END, "\ufffd") for text in cells)
        stem.with_suffix(f".{at}").write_bytes(content.encode("utf-8", "replace"))
    np.save(stem.with_suffix(".lines.npy"), source.frame.index[which].to_numpy(dtype=np.int64))
    if source.geometry is None:
        return
    shapes = source.geometry[which]
    if (shapely.get_type_id(shapes) == 0).all() and not shapely.is_empty(shapes).any():
        np.save(stem.with_suffix(".xy.npy"), shapely.get_coordinates(shapes))
        return
    wkb = shapely.to_wkb(shapes)
    lengths = [-1 if each is None else len(each) for each in wkb]
    np.save(stem.with_suffix(".lengths.npy"), np.array(lengths, dtype=np.int64))
    stem.with_suffix(".wkb").write_bytes(b"".join(each for each in wkb if each is not None))


def _write_sample(folder: Path, parts: int, like: Source, step: int) -> None:
    """Take every so manieth row out of the parts of a table that never was in memory as a whole."""
    lines = [np.load(folder / f"part{part}.lines.npy") for part in range(parts)]
    ends = np.cumsum([len(each) for each in lines])
    taken = [
        slice(-(end - len(each)) % step, None, step) for each, end in zip(lines, ends, strict=True)
    ]
    columns: dict[str, list[str]] = {}
    for at, name in enumerate(like.frame.columns):
        stems = (folder / f"part{part}" for part in range(parts))
        cells = (
            _cells(stem.with_suffix(f".{at}"), len(each))
            for stem, each in zip(stems, lines, strict=True)
        )
        columns[name] = [
            cell for there, which in zip(cells, taken, strict=True) for cell in there[which]
        ]
    index = pd.Index(np.concatenate(lines)[::step], dtype="int64")
    shapes = None
    if like.geometry is not None:
        # Copies: a view of a few would keep all the shapes of its part alive.
        some = [_geometry(folder / f"part{at}")[which].copy() for at, which in enumerate(taken)]
        shapes = np.concatenate(some)
    frame = pd.DataFrame(columns, index=index, dtype=object)
    _write_rows(replace(like, frame=frame, geometry=shapes), slice(None), folder / "sample")


def write_refusal(refusal: FileRefused, folder: Path) -> None:
    questions = refusal.questions if isinstance(refusal, Asked) else ()
    told = {"issue": refusal.issue.to_json(), "questions": [q.to_json() for q in questions]}
    _write(folder, {"refused": told})


def write_failure(error: BaseException, folder: Path) -> None:
    _write(folder, {"failed": [type(error).__name__, str(error)[:500]]})


class Reading:
    """What a reading process has left in its folder: taken up as a whole, or part by part."""

    def __init__(self, folder: Path, issues: Issues) -> None:
        """Add what reading found to `issues`; raises the refusal, or ReaderFailed."""
        told = json.loads((folder / "result.json").read_bytes())
        if "failed" in told:
            raise ReaderFailed(*told["failed"])
        if "refused" in told:
            raise _refusal(told["refused"])
        issues.kept += [_issue(each) for each in told["issues"]]
        issues.counts += Counter(told["counts"])
        issues.bad_lines |= set(told["bad_lines"])
        self.folder, self._told = folder, told
        self.rows, self.parts = int(told["rows"]), int(told["parts"])
        self.left_out = int(told["left_out"])

    def about(self) -> Source:
        """Return all but the rows."""
        told = self._told
        return Source(
            pd.DataFrame(index=pd.Index([], dtype="int64"), columns=told["columns"], dtype=object),
            told["format"],
            _text(told["row_word"]),
            np.empty(0, dtype=object) if told["has_geometry"] else None,
            tuple((int(line), str(reason)) for line, reason in told["broken"]),
            told["crs"],
            tuple(map(_text, told["notes"])),
            tuple(Detected(d["what"], d["value"], _text(d["evidence"])) for d in told["detected"]),
            {name: frozenset(lines) for name, lines in told["date_cells"].items()},
            tuple(told["open_rings"]),
        )

    def part(self, number: int, only: str | None = None) -> Source:
        """Return one part, or of it the leading columns and one more, without geometry."""
        if only is None:
            return self._rows_of(self.folder / f"part{number}", self._told["columns"])
        names = [*self._told["columns"][:LEADING], only]
        source = self._rows_of(self.folder / f"part{number}", list(dict.fromkeys(names)))
        return replace(source, geometry=None)

    def sample(self) -> Source:
        """Return rows from the whole of a file that has several parts."""
        return self._rows_of(self.folder / "sample", self._told["columns"])

    def whole(self) -> Source:
        parts = [self.part(number) for number in range(self.parts)]
        if not parts:
            return self.about()
        if len(parts) == 1:
            return parts[0]
        frame = pd.concat([each.frame for each in parts])
        shapes = [each.geometry for each in parts if each.geometry is not None]
        return replace(parts[0], frame=frame, geometry=np.concatenate(shapes) if shapes else None)

    def _rows_of(self, stem: Path, names: list[str]) -> Source:
        lines = np.load(stem.with_suffix(".lines.npy"), allow_pickle=False)
        at = {name: number for number, name in enumerate(self._told["columns"])}
        columns = {name: _cells(stem.with_suffix(f".{at[name]}"), len(lines)) for name in names}
        frame = pd.DataFrame(columns, index=pd.Index(lines, dtype="int64"), dtype=object)
        shapes = _geometry(stem) if self._told["has_geometry"] else None
        return replace(self.about(), frame=frame, geometry=shapes)


class ReaderFailed(Exception):
    """The reader raised what it should not: the kind and the words of it."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind


def _write(folder: Path, told: dict[str, Any]) -> None:
    (folder / "result.json").write_text(json.dumps(told, ensure_ascii=True), encoding="ascii")


def _cells(path: Path, rows: int) -> list[str]:
    cells = path.read_bytes().decode("utf-8").split(_END) if rows else []
    if len(cells) != rows:
        raise ReaderFailed("ValueError", "a column of another length")
    return cells


def _geometry(stem: Path) -> Any:
    points = stem.with_suffix(".xy.npy")
    if points.is_file():
        return np.asarray(shapely.points(np.load(points, allow_pickle=False)), dtype=object)
    lengths = np.load(stem.with_suffix(".lengths.npy"), allow_pickle=False)
    content = stem.with_suffix(".wkb").read_bytes()
    ends = np.cumsum(np.maximum(lengths, 0))
    pieces = [
        None if length < 0 else content[end - length : end]
        for length, end in zip(lengths.tolist(), ends.tolist(), strict=True)
    ]
    return np.asarray(shapely.from_wkb(np.array(pieces, dtype=object)), dtype=object)


def _refusal(told: dict[str, Any]) -> FileRefused:
    issue = _issue(told["issue"])
    questions = tuple(_question(each) for each in told["questions"])
    return Asked(issue, questions) if questions else FileRefused(issue)


def _issue(told: dict[str, Any]) -> Issue:
    return Issue(told["line"], told["field"], told["kind"], told["value"], _text(told["message"]))


def _question(told: dict[str, Any]) -> Question:
    options = tuple(
        Option(each["value"], _text(each["title"]), _text(each["evidence"]))
        for each in told["options"]
    )
    return Question(told["id"], _text(told["text"]), options, told["proposal"])


def _text(told: dict[str, str]) -> Text:
    return Text(told["vi"], told["en"])

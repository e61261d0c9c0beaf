"""What crosses from the reading process to ours: texts, numbers and WKB, never pickled objects."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.text import Text
from layers.importing.issues import FileRefused, Issue, Issues
from layers.importing.questions import Asked, Detected, Option, Question
from layers.importing.source import Source

_END = "\x00"  # between the cells of a column: no reader lets it through


def write_source(source: Source, issues: Issues, folder: Path) -> None:
    """Write a source into a folder that only this reading uses."""
    names = [str(name) for name in source.frame.columns]
    for at, name in enumerate(names):
        cells = _END.join(text.replace(_END, "\ufffd") for text in source.frame[name])
        (folder / f"column{at}").write_bytes(cells.encode("utf-8", "replace"))
    np.save(folder / "lines.npy", source.frame.index.to_numpy(dtype=np.int64))
    if source.geometry is not None:
        wkb = shapely.to_wkb(source.geometry)
        lengths = [-1 if each is None else len(each) for each in wkb]
        np.save(folder / "lengths.npy", np.array(lengths, dtype=np.int64))
        (folder / "wkb").write_bytes(b"".join(each for each in wkb if each is not None))
    _write(
        folder,
        {
            "columns": names,
            "format": source.file_format,
            "row_word": source.row_word.to_json(),
            "crs": source.crs,
            "has_geometry": source.geometry is not None,
            "broken": source.broken,
            "open_rings": source.open_rings,
            "notes": [note.to_json() for note in source.notes],
            "detected": [each.to_json() for each in source.detected],
            "date_cells": {name: sorted(lines) for name, lines in source.date_cells.items()},
            "issues": [issue.to_json() for issue in issues.kept],
            "counts": dict(issues.counts),
            "bad_lines": sorted(issues.bad_lines),
        },
    )


def write_refusal(refusal: FileRefused, folder: Path) -> None:
    questions = refusal.questions if isinstance(refusal, Asked) else ()
    told = {"issue": refusal.issue.to_json(), "questions": [q.to_json() for q in questions]}
    _write(folder, {"refused": told})


def write_failure(error: BaseException, folder: Path) -> None:
    _write(folder, {"failed": [type(error).__name__, str(error)[:500]]})


def read_result(folder: Path, issues: Issues) -> Source:
    """Return the source, its issues added to `issues`; raises the refusal, or ReaderFailed."""
    told = json.loads((folder / "result.json").read_bytes())
    if "failed" in told:
        raise ReaderFailed(*told["failed"])
    if "refused" in told:
        raise _refusal(told["refused"])
    index = pd.Index(np.load(folder / "lines.npy", allow_pickle=False), dtype="int64")
    columns = {
        name: _cells(folder / f"column{at}", len(index)) for at, name in enumerate(told["columns"])
    }
    issues.kept += [_issue(each) for each in told["issues"]]
    issues.counts += Counter(told["counts"])
    issues.bad_lines |= set(told["bad_lines"])
    return Source(
        pd.DataFrame(columns, index=index, dtype=object),
        told["format"],
        _text(told["row_word"]),
        _geometry(folder) if told["has_geometry"] else None,
        tuple((int(line), str(reason)) for line, reason in told["broken"]),
        told["crs"],
        tuple(map(_text, told["notes"])),
        tuple(Detected(d["what"], d["value"], _text(d["evidence"])) for d in told["detected"]),
        {name: frozenset(lines) for name, lines in told["date_cells"].items()},
        tuple(map(int, told["open_rings"])),
    )


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


def _geometry(folder: Path) -> Any:
    lengths = np.load(folder / "lengths.npy", allow_pickle=False)
    content = (folder / "wkb").read_bytes()
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

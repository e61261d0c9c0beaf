"""A plain file as its readers give it, or one refusal in words; its columns as they are named."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.text import Text
from layers.errors import ImportRejected
from layers.importing.issues import FileRefused, Issues, listing, refused
from layers.importing.options import ImportOptions
from layers.importing.room import read_apart
from layers.importing.source import Source
from layers.importing.steps.trim import clean, map_distinct

SHOWN = 12


@contextmanager
def refusals_of(path: Path) -> Iterator[None]:
    """Tell what the readers refuse as ImportRejected, with the name of the file."""
    try:
        yield
    except FileRefused as refusal:
        text, name = refusal.issue.message, path.name
        raise ImportRejected(
            Text(f"'{name}': {text.vi}", f"'{name}': {text.en}"), refusal
        ) from refusal


def read_source(
    path: Path, issues: Issues, *, encoding: str | None = None, table: str | None = None
) -> Source:
    """Read all rows of a file; FileRefused where it cannot be read or has none."""
    source = read_apart(path, ImportOptions(encoding=encoding, table=table), issues)
    if not len(source.frame):
        raise refused(
            "file",
            "empty",
            "",
            Text("Tệp không có dòng dữ liệu nào.", "The file has no rows of data."),
        )
    return source


def rejected(
    path: Path, source: Source, issues: Issues, *, can_skip: bool = True
) -> ImportRejected:
    """Return what to raise for faulty rows: each with row, field, value and what is allowed."""
    bad, word, first = len(issues.bad_lines), source.row_word, Text(".", ".")
    if can_skip:
        first = Text(" (--skip-bad để bỏ qua).", " (--skip-bad leaves them out).")
    vi = [f"Không phân tích '{path.name}': {bad} {word.vi} có lỗi{first.vi}"]
    en = [f"'{path.name}' is not analysed: {bad} faulty {word.en}s{first.en}"]
    for each in issues.in_order()[:SHOWN]:
        field = f", {each.field}" if each.field else ""
        vi.append(f"  {word.vi} {each.line}{field}: {each.message.vi}")
        en.append(f"  {word.en} {each.line}{field}: {each.message.en}")
    rest = sum(issues.counts.values()) - SHOWN
    if rest > 0:
        vi.append(f"  … và {rest} lỗi nữa")
        en.append(f"  … and {rest} more")
    return ImportRejected(Text("\n".join(vi), "\n".join(en)), issues.in_order())


def require_column(source: Source, option: str, name: str) -> None:
    """Refuse the name of a column that the file does not have."""
    if name not in source.frame.columns:
        flag, found = option.replace("_", "-"), listing(map(str, source.frame.columns), 40)
        raise InputError(
            Text(
                f"--{flag} '{name}': tệp không có cột này. Các cột: {found}.",
                f"--{flag} '{name}': the file has no such column. Columns: {found}.",
            ),
            field=option,
            value=name,
        )


def words(source: Source, name: str) -> NDArray[np.str_]:
    """Return a column as text; what is missing is empty."""
    texts = map_distinct(source.frame[name], clean)
    return np.array(["" if text is None else text for text in texts], dtype=np.str_)


def file_sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

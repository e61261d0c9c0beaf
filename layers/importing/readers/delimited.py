"""Read CSV and TSV, also gzipped: UTF-8, one header row, every row as wide as the header."""

import csv
import gzip
import io
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import pandas as pd

from geo.text import Text
from layers.importing.encodings import decode_bytes, utf8_of
from layers.importing.issues import FileRefused, Issues, listing, refused
from layers.importing.options import ImportOptions
from layers.importing.questions import Detected
from layers.importing.readers.titles import LOOKED_AT, rows_above
from layers.importing.source import LINE, Source
from layers.importing.steps.trim import clean

SIZE_LIMIT = 1 << 30  # bytes after decompression: more is refused, so a bomb cannot fill the memory
CELL_LIMIT = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
_USUAL = {".csv": ",", ".tsv": "\t", ".tab": "\t"}


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read all rows as text, each under the number of the line it starts on."""
    content = _bytes(path)
    text, known = _decode(content, options.encoding)
    del content
    return next(_blocks(path, io.StringIO(text, newline=""), known, options, issues, None))


def read_blocks(path: Path, options: ImportOptions, issues: Issues, rows: int) -> Iterator[Source]:
    """Read as `read` does, so many rows at a time where the file is UTF-8: any size, one memory."""
    known = None
    with suppress(OSError, EOFError, zlib.error), _opened(path) as file:
        known = utf8_of(file, options.encoding, SIZE_LIMIT)
    if known is None:
        yield read(path, options, issues)
        return
    with _opened(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as lines:
        yield from _blocks(path, lines, known, options, issues, rows)


def _opened(path: Path) -> BinaryIO:
    packed = path.suffix.lower() == ".gz"
    return cast(BinaryIO, gzip.open(path) if packed else path.open("rb"))


def _blocks(
    path: Path,
    lines: TextIO,
    known: Detected,
    options: ImportOptions,
    issues: Issues,
    rows: int | None,
) -> Iterator[Source]:
    """Yield the rows, so many at a time; at least once, though there be none."""
    composed = map(partial(unicodedata.normalize, "NFC"), lines)
    first = list(islice(composed, LOOKED_AT + 1))
    above = rows_above("".join(first), options.header)
    delimiter = _delimiter(path, "".join(first), above)
    packed = " (gzip)" if path.suffix.lower() == ".gz" else ""
    name = ("TSV" if delimiter == "\t" else "CSV") + packed
    for header, cells, starts in _rows(chain(first, composed), delimiter, issues, above, rows):
        index = pd.Index(starts, dtype="int64")
        frame = pd.DataFrame(cells, columns=header, index=index, dtype=object)
        yield Source(frame, name, LINE, detected=(known,))


def _bytes(path: Path) -> bytes:
    try:
        with _opened(path) as file:
            content = file.read(SIZE_LIMIT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise refused(
            "file",
            "unreadable",
            path.name,
            Text(f"Không đọc được tệp: {error}", f"The file cannot be read: {error}"),
        ) from error
    if len(content) > SIZE_LIMIT:
        raise refused(
            "file",
            "too_large",
            path.name,
            Text(
                "Nội dung lớn hơn 1 GiB; hãy chia tệp.",
                "The content is over 1 GiB; split the file.",
            ),
        )
    return content


def _decode(content: bytes, encoding: str | None) -> tuple[str, Detected]:
    """Decode as the file or the person says; nothing is guessed."""
    text, known = decode_bytes(content, encoding)
    if "\x00" in text:
        raise refused(
            "file",
            "format",
            "NUL",
            Text(
                "Tệp có ký tự NUL: không phải văn bản (có thể là UTF-16 hoặc tệp nhị phân).",
                "The file has NUL characters: it is no text (perhaps UTF-16 or binary).",
            ),
        )
    return text, known


def _delimiter(path: Path, text: str, above: int) -> str:
    """Find what separates the columns: what stands in the header, the usual one if several do."""
    header = (text.split("\n", above + 1)[:-1] or [text])[-1]
    seen = [mark for mark in DELIMITERS if mark in header]
    usual = next((_USUAL[s] for s in reversed(path.suffixes) if s in _USUAL), None)
    if usual in seen or not seen:
        return usual or ","
    if len(seen) == 1:
        return seen[0]
    raise refused(
        "header",
        "delimiter",
        header,
        Text(
            f"Dòng tiêu đề có nhiều dấu có thể ngăn cột: {' '.join(map(repr, seen))}."
            " Hãy đặt đuôi .csv (dấu phẩy) hoặc .tsv (tab).",
            "The header holds several marks that could separate columns:"
            f" {' '.join(map(repr, seen))}."
            " Name the file .csv (comma) or .tsv (tab).",
        ),
    )


def _rows(
    text: Iterator[str], delimiter: str, issues: Issues, above: int, at_once: int | None
) -> Iterator[tuple[list[str], list[list[str]], list[int]]]:
    """Yield the header, some rows and the lines they start on, until there are no more."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    start, full = 1, True
    header: list[str] | None = None
    while full:
        rows: list[list[str]] = []
        lines: list[int] = []
        try:
            if header is None:
                for _ in range(above):
                    next(reader, None)
                header = _header(next(reader, []))
                start = reader.line_num + 1
            for row in reader:
                if row and _is_whole(row, header, start, issues):
                    rows.append(row)
                    lines.append(start)
                start = reader.line_num + 1
                if len(rows) == at_once:
                    break
        except csv.Error as error:
            raise _unreadable(start, error) from error
        full = len(rows) == at_once
        if rows or not full:
            yield header, rows, lines


def _unreadable(line: int, error: csv.Error) -> FileRefused:
    return refused(
        "file",
        "format",
        f"{LINE.en} {line}",
        Text(
            f"Dòng {line}: không tách được cột ({error}); thường do thiếu dấu nháy kép.",
            f"Line {line}: the columns cannot be told apart ({error}); often a missing quote.",
        ),
    )


def _is_whole(row: list[str], header: list[str], line: int, issues: Issues) -> bool:
    """Say whether a row is as wide as the header; one that is not is kept out as an issue."""
    if len(row) == len(header):
        return True
    issues.add(
        line,
        "",
        "columns",
        len(row),
        Text(
            f"Dòng có {len(row)} ô, tiêu đề có {len(header)} cột.",
            f"The row has {len(row)} cells, the header {len(header)} columns.",
        ),
    )
    return False


def _header(cells: list[str]) -> list[str]:
    names = [clean(cell) or f"column_{number}" for number, cell in enumerate(cells, 1)]
    if not any(cell.strip() for cell in cells):
        raise refused(
            "header",
            "header",
            "",
            Text(
                "Dòng đầu phải là tên các cột.",
                "The first line must hold the names of the columns.",
            ),
        )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise refused(
            "header",
            "header",
            listing(twice),
            Text(
                f"Tên cột lặp lại: {listing(twice)}.",
                f"Column names stand twice: {listing(twice)}.",
            ),
        )
    return names

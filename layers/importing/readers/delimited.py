"""Read CSV and TSV, also gzipped: UTF-8, one header row, every row as wide as the header."""

import csv
import gzip
import io
import zlib
from collections import Counter
from pathlib import Path

import pandas as pd

from geo.text import Text
from layers.importing.encodings import decode_bytes
from layers.importing.issues import Issues, listing, refused
from layers.importing.options import ImportOptions
from layers.importing.questions import Detected
from layers.importing.readers.titles import rows_above
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
    above = rows_above(text, options.header)
    delimiter = _delimiter(path, text, above)
    header, rows, lines = _rows(text, delimiter, issues, above)
    frame = pd.DataFrame(rows, columns=header, index=pd.Index(lines, dtype="int64"), dtype=object)
    packed = " (gzip)" if path.suffix.lower() == ".gz" else ""
    return Source(frame, ("TSV" if delimiter == "\t" else "CSV") + packed, LINE, detected=(known,))


def _bytes(path: Path) -> bytes:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            content: bytes = file.read(SIZE_LIMIT + 1)
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
    text: str, delimiter: str, issues: Issues, above: int
) -> tuple[list[str], list[list[str]], list[int]]:
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] = []
    start = 1
    try:
        for _ in range(above):
            next(reader, None)
        header = _header(next(reader, []))
        start = reader.line_num + 1
        for row in reader:
            if row and _is_whole(row, header, start, issues):
                rows.append(row)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise refused(
            "file",
            "format",
            f"{LINE.en} {start}",
            Text(
                f"Dòng {start}: không tách được cột ({error}); thường do thiếu dấu nháy kép.",
                f"Line {start}: the columns cannot be told apart ({error}); often a missing quote.",
            ),
        ) from error
    return header, rows, lines


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

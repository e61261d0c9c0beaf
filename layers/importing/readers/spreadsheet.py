"""Read one sheet of XLSX, XLS or ODS: cells as text, dates known as dates, rows as Excel counts."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from geo.text import Text, same
from layers.importing.issues import FileRefused, Issues, listing, refused
from layers.importing.options import ImportOptions
from layers.importing.questions import Detected, Option, Question, asked
from layers.importing.readers import archive, gdal
from layers.importing.readers.error_cells import error_cells
from layers.importing.readers.headers import Header, Merged, find_header
from layers.importing.source import LINE, Source
from layers.own_files.place_columns import find_places

_BETWEEN_CELLS = re.compile(rb"(</?table:[^>]*>)\s+(?=<)")
_OLE = b"\xd0\xcf\x11\xe0"
MOST_CELLS = 20_000_000
NUMBERS_FROM = 0.5  # share of a column's cells that are numbers for its texts to be odd


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the one sheet with data, or the one that --table names."""
    gdal.require_start(path, (b"PK\x03\x04", _OLE), "Excel/ODS")
    if not _is_ole(path):
        archive.require_harmless(path)
    content: Path | io.BytesIO = path if path.suffix.lower() != ".ods" else _tightened(path)
    try:
        with CalamineWorkbook.from_object(content) as book:
            sheet, told = _choose(path, book, options.table)
            return _source(path, sheet, told, options)
    except PasswordError as error:
        raise _unreadable(path, Text("có mật khẩu", "it has a password")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(path, same(str(error).replace(str(path), path.name))) from error


def _tightened(path: Path) -> io.BytesIO:
    """Return an ODS without the line breaks between cells, which the library does not take."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == "content.xml":
                body = _BETWEEN_CELLS.sub(rb"\1", body)
            new.writestr(entry.filename, body)
    made.seek(0)
    return made


def _is_ole(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _OLE


def _choose(
    path: Path, book: CalamineWorkbook, wanted: str | None
) -> tuple[CalamineSheet, Detected]:
    sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
    used = [name for name, sheet in sheets.items() if sheet.start is not None]
    filled = [name for name in used if sheets[name].height > 1] or used
    if wanted in sheets:
        return sheets[str(wanted)], Detected("sheet", str(wanted), Text("người nạp nêu", "stated"))
    own = [name for name in used if _is_own(sheets[name])]
    if wanted is None and len(own) == 1:
        why = Text("trang theo mẫu của chương trình này", "the sheet laid out by this program")
        return sheets[own[0]], Detected("sheet", own[0], why)
    if wanted is None and len(filled) == 1:
        why = Text("trang duy nhất có dữ liệu", "the only sheet with data")
        return sheets[filled[0]], Detected("sheet", filled[0], why)
    if not filled:
        raise refused(
            "file",
            "empty",
            path.name,
            Text("Không trang tính nào có dữ liệu.", "No sheet has any data."),
        )
    text = Text(
        f"Tệp có {len(filled)} trang tính: {listing(filled)}. Nạp trang nào? (--table)",
        f"The file has {len(filled)} sheets: {listing(filled)}. Which one? (--table)",
    )
    options = tuple(_option(name, sheets[name]) for name in filled)
    raise asked("sheet", "sheet", wanted or "", Question("sheet", text, options))


def _is_own(sheet: CalamineSheet) -> bool:
    """Say whether the first row is one that our exports and templates have."""
    first = next(iter(sheet.to_python(nrows=1)), [])
    return find_places(cell for cell in first if isinstance(cell, str)) is not None


def _option(name: str, sheet: CalamineSheet) -> Option:
    rows = sheet.height
    first = next((row for row in sheet.to_python(nrows=3) if any(row)), [])
    cells = listing((str(cell) for cell in first if cell != ""), 6)
    return Option(name, same(name), Text(f"{rows} dòng; {cells}", f"{rows} rows; {cells}"))


def _source(path: Path, sheet: CalamineSheet, told: Detected, options: ImportOptions) -> Source:
    down, across = (each + 1 for each in sheet.end or (0, 0))
    if down * across > MOST_CELLS:
        raise _unreadable(path, same(f"{down} × {across} > {MOST_CELLS}"))
    grid = sheet.to_python(skip_empty_area=False)
    errors = error_cells(path, sheet.name) if path.suffix.lower() == ".xlsx" else {}
    for (row, column), value in errors.items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = value
    merged: Merged = frozenset(
        (top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    header = find_header(grid, merged, options.header)
    used = [at for at in range(len(header.names)) if _is_used(grid, at)]
    rows = [
        (at + 1, row)
        for at, row in enumerate(grid)
        if at >= header.first and any(map(_is_there, row))
    ]
    frame = pd.DataFrame(
        {header.names[at]: [_text(row[at]) for _, row in rows] for at in used},
        index=pd.Index([line for line, _ in rows], dtype="int64"),
        dtype=object,
    )
    dates = {
        header.names[at]: frozenset(line for line, row in rows if isinstance(row[at], date))
        for at in used
    }
    return Source(
        frame,
        path.suffix[1:].upper(),
        LINE,
        notes=tuple(_notes(header, used, rows)),
        detected=(told, header.detected),
        date_cells={name: lines for name, lines in dates.items() if lines},
    )


def _is_used(grid: Sequence[Sequence[Any]], at: int) -> bool:
    return any(at < len(row) and _is_there(row[at]) for row in grid)


def _is_there(cell: Any) -> bool:
    return cell is not None and cell != ""


def _text(cell: Any) -> str:
    """Return a cell as a person would type it; a day without a time as the day."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return "" if cell is None else str(cell)


def _notes(
    header: Header, used: Sequence[int], rows: Sequence[tuple[int, Sequence[Any]]]
) -> list[Text]:
    """Name the columns of numbers in which some numbers are texts."""
    notes = []
    for at in used:
        cells = [(line, row[at]) for line, row in rows if _is_there(row[at])]
        numbers = sum(isinstance(cell, int | float) for _, cell in cells)
        texts = [line for line, cell in cells if isinstance(cell, str) and _is_number(cell)]
        if texts and numbers >= NUMBERS_FROM * len(cells):
            where, name = listing(map(str, texts), 5), header.names[at]
            notes.append(
                Text(
                    f"Cột '{name}': {len(texts)} số lưu dưới dạng chữ (dòng {where}); đọc như số.",
                    f"Column '{name}': {len(texts)} numbers are stored as text (lines {where});"
                    " read as the numbers they show.",
                )
            )
    return notes


def _is_number(text: str) -> bool:
    return text.strip().lstrip("+-").replace(".", "", 1).isdigit()


def _unreadable(path: Path, why: Text) -> FileRefused:
    return refused(
        "file",
        "unreadable",
        path.name,
        Text(f"Không đọc được tệp: {why.vi}.", f"The file cannot be read: {why.en}."),
    )

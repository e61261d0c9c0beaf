"""A filled-in sheet of a register (layers/registers/template.py) read back: all of it or nothing.

The first sheet has a row a row under the titles of the columns, as an export has. Nothing is kept
of a sheet in which anything is wrong; every refusal names row, field, value and what is allowed.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.names import match_key
from geo.text import Text, same
from layers import db
from layers.errors import ImportRejected
from layers.exporting.workbook import DATA
from layers.importing.issues import FileRefused, Issues
from layers.importing.options import ImportOptions
from layers.importing.questions import Asked
from layers.importing.room import Limits, read_apart
from layers.registers.batches import keep_batch
from layers.registers.contract import Column, Register
from layers.registers.export import STATUS_TITLE
from layers.registers.following import hold
from layers.registers.listing import Row, read_row
from layers.registers.references import target_of
from layers.registers.scope import Reader, Window
from layers.registers.sheet_twins import Twins
from layers.registers.sheet_words import said_of, words_by_column
from layers.registers.values import FormRefused, read_form
from layers.registers.words import as_typed, words_of
from layers.registers.writing import EditConflict, add_row, change_row, require_editor
from layers.spreadsheet import restored

MOST_ROWS = 2_000
LARGEST = 2_000_000  # bytes of the file
LIMITS = Limits(memory_bytes=2 << 30, cpu_seconds=30, wall_seconds=60.0, input_bytes=LARGEST)
"""What reading one sheet may take: it holds a few thousand rows at most, and a person waits."""
_KEPT_AS = "sheet.xlsx"
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of Excel and ODS begin."""


class Fault(NamedTuple):
    """One refusal: the row as the spreadsheet counts, the field, the value, what is allowed."""

    line: int
    field: Text
    value: str
    message: Text


class _Line(NamedTuple):
    """A row of the sheet: what stands in its cells, and that as a form sends it, by column."""

    number: int
    typed: Mapping[str, str]
    said: Mapping[str, str]

    def value(self, name: str) -> str:
        """Return a cell as a refusal names it: not by the id that was found for it."""
        typed, said = self.typed.get(name, ""), self.said.get(name, "")
        return said if typed in said else typed


class SheetRefused(ImportRejected):
    """A sheet of which nothing was kept; `faults` are all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            Text(
                f"Không ghi gì vào sổ: {len(faults)} chỗ cần sửa trong tệp.",
                f"Nothing was entered: {len(faults)} faults in the file.",
            )
        )
        self.faults = list(faults)


@dataclass(frozen=True)
class Loaded:
    """How many rows came new, how many were changed, how many were there just so.

    `batch` takes the load back, see layers/registers/batches.py; None: it did nothing.
    """

    added: int
    changed: int
    same: int
    batch: int | None = field(default=None, compare=False)


def load_sheet(
    conn: connection,
    register: Register,
    reader: Reader,
    window: Window,
    content: bytes,
    *,
    file_name: str = "",
    replace: bool = False,
    again: bool = False,
) -> Loaded:
    """Enter the rows of a filled-in sheet: all of them, or none and SheetRefused says why.

    A row whose key (`unique`) is there already is left where it says the same; where it differs it
    is changed with `replace`, else refused. In a register without a key a row is there already
    where another says the same in every column; `again` enters it once more. `file_name` is what
    people call the file, for what is said of it.
    """
    require_editor(register, reader)
    lines = list(_lines(conn, register, reader, _read(content, file_name or _KEPT_AS)))
    faults = _twice(register, lines)
    entered: dict[str, list[tuple[int, int]]] = {"added": [], "changed": [], "same": []}
    with db.acting_as(conn, reader.login):
        hold(conn, reader.ward, register)
        twins = None if register.unique or again else Twins(conn, register, reader)
        for line in lines:
            try:
                with db.transaction(conn):
                    how, row = _enter(conn, register, reader, window, line.said, replace, twins)
                    entered[how].append(row)
            except EditConflict:
                faults.append(_of_row(line.number))
            except FormRefused as refused:
                faults += _faults(register, line, refused)
        if faults:
            raise SheetRefused(sorted(faults, key=lambda each: each.line))
        done = {"added": entered["added"], "changed": entered["changed"]}
        name = file_name or _KEPT_AS
        batch = any(done.values()) and keep_batch(conn, register, reader, **done, file_name=name)
    return Loaded(**{how: len(rows) for how, rows in entered.items()}, batch=batch or None)


def _enter(
    conn: connection,
    register: Register,
    reader: Reader,
    window: Window,
    said: Mapping[str, str],
    replace: bool,
    twins: Twins | None,
) -> tuple[str, tuple[int, int]]:
    """Enter one row; say whether it was added, changed or there just so, its id and version."""
    values = read_form(conn, reader.ward, register, reader.role, said)
    if twins is not None and twins.take(values):
        return "same", (0, 0)
    there = _there(conn, register, reader, window, values)
    if there is None:
        made = add_row(conn, register, reader, said)
        if twins is not None:
            twins.made(made)
        return "added", (made, 1)
    columns = register.columns_for(reader.role)
    said = _as_there(columns, there) | dict(said)
    values = read_form(conn, reader.ward, register, reader.role, said)
    differs = [c for c in columns if as_typed(c, there[c.name]) != as_typed(c, values[c.name])]
    seen = there["id"], there["version"]
    if not differs:
        return "same", seen
    if not replace:
        raise FormRefused({differs[0].name: _is_there(register, differs[0], there)})
    change_row(conn, register, reader, *seen, said, window)
    return "changed", (seen[0], seen[1] + 1)


def _as_there(columns: Sequence[Column], row: Row) -> dict[str, str]:
    """Return a row as its form holds it: what a sheet has no column for stays as it is."""
    return {
        each.name: words_of(each, row).vi
        if each.ref and target_of(each).typed
        else as_typed(each, row[each.name])
        for each in columns
    }


def _there(
    conn: connection, register: Register, reader: Reader, window: Window, values: Mapping[str, Any]
) -> Row | None:
    """Return the row that has the same key; None where none has, or the register has no key."""
    if not register.unique:
        return None
    key = register.unique[0]
    query = sql.SQL(
        "SELECT id FROM {} WHERE ward_id = %(ward)s AND deleted_at IS NULL AND {}"
    ).format(
        sql.Identifier(register.table),
        sql.SQL(" AND ").join(
            sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder(n)) for n in key
        ),
    )
    found = db.value(conn, query, {name: values[name] for name in key} | {"ward": reader.ward.id})
    return None if found is None else read_row(conn, register, reader, found, window)


def _is_there(register: Register, column: Column, row: Row) -> Text:
    was = as_typed(column, row[column.name])
    names = [register.column(each).title for each in register.unique[0]]
    vi, en = (", ".join(getattr(each, lang) for each in names) for lang in ("vi", "en"))
    return Text(
        f"{column.title.vi}: sổ đã có dòng cùng {vi} với giá trị '{was}'; đánh dấu 'Ghi đè dòng đã"
        " có' nếu tệp này đúng hơn.",
        f"{column.title.en}: a row with the same {en} is there with '{was}'; tick 'Replace rows"
        " that are there' if this file is right.",
    )


def _lines(conn: connection, register: Register, reader: Reader, frame: Any) -> Iterator[_Line]:
    columns = _matched(register, reader, list(frame.columns))
    if len(frame) > MOST_ROWS:
        raise SheetRefused([_of_file(len(frame), _too_many(len(frame)))])
    words = words_by_column(conn, reader, columns.values())
    for line, cells in zip(frame.index, frame.itertuples(index=False), strict=True):
        texts = dict(zip(frame.columns, (restored(str(c).strip()) for c in cells), strict=True))
        if any(texts.values()):
            typed = {column.name: texts[title] for title, column in columns.items()}
            yield _Line(int(line), typed, said_of(conn, register, typed, words))


def _read(content: bytes, name: str) -> Any:
    """Return the cells of the sheet as texts, by line; SheetRefused where it is no such sheet."""
    if len(content) <= LARGEST and not content.startswith(_BOOKS):
        text = Text(
            f"'{name}' không phải tệp Excel/ODS; hãy dùng mẫu hoặc tệp XLSX của trang này.",
            f"'{name}' is no Excel/ODS file; use the template or the XLSX of this page.",
        )
        raise SheetRefused([_of_file(name, text)])
    with tempfile.TemporaryDirectory(prefix="diemnong-sheet-") as folder:
        path = Path(folder) / _KEPT_AS
        path.write_bytes(content)
        try:
            options = ImportOptions(encoding="utf-8", table=DATA, header="1")
            return read_apart(path, options, Issues(), LIMITS).frame
        except Asked as asked:
            text = Text(
                f"Tệp '{name}' không có trang '{DATA}'; hãy dùng mẫu tải ở trang này.",
                f"The file '{name}' has no sheet '{DATA}'; use the template of this page.",
            )
            raise SheetRefused([_of_file(name, text)]) from asked
        except FileRefused as refused:
            said = Text(*(each.replace(_KEPT_AS, name) for each in refused.issue.message))
            value = str(refused.issue.value).replace(_KEPT_AS, name)
            raise SheetRefused([_of_file(value, said)]) from refused


def _matched(register: Register, reader: Reader, titles: Sequence[str]) -> dict[str, Column]:
    """Say which column each title means; unknown titles and missing columns are refused."""
    columns = _columns(register, reader)
    names = {
        match_key(said): each
        for each in columns
        for said in (each.title.vi, each.title.en, each.name)
    }
    found = {title: names[match_key(title)] for title in titles if match_key(title) in names}
    allowed = Text(", ".join(c.title.vi for c in columns), ", ".join(c.title.en for c in columns))
    ours = {match_key(STATUS_TITLE.vi), match_key(STATUS_TITLE.en)}
    unknown = [t for t in titles if t not in found and match_key(t) not in ours]
    faults = [
        Fault(1, same(title), title, Text(
            f"Cột '{title}' không có trong sổ này; các cột: {allowed.vi}.",
            f"Column '{title}' is not in this register; its columns: {allowed.en}."))
        for title in unknown
    ]  # fmt: skip
    there = {each.name for each in found.values()}
    faults += [
        Fault(1, each.title, "", Text(
            f"Thiếu cột '{each.title.vi}'; các cột: {allowed.vi}.",
            f"Column '{each.title.en}' is missing; the columns: {allowed.en}."))
        for each in columns if each.required and each.name not in there
    ]  # fmt: skip
    if faults:
        raise SheetRefused(faults)
    return found


def _columns(register: Register, reader: Reader) -> tuple[Column, ...]:
    return register.columns_for(reader.role)


def _twice(register: Register, lines: Sequence[_Line]) -> list[Fault]:
    """Refuse a second row of the same key within the sheet."""
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for line in lines:
        for key in register.unique[:1]:
            at = tuple(line.said.get(name, "") for name in key)
            if first.setdefault(at, line.number) != line.number:
                title, before = register.column(key[-1]).title, first[at]
                faults.append(
                    Fault(
                        line.number,
                        title,
                        line.value(key[-1]),
                        Text(
                            f"{title.vi}: trùng với dòng {before} của tệp; mỗi khóa một dòng.",
                            f"{title.en}: the same as line {before} of the file; one row a key.",
                        ),
                    )
                )
    return faults


def _faults(register: Register, line: _Line, refused: FormRefused) -> list[Fault]:
    return [
        Fault(line.number, register.column(name).title, line.value(name), message)
        for name, message in refused.faults.items()
    ]


def _of_row(line: int) -> Fault:
    text = Text("Người khác vừa sửa dòng này; nạp lại tệp.", "Changed by others; load it again.")
    return Fault(line, Text("dòng", "row"), "", text)


def _of_file(value: object, message: Text) -> Fault:
    return Fault(0, Text("tệp", "file"), str(value), message)


def _too_many(rows: int) -> Text:
    return Text(
        f"Tệp có {rows} dòng; mỗi lần nạp nhiều nhất {MOST_ROWS}.",
        f"The file has {rows} rows; at most {MOST_ROWS} at a time.",
    )

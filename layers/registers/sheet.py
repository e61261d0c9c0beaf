"""A filled-in sheet of a register (layers/registers/template.py) read back: all of it or nothing.

The first sheet has a row a row under the titles of the columns, as an export has. Nothing is kept
of a sheet in which anything is wrong; every refusal names row, field, value and what is allowed.
"""

import re
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
from layers.periods import known_day
from layers.registers.batches import keep_batch
from layers.registers.contract import Column, Register
from layers.registers.export import STATUS_TITLE
from layers.registers.in_force import choose_of_day, is_for_a_time
from layers.registers.listing import Row, read_row
from layers.registers.reading import figure_names
from layers.registers.references import options_of, target_of
from layers.registers.scope import Reader, Window
from layers.registers.sheet_twins import Twins
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
_MONTH = re.compile(r"^(\d{2})/(\d{4})$")


class Fault(NamedTuple):
    """One refusal: the row as the spreadsheet counts, the field, the value, what is allowed."""

    line: int
    field: Text
    value: str
    message: Text


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
        twins = None if register.unique or again else Twins(conn, register, reader)
        for line, said in lines:
            try:
                with db.transaction(conn):
                    how, row = _enter(conn, register, reader, window, said, replace, twins)
                    entered[how].append(row)
            except EditConflict:
                faults.append(_of_row(line))
            except FormRefused as refused:
                faults += _faults(register, line, said, refused)
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


def _lines(
    conn: connection, register: Register, reader: Reader, frame: Any
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and texts by column, as a form would send them."""
    columns = _matched(register, reader, list(frame.columns))
    if len(frame) > MOST_ROWS:
        raise SheetRefused([_of_file(len(frame), _too_many(len(frame)))])
    words = {each.name: _words_of(conn, reader, each) for each in columns.values()}
    for line, cells in zip(frame.index, frame.itertuples(index=False), strict=True):
        texts = dict(zip(frame.columns, (restored(str(c).strip()) for c in cells), strict=True))
        if any(texts.values()):
            named = {column.name: texts[title] for title, column in columns.items()}
            yield int(line), _said(conn, register, named, words)


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


class _Words(NamedTuple):
    """What words of a sheet mean in a column: a form's value, or the ids of what is so called."""

    values: dict[str, str]
    ids: dict[str, list[int]]


def _words_of(conn: connection, reader: Reader, column: Column) -> _Words:
    if column.type == "choice":
        return _Words(
            {
                match_key(said): code
                for code, words in column.choices.items()
                for said in (code, words.vi, words.en)
            },
            {},
        )
    if column.type == "figure":
        return _Words(
            {
                match_key(said): code
                for code, words in figure_names(reader.role).items()
                for said in (code, words.vi, words.en)
            },
            {},
        )
    if column.type == "boolean":
        return _Words({"có": "true", "yes": "true", "không": "false", "no": "false"}, {})
    if not column.ref or target_of(column).typed:
        return _Words({}, {})
    ids: dict[str, list[int]] = {}
    for option in options_of(conn, reader.ward, column):
        for said in {option.label, option.words}:
            ids.setdefault(match_key(said), []).append(option.id)
    return _Words({}, ids)


def _said(
    conn: connection, register: Register, texts: Mapping[str, str], words: Mapping[str, _Words]
) -> dict[str, str]:
    """Return the texts of a row as a form sends them."""
    said = {
        name: words[name].values.get(match_key(text), text) if text else ""
        for name, text in texts.items()
    }
    for name, text in texts.items():
        if register.column(name).type == "month":
            said[name] = _MONTH.sub(r"\2-\1", text)
    for name, text in texts.items():
        column = register.column(name)
        if text and column.ref and not target_of(column).typed:
            said[name] = _named(conn, register, column, words[name].ids, text, said)
    return said


def _named(
    conn: connection,
    register: Register,
    column: Column,
    ids: Mapping[str, list[int]],
    text: str,
    said: Mapping[str, str],
) -> str:
    """Return the id of what a cell names; of groups or contracts of one name that of the row's day.

    A name of nothing or of several goes on in quotes: no number in a cell is ever taken for an id.
    """
    found = ids.get(match_key(text), [])
    day = known_day(f"{said.get(register.dating, '')}-01"[:10]) if register.dating else None
    if len(found) > 1 and day and is_for_a_time(column):
        found = choose_of_day(conn, register, column, found, day)
    return str(found[0]) if len(found) == 1 else f"«{text}»"


def _columns(register: Register, reader: Reader) -> tuple[Column, ...]:
    return register.columns_for(reader.role)


def _twice(register: Register, lines: Sequence[tuple[int, dict[str, str]]]) -> list[Fault]:
    """Refuse a second row of the same key within the sheet."""
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for line, said in lines:
        for key in register.unique[:1]:
            at = tuple(said.get(name, "") for name in key)
            if first.setdefault(at, line) != line:
                title, before = register.column(key[-1]).title, first[at]
                faults.append(
                    Fault(
                        line,
                        title,
                        said.get(key[-1], ""),
                        Text(
                            f"{title.vi}: trùng với dòng {before} của tệp; mỗi khóa một dòng.",
                            f"{title.en}: the same as line {before} of the file; one row a key.",
                        ),
                    )
                )
    return faults


def _faults(
    register: Register, line: int, said: Mapping[str, str], refused: FormRefused
) -> list[Fault]:
    return [
        Fault(line, register.column(name).title, said.get(name, ""), message)
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

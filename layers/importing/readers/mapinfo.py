"""Read MapInfo TAB and MIF: in one place, with their companions; the charset as they declare it."""

import re
from dataclasses import replace
from pathlib import Path

from geo.text import Text, same
from layers.importing.encodings import decode_frame
from layers.importing.issues import Issues, refused
from layers.importing.options import ImportOptions
from layers.importing.questions import Detected
from layers.importing.readers import gdal
from layers.importing.readers.shapefile import beside
from layers.importing.source import Source

_CHARSET = re.compile(rb'charset\s+"?([\w-]+)', re.I)
_TYPE = re.compile(rb"^\s*type\s+(\w+)", re.I | re.M)
_ELSEWHERE = re.compile(rb'^\s*(open\s+table|file\s+"|create\s+view)', re.I | re.M)
_HEAD = 1 << 16


def read_tab(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read a native table; linked, raster and seamless ones point to other files."""
    gdal.require_start(path, (b"!table", b"!Table", b"!TABLE"), "MapInfo TAB")
    head = _head(path)
    kind = _TYPE.search(head)
    word = kind.group(1).decode("ascii", "replace").upper() if kind else "—"
    if word not in ("NATIVE", "DBF") or _ELSEWHERE.search(head):
        raise refused(
            "file",
            "forbidden",
            word,
            Text(
                f"Bảng MapInfo loại {word} dẫn đến tệp khác: không đọc. Hãy lưu thành bảng thường.",
                f"A MapInfo table of type {word} points to other files: not read. Save a copy of"
                " it as a table of its own.",
            ),
        )
    _require(path, ".dbf" if word == "DBF" else ".dat")
    return _read(path, head, options)


def read_mif(path: Path, options: ImportOptions, issues: Issues) -> Source:
    gdal.require_start(path, (b"Version", b"VERSION", b"version"), "MapInfo MIF")
    _require(path, ".mid")
    return _read(path, _head(path), options)


def _read(path: Path, head: bytes, options: ImportOptions) -> Source:
    """Read as the charset says; "Neutral" says nothing, nor does an encoding that was stated."""
    found = _CHARSET.search(head)
    charset = found.group(1).decode("ascii") if found else "Neutral"
    table = gdal.choose_table(path, options.table)
    if charset.casefold() == "neutral":
        return decode_frame(gdal.read_table(path, table, gdal.BYTE_BY_BYTE), options.encoding)
    source = gdal.read_table(path, table)
    if options.encoding:
        return source  # read again by settle_text
    return replace(source, detected=(Detected("encoding", charset, same(path.name)),))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _require(path: Path, suffix: str) -> None:
    if beside(path, suffix) is None:
        name = path.stem + suffix
        raise refused(
            "file",
            "incomplete",
            name,
            Text(
                f"Thiếu '{name}' bên cạnh '{path.name}'.",
                f"'{name}' is missing beside '{path.name}'.",
            ),
        )

"""Read a Shapefile: .shp with .shx and .dbf beside it; the encoding declared or stated."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from geo.text import Text, same
from layers.importing.encodings import decode_frame
from layers.importing.issues import Issues, refused
from layers.importing.options import ImportOptions
from layers.importing.questions import Detected
from layers.importing.readers import gdal
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the shapes; text that is not ASCII needs a .cpg file or --encoding."""
    table = _table(path, options)
    known = _declared(path, options)
    if known:
        return replace(gdal.read_table(path, table), detected=(known,))
    return decode_frame(gdal.read_table(path, table, gdal.BYTE_BY_BYTE), options.encoding)


def read_blocks(path: Path, options: ImportOptions, issues: Issues, rows: int) -> Iterator[Source]:
    """Read as `read` does, so many shapes at a time where the file says what its text is."""
    known = _declared(path, options)
    if known is None:
        yield read(path, options, issues)
        return
    for block in gdal.read_table_blocks(path, _table(path, options), rows):
        yield replace(block, detected=(known,))


def _table(path: Path, options: ImportOptions) -> str:
    """Return the table of a Shapefile that is whole."""
    gdal.require_start(path, (b"\x00\x00\x27\x0a",), "Shapefile")
    for suffix in (".shx", ".dbf"):
        if beside(path, suffix) is None:
            raise refused(
                "file",
                "incomplete",
                path.stem + suffix,
                Text(
                    f"Thiếu '{path.stem}{suffix}' bên cạnh '{path.name}'.",
                    f"'{path.stem}{suffix}' is missing beside '{path.name}'.",
                ),
            )
    _require_whole(path)
    return gdal.choose_table(path, options.table)


def _declared(path: Path, options: ImportOptions) -> Detected | None:
    """Return the encoding that a .cpg file states, unless a person states another."""
    declared = beside(path, ".cpg")
    if declared is None or options.encoding:
        return None
    return Detected("encoding", _first_line(declared), same(declared.name))


def _require_whole(path: Path) -> None:
    """Refuse attributes that were cut, or are of another file: GDAL would leave them out."""
    index, attributes = beside(path, ".shx"), beside(path, ".dbf")
    assert index is not None and attributes is not None
    with attributes.open("rb") as file:
        head = file.read(12)
    shapes = (index.stat().st_size - 100) // 8
    if len(head) == 12:
        rows, start, width = struct.unpack("<4xIHH", head)
        if rows == shapes and attributes.stat().st_size >= start + rows * width:
            return
        found = f"{rows} / {shapes}"
    else:
        found = f"{len(head)} bytes"
    raise refused(
        "file",
        "incomplete",
        attributes.name,
        Text(
            f"'{attributes.name}' bị cắt hoặc không thuộc '{path.name}' (dòng / hình: {found}).",
            f"'{attributes.name}' is cut, or not of '{path.name}' (rows / shapes: {found}).",
        ),
    )


def _first_line(path: Path) -> str:
    return path.read_bytes()[:80].decode("ascii", "replace").strip()


def beside(path: Path, suffix: str) -> Path | None:
    """Find the companion file, in either case."""
    for each in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if each.is_file():
            return each
    return None

"""Open a data file: one module a format, chosen by the end of the file's name."""

from collections.abc import Callable, Iterator
from pathlib import Path

from geo.text import Text
from layers.importing.encodings import settle_text
from layers.importing.issues import Issues, listing, refused
from layers.importing.options import ImportOptions
from layers.importing.readers import (
    delimited,
    dxf,
    flatgeobuf,
    geojson,
    geojson_lines,
    geopackage,
    gpx,
    kml,
    mapinfo,
    shapefile,
    spreadsheet,
    zipped,
)
from layers.importing.source import Source

BLOCK_ROWS = 50_000

Reader = Callable[[Path, ImportOptions, Issues], Source]
BlockReader = Callable[[Path, ImportOptions, Issues, int], Iterator[Source]]


def _read_tab(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read a .tab: a table between tabs, or of MapInfo if it begins like one."""
    with path.open("rb") as file:
        is_mapinfo = file.read(6).lower() == b"!table"
    return (mapinfo.read_tab if is_mapinfo else delimited.read)(path, options, issues)


READERS: dict[str, Reader] = {
    ".csv": delimited.read,
    ".csv.gz": delimited.read,
    ".tsv": delimited.read,
    ".tsv.gz": delimited.read,
    ".tab": _read_tab,
    ".txt": delimited.read,
    ".geojson": geojson.read,
    ".json": geojson.read,
    ".gpkg": geopackage.read,
    ".geojsonl": geojson_lines.read,
    ".geojsons": geojson_lines.read,
    ".geojsonseq": geojson_lines.read,
    ".ndjson": geojson_lines.read,
    ".fgb": flatgeobuf.read,
    ".shp": shapefile.read,
    ".shp.zip": zipped.read,
    ".zip": zipped.read,
    ".mif": mapinfo.read_mif,
    ".kml": kml.read,
    ".kmz": kml.read_kmz,
    ".gpx": gpx.read,
    ".dxf": dxf.read,
    ".xlsx": spreadsheet.read,
    ".xls": spreadsheet.read,
    ".ods": spreadsheet.read,
}


IN_BLOCKS: dict[Reader, BlockReader] = {
    delimited.read: delimited.read_blocks,
    flatgeobuf.read: flatgeobuf.read_blocks,
    geopackage.read: geopackage.read_blocks,
    shapefile.read: shapefile.read_blocks,
}
"""Formats in which what stands before a block is passed over quickly."""


def read_file(path: Path, options: ImportOptions, issues: Issues, rows: int) -> Iterator[Source]:
    """Read a file of the disk with the reader of its format; FileRefused for all others.

    Where the format allows it comes in blocks of so many rows, else at once. The first block tells
    what its text is: it holds more cells than are looked at for that.
    """
    _require_file(path)
    reader = _reader_for(path)
    in_blocks = IN_BLOCKS.get(reader)
    if in_blocks and options.encoding in (None, "utf-8"):
        blocks = in_blocks(path, options, issues, max(rows, BLOCK_ROWS // rows * rows))
    else:
        blocks = iter([reader(path, options, issues)])
    yield settle_text(next(blocks), options.encoding, issues)
    yield from blocks


def _require_file(path: Path) -> None:
    if str(path).startswith(("/vsi", "\\vsi")) or "://" in str(path):
        raise refused(
            "file",
            "not_a_file",
            path,
            Text(
                f"'{path}' không phải tệp trên máy này: chỉ đọc tệp trên đĩa.",
                f"'{path}' is no file of this machine: only files on its disk are read.",
            ),
        )
    if not path.is_file():
        raise refused(
            "file",
            "not_a_file",
            path,
            Text(f"Không có tệp '{path}'.", f"There is no file '{path}'."),
        )
    if path.stat().st_size == 0:
        raise refused("file", "empty", path.name, Text("Tệp rỗng.", "The file is empty."))


def _reader_for(path: Path) -> Reader:
    name = path.name.lower()
    for suffix, reader in READERS.items():
        if name.endswith(suffix):
            return reader
    known = listing(READERS, limit=len(READERS))
    raise refused(
        "file",
        "format",
        path.name,
        Text(
            f"Không đọc định dạng của '{path.name}'. Đọc được: {known}.",
            f"The format of '{path.name}' is not read. These are: {known}.",
        ),
    )

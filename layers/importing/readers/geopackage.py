"""Read one table of a GeoPackage."""

from collections.abc import Iterator
from pathlib import Path

from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    return gdal.read_table(path, _table(path, options))


def read_blocks(path: Path, options: ImportOptions, issues: Issues, rows: int) -> Iterator[Source]:
    """Read as `read` does, so many features at a time."""
    return gdal.read_table_blocks(path, _table(path, options), rows)


def _table(path: Path, options: ImportOptions) -> str:
    gdal.require_start(path, (b"SQLite format 3\x00",), "GeoPackage")
    return gdal.choose_table(path, options.table)

"""Read the drawing of a DXF file: no coordinate system is stated, its layers become a column."""

from pathlib import Path

from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source

_STARTS = (b"0\n", b"0\r", b"999", b"AutoCAD Binary DXF")


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    gdal.require_start(path, _STARTS, "DXF")
    return gdal.read_table(path, gdal.choose_table(path, options.table))

"""Read FlatGeobuf."""

from pathlib import Path

from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    gdal.require_start(path, (b"fgb\x03",), "FlatGeobuf")
    return gdal.read_table(path, gdal.choose_table(path, options.table))

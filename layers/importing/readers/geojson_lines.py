"""Read GeoJSON text sequences: one feature a line, UTF-8, degrees in WGS 84."""

from pathlib import Path

from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.readers.geojson import require_utf8
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    gdal.require_start(path, (b"{", b"\x1e"), "GeoJSONSeq")
    require_utf8(path)
    return gdal.read_table(path, gdal.choose_table(path, options.table))

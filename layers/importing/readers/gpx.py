"""Read one kind of things from a GPX file: waypoints, routes or tracks; degrees in WGS 84."""

from pathlib import Path

from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.readers.markup import require_plain_xml
from layers.importing.source import Source

TABLES = ("waypoints", "routes", "tracks")


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the one kind that the file has, or the one that --table names."""
    gdal.require_start(path, (b"<",), "GPX")
    require_plain_xml(path)
    return gdal.read_table(path, gdal.choose_table(path, options.table, TABLES))

"""Read a Shapefile: .shp with .shx and .dbf beside it; the encoding declared or stated."""

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
    table = gdal.choose_table(path, options.table)
    declared = beside(path, ".cpg")
    if declared and not options.encoding:
        known = Detected("encoding", _first_line(declared), same(declared.name))
        return replace(gdal.read_table(path, table), detected=(known,))
    return decode_frame(gdal.read_table(path, table, gdal.BYTE_BY_BYTE), options.encoding)


def _first_line(path: Path) -> str:
    return path.read_bytes()[:80].decode("ascii", "replace").strip()


def beside(path: Path, suffix: str) -> Path | None:
    """Find the companion file, in either case."""
    for each in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if each.is_file():
            return each
    return None

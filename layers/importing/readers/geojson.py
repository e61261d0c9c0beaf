"""Read GeoJSON: UTF-8; degrees in WGS 84 unless the file itself declares another system."""

from pathlib import Path

from geo.text import Text
from layers.importing.issues import FileRefused, Issues, refused
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the features; dates stay the text that stands in the file."""
    gdal.require_start(path, (b"{",), "GeoJSON")
    require_utf8(path)
    return gdal.read_table(path, gdal.choose_table(path, options.table), DATE_AS_STRING="YES")


def require_utf8(path: Path) -> None:
    """Refuse a file that is not UTF-8, as all GeoJSON is."""
    with path.open("rb") as file:
        for line, content in enumerate(file, 1):
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise _not_utf8(line, content[error.start]) from error


def _not_utf8(line: int, byte: int) -> FileRefused:
    return refused(
        "encoding",
        "encoding",
        f"0x{byte:02x}",
        Text(
            f"Dòng {line}: byte 0x{byte:02x} không phải UTF-8; GeoJSON luôn là UTF-8.",
            f"Line {line}: byte 0x{byte:02x} is not UTF-8; GeoJSON always is.",
        ),
    )

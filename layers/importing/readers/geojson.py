"""Read GeoJSON: UTF-8; degrees in WGS 84 unless the file itself declares another system."""

from pathlib import Path

from geo.text import Text
from layers.importing.issues import Issues, refuse_file
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the features; dates stay the text that stands in the file."""
    gdal.require_start(path, (b"{",), "GeoJSON")
    _require_utf8(path)
    return gdal.read_table(path, gdal.choose_table(path, options.table), DATE_AS_STRING="YES")


def _require_utf8(path: Path) -> None:
    line = 0
    with path.open("rb") as file:
        try:
            for line, content in enumerate(file, 1):
                content.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = content[error.start]
            refuse_file(
                "encoding",
                "encoding",
                f"0x{byte:02x}",
                Text(
                    f"Dòng {line}: byte 0x{byte:02x} không phải UTF-8; GeoJSON luôn là UTF-8.",
                    f"Line {line}: byte 0x{byte:02x} is not UTF-8; GeoJSON always is.",
                ),
            )

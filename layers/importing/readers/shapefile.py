"""Read a Shapefile: .shp with .shx and .dbf beside it; the encoding declared or stated."""

from pathlib import Path

from geo.text import Text
from layers.importing.issues import Issues, refused
from layers.importing.options import ImportOptions
from layers.importing.readers import gdal
from layers.importing.source import Source


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the shapes; text that is not ASCII needs a .cpg file or --encoding."""
    gdal.require_start(path, (b"\x00\x00\x27\x0a",), "Shapefile")
    for suffix in (".shx", ".dbf"):
        if _beside(path, suffix) is None:
            raise refused(
                "file",
                "incomplete",
                path.stem + suffix,
                Text(
                    f"Thiếu '{path.stem}{suffix}' bên cạnh '{path.name}'.",
                    f"'{path.stem}{suffix}' is missing beside '{path.name}'.",
                ),
            )
    _require_encoding(path, options.encoding)
    return gdal.read_table(path, gdal.choose_table(path, options.table), options.encoding)


def _require_encoding(path: Path, stated: str | None) -> None:
    """Refuse accented text whose encoding nobody states: GDAL would take it for Latin-1."""
    attributes = _beside(path, ".dbf")
    if stated or _beside(path, ".cpg") or attributes is None:
        return
    if attributes.read_bytes()[32:].isascii():
        return
    raise refused(
        "encoding",
        "encoding",
        "",
        Text(
            f"'{path.stem}.dbf' có chữ có dấu nhưng không có tệp .cpg nói bảng mã; hãy nêu"
            " --encoding.",
            f"'{path.stem}.dbf' has accented text but no .cpg names its encoding; state"
            " --encoding.",
        ),
    )


def _beside(path: Path, suffix: str) -> Path | None:
    """Find the companion file, in either case."""
    for each in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if each.is_file():
            return each
    return None

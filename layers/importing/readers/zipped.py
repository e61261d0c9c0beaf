"""Read a zipped Shapefile: unpacked under limits, then read as if it had come unpacked."""

import csv
import tempfile
from dataclasses import replace
from pathlib import Path

from geo.text import Text, same
from layers.importing.issues import Issues, listing, refused
from layers.importing.options import ImportOptions
from layers.importing.questions import Option, Question, asked
from layers.importing.readers import archive, gdal, shapefile
from layers.importing.source import Source
from layers.own_files.names import NAMES_END


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the one Shapefile of the archive, or the one that --table names."""
    gdal.require_start(path, (b"PK\x03\x04", b"PK\x05\x06"), "ZIP")
    with tempfile.TemporaryDirectory(prefix="diemnong-") as name:
        files = archive.unpack(path, Path(name))
        shapes = {each.stem: each for each in files if each.suffix.lower() == ".shp"}
        chosen = _choose(path, shapes, files, options.table)
        source = shapefile.read(shapes[chosen], replace(options, table=None), issues)
        source = _with_full_names(source, shapes[chosen])
    return replace(source, file_format=f"{source.file_format} (zip)")


def _with_full_names(source: Source, shape: Path) -> Source:
    """Give columns the names that a table beside the shapes says; one of our own exports has it."""
    table = shape.with_name(shape.stem + NAMES_END)
    if not table.is_file():
        return source
    with table.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row.get("short") or "": row.get("name") or "" for row in rows}
    full = {name: names.get(str(name)) or name for name in source.frame.columns}
    if len(set(full.values())) < len(full):
        return source
    return replace(source, frame=source.frame.rename(columns=full))


def _choose(path: Path, shapes: dict[str, Path], files: list[Path], wanted: str | None) -> str:
    if not shapes:
        found = listing(each.name for each in files) or "—"
        raise refused(
            "file",
            "format",
            path.name,
            Text(
                f"Tệp nén không có Shapefile (.shp); có: {found}.",
                f"The archive holds no Shapefile (.shp); it has: {found}.",
            ),
        )
    if wanted in shapes:
        return str(wanted)
    if wanted is None and len(shapes) == 1:
        return next(iter(shapes))
    text = Text(
        f"Tệp nén có nhiều Shapefile: {listing(shapes)}. Hãy chọn một bằng --table.",
        f"The archive has several Shapefiles: {listing(shapes)}. Choose one with --table.",
    )
    options = tuple(
        Option(stem, same(stem), same(f"{each.stat().st_size} bytes"))
        for stem, each in shapes.items()
    )
    raise asked("table", "table", wanted or "", Question("table", text, options))

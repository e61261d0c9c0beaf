"""Read KML and KMZ: degrees in WGS 84; no entities, no links to other files."""

import tempfile
from dataclasses import replace
from pathlib import Path

from geo.text import Text
from layers.importing.issues import Issues, refused
from layers.importing.options import ImportOptions
from layers.importing.readers import archive, gdal
from layers.importing.readers.markup import require_plain_xml
from layers.importing.source import Source
from layers.own_files.names import KML_PREFIX


def read(path: Path, options: ImportOptions, issues: Issues) -> Source:
    gdal.require_start(path, (b"<", b"\xff\xfe<", b"\xfe\xff\x00<"), "KML")
    require_plain_xml(path)
    return _own(gdal.read_table(path, gdal.choose_table(path, options.table)))


def _own(source: Source) -> Source:
    """Return what our export wrote, under its names, without the columns that KML adds."""
    names = map(str, source.frame.columns)
    ours = {each: each.removeprefix(KML_PREFIX) for each in names if each.startswith(KML_PREFIX)}
    if not ours:
        return source
    return replace(source, frame=source.frame[list(ours)].rename(columns=ours))


def read_kmz(path: Path, options: ImportOptions, issues: Issues) -> Source:
    """Read the first .kml of the archive, as KMZ wants it; pictures beside it are left."""
    gdal.require_start(path, (b"PK\x03\x04",), "KMZ")
    with tempfile.TemporaryDirectory(prefix="diemnong-") as name:
        files = archive.unpack(path, Path(name))
        documents = [each for each in files if each.suffix.lower() == ".kml"]
        if not documents:
            raise refused(
                "file",
                "format",
                path.name,
                Text("Tệp KMZ không có tệp .kml nào.", "The KMZ holds no .kml file."),
            )
        return replace(read(documents[0], options, issues), file_format="KMZ")

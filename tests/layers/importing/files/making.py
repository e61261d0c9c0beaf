"""Small files of every format, written by hand: exactly what a test says, defects and all."""

import io
import struct
import tempfile
import warnings
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

GOLDEN = (105.886281, 21.048956)

_OFFICE = "application/vnd.openxmlformats"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_OFFICE}-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override'
    f' PartName="/xl/workbook.xml" ContentType="{_OFFICE}-officedocument.spreadsheetml.sheet'
    '.main+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"'
    ' applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def zipped(entries: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    """Return a ZIP archive."""
    made = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def xlsx(*sheets: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    """Return a workbook; dates become dates, `merged` are ranges of the first sheet."""
    names = [f"Sheet{at}" for at in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATION}/worksheet" Target="worksheets/{name}.xml"/>'
        for at, name in enumerate(names, 1)
    )
    relations += f'<Relationship Id="rIdS" Type="{_RELATION}/styles" Target="styles.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    entries = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1"'
        f' Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{relations}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }
    for at, (name, rows) in enumerate(zip(names, sheets, strict=True)):
        entries[f"xl/worksheets/{name}.xml"] = _sheet(rows, merged if at == 0 else ())
    return zipped(entries)


def far_cell() -> bytes:
    """Return a workbook whose second cell lies in the last row and column that Excel has."""
    book = xlsx([["a"]])
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            far = b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            new.writestr(entry, old.read(entry).replace(b"</row></sheetData>", far))
    return made.getvalue()


def _sheet(rows: list[list[object]], merged: tuple[str, ...]) -> str:
    lines = "".join(f'<row r="{at}">{_cells(at, row)}</row>' for at, row in enumerate(rows, 1))
    spans = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    spans = f"<mergeCells>{spans}</mergeCells>" if spans else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{spans}</worksheet>'


def _cells(at: int, row: list[object]) -> str:
    return "".join(_cell(at, column, value) for column, value in enumerate(row))


def _cell(row: int, column: int, value: object) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c {place} s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c {place}><v>{value}</v></c>"
    if str(value).startswith("#"):
        return f'<c {place} t="e"><v>{value}</v></c>'
    return f'<c {place} t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def written(
    suffix: str, driver: str, *, crs: int | None = 4326, **columns: list[object]
) -> dict[str, bytes]:
    """Return the files that GDAL writes for points near the golden one, by their suffixes."""
    count = len(next(iter(columns.values()), [0]))
    points = [shapely.Point(GOLDEN[0] + at / 1000, GOLDEN[1]) for at in range(count)]
    frame = gpd.GeoDataFrame(columns, geometry=points, crs=crs)
    with tempfile.TemporaryDirectory() as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file without a system is what some tests want
            frame.to_file(Path(folder) / f"a{suffix}", driver=driver)
        return {each.name[2:]: each.read_bytes() for each in Path(folder).iterdir()}


def shapefile(*, crs: int | None = 4326, **columns: list[object]) -> dict[str, bytes]:
    return written(".shp", "ESRI Shapefile", crs=crs, **columns)


def ods(**columns: list[object]) -> bytes:
    """Return an ODS sheet as GDAL writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ods"
        pyogrio.write_dataframe(pd.DataFrame(columns), path, driver="ODS")
        return path.read_bytes()


def kml(inside: str = "", head: str = "") -> str:
    """Return a KML document of one placemark."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Placemark><name>Điểm</name>{inside}<Point><coordinates>"
        f"{GOLDEN[0]},{GOLDEN[1]}</coordinates></Point></Placemark></Document></kml>"
    )


def gpx(inside: str) -> str:
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns='
        f'"http://www.topografix.com/GPX/1/1">{inside}</gpx>'
    )


def dxf(*points: tuple[float, float]) -> str:
    """Return a drawing of points."""
    entities = "".join(f"0\nPOINT\n8\nVIPHAM\n10\n{x}\n20\n{y}\n30\n0\n" for x, y in points)
    return f"0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"


def lying_zip(entry: str, content: bytes, stated: int) -> bytes:
    """Return an archive whose entry says another unpacked size than it has."""
    made = bytearray(zipped({entry: content}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = made.index(mark) + offset
        made[at : at + 4] = struct.pack("<I", stated)
    return bytes(made)


def linked_zip(entry: str, target: str) -> bytes:
    """Return an archive whose entry is a symbolic link."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo(entry)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, target)
    return made.getvalue()

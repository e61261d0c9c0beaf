"""KML, for Google Earth: degrees only; every field as text, under names that come back."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from geo.crs import WGS84
from geo.text import Text
from layers.exporting.base import Format, Row, Table, as_words
from layers.own_files.names import KML_PREFIX

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no way to hold them


def stream(table: Table) -> Iterator[bytes]:
    title, about = table.layer.title, "\n".join(table.about.lines())
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        f"<Document><name>{_text(title.vi)}</name><description>{_text(about)}</description>\n"
        f"<Folder><name>{_text(table.layer.name)}</name>\n"
    ).encode()
    label = table.layer.label or next((field.name for field in table.fields), None)
    for page in table.pages:
        rows = zip(page.rows, page.shapes, strict=True)
        yield "".join(_placemark(table, row, shape, label) for row, shape in rows).encode()
    yield b"</Folder></Document></kml>\n"


def _placemark(table: Table, row: Row, shape: Any, label: str | None) -> str:
    data = "".join(
        f"<Data name={quoteattr(KML_PREFIX + field.name)}>"
        f"<displayName>{_text(field.title.vi)}</displayName>"
        f"<value>{_text(as_words(row[field.name]))}</value></Data>"
        for field in table.fields
    )
    name = _text(as_words(row.get(label))) if label else ""
    return (
        f"<Placemark><name>{name}</name><ExtendedData>{data}</ExtendedData>"
        f"{_geometry(shape) if shape else ''}</Placemark>\n"
    )


def _geometry(shape: Any) -> str:
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{_numbers([shape.coords[0]])}</coordinates></Point>"
    if shape.geom_type == "LineString":
        return f"<LineString><coordinates>{_numbers(shape.coords)}</coordinates></LineString>"
    if shape.geom_type == "Polygon":
        inner = "".join(
            f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors
        )
        return (
            f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>{inner}</Polygon>"
        )
    return f"<MultiGeometry>{''.join(map(_geometry, shape.geoms))}</MultiGeometry>"


def _ring(ring: Any) -> str:
    return f"<LinearRing><coordinates>{_numbers(ring.coords)}</coordinates></LinearRing>"


def _numbers(corners: Any) -> str:
    return " ".join(f"{float(x)!r},{float(y)!r}" for x, y, *_ in corners)


def _text(words: str) -> str:
    return escape(_FORBIDDEN.sub("", words))


FORMAT = Format(
    "kml",
    "KML",
    ".kml",
    "application/vnd.google-earth.kml+xml",
    stream=stream,
    only_srid=WGS84,
    most_rows=500_000,
    loses=(
        Text("phân biệt ô trống với chữ rỗng", "the difference of nothing and an empty text"),
        Text("hệ tọa độ khác EPSG:4326", "coordinates other than EPSG:4326"),
        Text(
            "kiểu của cột: số, ngày và mã đều là chữ",
            "types of columns: numbers, days and codes are all text",
        ),
        Text("ký tự điều khiển trong chữ", "control characters in texts"),
    ),
)

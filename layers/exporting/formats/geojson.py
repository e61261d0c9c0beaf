"""GeoJSON: one feature a line, every digit kept; metres are declared as GDAL and QGIS read them."""

import json
from collections.abc import Iterator

import shapely

from geo.text import Text
from layers.exporting.base import Format, Table, plain


def stream(table: Table) -> Iterator[bytes]:
    head = {"type": "FeatureCollection", "name": table.layer.name}
    parts = [json.dumps(head, ensure_ascii=False)[:-1]]
    if not table.system.is_degrees:
        parts.append(f'"crs": {json.dumps(_crs(table.system.srid))}')
    parts.append(f'"metadata": {json.dumps(table.about.to_json(), ensure_ascii=False)}')
    yield (", ".join(parts) + ', "features": [\n').encode()
    separator = ""
    for page in table.pages:
        lines = []
        for row, shape in zip(page.rows, shapely.to_geojson(page.shapes), strict=True):
            values = {field.name: plain(row[field.name]) for field in table.fields}
            lines.append(
                f'{separator}{{"type": "Feature", "id": {row["id"]}, "geometry": {shape or "null"},'
                f' "properties": {json.dumps(values, ensure_ascii=False)}}}'
            )
            separator = ",\n"
        yield "".join(lines).encode()
    yield b"\n]}\n"


def _crs(srid: int) -> dict[str, object]:
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{srid}"}}


FORMAT = Format(
    "geojson",
    "GeoJSON",
    ".geojson",
    "application/geo+json",
    stream=stream,
    loses=(
        Text(
            "ngoài EPSG:4326, chỉ chương trình đọc mục 'crs' (QGIS, GDAL) đặt đúng chỗ",
            "outside EPSG:4326 only programs that read the member 'crs' (QGIS, GDAL) place it",
        ),
    ),
)

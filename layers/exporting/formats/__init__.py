"""The ways out: one module a format, listed here."""

from layers.exporting.base import Format
from layers.exporting.formats import (
    csv_table,
    dxf,
    geojson,
    geopackage,
    kml,
    shapefile,
    xlsx,
)

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (xlsx, geojson, geopackage, shapefile, csv_table, kml, dxf)
}

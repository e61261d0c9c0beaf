"""GeoPackage: types, coordinates and the words about the file are all kept in it."""

import json
from pathlib import Path

from layers.exporting.base import Format, Table
from layers.exporting.gdal_tables import Target, write_table


def build(table: Table, folder: Path) -> Path:
    path = folder / "export.gpkg"
    about = {
        "description": "\n".join(table.about.lines()),
        "diemnong": json.dumps(table.about.to_json(), ensure_ascii=False),
    }
    names = {field.name: field.name for field in table.fields}
    write_table(
        table,
        Target(path, "GPKG", names, layer=table.layer.name, layer_metadata=about),
    )
    return path


FORMAT = Format(
    "gpkg", "GeoPackage", ".gpkg", "application/geopackage+sqlite3", build=build,
    most_rows=1_000_000,
)  # fmt: skip

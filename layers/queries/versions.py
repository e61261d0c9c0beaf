"""The version of a layer: it moves with its tables and with the code that draws it."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from psycopg2.extensions import connection

from layers import db
from layers.contract import Layer

LAYERS = Path(__file__).parents[1]


def layer_version(conn: connection, ward_id: int, layer: Layer) -> str:
    """Return the version of one layer of a ward."""
    return layer_versions(conn, ward_id, (layer,))[layer.name]


def layer_versions(conn: connection, ward_id: int, layers: Iterable[Layer]) -> dict[str, str]:
    """Return the versions of some layers of a ward, by name.

    Versions of tables only rise, so their sum never comes back to an earlier value.
    """
    moved = read_moved(conn, ward_id)
    return {layer.name: version_from(moved, layer) for layer in layers}


def read_moved(conn: connection, ward_id: int) -> dict[str, int]:
    """Return the versions of a ward's tables, by name."""
    query = "SELECT table_name, version FROM table_version WHERE ward_id = %s"
    return {row["table_name"]: row["version"] for row in db.rows(conn, query, (ward_id,))}


def version_from(moved: Mapping[str, int], layer: Layer) -> str:
    """Return the version of a layer where those of the ward's tables are known."""
    return f"{sum(moved.get(table, 0) for table in layer.tables)}-{_code(layer)}"


@lru_cache(maxsize=1024)  # definitions of layers of a ward's own change
def _code(layer: Layer) -> str:
    return hashlib.sha256(f"{_drawing_code()} {layer!r}".encode()).hexdigest()[:8]


@cache
def _drawing_code() -> str:
    """Hash everything that decides what a tile looks like, beside the data."""
    files = (
        *sorted((LAYERS / "functions").glob("*.sql")),
        *sorted((LAYERS / "sql").glob("*.sql")),
        *(LAYERS / "queries" / name for name in ("tiles.py", "tile_cells.py", "sources.py")),
        LAYERS / "filters.py",
    )
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()

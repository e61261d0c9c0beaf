"""What goes out comes back the same, in every format, without a question left open."""

from pathlib import Path
from typing import Any

import pytest
import shapely
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.exporting import FORMATS
from layers.importing import ImportOptions, import_file
from layers.importing.targets import TARGETS
from layers.queries.wards import Ward, create_ward
from layers.registry import all_layers

LAYERS = tuple(TARGETS) + tuple(layer.name for layer in all_layers() if layer.generic)
ELSEWHERE = {"id", "ward_id", "geom", "geom_3857", "lane_id", "group_id", "place_id", "wkb",
             "round_id", "import_id"}  # fmt: skip
DERIVED = {"lane_name": None, "group_name": None}  # the other ward has no lanes and groups
SAME_PLACE = 1e-8  # degrees: 1 mm, what a way into metres and back may move a point


def _rows(conn: connection, ward: Ward, layer: str) -> list[dict[str, Any]]:
    generic = layer not in TARGETS
    table = "feature" if generic else f"layer_{layer}"
    only = " AND layer = %(layer)s" if generic else ""
    query = f"SELECT v.*, ST_AsBinary(geom) AS wkb FROM {table} v WHERE ward_id = %(ward)s{only}"
    found = db.rows(conn, query, {"ward": ward.id, "layer": layer})
    key = "code" if "code" in found[0] else "source_key"
    return sorted(found, key=lambda row: str(row[key]))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ELSEWHERE}
    return kept | {name: value for name, value in DERIVED.items() if name in kept}


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_layer_comes_back_the_same(conn, awkward, form):
    """In degrees and in metres: into another ward every row, into its own nothing that changed."""
    systems = ["4326"] if FORMATS[form].only_srid else ["4326", "ward"]
    for number, crs in enumerate(systems):
        other = create_ward(conn, f"khac-{number}", Text("Khác", "Other"), 5897)
        for layer in LAYERS:
            path = awkward.save(layer, form, crs=crs)
            _compare(conn, awkward.ward, other, layer, path)


def _compare(conn: connection, ward: Ward, other: Ward, layer: str, path: Path) -> None:
    """An import without any option answers nothing: with a question open it would be refused."""
    report = import_file(conn, other, layer, path, ImportOptions())
    before, after = _rows(conn, ward, layer), _rows(conn, other, layer)
    assert report.loaded == len(before) > 0, layer
    assert [_plain(row) for row in after] == [_plain(row) for row in before], layer
    for old, new in zip(before, after, strict=True):
        shapes = [shapely.from_wkb(bytes(row["wkb"])) for row in (old, new)]
        assert shapely.hausdorff_distance(*shapes) < SAME_PLACE, layer
        assert shapes[0].geom_type == shapes[1].geom_type
    again = import_file(conn, ward, layer, path, ImportOptions())
    assert (again.loaded, again.updated, again.unchanged) == (0, 0, len(before)), layer

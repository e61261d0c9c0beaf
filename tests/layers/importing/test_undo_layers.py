"""Undo leaves each table as it was, for every layer that a file can be loaded into."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.importing.targets import TARGETS
from layers.importing.undo import undo_import
from layers.queries.wards import Ward
from tests.layers.importing.conftest import Bring

POINT = {"type": "Point", "coordinates": [105.884, 21.045]}
LINE = {"type": "LineString", "coordinates": [[105.881, 21.045], [105.889, 21.045]]}
BOX = {
    "type": "Polygon",
    "coordinates": [
        [[105.88, 21.04], [105.89, 21.04], [105.89, 21.05], [105.88, 21.05], [105.88, 21.04]]
    ],
}
AREA = {"code": "5", "name": "Tổ 5", "valid_from": "2010-01-01"}
# A row of each layer, what a corrected file says otherwise, and its shape.
ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "groups": (AREA, {"name": "Tổ dân phố 5", "people": 700}, BOX),
    "ward_border": (AREA, {"name": "Phường Thử"}, BOX),
    "lanes": ({"code": "N1", "name": "Ngõ 1"}, {"name": "Ngõ 1 cũ", "width_m": 3.5}, LINE),
    "incidents": (
        {"key": "a", "occurred_at": "2016-03-01", "category": "vut_rac"},
        {"category": "mai_che", "address": "số 5"},
        POINT,
    ),
    "sites": (
        {"code": "S1", "stage": "frame", "watched_from": "2016-01-01"},
        {"stage": "completed", "watched_to": "2016-06-30"},
        POINT,
    ),
    "facilities": ({"code": "F1", "kind": "market", "name": "Chợ"}, {"name": "Chợ mới"}, POINT),
    "routes": (
        {"code": "R1", "name": "Tuyến 1", "valid_from": "2016-01-01"},
        {"holder_unit": "Đội 2"},
        LINE,
    ),
    "certificates": ({"key": "c", "stage": "Đang xét"}, {"stage": "Xong"}, POINT),
}
OTHER = {"code": "9", "key": "z", "name": "khác"}


def _file(*rows: dict[str, Any], shape: dict[str, Any]) -> str:
    features = [{"type": "Feature", "properties": row, "geometry": shape} for row in rows]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def table_of(conn: connection) -> Callable[[str], list[str]]:
    """Read a table whole: each row as text, links and derived columns too."""

    def read(table: str) -> list[str]:
        query = sql.SQL("SELECT t::text AS row FROM {} AS t ORDER BY id").format(
            sql.Identifier(table)
        )
        return [row["row"] for row in db.rows(conn, query)]

    return read


def test_every_target_is_tried() -> None:
    assert TARGETS.keys() < ROWS.keys()


@pytest.mark.parametrize("layer", ROWS)
def test_undo_leaves_the_table_as_it_was(
    conn: connection, ward: Ward, bring: Bring, table_of: Callable[[str], list[str]], layer: str
) -> None:
    row, corrected, shape = ROWS[layer]
    table = TARGETS[layer].table if layer in TARGETS else "feature"
    first = bring(layer, _file(row, shape=shape), "a.geojson")
    before = table_of(table)
    assert len(before) == 1
    moved = json.loads(json.dumps(shape).replace("21.045", "21.046").replace("21.05,", "21.051,"))
    moved = json.loads(json.dumps(moved).replace("21.05]", "21.051]"))
    second = bring(
        layer, _file(row | corrected, row | OTHER, shape=moved), "b.geojson", update=True,
        overlaps="yes",
    )  # fmt: skip
    assert (second.loaded, second.updated) == (1, 1)
    assert table_of(table) != before
    undone = undo_import(conn, ward, second.import_id or 0, "clerk")
    assert (undone.removed, undone.restored) == (1, 1)
    assert table_of(table) == before
    assert undo_import(conn, ward, first.import_id or 0, "clerk").removed == 1
    assert table_of(table) == []

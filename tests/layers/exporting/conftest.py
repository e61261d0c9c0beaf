"""A ward whose rows are as awkward as real ones, in every layer that a file can be loaded into."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.exporting import FORMATS, Request, export_layer
from layers.filters import Filter
from layers.importing import ImportOptions, import_file
from layers.queries.wards import Ward, create_ward
from layers.registry import get_layer
from layers.roles import Role

SQUARE = [[105.88, 21.04], [105.89, 21.04], [105.89, 21.05], [105.88, 21.05], [105.88, 21.04]]
HOLE = [[105.882, 21.042], [105.882, 21.044], [105.884, 21.044], [105.884, 21.042],
        [105.882, 21.042]]  # fmt: skip
ISLE = [[105.9, 21.04], [105.901, 21.04], [105.901, 21.041123456789], [105.9, 21.04]]
AREA = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [ISLE]]}
PLAIN_AREA = {"type": "Polygon", "coordinates": [SQUARE]}
LINES = {
    "type": "MultiLineString",
    "coordinates": [[[105.881, 21.04], [105.8812345678901, 21.045]], [[105.885, 21.04],
                    [105.886, 21.041], [105.887, 21.04]]],
}  # fmt: skip
LINE = {"type": "LineString", "coordinates": [[105.88, 21.049], [105.889, 21.049]]}
POINT = {"type": "Point", "coordinates": [105.88123456789, 21.0412345678]}
THIRD = {"type": "Point", "coordinates": [105.8861, 21.0455]}
OTHER = {"type": "Point", "coordinates": [105.8829, 21.0431]}

Rows = list[tuple[dict[str, Any], dict[str, Any]]]

ROWS: dict[str, Rows] = {
    "groups": [
        ({"code": "05", "name": "Tổ dân phố số 5", "people": 120, "valid_from": "2016-01-01",
          "basis": "QĐ 12/2016, \"mới\""}, AREA),
    ],
    "ward_border": [
        ({"code": "00130", "name": "Gia Thụy", "valid_from": "2003-11-06", "kind": "ward",
          "valid_to": "2099-07-01"}, PLAIN_AREA),
        ({"code": "004", "name": "Long Biên", "valid_from": "2003-11-06", "kind": "district"},
         PLAIN_AREA),
    ],
    "lanes": [
        ({"code": "007", "name": "Ngõ 12/5 Nguyễn Văn Cừ", "kind": "ngo", "width_m": 2.5,
          "surface": "bê tông; nhựa"}, LINES),
        ({"code": "1e5", "name": "-2", "kind": "khac"}, LINE),
    ],
    "incidents": [
        ({"source_key": "0001", "occurred_at": "2016-03-01T08:05:09", "category_code": "vut_rac",
          "address": "12/5", "description": "=1+1", "state": "nhac_nho"}, POINT),
        ({"source_key": "A-2", "occurred_at": "2016-07-02", "category_code": "mai_che",
          "address": "-2, \"Ngõ\" 5", "description": "'=2"}, THIRD),
        ({"source_key": "+84", "occurred_at": "2016-05-01", "time_precision": "month",
          "category_code": "mai_che", "address": "@tổ 5", "is_pile_up": True,
          "description": "dòng 1\ndòng 2 <b>&amp;</b>"}, OTHER),
    ],
    "sites": [
        ({"code": "01", "address": "3/2", "stage": "frame", "permit_no": "0012/GPXD",
          "permit_state": "valid", "watched_from": "2016-01-05", "owner_name": "Ông A"}, POINT),
        ({"code": "02", "stage": "completed", "watched_from": "2016-01-05",
          "watched_to": "2016-06-30"}, OTHER),
    ],
    "facilities": [
        ({"code": "N1", "name": "Nhà văn hóa tổ 9", "kind": "culture_house", "state": "model",
          "note": "+ sân"}, POINT),
        ({"code": "N2", "name": "Chợ", "kind": "market"}, OTHER),
    ],
    "routes": [
        ({"code": "T1", "name": "Tuyến 1", "holder_unit": "Hội Phụ nữ", "holder_name": "Bà B",
          "valid_from": "2016-01-01"}, LINE),
    ],
    "buildings": [({"source_key": "1", "number": "12/5"}, PLAIN_AREA)],
    "certificates": [
        ({"source_key": "0007", "stage": "xét", "obstacle": "=SUM(A1)", "group_name": "Tổ 5",
          "received_on": "2016-02-03"}, POINT),
        ({"source_key": "0008", "stage": None}, OTHER),
    ],
}  # fmt: skip


class Filled(NamedTuple):
    """The ward, and what is done with it most."""

    ward: Ward
    export: Callable[..., bytes]
    save: Callable[..., Path]
    begin: Callable[..., Iterator[bytes]]


def collection(rows: Rows) -> str:
    features = [
        {"type": "Feature", "properties": values, "geometry": shape} for values, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@pytest.fixture(scope="session")
def _filled(databases: Any, template: str) -> Iterator[tuple[connection, Ward]]:
    """A database of these tests' own, filled once: every test changes it in its transaction."""
    conn = db.connect(databases.url(databases.create(template)))
    ward = create_ward(conn, "day-du", Text("Phường đầy đủ", "A ward of all"), 5897)
    with TemporaryDirectory() as folder:
        for layer, rows in ROWS.items():
            path = Path(folder) / f"{layer}.geojson"
            path.write_text(collection(rows), encoding="utf-8")
            import_file(conn, ward, layer, path, ImportOptions())
    yield conn, ward
    conn.close()


@pytest.fixture
def conn(_filled: tuple[connection, Ward]) -> Iterator[connection]:
    """Its connection, inside a transaction that is rolled back after the test."""
    db.execute(_filled[0], "BEGIN")
    yield _filled[0]
    db.execute(_filled[0], "ROLLBACK")


@pytest.fixture
def awkward(conn: connection, _filled: tuple[connection, Ward], tmp_path: Path) -> Filled:
    """The filled ward; files are written beside the test's own."""
    ward = _filled[1]

    def begin(layer: str, form: str, role: Role = Role.ADMIN, **asked: Any) -> Iterator[bytes]:
        request = Request(form, asked.pop("chosen", Filter()), **asked)
        return export_layer(conn, ward, get_layer(layer), role, request)

    def export(*said: Any, **asked: Any) -> bytes:
        return b"".join(begin(*said, **asked))

    def save(layer: str, form: str, role: Role = Role.ADMIN, **asked: Any) -> Path:
        path = tmp_path / f"out-{layer}{FORMATS[form].suffix}"
        path.write_bytes(export(layer, form, role, **asked))
        return path

    return Filled(ward, export, save, begin)

"""Small makers of rows: each test shows the data it depends on, the rest has a default.

Coordinates are longitude, latitude in degrees around Gia Thụy. Every maker returns the new id.
"""

from datetime import date, datetime
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.cases.acting import working
from layers.contract import Field, Layer, Style, StyleClass, TimeRule
from layers.queries.custom_layers import insert_layer
from layers.queries.wards import Ward
from layers.roles import Role

LON, LAT = 105.885, 21.045
PASSWORD = "mot-mat-khau-thu"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_HASH = _CHEAP.hash(PASSWORD)
_numbers = count(1)
ONE_CLASS = Style("single", (StyleClass("all", Text("Cây", "Tree"), "cat-3", "circle"),))


def add_incident(
    conn: connection,
    ward: Ward,
    lon: float = LON,
    lat: float = LAT,
    *,
    on: str | date | datetime = "2016-03-15",
    field: str = "ttdt",
    category: str = "lan_chiem_via_he",
    **columns: Any,
) -> int:
    """Add an incident; other columns of the table by name."""
    values = {"source_key": f"V{next(_numbers)}", **_incident(on, field, category, **columns)}
    return _insert(conn, "incident", ward, _point(lon, lat), values)


def add_incidents(
    conn: connection, ward: Ward, number: int, lon: float = LON, lat: float = LAT, **columns: Any
) -> list[int]:
    """Add several incidents at one point, in one statement: what follows a row is done once."""
    kept = {**_incident(**columns), "ward_id": ward.id}
    keys = [f"V{next(_numbers)}" for _ in range(number)]
    statement = db.sql.SQL(
        "INSERT INTO incident (source_key, geom, {})"
        " SELECT given.key, ST_GeomFromText(%s, 4326), {}"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS given (key, place) ORDER BY place"
        " RETURNING id"
    ).format(
        db.sql.SQL(", ").join(map(db.sql.Identifier, kept)),
        db.sql.SQL(", ").join([db.sql.Placeholder()] * len(kept)),
    )
    found = db.rows(conn, statement, [_point(lon, lat), *kept.values(), keys])
    return [int(row["id"]) for row in found]


def _incident(
    on: str | date | datetime = "2016-03-15",
    field: str = "ttdt",
    category: str = "lan_chiem_via_he",
    **columns: Any,
) -> dict[str, Any]:
    return {"occurred_at": on, "field_code": field, "category_code": category, **columns}


def add_unplaced(
    conn: connection,
    ward: Ward,
    address: str,
    *,
    on: str | date | datetime = "2016-03-15",
    **columns: Any,
) -> int:
    """Add an incident that is known by its address only."""
    values = {
        "source_key": f"U{next(_numbers)}",
        "occurred_at": on,
        "field_code": "ttdt",
        "category_code": "lan_chiem_via_he",
        "address": address,
    }
    return _insert(conn, "unplaced_incident", ward, None, values | columns)


def add_area(
    conn: connection,
    ward: Ward,
    code: str = "5",
    *,
    box: tuple[float, float, float, float] = (105.88, 21.04, 105.89, 21.05),
    kind: str = "group",
    valid_from: str | date = "2010-01-01",
    **columns: Any,
) -> int:
    """Add a rectangular area: west, south, east, north."""
    west, south, east, north = box
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    shape = f"MULTIPOLYGON((({_pairs(corners)})))"
    values = {"kind": kind, "code": code, "name": f"Tổ dân phố {code}", "valid_from": valid_from}
    return _insert(conn, "area", ward, shape, values | columns)


def add_lane(
    conn: connection,
    ward: Ward,
    name: str = "Ngõ 12 Nguyễn Văn Cừ",
    *,
    points: list[tuple[float, float]] | None = None,
    kind: str = "ngo",
    **columns: Any,
) -> int:
    """Add a lane along some points."""
    shape = f"MULTILINESTRING(({_pairs(points or [(105.881, LAT), (105.889, LAT)])}))"
    values = {"code": f"lane-{next(_numbers)}", "name": name, "kind": kind}
    return _insert(conn, "lane", ward, shape, values | columns)


def add_lane_project(
    conn: connection, ward: Ward, lane_id: int, phase: int = 2, state: str = "done", **columns: Any
) -> int:
    values = {"code": f"P{next(_numbers)}", "lane_id": lane_id, "phase": phase, "state": state}
    return _insert(conn, "lane_project", ward, None, values | columns)


def add_round(
    conn: connection,
    ward: Ward,
    started_on: str | date = "2016-03-01",
    ended_on: str | date = "2016-03-02",
    *,
    fields: tuple[str, ...] = ("ttdt",),
    points: list[tuple[float, float]] | None = None,
    **columns: Any,
) -> int:
    """Add a round of inspection with the fields it looked at."""
    shape = f"MULTILINESTRING(({_pairs(points or [(105.881, LAT), (105.889, LAT)])}))"
    values = {
        "code": f"R{next(_numbers)}",
        "body": "MTTQ",
        "started_on": started_on,
        "ended_on": ended_on,
    }
    round_id = _insert(conn, "inspection_round", ward, shape, values | columns)
    for field in fields:
        db.execute(
            conn,
            "INSERT INTO inspection_round_field (round_id, ward_id, field_code)"
            " VALUES (%s, %s, %s)",
            (round_id, ward.id, field),
        )
    return round_id


def add_site(
    conn: connection, ward: Ward, lon: float = LON, lat: float = LAT, **columns: Any
) -> int:
    values = {
        "code": f"S{next(_numbers)}",
        "address": "12 Ngõ 40",
        "stage": "frame",
        "watched_from": "2016-01-10",
    }
    return _insert(conn, "site", ward, _point(lon, lat), values | columns)


def add_facility(
    conn: connection,
    ward: Ward,
    name: str = "Nhà văn hóa tổ 5",
    lon: float = LON,
    lat: float = LAT,
    **columns: Any,
) -> int:
    values = {"code": f"F{next(_numbers)}", "kind": "culture_house", "name": name}
    return _insert(conn, "facility", ward, _point(lon, lat), values | columns)


def add_place(
    conn: connection,
    ward: Ward,
    name: str = "Cổng trường",
    lon: float = LON,
    lat: float = LAT,
    **columns: Any,
) -> int:
    values = {"code": f"D{next(_numbers)}", "name": name}
    return _insert(conn, "place", ward, _point(lon, lat), values | columns)


def add_route(
    conn: connection,
    ward: Ward,
    name: str = "Tuyến 1",
    *,
    points: list[tuple[float, float]] | None = None,
    **columns: Any,
) -> int:
    shape = f"MULTILINESTRING(({_pairs(points or [(105.881, LAT), (105.889, LAT)])}))"
    values = {"code": f"T{next(_numbers)}", "name": name, "valid_from": "2015-01-01"}
    return _insert(conn, "route", ward, shape, values | columns)


def add_feature(
    conn: connection,
    ward: Ward,
    layer: str,
    properties: dict[str, Any] | None = None,
    lon: float = LON,
    lat: float = LAT,
    *,
    shape: str | None = None,
) -> int:
    """Add a point, or another shape as WKT, to a generic layer."""
    values = {
        "layer": layer,
        "source_key": f"G{next(_numbers)}",
        "properties": Json(properties or {}),
    }
    return _insert(conn, "feature", ward, shape or _point(lon, lat), values)


def add_custom_layer(
    conn: connection,
    ward: Ward,
    name: str = "own_cay_xanh",
    *,
    fields: tuple[Field, ...] = (),
    style: Style = ONE_CLASS,
    **others: Any,
) -> Layer:
    """Define a layer of the ward's own, without rows; by default public points in one colour."""
    values: dict[str, Any] = {
        "title": Text("Cây xanh", "Trees"), "geometry": "point", "visible_to": Role.PUBLIC,
        "label": None, "attribution": Text("", ""), "min_zoom": 0, "max_zoom": 22,
        "default_on": False,
    }  # fmt: skip
    made = Layer(
        name=name, fields=fields, style=style, group="own", order=0, source="feature",
        generic=True, aggregated=False, visible_up_to=Role.ADMIN, grid_below=None,
        time=TimeRule(), needs_run=None, tables=("feature",), is_custom=True, **values | others,
    )  # fmt: skip
    insert_layer(conn, ward, made, "test")
    return made


def add_user(
    conn: connection, login: str = "canbo", role: str = "viewer", ward: Ward | None = None
) -> int:
    """Add a person whose password is PASSWORD, with a hash that costs little."""
    values = {"login": login, "display_name": login, "role": role, "password_hash": _HASH}
    return _insert(conn, "user", ward, None, values)


def _insert(
    conn: connection, table: str, ward: Ward | None, shape: str | None, values: dict[str, Any]
) -> int:
    whole = {"ward_id": ward.id if ward else None, **values}
    names = [db.sql.Identifier(name) for name in whole]
    marks = [db.sql.Placeholder()] * len(whole)
    if shape is not None:
        names.append(db.sql.Identifier("geom"))
        marks.append(db.sql.SQL("ST_GeomFromText(%s, 4326)"))
    statement = db.sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        db.sql.Identifier(table), db.sql.SQL(", ").join(names), db.sql.SQL(", ").join(marks)
    )
    given = [*whole.values(), *([shape] if shape is not None else [])]
    return int(db.value(conn, statement, given))


def _point(lon: float, lat: float) -> str:
    return f"POINT({lon} {lat})"


def _pairs(points: list[tuple[float, float]]) -> str:
    return ", ".join(f"{lon} {lat}" for lon, lat in points)


WORKERS = {"can-bo": "supervisor", "nguoi-khac": "supervisor"}
"""Two people of a ward: who handles the cases that tests move, and who closes them."""
_WAYS = {
    "phat_hien": (),
    "nhac_nho": ("nhac_nho",),
    "lap_bien_ban": ("lap_bien_ban",),
    "thi_hanh": ("lap_bien_ban", "quyet_dinh", "thi_hanh"),
    "kiem_tra_lai": ("nhac_nho", "khac_phuc_tai_cho", "kiem_tra_lai"),
    "ket_thuc": ("nhac_nho", "khac_phuc_tai_cho", "kiem_tra_lai", "ket_thuc"),
    "huy": ("huy",),
}


def move_incident(conn: connection, ward: Ward, incident_id: int, state: str) -> None:
    """Bring a case that was just found into a state, step by step as the rules have it."""
    for login, role in WORKERS.items():
        if not db.value(conn, 'SELECT 1 FROM "user" WHERE login = %s', (login,)):
            add_user(conn, login, role, ward)
    for step in _WAYS[state]:
        with working(conn, "nguoi-khac" if step == "ket_thuc" else "can-bo", "thử"):
            db.execute(conn, "UPDATE incident SET state = %s WHERE id = %s", (step, incident_id))


def date_events(conn: connection, incident_id: int, at: str) -> None:
    """Have all that was done in a case so far be done at a moment; the database says: now."""
    db.execute(conn, "ALTER TABLE incident_event DISABLE TRIGGER USER")
    query = "UPDATE incident_event SET at = %s WHERE incident_id = %s"
    db.execute(conn, query, (at, incident_id))
    db.execute(conn, "ALTER TABLE incident_event ENABLE TRIGGER USER")

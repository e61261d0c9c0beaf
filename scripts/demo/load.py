"""Write the demonstration ward into the database, all of it or nothing."""

from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.crs import HANOI
from geo.text import Text
from layers import db
from layers.boundaries.adopting import adopt_epoch
from layers.boundaries.basis import Basis
from layers.loading import derive_incident_links, ids_by, insert_rows, refresh_statistics
from layers.queries.wards import create_ward, list_wards
from layers.registers.load import fill_registers
from scripts.demo.areas import REFORM
from scripts.demo.parcels import make_parcel_shapes
from scripts.demo.registers import make_registers
from scripts.demo.rows import AreaKey, Demo
from scripts.demo.ward import make_demo

CODE = "gia-thuy"
PLACES_SINCE = date(2015, 7, 1)
NAME = Text("Phường Gia Thụy", "Gia Thụy ward")
ATTRIBUTION = "Dữ liệu minh hoạ"
ACTOR = "demo"
LINEAGE_SOURCE = "Dữ liệu minh hoạ"
BASIS = Basis("MH-01/2025", "Sắp xếp đơn vị hành chính (minh hoạ)", date(2025, 6, 16))


def demo_exists(conn: connection) -> bool:
    """Whether the demonstration ward is there already."""
    return any(ward.code == CODE for ward in list_wards(conn))


def load_demo(conn: connection) -> dict[str, int]:
    """Make the ward `gia-thuy` with all its rows; return how many of each kind.

    One transaction, logged under the name "demo". InputError where the ward exists already.
    """
    demo = make_demo()
    with db.acting_as(conn, ACTOR):
        ward = create_ward(conn, CODE, NAME, HANOI, is_demo=True, attribution=ATTRIBUTION)
        load = _Load(conn, ward.id, demo)
        counts = {
            "areas": load.areas(),
            "lineage": load.lineage(),
            "lanes": load.table("lane", demo.lanes),
            "lane_projects": load.lane_projects(),
            "rounds": load.rounds(),
            "places": load.places(),
            "incidents": load.incidents(),
            "sites": load.table("site", demo.sites),
            "facilities": load.table("facility", demo.facilities),
            "routes": load.table("route", demo.routes),
            "features": load.table("feature", demo.features),
        }
        refresh_statistics(conn, ["area", "lane", "incident", "feature"])
        derive_incident_links(conn, ward.id)
        for kind in ("ward", "group"):
            adopt_epoch(conn, ward, kind, REFORM, BASIS, ACTOR)
        counts |= fill_registers(conn, ward.id, make_registers(demo), ACTOR)
        counts["parcel_shapes"] = load.parcel_shapes()
    return counts


class _Load:
    """Rows into tables, with the names of other rows turned into their ids."""

    def __init__(self, conn: connection, ward_id: int, demo: Demo) -> None:
        self._conn, self._ward, self._demo = conn, ward_id, demo

    def table(self, name: str, rows: tuple[Any, ...]) -> int:
        """Rows that name no other row: their fields are the columns."""
        columns = ["ward_id", *type(rows[0])._fields]
        return insert_rows(self._conn, name, columns, ((self._ward, *row) for row in rows))

    def areas(self) -> int:
        return self.table("area", self._demo.areas)

    def lineage(self) -> int:
        ids = self._ids("area", *AreaKey._fields)
        columns = ["ward_id", "from_area_id", "to_area_id", "kind", "share_area", "share_people"]
        rows = (
            (self._ward, ids[row.origin], ids[row.successor], row.kind, row.share_area,
             row.share_people, LINEAGE_SOURCE)
            for row in self._demo.lineage
        )  # fmt: skip
        return insert_rows(self._conn, "area_lineage", [*columns, "source"], rows)

    def lane_projects(self) -> int:
        ids = self._ids("lane", "code")
        rows = self._demo.lane_projects
        columns = ["ward_id", "lane_id", *rows[0]._fields[1:]]
        values = ((self._ward, ids[(row.lane,)], *row[1:]) for row in rows)
        return insert_rows(self._conn, "lane_project", columns, values)

    def places(self) -> int:
        """Places stand in the register since the first day of the demonstration."""
        rows = self._demo.places
        columns = ["ward_id", *rows[0]._fields, "confirmed_on", "confirmed_by"]
        values = ((self._ward, *row, PLACES_SINCE, "demo") for row in rows)
        return insert_rows(self._conn, "place", columns, values)

    def rounds(self) -> int:
        columns = ["ward_id", "code", "body", "started_on", "ended_on", "note", "geom", "body_kind"]
        rows = self._demo.rounds
        count = insert_rows(
            self._conn,
            "inspection_round",
            columns,
            ((self._ward, *row[:-2], "mttq") for row in rows),
        )
        ids = self._ids("inspection_round", "code")
        fields = ((ids[(row.code,)], self._ward, field) for row in rows for field in row.fields)
        columns = ["round_id", "ward_id", "field_code"]
        insert_rows(self._conn, "inspection_round_field", columns, fields)
        lanes = self._ids("lane", "code")
        walked = (
            (ids[(row.code,)], lanes[(lane,)], self._ward) for row in rows for lane in row.lanes
        )
        insert_rows(self._conn, "inspection_round_lane", ["round_id", "lane_id", "ward_id"], walked)
        return count

    def incidents(self) -> int:
        rounds = self._ids("inspection_round", "code") | {(None,): None}
        places = self._ids("place", "code") | {(None,): None}
        columns = ["ward_id", "source_key", "occurred_at", "field_code", "category_code", "state",
                   "address", "description", "round_id", "place_id", "properties",
                   "geom"]  # fmt: skip
        values = (
            (self._ward, *row[:7], rounds[(row.round,)], places[(row.place,)],
             {"found_by": row.found_by}, row.geom)
            for row in (*self._demo.incidents, *self._demo.no_violations)
        )  # fmt: skip
        return insert_rows(self._conn, "incident", columns, values)

    def parcel_shapes(self) -> int:
        """Parcels are in the register by now; their shapes name them by code."""
        ids = self._ids("register_parcel", "code")
        rows = ((self._ward, ids[(row.code,)], row.geom) for row in make_parcel_shapes(self._demo))
        return insert_rows(self._conn, "parcel_shape", ["ward_id", "parcel_id", "geom"], rows)

    def _ids(self, table: str, *columns: str) -> dict[tuple[Any, ...], int | None]:
        return dict(ids_by(self._conn, table, self._ward, columns))

"""The lanes of a ward as addresses name them: where a stand-in point lies, and how exact it is."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.address_match import Candidate, LaneNames
from geo.crs import to_wgs84
from geo.text import Text
from layers import db
from layers.queries.wards import Ward

INSIDE_M = 1.0
"""A lane belongs to a group in which more than this much of it lies."""


@dataclass(frozen=True)
class StandIn:
    """A point on a lane that stands for "somewhere on this lane", at most `precision_m` away."""

    lane_id: int
    lon: float
    lat: float
    precision_m: float


@dataclass(frozen=True)
class _Group:
    code: str
    first: date
    last: date | None
    shape: BaseGeometry


class LaneRegister:
    """All lanes of a ward, read once; shapes in the metres of the ward."""

    def __init__(self, conn: connection, ward: Ward) -> None:
        self._srid = ward.srid_measure
        found = db.rows(
            conn,
            "SELECT id, name, ST_AsBinary(ST_Transform(geom, %s)) AS wkb FROM lane"
            " WHERE ward_id = %s ORDER BY id",
            (ward.srid_measure, ward.id),
        )
        self._shapes = {row["id"]: shapely.from_wkb(bytes(row["wkb"])) for row in found}
        self._titles = {row["id"]: row["name"] for row in found}
        self.names = LaneNames((row["id"], row["name"]) for row in found)
        self._groups = _groups(conn, ward)
        self._known: dict[tuple[int, ...], StandIn] = {}
        self._crossed: dict[tuple[int, ...], list[_Group]] = {}

    def __contains__(self, lane_id: int) -> bool:
        return lane_id in self._shapes

    def title(self, lane_id: int) -> str:
        return str(self._titles[lane_id])

    def stand_in(self, lanes: tuple[int, ...]) -> StandIn:
        """Return the middle of the longest stretch; no place along a lane is better known."""
        if lanes not in self._known:
            self._known[lanes] = self._middle(lanes)
        return self._known[lanes]

    def hindrance(self, found: Candidate, on: date) -> Text | None:
        """Say why a lane alone does not tell where an incident belongs; None: it does."""
        groups = self._groups_of(found.lanes, on)
        if len(groups) < 2:
            return None
        listed = ", ".join(groups[:4])
        return Text(
            f"'{found.name}' đi qua {len(groups)} tổ ({listed}): phải chỉ chỗ",
            f"'{found.name}' runs through {len(groups)} groups ({listed}): a place is needed",
        )

    def _middle(self, lanes: tuple[int, ...]) -> StandIn:
        parts = [(lane, part) for lane in lanes for part in shapely.get_parts(self._shapes[lane])]
        lane, longest = max(parts, key=lambda each: each[1].length)
        point = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        corners = shapely.points(shapely.get_coordinates([part for _, part in parts]))
        reach = float(np.max(shapely.distance(corners, point)))
        lon, lat = to_wgs84(point.x, point.y, self._srid)
        return StandIn(lane, float(lon), float(lat), float(np.ceil(reach)))

    def _groups_of(self, lanes: tuple[int, ...], on: date) -> list[str]:
        if lanes not in self._crossed:
            whole = shapely.union_all([self._shapes[lane] for lane in lanes])
            shapely.prepare(whole)
            self._crossed[lanes] = [
                group
                for group in self._groups
                if shapely.intersects(whole, group.shape)
                and shapely.length(shapely.intersection(whole, group.shape)) > INSIDE_M
            ]
        return [
            group.code
            for group in self._crossed[lanes]
            if group.first <= on and (group.last is None or on < group.last)
        ]


def _groups(conn: connection, ward: Ward) -> list[_Group]:
    found = db.rows(
        conn,
        "SELECT code, valid_from, valid_to, ST_AsBinary(ST_Transform(geom, %s)) AS wkb"
        "  FROM area WHERE ward_id = %s AND kind = 'group' ORDER BY length(code), code, id",
        (ward.srid_measure, ward.id),
    )
    return [
        _Group(row["code"], row["valid_from"], row["valid_to"], shapely.from_wkb(bytes(row["wkb"])))
        for row in found
    ]

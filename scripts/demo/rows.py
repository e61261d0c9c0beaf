"""The rows of the demonstration, one class a table; other rows are named by code, not by id.

Geometry is in degrees (EPSG:4326), as it is stored.
"""

import hashlib
from datetime import date, datetime
from typing import NamedTuple

from shapely import MultiLineString, MultiPolygon, Point, Polygon, to_wkb
from shapely.geometry.base import BaseGeometry


class AreaKey(NamedTuple):
    """What tells an area from all others: codes are used again in another period."""

    kind: str
    code: str
    valid_from: date


class Area(NamedTuple):
    kind: str
    code: str
    name: str
    valid_from: date
    valid_to: date | None
    basis: str
    people: int
    geom: MultiPolygon

    @property
    def key(self) -> AreaKey:
        return AreaKey(self.kind, self.code, self.valid_from)


class Lineage(NamedTuple):
    """How much of one area went to another, by ground and by people."""

    origin: AreaKey
    successor: AreaKey
    kind: str
    share_area: float
    share_people: float


class LaneRow(NamedTuple):
    code: str
    name: str
    kind: str
    width_m: float
    surface: str
    geom: MultiLineString


class LaneProject(NamedTuple):
    lane: str
    code: str
    phase: int
    state: str
    started_on: date | None
    finished_on: date | None
    contractor: str
    note: str


class Round(NamedTuple):
    code: str
    body: str
    started_on: date
    ended_on: date
    note: str
    geom: MultiLineString
    fields: tuple[str, ...]
    lanes: tuple[str, ...]


class Place(NamedTuple):
    code: str
    name: str
    address: str
    state: str
    geom: Point


class Incident(NamedTuple):
    source_key: str
    occurred_at: datetime
    field_code: str
    category_code: str
    state: str
    address: str
    description: str
    round: str | None
    place: str | None
    found_by: str
    geom: Point


class Site(NamedTuple):
    code: str
    address: str
    stage: str
    permit_no: str
    permit_state: str
    watched_from: date
    watched_to: date | None
    owner_name: str
    geom: Point


class Facility(NamedTuple):
    code: str
    kind: str
    name: str
    state: str
    note: str
    geom: Point


class Route(NamedTuple):
    code: str
    name: str
    holder_unit: str
    holder_name: str
    valid_from: date
    valid_to: date | None
    geom: MultiLineString


class Feature(NamedTuple):
    layer: str
    source_key: str
    properties: dict[str, object]
    geom: Point | Polygon


class Demo(NamedTuple):
    """All rows of the ward, in the order in which they are loaded."""

    areas: tuple[Area, ...]
    lineage: tuple[Lineage, ...]
    lanes: tuple[LaneRow, ...]
    lane_projects: tuple[LaneProject, ...]
    rounds: tuple[Round, ...]
    places: tuple[Place, ...]
    incidents: tuple[Incident, ...]
    no_violations: tuple[Incident, ...]
    sites: tuple[Site, ...]
    facilities: tuple[Facility, ...]
    routes: tuple[Route, ...]
    features: tuple[Feature, ...]


def fingerprint(demo: Demo) -> str:
    """SHA-256 of every value of every row, geometry to the last bit."""
    digest = hashlib.sha256()
    for table in demo:
        for row in table:
            for value in row:
                exact = to_wkb(value) if isinstance(value, BaseGeometry) else repr(value).encode()
                digest.update(exact + b"\0")
    return digest.hexdigest()

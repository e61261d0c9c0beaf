"""Coverage: which lanes the rounds of a period walked and which not, by resident group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from psycopg2.extensions import connection

from geo.inspection import LEAST_SHARE, REACH_M
from geo.walk_coverage import LEAST_M, Piece, cover
from layers import db
from layers.periods import Period
from layers.queries.wards import Ward
from layers.registers.locator import Locator, Shape, frame_of, group_shapes

OUTSIDE = 0
SHOWN = ("all", "walked", "unwalked", "lanes")
"""Which pieces: all, with walked metres, with metres left, of lanes walked by half or more."""

LANES = """
SELECT id, coalesce(nullif(name, ''), code) AS name, code,
       ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom,
       ST_AsSVG(ST_Transform(geom, %(srid)s), 0, 1) AS path
  FROM lane WHERE ward_id = %(ward)s
 ORDER BY coalesce(nullif(name, ''), code) COLLATE vietnamese, code, id
"""
GROUPS = """
SELECT id, name, ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom
  FROM area WHERE ward_id = %(ward)s AND kind = 'group' AND valid @> %(last)s::date
 ORDER BY length(code), code COLLATE "C", id
"""
WALKS = """
SELECT ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom FROM open_round
 WHERE ward_id = %(ward)s AND geom IS NOT NULL
   AND started_on <= %(last)s AND ended_on >= %(first)s
"""


@dataclass(frozen=True)
class Line:
    """A piece: what of a lane lies in one group; metres, and how many of them were walked.

    `is_walked` speaks of the whole lane, so that the pieces of a lane never disagree about it.
    """

    lane_id: int
    name: str
    code: str
    group_id: int
    length_m: float
    walked_m: float
    path: str
    is_walked: bool

    @property
    def unwalked_m(self) -> float:
        return self.length_m - self.walked_m

    @property
    def share(self) -> float:
        return self.walked_m / self.length_m


@dataclass(frozen=True)
class Sum:
    """Some pieces together; `group_id` is OUTSIDE for what lies in no group.

    `lanes` are whole lanes that some of the pieces belong to, each once however it is cut.
    """

    group_id: int
    name: str
    lines: int
    lanes: int
    length_m: float
    walked_m: float

    @property
    def unwalked_m(self) -> float:
        return self.length_m - self.walked_m

    @property
    def share(self) -> float:
        return self.walked_m / self.length_m if self.length_m else 0.0


@dataclass(frozen=True)
class Coverage:
    """What was walked in a period: `groups` add up to `whole`, and `lines` to the groups."""

    lines: list[Line]
    groups: list[Sum]
    whole: Sum
    rounds: int

    def rows(self, group_id: int | None, shown: str) -> list[Line]:
        """Return the pieces behind a figure: those that have some of its metres, or its lanes.

        A piece walked in part stands behind both the metres walked and the metres left.
        """
        return [
            line
            for line in self.lines
            if (group_id is None or line.group_id == group_id) and _stands_behind(line, shown)
        ]

    @property
    def walked_lanes(self) -> int:
        """How many lanes were walked by half or more."""
        return sum_of(self.rows(None, "lanes")).lanes


def read_coverage(conn: connection, ward: Ward, period: Period) -> Coverage:
    """Measure what the rounds of a period walked, with the groups of its last day.

    Hidden rounds do not count: they are nobody's to see until they are done.
    """
    params = {
        "ward": ward.id, "srid": ward.srid_measure, "first": period.first, "last": period.last,
    }  # fmt: skip
    lanes, groups = db.rows(conn, LANES, params), db.rows(conn, GROUPS, params)
    walks = db.rows(conn, WALKS, params)
    pieces = cover(_shapes(lanes), _shapes(groups), _shapes(walks), REACH_M)
    walked = _walked_lanes(pieces)
    lines = [
        Line(
            lanes[each.lane]["id"], lanes[each.lane]["name"], lanes[each.lane]["code"],
            OUTSIDE if each.area is None else groups[each.area]["id"],
            each.length_m, each.walked_m, lanes[each.lane]["path"], each.lane in walked,
        )
        for each in pieces
    ]  # fmt: skip
    names = {row["id"]: row["name"] for row in groups} | {OUTSIDE: ""}
    sums = [
        sum_of([x for x in lines if x.group_id == key], key, name) for key, name in names.items()
    ]
    return Coverage(lines, [s for s in sums if s.lines], sum_of(lines), len(walks))


def coverage_picture(
    conn: connection, ward: Ward, coverage: Coverage, period: Period
) -> Locator | None:
    """Draw the lanes, walked and not walked; None where the ward has no groups on that day."""
    frame = frame_of(conn, ward, period.last)
    if frame is None:
        return None
    walked: dict[int, list[Line]] = {}
    for line in coverage.lines:
        walked.setdefault(line.lane_id, []).append(line)
    shown = [_shape(lines) for lines in walked.values()]
    shown.sort(key=lambda shape: shape.kind == "walked")
    return Locator(frame, group_shapes(conn, ward, period.last), shown)


def sum_of(lines: Sequence[Line], group_id: int = OUTSIDE, name: str = "") -> Sum:
    """Add pieces up."""
    return Sum(
        group_id,
        name,
        len(lines),
        len({line.lane_id for line in lines}),
        sum(line.length_m for line in lines),
        sum(line.walked_m for line in lines),
    )


def _stands_behind(line: Line, shown: str) -> bool:
    if shown == "walked":
        return line.walked_m >= LEAST_M
    if shown == "unwalked":
        return line.unwalked_m >= LEAST_M
    return shown == "all" or line.is_walked


def _walked_lanes(pieces: Sequence[Piece]) -> set[int]:
    """Return the lanes, by their number, of which half or more was walked."""
    length: dict[int, float] = {}
    walked: dict[int, float] = {}
    for each in pieces:
        length[each.lane] = length.get(each.lane, 0.0) + each.length_m
        walked[each.lane] = walked.get(each.lane, 0.0) + each.walked_m
    return {lane for lane, metres in length.items() if walked[lane] >= LEAST_SHARE * metres}


def _shape(lines: Sequence[Line]) -> Shape:
    first, share = lines[0], sum_of(lines).share
    kind = "walked" if first.is_walked else "unwalked"
    return Shape(first.path, kind, f"{first.name}: {share:.0%}", "lanes", first.lane_id)


def _shapes(rows: Sequence[dict[str, Any]]) -> list[Any]:
    return [shapely.from_wkb(bytes(row["geom"])) for row in rows]

"""A walk past some stops along lanes: in which order, by which lanes, how far and how long.

Order: ``geo.walk_order``. Ways: shortest along the lane network (``geo.walk_network``); where no
lane connects, straight, and said so. A stop that is a line is walked from end to end, either way.

When not to trust it: gates that are shut, steps, traffic and which side of the street to walk on
are not known; minutes are metres at one speed plus a fixed time for each stop.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.text import Text
from geo.walk_network import WalkNetwork, Ways, shortest_ways, walk_network, way_between
from geo.walk_order import Visit, best_order

MOST_STOPS = 60
SPEEDS_KMH = (1.0, 20.0)
STOP_MINUTES = (0.0, 240.0)
STRAIGHT_DEG, BACK_DEG = 30.0, 150.0
NO_LANE = -1
SCRAP_M = 2.0
"""A piece shorter than this, where lanes hardly overlap, is no step of its own."""

Lines = NDArray[np.object_]


class Pace(NamedTuple):
    """How fast somebody walks, and how long every stop takes."""

    kmh: float = 4.5
    stop_minutes: float = 5.0

    def minutes(self, metres: float, stops: int) -> float:
        return metres / (self.kmh * 1000 / 60) + stops * self.stop_minutes


class Step(NamedTuple):
    """Metres along one lane (its number, ``NO_LANE`` for a straight gap), and the turn into it.

    ``turn`` is start, straight, left, right or back.
    """

    lane: int
    turn: str
    metres: float
    line: shapely.LineString


class Leg(NamedTuple):
    """The way to one stop (None: back to the start), and the stop itself as it is walked."""

    stop: int | None
    steps: tuple[Step, ...]
    metres: float
    stop_metres: float
    minutes: float
    off_m: float
    at: shapely.Point
    walked: shapely.LineString | None


class Walk(NamedTuple):
    """All legs; ``gap_m`` of the metres lead where no lane is; ``parts`` the network falls into."""

    legs: tuple[Leg, ...]
    metres: float
    gap_m: float
    minutes: float
    is_exact: bool
    parts: int


def walk(
    lanes: Lines,
    stops: Sequence[shapely.Point | shapely.LineString],
    start: shapely.Point | None = None,
    *,
    returns: bool = False,
    pace: Pace | None = None,
) -> Walk:
    """Return a short walk past all stops, in metres; the same input gives the same bits.

    Raises InputError without lanes or stops, with more than ``MOST_STOPS``, or at a pace out of
    bounds.
    """
    pace = pace or Pace()
    _check(stops, pace)
    places, ends = _places(stops, start)
    network = walk_network(lanes, places)
    ways = shortest_ways(network)
    begin = len(places) - 1 if start is not None else None
    order = best_order(ways.apart_m, ends, begin, returns=returns)
    guide = _Guide(network, ways, lanes, places)
    legs = guide.legs(order.visits, stops, begin, pace)
    if returns:
        home = order.visits[0].enter if begin is None else begin
        legs.append(guide.way_home(order.visits[-1].leave, home, pace))
    return Walk(
        tuple(legs),
        sum(leg.metres + leg.stop_metres for leg in legs),
        sum(step.metres for leg in legs for step in leg.steps if step.lane == NO_LANE),
        sum(leg.minutes for leg in legs),
        order.is_exact,
        network.parts,
    )


def stretches(lane: shapely.MultiLineString | shapely.LineString) -> list[shapely.LineString]:
    """Return the lines that a lane has to be walked along, end to end, to have seen all of it."""
    merged = shapely.normalize(shapely.line_merge(lane))
    return [part for part in shapely.get_parts(merged) if part.length > 0]


def _check(stops: Sequence[object], pace: Pace) -> None:
    if not 0 < len(stops) <= MOST_STOPS:
        raise InputError(
            Text(
                f"stops: {len(stops)} điểm dừng; cần từ 1 đến {MOST_STOPS}.",
                f"stops: {len(stops)} stops; from 1 to {MOST_STOPS} are needed.",
            ),
            field="stops",
            value=len(stops),
        )
    for field, value, (least, most) in (
        ("speed", pace.kmh, SPEEDS_KMH),
        ("minutes", pace.stop_minutes, STOP_MINUTES),
    ):
        if not least <= value <= most:  # NaN too
            raise InputError(
                Text(
                    f"{field}={value:g}: cần từ {least:g} đến {most:g}.",
                    f"{field}={value:g}: needs {least:g} to {most:g}.",
                ),
                field=field,
                value=value,
            )


def _places(
    stops: Sequence[shapely.Point | shapely.LineString], start: shapely.Point | None
) -> tuple[Lines, list[tuple[int, int]]]:
    """Return the points to reach (the start last), and for each stop the two it lies between."""
    places: list[shapely.Point] = []
    ends: list[tuple[int, int]] = []
    for stop in stops:
        at = len(places)
        if isinstance(stop, shapely.LineString):
            places += [shapely.Point(stop.coords[0]), shapely.Point(stop.coords[-1])]
            ends.append((at, at + 1))
        else:
            places.append(stop)
            ends.append((at, at))
    return np.array([*places, *([start] if start is not None else [])], dtype=object), ends


class _Guide:
    """Words the ways of a network: which lane, which turn; remembers where it last walked."""

    def __init__(self, network: WalkNetwork, ways: Ways, lanes: Lines, places: Lines) -> None:
        self._network, self._ways, self._places = network, ways, places
        self._lanes = shapely.STRtree(lanes)
        self._heading: float | None = None

    def legs(
        self,
        visits: Sequence[Visit],
        stops: Sequence[shapely.Point | shapely.LineString],
        begin: int | None,
        pace: Pace,
    ) -> list[Leg]:
        found: list[Leg] = []
        last = begin
        for visit in visits:
            steps = () if last is None else self._steps(last, visit.enter)
            walked = self._along(stops[visit.stop], visit)
            found.append(self._leg(visit.stop, visit.leave, steps, walked, pace))
            last = visit.leave
        return found

    def way_home(self, last: int, home: int, pace: Pace) -> Leg:
        return self._leg(None, home, self._steps(last, home), None, pace)

    def _leg(
        self,
        stop: int | None,
        place: int,
        steps: tuple[Step, ...],
        walked: shapely.LineString | None,
        pace: Pace,
    ) -> Leg:
        metres = sum(step.metres for step in steps)
        inside = 0.0 if walked is None else float(walked.length)
        minutes = pace.minutes(metres + inside, 0 if stop is None else 1)
        off_m = float(self._network.off_m[place])
        return Leg(stop, steps, metres, inside, minutes, off_m, self._places[place], walked)

    def _along(
        self, stop: shapely.Point | shapely.LineString, visit: Visit
    ) -> shapely.LineString | None:
        """Return a lane as it is walked, from the end that it is entered at."""
        if not isinstance(stop, shapely.LineString):
            return None
        line = stop if visit.enter < visit.leave else shapely.reverse(stop)
        self._heading = _headings(line)[1]
        return line

    def _steps(self, start: int, end: int) -> tuple[Step, ...]:
        """Return the way from place to place, one step for each lane it follows."""
        found: list[Step] = []
        for lane, line in self._pieces(start, end):
            first, last = _headings(line)
            if found and found[-1].lane == lane:
                joined = _joined(found[-1].line, line)
                found[-1] = found[-1]._replace(metres=joined.length, line=joined)
            else:
                found.append(Step(lane, _turn(self._heading, first), line.length, line))
            self._heading = last
        return tuple(found)

    def _pieces(self, start: int, end: int) -> list[tuple[int, shapely.LineString]]:
        """Return the edges on the way with their lanes; a scrap bears the name of its neighbour."""
        lines: list[shapely.LineString] = []
        lanes: list[int] = []
        for edge, is_forth in way_between(self._network, self._ways, start, end):
            line = self._network.graph.lines[edge]
            lines.append(line if is_forth else shapely.reverse(line))
            is_gap = self._network.is_gap[edge]
            lanes.append(NO_LANE if is_gap else self._lane_of(line, lanes[-1:]))
        named = [
            at for at, line in enumerate(lines) if line.length >= SCRAP_M or lanes[at] == NO_LANE
        ]
        for at in sorted(set(range(len(lines))) - set(named)):
            near = [each for each in named if each < at][-1:] or [
                each for each in named if each > at
            ]
            if near and lanes[near[0]] != NO_LANE:
                lanes[at] = lanes[near[0]]
        return list(zip(lanes, lines, strict=True))

    def _lane_of(self, line: shapely.LineString, before: list[int]) -> int:
        """Return the lane along the middle of a piece: the one before where several run there."""
        middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
        found = self._lanes.query_nearest(middle, all_matches=True)
        return before[0] if before and before[0] in found else int(np.min(found))


def _joined(one: shapely.LineString, other: shapely.LineString) -> shapely.LineString:
    return shapely.LineString([*one.coords, *other.coords[1:]])


def _headings(line: shapely.LineString) -> tuple[float, float]:
    """Return the directions in which a line sets out and in which it arrives, in degrees."""
    corners = shapely.get_coordinates(line)
    first, last = corners[1] - corners[0], corners[-1] - corners[-2]
    return math.degrees(math.atan2(first[1], first[0])), math.degrees(math.atan2(last[1], last[0]))


def _turn(before: float | None, after: float) -> str:
    if before is None:
        return "start"
    by = (after - before + 180) % 360 - 180
    if abs(by) < STRAIGHT_DEG:
        return "straight"
    if abs(by) > BACK_DEG:
        return "back"
    return "left" if by > 0 else "right"

"""Grow ngõ, ngách and hẻm out of the streets, the way such a neighbourhood grows.

Each lane leaves its parent at about a right angle, wanders, and ends where it meets another lane
(then both share that corner), where it comes too near to one, or at the length it was given. A
lane is called after the house number at which it begins: Ngõ 12 Nguyễn Văn Cừ, Ngách 12/7,
Hẻm 12/7/3.
"""

from dataclasses import dataclass

from shapely import Polygon

from scripts.demo.dice import Dice
from scripts.demo.network import Nearest, Network
from scripts.demo.plane import Point, along, distance, length, point, turned
from scripts.demo.streets import Lane

WANTED = 156
WANTED_WITH_ALLEYS = 170
"""Streets and lanes together, before and after the last twigs (hẻm) are grown."""
CLEAR_M = 17.0
PROBE_M = 55.0
TRIES = 14
ATTEMPTS = 1000
JUNCTIONS_APART_M = 13.0


@dataclass(frozen=True)
class Kind:
    """How lanes of one kind look: lengths in metres, and how often they run through."""

    code: str
    title: str
    shortest_m: float
    longest_m: float
    width_m: tuple[float, float]
    joins: float
    frontage_m: float
    wander: float


_NGO = Kind("ngo", "Ngõ", 60, 290, (3.0, 6.0), 0.85, 4.5, 7)
_NGACH = Kind("ngach", "Ngách", 34, 140, (2.0, 3.5), 0.65, 4.0, 9)
_HEM = Kind("hem", "Hẻm", 18, 48, (1.2, 2.2), 0.2, 3.6, 10)
_NEXT = {"duong": _NGO, "pho": _NGO, "ngo": _NGACH, "ngach": _HEM}


def grow_lanes(outline: Polygon, streets: list[Lane]) -> Network:
    """Fill the ward with lanes, all connected to the streets."""
    dice = Dice("lanes")
    network = Network(outline, streets)
    _first_lane(network, dice)
    for street in streets:
        _line_with_lanes(network, street, dice, gap_m=(84.0, 146.0))
    for lane in [lane for lane in network.lanes if lane.kind == "ngo"]:
        _line_with_lanes(network, lane, dice, gap_m=(120.0, 230.0))
    for wanted, sprouting in ((WANTED, ("duong", "pho", "ngo")), (WANTED_WITH_ALLEYS, ("ngach",))):
        for _ in range(ATTEMPTS):
            if len(network.lanes) < wanted:
                _sprout(network, sprouting, dice)
    return network


def _first_lane(network: Network, dice: Dice) -> None:
    """Ngõ 12 Nguyễn Văn Cừ, which everybody looks for, is always there."""
    street = network.lanes[0]
    if not _branch(network, street, 12 / 2 * street.frontage_m - 1, 1, dice):
        raise ValueError("there is no room for Ngõ 12 Nguyễn Văn Cừ")


def _line_with_lanes(
    network: Network, parent: Lane, dice: Dice, gap_m: tuple[float, float]
) -> None:
    """Walk along a lane and let others branch off to both sides, at uneven steps."""
    for side in (1, -1):
        at_m = dice.between(*gap_m) * 0.7
        while at_m < length(parent.points) - 15:
            _branch(network, parent, at_m, side, dice)
            at_m += dice.between(*gap_m)


def _sprout(network: Network, kinds: tuple[str, ...], dice: Dice) -> None:
    """Try one more lane, where of a few places there is most room."""
    parents = [lane for lane in network.lanes if lane.kind in kinds]
    weights = [length(lane.points) for lane in parents]
    best: tuple[float, Lane, float, int] | None = None
    for _ in range(TRIES):
        parent, side = dice.weighted(parents, weights), dice.one_of((1, -1))
        at_m = dice.between(12, max(13.0, length(parent.points) - 10))
        spot, direction = along(parent.points, at_m)
        out = turned(direction, 90 * side)
        probe = (spot[0] + PROBE_M * out[0], spot[1] + PROBE_M * out[1])
        room = network.nearest(probe).distance_m if network.is_inside(probe) else 0.0
        if best is None or room > best[0]:
            best = (room, parent, at_m, side)
    if best is not None:
        _branch(network, *best[1:], dice)


def _branch(network: Network, parent: Lane, at_m: float, side: int, dice: Dice) -> bool:
    """Grow one lane from a place on its parent, to the left (1) or right (-1); False: no room."""
    kind = _NEXT[parent.kind]
    if at_m >= length(parent.points) - 8:
        return False
    start, direction = along(parent.points, at_m)
    number = _number(parent, at_m, side)
    if number in parent.taken or not _has_room(network, start):
        return False
    heading = turned(direction, side * (90 + dice.bell() * kind.wander))
    wanted_m = dice.between(kind.shortest_m, kind.longest_m)
    grown = _grow(network, parent, start, heading, wanted_m, kind, dice)
    if grown is None:
        return False
    points, joined = grown
    begin = network.join(Nearest(0.0, parent, _segment_at(parent, at_m), start))
    points[0] = begin
    if joined is not None:
        # The junction is looked for again: making the first one may have moved the count.
        points.append(network.join(network.nearest(joined)))
    parent.taken.add(number)
    network.add(_lane(parent, kind, number, points, dice))
    return True


def _grow(
    network: Network,
    parent: Lane,
    start: Point,
    heading: Point,
    wanted_m: float,
    kind: Kind,
    dice: Dice,
) -> tuple[list[Point], Point | None] | None:
    """The points of a new lane, and where it joins another; None where it would be too short."""
    points, done_m, joined = [start], 0.0, None
    joins = dice.chance(kind.joins)
    kink_m = dice.between(0.3, 0.8) * wanted_m if dice.chance(0.35) else wanted_m * 2
    while done_m < wanted_m:
        step = dice.between(11, 17)
        bend = dice.bell() * kind.wander * 0.55
        if done_m < kink_m <= done_m + step:
            bend += dice.one_of((1, -1)) * dice.between(18, 38)
        heading = turned(heading, bend)
        spot = (points[-1][0] + heading[0] * step, points[-1][1] + heading[1] * step)
        near_start = parent if done_m < CLEAR_M * 1.5 else None
        # Look ahead by the clearance: what is met there is either joined or kept away from.
        ahead = (spot[0] + heading[0] * CLEAR_M, spot[1] + heading[1] * CLEAR_M)
        met = network.first_crossing(points[-1], ahead, near_start if done_m else parent)
        if met is not None:
            if joins and met.lane is not parent and done_m + met.distance_m >= kind.shortest_m:
                joined = met.spot
            break
        if not network.is_inside(spot) or network.nearest(spot, near_start).distance_m < CLEAR_M:
            break
        if _meets_itself(points, spot):
            break
        points.append(point(*spot))
        done_m += step
    if joined is not None and len(points) > 1 and distance(points[-1], joined) < 6:
        points.pop()
    total = length([*points, joined] if joined else points)
    return (points, joined) if total >= kind.shortest_m * 0.8 else None


def _has_room(network: Network, start: Point) -> bool:
    """Junctions keep some distance from each other."""
    return all(distance(spot, start) >= JUNCTIONS_APART_M for spot in network.junctions())


def _meets_itself(points: list[Point], spot: Point) -> bool:
    return any(distance(old, spot) < CLEAR_M for old in points[:-2])


def _segment_at(lane: Lane, at_m: float) -> int:
    left = at_m
    for i, (a, b) in enumerate(zip(lane.points, lane.points[1:], strict=False)):
        left -= distance(a, b)
        if left <= 0:
            return i
    return len(lane.points) - 2


def _number(lane: Lane, at_m: float, side: int) -> int:
    """The house number at a place: even on the left of the lane, odd on its right."""
    house = int(at_m / lane.frontage_m)
    return 2 * house + (2 if side > 0 else 1)


def _lane(parent: Lane, kind: Kind, number: int, points: list[Point], dice: Dice) -> Lane:
    numbers = (*parent.numbers, number)
    return Lane(
        code=f"{parent.code}-{number}",
        name=f"{kind.title} {'/'.join(map(str, numbers))} {parent.street}",
        kind=kind.code,
        width_m=round(dice.between(*kind.width_m), 1),
        street=parent.street,
        points=points,
        numbers=numbers,
        parent=parent.code,
        frontage_m=kind.frontage_m,
    )

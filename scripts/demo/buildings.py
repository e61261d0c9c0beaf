"""Houses along the lanes: footprints to draw, and addresses where things happen."""

from dataclasses import dataclass

import shapely
from shapely import Polygon

from scripts.demo.dice import Dice
from scripts.demo.plane import Point, along, length, point, turned
from scripts.demo.streets import Lane

_ORDER = ("duong", "pho", "ngo", "ngach", "hem")
_DEPTHS_M = {"duong": (13, 24), "pho": (11, 20), "ngo": (10, 17), "ngach": (8, 13), "hem": (7, 10)}
_PAVEMENT_M = {"duong": 4.0, "pho": 2.5, "ngo": 0.6, "ngach": 0.4, "hem": 0.3}
_FRONTS = {"duong": (1, 2), "pho": (1, 3), "ngo": (2, 3), "ngach": (2, 3), "hem": (1, 3)}
SHALLOWEST_M = 6.0
GAP_SHARE = 0.08
TALLEST = {"duong": 9, "pho": 7, "ngo": 6, "ngach": 5, "hem": 4}


@dataclass(frozen=True)
class House:
    """A house: its lane and number, the spot in front of its door, its outline."""

    lane: str
    kind: str
    number: int
    address: str
    front: Point
    outline: Polygon
    floors: int


def build_houses(ground: Polygon, lanes: list[Lane], kept_free: list[Polygon]) -> list[House]:
    """Line all lanes with houses; none overlaps another, a lane, or what is to be kept free."""
    dice = Dice("houses")
    site = _Site(ground.buffer(-2.0), lanes, kept_free)
    houses: list[House] = []
    for kind in _ORDER:
        for lane in (lane for lane in lanes if lane.kind == kind):
            for side in (1, -1):
                houses += _one_side(lane, side, site, dice)
    return houses


def address_of(lane: Lane, number: int) -> str:
    """The address as people write it: Số 12 Ngõ 12 Nguyễn Văn Cừ, Số 45 Phố Gia Thụy."""
    return f"Số {number} {lane.short_name}"


class _Site:
    """What is built on already, looked up by squares of 32 m."""

    SQUARE_M = 32.0

    def __init__(self, ground: Polygon, lanes: list[Lane], kept_free: list[Polygon]) -> None:
        self._ground = ground
        shapely.prepare(self._ground)
        self._ways = [lane.line.buffer(lane.width_m / 2, quad_segs=2) for lane in lanes]
        self._tree = shapely.STRtree(self._ways)
        self._squares: dict[tuple[int, int], list[Polygon]] = {}
        for polygon in kept_free:
            self.take(polygon)

    def is_free(self, polygon: Polygon) -> bool:
        return (
            shapely.contains_properly(self._ground, polygon)
            and not len(self._tree.query(polygon, predicate="intersects"))
            and not any(
                shapely.intersects(polygon, other)
                for square in self._touched(polygon)
                for other in self._squares.get(square, ())
            )
        )

    def take(self, polygon: Polygon) -> None:
        for square in self._touched(polygon):
            self._squares.setdefault(square, []).append(polygon)

    def _touched(self, polygon: Polygon) -> list[tuple[int, int]]:
        x1, y1, x2, y2 = (int(value // self.SQUARE_M) for value in polygon.bounds)
        return [(x, y) for x in range(x1, x2 + 1) for y in range(y1, y2 + 1)]


def _one_side(lane: Lane, side: int, site: _Site, dice: Dice) -> list[House]:
    houses, at_m, whole_m = [], 2.0, length(lane.points)
    while at_m + lane.frontage_m < whole_m:
        fronts = dice.whole(*_FRONTS[lane.kind])
        width_m = min(fronts * lane.frontage_m, whole_m - at_m) - 0.3
        depth_m = dice.between(*_DEPTHS_M[lane.kind])
        floors, is_gap = dice.whole(2, TALLEST[lane.kind]), dice.chance(GAP_SHARE)
        middle_m = at_m + width_m / 2
        outline = None if is_gap else _fitting(lane, side, middle_m, width_m, depth_m, site)
        if outline is not None:
            site.take(outline)
            number = 2 * int(middle_m / lane.frontage_m) + (2 if side > 0 else 1)
            front = _off(lane, side, middle_m, lane.width_m / 2 + _PAVEMENT_M[lane.kind] * 0.6)
            address = address_of(lane, number)
            houses.append(House(lane.code, lane.kind, number, address, front, outline, floors))
        at_m += fronts * lane.frontage_m
    return houses


def _fitting(
    lane: Lane, side: int, middle_m: float, width_m: float, depth_m: float, site: _Site
) -> Polygon | None:
    """The house as deep as wished, or shallower where there is no room; None: no room at all."""
    while depth_m >= SHALLOWEST_M:
        outline = _rectangle(lane, side, middle_m, width_m, depth_m)
        if site.is_free(outline):
            return outline
        depth_m -= 3.0
    return None


def _rectangle(lane: Lane, side: int, middle_m: float, width_m: float, depth_m: float) -> Polygon:
    middle, direction = along(lane.points, middle_m)
    inward = turned(direction, 90 * side)
    set_back = lane.width_m / 2 + _PAVEMENT_M[lane.kind]
    corners = []
    for across, out in ((-0.5, 0), (0.5, 0), (0.5, 1), (-0.5, 1)):
        forth, away = across * width_m, set_back + out * depth_m
        corners.append(
            point(
                middle[0] + direction[0] * forth + inward[0] * away,
                middle[1] + direction[1] * forth + inward[1] * away,
            )
        )
    return shapely.normalize(Polygon(corners))


def _off(lane: Lane, side: int, at_m: float, away_m: float) -> Point:
    middle, direction = along(lane.points, at_m)
    inward = turned(direction, 90 * side)
    return point(middle[0] + inward[0] * away_m, middle[1] + inward[1] * away_m)

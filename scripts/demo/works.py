"""Upgraded lanes by phase, contracted routes, and land certificates that wait."""

from collections.abc import Callable
from datetime import date, timedelta

import shapely
import shapely.ops
from shapely import MultiLineString, Point

from scripts.demo.areas import group_code, group_name
from scripts.demo.buildings import House
from scripts.demo.dice import Dice
from scripts.demo.plane import length, to_degrees
from scripts.demo.rows import Feature, LaneProject, Route
from scripts.demo.streets import Lane

PHASE_1, PHASE_2 = 12, 25
_PHASE_2_STATES = ("accepted",) * 5 + ("done",) * 8 + ("building",) * 8 + ("planned",) * 4
CONTRACTORS = ("Đơn vị thi công A (minh hoạ)", "Đơn vị thi công B (minh hoạ)")
CERTIFICATES = {5: 9, 7: 6, 9: 11}
_STAGES = ("Tiếp nhận hồ sơ", "Kiểm tra thực địa", "Niêm yết công khai", "Trình quận thẩm định")
_OBSTACLES = (
    "Chưa thống nhất ranh giới với hộ liền kề",
    "Thiếu giấy tờ nguồn gốc đất",
    "Chờ xác nhận của quận",
)

# What is contracted: a street with its ngõ, some cut in two at that share of the street's length.
_ROUTES = (
    ("KQ-01", "NVC", 0.0, 0.5), ("KQ-02", "NVC", 0.5, 1.0), ("KQ-03", "NS", 0.0, 1.0),
    ("KQ-04", "GT", 0.0, 1.0), ("KQ-05", "HNT", 0.0, 0.45), ("KQ-06", "HNT", 0.45, 1.0),
    ("KQ-07", "HT", 0.0, 1.0), ("KQ-08", "NL", 0.0, 0.5), ("KQ-09", "NL", 0.5, 1.0),
    ("KQ-10", "NCL", 0.0, 0.6),
)  # fmt: skip
HANDED_OVER, HANDED_OVER_ON = "KQ-04", date(2016, 4, 1)


def make_lane_projects(lanes: list[Lane]) -> list[LaneProject]:
    """12 lanes of phase 1, finished by 2015, and 25 of phase 2, in every state."""
    dice = Dice("lane projects")
    chosen = dice.shuffled(
        [lane for lane in lanes if lane.kind in ("ngo", "ngach") and length(lane.points) > 45]
    )[: PHASE_1 + PHASE_2]
    projects = [_phase_1(lane, n, dice) for n, lane in enumerate(chosen[:PHASE_1], start=1)]
    states = zip(chosen[PHASE_1:], _PHASE_2_STATES, strict=True)
    return projects + [_phase_2(lane, n, s, dice) for n, (lane, s) in enumerate(states, start=1)]


def make_routes(lanes: list[Lane]) -> list[Route]:
    """Ten routes, one of them handed over in the report's half-year; some lanes have none."""
    streets = {lane.code: lane for lane in lanes if not lane.parent}
    return [
        route
        for number, (code, street, first, last) in enumerate(_ROUTES, start=1)
        for route in _route(number, code, streets[street], first, last, lanes)
    ]


def make_certificates(houses_of: dict[int, list[House]]) -> list[Feature]:
    """Dossiers that wait in groups 5, 7 and 9; no names."""
    dice = Dice("certificates")
    return [
        Feature(
            "certificates",
            f"HS-{group:02d}-{number:02d}",
            {
                "group": group_code(group),
                "group_name": group_name(group),
                "stage": dice.one_of(_STAGES),
                "obstacle": dice.one_of(_OBSTACLES),
                "received_on": (date(2015, 1, 10) + timedelta(dice.whole(0, 470))).isoformat(),
            },
            to_degrees(Point(house.outline.centroid)),
        )
        for group, count in CERTIFICATES.items()
        for number, house in enumerate(dice.shuffled(houses_of[group])[:count], start=1)
    ]


def finished_on(projects: list[LaneProject]) -> Callable[[str], date | None]:
    """When the upgrade of a lane was finished; None where there was none."""
    days = {p.lane: p.finished_on for p in projects if p.finished_on}
    return days.get


def _phase_1(lane: Lane, number: int, dice: Dice) -> LaneProject:
    start = date(2014, 4, 1) + timedelta(dice.whole(0, 330))
    return LaneProject(
        lane=lane.code,
        code=f"GD1-{number:02d}",
        phase=1,
        state="accepted" if number % 4 else "done",
        started_on=start,
        finished_on=start + timedelta(dice.whole(40, 110)),
        contractor=dice.one_of(CONTRACTORS),
        note="",
    )


def _phase_2(lane: Lane, number: int, state: str, dice: Dice) -> LaneProject:
    """Begun between November 2015 and June 2016; what is done was finished by the end of June."""
    start, finish = None, None
    if state in ("accepted", "done"):
        start = date(2015, 11, 10) + timedelta(dice.whole(0, 110))
        finish = start + timedelta(dice.whole(50, 115))
    elif state == "building":
        start = date(2016, 3, 15) + timedelta(dice.whole(0, 90))
    note = "UB MTTQ phường giám sát" if start else ""
    return LaneProject(
        lane.code, f"GD2-{number:02d}", 2, state, start, finish,
        dice.one_of(CONTRACTORS) if start else "", note,
    )  # fmt: skip


def _route(
    number: int, code: str, street: Lane, first: float, last: float, lanes: list[Lane]
) -> list[Route]:
    part = shapely.ops.substring(street.line, first, last, normalized=True)
    ngo = [
        lane.line
        for lane in lanes
        if lane.parent == street.code and part.distance(Point(lane.points[0])) < 0.05
    ]
    geom = to_degrees(MultiLineString([part, *ngo]))
    whole = "" if (first, last) == (0.0, 1.0) else (" (đoạn đầu)" if first == 0 else " (đoạn cuối)")
    name = f"{street.name}{whole} và các ngõ"

    def row(holder: int, since: date, until: date | None) -> Route:
        unit = f"Tổ bảo vệ dân phố số {(number - 1) % 7 + 1}"
        person = f"Người nhận khoán minh hoạ {holder:02d}"
        return Route(code, name, unit, person, since, until, geom)

    if code == HANDED_OVER:
        since = date(2015, 7, 1)
        return [row(number, since, HANDED_OVER_ON), row(number + 10, HANDED_OVER_ON, None)]
    return [row(number, date(2015, 7, 1) if number < 8 else date(2015, 10, 1), None)]

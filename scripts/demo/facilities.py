"""Market, schools, ward office, culture houses: the plots they stand on, and their rows."""

from dataclasses import dataclass

import shapely
from shapely import LineString, Polygon

from scripts.demo.areas import group_name
from scripts.demo.buildings import House
from scripts.demo.plane import Point, along, length, point, to_degrees, turned
from scripts.demo.rows import Facility
from scripts.demo.streets import Lane

PAVEMENT_M = 3.0


@dataclass(frozen=True)
class Plot:
    """Ground along a street that is kept for one building; what it is, and how it stands."""

    code: str
    kind: str
    name: str
    state: str
    note: str
    street: str
    near: Point
    width_m: float
    depth_m: float


PLOTS = (
    Plot("cho-gia-thuy", "market", "Chợ Gia Thụy", "planned",
         "Dự án xây dựng chợ: giải phóng mặt bằng còn vướng mắc", "GT", (122, 163), 40, 24),
    Plot("truong-thcs", "school", "Trường THCS (minh hoạ)", "active", "", "NS",
         (-352, 140), 46, 30),
    Plot("truong-tieu-hoc", "school", "Trường tiểu học (minh hoạ)", "active", "", "HNT", (255, 155),
         44, 28),
    Plot("ubnd", "office", "Trụ sở UBND phường", "active", "", "NL", (-100, 243), 30, 22),
)  # fmt: skip

# Groups with a culture house, as the report of 2016 says: the model at 9, spreading to 2 and 14,
# being built at 8 and 10. The others are made up.
_HOUSES = {
    1: ("active", ""),
    2: ("planned", "Nhân rộng mô hình nhà văn hóa của tổ dân phố số 9"),
    3: ("active", ""),
    5: ("active", ""),
    8: ("building", "Dự án xây dựng nhà văn hóa"),
    9: ("model", "Mô hình hoạt động nhà văn hóa cấp quận"),
    10: ("building", "Dự án xây dựng nhà văn hóa"),
    11: ("active", ""),
    13: ("active", ""),
    14: ("planned", "Nhân rộng mô hình nhà văn hóa của tổ dân phố số 9"),
}


def plots(ground: Polygon, lanes: list[Lane]) -> dict[str, Polygon]:
    """Where each building stands: beside its street, clear of every other lane."""
    clear = [lane.line.buffer(lane.width_m / 2 + 0.5, quad_segs=2) for lane in lanes]
    by_code = {lane.code: lane for lane in lanes}
    free = shapely.difference(ground.buffer(-2.0), shapely.union_all(clear))
    return {plot.code: _beside(plot, by_code[plot.street], free) for plot in PLOTS}


def make_facilities(
    standing: dict[str, Polygon], houses_of: dict[int, list[House]], middles: dict[int, Point]
) -> list[Facility]:
    """The buildings on their plots, and the culture houses, each in the middle of its group."""
    rows = [
        Facility(p.code, p.kind, p.name, p.state, p.note, to_degrees(standing[p.code].centroid))
        for p in PLOTS
    ]
    for number, (state, note) in _HOUSES.items():
        middle = shapely.Point(middles[number])
        house = min(houses_of[number], key=lambda h: shapely.distance(h.outline, middle))
        name = f"Nhà văn hóa {group_name(number)}"
        place = to_degrees(house.outline.centroid)
        rows.append(Facility(f"nvh-{number:02d}", "culture_house", name, state, note, place))
    return rows


def _beside(plot: Plot, street: Lane, free: shapely.Geometry) -> Polygon:
    """The free rectangle along the street that lies closest to where it is wanted."""
    at_m = LineString(street.points).project(shapely.Point(plot.near))
    for step in range(12):
        for shift in (step * 6.0, -step * 6.0):
            for side in (1, -1):
                found = _rectangle(plot, street, at_m + shift, side)
                if found is not None and free.contains(found):
                    return found
    raise ValueError(f"no room for {plot.name} on {street.name}")


def _rectangle(plot: Plot, street: Lane, at_m: float, side: int) -> Polygon | None:
    if not 0 <= at_m <= length(street.points):
        return None
    middle, direction = along(street.points, at_m)
    inward = turned(direction, 90 * side)
    near, far = street.width_m / 2 + PAVEMENT_M, street.width_m / 2 + PAVEMENT_M + plot.depth_m
    half = plot.width_m / 2
    return Polygon(
        [
            point(
                middle[0] + direction[0] * forth + inward[0] * away,
                middle[1] + direction[1] * forth + inward[1] * away,
            )
            for forth, away in ((-half, near), (half, near), (half, far), (-half, far))
        ]
    )

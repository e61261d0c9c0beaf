"""The outline of the invented ward and its streets, drawn by hand in metres around its middle.

Nothing here is traced from a real map: the names are those of the neighbourhood, the lines are not.
"""

from dataclasses import dataclass, field

import shapely
import shapely.affinity
import shapely.ops
from shapely import LineString, Polygon

from scripts.demo.plane import Point, point, smooth

OUTLINE: tuple[Point, ...] = (
    (-262, -772), (-120, -690), (12, -566), (150, -455), (262, -334), (395, -225), (520, -95),
    (650, 20), (782, 150), (742, 250), (655, 300), (612, 395), (520, 428), (462, 520), (372, 548),
    (330, 660), (215, 742), (118, 722), (40, 640), (-70, 600), (-160, 490), (-262, 455),
    (-330, 350), (-450, 290), (-505, 180), (-622, 112), (-680, -10), (-780, -90), (-752, -215),
    (-640, -290), (-596, -400), (-480, -450), (-436, -570), (-338, -640),
)  # fmt: skip


# Across Đường Nguyễn Văn Cừ lies a strip of railway land, without houses or lanes; groups share it
# out by lines that carry the streets on to the border.
_STRIP_LINES: tuple[tuple[Point, Point], ...] = (
    ((-172, -612), (-120, -690)), ((90, -385), (150, -455)), ((345, -152), (395, -225)),
    ((600, 96), (650, 20)),
)  # fmt: skip


@dataclass
class Lane:
    """One named way. Its points are in metres; where two lanes meet they share a point.

    `numbers` are those of its name: (12, 7) for Ngách 12/7. Houses are numbered from its first
    point on, even on its left.
    """

    code: str
    name: str
    kind: str
    width_m: float
    street: str
    points: list[Point]
    numbers: tuple[int, ...] = ()
    parent: str = ""
    frontage_m: float = 5.0
    taken: set[int] = field(default_factory=set)

    @property
    def line(self) -> LineString:
        return LineString(self.points)

    @property
    def short_name(self) -> str:
        """The name as it stands in an address: streets without their kind "Đường"."""
        return self.name.removeprefix("Đường ")


# code, kind, name, width, metres of front a house, points. Two streets meet in a point of both.
_NGUYEN_VAN_CU: tuple[Point, ...] = (
    (-352, -752), (-262, -690), (-172, -612), (-40, -505), (90, -385), (215, -268), (345, -152),
    (470, -20), (600, 96), (735, 225), (800, 290),
)  # fmt: skip
_STREETS: tuple[tuple[str, str, str, float, float, tuple[Point, ...]], ...] = (
    ("NVC", "duong", "Nguyễn Văn Cừ", 30.0, 11.0, _NGUYEN_VAN_CU),
    ("NS", "pho", "Nguyễn Sơn", 17.0, 5.5,
     ((90, -385), (-5, -262), (-88, -165), (-205, -62), (-318, 62), (-375, 178), (-452, 262),
      (-520, 330))),
    ("GT", "pho", "Gia Thụy", 12.0, 5.0,
     ((345, -152), (268, -28), (170, 78), (92, 205), (-12, 318), (-52, 440), (-112, 540),
      (-170, 610))),
    ("HNT", "pho", "Hoàng Như Tiếp", 11.0, 5.0,
     ((-680, -385), (-560, -322), (-455, -262), (-338, -205), (-205, -62), (-62, 22), (62, 42),
      (170, 78), (300, 188), (408, 288), (505, 362), (580, 470))),
    ("HT", "pho", "Hồng Tiến", 10.0, 5.0,
     ((-172, -612), (-262, -492), (-372, -402), (-455, -262), (-560, -158), (-628, -40),
      (-700, 20))),
    ("NL", "pho", "Ngọc Lâm", 11.0, 5.0,
     ((-628, -40), (-505, -5), (-412, 12), (-318, 62), (-178, 180), (-12, 318), (122, 402),
      (238, 512), (300, 610), (350, 700))),
    ("NCL", "pho", "Nguyễn Cao Luyện", 12.0, 5.0,
     ((600, 96), (522, 188), (408, 288), (330, 402), (238, 512), (190, 620), (150, 760))),
)  # fmt: skip


def ward_outline() -> Polygon:
    """The border of the ward, with a corner wherever a street crosses it."""
    return Polygon([point(x, y) for x, y in OUTLINE])


def strip_lines() -> list[LineString]:
    """The lines across the strip of railway land, a little longer than needed."""
    lines = [LineString([point(*a), point(*b)]) for a, b in _STRIP_LINES]
    return [shapely.affinity.scale(line, 1.05, 1.05, origin=line.coords[0]) for line in lines]


def built_up(outline: Polygon) -> Polygon:
    """The ward without the strip of railway land."""
    avenue = LineString(smooth(_NGUYEN_VAN_CU))
    parts = shapely.get_parts(shapely.ops.split(outline, avenue))
    return max(parts.tolist(), key=lambda part: part.area)


def main_streets(outline: Polygon) -> list[Lane]:
    """The streets, cut at the border; they share exact points where they cross or meet."""
    return [
        Lane(
            code=code,
            name=f"{'Đường' if kind == 'duong' else 'Phố'} {name}",
            kind=kind,
            width_m=width_m,
            street=name,
            points=_inside(smooth(points), outline),
            frontage_m=frontage_m,
        )
        for code, kind, name, width_m, frontage_m, points in _STREETS
    ]


def _inside(points: list[Point], outline: Polygon) -> list[Point]:
    """The part within the outline, in the direction in which it was drawn."""
    inside = shapely.intersection(LineString(points), outline)
    if inside.geom_type != "LineString":
        raise ValueError(f"a street leaves the ward and comes back: {inside.wkt}")
    return [point(x, y) for x, y in inside.coords]


def street_points(code: str) -> tuple[Point, ...]:
    """The points by hand of one street, from end to end."""
    return next(street[5] for street in _STREETS if street[0] == code)

"""Sheets of paper at a scale: which ground a frame shows, and where a point of it lies in mm."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.text import Text

PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in mm, standing (ISO 216)."""
ORIENTATIONS = ("portrait", "landscape")
LARGEST, SMALLEST = 500, 25_000
SCALES = (
    500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 12_500, 15_000, 20_000,
    25_000, 50_000, 100_000, 250_000, 500_000,
)  # fmt: skip
"""Round scales that a sheet is given by itself: one of them is said more easily than 1:3,871."""
MARGIN = 0.04

Floats = NDArray[np.float64]


class Box(NamedTuple):
    """West, south, east, north: in metres of a plane system, or in mm of paper from below left."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south

    @property
    def centre(self) -> tuple[float, float]:
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def grown(self, by: float) -> "Box":
        return Box(self.west - by, self.south - by, self.east + by, self.north + by)


@dataclass(frozen=True)
class MapFrame:
    """A frame of paper (mm from below left) with the ground under its middle (m), at 1:`scale`."""

    paper: Box
    centre: tuple[float, float]
    scale: int

    @property
    def mm_per_m(self) -> float:
        return 1000.0 / self.scale

    @property
    def ground(self) -> Box:
        """What the frame shows, in metres."""
        half_x = self.paper.width / self.mm_per_m / 2
        half_y = self.paper.height / self.mm_per_m / 2
        x, y = self.centre
        return Box(x - half_x, y - half_y, x + half_x, y + half_y)

    def to_paper(self, points: Floats) -> Floats:
        """Turn metres (n × 2) into mm of paper: nothing but a shift and the scale."""
        moved: Floats = (np.asarray(points, dtype=float) - self.centre) * self.mm_per_m
        return moved + self.paper.centre


def paper_size(paper: str, orientation: str) -> tuple[float, float]:
    """Return width and height in mm; InputError names what there is."""
    if paper not in PAPERS or orientation not in ORIENTATIONS:
        value = f"{paper} {orientation}"
        raise InputError(
            Text(
                f"Không có khổ giấy '{value}'; có A4, A3, dọc (portrait) hoặc ngang (landscape).",
                f"There is no paper '{value}'; there are A4 and A3, portrait or landscape.",
            ),
            field="paper",
            value=value,
        )
    width, height = PAPERS[paper]
    return (width, height) if orientation == "portrait" else (height, width)


def fitting_scale(ground: Box, paper: Box, least: int = LARGEST) -> int:
    """Return the largest round scale, none larger than 1:`least`, at which the ground fits."""
    margin = 1 + 2 * MARGIN
    needed = (
        max(ground.width * margin / paper.width, ground.height * margin / paper.height, 0.0)
        * 1000.0
    )
    wanted = max(needed, least)
    return next((each for each in (least, *SCALES) if each >= wanted), math.ceil(wanted))


def frame_on(ground: Box, paper: Box, scale: int | None = None, *, keeps: bool = False) -> MapFrame:
    """Lay a frame over the middle of some ground: at a scale, or at the round one that fits.

    `keeps`: all of the ground must be seen, so a scale that is too large gives way.
    """
    if scale is None or keeps:
        scale = fitting_scale(ground, paper, scale or LARGEST)
    return MapFrame(paper, ground.centre, scale)


def bar_length_m(scale: int, room_mm: float) -> int:
    """Return the longest round length (1, 2, 5 × 10ⁿ metres) whose bar has room."""
    most = room_mm * scale / 1000.0
    power = 10 ** math.floor(math.log10(max(most, 1.0)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(most, 1.0)))


def holds_in_reading_order(boxes: Sequence[Box]) -> list[int]:
    """Return the order of boxes from north to south in rows, west to east in each, for an index."""
    row = max((box.height for box in boxes), default=1.0) or 1.0
    top = max((box.centre[1] for box in boxes), default=0.0)

    def place(at: int) -> tuple[int, float]:
        x, y = boxes[at].centre
        return int((top - y) / row), x

    return sorted(range(len(boxes)), key=place)

"""What is drawn is measured in the plane: to a millimetre what PROJ makes of the same corners."""

import itertools
import math

import pytest
from pyproj import Geod, Transformer

from geo.crs import to_wgs84
from geo.errors import InputError
from geo.measure import MOST_POINTS, measure_area, measure_line

CORNERS = [(105.8801, 21.0402), (105.8899, 21.0411), (105.8877, 21.0497), (105.8812, 21.0455)]


def plane() -> list[tuple[float, float]]:
    transformer = Transformer.from_crs(4326, 5897, always_xy=True)
    return [transformer.transform(*corner) for corner in CORNERS]


def test_a_line_is_as_long_as_its_stretches_in_the_plane() -> None:
    points = plane()
    steps = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    found = measure_line(CORNERS, 5897)
    assert found.length_m == pytest.approx(sum(steps), abs=0.001)
    assert found.last_m == pytest.approx(steps[-1], abs=0.001)
    assert found.area_m2 is None


def test_an_area_is_the_shoelace_of_the_plane() -> None:
    points = plane()
    pairs = list(zip(points, [*points[1:], points[0]], strict=True))
    shoelace = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
    found = measure_area(CORNERS, 5897)
    assert found.area_m2 == pytest.approx(shoelace, abs=0.01)
    assert found.length_m == pytest.approx(sum(math.dist(a, b) for a, b in pairs), abs=0.001)


def test_a_square_of_a_hundred_metres_has_a_hectare() -> None:
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    corners = [tuple(map(float, to_wgs84(591_800 + x, 2_328_200 + y, 5897))) for x, y in square]
    found = measure_area(corners, 5897)
    assert found.area_m2 == pytest.approx(10_000, abs=0.01)
    assert found.length_m == pytest.approx(400, abs=0.001)


def test_the_plane_agrees_with_the_ellipsoid_and_not_with_the_map_s_own_metres() -> None:
    """Web Mercator would say 7 % more here; the plane of Hanoi is within 0.01 %."""
    lon, lat = zip(*CORNERS, strict=True)
    ellipsoid = Geod(ellps="WGS84").line_length(lon, lat)
    assert measure_line(CORNERS, 5897).length_m == pytest.approx(ellipsoid, rel=1e-4)


@pytest.mark.parametrize(
    ("corners", "measure"),
    [
        (CORNERS[:1], measure_line),
        (CORNERS[:2], measure_area),
        ([CORNERS[0]] * (MOST_POINTS + 1), measure_line),
        ([CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]], measure_area),
        ([CORNERS[0], CORNERS[0], CORNERS[0]], measure_area),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(corners, measure) -> None:
    with pytest.raises(InputError) as refused:
        measure(corners, 5897)
    assert refused.value.field == "points"
    assert refused.value.value == len(corners)


def test_degrees_and_drawing_systems_are_no_metres() -> None:
    for srid in (4326, 3857):
        with pytest.raises(InputError):
            measure_line(CORNERS, srid)

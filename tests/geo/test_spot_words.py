"""Coordinates as people type them; the golden point of Hanoi stands in every form."""

import pytest
from pyproj import Transformer

from geo.errors import InputError
from geo.spot_words import (
    metres_between,
    plane_coordinates,
    read_typed_place,
    say_degrees,
)

LON, LAT = 105.886281, 21.048956
EASTING, NORTHING = 591914.15, 2328628.29


@pytest.mark.parametrize(
    "words",
    [
        "21.048956, 105.886281",
        "21.048956 105.886281",
        "21.048956,105.886281",
        "105.886281, 21.048956",
        "21,048956; 105,886281",
        "21,048956 105,886281",
        "21.048956/105.886281",
        "lat: 21.048956 lon: 105.886281",
        "21°02'56.2416\"N 105°53'10.6116\"E",
        "21°02′56,2416″B 105°53′10,6116″Đ",
        "105°53'10.6116\"E, 21°02'56.2416\"N",
        "21° 2.93736' N 105° 53.17686' E",
        "21.048956° 105.886281°",
        "2328628.29 591914.15",
        "591914.15, 2328628.29",
        "X=2328628.29 Y=591914.15",
        "2.328.628,29 591.914,15",
        "VN-2000: 2328628.29; 591914.15",
    ],
)
def test_the_golden_point_is_read_in_every_form(words: str) -> None:
    found = read_typed_place(words, 5897)
    assert found is not None
    assert (found.lon, found.lat) == pytest.approx((LON, LAT), abs=2e-7)
    assert found.is_plane == ("328" in words and "591" in words)


@pytest.mark.parametrize(
    "words",
    ["12 Nguyễn Văn Cừ", "tổ 5", "12", "12/3", "ngõ 12", "", "105.88", "12 5", "1 2 3", "451 640"],
)
def test_what_is_no_coordinates_is_left_to_the_search(words: str) -> None:
    assert read_typed_place(words, 5897) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("95.5, 100.5", "-90"),
        ("21.05, 195.5", "-180"),
        ("21°75'00\"N 105°53'10\"E", "60"),
        ("21°02'N 22°02'N", "one latitude"),
        ("21°02'56\"N", "two angles"),
        ("591914.15 591914.15", "northing"),
        ("2328628 2328628", "northing"),
    ],
)
def test_coordinates_that_are_no_place_are_refused_with_the_reason(words: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_typed_place(words, 5897)
    assert told in str(refused.value.text.en)
    assert refused.value.text.vi
    assert refused.value.field == "q"


def test_plane_coordinates_are_those_of_the_register() -> None:
    assert plane_coordinates(LON, LAT, 5897) == pytest.approx((EASTING, NORTHING), abs=0.01)


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (LON, LAT, "21°02′56.24″N 105°53′10.61″E"),
        (-0.5, -10.0, "10°00′00.00″S 0°30′00.00″W"),
        (105.99999999, 20.999999999, "21°00′00.00″N 106°00′00.00″E"),
    ],
)
def test_degrees_are_written_with_seconds_that_never_reach_sixty(
    lon: float, lat: float, said: str
) -> None:
    assert say_degrees(lon, lat) == said


def test_distance_from_the_ward_is_right_within_a_percent() -> None:
    box = (105.88, 21.04, 105.89, 21.05)
    assert metres_between(105.885, 21.045, box) == 0
    to_plane = Transformer.from_crs(4326, 5897, always_xy=True)
    (x1, y1), (x2, y2) = to_plane.transform(105.89, 21.05), to_plane.transform(106.2, 21.2)
    exact = float(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    assert metres_between(106.2, 21.2, box) == pytest.approx(exact, rel=0.01)

"""Read the coordinates of one spot as people type them into a search; write them for reading.

Degrees (WGS 84) with a decimal point or comma, or as degrees, minutes and seconds with letters
(N/B, E/Đ); or metres of a plane system such as VN-2000, northing and easting in either order. The
corners of a shape, line by line and stricter, are read by `geo.typed_coordinates`.
"""

import math
import re
from typing import NamedTuple

from geo.crs import to_metric, to_wgs84
from geo.errors import InputError
from geo.text import Text
from geo.typed_number import NUMBER, typed_number

_DMS = re.compile(
    r"(?P<sign>[-−]?)\s*(?P<deg>\d{1,3}(?:[.,]\d+)?)\s*[°ºd]\s*"
    r"(?:(?P<min>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|'')\s*)?"
    r"(?P<side>[NSEWBĐT]?)",
    re.IGNORECASE,
)
_AXIS = re.compile(
    r"(?i)\b(?:vĩ độ|kinh độ|lat|lon|lng|vn-?2000|wgs ?84|[xyne])\s*[:=]?\s*(?=[-−]?\d)"
)
_GROUPED = re.compile(r"\b\d{1,3}(?:\.\d{3})+(?:,\d+)?\b")
_PAIR = re.compile(
    rf"\s*(?P<a>{NUMBER})\s*(?:[;/|]|,\s|\s,?|,(?=\s*[-−]?\d+\.\d))\s*(?P<b>{NUMBER})\s*m?\s*"
)
_SIDES = {"N": ("lat", 1), "B": ("lat", 1), "S": ("lat", -1),
          "E": ("lon", 1), "Đ": ("lon", 1), "W": ("lon", -1), "T": ("lon", -1)}  # fmt: skip
PLANE_FROM = 10_000
"""Numbers from this size on are metres: no degree is so large."""
NORTHING_FROM = 800_000
"""In Vietnam northings (8° to 24°) lie above this, eastings below a million and under them."""


class TypedPlace(NamedTuple):
    """Where typed coordinates lie, in degrees; `is_plane`: they were metres."""

    lon: float
    lat: float
    is_plane: bool


def read_typed_place(words: str, srid: int) -> TypedPlace | None:
    """Read typed coordinates; None where the words are none at all.

    Metres are taken for those of `srid`. InputError for what is coordinates but no place: values
    out of range, two latitudes, a northing and an easting that cannot be told apart.
    """
    if "°" in words or "º" in words:
        return _from_degrees(words)
    plain = _GROUPED.sub(lambda found: found[0].replace(".", "").replace(",", "."), words)
    pair = _PAIR.fullmatch(_AXIS.sub(" ", plain))
    if pair is None:
        return None
    first, second = (typed_number(pair[name]) for name in ("a", "b"))
    if min(abs(first), abs(second)) >= PLANE_FROM:
        return _from_metres(first, second, srid, words)
    if "." not in pair[0] and "," not in pair[0]:
        return None  # "12 5" is a house and a lane, not a place
    return _from_pair(first, second, words)


def say_degrees(lon: float, lat: float) -> str:
    """Write a place as 21°02′56.24″N 105°53′10.61″E: hundredths of a second, about 0.3 m."""
    return f"{_say_angle(lat, 'N', 'S')} {_say_angle(lon, 'E', 'W')}"


def plane_coordinates(lon: float, lat: float, srid: int) -> tuple[float, float]:
    """Return easting and northing in metres."""
    easting, northing = to_metric(lon, lat, srid)
    return float(easting), float(northing)


def _from_degrees(words: str) -> TypedPlace:
    found = list(_DMS.finditer(words))
    if len(found) != 2:
        raise _refuse(words, _TWO)
    angles = [_angle(match, words) for match in found]
    axes = [_SIDES.get(match["side"].upper(), ("", 1))[0] for match in found]
    if axes == ["", ""]:
        return _from_pair(angles[0], angles[1], words)
    by_axis = dict(zip(axes, angles, strict=True))
    if set(by_axis) != {"lon", "lat"}:
        raise _refuse(words, _ONE_OF_EACH)
    return _place(by_axis["lon"], by_axis["lat"], words)


def _angle(match: re.Match[str], words: str) -> float:
    degrees, minutes, seconds = (typed_number(match[name] or "0") for name in ("deg", "min", "sec"))
    if minutes >= 60 or seconds >= 60:
        raise _refuse(words, _SIXTY)
    sign = _SIDES.get(match["side"].upper(), ("", 1))[1] * (-1 if match["sign"] else 1)
    return sign * (degrees + minutes / 60 + seconds / 3600)


def _from_pair(first: float, second: float, words: str) -> TypedPlace:
    """Latitude comes first, unless only the other way is possible."""
    if abs(first) > 90 >= abs(second):
        first, second = second, first
    return _place(second, first, words)


def _place(lon: float, lat: float, words: str) -> TypedPlace:
    if abs(lat) > 90 or abs(lon) > 180:
        raise _refuse(words, _RANGE)
    return TypedPlace(lon, lat, is_plane=False)


def _from_metres(first: float, second: float, srid: int, words: str) -> TypedPlace:
    """Vietnamese papers call north X and east Y; the larger number is the northing."""
    northing, easting = max(first, second), min(first, second)
    if northing < NORTHING_FROM or easting >= NORTHING_FROM or easting < 0:
        raise _refuse(words, _PLANE)
    lon, lat = to_wgs84(easting, northing, srid)
    return TypedPlace(float(lon), float(lat), is_plane=True)


def _say_angle(value: float, positive: str, negative: str) -> str:
    hundredths = round(abs(value) * 360_000)
    degrees, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6000)
    side = negative if value < 0 and hundredths else positive
    whole, part = divmod(seconds, 100)
    return f"{degrees}°{minutes:02d}′{whole:02d}.{part:02d}″{side}"


_TWO = Text(
    "cần đúng hai góc, vĩ độ và kinh độ", "needs exactly two angles, latitude and longitude"
)
_ONE_OF_EACH = Text(
    "cần một vĩ độ (N/B) và một kinh độ (E/Đ)", "needs one latitude and one longitude"
)
_SIXTY = Text("phút và giây phải dưới 60", "minutes and seconds must be below 60")
_RANGE = Text(
    "vĩ độ từ -90 đến 90, kinh độ từ -180 đến 180", "latitude -90 to 90, longitude -180 to 180"
)
_PLANE = Text(
    "tọa độ phẳng cần X (bắc) trên 800 000 m và Y (đông) dưới 800 000 m,"
    " ví dụ 2328628.29 591914.15",
    "plane coordinates need a northing above 800,000 m and an easting below 800,000 m,"
    " such as 2328628.29 591914.15",
)


def _refuse(words: str, reason: Text) -> InputError:
    said = words if len(words) <= 60 else words[:59] + "…"
    return InputError(
        Text(f"Tọa độ '{said}': {reason.vi}.", f"Coordinates '{said}': {reason.en}."),
        field="q",
        value=said,
    )


def metres_between(lon: float, lat: float, bounds: tuple[float, float, float, float]) -> float:
    """Return how far a place lies from a box in degrees, in metres on a sphere; 0 inside."""
    west, south, east, north = bounds
    near_lon, near_lat = min(max(lon, west), east), min(max(lat, south), north)
    flat = math.cos(math.radians((lat + near_lat) / 2))
    return math.hypot((lon - near_lon) * flat, lat - near_lat) * 111_195

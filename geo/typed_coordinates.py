"""Coordinates that a person types: one corner a line, in degrees or in metres, never guessed at."""

import math
import re

from geo.crs import to_wgs84
from geo.errors import InputError
from geo.text import Text
from geo.typed_number import NUMBER, typed_number

MOST_LINES = 5_000
LEAST_METRES = 1_000.0
Corner = tuple[float, float]


def read_corners(text: str, srid: int) -> list[list[Corner]]:
    """Return the parts of a shape, each a list of (longitude, latitude); an empty line parts them.

    A line is "latitude, longitude" in degrees (WGS 84), as the map shows them, or "easting,
    northing" in metres of `srid`. InputError names the line that is neither.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise _refused(
            len(lines), "", Text(f"nhiều nhất {MOST_LINES} dòng", f"at most {MOST_LINES} lines")
        )
    parts: list[list[Corner]] = [[]]
    for number, line in enumerate(lines, start=1):
        if line.strip():
            parts[-1].append(_corner(number, line.strip(), srid))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _corner(number: int, line: str, srid: int) -> Corner:
    first, second = _pair(number, line)
    if min(abs(first), abs(second)) >= LEAST_METRES:
        lon, lat = to_wgs84(first, second, srid)
        return float(lon), float(lat)
    if 180 >= abs(first) > 90 >= abs(second):
        why = Text("viết vĩ độ trước, kinh độ sau", "latitude comes first, then longitude")
        raise _refused(number, line, why)
    if abs(first) > 90 or abs(second) > 180:
        why = Text(
            f"cần vĩ độ, kinh độ (độ) hoặc E, N (mét, EPSG:{srid})",
            f"needs latitude, longitude (degrees) or easting, northing (metres, EPSG:{srid})",
        )
        raise _refused(number, line, why)
    return second, first


def _pair(number: int, line: str) -> Corner:
    """Read two numbers; a decimal comma is understood where something else parts the numbers."""
    words = [word.rstrip(",") for word in re.split(r"[;\s]+", line) if word.rstrip(",")]
    if len(words) == 1:
        words = words[0].split(",")
    if len(words) != 2 or not all(map(_is_number, words)):
        why = Text(
            "cần hai số, ví dụ 21.04896, 105.88628",
            "needs two numbers, such as 21.04896, 105.88628",
        )
        raise _refused(number, line, why)
    first, second = (typed_number(word) for word in words)
    if not (math.isfinite(first) and math.isfinite(second)):
        raise _refused(number, line, Text("số quá lớn", "a number is too large"))
    return first, second


def _is_number(word: str) -> bool:
    return re.fullmatch(NUMBER, word) is not None


def _refused(number: int, line: str, why: Text) -> InputError:
    shown = line[:40]
    return InputError(
        Text(f"Dòng {number} «{shown}»: {why.vi}.", f"Line {number} “{shown}”: {why.en}."),
        field="text",
        value=shown,
    )

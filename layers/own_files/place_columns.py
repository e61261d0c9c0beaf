"""Names of coordinate columns in tables of ours: they say the system, so a file needs no question.

What writes them and what reads them again stands here, side by side.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from geo.crs import WGS84

_X, _Y, _WKT = ("longitude", "east"), ("latitude", "north"), ("wkt",)
_WORDS = {
    "longitude": "Kinh độ",
    "latitude": "Vĩ độ",
    "east": "Hướng đông",
    "north": "Hướng bắc",
    "wkt": "Hình (WKT)",
}
_OURS = re.compile(r"(longitude|latitude|east|north|wkt)_epsg(\d{4,6})")
_TITLED = {
    re.compile(re.escape(words) + r" \(EPSG:(\d{4,6})\)"): name for name, words in _WORDS.items()
}


class Places(NamedTuple):
    """Which columns of a table hold its coordinates, and in which system. Unused ones are None."""

    srid: int
    x: str | None
    y: str | None
    wkt: str | None


def place_columns(srid: int, *, is_point: bool, titled: bool = False) -> list[str]:
    """Name the columns of coordinates: for programs, or `titled` in Vietnamese for people."""
    names = ("wkt",) if not is_point else ("longitude", "latitude")
    if is_point and srid != WGS84:
        names = ("east", "north")
    if titled:
        return [f"{_WORDS[name]} (EPSG:{srid})" for name in names]
    return [f"{name}_epsg{srid}" for name in names]


def find_places(columns: Iterable[str]) -> Places | None:
    """Return the coordinates of a table that this program laid out; None for any other table."""
    found = {known[0]: (column, known[1]) for column in columns if (known := _known(column))}
    srids = {srid for _, srid in found.values()}
    x, y, wkt = (next((found[n][0] for n in ns if n in found), None) for ns in (_X, _Y, _WKT))
    if len(srids) != 1 or (wkt is None) == (x is None or y is None):
        return None
    return Places(srids.pop(), x, y, wkt)


def _known(column: str) -> tuple[str, int] | None:
    name = column.strip()
    plain = _OURS.fullmatch(name)
    if plain:
        return plain[1], int(plain[2])
    for pattern, ours in _TITLED.items():
        if titled := pattern.fullmatch(name):
            return ours, int(titled[1])
    return None

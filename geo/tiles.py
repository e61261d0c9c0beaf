"""Web map tiles: an address that is valid, or an error."""

import math
from typing import NamedTuple, Self

from geo.errors import InputError
from geo.text import Text

MAX_ZOOM = 22
Bounds = tuple[float, float, float, float]

_HALF_WORLD_M = math.pi * 6378137.0
_MAX_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))


class _Address(NamedTuple):
    z: int
    x: int
    y: int


class Tile(_Address):
    """A tile that exists: zoom 0 to 22, column and row inside that zoom; else ``InputError``."""

    __slots__ = ()

    def __new__(cls, z: int, x: int, y: int) -> Self:
        if not 0 <= z <= MAX_ZOOM:
            raise InputError(
                Text(f"z: không có mức {z}; cần 0 đến 22.", f"z: no zoom {z}; give 0 to 22."),
                field="z",
                value=z,
            )
        last = 2**z - 1
        for field, value in (("x", x), ("y", y)):
            if not 0 <= value <= last:
                raise InputError(
                    Text(
                        f"{field}: ở mức {z} không có ô {value}; cần 0 đến {last}.",
                        f"{field}: zoom {z} has no tile {value}; give 0 to {last}.",
                    ),
                    field=field,
                    value=value,
                )
        return super().__new__(cls, z, x, y)

    @property
    def bounds_3857(self) -> Bounds:
        """Return west, south, east, north in Web Mercator metres."""
        size = 2 * _HALF_WORLD_M / 2**self.z
        west = -_HALF_WORLD_M + self.x * size
        north = _HALF_WORLD_M - self.y * size
        return west, north - size, west + size, north

    @property
    def bounds_4326(self) -> Bounds:
        """Return west, south, east, north in degrees."""
        n = 2**self.z
        return (
            self.x / n * 360 - 180,
            _latitude(self.y + 1, n),
            (self.x + 1) / n * 360 - 180,
            _latitude(self.y, n),
        )

    @property
    def parent(self) -> "Tile | None":
        """Return the tile one zoom out that contains this one; None at zoom 0."""
        return Tile(self.z - 1, self.x // 2, self.y // 2) if self.z else None


def tile_of(lon: float, lat: float, z: int) -> Tile:
    """Return the tile of a place in degrees; latitudes beyond the map count to its last row."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError(
            Text(
                f"Tọa độ ({lon}, {lat}) không có; kinh độ -180 đến 180, vĩ độ -90 đến 90.",
                f"There is no place ({lon}, {lat}); longitude -180 to 180, latitude -90 to 90.",
            ),
            field="lon" if not -180 <= lon <= 180 else "lat",
            value=(lon, lat),
        )
    Tile(z, 0, 0)
    n = 2**z
    latitude = math.radians(min(max(lat, -_MAX_LATITUDE), _MAX_LATITUDE))
    column = int((lon + 180) / 360 * n)
    row = int((1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * n)
    return Tile(z, min(column, n - 1), min(max(row, 0), n - 1))


def _latitude(row: int, n: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / n))))

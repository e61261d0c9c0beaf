"""Where the points of a file would lie in each system it could be in: evidence for a question."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.text import Text, same
from layers.importing.batch import Context
from layers.importing.options import SWAPPED
from layers.importing.questions import Option, Question

VN2000_DEGREES = 4756
VN2000_ZONES = (3405, 3406, 5896, 5897, 5898, 5899, *range(9205, 9219))
"""VN-2000 in metres: two 6° zones (UTM 48 N, 49 N), then all 3° zones (TM-3) that EPSG has."""
WGS84_ZONES = (32648, 32649)
CANDIDATES = (WGS84, VN2000_DEGREES, *VN2000_ZONES, *WGS84_ZONES)
SAMPLE = 2_000
MARGIN_DEGREES = 0.25
SHOWN = 6
CLEARLY = 0.9  # share inside the ward from which a system is proposed
GAIN = 0.2

Floats = NDArray[np.float64]
_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Placing:
    """What a system makes of the file: the share of points inside, and the middle of them all."""

    crs: str
    swapped: bool
    share: float
    middle: tuple[float, float]

    @property
    def answer(self) -> str:
        return self.crs + (SWAPPED if self.swapped else "")


@dataclass(frozen=True)
class Home:
    """Where rows are expected: the areas of the ward, or the region of its metres without any."""

    name: Text
    areas: Any
    bounds: tuple[float, float, float, float]
    srid: int

    def share(self, lon: Floats, lat: Floats) -> float:
        west, south, east, north = self.bounds
        boxed = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if self.areas is not None:
            boxed[boxed] = shapely.contains_xy(self.areas, lon[boxed], lat[boxed])
        return float(boxed.mean()) if len(boxed) else 0.0


def home_of(context: Context) -> Home | None:
    """Return where the ward is; None where it has no areas and its metres have no region."""
    srid = context.ward.srid_measure
    if context.areas is not None and len(context.areas):
        union = shapely.union_all(shapely.make_valid(context.areas.to_numpy()))
        return Home(Text("vùng của phường", "the ward's areas"), union, _box(union), srid)
    region = pyproj.CRS.from_epsg(srid).area_of_use
    if region is None:
        return None
    west, south, east, north = region.bounds
    m = MARGIN_DEGREES
    name = Text(f"vùng dùng EPSG:{srid}", f"the region of EPSG:{srid}")
    return Home(name, None, (west - m, south - m, east + m, north + m), srid)


def _box(shape: Any) -> tuple[float, float, float, float]:
    west, south, east, north = map(float, shapely.bounds(shape))
    return west, south, east, north


def placing(x: Floats, y: Floats, crs: Any, home: Home, *, swapped: bool = False) -> Placing:
    """Judge one system."""
    first, second = (y, x) if swapped else (x, y)
    lon, lat = degrees(first, second, crs)
    with np.errstate(invalid="ignore"):
        share = home.share(lon, lat)
    known = np.isfinite(lon) & np.isfinite(lat)
    middle = (
        (float(np.median(lon[known])), float(np.median(lat[known]))) if known.any() else (0.0, 0.0)
    )
    return Placing(_name(crs), swapped, share, middle)


def placings(x: Floats, y: Floats, home: Home) -> list[Placing]:
    """Judge all systems that a file of Vietnam may be in, both orders of axes; best first.

    Of equals, as all are where the ward has no areas yet, its own metres and WGS 84 come first.
    """
    usual = (f"EPSG:{WGS84}", f"EPSG:{home.srid}")
    found = [
        placing(x, y, code, home, swapped=swapped)
        for swapped in (False, True)
        for code in CANDIDATES
    ]
    return sorted(
        (each for each in found if each.share > 0),
        key=lambda each: (-each.share, each.crs not in usual),
    )


def degrees(x: Floats, y: Floats, crs: Any) -> tuple[Floats, Floats]:
    """Convert plain numbers; what cannot be converted comes back as infinity."""
    lon, lat = _converter(_name(crs)).transform(x, y)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def crs_question(
    x: Floats, y: Floats, home: Home | None, lead: Text, stated: Placing | None = None
) -> Question:
    """Ask which system it is; each option says how many points it puts where, and how far off.

    The distance is from where the stated system puts the middle of the file.
    """
    found = placings(x, y, home) if home else []
    shown = [each for each in found if stated is None or each.answer != stated.answer][:SHOWN]
    options = [_option(each, home, stated) for each in shown if home]
    if stated is not None and home is not None:
        options.append(_option(stated, home, None, keep=True))
    best = shown[0] if shown else None
    sure = best is not None and best.share >= (stated.share + GAIN if stated else 0.5)
    return Question("crs", lead, tuple(options), best.answer if best and sure else None)


def clearly_elsewhere(x: Floats, y: Floats, crs: Any, home: Home) -> Placing | None:
    """Return what the stated system makes of the file, where another one fits far better."""
    stated = placing(x, y, crs, home)
    if stated.share >= CLEARLY:
        return None
    best = next(iter(placings(x, y, home)), None)
    fits = best is not None and best.share >= max(CLEARLY, stated.share + GAIN)
    return stated if fits else None


def sample(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return some of the coordinates, evenly from the whole file."""
    step = max(1, len(x) // SAMPLE)
    return x[::step], y[::step]


def moved_m(before: tuple[float, float], after: tuple[float, float]) -> float:
    """Return the distance between two places in degrees, in metres."""
    return float(_GEOD.inv(*before, *after)[2])


def _option(each: Placing, home: Home, stated: Placing | None, *, keep: bool = False) -> Option:
    share = f"{each.share:.0%}"
    swap = Text(", đổi chỗ x và y", ", x and y exchanged") if each.swapped else same("")
    kept = Text(" (giữ như đã nêu)", " (keep what is stated)") if keep else same("")
    far = moved_m(stated.middle, each.middle) if stated else 0.0
    move = Text("", "")
    if stated is not None:
        move = Text(f"; dời {_length(far)}", f"; moves it by {_length(far)}")
    crs = pyproj.CRS.from_user_input(each.crs).name
    at = f"{each.middle[0]:.5f}, {each.middle[1]:.5f}"
    return Option(
        each.answer,
        Text(f"{each.crs} {crs}{swap.vi}{kept.vi}", f"{each.crs} {crs}{swap.en}{kept.en}"),
        Text(
            f"{share} số điểm nằm trong {home.name.vi}; giữa tệp ở ({at}){move.vi}",
            f"{share} of the points lie in {home.name.en}; middle at ({at}){move.en}",
        ),
    )


def _length(metres: float) -> str:
    return f"{metres:,.0f} m" if metres < 10_000 else f"{metres / 1000:,.0f} km"


def _name(crs: Any) -> str:
    if isinstance(crs, int):
        return f"EPSG:{crs}"
    return str(crs) if isinstance(crs, str) else str(crs.to_string())


@lru_cache(maxsize=64)
def _converter(name: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(name, WGS84, always_xy=True)

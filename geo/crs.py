"""Coordinate systems: from degrees to metres and back, and how exact that is."""

import threading
import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from geo.errors import InputError
from geo.text import Text

WGS84 = 4326
HANOI = 5897
"""VN-2000 / TM-3 105°00': the official plane coordinates of Hanoi, in metres."""
WEB_MERCATOR = 3857

Floats = NDArray[np.float64]

_local = threading.local()  # PROJ objects must not be shared between threads


def require_metric(srid: int) -> None:
    """Raise ``InputError`` unless lengths in this system are metres on the ground."""
    crs = _crs(srid)
    if srid == WEB_MERCATOR:
        raise _refuse(
            srid,
            Text(
                "chỉ để vẽ bản đồ: ở Hà Nội nó kéo dài khoảng cách 7 % và diện tích 15 %",
                "is for drawing only: in Hanoi it stretches lengths by 7 % and areas by 15 %",
            ),
        )
    if not crs.is_projected:
        raise _refuse(srid, Text("tính bằng độ, không phải mét", "is in degrees, not metres"))
    if any(axis.unit_name != "metre" for axis in crs.axis_info[:2]):
        unit = crs.axis_info[0].unit_name
        raise _refuse(srid, Text(f"tính bằng {unit}, không phải mét", f"is in {unit}, not metres"))


def to_metric(lon: ArrayLike, lat: ArrayLike, srid: int) -> tuple[Floats, Floats]:
    """Convert degrees (WGS 84) to metres: easting and northing."""
    require_metric(srid)
    longitude, latitude = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    _require_degrees(longitude, latitude)
    return _convert(_transformer(srid), longitude, latitude, "FORWARD")


def to_wgs84(x: ArrayLike, y: ArrayLike, srid: int) -> tuple[Floats, Floats]:
    """Convert metres to degrees (WGS 84): longitude and latitude."""
    require_metric(srid)
    easting, northing = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return _convert(_transformer(srid), easting, northing, "INVERSE")


def operation_accuracy_m(srid: int) -> float | None:
    """Return the stated accuracy of the conversion from WGS 84, or None where none is known."""
    require_metric(srid)
    accuracy = _transformer(srid).accuracy
    return float(accuracy) if accuracy is not None and accuracy >= 0 else None


def operation_name(srid: int) -> str:
    """Return what PROJ calls the conversion from WGS 84 that is used."""
    require_metric(srid)
    steps = str(_transformer(srid).description).split(" + ")
    return " + ".join(step for step in steps if not step.startswith("axis order change"))


def crs_name(srid: int) -> str:
    """Return the name that EPSG gives a system."""
    return str(_crs(srid).name)


def _convert(
    transformer: Transformer, first: Floats, second: Floats, direction: str
) -> tuple[Floats, Floats]:
    try:
        a, b = transformer.transform(first, second, direction=direction, errcheck=True)
    except ProjError as error:
        raise InputError(
            Text(
                "Có tọa độ nằm ngoài vùng chuyển đổi được; hãy xem chúng trên bản đồ.",
                "Some coordinates lie outside what can be converted; look at them on a map.",
            ),
            field="coordinates",
        ) from error
    return np.asarray(a, dtype=float), np.asarray(b, dtype=float)


def _require_degrees(lon: Floats, lat: Floats) -> None:
    bad = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    if bad.any():
        at = (float(lon[bad].flat[0]), float(lat[bad].flat[0]))
        raise InputError(
            Text(
                f"Tọa độ {at} không phải kinh độ, vĩ độ (-180…180, -90…90).",
                f"Coordinates {at} are not longitude and latitude (-180…180, -90…90).",
            ),
            field="coordinates",
            value=at,
        )


def _transformer(srid: int) -> Transformer:
    """Return this thread's converter; always the same best operation, never one per point."""
    cache: dict[int, Transformer] = _local.__dict__.setdefault("transformers", {})
    if srid not in cache:
        with warnings.catch_warnings():
            # A finer grid not installed is no fault: operation_accuracy_m says what is used.
            warnings.filterwarnings("ignore", "Best transformation is not available")
            group = TransformerGroup(WGS84, srid, always_xy=True)
        cache[srid] = group.transformers[0]
    return cache[srid]


def _crs(srid: int) -> CRS:
    cache: dict[int, CRS] = _local.__dict__.setdefault("crs", {})
    if srid not in cache:
        try:
            cache[srid] = CRS.from_epsg(srid)
        except CRSError as error:
            raise _refuse(srid, Text("không có trong EPSG", "is not known to EPSG")) from error
    return cache[srid]


def _refuse(srid: int, reason: Text) -> InputError:
    return InputError(
        Text(
            f"srid: EPSG:{srid} {reason.vi}. Hãy dùng hệ phẳng tính bằng mét, ví dụ {HANOI}.",
            f"srid: EPSG:{srid} {reason.en}. Use a plane system in metres, such as {HANOI}.",
        ),
        field="srid",
        value=srid,
    )


def grid_convergence_deg(x: float, y: float, srid: int) -> float:
    """Return how far grid north lies east of true north at a place in metres, in degrees."""
    lon, lat = to_wgs84(x, y, srid)
    factors = Proj(_crs(srid)).get_factors(float(lon), float(lat))
    return float(factors.meridian_convergence)

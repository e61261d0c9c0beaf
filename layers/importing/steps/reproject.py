"""Bring all coordinates to WGS 84 degrees, from the system that the file or the person states."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from geo.crs import WGS84, to_wgs84
from geo.errors import InputError
from geo.quality import coordinate_precision
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.issues import refused
from layers.importing.report import Precision

MARGIN_DEGREES = 0.25
PRECISION_ROWS = 100_000
METRES_A_DEGREE = 111_320.0

Floats = NDArray[np.float64]


def reproject(batch: Batch, context: Context) -> Batch:
    """Convert, then compare with where the ward's own measuring system may be used."""
    crs = stated_crs(batch.source.crs, context.options.crs)
    batch.found.crs = crs.to_string()
    present = batch.geometry[~(batch.geometry.isna() | batch.geometry.is_empty)]
    x, y = _middles(present)
    _require_plausible(x, y, crs)
    batch.found.precision = _precision(present, crs)
    converted = _convert(batch.geometry, crs)
    _require_place(batch, present.index, (x, y), crs, context)
    return replace(batch, geometry=converted)


def stated_crs(declared: str | None, said: str | None) -> pyproj.CRS:
    """Return the one system of the file; FileRefused for none, or for two that differ."""
    if said is None and declared is None:
        raise refused(
            "crs",
            "unknown_crs",
            "",
            Text(
                "Tệp không nói dùng hệ tọa độ nào. Hãy nêu --crs: EPSG:4326 nếu là độ WGS 84,"
                " EPSG:5897 nếu là VN-2000 múi 3° kinh tuyến 105° (Hà Nội).",
                "The file does not say which coordinate system it uses. State --crs: EPSG:4326 for"
                " WGS 84 degrees, EPSG:5897 for VN-2000 TM-3 105° (Hanoi).",
            ),
        )
    stated = None if said is None else _crs(said)
    found = None if declared is None else pyproj.CRS.from_user_input(declared)
    if (
        stated is not None
        and found is not None
        and not stated.equals(found, ignore_axis_order=True)
    ):
        raise refused(
            "crs",
            "crs_differs",
            said,
            Text(
                f"Tệp khai {found.name}, còn --crs nêu {stated.name}. Hãy bỏ --crs hoặc sửa tệp.",
                f"The file declares {found.name}, but --crs says {stated.name}. Drop --crs or"
                " correct"
                " the file.",
            ),
        )
    chosen = stated or found
    assert chosen is not None
    return chosen


def _crs(said: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(int(said) if said.isdigit() else said)
    except CRSError as error:
        raise InputError(
            Text(
                f"Không có hệ tọa độ '{said}'; viết như EPSG:4326 hoặc EPSG:5897.",
                f"There is no coordinate system '{said}'; write EPSG:4326 or EPSG:5897.",
            ),
            field="crs",
            value=said,
        ) from error


def _middles(geometry: gpd.GeoSeries) -> tuple[Floats, Floats]:
    """Return one coordinate a row: the middle of its box, which for a point is the point."""
    west, south, east, north = shapely.bounds(geometry.to_numpy()).T
    return (west + east) / 2, (south + north) / 2


def _require_plausible(x: Floats, y: Floats, crs: pyproj.CRS) -> None:
    """Refuse a file whose numbers cannot be what its coordinate system says."""
    if not len(x):
        return
    in_degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    swapped = (np.abs(y) <= 180) & (np.abs(x) <= 90)
    if crs.is_geographic and in_degrees.mean() < 0.5:
        if swapped.mean() >= 0.5:
            _refuse_swapped(x, y)
        at = int(np.flatnonzero(~in_degrees)[0])
        value = f"{x[at]:.10g}, {y[at]:.10g}"
        raise refused(
            "crs",
            "not_degrees",
            value,
            Text(
                f"Hệ tọa độ {crs.name} tính bằng độ, nhưng tọa độ trong tệp như ({value}) thì"
                " không."
                " Hãy nêu --crs đúng, ví dụ EPSG:5897.",
                f"{crs.name} is in degrees, but coordinates of the file such as ({value}) are not."
                " State the right --crs, such as EPSG:5897.",
            ),
        )
    if crs.is_projected and (in_degrees & (np.abs(x) + np.abs(y) > 0)).mean() > 0.5:
        value = f"{x[0]:.10g}, {y[0]:.10g}"
        raise refused(
            "crs",
            "degrees",
            value,
            Text(
                f"Hệ tọa độ {crs.name} không tính bằng độ, nhưng tọa độ trong tệp như"
                f" ({value}) là độ."
                " Hãy nêu --crs EPSG:4326.",
                f"{crs.name} is not in degrees, but coordinates of the file such as ({value}) are."
                " State --crs EPSG:4326.",
            ),
        )


def _refuse_swapped(x: Floats, y: Floats) -> None:
    value = f"{x[0]:.10g}, {y[0]:.10g}"
    raise refused(
        "coordinates",
        "swapped",
        value,
        Text(
            f"Tọa độ bị đảo: ({value}) phải là ({y[0]:.10g}, {x[0]:.10g})."
            " Hãy đổi chỗ --x và --y (x là kinh độ/hướng đông, y là vĩ độ/hướng bắc;"
            " bản vẽ Việt Nam gọi hướng bắc là X), hoặc sửa tệp.",
            f"The coordinates are swapped: ({value}) should be ({y[0]:.10g}, {x[0]:.10g})."
            " Exchange --x and --y (x is longitude or east, y latitude or north; Vietnamese papers"
            " call north X), or correct the file.",
        ),
    )


def _convert(geometry: gpd.GeoSeries, crs: pyproj.CRS) -> gpd.GeoSeries:
    """Convert by the same operation that measures in the ward, where the system is metric."""
    code = crs.to_epsg()
    if code == WGS84 or crs.to_string() == "OGC:CRS84":
        return geometry.set_crs(WGS84, allow_override=True)
    if code is None or not _is_metric(crs):
        return geometry.set_crs(crs, allow_override=True).to_crs(WGS84)

    moved = geometry.to_numpy().copy()
    xy = shapely.get_coordinates(moved)
    moved = shapely.set_coordinates(moved, np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], code)))
    return gpd.GeoSeries(moved, index=geometry.index, crs=WGS84)


def _is_metric(crs: pyproj.CRS) -> bool:
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    return crs.is_projected and units == {"metre"} and crs.to_epsg() != 3857


def _degrees(x: Floats, y: Floats, crs: pyproj.CRS) -> tuple[Floats, Floats]:
    """Convert plain numbers; what cannot be converted comes back as infinity."""
    convert = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    lon, lat = convert.transform(x, y)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def _require_place(
    batch: Batch,
    lines: "pd.Index[Any]",
    middles: tuple[Floats, Floats],
    crs: pyproj.CRS,
    context: Context,
) -> None:
    """Hold the rows against the region in which the ward's metres are true."""
    region = pyproj.CRS.from_epsg(context.ward.srid_measure).area_of_use
    if region is None or not len(lines):
        return
    x, y = middles
    lon, lat = _degrees(x, y, crs)
    inside = _inside(lon, lat, region.bounds)
    if inside.mean() < 0.5:
        if _inside(*_degrees(y, x, crs), region.bounds).mean() >= 0.5:
            _refuse_swapped(x, y)
        _refuse_elsewhere(lon, lat, region, context)
    srid = context.ward.srid_measure
    outside = pd.Series(
        [f"{a:.7g}, {b:.7g}" for a, b in zip(lon[~inside], lat[~inside], strict=True)],
        index=lines[~inside],
        dtype=object,
    )
    batch.issues.add_rows(
        outside,
        "coordinates",
        "outside_region",
        lambda value: Text(
            f"({value}) nằm ngoài vùng của EPSG:{srid} ({region.name}), hệ đo của phường.",
            f"({value}) lies outside the region of EPSG:{srid} ({region.name}), the ward's metres.",
        ),
    )


def _inside(
    lon: Floats, lat: Floats, bounds: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    m = MARGIN_DEGREES
    found: NDArray[np.bool_] = (
        (lon >= west - m) & (lon <= east + m) & (lat >= south - m) & (lat <= north + m)
    )
    return found


def _refuse_elsewhere(lon: Floats, lat: Floats, region: Any, context: Context) -> None:
    value = f"{lon[0]:.7g}, {lat[0]:.7g}"
    srid = context.ward.srid_measure
    raise refused(
        "coordinates",
        "outside_region",
        value,
        Text(
            f"Phần lớn tọa độ, như ({value}), nằm ngoài vùng của EPSG:{srid} ({region.name})"
            " mà phường"
            " dùng để đo. Sai --crs, hay sai phường?",
            f"Most coordinates, such as ({value}), lie outside the region of EPSG:{srid}"
            f" ({region.name}), in which the ward measures. A wrong --crs, or the wrong ward?",
        ),
    )


def _precision(geometry: gpd.GeoSeries, crs: pyproj.CRS) -> Precision | None:
    """Measure the decimals that 99 of 100 coordinates need, and what they are on the ground."""
    if not len(geometry):
        return None
    x, y = shapely.get_coordinates(geometry.to_numpy()[:PRECISION_ROWS]).T
    decimals = int(np.quantile(coordinate_precision(x, y), 0.99, method="higher"))
    unit = METRES_A_DEGREE if crs.is_geographic else 1.0
    return Precision(decimals, unit * 10.0**-decimals)

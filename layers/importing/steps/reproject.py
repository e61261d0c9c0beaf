"""Bring all coordinates to WGS 84 degrees, from the system that the file or the person states."""

from dataclasses import replace
from typing import Any, NoReturn

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
from layers.importing.options import BY_ADDRESS
from layers.importing.questions import Asked, Option, Question, asked
from layers.importing.report import Precision
from layers.importing.steps.zones import (
    CLEARLY,
    MARGIN_DEGREES,
    Home,
    Placing,
    clearly_elsewhere,
    crs_question,
    degrees,
    home_of,
    placing,
    sample,
)

PRECISION_ROWS = 100_000
METRES_A_DEGREE = 111_320.0
COARSE_M = 5.0
"""Rounded to more than this, coordinates are coarser than a house front."""
COARSE_ROWS = 20
"""A few rows may be round by chance: of fewer, the precision is stored and not told."""

Floats = NDArray[np.float64]


def reproject(batch: Batch, context: Context) -> Batch:
    """Convert, then compare with where the ward's own measuring system may be used."""
    options = context.options
    if options.axes == "yx":
        batch = replace(batch, geometry=_exchanged(batch.geometry))
    present = batch.geometry[~(batch.geometry.isna() | batch.geometry.is_empty)]
    if context.options.positions == BY_ADDRESS and not len(present):
        return replace(batch, geometry=batch.geometry.set_crs(WGS84, allow_override=True))
    x, y = _middles(present)
    settled = batch.found.settled if batch.found.settled and batch.found.settled.crs else None
    crs = settled.crs if settled and settled.crs else _settled(batch, context, x, y)
    batch.found.crs = crs.to_string()
    if not options.settled_crs and settled is None:
        _require_plausible(x, y, crs, context)
        _require_zone(x, y, crs, context)
    batch.found.precision = _precision(present, crs) if settled is None else settled.precision
    if settled is None:
        tell_coarse(batch, len(batch.geometry))
    converted = _convert(batch.geometry, crs)
    _require_place(batch, present.index, (x, y), crs, context)
    return replace(batch, geometry=converted)


def _exchanged(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Exchange x and y of every corner."""
    shapes = geometry.to_numpy().copy()
    turned = shapely.get_coordinates(shapes)[:, ::-1]
    return gpd.GeoSeries(shapely.set_coordinates(shapes, turned), index=geometry.index)


def _settled(batch: Batch, context: Context, x: Floats, y: Floats) -> pyproj.CRS:
    """Return the one system of the file; Asked where none is known or two differ."""
    declared, said = batch.source.crs, context.options.crs
    if said is None and declared is None:
        text = Text(
            "Tệp không nói dùng hệ tọa độ nào. Hãy nêu --crs: EPSG:4326 nếu là độ WGS 84,"
            " EPSG:5897 nếu là VN-2000 múi 3° kinh tuyến 105° (Hà Nội).",
            "The file does not say which coordinate system it uses. State --crs: EPSG:4326 for"
            " WGS 84 degrees, EPSG:5897 for VN-2000 TM-3 105° (Hanoi).",
        )
        question = crs_question(*sample(x, y), home_of(context), text)
        raise asked("crs", "unknown_crs", "", question)
    stated = None if said is None else _crs(said)
    found = None if declared is None else pyproj.CRS.from_user_input(declared)
    if stated is None or found is None or context.options.settled_crs:
        chosen = stated or found
        assert chosen is not None
        return chosen
    if not stated.equals(found, ignore_axis_order=True):
        raise refused(
            "crs",
            "crs_differs",
            said,
            Text(
                f"Tệp khai {found.name}, còn --crs nêu {stated.name}. Hãy bỏ --crs hoặc sửa tệp;"
                " nếu tệp khai sai: --answer crs=…",
                f"The file declares {found.name}, but --crs says {stated.name}. Drop --crs or"
                " correct the file; where the file declares it wrongly: --answer crs=…",
            ),
        )
    return stated


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


def _require_zone(x: Floats, y: Floats, crs: pyproj.CRS, context: Context) -> None:
    """Ask where another zone or order of axes puts the file into the ward; this one does not."""
    home = home_of(context)
    if home is None or not len(x):
        return
    few = sample(x, y)
    stated = clearly_elsewhere(*few, crs, home)
    if stated is None:
        return
    if placing(*few, crs, home, swapped=True).share >= CLEARLY:
        raise _swapped(x, y)
    question = crs_question(*few, home, _elsewhere(crs, stated, home), stated)
    raise asked("crs", "wrong_zone", f"{x[0]:.10g}, {y[0]:.10g}", question)


def _elsewhere(crs: pyproj.CRS, stated: Placing, home: Home) -> Text:
    share = f"{stated.share:.0%}"
    return Text(
        f"Theo {crs.name} chỉ {share} số điểm nằm trong {home.name.vi}; một hệ khác hợp hơn hẳn"
        " (sai kinh tuyến trục, hay sai múi 3° và 6°?). Đây là hệ nào? Hãy nêu --answer crs=…",
        f"In {crs.name} only {share} of the points lie in {home.name.en}; another system fits far"
        " better (a wrong central meridian, or a 3° zone for a 6° one?). Which one is it? Say"
        " --answer crs=…",
    )


def _require_plausible(x: Floats, y: Floats, crs: pyproj.CRS, context: Context) -> None:
    """Refuse a file whose numbers cannot be what its coordinate system says."""
    if not len(x):
        return
    in_degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    swapped = (np.abs(y) <= 180) & (np.abs(x) <= 90)
    if crs.is_geographic and in_degrees.mean() < 0.5:
        if swapped.mean() >= 0.5:
            raise _swapped(x, y)
        at = int(np.flatnonzero(~in_degrees)[0])
        value = f"{x[at]:.10g}, {y[at]:.10g}"
        _ask_crs(
            "not_degrees",
            value,
            (x, y),
            context,
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
        _ask_crs(
            "degrees",
            value,
            (x, y),
            context,
            Text(
                f"Hệ tọa độ {crs.name} không tính bằng độ, nhưng tọa độ trong tệp như"
                f" ({value}) là độ."
                " Hãy nêu --crs EPSG:4326.",
                f"{crs.name} is not in degrees, but coordinates of the file such as ({value}) are."
                " State --crs EPSG:4326.",
            ),
        )


def _ask_crs(
    kind: str, value: str, middles: tuple[Floats, Floats], context: Context, text: Text
) -> NoReturn:
    raise asked("crs", kind, value, crs_question(*sample(*middles), home_of(context), text))


def _swapped(x: Floats, y: Floats) -> Asked:
    value = f"{x[0]:.10g}, {y[0]:.10g}"
    turned = f"({y[0]:.10g}, {x[0]:.10g})"
    text = Text(
        f"Tọa độ bị đảo: ({value}) phải là {turned}."
        " Hãy đổi chỗ --x và --y (x là kinh độ/hướng đông, y là vĩ độ/hướng bắc;"
        " bản vẽ Việt Nam gọi hướng bắc là X), hoặc sửa tệp.",
        f"The coordinates are swapped: ({value}) should be {turned}."
        " Exchange --x and --y (x is longitude or east, y latitude or north; Vietnamese papers"
        " call north X), or correct the file.",
    )
    turn = Option(
        "yx",
        Text("đổi chỗ x và y", "exchange x and y"),
        Text(f"({value}) thành {turned}", f"({value}) becomes {turned}"),
    )
    return asked("coordinates", "swapped", value, Question("axes", text, (turn,), "yx"))


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
    lon, lat = degrees(x, y, crs)
    inside = _inside(lon, lat, region.bounds)
    if inside.mean() < 0.5 and batch.found.settled is None:
        if _inside(*degrees(y, x, crs), region.bounds).mean() >= 0.5:
            raise _swapped(x, y)
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


def tell_coarse(batch: Batch, rows: int) -> None:
    """Tell that coordinates were rounded so much that it shows in an analysis."""
    found = batch.found.precision
    if found is None or found.metres < COARSE_M or rows < COARSE_ROWS:
        return
    metres = f"{found.metres:,.0f}"
    batch.issues.tell(
        None,
        "coordinates",
        "coarse_coordinates",
        f"{metres} m",
        Text(
            f"Tọa độ chỉ có {found.decimals} chữ số thập phân, tức làm tròn đến {metres} m: phân"
            " tích dùng ô hay bán kính nhỏ hơn thế sẽ ghi rõ điều này.",
            f"Coordinates have {found.decimals} decimals only, so they are rounded to {metres} m:"
            " an analysis with cells or a radius below that will say so.",
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

"""In which metres a plain file is measured, and how its places go back to degrees."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from geo.crs import WEB_MERCATOR, WGS84, require_metric, to_metric, to_wgs84
from geo.errors import InputError
from geo.result import Note
from geo.text import Text

LOCAL = "local"
UTM_NORTH, UTM_SOUTH = 32600, 32700
WIDEST_DEGREES = 6.0
DEGREES_LIKE_M = 2.0

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Plane:
    """Where coordinates come from and what is measured in; both None for `local`."""

    source: pyproj.CRS | None
    metres: pyproj.CRS | None
    notes: tuple[Note, ...] = ()

    def to_metres(self, shapes: Shapes, crs: pyproj.CRS | None = None) -> Shapes:
        """Bring shapes of the file's system, or of another one, into the metres of the plane."""
        return _moved(shapes, crs or self.source, self.metres)

    def to_degrees(self, shapes: Shapes) -> Shapes:
        """Bring shapes from metres to longitude and latitude; `local` ones stay as they are."""
        wgs84 = None if self.metres is None else pyproj.CRS.from_epsg(WGS84)
        return _moved(shapes, self.metres, wgs84)

    def degrees_in(self, lon: float, lat: float) -> tuple[float, float]:
        """Bring one place in degrees (WGS 84) into the metres of the plane."""
        place = np.array([shapely.Point(lon, lat)], dtype=object)
        (moved,) = self.to_metres(place, pyproj.CRS.from_epsg(WGS84))
        return float(moved.x), float(moved.y)

    def to_json(self) -> dict[str, str]:
        return {"crs": crs_name(self.source), "measured_in": crs_name(self.metres)}


def stated_crs(declared: str | None, said: str | None) -> pyproj.CRS | None:
    """Return the system of a file, None for `local`; InputError where none or two are stated."""
    if said is not None and said.strip().lower() == LOCAL:
        return None
    stated = None if said is None else read_crs("crs", said)
    found = None if declared is None else pyproj.CRS.from_user_input(declared)
    if stated is None and found is None:
        raise _refuse(
            "crs",
            said,
            Text(
                "Tệp không nói dùng hệ tọa độ nào. Hãy nêu --crs: EPSG:4326 nếu là độ WGS 84,"
                " EPSG:5897 nếu là VN-2000 múi 3° (Hà Nội), local nếu là mét không có hệ.",
                "The file does not say which coordinate system it uses. State --crs: EPSG:4326 for"
                " WGS 84 degrees, EPSG:5897 for VN-2000 TM-3 (Hanoi), local for metres without a"
                " system.",
            ),
        )
    if stated is not None and found is not None and not _same(stated, found):
        raise _refuse(
            "crs",
            said,
            Text(
                f"Tệp khai {found.name}, còn --crs nêu {stated.name}. Hãy bỏ --crs hoặc sửa tệp.",
                f"The file declares {found.name}, but --crs says {stated.name}. Drop --crs or"
                " correct the file.",
            ),
        )
    return stated or found


def choose_plane(source: pyproj.CRS | None, measure: str | None, bounds: Bounds) -> Plane:
    """Choose the metres for coordinates within `bounds` (west, south, east, north, as they stand).

    A plane system in metres stays, unless another is asked for; all else goes to that one, or to
    the UTM zone of the middle. What was chosen is said in a note.
    """
    if source is None:
        if measure is not None:
            raise _refuse(
                "measure_crs",
                measure,
                Text(
                    "--crs local không có vị trí trên mặt đất nên không chuyển được sang hệ khác.",
                    "--crs local has no position on the ground and cannot be converted.",
                ),
            )
        return Plane(None, None, _local_notes(bounds))
    _require_not_degrees(source, bounds)
    if measure is not None:
        chosen = read_crs("measure_crs", measure)
        require_metric(_epsg(chosen, measure))
        return Plane(source, chosen, _said(source, chosen, asked=True))
    if _is_metric(source):
        return Plane(source, source)
    zone, notes = _utm_zone(source, bounds)
    return Plane(source, zone, _said(source, zone, asked=False) + notes)


def read_crs(option: str, said: str) -> pyproj.CRS:
    """Return the system of that name; InputError where there is none."""
    try:
        return pyproj.CRS.from_user_input(int(said) if said.strip().isdigit() else said.strip())
    except CRSError as error:
        raise _refuse(
            option,
            said,
            Text(
                f"--{option.replace('_', '-')} '{said}' không phải hệ tọa độ đã biết; ví dụ"
                " EPSG:4326, EPSG:5897.",
                f"--{option.replace('_', '-')} '{said}' is no known coordinate system; examples:"
                " EPSG:4326, EPSG:5897.",
            ),
        ) from error


def crs_name(crs: pyproj.CRS | None) -> str:
    """Return the code of a system where it has one, else its name; `local` for None."""
    if crs is None:
        return LOCAL
    code = crs.to_epsg()
    return crs.name if code is None else f"EPSG:{code}"


def _moved(shapes: Shapes, start: pyproj.CRS | None, end: pyproj.CRS | None) -> Shapes:
    if start is None or end is None or _same(start, end):
        return shapes
    x, y = shapely.get_coordinates(shapes).T
    places = np.column_stack(_converted(x, y, start, end))
    moved: Shapes = shapely.set_coordinates(shapes.copy(), places)
    return moved


def _converted(x: Floats, y: Floats, start: pyproj.CRS, end: pyproj.CRS) -> tuple[Floats, Floats]:
    """Convert numbers: between WGS 84 and a plane system just as for the wards."""
    first, last = start.to_epsg(), end.to_epsg()
    if first == WGS84 and last is not None and _is_metric(end):
        return to_metric(x, y, last)
    if last == WGS84 and first is not None and _is_metric(start):
        return to_wgs84(x, y, first)
    convert = pyproj.Transformer.from_crs(start, end, always_xy=True)
    try:
        moved: Any = convert.transform(x, y, errcheck=True)
    except ProjError as error:
        raise InputError(
            Text(
                f"Có tọa độ không chuyển được từ {start.name} sang {end.name}.",
                f"Some coordinates cannot be converted from {start.name} to {end.name}.",
            ),
            field="coordinates",
        ) from error
    return np.asarray(moved[0], dtype=float), np.asarray(moved[1], dtype=float)


def _utm_zone(source: pyproj.CRS, bounds: Bounds) -> tuple[pyproj.CRS, tuple[Note, ...]]:
    west, south, east, north = bounds
    corners = np.array([shapely.Point(west, south), shapely.Point(east, north)], dtype=object)
    degrees = _moved(corners, source, pyproj.CRS.from_epsg(WGS84))
    lon, lat = shapely.get_coordinates(degrees).mean(axis=0)
    zone = min(60, math.floor((lon + 180) / 6) + 1)
    notes = () if np.ptp(shapely.get_x(degrees)) <= WIDEST_DEGREES else (WIDE_NOTE,)
    return pyproj.CRS.from_epsg((UTM_NORTH if lat >= 0 else UTM_SOUTH) + zone), notes


def _said(source: pyproj.CRS, metres: pyproj.CRS, *, asked: bool) -> tuple[Note, ...]:
    if _same(source, metres):
        return ()
    why = Text("do người dùng chọn", "as given") if asked else Text(
        "múi UTM ở giữa các điểm", "the UTM zone of the middle of the points"
    )  # fmt: skip
    text = Text(
        f"Tọa độ {source.name} được chuyển sang {metres.name} ({crs_name(metres)}) để đo bằng mét:"
        f" {why.vi}.",
        f"Coordinates in {source.name} are converted to {metres.name} ({crs_name(metres)}) to"
        f" measure in metres: {why.en}.",
    )
    return (Note("projected", "info", text),)


WIDE_NOTE = Note(
    "wider_than_a_zone",
    "warning",
    Text(
        "Các điểm trải rộng hơn một múi UTM (6°): khoảng cách ở rìa bị sai. Hãy nêu --measure-crs.",
        "The points are spread wider than a UTM zone (6°): distances at the edge are off. State"
        " --measure-crs.",
    ),
)


def _local_notes(bounds: Bounds) -> tuple[Note, ...]:
    west, south, east, north = bounds
    small = max(east - west, north - south) <= DEGREES_LIKE_M
    if not small or max(map(abs, (west, east))) > 180 or max(map(abs, (south, north))) > 90:
        return ()
    if (west, south) == (east, north):
        return ()
    text = Text(
        f"Mọi điểm nằm trong {DEGREES_LIKE_M:g} m. Nếu tọa độ là kinh độ, vĩ độ, hãy nêu"
        " --crs EPSG:4326 thay vì local.",
        f"All points lie within {DEGREES_LIKE_M:g} m. If these are longitude and latitude, state"
        " --crs EPSG:4326 and not local.",
    )
    return (Note("perhaps_degrees", "warning", text),)


def _require_not_degrees(source: pyproj.CRS, bounds: Bounds) -> None:
    west, south, east, north = bounds
    like_degrees = max(map(abs, (west, east))) <= 180 and max(map(abs, (south, north))) <= 90
    if source.is_projected and like_degrees:
        raise _refuse(
            "crs",
            crs_name(source),
            Text(
                f"Hệ tọa độ {source.name} không tính bằng độ, nhưng tọa độ trong tệp như"
                f" ({west:g}, {south:g}) là độ. Hãy nêu --crs EPSG:4326.",
                f"{source.name} is not in degrees, but coordinates of the file such as"
                f" ({west:g}, {south:g}) are. State --crs EPSG:4326.",
            ),
        )


def _is_metric(crs: pyproj.CRS) -> bool:
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    return crs.is_projected and units == {"metre"} and crs.to_epsg() != WEB_MERCATOR


def _same(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    return one is other or bool(one.equals(other, ignore_axis_order=True))


def _epsg(crs: pyproj.CRS, said: str) -> int:
    code = crs.to_epsg()
    if code is None:
        raise _refuse(
            "measure_crs",
            said,
            Text(
                f"--measure-crs '{said}' cần có mã EPSG, ví dụ EPSG:5897.",
                f"--measure-crs '{said}' needs a code of EPSG, such as EPSG:5897.",
            ),
        )
    return int(code)


def _refuse(field: str, value: object, text: Text) -> InputError:
    return InputError(text, field=field, value=value)

"""The coordinate system of a file that goes out, and how exact the way into it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84, crs_name, operation_accuracy_m, operation_name, to_metric
from geo.errors import InputError
from geo.text import Text
from layers.queries.wards import Ward

OF_WARD = "ward"

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class System:
    """`operation` and `accuracy_m` tell how rows kept in WGS 84 are brought into it."""

    srid: int
    name: str
    operation: str = ""
    accuracy_m: float | None = None

    @property
    def code(self) -> str:
        return f"EPSG:{self.srid}"

    @property
    def is_degrees(self) -> bool:
        return self.srid == WGS84

    def place(self, shapes: Shapes) -> Shapes:
        """Return shapes in WGS 84 in this system."""
        if self.is_degrees or not len(shapes):
            return shapes
        lon, lat = shapely.get_coordinates(shapes).T
        moved = np.column_stack(to_metric(lon, lat, self.srid))
        return np.asarray(shapely.set_coordinates(shapes.copy(), moved), dtype=object)

    @property
    def accuracy(self) -> Text:
        """Say how exact the coordinates are that the conversion gives."""
        if self.is_degrees:
            return Text(
                "Tọa độ như được lưu (WGS 84), không qua chuyển đổi.",
                "Coordinates as they are stored (WGS 84), without conversion.",
            )
        if self.accuracy_m is None:
            return Text(
                f"Chuyển từ WGS 84 bằng '{self.operation}'; độ chính xác không được công bố.",
                f"Converted from WGS 84 by '{self.operation}'; its accuracy is not stated.",
            )
        vietnamese = f"{self.accuracy_m:g}".replace(".", ",")
        return Text(
            f"Chuyển từ WGS 84 bằng '{self.operation}'; độ chính xác công bố: {vietnamese} m.",
            f"Converted from WGS 84 by '{self.operation}'; stated accuracy: {self.accuracy_m:g} m.",
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "crs": self.code,
            "name": self.name,
            "operation": self.operation,
            "accuracy_m": self.accuracy_m,
            "accuracy": self.accuracy.to_json(),
        }


def get_system(srid: int) -> System:
    """Return degrees, or a system in metres; InputError for any other."""
    if srid == WGS84:
        return System(WGS84, crs_name(WGS84))
    accuracy = operation_accuracy_m(srid)  # refuses what is not in metres
    return System(srid, crs_name(srid), operation_name(srid), accuracy)


def read_system(said: str | None, ward: Ward, usual: str | None = None) -> System:
    """Read "4326", "EPSG:5897" or "ward", the ward's own metres; without it the usual, degrees."""
    wanted = (said or usual or str(WGS84)).strip()
    if wanted.lower() == OF_WARD:
        return get_system(ward.srid_measure)
    digits = wanted.upper().removeprefix("EPSG:")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 8):
        raise InputError(
            Text(
                f"crs '{wanted}': cần EPSG:{WGS84} (độ), 'ward' (hệ của phường, EPSG:"
                f"{ward.srid_measure}) hoặc mã EPSG của một hệ tính bằng mét.",
                f"crs '{wanted}': needs EPSG:{WGS84} (degrees), 'ward' (the ward's own, EPSG:"
                f"{ward.srid_measure}) or the EPSG code of a system in metres.",
            ),
            field="crs",
            value=wanted,
        )
    return get_system(int(digits))

"""Parameters that are a place on the ground: given in degrees, brought to metres for the run."""

from collections.abc import Callable, Mapping

from geo.hotspots import Method
from geo.hotspots.base import point_of

ToMetres = Callable[[float, float], tuple[float, float]]


def in_metres(
    method: Method, checked: Mapping[str, object], to_metres: ToMetres
) -> dict[str, object]:
    """Return checked parameters with every point in metres; what is in metres stays."""
    used = dict(checked)
    for parameter in method.parameters:
        point = point_of(used[parameter.name]) if parameter.type == "point" else None
        if point is not None and is_degrees(*point):
            x, y = to_metres(*point)
            used[parameter.name] = f"{float(x)!r}, {float(y)!r}"
    return used


def is_degrees(x: float, y: float) -> bool:
    """Say whether two numbers can only be longitude and latitude."""
    return abs(x) <= 180 and abs(y) <= 90

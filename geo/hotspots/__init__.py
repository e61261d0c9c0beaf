"""The hotspot methods, in the order in which they are offered."""

from geo.errors import InputError
from geo.hotspots import (
    border,
    clusters,
    density,
    effect,
    emerging,
    forecast,
    gi_star,
    lane_density,
    local_moran,
    near_repeat,
    rates,
    repeat_points,
    scan,
)
from geo.hotspots.base import Method, Parameter
from geo.text import Text

__all__ = ["METHODS", "Method", "Parameter", "get_method"]

METHODS: tuple[Method, ...] = (
    repeat_points.METHOD,
    gi_star.METHOD,
    local_moran.METHOD,
    emerging.METHOD,
    density.METHOD,
    lane_density.METHOD,
    clusters.METHOD,
    near_repeat.METHOD,
    scan.METHOD,
    forecast.METHOD,
    effect.METHOD,
    rates.METHOD,
    border.METHOD,
)


def get_method(name: str) -> Method:
    """Return the method of that name; raise ``InputError`` naming those there are."""
    for method in METHODS:
        if method.name == name:
            return method
    allowed = ", ".join(method.name for method in METHODS)
    raise InputError(
        Text(
            f"Không có phương pháp {name!r}; có: {allowed}.",
            f"There is no method {name!r}; there are: {allowed}.",
        ),
        field="method",
        value=name,
    )

"""What computes an analysis: the same bits, wherever it is done."""

from collections.abc import Callable, Mapping
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.hotspots import Method
from geo.result import HotspotResult, Units
from geo.text import Text

Progress = Callable[[Text, float], None]
COMPUTING = Text("tính toán", "computing")
BEGUN, ENDED = 0.1, 0.9
"""The part of an analysis that is computing; reading comes before, storing after."""


class Compute(Protocol):
    """Does an analysis somewhere."""

    def __call__(
        self,
        method: Method,
        events: Events,
        area: BaseGeometry,
        checked: Mapping[str, object],
        seed: int,
        units: Units | None,
    ) -> HotspotResult:
        """Return what the method finds."""
        ...


def compute_here(
    method: Method,
    events: Events,
    area: BaseGeometry,
    checked: Mapping[str, object],
    seed: int,
    units: Units | None,
) -> HotspotResult:
    """Do it in this process, in turn."""
    return method.compute(events, area, checked, seed, units)

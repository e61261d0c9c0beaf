"""A whole run of a method, from events to a finished result: geometry, notes and ranks included."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.hotspots import get_method
from geo.result import Units
from scripts.bench.data import SEED, Points, points
from scripts.bench.work import Action


class Given(NamedTuple):
    """What a method is given, checked beforehand."""

    events: Events
    area: BaseGeometry
    units: Units | None


def given(numbers: Mapping[str, Any]) -> Given:
    """Make events in a square, with lanes where the numbers ask for them."""
    made = points(numbers["events"], numbers["side_m"], centres=numbers.get("centres", 50))
    days = made.day % numbers.get("days", 365)
    events = Events.from_arrays(made.x, made.y, day=days + 16_000)
    lanes = _lanes(made, numbers["lanes"]) if "lanes" in numbers else None
    return Given(events, shapely.box(0, 0, made.side_m, made.side_m), lanes)


def run_of(method: str, data: Given, parameters: Mapping[str, object]) -> Action:
    """Return the run of a method as what is timed."""
    how = get_method(method)
    used = how.check(parameters)
    return lambda: how.run(data.events, data.area, used, SEED, data.units)


def _lanes(made: Points, number: int) -> Units:
    """Lay a net of streets over the square, each cut into lanes from crossing to crossing."""
    streets = max(2, round((number / 2) ** 0.5))
    at = np.linspace(0.0, made.side_m, streets)
    along = [[(a, c), (b, c)] for c in at for a, b in pairwise(at)]
    across = [[(y, x) for x, y in line] for line in along]
    shapes = np.array([shapely.LineString(line) for line in along + across], dtype=object)
    names = tuple(str(each) for each in range(len(shapes)))
    return Units("lane", shapes, names, names)

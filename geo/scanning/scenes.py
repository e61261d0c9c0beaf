"""Where a scan looks: the locations of the events, what each holds, and the centres of windows."""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.base import require_units
from geo.lane_graph import LaneGraph, OnLanes, bring, lane_graph, lixel_of, lixels
from geo.result import Units
from geo.scanning.discs import Discs, build_discs, discs_from
from geo.scanning.lanes import apart_on_lanes, reached
from geo.scanning.results import Window
from geo.tessellation import areas, cells, choose_cell_m
from geo.text import Text

MOST_CENTRES = 1000
STEPS_PER_RADIUS = 4
LEAST_RADIUS_M = 10.0
SAME_SPOT_M = 0.01
"""Positions on a lane nearer than this are one location."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class OnNet(NamedTuple):
    """The lanes, and where on them the centres and the locations lie."""

    graph: LaneGraph
    centres: OnLanes
    locations: OnLanes


class Scene(NamedTuple):
    """A location of each event (-1: none), what locations hold, how many centres there are.

    Windows are discs around ``centres``, or stretches around the centres of ``net``.
    """

    location: Integers
    holds: Floats
    points: Floats
    centres: Floats
    shapes: NDArray[np.object_] | None = None
    net: OnNet | None = None

    @property
    def number_of_centres(self) -> int:
        """Return how many centres windows are laid around."""
        return len(self.centres) if self.net is None else len(self.net.centres.edge)


def scene_of(
    events: Events, area: BaseGeometry, used: Mapping[str, object], units: Units | None
) -> Scene:
    """Return the locations that a scan with these parameters looks at."""
    radius = cast("float", used["max_radius_m"])
    if used["unit_kind"] == "lanes":
        lanes = require_units(units, "lanes")
        return _on_lanes(events, lanes, used, radius)
    if used["unit_kind"] == "areas":
        if units is None:
            raise _no_areas()
        cut = areas(units, events, "queen", None)
        points = shapely.get_coordinates(shapely.centroid(cut.units.geometry))
        room = shapely.area(cut.units.geometry)
        return _counted(events, used, cut.members, points, room, cut.units.geometry)
    if used["model"] == "poisson":
        cell_m, _ = choose_cell_m(area)
        cut = cells("square", area, events, cell_m, rule="rook", radius_m=None)
        points = shapely.get_coordinates(shapely.centroid(cut.units.geometry))
        return _counted(events, used, cut.members, points, cut.share * cell_m**2, None)
    points, location = np.unique(np.column_stack([events.x, events.y]), axis=0, return_inverse=True)
    location = location.reshape(-1)
    holds = np.bincount(location, minlength=len(points)).astype(np.float64)
    return Scene(location, holds, points, _centres(points, radius))


def discs_of(scene: Scene, used: Mapping[str, object]) -> Discs:
    """Return the windows of a scene up to the largest radius and share."""
    most = cast("float", used["max_share"]) * float(scene.holds.sum())
    radius = cast("float", used["max_radius_m"])
    if scene.net is None:
        return build_discs(scene.centres, scene.points, scene.holds, radius, most)
    apart = apart_on_lanes(*scene.net, radius)
    return discs_from(apart.centre, apart.location, apart.metres, scene.holds, radius, most)


def shape_of(scene: Scene, window: Window) -> BaseGeometry:
    """Return a window as it is drawn: its areas, its stretch of lanes, or its disc."""
    if scene.shapes is not None:
        return shapely.union_all(scene.shapes[window.locations])
    if scene.net is not None:
        edge, offset = scene.net.centres
        centre = OnLanes(edge[[window.centre]], offset[[window.centre]])
        return reached(scene.net.graph, centre, window.radius)
    middle = shapely.Point(*scene.centres[window.centre])
    return shapely.buffer(middle, max(window.radius, LEAST_RADIUS_M))


def _on_lanes(events: Events, lanes: Units, used: Mapping[str, object], radius: float) -> Scene:
    """Return the positions of events on the lanes; for Poisson the pieces of lane themselves."""
    graph = lane_graph(lanes.geometry)
    at, _ = bring(events, graph, cast("float", used["snap_m"]))
    step = radius / STEPS_PER_RADIUS
    if used["model"] == "poisson":
        pieces = lixels(graph, step)
        spots = shapely.line_interpolate_point(graph.lines[pieces.at.edge], pieces.at.offset)
        net = OnNet(graph, pieces.at, pieces.at)
        points = shapely.get_coordinates(spots)
        return Scene(lixel_of(pieces, at), pieces.length, points, points, net=net)
    on = np.flatnonzero(at.edge >= 0)
    rounded = np.rint(at.offset[on] / SAME_SPOT_M) * SAME_SPOT_M
    rows, number = np.unique(
        np.column_stack([at.edge[on].astype(np.float64), rounded]), axis=0, return_inverse=True
    )
    location = np.full(len(events), -1, dtype=np.int64)
    location[on] = number.reshape(-1)
    places = OnLanes(rows[:, 0].astype(np.int64), rows[:, 1])
    holds = np.bincount(location[on], minlength=len(rows)).astype(np.float64)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(graph.lines[places.edge], places.offset)
    )
    net = OnNet(graph, _lane_centres(graph, places, step), places)
    return Scene(location, holds, points, points, net=net)


def _lane_centres(graph: LaneGraph, places: OnLanes, step: float) -> OnLanes:
    """Return every location or, where they are many, the middles of pieces that have any."""
    if len(places.edge) <= MOST_CENTRES:
        return places
    pieces = lixels(graph, step)
    number = np.unique(lixel_of(pieces, places))
    return OnLanes(pieces.at.edge[number], pieces.at.offset[number])


def _counted(
    events: Events,
    used: Mapping[str, object],
    members: tuple[Integers, ...],
    points: Floats,
    room: Floats,
    shapes: NDArray[np.object_] | None,
) -> Scene:
    """Return areas as locations: they hold their events, or their surface for Poisson."""
    location = np.full(len(events), -1)
    for number, ids in enumerate(members):
        location[np.searchsorted(events.ids, ids)] = number
    count = np.array([len(ids) for ids in members], dtype=np.float64)
    return Scene(location, room if used["model"] == "poisson" else count, points, points, shapes)


def _centres(points: Floats, radius: float) -> Floats:
    """Return every location or, where they are many, the middles of small squares that have any."""
    if len(points) <= MOST_CENTRES:
        return points
    step = radius / STEPS_PER_RADIUS
    return np.asarray((np.unique(np.floor(points / step), axis=0) + 0.5) * step)


def _no_areas() -> InputError:
    return InputError(
        Text(
            "unit_kind: 'areas' cần các khu vực (ví dụ tổ dân phố) để quét.",
            "unit_kind: 'areas' needs areas (such as residential groups) to scan.",
        ),
        field="unit_kind",
        value="areas",
    )

"""The units that a run compares, as its parameters ask: cells, given areas, or pieces of lane."""

from collections.abc import Mapping
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.events import Events
from geo.lane_pieces import lane_net, pieces_in, touching
from geo.neighbours import auto_band, distance_band
from geo.result import Units
from geo.tessellation import USUAL_CELL_M, Tessellation, areas, cells, choose_cell_m
from geo.text import Text

AS_GIVEN = Text("do người dùng chọn", "as given")
USUAL_PIECE = Text(
    "100 m: khoảng một dãy phố; ngã rẽ luôn là chỗ cắt",
    "100 m: about one block; lanes are always cut at junctions",
)


def cut_up(
    events: Events, area: BaseGeometry, used: Mapping[str, object], units: Units | None
) -> tuple[Tessellation, Text]:
    """Return the units with their counts and neighbours, and why they are of this size.

    Reads ``unit_kind``, ``cell_m``, ``neighbours``, ``radius_m`` and ``snap_m``; raises
    ``InputError`` where areas or lanes are asked for and none are given.
    """
    kind, rule = str(used["unit_kind"]), str(used["neighbours"])
    radius = cast("float | None", used["radius_m"])
    if kind in ("areas", "lanes") and (units is None or not len(units)):
        raise _missing(kind)
    if kind == "areas" and units is not None:
        return areas(units, events, rule, radius), Text("", "")
    given = cast("float | None", used["cell_m"])
    if kind == "lanes" and units is not None:
        size = USUAL_CELL_M if given is None else given
        reason = USUAL_PIECE if given is None else AS_GIVEN
        sizes = size, cast("float", used["snap_m"])
        cut = _lanes(events, area, units, sizes, radius, by_distance=rule == "distance")
        return cut, reason
    chosen, reason = (given, AS_GIVEN) if given is not None else choose_cell_m(area)
    return cells(kind, area, events, chosen, rule=rule, radius_m=radius), reason


def _lanes(
    events: Events,
    area: BaseGeometry,
    lanes: Units,
    sizes: tuple[float, float],
    radius: float | None,
    *,
    by_distance: bool,
) -> Tessellation:
    """Return pieces of lane; neighbours are those that meet, or lie near as the crow flies."""
    piece_m, reach_m = sizes
    net = lane_net(events, lanes, piece_m, reach_m)
    found = pieces_in(net, events, area, lanes, reach_m, "lane_piece")
    weights, band = touching(net, found.number), None
    if by_distance:
        x, y = shapely.get_x(found.middles), shapely.get_y(found.middles)
        band = auto_band(x, y) if radius is None else radius
        weights = distance_band(x, y, band)
    outside = int((found.where < 0).sum())
    share = np.ones(len(found.units))
    return Tessellation(
        found.units, found.counts, weights, found.members, share, outside, piece_m, band
    )


def _missing(kind: str) -> InputError:
    if kind == "lanes":
        words = Text(
            "unit_kind: 'lanes' cần các đường, ngõ (dạng đường).",
            "unit_kind: 'lanes' needs lanes (as lines).",
        )
    else:
        words = Text(
            "unit_kind: 'areas' cần các khu vực (ví dụ tổ dân phố) để so sánh.",
            "unit_kind: 'areas' needs areas (such as residential groups) to compare.",
        )
    return InputError(words, field="unit_kind", value=kind)

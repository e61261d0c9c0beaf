"""A view of the map as its address says it: for print, one-file maps, shares, saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.boundaries.as_of import ready
from layers.contract import Layer
from layers.filters import Filter
from layers.map_address import OPAQUE, MapView, layers_on, read_opacity, read_place
from layers.queries.sources import check_redacted
from web.db import get_conn
from web.field_clauses import check_fields
from web.params import read_number
from web.sharing import asked_view, is_redacted
from web.shown_layers import layers_shown
from web.wards import current_ward

__all__ = ["OPAQUE", "MapView", "View", "read_place", "read_view"]


@dataclass(frozen=True)
class View:
    """What a map shows: layers from the topmost to the lowest, each with its opacity in percent.

    `place` None: the whole ward. `run`, `run2`: stored analyses that stand on the map, 0 for none.
    """

    layers: tuple[Layer, ...]
    opacity: Mapping[str, int]
    filter: Filter
    place: MapView | None
    run: int = 0
    run2: int = 0

    def opacity_of(self, layer: Layer) -> int:
        """Return how opaque a layer is drawn, 0 to 100."""
        return self.opacity.get(layer.name, OPAQUE)


def read_view(args: Mapping[str, str]) -> View:
    """Read the permalink of a map: layers, order, opacity, map, run, run2 and the filter.

    Layers that the caller may not see, or that are no more, are left out as the page does.
    InputError where a value cannot be read. A locked share link says its own filter and runs.
    """
    args = asked_view(args)
    return View(
        layers=layers_on(layers_shown(), args),
        opacity=read_opacity(args.get("opacity", "")),
        filter=_filter(args),
        place=read_place(args.get("map", "")),
        run=read_number("run", 0),
        run2=read_number("run2", 0),
    )


def _filter(args: Mapping[str, str]) -> Filter:
    chosen = Filter.from_query(args)
    if is_redacted():
        check_redacted(chosen)
    check_fields(chosen)
    return ready(get_conn(), current_ward().id, chosen)

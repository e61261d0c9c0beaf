"""A view of the map as its address says it: for print, one-file maps, shares, saved views."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from geo.errors import InputError
from geo.text import Text
from layers.boundaries.as_of import ready
from layers.contract import Layer
from layers.filters import Filter
from web.db import get_conn
from web.params import read_number
from web.shown_layers import layers_shown
from web.wards import current_ward

LIST_LIMIT = 200
OPAQUE = 100


@dataclass(frozen=True)
class MapView:
    """Where the map stands: its centre in degrees, and the zoom."""

    zoom: float
    latitude: float
    longitude: float


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
    InputError where a value cannot be read.
    """
    return View(
        layers=_layers(args),
        opacity=_opacity(args.get("opacity", "")),
        filter=ready(get_conn(), current_ward().id, Filter.from_query(args)),
        place=read_place(args.get("map", "")),
        run=read_number("run", 0),
        run2=read_number("run2", 0),
    )


def read_place(words: str) -> MapView | None:
    """Read `16/21.04890/105.88600`; None where nothing is said."""
    if not words.strip():
        return None
    try:
        zoom, latitude, longitude = (float(part) for part in words.split("/"))
    except ValueError:
        raise _bad_place(words) from None
    inside = 0 <= zoom <= 24 and abs(latitude) <= 85 and abs(longitude) <= 180
    if not inside or not all(map(math.isfinite, (zoom, latitude, longitude))):
        raise _bad_place(words)
    return MapView(zoom, latitude, longitude)


def _layers(args: Mapping[str, str]) -> tuple[Layer, ...]:
    known = layers_shown()
    chosen = (
        _names(args["layers"])
        if "layers" in args
        else [layer.name for layer in known if layer.default_on]
    )
    order = _names(args.get("order", ""))
    rank = {name: place for place, name in enumerate(order)}
    shown = [layer for layer in known if layer.name in chosen]
    return tuple(sorted(shown, key=lambda layer: rank.get(layer.name, len(rank))))


def _names(raw: str) -> list[str]:
    return [each.strip() for each in raw.split(",")[:LIST_LIMIT] if each.strip()]


def _opacity(raw: str) -> dict[str, int]:
    """Read `lanes:60,sites:40`, in percent."""
    found: dict[str, int] = {}
    for pair in _names(raw):
        name, _, percent = pair.partition(":")
        if not (
            percent.isascii() and percent.isdigit() and len(percent) <= 3 and int(percent) <= OPAQUE
        ):
            raise InputError(
                Text(
                    f"opacity={pair[:40]}: cần dạng lanes:60, từ 0 đến 100",
                    f"opacity={pair[:40]}: needs a form such as lanes:60, from 0 to 100",
                ),
                field="opacity",
                value=pair[:40],
            )
        found[name] = int(percent)
    return found


def _bad_place(words: str) -> InputError:
    return InputError(
        Text(
            f"map={words[:40]}: cần dạng 16/21.0489/105.8860 (độ thu phóng/vĩ độ/kinh độ)",
            f"map={words[:40]}: needs a form such as 16/21.0489/105.8860 (zoom/latitude/longitude)",
        ),
        field="map",
        value=words[:40],
    )

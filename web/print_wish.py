"""What of a view is to be printed, and how: read from the address."""

from __future__ import annotations

from collections.abc import Mapping

from layers.map_address import OPAQUE, from_the_lowest
from layers.printing import PrintRequest, read_scale
from layers.printing.view_query import read_seen
from web.i18n import current_language
from web.view import read_view


def read_print(args: Mapping[str, str]) -> PrintRequest:
    """Read a view, and paper, orientation, scale, title, atlas, area, seen beside it."""
    view = read_view(args)
    return PrintRequest(
        layers=from_the_lowest(view.layers, has_order=bool(args.get("order"))),
        chosen=view.filter,
        paper=args.get("paper") or "A4",
        orientation=args.get("orientation") or "landscape",
        scale=read_scale(args.get("scale", "")),
        title=args.get("title", ""),
        atlas=args.get("atlas", ""),
        area=args.get("area", ""),
        language=current_language(),
        centre=(view.place.longitude, view.place.latitude) if view.place else None,
        seen=read_seen(args.get("seen", "")),
        opacity={layer.name: view.opacity_of(layer) / OPAQUE for layer in view.layers},
    )

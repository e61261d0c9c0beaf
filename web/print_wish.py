"""What of a view is to be printed, and how: read from the address."""

from __future__ import annotations

from collections.abc import Mapping

from layers.contract import drawing_order
from layers.printing import PrintRequest, read_scale
from layers.printing.view_query import read_seen
from web.i18n import current_language
from web.view import View, read_view

OPAQUE = 100


def read_print(args: Mapping[str, str]) -> PrintRequest:
    """Read a view, and paper, orientation, scale, title, atlas, area, seen beside it."""
    view = read_view(args)
    return PrintRequest(
        layers=_from_the_lowest(view, has_order=bool(args.get("order"))),
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


def _from_the_lowest(view: View, *, has_order: bool) -> tuple[str, ...]:
    """Order as the map draws: by what lies below what, unless the address says otherwise."""
    layers = reversed(view.layers) if has_order else drawing_order(view.layers)
    return tuple(layer.name for layer in layers)

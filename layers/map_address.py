"""What the address of a map page says of layers and place: the same for page, print and file."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.errors import InputError
from geo.text import Text
from layers.contract import Layer, drawing_order

LIST_LIMIT = 200
OPAQUE = 100


@dataclass(frozen=True)
class MapView:
    """Where the map stands: its centre in degrees, and the zoom."""

    zoom: float
    latitude: float
    longitude: float


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


def named_layers(raw: str) -> list[str]:
    """Read `lanes,groups`: the names of a list, at most so many as a page can hold."""
    return [each.strip() for each in raw.split(",")[:LIST_LIMIT] if each.strip()]


def layers_on(known: Sequence[Layer], args: Mapping[str, str]) -> tuple[Layer, ...]:
    """Return those of the known layers that `layers` and `order` show, the topmost first.

    Where no layer is named: the usual ones; a stored run stands alone on the base map.
    """
    if "layers" in args:
        chosen = set(named_layers(args["layers"]))
    else:
        is_alone = any(layer.run_id for layer in known)
        usual = (layer for layer in known if layer.default_on)
        chosen = {
            layer.name for layer in usual if not is_alone or layer.run_id or layer.group == "base"
        }
    order = named_layers(args.get("order", ""))
    rank = {name: place for place, name in enumerate(order)}
    shown = [layer for layer in known if layer.name in chosen]
    return tuple(sorted(shown, key=lambda layer: rank.get(layer.name, len(rank))))


def from_the_lowest(layers: Sequence[Layer], *, has_order: bool) -> tuple[str, ...]:
    """Order as the map draws: by what lies below what, unless the address says otherwise."""
    ordered = list(reversed(layers)) if has_order else drawing_order(layers)
    return tuple(layer.name for layer in ordered)


def read_opacity(raw: str) -> dict[str, int]:
    """Read `lanes:60,sites:40`, in percent."""
    found: dict[str, int] = {}
    for pair in named_layers(raw):
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

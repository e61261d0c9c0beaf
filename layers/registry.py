"""The map layers: one definition file each, read and checked once; and those of a ward's own.

`layers_of` and `layer_of` know both kinds; `layer_of` also knows the layers of stored runs, which
are listed nowhere. A layer of a ward's own is read from the database each time it is asked for, so
that all processes see a change at once.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers.contract import (
    GROUPS,
    DefinitionError,
    Field,
    Layer,
    LayerGroup,
    Style,
    StyleClass,
    TimeRule,
    check_layer,
    list_order,
)
from layers.errors import LayerNotFound
from layers.queries.custom_layers import find_custom_layer, list_custom_layers
from layers.queries.wards import Ward
from layers.roles import Role
from layers.run_layers import find_run_layer, is_run_layer

__all__ = [
    "GROUPS", "DefinitionError", "Field", "Layer", "LayerGroup", "Style", "StyleClass", "TimeRule",
    "all_layers", "get_layer", "is_built_in", "layer_of", "layers_of", "read_definition",
    "visible_layers",
]  # fmt: skip

DEFINITIONS = Path(__file__).parent / "definitions"


def read_definition(path: Path) -> Layer:
    """Read one definition file; DefinitionError says what is wrong in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        layer = _layer(path.stem, raw)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DefinitionError(f"{path.name}: {error!r}") from error
    check_layer(layer)
    return layer


def read_definitions(folder: Path) -> dict[str, Layer]:
    """Read all definition files of a folder, in drawing order of the layer list."""
    layers = [read_definition(path) for path in sorted(folder.glob("*.toml"))]
    return {layer.name: layer for layer in sorted(layers, key=list_order)}


@cache
def _registry() -> dict[str, Layer]:
    return read_definitions(DEFINITIONS)


def all_layers() -> tuple[Layer, ...]:
    return tuple(_registry().values())


def visible_layers(role: Role) -> tuple[Layer, ...]:
    return tuple(layer for layer in all_layers() if layer.is_visible_to(role))


def is_built_in(name: str) -> bool:
    """Say whether a layer comes with the program."""
    return name in _registry()


def get_layer(name: str, role: Role | None = None) -> Layer:
    """Find a layer; with a role, one that this role may not see counts as not there."""
    layer = _registry().get(name)
    if layer is None or (role is not None and not layer.is_visible_to(role)):
        seen = all_layers() if role is None else visible_layers(role)
        raise LayerNotFound(name, [each.name for each in seen])
    return layer


def layers_of(conn: connection, ward: Ward, role: Role) -> tuple[Layer, ...]:
    """Return every layer that a role sees in a ward, in the order of the layer list."""
    own = [layer for layer in list_custom_layers(conn, ward) if layer.is_visible_to(role)]
    return tuple(sorted((*visible_layers(role), *own), key=list_order))


def layer_of(conn: connection, ward: Ward, name: str, role: Role | None = None) -> Layer:
    """Find a layer in a ward; with a role, one that this role may not see counts as not there."""
    if is_built_in(name):
        return get_layer(name, role)
    find = find_run_layer if is_run_layer(name) else find_custom_layer
    layer = find(conn, ward, name)
    if layer is None or (role is not None and not layer.is_visible_to(role)):
        seen = layers_of(conn, ward, Role.ADMIN if role is None else role)
        raise LayerNotFound(name, [each.name for each in seen])
    return layer


def _text(raw: dict[str, str]) -> Text:
    return Text(raw["vi"], raw["en"])


def _layer(name: str, raw: dict[str, Any]) -> Layer:
    generic = bool(raw.get("generic", False))
    return Layer(
        name=name,
        title=_text(raw["title"]),
        group=raw["group"],
        order=int(raw["order"]),
        geometry=raw["geometry"],
        source=raw.get("source", "feature" if generic else f"layer_{name}"),
        generic=generic,
        aggregated=bool(raw.get("aggregated", False)),
        visible_to=Role.parse(raw["visible_to"]),
        visible_up_to=Role.parse(raw.get("visible_up_to", "admin")),
        default_on=bool(raw.get("default_on", False)),
        min_zoom=int(raw.get("min_zoom", 0)),
        max_zoom=int(raw.get("max_zoom", 22)),
        grid_below=raw.get("grid_below"),
        label=raw.get("label"),
        attribution=_text(raw.get("attribution", {"vi": "", "en": ""})),
        time=TimeRule(**raw.get("time", {})),
        needs_run=raw.get("needs_run"),
        tables=tuple(raw.get("tables", ("feature",)) if generic else raw["tables"]),
        fields=tuple(_field(each) for each in raw.get("field", [])),
        style=_style(raw["style"]),
    )


def _field(raw: dict[str, Any]) -> Field:
    return Field(
        name=raw["name"],
        title=_text(raw["title"]),
        type=raw["type"],
        visible_to=Role.parse(raw.get("visible_to", "public")),
        codes={str(code): _text(words) for code, words in raw.get("codes", {}).items()},
        required=bool(raw.get("required", False)),
        is_filter=bool(raw.get("filter", False)),
        is_amount=bool(raw.get("is_amount", raw["type"] == "integer")),
    )


def _style(raw: dict[str, Any]) -> Style:
    classes = tuple(
        StyleClass(
            str(each["value"]),
            _text(each["title"]),
            each["colour"],
            each.get("shape", ""),
            each.get("dash", ""),
            float(each.get("width", 1.0)),
        )
        for each in raw["class"]
    )
    return Style(raw["kind"], classes)

"""The map layers: one definition file each, read and checked once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geo.text import Text
from layers.errors import LayerNotFound
from layers.roles import Role

DEFINITIONS = Path(__file__).parent / "definitions"
GEOMETRIES = ("point", "line", "polygon")
FIELD_TYPES = ("text", "integer", "number", "date", "datetime", "boolean", "code")
TIME_KINDS = ("none", "moment", "validity", "overlap")


class DefinitionError(ValueError):
    """A definition file is wrong: a mistake of ours, found when the program starts."""


@dataclass(frozen=True)
class Field:
    """One attribute of a layer. `codes` gives the words for coded values."""

    name: str
    title: Text
    type: str
    visible_to: Role
    codes: dict[str, Text]
    required: bool = False
    is_filter: bool = False


@dataclass(frozen=True)
class StyleClass:
    """One line of the legend; tiles carry its index as `c`."""

    value: str
    title: Text
    colour: str
    shape: str = ""
    dash: str = ""
    width: float = 1.0


@dataclass(frozen=True)
class Style:
    kind: str
    classes: tuple[StyleClass, ...]


@dataclass(frozen=True)
class TimeRule:
    """How a layer follows the period of a filter.

    moment: rows whose day `start` lies in the period; overlap: rows whose [start, end] touches it;
    validity: rows in force on the last day of the period; none: all rows, always.
    """

    kind: str = "none"
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Layer:
    """The contract of a map layer.

    `source` is the view its rows come from; a `generic` layer's rows lie in table `feature` and
    its fields in `properties`. `needs_run` names the method whose stored run the layer shows.
    `aggregated` layers have no rows of their own, only counts (see layers/queries/tiles.py).
    `tables` are the tables whose versions make the version of the layer.
    """

    name: str
    title: Text
    group: str
    order: int
    geometry: str
    source: str
    generic: bool
    aggregated: bool
    visible_to: Role
    visible_up_to: Role
    default_on: bool
    min_zoom: int
    max_zoom: int
    grid_below: int | None
    label: str | None
    attribution: Text
    time: TimeRule
    needs_run: str | None
    tables: tuple[str, ...]
    fields: tuple[Field, ...]
    style: Style

    def is_visible_to(self, role: Role) -> bool:
        return self.visible_to <= role <= self.visible_up_to

    def fields_for(self, role: Role) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.visible_to <= role)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True)
class LayerGroup:
    name: str
    title: Text


GROUPS = (
    LayerGroup("violations", Text("Vi phạm", "Violations")),
    LayerGroup("works", Text("Xây dựng, cải tạo", "Building and upgrading")),
    LayerGroup("management", Text("Quản lý địa bàn", "Who answers for what")),
    LayerGroup("base", Text("Nền bản đồ", "Base map")),
)


def read_definition(path: Path) -> Layer:
    """Read one definition file; DefinitionError says what is wrong in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        layer = _layer(path.stem, raw)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DefinitionError(f"{path.name}: {error!r}") from error
    _check(layer)
    return layer


def read_definitions(folder: Path) -> dict[str, Layer]:
    """Read all definition files of a folder, in drawing order of the layer list."""
    layers = [read_definition(path) for path in sorted(folder.glob("*.toml"))]
    return {layer.name: layer for layer in sorted(layers, key=_list_order)}


@cache
def _registry() -> dict[str, Layer]:
    return read_definitions(DEFINITIONS)


def all_layers() -> tuple[Layer, ...]:
    return tuple(_registry().values())


def visible_layers(role: Role) -> tuple[Layer, ...]:
    return tuple(layer for layer in all_layers() if layer.is_visible_to(role))


def get_layer(name: str, role: Role | None = None) -> Layer:
    """Find a layer; with a role, one that this role may not see counts as not there."""
    layer = _registry().get(name)
    if layer is None or (role is not None and not layer.is_visible_to(role)):
        seen = all_layers() if role is None else visible_layers(role)
        raise LayerNotFound(name, [each.name for each in seen])
    return layer


def _list_order(layer: Layer) -> tuple[int, int, str]:
    return [group.name for group in GROUPS].index(layer.group), layer.order, layer.name


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
        source="feature" if generic else raw.get("source", f"layer_{name}"),
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
        tables=("feature",) if generic else tuple(raw["tables"]),
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


def _check(layer: Layer) -> None:
    allowed: list[tuple[str, object, tuple[str, ...]]] = [
        ("group", layer.group, tuple(group.name for group in GROUPS)),
        ("geometry", layer.geometry, GEOMETRIES),
        ("style.kind", layer.style.kind, ("single", "category", "class")),
        ("time.kind", layer.time.kind, TIME_KINDS),
        *((f"field {each.name}.type", each.type, FIELD_TYPES) for each in layer.fields),
    ]
    for where, value, choices in allowed:
        if value not in choices:
            raise DefinitionError(f"{layer.name}: {where} is {value!r}; allowed: {choices}")
    names = [field.name for field in layer.fields]
    if len(names) != len(set(names)):
        raise DefinitionError(f"{layer.name}: a field is named twice")
    if not layer.style.classes:
        raise DefinitionError(f"{layer.name}: the legend has no class")

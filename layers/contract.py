"""The contract of a map layer: what tiles, features, counts, legend, import and export ask of it.

A layer comes from a definition file (layers/registry.py) or from the database of a ward
(layers/queries/custom_layers.py); whoever draws or counts it cannot tell which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.drawing import Condition
from geo.text import Text
from layers.roles import Role

GEOMETRIES = ("polygon", "line", "point")
"""From what is drawn below to what is drawn above."""
FIELD_TYPES = ("text", "integer", "number", "date", "datetime", "boolean", "code")
TIME_KINDS = ("none", "moment", "validity", "overlap", "state")
STYLE_KINDS = ("single", "category", "class", "breaks", "rules")


class DefinitionError(ValueError):
    """A definition file is wrong: a mistake of ours, found when the program starts."""


@dataclass(frozen=True)
class Field:
    """One attribute of a layer. `codes` gives the words for coded values.

    `in_popup` fields stand on the card of a record; `column` is what the file calls the field.
    `is_amount`: its whole numbers count something and are written with thousands; others may be
    years, codes or numbers of lots, which are not. Of a layer of a ward's own nobody has said it.
    """

    name: str
    title: Text
    type: str
    visible_to: Role
    codes: dict[str, Text]
    required: bool = False
    is_filter: bool = False
    in_popup: bool = True
    column: str = ""
    is_amount: bool = False


@dataclass(frozen=True)
class StyleClass:
    """One line of the legend; tiles carry its index. `size` is a point's, `width` a line's.

    `when` belongs to kind `rules`.
    """

    value: str
    title: Text
    colour: str
    shape: str = ""
    dash: str = ""
    width: float = 1.0
    size: float = 1.0
    when: tuple[Condition, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what draws and explains the class; `when` is for the database alone."""
        return {
            "value": self.value,
            "title": self.title.to_json(),
            "colour": self.colour,
            "shape": self.shape,
            "dash": self.dash,
            "width": self.width,
            "size": self.size,
        }


@dataclass(frozen=True)
class Style:
    """How rows are told apart: by the view's `style_key`, or by a `field` of a layer of its own.

    kind `category`: the values of the classes; `breaks`: a row belongs to the first class whose
    upper limit it does not pass, the last class has none; `rules`: the first class whose
    conditions all hold. `other` and `missing` are the indexes of
    the classes for values that no class names and for rows without one; None: not drawn.
    `method` and `palette` say how the classes were made; they stay as they are when rows change.
    """

    kind: str
    classes: tuple[StyleClass, ...]
    field: str = ""
    breaks: tuple[float, ...] = ()
    other: int | None = None
    missing: int | None = None
    method: str = ""
    palette: str = ""


@dataclass(frozen=True)
class TimeRule:
    """How a layer follows the period of a filter.

    moment: rows whose day `start` lies in the period; overlap: rows whose [start, end] touches it;
    validity: rows in force on the last day of the period; state: all rows, as they were on the
    last day of the period, which the function <source>_on(day) tells; none: all rows, always.
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
    `tables` are the tables whose versions make the version of the layer. `is_custom`: defined in
    the database by the people of a ward, who may change it. `run_id`: the layer is this very run.
    `by_lane_of`: the layer counts the rows of that one by lane (see layers/redaction.py).
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
    is_custom: bool = False
    run_id: int | None = None
    by_lane_of: "Layer | None" = None

    def __hash__(self) -> int:
        return hash(self.name)  # the words of codes are dicts; equality compares everything

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
    LayerGroup("results", Text("Kết quả phân tích", "Results of analyses")),
    LayerGroup("violations", Text("Vi phạm", "Violations")),
    LayerGroup("works", Text("Xây dựng, cải tạo", "Building and upgrading")),
    LayerGroup("management", Text("Quản lý địa bàn", "Who answers for what")),
    LayerGroup("own", Text("Lớp riêng của phường", "Layers of the ward's own")),
    LayerGroup("base", Text("Nền bản đồ", "Base map")),
)


def list_order(layer: Layer) -> tuple[int, int, str]:
    """Return the place of a layer in lists: by group, then by its order there."""
    return [group.name for group in GROUPS].index(layer.group), layer.order, layer.name


def drawing_order(layers: Sequence[Layer]) -> list[Layer]:
    """Order layers from the lowest to the topmost: what is listed first lies on top.

    The base map comes first and as it is listed, so that borders lie above the lanes they follow.
    """
    groups = [group.name for group in GROUPS]

    def rank(layer: Layer) -> tuple[int, int, int, str]:
        is_base = layer.group == "base"
        geometry = -1 if is_base else GEOMETRIES.index(layer.geometry)
        return geometry, -groups.index(layer.group), -layer.order, layer.name

    return sorted(layers, key=rank)


def check_layer(layer: Layer) -> None:
    """Raise DefinitionError where a layer names a choice that there is not."""
    allowed: list[tuple[str, object, tuple[str, ...]]] = [
        ("group", layer.group, tuple(group.name for group in GROUPS)),
        ("geometry", layer.geometry, GEOMETRIES),
        ("style.kind", layer.style.kind, STYLE_KINDS),
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
